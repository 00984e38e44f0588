#!/usr/bin/env python3
"""Records what PyTorch says for every op of the model language that PyTorch has.

    python3 -m venv env && env/bin/pip install torch==2.13.0 numpy safetensors
    env/bin/python make_vectors.py ops.safetensors

The result is one safetensors file, well under 2 MB. Case 2 of softmax is the tensors
`softmax.2.in0`, `softmax.2.out0` and the metadata entry `softmax.2`, which holds what the test
needs to build the graph: "in=0 axis=1", operands by number ('-' an absent one) and attributes.
Floating-point cases are recorded in double, so the reference is compared to about 1e-15.
"""
import datetime
import math
import sys

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

SEED = 20261122
CASES = 5

generator = torch.Generator().manual_seed(SEED)
tensors, metadata = {}, {}


def normal(*shape, scale=1.0):
    return torch.randn(shape, generator=generator, dtype=torch.float64) * scale


def positive(*shape):
    return normal(*shape).abs() + 0.1


def whole(low, high, *shape, dtype=torch.int32):
    return torch.randint(low, high, shape, generator=generator).to(dtype)


def boolean(*shape):
    return torch.rand(shape, generator=generator) < 0.5


def text(value):
    if isinstance(value, (list, tuple)):
        return ",".join(text(v) for v in value)
    if isinstance(value, bool):
        return str(int(value))
    return repr(float(value)) if isinstance(value, float) else str(value)


counts = {}


def record(op, operands, results, **attributes):
    """One case. An absent operand is None."""
    number = counts.get(op, 0)
    counts[op] = number + 1
    name = f"{op}.{number}"
    if not isinstance(results, (list, tuple)):
        results = [results]
    places = []
    for i, operand in enumerate(operands):
        places.append("-" if operand is None else str(i))
        if operand is not None:
            tensors[f"{name}.in{i}"] = operand.contiguous().clone()
    for i, result in enumerate(results):
        tensors[f"{name}.out{i}"] = result.contiguous().clone()
    words = ["in=" + ",".join(places)] + [f"{k}={text(v)}" for k, v in attributes.items()]
    metadata[name] = " ".join(words)


SHAPES = [(5,), (3, 4), (2, 3, 5), (1, 7), (2, 1, 3, 2)]
CORNERS = torch.tensor([0.0, -0.0, math.inf, -math.inf, math.nan, 1.0, -1.0, 0.5, 1.5, 2.5, -2.5],
                       dtype=torch.float64)


def unary():
    selu_like = ["relu", "relu6", "silu", "selu", "mish", "softplus", "hardswish", "hardsigmoid"]
    for name in selu_like:
        for i, shape in enumerate(SHAPES):
            # softplus of PyTorch is x beyond 20; hac's is exact there: stay below
            x = normal(*shape, scale=2) if name == "softplus" else normal(*shape, scale=4)
            if i == 4 and name in ("relu", "relu6"):
                x = CORNERS
            record(name, [x], getattr(F, name)(x))
    anywhere = ["exp", "exp2", "expm1", "sin", "cos", "tanh", "erf", "sigmoid", "reciprocal",
                "neg", "abs", "sign", "square", "floor", "ceil", "round"]
    for name in anywhere:
        for i, shape in enumerate(SHAPES):
            x = normal(*shape, scale=2)
            if i == 4 and name not in ("sin", "cos", "sign"):
                x = CORNERS
            record(name, [x], getattr(torch, name)(x))
    for name in ["log", "log2", "log1p", "sqrt", "rsqrt"]:
        for i, shape in enumerate(SHAPES):
            x = CORNERS if i == 4 else positive(*shape)
            record(name, [x], getattr(torch, name)(x))
    for name in ["neg", "abs", "sign", "square"]:
        for dtype in (torch.int8, torch.uint8, torch.int32, torch.int64):
            if name in ("neg", "abs", "square") or dtype != torch.uint8:
                x = whole(0 if dtype == torch.uint8 else -128, 128, 3, 4, dtype=dtype)
                record(name, [x], getattr(torch, name)(x))
    for i, shape in enumerate(SHAPES):
        x = normal(*shape, scale=3)
        record("gelu", [x], F.gelu(x), approximate=0)
        record("gelu", [x], F.gelu(x, approximate="tanh"), approximate=1)
        slope = 0.01 * (i + 1)
        record("leaky_relu", [x], F.leaky_relu(x, slope), negative_slope=slope)
        record("elu", [x], F.elu(x, 0.5 + i), alpha=0.5 + i)
        record("clamp", [x], torch.clamp(x, -1.5, 0.5 * i), lo=-1.5, hi=0.5 * i)
        record("stop_gradient", [x], x.detach())
    x = whole(-9, 9, 4, 3)
    record("clamp", [x], torch.clamp(x, -2, 5), lo=-2, hi=5)
    record("clamp", [CORNERS], torch.clamp(CORNERS, -0.75, 2.0), lo=-0.75, hi=2.0)
    for x, channels_last, w in [(normal(3, 4), True, normal(4)), (normal(2, 3, 5), True, normal(5)),
                                (normal(2, 3, 4, 5), False, normal(3)), (normal(2, 6), True, normal(1)),
                                (normal(2, 3, 2, 2), False, normal(1))]:
        y = F.prelu(x.movedim(-1, 1), w).movedim(1, -1) if channels_last and x.dim() > 2 else F.prelu(x, w)
        record("prelu", [x, w], y)
    for x in (boolean(3, 4), boolean(5), whole(-9, 9, 4), whole(0, 200, 4, dtype=torch.uint8),
              whole(-9, 9, 2, 3, dtype=torch.int64)):
        record("logical_not", [x], torch.bitwise_not(x))


