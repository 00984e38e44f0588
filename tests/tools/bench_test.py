#!/usr/bin/env python3
"""tools/bench without peers and without a look at any speed: its cases, model files, tables and processes.
usage: bench_test.py BUILD_FOLDER"""

import importlib.util
import json
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
HERE = ROOT / "tools/benchmarks"
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))
import bench
import cases
import plot
import prepare
import report
import workers


def entry(name, threads=1, peak=100.0, **results):
    """Times in ms; a pair is (ms, agrees), a text is why it failed."""
    outcomes = {}
    for who, value in results.items():
        if isinstance(value, str):
            outcomes[who] = {"failed": value}
            continue
        ms, agrees = value if isinstance(value, tuple) else (value, True)
        outcomes[who] = {"min_ms": ms, "median_ms": ms * 1.1, "runs": 9, "error": 0.1 if agrees else 7.0,
                         "agrees": agrees, "ready_s": 0.02, "peak_bytes": 100 * report.MIB}
    return {"name": name, "threads": threads, "peak_gflops": peak, "read_gbs": 50.0, "results": outcomes}


def result(*entries):
    return {"version": 1, "when": "2026-01-02 03:04", "cpu": "a CPU", "cpus": 2, "load": 0.1, "quick": False,
            "isa": "x86-64-v3", "versions": {"hac": "hac 1 (LLVM 22)", "ort": "1.2"}, "cases": list(entries),
            "compile_s": {"minilm": [6.5, 6.0]}, "shipped_bytes": {"hac": 300000, "ort": 35 * report.MIB}}


class Cases(unittest.TestCase):
    def test_names(self):
        names = [case.name for case in cases.CASES]
        self.assertEqual(len(names), len(set(names)))
        for case in cases.CASES:
            self.assertRegex(case.name, r"^\w+$")
            self.assertRegex(case.object_name(), r"^[a-z]\w*$")

    def test_operations(self):
        known = {"linear_512x512x512": 0.268, "mlp_128": 0.302, "textcnn_b16": 2.01, "resblock_64x56": 0.462,
                 "separable_128x28": 0.0275, "mixed_256": 0.172, "mixed_2048": 2.32, "full_b4_512": 2.15,
                 "window64_2048": 1.34, "window64_8192": 5.38, "encoder256_b8": 1.74, "news_b16": 10.3,
                 "minilm_b1_128": 2.87, "bert_b1_128": 22.3}
        self.assertEqual({name: float(f"{cases.named(name).flops / 1e9:.3g}") for name in known}, known)

    def test_objects_differ_where_models_differ(self):
        made_from = {}
        for case in cases.CASES:
            self.assertEqual(made_from.setdefault(case.object_name(), (case.model, case.options)),
                             (case.model, case.options))

    def test_sources_have_what_cases_name(self):
        for case in cases.CASES:
            source = prepare.Prepared(case, BUILD).source.read_text()
            text = source + (HERE / "models/parts.h").read_text() * ('"parts.h"' in source)
            with self.subTest(case.name):
                self.assertIn(f"HAC_EXPORT({case.function})", source)
                self.assertEqual(set(re.findall(r'dyn\("(\w+)"', source)), set(case.sizes))
                self.assertEqual(set(re.findall(r"\b[A-Z]{2,}\b(?!_)", re.sub(r"//.*", "", source))) - {"HAC"},
                                 set(case.options))
                self.assertIn(f'"{case.model}"' if "/" not in case.model else "ResNet18", (HERE / "nets.py").read_text())
                self.assertIn("#include <hac/dsl.h>", text)

    def test_head_groups_are_those_of_the_models(self):
        text = (HERE / "models/parts.h").read_text()
        for name, groups in (("mixed_heads", cases.MIXED), ("window_heads", cases.WINDOW), ("full_heads", cases.FULL)):
            found = []
            body = re.search(rf"{name} = \{{(.*?)\}};", text, re.DOTALL)[1]
            for count, behind, ahead in re.findall(r"\.count = (\w+)(?:, \.mask = window\((\d+)(?:, (\d+))?\))?", body):
                count = 8 if count == "all_heads" else int(count)
                view = (int(behind), int(ahead or behind)) if behind else (None, None)
                found.append((count, *view))
            self.assertEqual(tuple(found), groups, name)

    def test_models_compile(self):
        checked = {}
        for case in cases.CASES:
            if case.object_name() in checked:
                continue
            files = prepare.Prepared(case, BUILD)
            defines = [f"-D{name}={value}" for name, value in case.options.items()]
            done = subprocess.run([files.hac, "--check", files.source, *defines], capture_output=True, text=True)
            checked[case.object_name()] = done.returncode
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreater(len(checked), 10)

    def test_patterns(self):
        self.assertEqual(len(cases.matching([])), len(cases.CASES))
        self.assertEqual([case.name for case in cases.matching(["news_*", "linear_1x*"])],
                         ["linear_1x1024x1024", "news_b1", "news_b16"])
        with self.assertRaisesRegex(ValueError, "no case fits 'lenet'; the cases are linear_512x512x512, "):
            cases.matching(["news_*", "lenet"])

    def test_versions_are_pinned_in_one_place(self):
        lines = (ROOT / "tools/packages.txt").read_text().splitlines()
        pinned = dict(line.split()[1].split("==") for line in lines if line.startswith("pip-peers"))
        for package in bench.PACKAGES.values():
            self.assertIn(package, pinned)


