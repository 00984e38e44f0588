#!/usr/bin/env python3
"""tools/fetch.py against packages that this test makes, found by pip in a folder."""

import hashlib
import importlib.util
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import zipfile

FETCH = pathlib.Path(__file__).resolve().parents[2] / "tools" / "fetch.py"
spec = importlib.util.spec_from_file_location("fetch", FETCH)
sys.dont_write_bytecode = True
fetch = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fetch)


def make_wheel(folder, package, version, members):
    stem = package.replace("-", "_")
    info = f"{stem}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{stem}-{version}-py3-none-any.whl", "w") as wheel:
        for name, data in members.items():
            wheel.writestr(name, data)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


class Fetch(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.packages = pathlib.Path(temporary.name, "packages")
        self.into = pathlib.Path(temporary.name, "data")
        self.packages.mkdir()
        # No index: nothing but this folder.
        for name, value in {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.packages),
                            "PIP_CONFIG_FILE": os.devnull}.items():
            self.addCleanup(os.environ.pop, name, None)
            os.environ[name] = value
        self.sets = fetch.SETS
        self.addCleanup(setattr, fetch, "SETS", self.sets)
        digest = hashlib.sha256(b"hello\n").hexdigest()
        fetch.SETS = {"tiny": ("hac-test-tiny", "1.0", 1, {"tiny/one.txt": digest, "tiny/deep/two.txt": digest})}

    def run_fetch(self):
        self.into.mkdir(exist_ok=True)
        fetch.fetch("tiny", self.into)

    def names(self):
        return sorted(path.name for path in self.into.iterdir())

    def make(self, **members):
        make_wheel(self.packages, "hac-test-tiny", "1.0",
                   members or {"tiny/one.txt": b"hello\n", "tiny/deep/two.txt": b"hello\n"})

    def test_takes_the_files_out(self):
        self.make()
        self.run_fetch()
        self.assertEqual(self.names(), ["one.txt", "two.txt"])
        self.assertEqual((self.into / "two.txt").read_bytes(), b"hello\n")

    def test_second_run_needs_no_package(self):
        self.make()
        self.run_fetch()
        before = (self.into / "one.txt").stat().st_mtime_ns
        for wheel in self.packages.iterdir():
            wheel.unlink()
        self.run_fetch()
        self.assertEqual((self.into / "one.txt").stat().st_mtime_ns, before)

    def test_repairs_a_damaged_file_and_leaves_the_other(self):
        self.make()
        self.run_fetch()
        untouched = (self.into / "two.txt").stat().st_mtime_ns
        (self.into / "one.txt").write_bytes(b"damaged")
        self.run_fetch()
        self.assertEqual((self.into / "one.txt").read_bytes(), b"hello\n")
        self.assertEqual((self.into / "two.txt").stat().st_mtime_ns, untouched)

    def test_refuses_other_content(self):
        self.make(**{"tiny/one.txt": b"hello, changed\n", "tiny/deep/two.txt": b"hello\n"})
        with self.assertRaisesRegex(fetch.Failure, "tiny/one.txt of hac-test-tiny 1.0: SHA-256 is .*, expected"):
            self.run_fetch()
        self.assertEqual(self.names(), [])

    def test_refuses_a_package_without_the_file(self):
        self.make(**{"tiny/deep/two.txt": b"hello\n"})
        with self.assertRaisesRegex(fetch.Failure, "not the package that was expected"):
            self.run_fetch()
        self.assertEqual(self.names(), [])

    def test_says_one_sentence_where_the_package_cannot_be_had(self):
        with self.assertRaisesRegex(fetch.Failure, "^pip cannot download hac-test-tiny 1.0 .offline.*ERROR: No match"):
            self.run_fetch()
        self.assertEqual(self.names(), [])


class CommandLine(unittest.TestCase):
    def run_it(self, *arguments):
        return subprocess.run([sys.executable, FETCH, *arguments], capture_output=True, text=True)

    def test_unknown_set(self):
        done = self.run_it("nothing")
        self.assertEqual(done.returncode, 2)
        self.assertIn("no set 'nothing', expected one of: minilm, news", done.stderr)

    def test_folder_that_cannot_be_made(self):
        done = self.run_it("--into", "/dev/null/data", "news")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stderr, "fetch: /dev/null/data: Not a directory\n")


if __name__ == "__main__":
    unittest.main()
