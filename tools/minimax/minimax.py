#!/usr/bin/env python3
"""Derives the coefficients in compiler/vector/MathCoefficients.h.

    python3 tools/minimax/minimax.py > compiler/vector/MathCoefficients.h

Needs numpy and mpmath. Each entry of FITS states a function g, the interval, and a weight w such
that w(x) * (polynomial(x) - g(x)) is the relative error of the finished function. The fit makes
the largest weighted error small (Lawson: least squares whose weights are multiplied by the error
and solved again). f32 coefficients are rounded one at a time, lowest power first, and the rest is
fitted again around the rounded one, so that rounding costs almost nothing. The comment behind each
table is the error that remains, in units of 2^-24 (half a unit in the last place of f32).
"""
import sys

import mpmath as mp
import numpy as np

mp.mp.dps = 40
POINTS = 400
ROUNDS = 150

LN2 = mp.log(2)
LOG2E_F32 = mp.mpf(float(np.float32(1 / float(LN2))))
# log x is computed on [sqrt(1/2), sqrt(2)), exp x on half a period of rounding
SQRT_HALF = mp.sqrt(mp.mpf(1) / 2)
LOG_RANGE = (SQRT_HALF - 1, mp.sqrt(2) - 1)
EXP_RANGE = (-LN2 / 2 * 1.0001, LN2 / 2 * 1.0001)
ERF_SPLIT = mp.mpf("0.9277")
# gelu(-t) = -exp(-t^2/2) * y * H(v), y = t/(t+c), v = 2.5y - 1; of c = 0.8, 1.2, 1.6, 2, 2.5, 3, 4,
# 5 this one needs the fewest terms. H is a polynomial in v and not in y because y's coefficients
# alternate, which costs 2 ULP at the upper end.
GELU_C = mp.mpf(4)


def mills(t):
    """Phi(-t) / exp(-t^2/2): smooth, falls like 1/t."""
    return mp.erfc(t / mp.sqrt(2)) / 2 * mp.exp(t * t / 2)


def gelu_h(v):
    y = (v + 1) / mp.mpf(2.5)
    t = GELU_C * y / (1 - y)
    return (t + GELU_C) * mills(t)


def log_head(f):  # log(1+f) = f - f^2/2 + f^3 * this
    return (mp.log1p(f) - f + f * f / 2) / f**3


def log2_head(f):  # log2(1+f) = f * fl(log2 e) + f * (log2 e - fl(log2 e)) + f^2 * this
    return (mp.log1p(f) / LN2 - f / LN2) / f**2


# name, type, g, weight, interval, number of terms, comment
FITS = [
    ("exp2Poly", "f32", lambda f: (2**f - 1) / f, lambda f: f / 2**f, (-0.5, 0.5), 6,
     "2^f = 1 + f * P(f), |f| <= 1/2"),
    ("expPoly", "f32", lambda r: (mp.expm1(r) - r) / r**2, lambda r: r**2 / mp.expm1(r), EXP_RANGE, 5,
     "e^r = 1 + r + r^2 * P(r), |r| <= ln(2)/2; error of e^r - 1"),
    ("logPoly", "f32", log_head, lambda f: f**3 / mp.log1p(f), LOG_RANGE, 8,
     "log(1+f) = f - f^2/2 + f^3 * P(f), sqrt(1/2) <= 1+f < sqrt(2)"),
    ("log2Poly", "f32", log2_head, lambda f: f**2 * LN2 / mp.log1p(f), LOG_RANGE, 9,
     "log2(1+f) = f * log2(e) + f^2 * P(f), sqrt(1/2) <= 1+f < sqrt(2)"),
    ("erfSmallPoly", "f32", lambda s: mp.erf(mp.sqrt(s)) / mp.sqrt(s) - 1,
     lambda s: mp.sqrt(s) / mp.erf(mp.sqrt(s)), (1e-8, ERF_SPLIT**2), 7,
     "erf(x) = x + x * P(x^2), |x| < 0.9277"),
    ("erfLargePoly", "f32", lambda t: -mp.log(mp.erfc(t)) / t - 1,
     lambda t: mp.erfc(t) * t / mp.erf(t), (ERF_SPLIT * 0.999, 4.0), 6,
     "erf(t) = 1 - exp(-(t + t * P(t))), 0.9277 <= t <= 4"),
    ("geluPoly", "f32", gelu_h, lambda v: 1 / gelu_h(v), (-1, 1), 10,
     "t * Phi(-t) = exp(-t^2/2) * y * P(2.5y - 1), y = t / (t+4), 0 <= t <= 16"),
    ("sinPoly", "f64", lambda s: (mp.sin(mp.sqrt(s)) / mp.sqrt(s) - 1) / s,
     lambda s: s * mp.sqrt(s) / mp.sin(mp.sqrt(s)), (1e-6, (mp.pi / 4)**2), 6,
     "sin(r) = r + r^3 * P(r^2), |r| <= pi/4"),
    ("cosPoly", "f64", lambda s: (mp.cos(mp.sqrt(s)) - 1 + s / 2) / s**2,
     lambda s: s**2 / mp.cos(mp.sqrt(s)), (1e-6, (mp.pi / 4)**2), 6,
     "cos(r) = 1 - r^2/2 + r^4 * P(r^2), |r| <= pi/4"),
    ("exp2Poly64", "f64", lambda f: (2**f - 1) / f, lambda f: f / 2**f, (-0.5, 0.5), 9,
     "2^f = 1 + f * P(f), |f| <= 1/2"),
    ("log2Poly64", "f64", lambda s: 2 * mp.atanh(mp.sqrt(s)) / mp.sqrt(s) / LN2,
     lambda s: mp.sqrt(s) * LN2 / 2 / mp.atanh(mp.sqrt(s)), (1e-6, 0.1716**2), 7,
     "log2(m) = s * P(s^2), s = (m-1)/(m+1), sqrt(1/2) <= m < sqrt(2)"),
]


