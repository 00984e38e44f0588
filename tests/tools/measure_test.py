#!/usr/bin/env python3
"""tools/measure on a small model that this test writes.  usage: measure_test.py BUILD_FOLDER"""

import importlib.machinery
import importlib.util
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

MEASURE = pathlib.Path(__file__).resolve().parents[2] / "tools" / "measure"
BUILD = pathlib.Path(sys.argv.pop(1))
sys.dont_write_bytecode = True
loader = importlib.machinery.SourceFileLoader("measure", str(MEASURE))
measure = importlib.util.module_from_spec(importlib.util.spec_from_loader("measure", loader))
loader.exec_module(measure)

MODEL = """
#include <hac/dsl.h>
using namespace hac;
struct Small {
  nn::Embedding table{10, 4};
  nn::Linear head{4, 3};
  constexpr Tensor operator()(Tensor ids, Tensor x) const { return head(table(ids) + x); }
};
constexpr void top(graph &g) {
  auto n = dyn("n");
  auto ids = g.input("ids", i32, {n});
  auto x = g.input("x", f32, {n, 4});
  g.output("y", g.module<Small>()(ids, x));
}
HAC_EXPORT(top)
"""


class Table(unittest.TestCase):
    def test_amounts(self):
        self.assertEqual([measure.amount(n) for n in (7, 999, 1000, 12345, 523456, 1234567, 411000000)],
                         ["7 B", "999 B", "1 KB", "12.3 KB", "523 KB", "1.23 MB", "411 MB"])

    def test_marked_part_of_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder, "page.md")
            measure.write_markdown(page, "one\n")
            self.assertEqual(page.read_text(), "one\n")
            begin, end = measure.MARKS
            page.write_text(f"before\n{begin}\nold\n{end}\nafter\n")
            for _ in range(2): # the second time changes nothing
                measure.write_markdown(page, "new\n")
                self.assertEqual(page.read_text(), f"before\n{begin}\n\nnew\n\n{end}\nafter\n")

    def test_readme_has_a_row_for_each_model(self):
        text = (MEASURE.parents[1] / "README.md").read_text()
        figures = text.split(measure.MARKS[0])[1].split(measure.MARKS[1])[0]
        self.assertIn("| " + " | ".join(measure.HEADER) + " |", figures)
        rows = re.findall(r"^\| (\w+) \|.* (?:s|ms) \|.*B \|$", figures, re.MULTILINE)
        self.assertEqual(rows, ["news", "minilm", "resnet18"])

    def test_small_model(self):
        with tempfile.TemporaryDirectory() as folder:
            source, table = pathlib.Path(folder, "small.model.cpp"), pathlib.Path(folder, "table.md")
            source.write_text(MODEL)
            measure.MODELS = {"small": (source, "top", {"n": 5}, "5 rows")}
            sys.argv = ["measure", "--build", str(BUILD), "--seconds", "0.1", "--markdown", str(table)]
            measure.main()
            text = table.read_text()
        self.assertRegex(text, r"^20\d\d-\d\d-\d\d, .+ CPUs?, one thread, code for \S+, hac \d")
        row = text.splitlines()[-1]
        amount = r"[\d.e+-]+ [KM]?B"
        self.assertRegex(row, rf"^\| small \| 5 rows \| [\d.]+ s \| {amount} \| {amount} \| {amount} \| {amount} \| "
                              rf"[\d.e+-]+ ms \| {amount} \|$")
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        self.assertGreater(float(cells[2].split()[0]), 0.05)           # nothing compiles in no time
        self.assertRegex(cells[3], r"MB$")                             # nor in less than a megabyte
        self.assertGreater(float(cells[7].split()[0]), 0)


class CommandLine(unittest.TestCase):
    def fails(self, *arguments):
        done = subprocess.run([sys.executable, MEASURE, *arguments], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        return done.stderr

    def test_unknown_model(self):
        self.assertEqual(self.fails("--build", BUILD, "lenet"),
                         "measure: no model 'lenet', expected one of: news, minilm, resnet18\n")

    def test_nothing_built(self):
        self.assertIn("build the targets hac, run-model and hac_rt first", self.fails("--build", "/dev/null"))

    def test_run_model_names_what_is_missing(self):
        done = subprocess.run([BUILD / "tools/run-model/run-model", "--weights=w"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 2)
        self.assertTrue(done.stderr.startswith("run-model: usage: run-model <model>.so"), done.stderr)


if __name__ == "__main__":
    unittest.main()
