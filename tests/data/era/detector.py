#!/usr/bin/env python3
"""Writes what tests/era/programs/detector.cpp is tried with: weights.wts, input.txt, and expected.txt from PyTorch.

    python3 tests/data/era/detector.py            (needs torch; the files that are committed were made with release 2.15)
"""
import struct
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

FOLDER = Path(__file__).resolve().parent
CLASSES, MAX_BOXES, MIN_SCORE = 3, 64, 0.5


class Conv(nn.Module):
    def __init__(self, inputs, maps, size, stride=1, groups=1):
        super().__init__()
        self.conv = nn.Conv2d(inputs, maps, size, stride, size // 2, groups=groups, bias=False)
        self.bn = nn.BatchNorm2d(maps, eps=1e-3)

    def forward(self, x):
        return F.silu(self.bn(self.conv(x)))


class Detector(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = Conv(12, 8, 3)
        self.down1 = Conv(8, 8, 3, 2)
        self.res1 = nn.Sequential(Conv(8, 4, 1), Conv(4, 8, 3, groups=2))
        self.down2 = Conv(8, 16, 3, 2)
        self.spp = Conv(48, 8, 1)
        self.head = Conv(16, 8, 3)
        self.fine = nn.Conv2d(8, CLASSES + 4, 1)
        self.coarse = nn.Conv2d(8, CLASSES + 4, 1)

    def forward(self, x):
        phases = [x[:, :, b::2, a::2] for a in range(2) for b in range(2)]
        c2 = self.down1(self.stem(torch.cat(phases, 1)))
        r2 = c2 + self.res1(c2)
        c3 = self.down2(r2)
        c4 = self.spp(torch.cat([c3, F.max_pool2d(c3, 3, 1, 1), F.max_pool2d(c3, 5, 1, 2)], 1))
        # A deconvolution with ones, stride and size 2, repeats each pixel, as the resize does.
        merged = 2 * F.interpolate(c4, scale_factor=2, mode="nearest")
        c5 = self.head(torch.cat([merged, r2], 1))
        return self.fine(c5), self.coarse(c4)


def boxes(head, stride):
    """Cells in order, one box each where the best class is likely enough."""
    scores = torch.sigmoid(head[:CLASSES])
    result = []
    for y in range(head.shape[1]):
        for x in range(head.shape[2]):
            label = int(torch.argmax(scores[:, y, x]))
            score = float(scores[label, y, x])
            if score < MIN_SCORE:
                continue
            left, top, right, bottom = (float(v) * stride for v in torch.exp(head[CLASSES:, y, x]))
            cx, cy = (x + 0.5) * stride, (y + 0.5) * stride
            result.append((cx - left, cy - top, cx + right, cy + bottom, score, float(label)))
    return result


def hexadecimal(values):
    return " ".join(struct.pack(">f", float(v)).hex() for v in values.flatten())


def main():
    torch.manual_seed(12)
    net = Detector().double().eval()
    with torch.no_grad():
        for module in net.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.running_mean.normal_(0, 0.1)
                module.running_var.uniform_(0.5, 1.5)
                module.weight.uniform_(0.8, 1.6)
                module.bias.normal_(0, 0.2)
        net.fine.weight *= 3
        net.coarse.weight *= 3
        net.fine.bias[:CLASSES] -= 0.59
        net.coarse.bias[:CLASSES] -= 0.59
        for tensor in list(net.parameters()) + list(net.buffers()):
            if tensor.is_floating_point():
                tensor.copy_(tensor.float().double())  # what the text file can hold
        data = torch.randn(2, 3, 32, 32, dtype=torch.float64).float().double()
        fine, coarse = net(data)
    state = {k: v for k, v in net.state_dict().items() if "num_batches" not in k}
    lines = [str(len(state))]
    for name, value in state.items():
        # res1.0.conv.weight and the like, as the program names them.
        lines.append(f"{name} {value.numel()} {hexadecimal(value)}")
    (FOLDER / "weights.wts").write_text("\n".join(lines) + "\n")
    (FOLDER / "input.txt").write_text(hexadecimal(data) + "\n")
    lines = []
    for n in range(2):
        found = (boxes(fine[n], 4.0) + boxes(coarse[n], 8.0))[:MAX_BOXES]
        margin = min(abs(s - MIN_SCORE) for head in (fine[n], coarse[n]) for s in torch.sigmoid(head[:CLASSES]).max(0).values.flatten().tolist())
        print(f"sample {n}: {len(found)} boxes, the nearest score is {margin:.4f} from the threshold")
        lines.append(str(len(found)))
        lines += [" ".join(f"{v:.7g}" for v in box) for box in found]
    (FOLDER / "expected.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
