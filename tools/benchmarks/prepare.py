"""Everything a case needs before it can be timed: hac's object, weights, inputs, the expected answer,
the ONNX file of the peers. Kept in <build>/bench, and made again only if what it is made from changed."""

import array
import hashlib
import json
import os
import pathlib
import random
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]


class Failure(Exception):
    """One sentence for the user."""


def environment(threads=1, **more):
    """Of a child process, without settings that slow down or change a peer."""
    result = {name: value for name, value in os.environ.items()
              if name not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "HAC_ISA")}
    result.update(OMP_NUM_THREADS=str(threads), PYTHONDONTWRITEBYTECODE="1", TORCHINDUCTOR_COMPILE_THREADS="1")
    result.update({name: str(value) for name, value in more.items()})
    return result


def run(command, log):
    """A child that must succeed; what it prints goes to a file, of which a failure shows the end."""
    with open(log, "wb") as output:
        done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output,
                              stderr=subprocess.STDOUT, env=environment(os.cpu_count()))
    if done.returncode:
        text = log.read_text(encoding="utf-8", errors="replace").strip()
        errors = [line for line in text.splitlines() if "rror" in line] or text.splitlines()[-1:] or ["no reason given"]
        raise Failure(f"{errors[-1][:200]} (exit code {done.returncode}; all of it is in {log})")


def digest(*parts):
    """Of paths (their content) and texts."""
    result = hashlib.sha256()
    for part in parts:
        result.update(part.read_bytes() if isinstance(part, pathlib.Path) else str(part).encode())
        result.update(b"\0")
    return result.hexdigest()


def up_to_date(file, key):
    note = file.with_name(file.name + ".key")
    return file.exists() and note.exists() and note.read_text() == key


def made(file, key):
    file.with_name(file.name + ".key").write_text(key)