def samples(g, weight, interval):
    """Chebyshev points of the interval with g and the weight there, as long doubles."""
    low, high = (mp.mpf(end) for end in interval)
    xs = [(low + high) / 2 + (high - low) / 2 * mp.cos((2 * i + 1) * mp.pi / (2 * POINTS))
          for i in range(POINTS)]
    as_long = lambda values: np.array([np.longdouble(mp.nstr(v, 25)) for v in values])
    return as_long(xs), as_long([g(x) for x in xs]), as_long([weight(x) for x in xs])


def solve(matrix, target):
    """Least squares; one residual step in long double makes up for lstsq working in double."""
    scale = np.abs(matrix).max(axis=0)
    scaled = (matrix / scale).astype(np.float64)
    solution = np.zeros(matrix.shape[1], dtype=np.longdouble)
    for _ in range(3):
        residual = (target - matrix @ solution).astype(np.float64)
        solution += np.linalg.lstsq(scaled, residual, rcond=None)[0] / scale
    return solution


def lawson(x, g, weight, powers):
    """Coefficients of the powers that make max |weight * (polynomial - g)| small."""
    basis = np.stack([x**k for k in powers], axis=1)
    density = np.ones(len(x), dtype=np.longdouble) / len(x)
    best_error, best = np.inf, None
    for _ in range(ROUNDS):
        row_scale = np.sqrt(density) * weight
        coefficients = solve(basis * row_scale[:, None], g * row_scale)
        error = np.abs((basis @ coefficients - g) * weight)
        if error.max() < best_error:
            best_error, best = error.max(), coefficients
        density = density * (error + error.max() * 1e-6)
        density /= density.sum()
    return best


def fit(kind, g, weight, interval, terms):
    x, rest, w = samples(g, weight, interval)
    powers = list(range(terms))
    if kind == "f64":
        coefficients = [np.float64(c) for c in lawson(x, rest, w, powers)]
    else:
        coefficients = []
        for k in powers:
            rounded = np.float32(lawson(x, rest, w, powers[k:])[0])
            coefficients.append(rounded)
            rest = rest - np.longdouble(rounded) * x**k
    exact = samples(g, weight, interval)[1]
    value = sum(np.longdouble(c) * x**k for k, c in enumerate(coefficients))
    return coefficients, float(np.abs((value - exact) * w).max()) * 2**24


def main():
    print("// Polynomial coefficients of compiler/vector/MathFunctions.cpp, lowest power first.")
    print("// Written by tools/minimax/minimax.py; change that, not this.")
    print("#pragma once\n\nnamespace hac::hacm {")
    for name, kind, g, weight, interval, terms, comment in FITS:
        coefficients, error = fit(kind, g, weight, interval, terms)
        print(f"\n/// {comment}")
        print(f"/// Relative error {error:.2g} * 2^-24.")
        print(f"inline constexpr double {name}[] = {{")
        for c in coefficients:
            print(f"    {float(c)!r},")
        print("};")
        print(f"{name}: {error:.3g} * 2^-24", file=sys.stderr)
    print("\n} // namespace hac::hacm")


if __name__ == "__main__":
    main()
