#!/usr/bin/env python3
"""Writes the state-dict lists that tests/dsl/nn compares hac's modules with.

    pip install torch==2.13.0 torchvision transformers
    python3 make_lists.py                            modules.txt, resnet18.txt, modernbert.txt
    python3 make_lists.py path/to/model.safetensors  minilm.txt, from all-MiniLM-L6-v2's file

A line is `name dtype[sizes]`. modules.txt has a section `# name` for each module.
"""
import json
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).parent
DTYPES = {"torch.float32": "f32", "torch.int64": "i64", "F32": "f32", "I64": "i64"}


def line(name, dtype, sizes):
    return f"{name} {DTYPES[str(dtype)]}[{', '.join(map(str, sizes))}]\n"


def lines(module, keep=lambda name: True):
    return [line(n, t.dtype, t.shape) for n, t in module.state_dict().items() if keep(n)]


def write(name, text):
    (HERE / name).write_text("".join(text))


def modules():
    import torch
    from torch import nn

    def block():
        return nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 8))

    class Tree(nn.Module):
        def __init__(self):
            super().__init__()
            self.default = nn.Linear(8, 4)
            self.blocks = nn.ModuleList([block() for _ in range(2)])
            self.table = nn.Parameter(torch.zeros(5, 8))

    return {
        "linear": nn.Linear(128, 20),
        "linear without bias": nn.Linear(128, 20, bias=False),
        "conv1d": nn.Conv1d(8, 12, 3),
        "conv1d grouped": nn.Conv1d(8, 12, 5, groups=4, bias=False),
        "conv2d": nn.Conv2d(3, 64, (7, 5), stride=2, padding=3),
        "conv2d depthwise": nn.Conv2d(16, 16, 3, groups=16, bias=False),
        "embedding": nn.Embedding(1000, 64, padding_idx=0),
        "layer_norm": nn.LayerNorm(64),
        "layer_norm of two axes": nn.LayerNorm((28, 30), bias=False),
        "rms_norm": nn.RMSNorm(64),
        "group_norm": nn.GroupNorm(4, 64),
        "batch_norm1d": nn.BatchNorm1d(64),
        "batch_norm2d without affine": nn.BatchNorm2d(64, affine=False),
        "multihead_attention": nn.MultiheadAttention(64, 8),
        "multihead_attention with kdim": nn.MultiheadAttention(64, 8, kdim=32, vdim=48),
        "multihead_attention without bias": nn.MultiheadAttention(64, 8, bias=False),
        "encoder_layer": nn.TransformerEncoderLayer(64, 8, 256),
        "encoder_layer without bias": nn.TransformerEncoderLayer(64, 8, 256, bias=False),
        "decoder_layer": nn.TransformerDecoderLayer(64, 8, 256),
        "sequential": block(),
        "tree": Tree(),
    }


def from_pytorch():
    import torch
    import torchvision
    import transformers

    text = []
    for name, module in modules().items():
        text += [f"# {name}\n", *lines(module)]
    write("modules.txt", text)
    with torch.device("meta"):
        write("resnet18.txt", lines(torchvision.models.resnet18()))
        bert = transformers.ModernBertForMaskedLM(transformers.ModernBertConfig())
        write("modernbert.txt", lines(bert, lambda name: name.startswith("model.")))


def from_safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
    header.pop("__metadata__", None)
    write("minilm.txt", [line(n, t["dtype"], t["shape"]) for n, t in sorted(header.items())])


if __name__ == "__main__":
    from_safetensors(sys.argv[1]) if sys.argv[1:] else from_pytorch()
