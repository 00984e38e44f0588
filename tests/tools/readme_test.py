#!/usr/bin/env python3
"""README.md is true: its examples are built and run against an installed hac, its op table is complete,
its links lead somewhere.  usage: readme_test.py BUILD_FOLDER"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(sys.argv.pop(1))
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w*) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)  # language, file name, text
BLOCKS = BLOCK.findall(README)


def session(text):
    """The commands of a console block, each with what it should print."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


class Examples(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name, "example")
        cls.folder.mkdir()
        prefix = pathlib.Path(cls.temporary.name, "prefix")
        for room in ("dsl", "runtime", "tools/hac"):
            subprocess.run(["cmake", "--install", BUILD / room, "--prefix", prefix], check=True, capture_output=True)
        cls.environment = {**os.environ, "HAC": str(prefix), "PATH": f"{prefix}/bin:{os.environ['PATH']}"}
        for _, name, text in BLOCKS:
            if name:
                (cls.folder / name).write_text(text, encoding="utf-8")

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def run_here(self, command):
        return subprocess.run(command, shell=True, cwd=self.folder, env=self.environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def test_console(self):
        commands = [pair for language, _, text in BLOCKS if language == "console" for pair in session(text)]
        self.assertGreaterEqual(len(commands), 4)
        for command, expected in commands:
            done = self.run_here(command)
            self.assertEqual((done.returncode, done.stdout), (0, expected), command)

    def test_cmake(self):
        self.run_here("python3 weights.py")
        for command in ("cmake -S . -B build -DCMAKE_PREFIX_PATH=$HAC", "cmake --build build"):
            done = self.run_here(command)
            self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(self.run_here("build/app").stdout, "0 1 1 0\n")


class Text(unittest.TestCase):
    def test_every_block_is_tried(self):
        self.assertLessEqual({language for language, name, _ in BLOCKS if not name}, {"console", "sh", "cpp", ""})

    def test_quoted_model_is_the_models(self):
        quoted = [text for language, name, text in BLOCKS if language == "cpp" and not name]
        self.assertEqual(len(quoted), 1)
        self.assertIn(quoted[0], (ROOT / "models/news/news.model.cpp").read_text(encoding="utf-8"))

    def test_op_table_is_complete(self):
        ops = re.findall(r"^HAC_OP\(\d+, (\w+),", (ROOT / "dsl/graph/ops.def").read_text(), re.MULTILINE)
        self.assertGreater(len(ops), 100)
        table = README.split("## Ops")[1].split("\n\n")[1]
        listed = re.findall(r"`(\w+)`", table)
        internal = {"arg", "yield"} # arguments and end of a body; nobody writes them
        self.assertEqual(sorted(listed), sorted(set(ops) - internal))

    def test_links_of_all_pages(self):
        pages = [page for room in ("compiler", "dsl", "models", "runtime", "tests", "tools")
                 for page in (ROOT / room).rglob("*.md")]
        self.assertGreater(len(pages), 10)
        for page in [ROOT / "README.md", *pages]:
            for link in re.findall(r"\]\(([^)]+)\)", BLOCK.sub("", page.read_text(encoding="utf-8"))):
                if link.startswith("#"): # a heading of the same page
                    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
                    self.assertIn(link[1:], [heading.lower().replace(" ", "-") for heading in headings])
                    continue
                self.assertTrue((page.parent / link).exists(), f"{page}: {link}")

    def test_quotes_of_adding_an_op(self):
        guide = ROOT / "dsl/adding-an-op.md"
        quotes = BLOCK.findall(guide.read_text(encoding="utf-8"))
        self.assertGreater(len(quotes), 8)
        for _, path, text in quotes:
            self.assertIn(text, (ROOT / path).read_text(encoding="utf-8"), path)

    def test_scripts_exist(self):
        for name in re.findall(r"^tools/(\w+)", README, re.MULTILINE):
            self.assertTrue(os.access(ROOT / "tools" / name, os.X_OK), name)

    def test_needed_packages_are_the_installed_ones(self):
        packages = (ROOT / "tools/packages.txt").read_text()
        for word in ("llvm-22", "mlir-22", "clang-22", "fmt", "gtest", "gmock", "icu", "cli11", "nlohmann", "cmake",
                     "ninja", "ccache", "lld-22", "python3-pip"):
            self.assertIn(word, packages)


if __name__ == "__main__":
    unittest.main()