def casts():
    x = normal(3, 5, scale=100)
    fine = normal(2, 9)
    for y in (x.to(torch.float32), x.to(torch.bfloat16), x.to(torch.float16)):
        record("cast", [x], y)
    # truncation; values outside the type are undefined in PyTorch and defined in hac
    record("cast", [x], x.to(torch.int32))
    record("cast", [x.to(torch.float32)], x.to(torch.float32).to(torch.int64))
    record("cast", [fine.to(torch.float32)], fine.to(torch.float32).to(torch.bfloat16))
    record("cast", [CORNERS], CORNERS.bool())
    n = whole(-500, 500, 4, 4)
    for to in (torch.int8, torch.uint8, torch.int64, torch.bool, torch.float32, torch.bfloat16,
               torch.float16, torch.float64):
        record("cast", [n], n.to(to))
    b = boolean(6)
    record("cast", [b], b.to(torch.int32))
    record("cast", [b], b.to(torch.float32))
    big = torch.tensor([16777217, -16777219, 2147483647, -2147483648], dtype=torch.int32)
    record("cast", [big], big.to(torch.float32))


PAIRS = [((3, 4), (3, 4)), ((2, 3, 4), (4,)), ((5, 1), (1, 3)), ((), (2, 3)), ((2, 1, 3), (5, 1))]


def binary():
    table = {"add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div,
             "maximum": torch.maximum, "minimum": torch.minimum}
    for name, f in table.items():
        for a, b in PAIRS:
            x, y = normal(*a), normal(*b)
            record(name, [x, y], f(x, y))
        record(name, [CORNERS, CORNERS.flip(0)], f(CORNERS, CORNERS.flip(0)))
        record(name, [CORNERS, CORNERS.roll(1)], f(CORNERS, CORNERS.roll(1)))
    for name in ["add", "sub", "mul", "maximum", "minimum"]:
        for dtype in (torch.int8, torch.uint8, torch.int32, torch.int64):
            info = torch.iinfo(dtype)
            x = torch.tensor([info.min, info.max, 3, 100], dtype=dtype)
            y = torch.tensor([1, 1, 7, 90], dtype=dtype)
            record(name, [x, y], table[name](x, y))
    for a, b in PAIRS:
        x, y = positive(*a), normal(*b)
        record("pow", [x, y], torch.pow(x, y))
        x, y = whole(-20, 20, *a), whole(1, 7, *b) * (1 if len(a) > 2 else -1)
        record("remainder", [x, y], torch.remainder(x, y))
        record("floor_div", [x, y], torch.floor_divide(x, y))
        for name in ["and", "or", "xor"]:
            f = getattr(torch, f"bitwise_{name}")
            record(f"bit_{name}", [x, y], f(x, y))
            p, q = boolean(*a) if a else torch.tensor(True), boolean(*b)
            record(f"bit_{name}", [p, q], f(p, q))
        u, v = normal(*a).round(), normal(*b).round()
        for name in ["lt", "le", "gt", "ge", "eq", "ne"]:
            record(name, [u, v], getattr(torch, name)(u, v))
            record(name, [x, y], getattr(torch, name)(x, y))
        c = boolean(*a) if a else torch.tensor(False)
        s, t = normal(*b), normal(*a)
        record("where", [c, s, t], torch.where(c, s, t))
    for name in ["lt", "le", "gt", "ge", "eq", "ne"]:
        record(name, [CORNERS, CORNERS.flip(0)], getattr(torch, name)(CORNERS, CORNERS.flip(0)))
    record("pow", [CORNERS.abs(), CORNERS.flip(0)], torch.pow(CORNERS.abs(), CORNERS.flip(0)))
    x = normal(4)
    record("pow", [x, torch.tensor(3.0, dtype=torch.float64)], x ** 3)


