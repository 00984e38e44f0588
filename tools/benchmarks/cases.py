"""The cases of the benchmark: what is computed, how much that is, and what hac should reach.

Standard library only: the processes of the peers read it too.
"""

import dataclasses
import fnmatch

# Heads of models/parts.h: (how many, keys behind the query, keys ahead of it); None: no limit.
MIXED = ((2, None, None), (4, 64, 64), (2, 63, 0))
FULL = ((8, None, None),)
WINDOW = ((8, 64, 64),)


@dataclasses.dataclass(frozen=True)
class Goal:
    """A bound that hac's minimum must keep.

    kind        at_least is the least allowed
    peak        GFLOP/s over the FMA peak of as many cores
    read        bytes of weights a second over the rate of reading as many bytes and doing nothing else
    best        time of the best peer, FlexAttention aside, over hac's
    flex        time of FlexAttention over hac's
    threads     time on one thread over time on two
    """
    kind: str
    at_least: float

    def text(self):
        percent = f"≥ {self.at_least:.0%}".replace("%", " %")
        factor = "≥ " if self.at_least == 1 else f"≥ {self.at_least:g} × "
        return {"peak": f"{percent} of peak", "read": f"{percent} of reading the weights",
                "best": f"{factor}best", "flex": f"{factor}FlexAttention",
                "threads": f"≥ {self.at_least:g} × one thread"}[self.kind]


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    title: str
    model: str          # the net in nets.py; models/<model>.model.cpp, or a path from the root of the tree
    sizes: dict         # of the model's symbols
    flops: float        # products and sums of matrix products and convolutions, masked pairs left out
    goals: tuple        # on one thread
    options: dict = dataclasses.field(default_factory=dict)  # macros of the model, arguments of the net
    function: str = "forward"
    scaling: tuple = ()     # goals on two threads
    without: tuple = ()     # peers that are not asked: too much memory or time
    reads: int = 0          # bytes of weights, where their reading is the limit

    def object_name(self):
        """Cases with the same model and options share an object and its weights."""
        stem = self.model.split("/")[-1].split(".")[0]
        return "_".join([stem, *(str(value) for value in self.options.values())])


def linear_flops(rows, *widths):
    return 2 * rows * sum(a * b for a, b in zip(widths, widths[1:]))


def visible_keys(seq, behind, ahead):
    return min(seq, seq if behind is None else behind + ahead + 1)


def attention_flops(batch, seq, width, groups=FULL):
    heads = sum(count for count, _, _ in groups)
    keys = sum(count * visible_keys(seq, *view) for count, *view in groups) / heads
    return batch * (4 * linear_flops(seq, width, width) + 4 * seq * keys * width)


def encoder_flops(batch, seq, width):
    return attention_flops(batch, seq, width) + linear_flops(batch * seq, width, 4 * width, width)


