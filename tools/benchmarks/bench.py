#!/usr/bin/env python3
"""hac beside OpenVINO, ONNX Runtime, PyTorch (eager, Inductor, FlexAttention) and IREE, on the same weights and
inputs, in one run. Each answer is compared with the result in double precision first; then the competitors take
turns, a process each, on the same cores, with the cores' peak measured in between."""

import argparse
import datetime
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile

import cases
import plot
import prepare
import report
from workers import Worker, WorkerError, interleave

VERSION = 1  # of the result
READY = 10  # exit code: the command line is right, and something must be built before it can be done
PEERS = ("openvino", "ort", "torch", "inductor", "iree", "flex")
ONNX_PEERS = ("openvino", "ort", "iree")
# What a program in C++ needs of a peer, below its package; Inductor also needs a C++ compiler.
SHIPPED = {"openvino": ("openvino/libs/libopenvino.so.*", "openvino/libs/libopenvino_intel_cpu_plugin.so",
                        "openvino/libs/libopenvino_ir_frontend.so.*", "openvino/libs/libtbb.so.*"),
           "ort": ("onnxruntime/capi/libonnxruntime.so.*",),
           "torch": ("torch/lib/libtorch_cpu.so", "torch/lib/libc10.so", "torch/lib/libgomp*")}
PACKAGES = {"openvino": "openvino", "ort": "onnxruntime", "torch": "torch", "inductor": "torch", "iree": "iree-base-compiler",
            "flex": "torch"}


def say(text, end="\n"):
    print(f"bench: {text}", end=end, file=sys.stderr, flush=True)


def list_of(text, allowed, what):
    """"a,b" -> ["a", "b"]; "none" is empty."""
    names = [] if text == "none" else text.split(",")
    for name in names:
        if name not in allowed:
            raise ValueError(f"no {what} '{name}', expected one of: {', '.join(allowed)}, or none")
    return names


