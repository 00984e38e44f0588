#!/usr/bin/env python3
"""Checks tests/dsl/errors: one file per (number, op) of errors.def, right as it stands and wrong
with -DBAD.

  check_error_files.py list --dsl DIR             the files against errors.def
  check_error_files.py run --hac FILE             each file through `hac --check` and clang's -verify
  check_error_files.py run --clang FILE --include DIR
                                                  the same through the static_assert of an editor

The second form of `run` needs no hac. It reads the expected-error and expected-note comments as
-verify does (same line, text contained, nothing missing, nothing more), but sees only what a
static_assert can say: files that need the front end are counted as skipped.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ERRORS = pathlib.Path(__file__).resolve().parent / "errors"
RUN_LINE = "// RUN: hac --check %s && hac --check -verify -DBAD %s"

# Found by hac's front end or by clang itself, not by the graph of one function.
NEEDS_HAC = {"E008_export", "E021_relu", "E025_export", "E026_export"}


def listed(dsl):
    """(number, op) of every HAC_ERROR; op "*" stands for any one op."""
    text = re.sub(r"//.*", "", (dsl / "graph/errors.def").read_text())
    pairs = set()
    for number, _, ops in re.findall(
            r'HAC_ERROR\(\s*(\d+),\s*"((?:[^"\\]|\\.)*)",\s*((?:"[^"]*"\s*)+)\)', text):
        for op in " ".join(re.findall(r'"([^"]*)"', ops)).split():
            pairs.add((int(number), op))
    assert len(pairs) > 100, "errors.def was not understood"
    return pairs


def check_list(dsl):
    pairs = listed(dsl)
    any_op = {number for number, op in pairs if op == "*"}
    faults, covered = [], set()
    for file in sorted(ERRORS.glob("*.cpp")):
        match = re.fullmatch(r"E(\d{3})_(\w+)", file.stem)
        if not match:
            faults.append(f"{file.name}: not named <number>_<op>.cpp")
            continue
        number, op = int(match[1]), match[2]
        if (number, op) not in pairs and number not in any_op:
            faults.append(f"{file.name}: errors.def does not list E{number:03} for {op}")
        covered.add((number, op))
        if (number, op) not in pairs:
            covered.add((number, "*"))
        text = file.read_text()
        if not text.startswith(RUN_LINE):
            faults.append(f"{file.name}: does not begin with {RUN_LINE}")
        if f"[hac-E{number:03}]" not in text:
            faults.append(f"{file.name}: expects no [hac-E{number:03}]")
    for number, op in sorted(pairs - covered):
        faults.append(f"no file for E{number:03} {op}")
    return faults, len(covered)


def expectations(file):
    """[(line, kind, text)] of the expected-... comments."""
    found = []
    for line, text in enumerate(file.read_text().splitlines(), 1):
        for kind, offset, expected in re.findall(
                r"expected-(error|note)(?:@([+-]\d+))?\s*\{\{(.*?)\}\}", text):
            found.append((line + int(offset or 0), kind, expected))
    return found


def compile_in_editor(command, file, bad):
    """The errors and notes in the text of the static_assert, or None if clang failed otherwise."""
    run = subprocess.run(command + (["-DBAD"] if bad else []) + [str(file)],
                         capture_output=True, text=True)
    if run.returncode == 0:
        return []
    own = [l for l in run.stderr.splitlines() if re.match(r"\S+: error: ", l)
           and "[hac-E" not in l and "static assertion failed due to requirement '::hac::valid" not in l]
    if own:
        raise RuntimeError(own[0])
    return [(int(line), kind, text) for name, line, kind, text in re.findall(
        r"^([^\s:]+):(\d+):\d+: (error|note): (.*)$", run.stderr, re.M)
        if name.endswith(file.name) and "static assertion failed" not in text
        and not text.startswith("expanded from")]


def compare(expected, reported):
    left = list(reported)
    for want in expected:
        hit = next((r for r in left if r[:2] == want[:2] and want[2] in r[2]), None)
        if hit is None:
            return f"line {want[0]}: missing {want[1]}: {want[2]}"
        left.remove(hit)
    return f"line {left[0][0]}: unexpected {left[0][1]}: {left[0][2]}" if left else None


def run_in_editor(command, file):
    if file.stem in NEEDS_HAC:
        return None
    try:
        if found := compile_in_editor(command, file, bad=False):
            return f"wrong without -DBAD: {found[0]}"
        expected = expectations(file)
        if not any(kind == "error" for _, kind, _ in expected):
            return "expects no error"
        return compare(expected, compile_in_editor(command, file, bad=True))
    except RuntimeError as error:
        return str(error)


def run_with_hac(hac, file):
    for arguments in ([], ["-verify", "-DBAD"]):
        run = subprocess.run([hac, "--check", *arguments, str(file)], capture_output=True, text=True)
        if run.returncode:
            said = (run.stderr or run.stdout).strip().splitlines()
            return "\n".join([" ".join(arguments) or "without -DBAD", *said[:20]])
    return None


def run_all(check, files):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(check, files))
    return [f"{file.name}: {fault}" for file, fault in zip(files, results) if fault]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("action", choices=["list", "run"])
    parser.add_argument("--dsl", type=pathlib.Path)
    parser.add_argument("--hac")
    parser.add_argument("--clang")
    parser.add_argument("--include")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    options = parser.parse_intermixed_args()

    skipped = 0
    if options.action == "list":
        faults, count = check_list(options.dsl)
    else:
        files = options.files or sorted(ERRORS.glob("*.cpp"))
        count = len(files)
        if options.hac:
            faults = run_all(lambda file: run_with_hac(options.hac, file), files)
        else:
            skipped = sum(file.stem in NEEDS_HAC for file in files)
            with tempfile.TemporaryDirectory() as folder:
                # The headers are read once, not once per file.
                base = [options.clang, "-std=c++26", "-fconstexpr-steps=16777216", f"-I{options.include}"]
                header = f"{folder}/dsl.pch"
                subprocess.run(base + ["-x", "c++-header", "-o", header,
                                       f"{options.include}/hac/dsl.h"], check=True)
                command = base + ["-fsyntax-only", "-w", "-include-pch", header]
                faults = run_all(lambda file: run_in_editor(command, file), files)
    for fault in faults:
        print(fault)
    print(f"{count} files, {len(faults)} faults" + (f", {skipped} skipped" if skipped else ""))
    if not count:
        print("nothing was checked")
    return 1 if faults or not count else 0


if __name__ == "__main__":
    sys.exit(main())
