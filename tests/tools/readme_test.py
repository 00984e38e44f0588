#!/usr/bin/env python3
"""README.md, runtime/README.md and dsl/manual.md are true: their examples are built and run against an installed
hac, the op table is complete, links lead somewhere.  usage: readme_test.py BUILD_FOLDER"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(sys.argv.pop(1))
README, RUNTIME, MANUAL = ((ROOT / page).read_text(encoding="utf-8")
                           for page in ("README.md", "runtime/README.md", "dsl/manual.md"))
BLOCK = re.compile(r"^```(\w*) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)  # language, file name, text
BLOCKS = BLOCK.findall(README)


def session(text):
    """The commands of a console block, each with what it should print."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def public_functions():
    """What the headers of ops, and the masks and scores, declare for users; without helpers."""
    helpers = {"check.h", "lambda.h", "options.h", "window.h"}
    headers = [path for path in (ROOT / "dsl/ops").glob("*.h") if path.name not in helpers]
    names = set()
    for header in [*headers, ROOT / "dsl/graph/mask.h"]:
        text = re.sub(r"^namespace (detail|traced) \{.*?^\} // namespace \1$", "", header.read_text(encoding="utf-8"),
                      flags=re.MULTILINE | re.DOTALL)
        function = r"^(?:template <[^>]*> )?constexpr [\w:<> ]*?\b(?!operator)(\w+)\(|^HAC_[A-Z]+\((\w+)"
        names |= {name for pair in re.findall(function, text, re.MULTILINE) for name in pair if name}
    return names