class Goals(unittest.TestCase):
    def verdict(self, *arguments, **more):
        return report.verdict(entry(*arguments, **more))

    def test_peak(self):  # 0.268 GFLOP at 100 GFLOP/s is 2.684 ms
        self.assertEqual(self.verdict("linear_512x512x512", hac=2.7), "yes")
        self.assertEqual(self.verdict("linear_512x512x512", hac=2.8), "no (0.959)")

    def test_best_peer_is_the_fastest_that_is_right(self):
        self.assertEqual(self.verdict("mixed_256", hac=1.0, ort=1.5, torch=9.0), "yes")
        self.assertEqual(self.verdict("mixed_256", hac=1.0, ort=1.3, torch=9.0), "no (1.3)")
        self.assertEqual(self.verdict("mixed_256", hac=1.0, ort=(1.3, False), torch=9.0, iree="crashed"), "yes")
        self.assertEqual(self.verdict("mixed_256", hac=1.0, ort="crashed"), "?")

    def test_flex_has_its_own_goal(self):
        self.assertEqual(self.verdict("window64_2048", hac=1.0, torch=9.0, flex=3.0), "yes")
        self.assertEqual(self.verdict("window64_2048", hac=1.0, torch=9.0, flex=1.5), "no (1.5)")
        self.assertEqual(self.verdict("window64_2048", hac=1.0, torch=7.0, flex=1.5), "no (7, 1.5)")

    def test_reading(self):  # 4 MiB in 0.09 ms are 46.6 GB/s of 50
        self.assertEqual(self.verdict("linear_1x1024x1024", hac=0.09), "yes")
        self.assertEqual(self.verdict("linear_1x1024x1024", hac=0.1), "no (0.839)")

    def test_two_threads_are_compared_with_one(self):
        single, two = entry("news_b16", hac=100.0), entry("news_b16", threads=2, hac=51.0)
        self.assertEqual(report.verdict(two, single), "yes")
        self.assertEqual(report.verdict(entry("news_b16", threads=2, hac=60.0), single), "no (1.67)")
        self.assertEqual(report.verdict(two, None), "?")
        self.assertEqual(report.verdict(entry("news_b1", threads=2, hac=1.0), None), "")

    def test_a_wrong_answer_reaches_nothing(self):
        self.assertEqual(self.verdict("linear_512x512x512", hac=(2.7, False)), "wrong answer")
        self.assertEqual(self.verdict("linear_512x512x512", hac="crashed"), "?")


