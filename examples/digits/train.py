#!/usr/bin/env python3
"""Train a small convolutional network on handwritten digits and export it for the demo.

Data: the 1,797 scans of 8x8 pixels (0 = paper ... 16 = ink) that scikit-learn carries (UCI "Optical Recognition of
Handwritten Digits"). A fixed, stratified fifth of them, which does not depend on --seed, is held out.

Written into --out:
  digits_lrelu.onnx   activations are LReLU_TRT nodes, to be served by a plugin
  digits_native.onnx  the same weights with ONNX's own LeakyRelu, for runtimes that know no plugins
  digits_lrelu.json, digits_native.json
                      how many held-out scans PyTorch classifies rightly, and for which data (fingerprint)
  scans.npy           float32 [n, 1, 8, 8], the held-out scans, ink as scanned (0 ... 16)
  labels.npy          int32 [n]

Another model of the same shape:  ./train.py --seed 7 --out /tmp/other
"""

import argparse
import json
import pathlib

import numpy as np
import onnx
import sklearn
import torch
from onnx import TensorProto, helper, numpy_helper
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn

INK_LEVELS = 16.0  # scans count ink from 0 to 16; a power of two, so that folding it into weights is exact
HELD_OUT_SPLIT_SEED = 2024
# One slope for each activation, all different: a plugin object that gets another's parameters changes the answers.
NEGATIVE_SLOPES = (0.1, 0.2, 0.05, 0.15)