def textcnn_flops(batch, seq):
    return batch * (linear_flops(seq, 128, 128) * (3 + 4 + 5) + linear_flops(seq // 2, 3 * 128, 256))


def news_flops(batch, seq):
    half = seq // 2
    return (textcnn_flops(batch, seq) + attention_flops(batch, half, 256, MIXED)
            + 2 * encoder_flops(batch, half, 256) + linear_flops(batch, 256, 20))


def linear_case(rows, width, out, goal, **more):
    return Case(f"linear_{rows}x{width}x{out}", f"linear {rows}×{width}×{out}", "linear", {"rows": rows},
                linear_flops(rows, width, out), (goal,), {"IN": width, "OUT": out}, **more)


def block_case(channels, side):
    return Case(f"resblock_{channels}x{side}", f"ResNet basic block {channels}×{side}×{side}", "resblock", {"batch": 1},
                2 * linear_flops(side * side, 9 * channels, channels), (Goal("best", 1),),
                {"CHANNELS": channels, "SIDE": side})


def attention_case(name, title, function, groups, batch, seq, *goals, **more):
    return Case(name, title, "attention", {"batch": batch, "seq": seq},
                attention_flops(batch, seq, 256, groups), goals, function=function, **more)


def encoder_case(width, heads, batch, goal):
    return Case(f"encoder{width}_b{batch}", f"encoder layer {width}, {batch}×128", "encoder",
                {"batch": batch, "seq": 128}, encoder_flops(batch, 128, width), (goal,),
                {"WIDTH": width, "HEADS": heads})


def bert_case(name, title, options, batch, seq, factor, **more):
    flops = options["LAYERS"] * encoder_flops(batch, seq, options["WIDTH"])
    return Case(f"{name}_b{batch}_{seq}", f"{title}, {batch}×{seq}", "bert", {"batch": batch, "seq": seq},
                flops, (Goal("best", factor),), options, **more)


MINILM = {"LAYERS": 6, "WIDTH": 384, "HEADS": 12}
BERT_BASE = {"LAYERS": 12, "WIDTH": 768, "HEADS": 12}
TWO_CORES = (Goal("threads", 1.9),)
DENSE_MASK = ("openvino", "ort", "iree")  # 8192 x 8192 pairs for each head

CASES = (
    linear_case(512, 512, 512, Goal("peak", 0.97)),
    linear_case(128, 384, 1536, Goal("peak", 0.97)),
    linear_case(8, 768, 3072, Goal("best", 1)),
    linear_case(1, 1024, 1024, Goal("read", 0.9), reads=4 * 1024 * 1024),
    Case("mlp_128", "MLP 128×384→1536→384, GELU", "mlp", {"rows": 128}, linear_flops(128, 384, 1536, 384),
         (Goal("peak", 0.95),), {"WIDTH": 384, "INNER": 1536}),
    Case("textcnn_b1", "text CNN, 1×256", "textcnn", {"batch": 1, "seq": 256}, textcnn_flops(1, 256),
         (Goal("peak", 0.95),)),
    Case("textcnn_b16", "text CNN, 16×256", "textcnn", {"batch": 16, "seq": 256}, textcnn_flops(16, 256),
         (Goal("peak", 0.95),)),
    block_case(64, 56),
    block_case(256, 14),
    Case("separable_128x28", "separable block 128×28×28", "separable", {"batch": 1},
         linear_flops(28 * 28, 9, 128) + linear_flops(28 * 28, 128, 128), (Goal("best", 1.2),),
         {"CHANNELS": 128, "SIDE": 28}),
    Case("resnet18_b1", "ResNet-18, batch 1", "models/resnet18/resnet18.model.cpp", {"batch": 1}, 3.64e9,
         (Goal("best", 1),), function="resnet18"),
    attention_case("mixed_256", "mixed attention layer, 256 tokens", "mixed_heads_layer", MIXED, 1, 256,
                   Goal("best", 1.4)),
    attention_case("mixed_2048", "mixed attention layer, 2048 tokens", "mixed_heads_layer", MIXED, 1, 2048,
                   Goal("best", 4)),
    attention_case("full_b4_512", "full attention layer, 4×512 tokens", "full_heads_layer", FULL, 4, 512,
                   Goal("best", 1.3)),
    attention_case("window64_2048", "window ±64 layer, 2048 tokens", "window_heads_layer", WINDOW, 1, 2048,
                   Goal("best", 8), Goal("flex", 2)),
    attention_case("window64_8192", "window ±64 layer, 8192 tokens", "window_heads_layer", WINDOW, 1, 8192,
                   Goal("best", 40), Goal("flex", 2), without=DENSE_MASK),
    attention_case("full_8192", "full attention layer, 8192 tokens", "full_heads_layer", FULL, 1, 8192,
                   without=DENSE_MASK),
    encoder_case(256, 8, 8, Goal("peak", 0.95)),
    encoder_case(768, 12, 1, Goal("peak", 0.95)),
    Case("news_b1", "news, 1×256", "news", {"batch": 1, "seq": 256}, news_flops(1, 256), (Goal("best", 1.2),)),
    Case("news_b16", "news, 16×256", "news", {"batch": 16, "seq": 256}, news_flops(16, 256),
         (Goal("best", 1.2),), scaling=TWO_CORES),
    bert_case("minilm", "MiniLM", MINILM, 1, 16, 1.3),
    bert_case("minilm", "MiniLM", MINILM, 1, 128, 1.15),
    bert_case("minilm", "MiniLM", MINILM, 8, 128, 1.2, scaling=TWO_CORES),
    bert_case("bert", "BERT-base", BERT_BASE, 1, 128, 1.15),
)

# Models whose compile time is part of the report, by the case's name up to the first "_".
COMPILED = {"news": "news", "minilm": "MiniLM", "bert": "BERT-base"}
# (case, other case, share, sentence): hac's time for the first is at most this share of its time for the other.
RELATIONS = (
    ("window64_8192", "full_8192", 0.05, "a window of ±64 at 8192 tokens, over full attention"),
)


def matching(patterns):
    """Cases in the order of the table; a pattern that fits none is a ValueError."""
    if not patterns:
        return list(CASES)
    for pattern in patterns:
        if not any(fnmatch.fnmatch(case.name, pattern) for case in CASES):
            raise ValueError(f"no case fits '{pattern}'; the cases are {', '.join(case.name for case in CASES)}")
    return [case for case in CASES if any(fnmatch.fnmatch(case.name, pattern) for pattern in patterns)]


def named(name):
    for case in CASES:
        if case.name == name:
            return case
    raise ValueError(f"no case '{name}'")