class Tables(unittest.TestCase):
    def setUp(self):
        hac = entry("minilm_b1_128", hac=25.0, ort=30.0, torch=(40.0, False), iree="does not compile")
        hac["results"]["hac"].update(weights_bytes=90 * report.MIB, arena_bytes=2 * report.MIB, cached_ready_s=0.03,
                                      cached_load_s=0.004)
        self.result = result(entry("window64_8192", hac=10.0, torch=900.0), entry("full_8192", hac=250.0), hac,
                             entry("minilm_b1_128", threads=2, hac=13.0, ort=15.0))

    def test_rows(self):
        rows = report.case_table(self.result, 1)
        self.assertEqual(rows[0], ["case", "GFLOP", "ONNX Runtime", "PyTorch", "IREE", "hac", "best peer / hac",
                                   "of peak", "goal", "reached"])
        self.assertEqual(rows[3], ["MiniLM, 1×128", "2.87", "30 (33)", "40 (44) wrong", "–", "25 (27.5)", "1.20",
                                   "115 %", "≥ 1.15 × best", "yes"])
        self.assertTrue(all(len(row) == len(rows[0]) for row in rows))

    def test_around(self):
        rows = report.around_table(self.result)
        self.assertEqual(rows[0], ["", "ONNX Runtime", "PyTorch", "hac", "goal", "reached"])
        self.assertEqual(rows[1][1:], ["100", "100", "100", "≤ weights + arena + 2 = 94", "no"])
        self.assertEqual(rows[2][1:], ["35", "–", "0.286", "≤ 0.4", "yes"])
        self.assertEqual(rows[3][1:], ["0.02", "0.02", "0.02", "≤ 0.05", "yes"])
        self.assertEqual(rows[4][1:], ["–", "–", "0.03", "", ""])
        self.assertEqual(rows[5][1:], ["–", "–", "0.004", "≤ 0.01", "yes"])
        self.assertEqual(rows[6], ["compile time, MiniLM, s", "–", "–", "6", "≤ 5", "no"])
        self.assertIsNone(report.around_table(result(entry("mlp_128", hac=1.0))))

    def test_text(self):
        text = report.text(self.result)
        for part in ("One thread", "2 threads", "4.0 % of the time; goal: at most 5 %: yes.",
                     "minilm_b1_128, 1 thread, IREE: does not compile",
                     "minilm_b1_128, 1 thread, PyTorch: wrong answer, 7 times what is allowed",
                     "2026-01-02 03:04, a CPU, 2 CPUs, peak of one core 100 to 100 GFLOP/s"):
            self.assertIn(part, text)

    def test_groups(self):
        self.assertEqual(report.groups_text(self.result), "No fusion groups are known.\n")
        self.result["cases"][2]["results"]["hac"]["groups"] = [
            {"name": "linear+gelu", "line": 12, "flops": 1, "bytes": 1, "expected_us": 30, "us": 40},
            {"name": "softmax", "line": 14, "flops": 1, "bytes": 1, "expected_us": 0, "us": 10}]
        self.assertEqual(report.groups_table(self.result)[1:],
                         [["minilm_b1_128", "12", "linear+gelu", "30", "40", "0.75", "80 %"],
                          ["minilm_b1_128", "14", "softmax", "–", "10", "–", "20 %"]])

    def test_marked_part_of_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder, "page.md")
            report.write_markdown(page, "one\n")
            report.write_markdown(page, "two\n")
            self.assertEqual(page.read_text(), "{}\n\ntwo\n\n{}\n".format(*report.MARKS))
            page.write_text("a page\n")
            with self.assertRaisesRegex(ValueError, "has no line '<!-- benchmark"):
                report.write_markdown(page, "three\n")
            self.assertEqual(page.read_text(), "a page\n")

    def test_readme_has_the_marks(self):
        text = (ROOT / "README.md").read_text()
        begin, end = (text.find(mark) for mark in report.MARKS)
        self.assertTrue(0 < begin < end)

    def test_markdown_is_a_table(self):
        lines = report.markdown(self.result).splitlines()
        tables = [line.count("|") for line in lines if line.startswith("| case")]
        self.assertEqual(len(tables), 2)
        self.assertTrue(all(line.endswith("|") for line in lines if line.startswith("|")))

    def test_picture(self):
        tree = xml.fromstring(plot.svg(self.result, 1))
        titles = [title.text for title in tree.iter("{http://www.w3.org/2000/svg}title")]
        # full_8192 has no peer, PyTorch's MiniLM is wrong, IREE's does not exist
        self.assertEqual(sorted(title.split(":")[0] for title in titles), ["ONNX Runtime", "PyTorch", "hac", "hac"])
        places = {float(c.get("cx")) for c in tree.iter("{http://www.w3.org/2000/svg}circle")}
        self.assertTrue(all(0 < x < float(tree.get("width")) for x in places))

    def test_scale_of_the_picture(self):
        self.assertEqual(plot.powers_of_two(0.3, 1.5), [0.25, 0.5, 1, 2])
        self.assertEqual(plot.powers_of_two(1, 1), [1, 2])

    def test_stored_result(self):
        with tempfile.TemporaryDirectory() as folder:
            stored, page, picture = (pathlib.Path(folder, name) for name in ("r.json", "page.md", "r.svg"))
            stored.write_text(json.dumps(self.result))
            command = [ROOT / "tools/bench", "--from", stored, "--markdown", page, "--plot", picture]
            done = subprocess.run(command, capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout.strip()), (0, report.text(self.result).strip()), done.stderr)
            self.assertIn(report.markdown(self.result), page.read_text())
            self.assertTrue(picture.exists() and picture.with_stem("r-2").exists())
            stored.write_text("[]")
            done = subprocess.run(command, capture_output=True, text=True)
            self.assertEqual(done.returncode, 2)
            self.assertIn("no result of this version", done.stderr)