class DigitsNet(nn.Module):
    """Takes ink in 0 ... 1, [n, 1, 8, 8]; gives ten logits."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.conv3 = nn.Conv2d(32, 32, 3, padding=1)
        self.fc1 = nn.Linear(32 * 2 * 2, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x):
        act = nn.functional.leaky_relu
        x = act(self.conv1(x), NEGATIVE_SLOPES[0])  # 16 x 8 x 8
        x = act(self.conv2(x), NEGATIVE_SLOPES[1])  # 32 x 8 x 8
        x = nn.functional.max_pool2d(x, 2)  # 32 x 4 x 4
        x = act(self.conv3(x), NEGATIVE_SLOPES[2])
        x = nn.functional.avg_pool2d(x, 2)  # 32 x 2 x 2
        x = act(self.fc1(x.flatten(1)), NEGATIVE_SLOPES[3])
        return self.fc2(x)


def load_data():
    digits = load_digits()
    scans = digits.images.astype(np.float32)[:, None]
    labels = digits.target.astype(np.int32)
    return train_test_split(scans, labels, test_size=360, random_state=HELD_OUT_SPLIT_SEED, stratify=labels)


def shifted(scans, rng):
    """The batch with each scan moved by up to one pixel each way, so that 1,437 scans go further."""
    padded = nn.functional.pad(scans, (1, 1, 1, 1))
    offsets = torch.randint(0, 3, (len(scans), 2), generator=rng)
    return torch.stack([p[:, y : y + 8, x : x + 8] for p, (y, x) in zip(padded, offsets.tolist())])


def train(scans, labels, seed, epochs):
    torch.manual_seed(seed)
    torch.set_num_threads(1)  # sums in one order: the same seed gives the same model
    torch.use_deterministic_algorithms(True)
    rng = torch.Generator().manual_seed(seed)
    net = DigitsNet()
    inputs = torch.from_numpy(scans) / INK_LEVELS
    targets = torch.from_numpy(labels).long()
    optimizer = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    # Label smoothing keeps the logits small, which keeps them well inside what half precision resolves.
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.1)
    for epoch in range(epochs):
        total_loss = 0.0
        for batch in torch.randperm(len(inputs), generator=rng).split(32):
            optimizer.zero_grad()
            loss = loss_of(net(shifted(inputs[batch], rng)), targets[batch])
            loss.backward()
            optimizer.step()
            total_loss += loss.item() * len(batch)
        schedule.step()
        if (epoch + 1) % 10 == 0:
            print(f"epoch {epoch + 1:3d}/{epochs}  loss {total_loss / len(inputs):.4f}", flush=True)
    return net.eval()


def activation_node(native, index, source, target):
    if native:
        return helper.make_node("LeakyRelu", [source], [target], f"act{index + 1}", alpha=NEGATIVE_SLOPES[index])
    return helper.make_node(
        "LReLU_TRT",
        [source],
        [target],
        f"act{index + 1}",
        negSlope=NEGATIVE_SLOPES[index],
        plugin_version="1",
        plugin_namespace="",
    )


def export(net, path, native):
    """Write the network for input in 0 ... 16: the scale goes into the first convolution's weights."""
    weights = {name: value.detach().numpy() for name, value in net.state_dict().items()}
    weights["conv1.weight"] = weights["conv1.weight"] / np.float32(INK_LEVELS)

    def conv(index, source, target):
        names = [source, f"conv{index}.weight", f"conv{index}.bias"]
        return helper.make_node("Conv", names, [target], f"conv{index}", kernel_shape=[3, 3], pads=[1, 1, 1, 1])

    def pool(op, name, source, target):
        return helper.make_node(op, [source], [target], name, kernel_shape=[2, 2], strides=[2, 2])

    def gemm(index, source, target):
        return helper.make_node("Gemm", [source, f"fc{index}.weight", f"fc{index}.bias"], [target], f"fc{index}", transB=1)

    nodes = [
        conv(1, "input", "conv1_out"),
        activation_node(native, 0, "conv1_out", "act1_out"),
        conv(2, "act1_out", "conv2_out"),
        activation_node(native, 1, "conv2_out", "act2_out"),
        pool("MaxPool", "pool1", "act2_out", "pool1_out"),
        conv(3, "pool1_out", "conv3_out"),
        activation_node(native, 2, "conv3_out", "act3_out"),
        pool("AveragePool", "pool2", "act3_out", "pool2_out"),
        helper.make_node("Flatten", ["pool2_out"], ["flat_out"], "flatten", axis=1),
        gemm(1, "flat_out", "fc1_out"),
        activation_node(native, 3, "fc1_out", "act4_out"),
        gemm(2, "act4_out", "logits"),
    ]
    graph = helper.make_graph(
        nodes,
        "digits",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", 1, 8, 8])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 10])],
        [numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="digits/train.py")
    model.ir_version = 7
    if native:  # the checker knows no LReLU_TRT
        onnx.checker.check_model(model, full_check=True)
    path.write_bytes(model.SerializeToString(deterministic=True))


def fingerprint(scans, labels):
    """FNV-1a, 64 bits, over the float32 scans and then the int32 labels: says which data an accuracy is about."""
    value = 0xCBF29CE484222325
    for byte in scans.astype("<f4").tobytes() + labels.astype("<i4").tobytes():
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="start weights and order of training (default 1)")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent / "data")
    args = parser.parse_args()

    train_scans, held_out_scans, train_labels, held_out_labels = load_data()
    net = train(train_scans, train_labels, args.seed, args.epochs)
    with torch.no_grad():
        logits = net(torch.from_numpy(held_out_scans) / INK_LEVELS).numpy()
    right, total = int((logits.argmax(1) == held_out_labels).sum()), len(held_out_labels)

    args.out.mkdir(parents=True, exist_ok=True)
    for stem, native in (("digits_lrelu", False), ("digits_native", True)):
        export(net, args.out / f"{stem}.onnx", native)
        report = {
            "right": right,
            "all": total,
            "fingerprint": fingerprint(held_out_scans, held_out_labels),
            "seed": args.seed,
            "epochs": args.epochs,
            "torch": torch.__version__.split("+")[0],
            "scikit-learn": sklearn.__version__,
        }
        (args.out / f"{stem}.json").write_text(json.dumps(report, indent=2) + "\n")
    np.save(args.out / "scans.npy", held_out_scans)
    np.save(args.out / "labels.npy", held_out_labels)
    print(f"held-out scans classified rightly by PyTorch {torch.__version__}: {right}/{total}, largest logit {abs(logits).max():.2f}")


if __name__ == "__main__":
    main()
