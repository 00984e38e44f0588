#!/usr/bin/env python3
"""tools/check on small trees that this test makes: each rule held, and broken once."""

import importlib.machinery
import importlib.util
import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECK = pathlib.Path(__file__).resolve().parents[2] / "tools" / "check"
sys.dont_write_bytecode = True
loader = importlib.machinery.SourceFileLoader("check", str(CHECK))
spec = importlib.util.spec_from_loader("check", loader)
check = importlib.util.module_from_spec(spec)
loader.exec_module(check)


class Includes(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.root = pathlib.Path(temporary.name).resolve()
        self.addCleanup(setattr, check, "EXCEPTIONS", check.EXCEPTIONS)
        check.EXCEPTIONS = {}

    def problems(self, **files):
        """Writes files of one line each (`__` for /, `_` before the suffix for its dot)."""
        for name, line in files.items():
            path = self.root / name.replace("__", "/").replace("_cpp", ".cpp").replace("_h", ".h").replace("_td", ".td")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(line + "\n")
        return check.check(self.root)[0]

    def test_what_is_allowed(self):
        allowed = {
            "dsl__graph__a_h": "#include <vector>",
            "dsl__ops__b_h": '#include "../graph/a.h"',
            "runtime__src__a_cpp": "#include <sys/mman.h>",
            "runtime__src__b_cpp": "#include <hac/abi.h>",
            "compiler__tile__Tile_h": '#include "mlir/Pass/Pass.h"',
            "compiler__tile__Tile_cpp": '#include "compiler/support/Target.h"',
            "compiler__linalg__Norm_cpp": '#  include "compiler/hac/HacDialect.h"',
            "compiler__hac__HacOps_td": 'include "compiler/hac/HacBase.td"',
            "compiler__import__Blob_h": '#include "dsl/graph/blob_format.h"',
            "compiler__emit__Emit_cpp": '#include "runtime/abi/abi.h"',
            "compiler__pipeline__Pipeline_cpp": '#include "compiler/tile/Tile.h"',
            "models__news__news_cpp": '#include "news.h"',
            "tests__reference__ops_cpp": '#include "dsl/graph/ops.def"',
        }
        self.assertEqual(self.problems(**allowed), [])
        self.assertEqual(check.check(self.root)[1], len(allowed))

    def test_each_rule_broken(self):
        broken = {
            "dsl__graph__a_h": "#include <string.h>",
            "dsl__nn__b_h": '#include "compiler/hac/HacDialect.h"',
            "runtime__src__a_cpp": "#include <vector>",
            "runtime__src__b_cpp": '#include "dsl/graph/blob_format.h"',
            "runtime__include__hac__model_h": "#include <unistd.h>",
            "compiler__support__Target_cpp": '#include "compiler/hac/HacDialect.h"',
            "compiler__frontend__Frontend_cpp": '#include "dsl/graph/graph.h"',
            "compiler__import__Import_cpp": '#include "compiler/linalg/Linalg.h"',
            "compiler__hac__HacOps_td": 'include "compiler/support/ScheduleAttrs.td"',
            "compiler__linalg__Norm_cpp": '#include "compiler/schedule/Schedule.h"',
            "compiler__schedule__Schedule_cpp": '#include "compiler/tile/Tile.h"',
            "compiler__tile__Tile_h": '#include "compiler/vector/Vector.h"',
            "compiler__vector__Vector_cpp": '#include "compiler/tile/Tile.h"',
            "compiler__bufferize__Bufferize_cpp": '#include "compiler/emit/Emit.h"',
            "compiler__emit__Emit_cpp": '#include "clang/Basic/Diagnostic.h"',
            "compiler__pipeline__Pipeline_cpp": '#include "runtime/abi/abi.h"',
            "models__news__news_cpp": '#include "compiler/hac/HacDialect.h"',
            "tests__reference__ops_cpp": '#include "dsl/graph/blob_format.h"',
        }
        problems = self.problems(**broken)
        self.assertEqual(len(problems), len(broken), "\n".join(problems))
        self.assertIn("compiler/tile/Tile.h:1: compiler/tile may not include compiler/vector/Vector.h", problems)
        self.assertIn("runtime/src/a.cpp:1: runtime may not include <vector>", problems)

    def test_folder_without_a_rule(self):
        self.assertEqual(self.problems(compiler__fuse__Fuse_cpp=""),
                         ["compiler/fuse/Fuse.cpp:1: no rule for this folder; add one to tools/check"])

    def test_exception(self):
        check.EXCEPTIONS = {("runtime/src/parallel.cpp", "<atomic>"): "a counter"}
        self.assertEqual(self.problems(runtime__src__parallel_cpp="#include <atomic>"), [])
        self.assertEqual(self.problems(runtime__src__call_cpp="#include <atomic>"),
                         ["runtime/src/call.cpp:1: runtime may not include <atomic>"])

    def test_exception_that_nobody_needs(self):
        check.EXCEPTIONS = {("runtime/src/parallel.cpp", "<atomic>"): "a counter"}
        self.assertEqual(self.problems(runtime__src__parallel_cpp="#include <string.h>"),
                         ["tools/check: nobody needs the exception runtime/src/parallel.cpp -> <atomic> any more"])


class CommandLine(unittest.TestCase):
    def test_empty_tree(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([sys.executable, CHECK, "--root", folder], capture_output=True, text=True)
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stderr, f"check: no #include below {folder}\n")

    def test_every_exception_has_a_reason(self):
        done = subprocess.run([sys.executable, CHECK, "--list"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0)
        lines = [line for line in done.stdout.splitlines() if line.startswith("except ")]
        self.assertEqual(len(lines), len(check.EXCEPTIONS))
        for line in lines:
            self.assertRegex(line, r": \S.{10,}")


if __name__ == "__main__":
    unittest.main()
