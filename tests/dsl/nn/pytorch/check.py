#!/usr/bin/env python3
"""check.py HAC REFERENCE: modules.model.cpp, evaluated in double, against PyTorch's results.

Both compute in double from the same f32 weights, so they differ by the rounding of a few hundred
additions: 1e-12 of the largest element leaves a thousand units in the last place.
"""
import json
import math
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
TOLERANCE = 1e-12


def expected():
    data = (HERE / "expected.safetensors").read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    tensors = {}
    for name, entry in json.loads(data[8:8 + length]).items():
        assert entry["dtype"] == "F64", name
        begin, end = entry["data_offsets"]
        tensors[name] = struct.unpack_from(f"<{(end - begin) // 8}d", data, 8 + length + begin)
    return tensors


def computed(hac, reference):
    with tempfile.TemporaryDirectory() as folder:
        blob = f"{folder}/modules.blob"
        subprocess.run([hac, "--emit=blob", "-o", blob, HERE / "modules.model.cpp"], check=True)
        text = subprocess.run(
            [reference, blob, HERE / "inputs.safetensors", HERE / "weights.safetensors", "--print",
             "batch=2", "seq=5", "mem=4"], check=True, capture_output=True, text=True).stdout
    tensors = {}
    for line in text.splitlines():
        if head := re.match(r"(\w+) f32\[", line):
            values = tensors[head[1]] = []
        else:
            values.append(float(line.split()[0]))
    return tensors


def main():
    want, got = expected(), computed(sys.argv[1], sys.argv[2])
    faults = 0
    if want.keys() != got.keys():
        print("outputs:", sorted(got), "expected:", sorted(want))
        faults += 1
    for name in want.keys() & got.keys():
        bound = TOLERANCE * max(map(abs, want[name]))
        worst = math.inf
        if len(want[name]) == len(got[name]):
            worst = max(abs(a - b) for a, b in zip(want[name], got[name]))
        good = worst <= bound  # false for NaN
        print(f"{name}: {len(want[name])} elements, difference {worst:.3g}, allowed {bound:.3g}"
              + ("" if good else "  WRONG"))
        faults += not good
    return 1 if faults or not want else 0


if __name__ == "__main__":
    sys.exit(main())