def contractions():
    for a, b in [((3, 4), (4, 5)), ((2, 3, 4), (4, 5)), ((2, 1, 3, 4), (5, 4, 2)), ((1, 7), (7, 1)),
                 ((2, 3, 0), (2, 0, 4))]:
        x, y = normal(*a), normal(*b)
        record("matmul", [x, y], x @ y)
    for shape, out, bias in [((3, 4), 5, True), ((2, 3, 4), 5, False), ((7,), 3, True),
                             ((1, 1), 1, True), ((2, 2, 2, 3), 4, True)]:
        x, w = normal(*shape), normal(out, shape[-1])
        b = normal(out) if bias else None
        record("linear", [x, w, b], F.linear(x, w, b))


MODES = ["constant", "reflect", "replicate", "circular"]


def convolutions():
    for channels, out, size, k, s, p, d, g, mode, bias in [
            (3, 4, 9, 3, 1, (1, 1), 1, 1, 0, True), (4, 6, 11, 3, 2, (2, 1), 2, 2, 0, False),
            (4, 4, 8, 5, 1, (2, 2), 1, 4, 1, True), (2, 3, 7, 2, 3, (1, 2), 1, 1, 2, True),
            (3, 2, 6, 4, 2, (3, 0), 1, 1, 3, False)]:
        x, w = normal(2, channels, size), normal(out, channels // g, k)
        b = normal(out) if bias else None
        y = F.conv1d(F.pad(x, p, mode=MODES[mode]), w, b, s, 0, d, g)
        record("conv1d", [x.transpose(1, 2), w, b], y.transpose(1, 2), stride=[s], padding=p,
               dilation=[d], groups=g, mode=mode)
    for channels, out, size, k, s, p, d, g, mode, bias in [
            (3, 4, (6, 7), (3, 3), (1, 1), (1, 1, 1, 1), (1, 1), 1, 0, True),
            (4, 2, (8, 5), (3, 2), (2, 1), (0, 1, 2, 0), (2, 1), 2, 0, False),
            (3, 3, (5, 6), (2, 3), (1, 2), (1, 0, 1, 1), (1, 1), 3, 1, True),
            (2, 4, (4, 4), (1, 1), (1, 1), (0, 0, 0, 0), (1, 1), 1, 2, True),
            (2, 2, (5, 4), (3, 3), (1, 1), (1, 1, 2, 1), (1, 1), 1, 3, False)]:
        x, w = normal(2, channels, *size), normal(out, channels // g, *k)
        b = normal(out) if bias else None
        padded = F.pad(x, (p[2], p[3], p[0], p[1]), mode=MODES[mode])
        record("conv2d", [x, w, b], F.conv2d(padded, w, b, s, 0, d, g), stride=s, padding=p,
               dilation=d, groups=g, mode=mode)


def pools():
    for size, k, s, p, d, ceil in [(9, 3, 3, 1, 1, False), (10, 2, 2, 0, 1, True),
                                   (11, 3, 2, 1, 2, False), (7, 4, 1, 2, 1, True), (5, 5, 1, 0, 1, False)]:
        x = normal(2, 3, size)
        if size == 5:
            x[0, 0, 2] = math.nan
        y = F.max_pool1d(x, k, s, p, d, ceil)
        record("max_pool1d", [x.transpose(1, 2)], y.transpose(1, 2), kernel_size=[k], stride=[s],
               padding=[p], dilation=[d], ceil_mode=ceil)
        include = size % 2 == 0
        y = F.avg_pool1d(x, k, s, p, ceil, include)
        record("avg_pool1d", [x.transpose(1, 2)], y.transpose(1, 2), kernel_size=[k], stride=[s],
               padding=[p], ceil_mode=ceil, count_include_pad=include)
    for i, (size, k, s, p, d, ceil) in enumerate([
            ((7, 8), (3, 2), (2, 2), (1, 0), (1, 1), False), ((6, 9), (2, 3), (2, 1), (0, 1), (1, 2), True),
            ((5, 5), (3, 3), (1, 2), (1, 1), (1, 1), True), ((8, 4), (2, 2), (2, 2), (0, 0), (1, 1), False),
            ((6, 6), (3, 4), (1, 1), (1, 2), (2, 1), False)]):
        x = normal(2, 2, *size)
        record("max_pool2d", [x], F.max_pool2d(x, k, s, p, d, ceil), kernel_size=k, stride=s,
               padding=p, dilation=d, ceil_mode=ceil)
        record("avg_pool2d", [x], F.avg_pool2d(x, k, s, p, ceil, i % 2 == 0), kernel_size=k,
               stride=s, padding=p, ceil_mode=ceil, count_include_pad=i % 2 == 0)
    for size, out in [(9, 4), (7, 7), (5, 1), (6, 4), (3, 5)]:
        x = normal(2, 3, size)
        for name in ("avg", "max"):
            y = getattr(F, f"adaptive_{name}_pool1d")(x, out)
            record(f"adaptive_{name}_pool1d", [x.transpose(1, 2)], y.transpose(1, 2), output_size=[out])
            image, wanted = normal(1, 2, size, 10 - out), (out, 3)
            y = getattr(F, f"adaptive_{name}_pool2d")(image, wanted)
            record(f"adaptive_{name}_pool2d", [image], y, output_size=wanted)


def norms():
    for shape, dims, weight, bias, eps in [((3, 8), 1, True, True, 1e-5), ((2, 3, 4), 2, True, False, 1e-3),
                                           ((2, 5), 1, False, False, 1e-5), ((1, 6), 1, True, True, 0.5),
                                           ((4, 1), 1, True, True, 1e-5)]:
        x, last = normal(*shape, scale=2) + 1, shape[-dims:]
        w, b = normal(*last) if weight else None, normal(*last) if bias else None
        record("layer_norm", [x, w, b], F.layer_norm(x, last, w, b, eps), dims=dims, eps=eps)
        record("rms_norm", [x, w], F.rms_norm(x, last, w, eps), dims=dims, eps=eps)
    for shape, groups in [((2, 6), 3), ((2, 5, 4), 2), ((2, 4, 3, 2), 4), ((1, 6, 2, 2), 1), ((3, 7, 6), 6)]:
        x = normal(*shape)
        channels = shape[1] if len(shape) == 4 else shape[-1]
        w, b = (normal(channels), normal(channels)) if groups > 1 else (None, None)
        first = x.transpose(1, 2) if len(shape) == 3 else x
        y = F.group_norm(first, groups, w, b, 1e-4)
        record("group_norm", [x, w, b], y.transpose(1, 2) if len(shape) == 3 else y, groups=groups, eps=1e-4)
        mean, var = normal(channels), positive(channels)
        y = F.batch_norm(first, mean, var, w, b, False, 0.1, 1e-3)
        record("batch_norm", [x, mean, var, w, b], y.transpose(1, 2) if len(shape) == 3 else y,
               momentum=0.1, eps=1e-3, frozen=0)
    for shape, axis in [((3, 4), 1), ((3, 4), 0), ((2, 3, 5), 1), ((6,), 0), ((2, 1), 1)]:
        x = normal(*shape, scale=3)
        if shape == (2, 3, 5):
            x[0, :, 0] = 0
        record("normalize", [x], F.normalize(x, dim=axis, eps=1e-12), axis=axis, eps=1e-12)
        record("softmax", [x], F.softmax(x, axis), axis=axis)
        record("log_softmax", [x], F.log_softmax(x, axis), axis=axis)
    x = normal(3, 5)
    x[0, 1], x[1, 2], x[2, 0] = -math.inf, math.nan, math.inf
    record("softmax", [x], F.softmax(x, 1), axis=1)
    record("log_softmax", [x], F.log_softmax(x, 1), axis=1)


def reductions():
    for shape, axes, keep in [((3, 4), [1], False), ((2, 3, 4), [0, 2], True), ((5,), [0], False),
                              ((2, 3), [0, 1], False), ((2, 1, 4), [1], False)]:
        x = normal(*shape)
        for name in ["sum", "amax", "amin", "mean", "logsumexp"]:
            record(name, [x], getattr(torch, name)(x, axes, keepdim=keep), axes=axes, keepdim=keep)
        record("norm", [x], torch.linalg.vector_norm(x, dim=axes, keepdim=keep), axes=axes, keepdim=keep)
        for correction in (0, 1):
            if math.prod(shape[a] for a in axes) > correction:
                record("var", [x], torch.var(x, axes, correction=correction, keepdim=keep), axes=axes,
                       keepdim=keep, correction=correction)
                record("stddev", [x], torch.std(x, axes, correction=correction, keepdim=keep), axes=axes,
                       keepdim=keep, correction=correction)
        y, p, q = x, x > 0, x > -1
        for axis in reversed(axes):
            y = torch.prod(y, axis, keepdim=keep)
            p, q = torch.any(p, axis, keepdim=keep), torch.all(q, axis, keepdim=keep)
        record("prod", [x], y, axes=axes, keepdim=keep)
        record("any", [x > 0], p, axes=axes, keepdim=keep)
        record("all", [x > -1], q, axes=axes, keepdim=keep)
        n = whole(-3, 3, *shape)
        for name in ["argmax", "argmin"]:
            for z in (x, n):
                f = getattr(torch, name)
                record(name, [z], f(z, axes[0], keepdim=keep).int(), axis=axes[0], keepdim=keep)
        for name in ["sum", "amax", "amin"]:
            record(name, [n], getattr(torch, name)(n, axes, keepdim=keep).int(), axes=axes, keepdim=keep)
    for x in (normal(6), normal(2, 7)):
        x[..., 3] = math.nan
        for name in ["amax", "argmax", "argmin", "sum", "logsumexp"]:
            y = getattr(torch, name)(x, -1)
            axis = {"axis": x.dim() - 1} if name.startswith("arg") else {"axes": [x.dim() - 1]}
            record(name, [x], y.int() if name.startswith("arg") else y, **axis, keepdim=0)
    one = normal(3, 1)
    record("var", [one], torch.var(one, 1), axes=[1], keepdim=0, correction=1)
    nothing = normal(2, 0)
    record("mean", [nothing], nothing.mean(1), axes=[1], keepdim=0)
    record("sum", [nothing], nothing.sum(1), axes=[1], keepdim=0)
    record("prod", [nothing], nothing.prod(1), axes=[1], keepdim=0)
    infinite = torch.full((2, 3), -math.inf, dtype=torch.float64)
    record("logsumexp", [infinite], torch.logsumexp(infinite, 1), axes=[1], keepdim=0)


def shapes():
    for i, (x, to) in enumerate([(normal(2, 6), (3, 4)), (normal(2, 3, 4), (6, 4)), (whole(0, 9, 8), (2, 2, 2)),
                                 (normal(1), ()), (boolean(4, 1), (1, 4))]):
        record("reshape", [x], x.reshape(to))
    for shape, start, end in [((2, 3, 4), 0, 2), ((2, 3, 4), 1, 2), ((2, 3, 4, 2), 1, 2), ((5,), 0, 0), ((2, 3), 1, 1)]:
        x = normal(*shape)
        record("flatten", [x], torch.flatten(x, start, end), start=start, end=end)
        record("unsqueeze", [x], x.unsqueeze(end), axis=end)
        record("squeeze", [x.unsqueeze(start)], x, axis=start)
        last = len(shape) - 1
        record("transpose", [x], x.transpose(0, last), a=0, b=last)
        record("flip", [x], x.flip([last]), axes=[last])
        record("roll", [x], torch.roll(x, 3 * start - 1, last), shift=3 * start - 1, axis=last)
        counts_ = [2] + [1 + start] * last
        record("tile", [x], x.tile(counts_), counts=counts_)
        record("broadcast_to", [x], x.broadcast_to(2, *shape))
        record("assert_shape", [x], x)
        y, z = normal(*shape), normal(*shape)
        record("concat", [x, y, z], torch.cat([x, y, z], last), axis=last)
        record("stack", [x, y], torch.stack([x, y], start), axis=start)
    for shape, axes in [((2, 3), [1, 0]), ((2, 3, 4), [2, 0, 1]), ((2, 3, 4), [0, 2, 1]), ((2, 3, 2, 2), [3, 1, 0, 2]), ((4,), [0])]:
        x = normal(*shape)
        record("permute", [x], x.permute(axes), axes=axes)
    for n, c, h, w in [(1, 2, 3, 4), (2, 3, 2, 2), (1, 1, 1, 5), (2, 4, 3, 1), (3, 2, 2, 3)]:
        x = normal(n, c, h, w)
        seq = x.flatten(2).transpose(1, 2)
        record("to_seq", [x], seq)
        record("to_image", [seq], x)
    for shape, sizes, axis in [((6,), [1, 2, 3], 0), ((2, 5), [2, 3], 1), ((4, 3), [4], 0), ((2, 6), [2, 2, 2], 1), ((3, 4, 2), [1, 3], 1)]:
        x = normal(*shape)
        record("split", [x], list(torch.split(x, sizes, axis)), axis=axis, sizes=sizes)
    for shape, axis, start, stop, step in [((8,), 0, 1, 7, 2), ((3, 6), 1, 2, 6, 1), ((4, 5), 0, 0, 4, 3), ((2, 7), 1, 3, 3, 1), ((5, 2), 0, 4, 5, 2)]:
        x = normal(*shape)
        y = x.movedim(axis, 0)[start:stop:step].movedim(0, axis)
        record("slice", [x], y, axis=axis, start=start, stop=stop, step=step)
    for shape, padding, mode, value in [((2, 3), [0, 0, 1, 2], 0, 0.5), ((2, 4), [1, 0, -1, 1], 0, -1.0),
                                        ((1, 2, 5), [0, 0, 0, 0, 2, 3], 1, 0.0), ((1, 2, 5), [0, 0, 0, 0, 2, 3], 2, 0.0),
                                        ((1, 2, 5), [0, 0, 0, 0, 2, 3], 3, 0.0), ((1, 1, 4, 5), [0, 0, 0, 0, 1, 2, 3, 1], 1, 0.0)]:
        x = normal(*shape)
        torch_order = [p for axis in reversed(range(len(shape))) for p in padding[2 * axis:2 * axis + 2]]
        spatial = torch_order if mode == 0 else torch_order[:2 * (len(shape) - 2)]
        y = F.pad(x, spatial, mode=MODES[mode], **({"value": value} if mode == 0 else {}))
        record("pad", [x], y, padding=padding, mode=mode, value=value)


def indexing():
    for shape in [(4,), (2, 3), (1,), (3, 1), (2, 2, 2)]:
        ids, w = whole(0, 6, *shape), normal(6, 3)
        record("embedding", [ids, w], F.embedding(ids.long(), w), padding_idx=0)
        record("one_hot", [ids], F.one_hot(ids.long(), 6).float())
    for shape, axis, n in [((4, 3), 0, 5), ((4, 3), 1, 2), ((2, 3, 4), 1, 4), ((5,), 0, 3), ((2, 2), 0, 1)]:
        x = normal(*shape)
        like = list(shape)
        like[axis] = n
        idx = whole(0, shape[axis], *like)
        record("gather", [x, idx], torch.gather(x, axis, idx.long()), axis=axis)
        idx = whole(0, shape[axis], n, dtype=torch.int64)
        record("index_select", [x, idx], torch.index_select(x, axis, idx), axis=axis)


def attention():
    def positions(tq, tk, start):
        return torch.arange(start, start + tq)[:, None], torch.arange(tk)[None, :]

    masks = {
        "none": lambda q, k: torch.ones(q.shape[0], k.shape[1], dtype=torch.bool),
        "causal": lambda q, k: k <= q,
        "window:2:1": lambda q, k: (q - k <= 2) & (k - q <= 1),
        "sinks:2": lambda q, k: (k < 2) & (q >= 0),
        "dilated:3": lambda q, k: (q - k) % 3 == 0,
    }
    scores = {
        "none": lambda s, h, q, k: s,
        "alibi:4": lambda s, h, q, k: s - 2.0 ** (-8 * (h + 1) / 4) * (q - k).abs(),
        "soft_cap:2": lambda s, h, q, k: 2 * torch.tanh(s / 2),
    }
    for b, heads, kv, tq, tk, d, e, groups, start, sink in [
            (2, 2, 2, 5, 5, 4, 4, [(2, "none", "none")], None, False),
            (1, 4, 2, 6, 6, 3, 5, [(4, "causal", "none")], None, False),
            (2, 3, 1, 4, 7, 4, 2, [(1, "window:2:1", "soft_cap:2"), (2, "none", "none")], 3, False),
            (1, 4, 4, 5, 5, 2, 3, [(2, "dilated:3", "alibi:4"), (2, "causal", "alibi:4")], None, False),
            (1, 2, 2, 3, 6, 4, 4, [(1, "sinks:2", "none"), (1, "none", "soft_cap:2")], 1, True)]:
        q, k, v = normal(b, heads, tq, d), normal(b, kv, tk, d), normal(b, kv, tk, e)
        scale = 1 / math.sqrt(d)
        sinks = normal(heads) if sink else None
        weights = torch.zeros(b, heads, tq, tk, dtype=torch.float64)
        at, group_of = 0, heads // kv
        qpos, kpos = positions(tq, tk, start or 0)
        for count, mask, score in groups:
            for h in range(at, at + count):
                s = torch.einsum("bqd,bkd->bqk", q[:, h], k[:, h // group_of]) * scale
                s = scores[score](s, h, qpos, kpos)
                s = s.masked_fill(~masks[mask](qpos, kpos), -math.inf)
                if sink:
                    extra = sinks[h].expand(b, tq, 1)
                    p = F.softmax(torch.cat([s, extra], -1), -1)[..., :-1]
                else:
                    p = F.softmax(s, -1).nan_to_num(0)
                weights[:, h] = p
            at += count
        out = torch.einsum("bhqk,bhke->bhqe", weights, v.repeat_interleave(group_of, 1))
        if groups[0][1:] == ("none", "none") and not sink and len(groups) == 1:
            torch.testing.assert_close(out, F.scaled_dot_product_attention(q, k, v))
        starts = None if start is None else torch.tensor(start, dtype=torch.int32)
        operands = [q, k, v, starts, sinks]
        attributes = dict(scale=scale, dropout=0.0, counts=[g[0] for g in groups],
                          masks=[g[1] for g in groups], scores=[g[2] for g in groups])
        record("attention", operands, out, **attributes)
        record("attention_weights", operands, [out, weights], **attributes)
    for b, h, t, d in [(1, 2, 3, 4), (2, 3, 2, 2), (1, 1, 5, 6), (2, 4, 1, 3), (1, 5, 2, 1)]:
        x = normal(b, t, h * d)
        y = x.view(b, t, h, d).transpose(1, 2)
        record("split_heads", [x], y, heads=h)
        record("merge_heads", [y], x)
    for i, (t, d, dims, interleaved, base, scale) in enumerate([
            (5, 4, 4, False, 1e4, 1.0), (4, 6, 4, False, 100.0, 0.5), (3, 8, 8, True, 1e4, 1.0),
            (6, 4, 2, True, 50.0, 2.0), (1, 2, 2, False, 1e4, 1.0)]):
        x = normal(2, 3, t, d)
        given = [None, torch.tensor(7, dtype=torch.int32), whole(0, 99, t), whole(0, 99, 2, t), None][i]
        pos = torch.arange(t)[None] if given is None else (given.long() + torch.arange(t))[None] if given.dim() == 0 else given.view(-1, t)
        frequency = base ** (-torch.arange(0, dims, 2, dtype=torch.float64) / dims)
        angle = (pos.double() * scale)[:, None, :, None] * frequency
        cos, sin = angle.cos(), angle.sin()
        r = x[..., :dims]
        a, b = (r[..., 0::2], r[..., 1::2]) if interleaved else (r[..., :dims // 2], r[..., dims // 2:])
        ra, rb = a * cos - b * sin, b * cos + a * sin
        turned = torch.stack([ra, rb], -1).flatten(-2) if interleaved else torch.cat([ra, rb], -1)
        record("rope", [x, given], torch.cat([turned, x[..., dims:]], -1), base=base, dims=dims,
               interleaved=interleaved, scale=scale)


def main():
    for part in (unary, casts, binary, contractions, convolutions, pools, norms, reductions, shapes,
                 indexing, attention):
        part()
    few = [op for op, n in counts.items() if n < CASES]
    if few:
        sys.exit(f"fewer than {CASES} cases: {few}")
    metadata["tool"] = "PyTorch"
    metadata["version"] = torch.__version__
    metadata["command"] = "make_vectors.py ops.safetensors"
    metadata["date"] = datetime.date.today().isoformat()
    save_file(tensors, sys.argv[1], metadata)
    print(f"{sum(counts.values())} cases of {len(counts)} ops")


if __name__ == "__main__":
    main()