def parse(arguments):
    parser = argparse.ArgumentParser(prog="tools/bench", description=__doc__, allow_abbrev=False,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--case", action="append", metavar="PATTERN", help="only cases whose name fits, e.g. 'minilm*'; may be repeated")
    add("--list", action="store_true", help="print the cases and their goals")
    add("--threads", metavar="N,...", help="numbers of threads, a table for each (default: 1 and, with two cores, 2)")
    add("--cores", metavar="N,...", help="cores to run on, as many as threads (default: the first ones allowed)")
    add("--peers", default=",".join(PEERS), metavar="NAME,...",
        help=f"of {', '.join(PEERS)} (default: all); none: hac alone, answers unchecked")
    add("--groups", action="store_true", help="also print hac's fusion groups: what the compiler expects, what they took")
    add("--quick", action="store_true", help="0.3 s and 3 turns for each competitor; gives up after 20 s a call")
    add("--seconds", type=float, metavar="S", help="time for each competitor and case (default: 2.5)")
    add("--turns", type=int, metavar="N", help="how often the competitors take turns (default: 10)")
    add("--json", type=pathlib.Path, metavar="FILE", help="the result (default: bench/result.json in the build folder)")
    add("--plot", type=pathlib.Path, metavar="FILE", help="the picture, SVG (default: bench/result.svg; two threads: result-2.svg)")
    add("--markdown", type=pathlib.Path, metavar="FILE",
        help="write the tables there: a new file, or the marked part of one, as in README.md")
    add("--from", dest="stored", type=pathlib.Path, metavar="FILE", help="print the tables of a stored result; runs nothing")
    add("--build", type=pathlib.Path, default=prepare.ROOT / "build", metavar="FOLDER",
        help="a configured build folder (default: build, configured if needed)")
    add("--prepared", action="store_true", help=argparse.SUPPRESS)  # tools/bench has built everything
    options = parser.parse_args(arguments)
    try:
        options.cases = cases.matching(options.case)
        options.peers = list_of(options.peers, PEERS, "peer")
        allowed = sorted(os.sched_getaffinity(0))
        options.cores = [int(word) for word in options.cores.split(",")] if options.cores else allowed
        options.threads = ([int(word) for word in options.threads.split(",")] if options.threads
                           else [1, 2][:len(options.cores)])
        if not set(options.cores) <= set(allowed):
            raise ValueError(f"cores {options.cores}: this process may use {allowed}")
        if min(options.threads) < 1 or max(options.threads) > len(options.cores):
            raise ValueError(f"{max(options.threads)} threads need as many cores, there are {len(options.cores)}")
    except ValueError as error:
        say(str(error))
        sys.exit(2)
    options.seconds = options.seconds or (0.3 if options.quick else 2.5)
    options.turns = options.turns or (3 if options.quick else 10)
    options.patience = 20 if options.quick else 120
    options.build = options.build.resolve()
    options.json = options.json or options.build / "bench/result.json"
    options.plot = options.plot or options.build / "bench/result.svg"
    return options


def print_list():
    rows = [["name", "case", "GFLOP", "goals"]]
    for case in cases.CASES:
        goals = [goal.text() for goal in (*case.goals, *case.scaling)]
        rows.append([case.name, case.title, f"{case.flops / 1e9:.3g}", ", ".join(goals)])
    print(report.plain_table(rows))


def peers_of(case, options):
    """Who computes a case: FlexAttention only attention whose heads share one window."""
    one_window = case.model == "attention" and case.function == "window_heads_layer"
    return [name for name in options.peers
            if name not in case.without and (name != "flex" or one_window)]


def summary(times):
    return {"min_ms": min(times) / 1e6, "median_ms": statistics.median(times) / 1e6, "runs": len(times)}


class Bench:
    def __init__(self, options):
        self.options = options
        self.limits = options.build / "tools/benchmarks/core-limits"
        self.compile_seconds, self.isa = {}, "?"

    def prepare(self, case):
        """The files of a case, and which of its competitors can take part: ({name: why not})."""
        files, excluded = prepare.Prepared(case, self.options.build), {}
        family = case.name.split("_")[0]
        timed = family in cases.COMPILED and family not in self.compile_seconds
        peers = peers_of(case, self.options)
        try:
            say(f"{case.name}: compiling")
            seconds = files.compile((1 if self.options.quick else 3) if timed else 0)
            if timed:
                self.compile_seconds[family] = seconds
            files.write_data()
            if peers:
                say(f"{case.name}: the answer in double precision")
                files.expect()
        except prepare.Failure as failure:
            return files, dict.fromkeys(("hac", *peers), str(failure))
        try:
            if any(name in ONNX_PEERS for name in peers):
                files.export()
        except prepare.Failure as failure:
            excluded.update(dict.fromkeys((name for name in peers if name in ONNX_PEERS), str(failure)))
        return files, excluded

    def start(self, files, name, threads, scratch, *more):
        cores = self.options.cores[:threads]
        log = files.folder / f"{name}-{threads}.log"
        if name == "hac":
            command = files.hac_command(threads, *more)
        elif name == "peak":
            command = [self.limits, "fma", threads]
        elif name == "read":
            command = [self.limits, "read", threads, files.case.reads]
        else:
            command = files.peer_command(name, threads)
        cache = {"TORCHINDUCTOR_CACHE_DIR": scratch}
        if name in ("inductor", "flex") and files.case.name != report.AROUND:  # there, time to compile is a figure
            cache = {"TORCHINDUCTOR_CACHE_DIR": self.options.build / "bench/inductor"}
        slow_start = 300 if name in ("inductor", "flex", "iree") else self.options.patience
        return Worker(name, command, cores, prepare.environment(threads, **cache), log, slow_start)

    def first_calls(self, files):
        """What a C program with hac's object pays from load to first result; "cached": from its cache file."""
        with tempfile.TemporaryDirectory() as scratch:
            cache = pathlib.Path(scratch, "cache")
            plain, cached = ([files.first_call(self.options.cores[0], *more) for _ in range(5)] for more in ((), (cache,)))
            best = {key: min(run[key] for run in plain) for key in ("load_s", "ready_s", "peak_bytes")}
            if cache.exists():  # the first one wrote it
                best.update({f"cached_{key}": min(run[key] for run in cached[1:]) for key in ("load_s", "ready_s")})
            return best

    def check(self, files, workers, results):
        """Adds "agrees" and "error" to the results of workers that have an answer."""
        answers = {}
        for worker in workers:
            file = f"{worker.name}.out"
            try:
                worker.ask(f"save {file}", self.options.patience)
                answers[file] = worker
            except WorkerError as error:
                results[worker.name] = {"failed": str(error)}
        for file, verdict in files.compare(answers).items():
            results[answers[file].name].update(verdict)
            (files.folder / file).unlink()

    def run(self, case, threads, files, excluded):
        """The entry of one case in the result."""
        names = ["hac", *peers_of(case, self.options)]
        results = {name: {"failed": excluded[name]} for name in names if name in excluded}
        workers, helpers = [], []
        with tempfile.TemporaryDirectory() as scratch:
            try:
                for name in (name for name in names if name not in excluded):
                    say(f"{case.name}: loading {report.NAMES[name]}")
                    try:
                        worker = self.start(files, name, threads, scratch)
                        workers.append(worker)
                        results[name] = dict(worker.ready)
                        self.isa = worker.ready.get("isa", self.isa)
                    except WorkerError as error:
                        results[name] = {"failed": str(error)}
                        excluded[name] = str(error)  # also on more threads
                if len(names) > 1:
                    self.check(files, workers, results)
                helpers.append(self.start(files, "peak", threads, scratch))
                if case.reads:
                    helpers.append(self.start(files, "read", threads, scratch))
                entry = self.measure(case, threads, workers, helpers, results)
                if case.name == report.AROUND and threads == 1 and report.ran(results["hac"]):
                    results["hac"].update(self.first_calls(files))
                return entry
            finally:
                for worker in workers + helpers:
                    worker.close()

    def measure(self, case, threads, workers, helpers, results):
        def progress(done):
            if sys.stderr.isatty():
                say(f"{case.name}: {threads} thread{'s' * (threads > 1)}, {done:.0%}", end="\r")

        say(f"{case.name}: running on {threads} thread{'s' * (threads > 1)}")
        times = interleave([w for w in workers if "failed" not in results[w.name]] + helpers, self.options.seconds,
                           self.options.turns, self.options.patience, progress)
        for worker in workers:
            outcome = times.get(worker.name)
            if isinstance(outcome, WorkerError):
                results[worker.name] = {"failed": str(outcome)}
            elif outcome:
                results[worker.name].update(summary(outcome))
                results[worker.name].update(worker.ask("memory", self.options.patience))
                if worker.name == "hac":
                    results["hac"].update(worker.ask("groups", 12 * self.options.patience))
        rate = {}
        for helper in helpers:
            if isinstance(times[helper.name], WorkerError):
                raise prepare.Failure(f"core-limits: {times[helper.name]}")
            (amount,) = helper.ready.values()
            rate[helper.name] = amount / min(times[helper.name])  # a unit each ns: G a second
        return {"name": case.name, "threads": threads, "peak_gflops": rate["peak"], "read_gbs": rate.get("read"),
                "results": {name: results[name] for name in ("hac", *PEERS) if name in results}}

    def versions(self):
        hac = subprocess.run([self.options.build / "tools/hac/hac", "--version"], capture_output=True, text=True, check=True)
        result = {"hac": hac.stdout.splitlines()[0]}
        if self.options.peers:
            python = self.options.build / "peers/bin/python"
            code = "import sys, importlib.metadata as m; [print(m.version(name)) for name in sys.argv[1:]]"
            wanted = [PACKAGES[name] for name in self.options.peers]
            done = subprocess.run([python, "-c", code, *wanted], capture_output=True, text=True, check=True)
            result.update(zip(self.options.peers, done.stdout.split()))
        return result

    def shipped_bytes(self):
        """Bytes that a program needs beside the weights."""
        result = {}
        site, = (self.options.build / "peers/lib").glob("python3*/site-packages") if self.options.peers else (None,)
        for name in self.options.peers:
            patterns = SHIPPED.get("torch" if name == "inductor" else name, ())
            files = {file.resolve() for pattern in patterns for file in site.glob(pattern)}
            if files:
                result[name] = sum(file.stat().st_size for file in files)
        library = prepare.Prepared(cases.named(report.AROUND), self.options.build).library
        if library.exists():
            with tempfile.TemporaryDirectory() as folder:
                stripped = shutil.copy(library, folder)
                subprocess.run(["strip", "-s", stripped], check=True)
                result["hac"] = os.path.getsize(stripped)
        return result

    def all(self, keep):
        """The result; keep(result so far) is called after each case."""
        result = {"version": VERSION, "when": f"{datetime.datetime.now():%Y-%m-%d %H:%M}", "cpu": cpu_name(),
                  "cpus": os.cpu_count(), "load": os.getloadavg()[0], "quick": self.options.quick, "isa": "?",
                  "versions": self.versions(), "cases": [], "compile_s": self.compile_seconds, "shipped_bytes": {}}
        for number, case in enumerate(self.options.cases, 1):
            say(f"case {number} of {len(self.options.cases)}: {case.title}")
            files, excluded = self.prepare(case)
            for threads in self.options.threads:
                result["cases"].append(self.run(case, threads, files, excluded))
                print(one_line(result["cases"][-1], result["cases"]), flush=True)
            result.update(isa=self.isa, shipped_bytes=self.shipped_bytes())
            keep(result)
        return result


def one_line(entry, entries):
    """What a case gave, while the others still run."""
    times = [f"{report.NAMES[name]} {report.cell(outcome)}" for name, outcome in entry["results"].items()]
    single = next((other for other in entries if other["name"] == entry["name"] and other["threads"] == 1), None)
    verdict = report.verdict(entry, single)
    return (f"{entry['name']}, {entry['threads']} thread{'s' * (entry['threads'] > 1)}: {', '.join(times)}"
            + (f"; goal {', '.join(goal.text() for goal in report.goals_of(entry))}: {verdict}" if verdict else ""))


def cpu_name():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def stored_result(path):
    result = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(result, dict) or result.get("version") != VERSION:
        raise ValueError(f"{path}: no result of this version of tools/bench")
    for entry in result["cases"]:
        cases.named(entry["name"])
    return result


def write(result, options):
    """The tables, and the files that the options ask for."""
    print(f"\n{report.text(result)}", end="")
    if options.groups:
        print(f"\n{report.groups_text(result)}", end="")
    for threads in sorted({entry["threads"] for entry in result["cases"]}):
        path = options.plot if threads == 1 else options.plot.with_stem(f"{options.plot.stem}-{threads}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(plot.svg(result, threads), encoding="utf-8")
        say(f"{path}")
    if options.markdown:
        report.write_markdown(options.markdown, report.markdown(result))
        say(f"{options.markdown}")


def main():
    options = parse(sys.argv[1:])
    if options.list:
        print_list()
        return 0
    try:
        if options.stored:
            write(stored_result(options.stored), options)
            return 0
        if not options.prepared:
            return READY
        options.json.parent.mkdir(parents=True, exist_ok=True)
        keep = lambda result: options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        result = Bench(options).all(keep)
        say(f"{options.json}")
        write(result, options)
    except (prepare.Failure, WorkerError) as failure:
        say(str(failure))
        return 2
    except (OSError, ValueError) as error:
        say(str(error))
        return 2
    except KeyboardInterrupt:
        say(f"interrupted; --from {options.json} shows the cases that were finished")
        return 130
    wrong = [entry["name"] for entry in result["cases"] if entry["results"]["hac"].get("agrees") is False]
    if wrong:
        say(f"hac's answer is wrong: {', '.join(sorted(set(wrong)))}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
