"""bias + GELU and skip + layer normalization: PyTorch in float64, from inputs rounded to 3 decimals.

usage: bert.py   writes bert.txt beside itself
"""

import pathlib

import torch
import torch.nn.functional as F

lines = [f"# Written by bert.py with PyTorch {torch.__version__}, in float64."]


def numbers(tensor):
    return " ".join(f"{value:.9g}" for value in tensor.flatten().tolist())


def case(name, **values):
    lines.append(f"case {name}")
    for key, value in values.items():
        lines.append(f"{key}: {value if isinstance(value, str) else numbers(value)}")


def rounded(generator, *dims, scale=2.0):
    return (torch.randn(*dims, generator=generator, dtype=torch.float64) * scale).round(decimals=3)


generator = torch.Generator().manual_seed(7)
for dims, bias in (((3, 5, 16), True), ((2, 7, 1, 1), True), ((4, 24), True), ((37,), False), ((2, 3, 40), False)):
    x = rounded(generator, *dims, scale=3.0)
    hidden = max(dims[-1], dims[1]) if dims[-1] == 1 else dims[-1]
    b = rounded(generator, hidden) if bias else torch.zeros(0, dtype=torch.float64)
    shaped = b.reshape(hidden, 1, 1) if dims[-1] == 1 and bias else b
    y = F.gelu(x + shaped if bias else x, approximate="tanh")
    case(f"gelu{'x'.join(map(str, dims))}", dims=" ".join(map(str, dims)), x=x, bias=b, y=y)
for rows, hidden, bias in ((4, 16, True), (3, 7, False), (6, 40, True), (2, 264, False), (2, 768, True), (1, 4100, False)):
    x, skip = rounded(generator, rows, hidden), rounded(generator, rows, hidden)
    gamma, beta = rounded(generator, hidden, scale=1.0), rounded(generator, hidden, scale=1.0)
    b = rounded(generator, hidden) if bias else torch.zeros(0, dtype=torch.float64)
    v = x + skip + b if bias else x + skip
    y = F.layer_norm(v, (hidden,), gamma, beta, 1e-5)
    case(f"skipLayerNorm{rows}x{hidden}", dims=f"{rows} {hidden}", x=x, skip=skip, gamma=gamma, beta=beta, bias=b, y=y)
pathlib.Path(__file__).with_suffix(".txt").write_text("\n".join(lines) + "\n")