# A worker that says which it is in a common file, and how often it ran.
WORKER = """
import sys, time
name, file = sys.argv[1:3]
print('{"ready_s": 0}', flush=True)
for number, line in enumerate(sys.stdin):
    if name == "weak" and number == 3:
        sys.exit("out of breath")
    if name == "mute" and number == 1:
        time.sleep(60)
    with open(file, "a") as out:
        print(name, line.split()[0], file=out)
    print('{"ns": [%d, 9]}' % (number + 10), flush=True)
"""


class Workers(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.file = pathlib.Path(self.folder.name, "turns")
        self.started = []

    def tearDown(self):
        for worker in self.started:
            worker.close()
        self.folder.cleanup()

    def start(self, name, code=WORKER, patience=30):
        worker = workers.Worker(name, [sys.executable, "-c", code, name, self.file], [min(os.sched_getaffinity(0))],
                                prepare.environment(), pathlib.Path(self.folder.name, f"{name}.log"), patience)
        self.started.append(worker)
        return worker

    def state(self, worker):
        return pathlib.Path(f"/proc/{worker.process.pid}/stat").read_text().rsplit(")", 1)[1].split()[0]

    def test_turns(self):
        times = workers.interleave([self.start("a"), self.start("b")], seconds=1, rounds=3, patience=30)
        # each turn: a run to warm up, a run; the first of a round changes
        order = [line.split()[0] for line in self.file.read_text().splitlines()]
        self.assertEqual("".join(order), "aabb" "bbaa" "aabb")
        self.assertEqual(times, {"a": [11, 9, 13, 9, 15, 9], "b": [11, 9, 13, 9, 15, 9]})

    def test_who_waits_is_stopped(self):
        a, b = self.start("a"), self.start("b")
        a.ask("run 0 1", 30)
        for worker in (a, b):
            for _ in range(1000):  # the signal takes a moment
                if self.state(worker) == "T":
                    break
                time.sleep(0.01)
            self.assertEqual(self.state(worker), "T")

    def test_one_that_fails_leaves(self):
        times = workers.interleave([self.start("weak"), self.start("b")], seconds=1, rounds=3, patience=30)
        self.assertEqual(str(times["weak"]), "out of breath")
        self.assertEqual(len(times["b"]), 6)

    def test_one_that_hangs_leaves(self):
        times = workers.interleave([self.start("mute")], seconds=1, rounds=1, patience=0.5)
        self.assertEqual(str(times["mute"]), "no answer within 0 s")

    def test_one_that_does_not_start(self):
        with self.assertRaisesRegex(workers.WorkerError, "no such model"):
            self.start("a", "import sys; sys.exit('no such model')")


class Weights(unittest.TestCase):
    def test_constants_vary(self):
        def write(path, tensors):
            header, data = {}, b""
            for name, values in tensors.items():
                begin, data = len(data), data + struct.pack(f"<{len(values)}f", *values)
                header[name] = {"dtype": "F32", "shape": [len(values)], "data_offsets": [begin, len(data)]}
            text = json.dumps(header).encode()
            path.write_bytes(struct.pack("<Q", len(text)) + text + data)
            return 8 + len(text)

        with tempfile.TemporaryDirectory() as folder:
            paths = [pathlib.Path(folder, name) for name in "ab"]
            for path in paths:
                start = write(path, {"norm.weight": [1, 1, 1], "norm.bias": [0, 0, 0], "weight": [1, 2, 3]})
                prepare.vary_constants(path)
            self.assertEqual(paths[0].read_bytes(), paths[1].read_bytes())
            values = struct.unpack("<9f", paths[0].read_bytes()[start:])
        self.assertEqual(values[6:], (1, 2, 3))
        self.assertEqual(len(set(values[:6])), 6)
        self.assertTrue(all(0.8 <= v <= 1.2 for v in values[:3]) and all(-0.2 <= v <= 0.2 for v in values[3:6]))


@unittest.skipUnless(importlib.util.find_spec("numpy"), "numpy comes with the peers")
class Answers(unittest.TestCase):
    def test_what_agrees(self):
        import answers
        import numpy
        y = numpy.linspace(-1, 1, 768).reshape(2, 384)
        allowed = numpy.float64(2e-5 * numpy.sqrt(384 * numpy.mean(y * y)))
        judge = lambda found: answers.judge(found.astype(numpy.float32).ravel(), y, allowed, True)["agrees"]
        bf16 = (y.astype(numpy.float32).view(numpy.uint32) & 0xFFFF0000).view(numpy.float32)
        nan = y.copy()
        nan[1, 7] = numpy.nan
        found = {name: judge(value) for name, value in (("exact", y), ("close", y + allowed / 2), ("off", y + 2 * allowed),
                 ("bf16", bf16), ("nan", nan), ("zero", 0 * y), ("short", y[0]), ("turned", -y))}
        self.assertEqual([name for name, agrees in found.items() if agrees], ["exact", "close"])


class CommandLine(unittest.TestCase):
    def bench(self, *arguments):
        done = subprocess.run([ROOT / "tools/bench", *arguments], capture_output=True, text=True)
        return done.returncode, done.stdout, done.stderr

    def test_help_and_list_need_nothing(self):
        code, text, _ = self.bench("--help")
        self.assertEqual((code, text.startswith("usage: tools/bench")), (0, True))
        code, text, _ = self.bench("--list")
        self.assertEqual((code, len(text.splitlines())), (0, 1 + len(cases.CASES)))

    def test_mistakes_are_found_before_anything_is_built(self):
        for arguments, message in ((["--case", "lenet"], "no case fits 'lenet'; the cases are"),
                                   (["--peers", "ort,tvm"], "no peer 'tvm', expected one of: openvino, ort"),
                                   (["--threads", "9999"], "9999 threads need as many cores"),
                                   (["--threads", "two"], "invalid literal"),
                                   (["--cores", "12345"], "cores [12345]: this process may use"),
                                   (["--from", "/no/such/file"], "No such file")):
            code, text, errors = self.bench(*arguments)
            self.assertEqual((code, text), (2, ""), arguments)
            self.assertIn(message, errors)


class Run(unittest.TestCase):
    def test_hac_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            stored = pathlib.Path(folder, "result.json")
            done = subprocess.run(
                [sys.executable, HERE / "bench.py", "--prepared", "--build", BUILD, "--peers", "none", "--threads", "1",
                 "--seconds", "0.05", "--turns", "2", "--case", "linear_1x1024x1024", "--json", stored, "--plot",
                 pathlib.Path(folder, "result.svg")], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            found, = json.loads(stored.read_text())["cases"]
        self.assertEqual((found["name"], found["threads"], list(found["results"])), ("linear_1x1024x1024", 1, ["hac"]))
        hac = found["results"]["hac"]
        self.assertGreater(hac["min_ms"], 0)
        self.assertGreaterEqual(hac["median_ms"], hac["min_ms"])
        self.assertGreaterEqual(hac["runs"], 2)
        self.assertGreater(hac["peak_bytes"], 4 << 20)  # the weights
        self.assertGreater(found["peak_gflops"], 0)
        self.assertGreater(found["read_gbs"], 0)
        self.assertIn("linear 1×1024×1024", done.stdout)


if __name__ == "__main__":
    unittest.main()