class Installed(unittest.TestCase):
    """A folder with the files of some pages, and commands run in it."""

    pages = []

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name, "example")
        cls.folder.mkdir()
        prefix = pathlib.Path(cls.temporary.name, "prefix")
        for room in ("dsl", "runtime", "tools/hac"):
            subprocess.run(["cmake", "--install", BUILD / room, "--prefix", prefix], check=True, capture_output=True)
        cls.environment = {**os.environ, "HAC": str(prefix), "PATH": f"{prefix}/bin:{os.environ['PATH']}"}
        for page in cls.pages:
            for _, name, text in BLOCK.findall(page):
                if name:
                    (cls.folder / name).write_text(text, encoding="utf-8")

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def run_here(self, command):
        return subprocess.run(command, shell=True, cwd=self.folder, env=self.environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def run_console(self, page, fewest):
        commands = [pair for language, _, text in BLOCK.findall(page) if language == "console" for pair in session(text)]
        self.assertGreaterEqual(len(commands), fewest)
        for command, expected in commands:
            done = self.run_here(command)
            self.assertEqual((done.returncode, done.stdout), (0, expected), command)


class Examples(Installed):
    pages = [README]

    def test_console(self):
        self.run_console(README, fewest=4)

    def test_cmake(self):
        self.run_here("python3 weights.py")
        for command in ("cmake -S . -B build -DCMAKE_PREFIX_PATH=$HAC", "cmake --build build"):
            done = self.run_here(command)
            self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(self.run_here("build/app").stdout, "0 1 1 0\n")


class Runtime(Installed):
    pages = [README, RUNTIME]

    def test_console(self):
        self.run_here("python3 weights.py")
        done = self.run_here("hac gate.model.cpp -o gate.o")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.run_console(RUNTIME, fewest=4)

    def test_headers_alone(self): # each example in its strictest dialect
        self.assertEqual(self.run_here("hac gate.model.cpp -o gate.o").returncode, 0)
        for command in ("cc -std=c11 -x c app.c", "c++ -std=c++20 cached.cpp"):
            done = self.run_here(f"{command} -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I$HAC/include")
            self.assertEqual(done.returncode, 0, done.stdout)

    def test_every_block_is_tried(self):
        languages = {language for language, name, _ in BLOCK.findall(RUNTIME) if not name}
        self.assertLessEqual(languages, {"console", ""})


class Manual(Installed):
    pages = [MANUAL]
    # What the page says that fragments may use.
    FRAGMENT = """#include <hac/dsl.h>
using namespace hac;
constexpr void fragment(graph &g) {{
  auto batch = dyn("batch"), seq = dyn("seq", {{.min = 2}});
  auto x = g.input("x", f32, {{batch, seq, 64}}), image = g.input("image", f32, {{batch, 3, 224, 224}});
  auto length = g.input("length", i32, {{batch}});
  g.output("same", x);
  {{
{text}  }}
}}
HAC_EXPORT(fragment)
"""

    def check(self, name):
        return self.run_here(f"hac --check {name}")

    def test_models(self):
        names = [name for _, name, _ in BLOCK.findall(MANUAL) if name]
        self.assertGreaterEqual(len(names), 2)
        for name in names:
            done = self.check(name)
            self.assertEqual(done.returncode, 1 if name.startswith("wrong") else 0, done.stdout)

    def test_fragments(self):
        fragments = [text for language, name, text in BLOCK.findall(MANUAL) if language == "cpp" and not name]
        self.assertGreaterEqual(len(fragments), 5)
        said = 0
        for text in fragments:
            types = re.findall(r"^auto (\w+) = .*// (\w+\[[^]]*\])", text, re.MULTILINE)
            outputs = "".join(f'g.output("of_{name}", {name});\n' for name, _ in types)
            (self.folder / "fragment.model.cpp").write_text(self.FRAGMENT.format(text=text + outputs), encoding="utf-8")
            done = self.run_here("hac fragment.model.cpp -o fragment.o")
            self.assertEqual(done.returncode, 0, text + done.stdout)
            header = (self.folder / "fragment.h").read_text(encoding="utf-8")
            for name, of in types: # a type in a comment is the type of the value
                self.assertIn(f"of_{name}; /* {of};", header)
            said += len(types)
        self.assertGreater(said, 5)

    def test_console(self):
        self.run_console(MANUAL, fewest=1)

    def test_every_block_is_tried(self):
        self.assertEqual({language for language, _, _ in BLOCK.findall(MANUAL)}, {"cpp", "console"})


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
        functions = public_functions()
        self.assertLessEqual({"masked_mean", "chunk", "window", "alibi", "exp"}, functions)
        self.assertEqual(sorted(listed), sorted(set(ops) - internal | functions))

    def test_modules_are_listed(self):
        text = README.split("Modules (`nn::`)")[1].split("\n\n")[0]
        structs = {name for header in (ROOT / "dsl/nn").glob("*.h")
                   for name in re.findall(r"^(?:template <.*> )?struct ([A-Z]\w*)[^;]*\{$|^HAC_\w+\((\w+)",
                                          header.read_text(encoding="utf-8"), re.MULTILINE) for name in name if name}
        self.assertLessEqual({"Linear", "MixedAttention", "ReLU", "Sequential"}, structs)
        self.assertEqual(sorted(re.findall(r"`(\w+)`", text)), sorted(structs))

    def test_links_of_all_pages(self):
        pages = [page for room in ("compiler", "dsl", "models", "runtime", "tests", "tools")
                 for page in (ROOT / room).rglob("*.md")]
        self.assertGreater(len(pages), 10)
        for page in [ROOT / "README.md", *pages]:
            text = re.sub(r"`[^`\n]*`", "", BLOCK.sub("", page.read_text(encoding="utf-8")))
            for link in re.findall(r"\]\(([^)]+)\)", text):
                path, _, heading = link.partition("#")
                target = page.parent / path if path else page
                self.assertTrue(target.exists(), f"{page}: {link}")
                if heading:
                    headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
                    self.assertIn(heading, [re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings])

    def test_every_reference_is_in_the_tree(self):
        outside = re.compile(r"\bdocument (\d|numerics)|the hand[b]ook", re.IGNORECASE)
        sources = [path for room in ("compiler", "dsl", "models", "runtime", "tests", "tools", "cmake")
                   for path in (ROOT / room).rglob("*")
                   if path.suffix in {".h", ".hpp", ".c", ".cpp", ".td", ".def", ".md", ".mlir", ".py", ".txt"}]
        self.assertGreater(len(sources), 500)
        for path in sources:
            if path != pathlib.Path(__file__).resolve():
                self.assertIsNone(outside.search(path.read_text(encoding="utf-8", errors="replace")), path)

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
