#!/usr/bin/env python3
"""Records sentence embeddings of all-MiniLM-L6-v2 as PyTorch computes them.

usage: make_minilm_vectors.py FOLDER OUT.safetensors

FOLDER is where tools/fetch.py put model.safetensors and tokenizer.json. Needs
    pip install torch==2.13.0 tokenizers==0.23.3 safetensors==0.8.0 numpy

The model is written out below in plain torch, from the published weights: BERT's encoder, the mean
over the word pieces, unit length, as sentence-transformers does. Written are
  tokens     i32[32, 256]  word pieces, 0 beyond the length
  length     i32[32]       3 to 256, on both sides of powers of two
  embedding  f32[32, 384]  each sentence computed alone, in f32
"""

import datetime
import hashlib
import pathlib
import sys

import safetensors.torch
import tokenizers
import torch
from torch.nn import functional

LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 19, 23, 24, 25, 31, 32, 33, 47, 48, 49, 63, 64, 65, 100,
           127, 128, 129, 256]
HIDDEN, HEADS, LAYERS, SEQ = 384, 12, 6, 256
ROOT = pathlib.Path(__file__).resolve().parents[2]


def linear(weights, name, x):
    return functional.linear(x, weights[name + ".weight"], weights[name + ".bias"])


def layer_norm(weights, name, x):
    return functional.layer_norm(x, (HIDDEN,), weights[name + ".weight"], weights[name + ".bias"], eps=1e-12)


def embed(weights, tokens, mask):
    """tokens [batch, seq], mask [batch, seq] of bool -> [batch, 384]"""
    batch, seq = tokens.shape
    x = (weights["embeddings.word_embeddings.weight"][tokens]
         + weights["embeddings.position_embeddings.weight"][:seq]
         + weights["embeddings.token_type_embeddings.weight"][0])
    x = layer_norm(weights, "embeddings.LayerNorm", x)
    for i in range(LAYERS):
        layer = f"encoder.layer.{i}."
        q, k, v = (linear(weights, f"{layer}attention.self.{part}", x)
                   .view(batch, seq, HEADS, HIDDEN // HEADS).transpose(1, 2) for part in ("query", "key", "value"))
        attended = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :])
        attended = attended.transpose(1, 2).reshape(batch, seq, HIDDEN)
        x = layer_norm(weights, layer + "attention.output.LayerNorm",
                       linear(weights, layer + "attention.output.dense", attended) + x)
        inner = functional.gelu(linear(weights, layer + "intermediate.dense", x))
        x = layer_norm(weights, layer + "output.LayerNorm", linear(weights, layer + "output.dense", inner) + x)
    share = mask[:, :, None].to(x.dtype)
    return functional.normalize((x * share).sum(1) / share.sum(1), dim=1)


def sentences(folder):
    """Word pieces of 32 texts with the lengths wanted, each from another place of the sample text."""
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    lines = (ROOT / "models/minilm/sentences.txt").read_text(encoding="utf-8").splitlines()
    for i, length in enumerate(LENGTHS):
        text = " ".join(lines[(2 * i + k) % len(lines)] for k in range(len(lines)))
        first, *middle, last = tokenizer.encode(text).ids
        yield [first, *middle[:length - 2], last]


def main():
    folder, out = map(pathlib.Path, sys.argv[1:])
    weights = safetensors.torch.load_file(folder / "model.safetensors")
    tokens = torch.zeros(len(LENGTHS), SEQ, dtype=torch.int32)
    length = torch.tensor(LENGTHS, dtype=torch.int32)
    for row, ids in zip(tokens, sentences(folder), strict=True):
        row[:len(ids)] = torch.tensor(ids)
    mask = torch.arange(SEQ)[None, :] < length[:, None]
    with torch.inference_mode():
        alone = torch.cat([embed(weights, tokens[i:i + 1, :n], mask[i:i + 1, :n]) for i, n in enumerate(LENGTHS)])
        padded = embed(weights, tokens, mask)
        double = embed({k: v.double() for k, v in weights.items() if v.is_floating_point()}, tokens, mask)
    for name, other in (("padded", padded), ("in f64", double)):
        difference = (alone - other).abs().max().item()
        print(f"alone in f32 against {name}: at most {difference:.1e}", file=sys.stderr)
        if difference > 2e-6:
            sys.exit("the embeddings disagree")
    safetensors.torch.save_file(
        {"tokens": tokens, "length": length, "embedding": alone.contiguous()}, out,
        metadata={
            "tool": "torch",
            "version": torch.__version__,
            "command": "tests/e2e/make_minilm_vectors.py build/data tests/e2e/vectors/minilm.safetensors",
            "weights_sha256": hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest(),
            "tokenizers": tokenizers.__version__,
            "date": datetime.date.today().isoformat(),
        })


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main()
