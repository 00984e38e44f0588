"""One peer on one case, in a process of its own, told what to do over standard input.

    peer.py export CASE FOLDER           FOLDER/model.onnx, from the weights in FOLDER
    peer.py PEER CASE FOLDER THREADS     loads, runs once, then answers as tools/run-model --serve does:
                                         run SECONDS CALLS, save FILE, memory

What a peer says on standard output goes to standard error; the first line of JSON here has "ready_s",
the seconds from the beginning of the load to the first result, imports not counted.
"""

import json
import os
import pathlib
import sys
import time

import cases


def torch_inputs(folder):
    from safetensors.torch import load_file
    return list(load_file(folder / "inputs.safetensors").values())


def numpy_inputs(folder):
    from safetensors.numpy import load_file
    return load_file(folder / "inputs.safetensors")


def import_torch(threads):
    import torch
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    return torch


class Torch:
    """PyTorch, eager."""

    def __init__(self, case, folder, threads):
        self.torch, self.folder, self.case = import_torch(threads), folder, case
        import nets
        self.nets, self.inputs = nets, torch_inputs(folder)

    def load(self):
        self.net = self.nets.load(self.nets.build(self.case), self.folder / "weights.safetensors")

    def run(self):
        with self.torch.inference_mode():
            return self.net(*self.inputs)

    def values(self, y):
        return y.numpy()


class Inductor(Torch):
    """torch.compile with the weights as constants."""

    def __init__(self, case, folder, threads):
        super().__init__(case, folder, threads)
        import torch._inductor.config as config
        config.freezing = True
        config.cpp.threads = threads

    def load(self):
        super().load()
        self.net = self.torch.compile(self.net)


class Flex(Torch):
    """FlexAttention, compiled by itself, with the fastest of three block sizes."""

    def load(self):
        from torch.nn.attention.flex_attention import create_block_mask, flex_attention
        super().load()
        (heads, behind, ahead), = self.net.groups
        seq = self.case.sizes["seq"]
        candidates = []
        for block in (128, 64, 32):
            mask = create_block_mask(lambda b, h, q, k: (q - k <= behind) & (k - q <= ahead), 1, heads, seq, seq,
                                     device="cpu", BLOCK_SIZE=block)
            self.torch._dynamo.reset()
            compiled = self.torch.compile(flex_attention)
            self.net.attend = lambda q, k, v, mask=mask, compiled=compiled: compiled(
                q.contiguous(), k.contiguous(), v.contiguous(), block_mask=mask)
            try:
                self.run()
                seconds = min(timed(self.run) for _ in range(3))
            except Exception as error:  # some sizes do not compile
                print(f"block size {block}: {error}", file=sys.stderr)
                continue
            candidates.append((seconds, block, self.net.attend))
        if not candidates:
            raise RuntimeError("no block size compiles")
        self.net.attend = min(candidates, key=lambda candidate: candidate[:2])[2]


class OnnxRuntime:
    def __init__(self, case, folder, threads):
        import onnxruntime
        self.module, self.model, self.feed = onnxruntime, folder / "model.onnx", numpy_inputs(folder)
        self.options = onnxruntime.SessionOptions()
        self.options.intra_op_num_threads = threads
        self.options.log_severity_level = 3

    def load(self):
        self.session = self.module.InferenceSession(str(self.model), self.options, providers=["CPUExecutionProvider"])

    def run(self):
        return self.session.run(None, self.feed)[0]

    def values(self, y):
        return y


class OpenVino:
    def __init__(self, case, folder, threads):
        import openvino
        self.module, self.model, self.inputs = openvino, folder / "model.onnx", numpy_inputs(folder)
        self.options = {"INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": 1,
                        "INFERENCE_PRECISION_HINT": "f32",  # by itself it would take bf16
                        "ENABLE_CPU_PINNING": False}

    def load(self):
        compiled = self.module.Core().compile_model(str(self.model), "CPU", self.options)
        self.request = compiled.create_infer_request()
        for name, value in self.inputs.items():
            self.request.set_tensor(name, self.module.Tensor(value))

    def run(self):
        self.request.infer()
        return self.request.get_output_tensor().data

    def values(self, y):
        return y