def vary_constants(path):
    """Adds noise to tensors that are one value throughout, such as fresh norms: a scale that is taken
    for a shift, or left out, would not show with ones and zeros. The same noise each time."""
    content = bytearray(path.read_bytes())
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8:8 + length])
    for name, tensor in header.items():
        if name == "__metadata__" or tensor["dtype"] != "F32":
            continue
        begin, end = (8 + length + offset for offset in tensor["data_offsets"])
        if content[begin:end] != content[begin:begin + 4] * ((end - begin) // 4):
            continue
        noise = random.Random(name)
        values = array.array("f", bytes(content[begin:end]))
        content[begin:end] = array.array("f", (x + noise.uniform(-0.2, 0.2) for x in values)).tobytes()
    path.write_bytes(content)


class Prepared:
    """The files of one case."""

    def __init__(self, case, build):
        self.case = case
        self.source = ROOT / case.model if "/" in case.model else HERE / "models" / f"{case.model}.model.cpp"
        self.shared = build / "bench" / "models" / case.object_name()
        self.folder = build / "bench" / "cases" / case.name
        self.hac, self.runner = build / "tools/hac/hac", build / "tools/run-model/run-model"
        self.runtime, self.python = build / "runtime/libhac_rt.a", build / "peers/bin/python"
        self.library = self.shared / f"{case.object_name()}.so"
        self.weights = self.shared / "weights.safetensors"
        self.shared.mkdir(parents=True, exist_ok=True)
        self.folder.mkdir(parents=True, exist_ok=True)

    def model_key(self):
        """What the numbers depend on: not the compiler, so that weights stay when only hac changes."""
        return digest(self.source, HERE / "models" / "parts.h", json.dumps(self.case.options))

    def compile(self, times=0):
        """hac's object as a shared library. Seconds of each of `times` compilations; 0: if it is needed."""
        key = digest(self.model_key(), self.hac, self.runtime)
        if not times and up_to_date(self.library, key):
            return []
        object_file, seconds = self.library.with_suffix(".o"), []
        defines = [f"-D{name}={value}" for name, value in self.case.options.items()]
        for _ in range(max(1, times)):
            begin = time.monotonic()
            run([self.hac, self.source, "-o", object_file, f"--name={self.case.object_name()}", "--target=native",
                 *defines], self.shared / "hac.log")
            seconds.append(time.monotonic() - begin)
        run(["cc", "-shared", "-o", self.library, object_file, self.runtime], self.shared / "link.log")
        made(self.library, key)
        return seconds

    def sizes(self):
        return [f"{name}={value}" for name, value in self.case.sizes.items()]

    def write_data(self):
        """Weights and inputs, the same for hac and the peers."""
        key = digest(self.model_key(), self.runner)
        if not up_to_date(self.weights, key):
            run([self.runner, self.library, f"--write-weights={self.weights}"], self.shared / "weights.log")
            vary_constants(self.weights)
            made(self.weights, key)
        link, inputs = self.folder / "weights.safetensors", self.folder / "inputs.safetensors"
        link.unlink(missing_ok=True)
        link.symlink_to(self.weights)
        key = digest(key, self.case.function, self.sizes())
        if not up_to_date(inputs, key):
            run([self.runner, self.library, f"--function={self.case.function}", f"--write-inputs={inputs}",
                 *self.sizes()], self.folder / "inputs.log")
            made(inputs, key)

    def data_key(self, *parts):
        return digest(self.folder / "inputs.safetensors", (self.weights.with_name(self.weights.name + ".key")),
                      HERE / "nets.py", *parts)

    def expect(self):
        """The answer in double precision."""
        file, key = self.folder / "expected.npz", self.data_key(HERE / "answers.py")
        if not up_to_date(file, key):
            run([self.python, HERE / "answers.py", "expect", self.case.name, self.folder], self.folder / "expect.log")
            made(file, key)

    def export(self):
        """The ONNX file."""
        file, key = self.folder / "model.onnx", self.data_key(HERE / "peer.py", self.python.parents[1] / "packages")
        if not up_to_date(file, key):
            run([self.python, HERE / "peer.py", "export", self.case.name, self.folder], self.folder / "export.log")
            made(file, key)

    def hac_command(self, threads, *more):
        return [self.runner, self.library, f"--weights={self.weights}", f"--function={self.case.function}",
                f"--inputs={self.folder / 'inputs.safetensors'}", f"--lanes={threads}", "--serve", *more, *self.sizes()]

    def peer_command(self, peer, threads):
        return [self.python, HERE / "peer.py", peer, self.case.name, self.folder, threads]

    def first_call(self, core, *cache):
        """One load and one call in a process of its own, a C program: first_call.c."""
        program, name = self.shared / "first-call", self.case.object_name()
        key = digest(self.model_key(), self.hac, self.runtime, HERE / "first_call.c")
        if not up_to_date(program, key):
            run(["cc", "-O2", "-static", f"-DMODEL={name}", f"-DMODEL_HEADER=\"{name}.h\"",
                 f"-DWIDTH={self.case.options['WIDTH']}", "-I", self.shared, "-I", self.runtime.parents[1] / "include/runtime",
                 HERE / "first_call.c", self.library.with_suffix(".o"), self.runtime, "-o", program],
                self.shared / "first-call.log")
            made(program, key)
        command = [program, self.weights, self.case.sizes["seq"], *cache]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, env=environment(),
                              preexec_fn=lambda: os.sched_setaffinity(0, [core]))
        if done.returncode:
            raise Failure(f"first-call: {done.stderr.strip()}")
        return json.loads(done.stdout)

    def compare(self, files):
        """{file: {"error": ..., "agrees": ...}} of files in the case's folder"""
        done = subprocess.run([self.python, HERE / "answers.py", "compare", self.folder, *files], cwd=self.folder,
                              capture_output=True, text=True, env=environment())
        if done.returncode:
            raise Failure(f"answers.py: {done.stderr.strip().splitlines()[-1]}")
        return json.loads(done.stdout)
