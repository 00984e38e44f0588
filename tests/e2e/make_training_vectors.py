#!/usr/bin/env python3
"""Records vectors/training.safetensors: the losses of 100 steps of gradient descent of the model `mlp` in
models/training.model.cpp, as PyTorch computes them, with the points and first parameters.

usage: make_training_vectors.py     (packages: tools/setup --vectors)
"""
import datetime
import pathlib

import torch
from safetensors.torch import save_file

torch.manual_seed(20261122)
torch.use_deterministic_algorithms(True)

labels = torch.arange(30) % 3
angle = labels * 2.1 + torch.randn(30) * 0.4
x = torch.stack([angle.cos(), angle.sin()], 1) * (1 + 0.3 * torch.randn(30, 1))
first = {"w1": torch.randn(8, 2), "b1": torch.randn(8) * 0.1, "w2": torch.randn(3, 8) * 0.5, "b2": torch.zeros(3)}

parameters = [p.clone().requires_grad_() for p in first.values()]
optimizer = torch.optim.SGD(parameters, lr=0.5)
losses = []
for _ in range(100):
    w1, b1, w2, b2 = parameters
    hidden = torch.tanh(torch.nn.functional.linear(x, w1, b1))
    loss = torch.nn.functional.cross_entropy(torch.nn.functional.linear(hidden, w2, b2), labels)
    losses.append(loss.item())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

save_file({"x": x, "labels": labels.int(), "losses": torch.tensor(losses), **first},
          pathlib.Path(__file__).parent / "vectors/training.safetensors",
          metadata={"tool": "torch " + torch.__version__, "command": "make_training_vectors.py",
                    "date": datetime.date.today().isoformat()})
print(f"loss {losses[0]:.4f} -> {losses[-1]:.4f}")
