"""Whether answers agree with the result in double precision.

    answers.py expect CASE FOLDER        FOLDER/expected.npz, from the weights and inputs in FOLDER
    answers.py compare FOLDER FILE ...   one line of JSON: {FILE: {"error": ..., "agrees": ...}}

FOLDER holds weights.safetensors and inputs.safetensors; a FILE is the values of the output alone.
"error" is the largest difference over what is allowed:

    a linear layer    2 K u S + u |r| + K 2^-126 for each element, with u = 2^-24, K products, and S the
                      sum of their magnitudes
    everything else   2e-5 for an output of 384 values that is scaled to length 1, that is
                      2e-5 * sqrt(384) * the root mean square of the output; and a cosine of 0.99999
"""

import json
import pathlib
import sys

import numpy as np

U = 2.0 ** -24


def expect(case, folder):
    import torch
    from safetensors.torch import load_file
    import nets
    net = nets.load(nets.build(case, nets.ExactAttention), folder / "weights.safetensors").double()
    inputs = {name: x.double() if x.is_floating_point() else x.long()
              for name, x in load_file(folder / "inputs.safetensors").items()}
    with torch.inference_mode():
        y = net(*inputs.values()).numpy()
        if case.model == "linear":
            x = inputs["x"]
            magnitude = (x.abs() @ net.weight.abs().T + net.bias.abs()).numpy()
            depth = x.shape[1] + 1
            allowed = 2 * depth * U * magnitude + U * np.abs(y) + depth * 2.0 ** -126
        else:
            allowed = np.float64(2e-5 * np.sqrt(384 * np.mean(y * y)))
    np.savez(folder / "expected.npz", y=y, allowed=allowed)


def judge(found, expected, allowed, with_cosine):
    """{"error": ..., "agrees": ...} of one answer."""
    if found.size != expected.size:
        return {"error": None, "agrees": False, "why": f"{found.size} values, expected {expected.size}"}
    found = found.astype(np.float64).reshape(expected.shape)
    error = float(np.max(np.abs(found - expected) / allowed))  # NaN stays NaN, and does not agree
    agrees = error <= 1
    if with_cosine:
        length = np.linalg.norm(found) * np.linalg.norm(expected)
        agrees = agrees and float(np.sum(found * expected)) >= 0.99999 * length
    return {"error": error if np.isfinite(error) else None, "agrees": bool(agrees)}


def compare(folder, files):
    with np.load(folder / "expected.npz") as stored:
        expected, allowed = stored["y"], stored["allowed"]
    return {file: judge(np.fromfile(file, np.float32), expected, allowed, allowed.ndim == 0) for file in files}


def main(command, *words):
    if command == "expect":
        import cases
        expect(cases.named(words[0]), pathlib.Path(words[1]))
    else:
        print(json.dumps(compare(pathlib.Path(words[0]), words[1:])))


if __name__ == "__main__":
    main(*sys.argv[1:])