class Iree:
    def __init__(self, case, folder, threads):
        import iree.runtime
        self.module, self.folder, self.threads = iree.runtime, folder, threads
        self.inputs = list(numpy_inputs(folder).values())

    def load(self):
        compiled = self.folder / "model.vmfb"
        if not compiled.exists() or compiled.stat().st_mtime < (self.folder / "model.onnx").stat().st_mtime:
            self.compile(compiled)
        self.start(compiled)

    def compile(self, compiled):
        part = compiled.with_suffix(".part")
        self.tool("iree-import-onnx", self.folder / "model.onnx", "-o", self.folder / "model.mlir")
        self.tool("iree-compile", self.folder / "model.mlir", "-o", part, "--iree-hal-target-device=local",
                  "--iree-hal-local-target-device-backends=llvm-cpu", "--iree-llvmcpu-target-cpu=host",
                  "--iree-opt-level=O3", "--iree-opt-data-tiling=true")
        part.rename(compiled)

    def tool(self, name, *words):
        import subprocess
        done = subprocess.run([pathlib.Path(sys.executable).parent / name, *words], capture_output=True, text=True)
        if done.returncode:
            print(done.stderr, file=sys.stderr)
            errors = [line for line in done.stderr.splitlines() if "error" in line] or ["no reason given"]
            sys.exit(f"{name}: {errors[0][-150:]}")

    def start(self, compiled):
        driver = "local-sync" if self.threads == 1 else "local-task"
        self.module.flags.parse_flags(f"--task_topology_group_count={self.threads}")
        program = self.module.load_vm_flatbuffer_file(str(compiled), driver=driver)
        names = [name for name in program.vm_module.function_names
                 if not name.startswith("__") and not name.endswith("$async")]
        self.function = getattr(program, names[0])
        device = program._context.config.device
        self.inputs = [self.module.asdevicearray(device, x) for x in self.inputs]

    def run(self):
        return self.function(*self.inputs)

    def values(self, y):
        return y.to_host()


PEERS = {"openvino": OpenVino, "ort": OnnxRuntime, "torch": Torch, "inductor": Inductor, "iree": Iree, "flex": Flex}


def export(case, folder):
    import logging
    import warnings
    import torch
    import nets
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    inputs = torch_inputs(folder)
    names = list(numpy_inputs(folder))
    torch.onnx.export(nets.load(nets.build(case), folder / "weights.safetensors"), tuple(inputs),
                      str(folder / "model.onnx"), dynamo=False, opset_version=18, input_names=names, output_names=["y"])


def timed(call):
    begin = time.perf_counter_ns()
    call()
    return (time.perf_counter_ns() - begin) / 1e9


def peak_bytes():
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("/proc/self/status has no VmHWM")


def serve(peer, answers):
    say = lambda answer: print(json.dumps(answer), file=answers, flush=True)
    begin = time.perf_counter()
    peer.load()
    last = peer.run()
    say({"ready_s": time.perf_counter() - begin})
    for line in sys.stdin:
        command, *words = line.split()
        if command == "run":
            seconds, calls, times, total = float(words[0]), int(words[1]), [], 0
            while not times or (total < seconds and len(times) < calls):
                start = time.perf_counter_ns()
                last = peer.run()
                times.append(time.perf_counter_ns() - start)
                total += times[-1] / 1e9
            say({"ns": times})
        elif command == "save":
            peer.values(last).tofile(words[0])
            say({"saved": True})
        elif command == "memory":
            say({"peak_bytes": peak_bytes()})


def main(name, case, folder, threads="1"):
    case, folder = cases.named(case), pathlib.Path(folder)
    if name == "export":
        return export(case, folder)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # libraries that print do not disturb
    serve(PEERS[name](case, folder, int(threads)), answers)


if __name__ == "__main__":
    main(*sys.argv[1:])
