#!/usr/bin/env python3
"""Writes inputs, weights (f32) and PyTorch's results (f64) for check.py.

    pip install torch==2.13.0 safetensors
    python3 make_vectors.py
"""
import torch
from safetensors.torch import save_file
from torch import nn

BATCH, SEQ, MEM = 2, 5, 4


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        layer = dict(d_model=16, nhead=4, dim_feedforward=32, batch_first=True)
        self.encoder = nn.TransformerEncoderLayer(**layer, activation="gelu")
        self.encoder_norm_first = nn.TransformerEncoderLayer(**layer, norm_first=True)
        self.decoder = nn.TransformerDecoderLayer(**layer)
        self.decoder_norm_first = nn.TransformerDecoderLayer(**layer, norm_first=True)
        self.attention = nn.MultiheadAttention(16, 4, batch_first=True)
        self.attention_kdim = nn.MultiheadAttention(16, 4, kdim=6, vdim=10, batch_first=True)
        self.mixed = nn.MultiheadAttention(16, 4, batch_first=True)


def rotate(x, base):
    """Hugging Face's rotary positions: pairs (i, i + d/2)."""
    d = x.shape[-1]
    frequencies = base ** (-torch.arange(0, d, 2).double() / d)
    angles = torch.arange(x.shape[-2])[:, None].double() * frequencies
    cos, sin = torch.cat([angles.cos()] * 2, -1), torch.cat([angles.sin()] * 2, -1)
    return x * cos + torch.cat([-x[..., d // 2:], x[..., :d // 2]], -1) * sin


def main():
    torch.manual_seed(0)
    net = Net().eval()
    for p in net.parameters():
        nn.init.normal_(p, 0, 0.5)
    inputs = {
        "x": torch.randn(BATCH, SEQ, 16), "memory": torch.randn(BATCH, MEM, 16),
        "k": torch.randn(BATCH, MEM, 6), "v": torch.randn(BATCH, MEM, 10),
        "length": torch.tensor([3, 5], dtype=torch.int32),
        "mem_length": torch.tensor([4, 2], dtype=torch.int32),
    }
    save_file(net.state_dict(), "weights.safetensors")
    save_file(inputs, "inputs.safetensors")

    net = net.double()
    x, memory, k, v = (inputs[name].double() for name in ("x", "memory", "k", "v"))
    padding = torch.arange(SEQ)[None] >= inputs["length"][:, None]
    mem_padding = torch.arange(MEM)[None] >= inputs["mem_length"][:, None]
    later = torch.triu(torch.ones(SEQ, SEQ, dtype=torch.bool), 1)
    i = torch.arange(SEQ)
    far = (i[:, None] - i[None]).abs() > 1
    with torch.no_grad():
        results = {
            "encoder": net.encoder(x, src_key_padding_mask=padding),
            "encoder_norm_first": net.encoder_norm_first(x),
            "decoder": net.decoder(x, memory, tgt_mask=later, memory_key_padding_mask=mem_padding),
            "decoder_norm_first": net.decoder_norm_first(x, memory),
            "attention": net.attention(x, memory, memory)[0],
            "attention_weights": net.attention(x, x, x, attn_mask=later, average_attn_weights=False)[1],
            "attention_kdim": net.attention_kdim(x, k, v)[0],
            "mixed": net.mixed(x, x, x, attn_mask=torch.stack([later, far, far, far]).repeat(BATCH, 1, 1))[0],
            "rotated": rotate(x.view(BATCH, SEQ, 2, 8).transpose(1, 2), 100.0),
        }
    save_file({name: t.contiguous() for name, t in results.items()}, "expected.safetensors")


if __name__ == "__main__":
    main()
