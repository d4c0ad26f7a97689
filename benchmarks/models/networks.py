"""Every benchmark network, once: who writes it, what it is given, which shapes."""

import dataclasses
import importlib
from collections.abc import Callable

import numpy as np

GPT_LAYERS, GPT_HEADS, GPT_DEPTH = 6, 8, 64


def image(random, batch=1, height=224, width=224):
    return {"image": random.standard_normal((batch, 3, height, width), dtype=np.float32)}


def text(vocabulary):
    def given(random, batch=1, tokens=128):
        mask = np.ones((batch, tokens), np.int64)
        for row in range(1, batch):  # rows of different lengths
            mask[row, max(1, tokens - 3 * row) :] = 0
        return {"input_ids": random.integers(0, vocabulary, (batch, tokens)), "token_type_ids": random.integers(0, 2, (batch, tokens)), "attention_mask": mask}

    return given


def cached_text(random, batch=1, tokens=1, past=0):
    given = {"input_ids": random.integers(0, 16384, (batch, tokens))}
    for i in range(GPT_LAYERS):
        for part in ("key", "value"):
            given[f"past_{part}_{i}"] = random.standard_normal((batch, GPT_HEADS, past, GPT_DEPTH), dtype=np.float32)
    return given


def sequences(random, batch=1, time=32):
    return {"tokens": random.integers(0, 8192, (time, batch))}


@dataclasses.dataclass(frozen=True)
class Network:
    name: str
    writer: tuple  # module, function
    given: Callable  # random generator and sizes → inputs by name
    profile: tuple  # sizes: smallest, tuned for, largest
    compared: tuple  # sizes at which outputs are compared
    timed: tuple  # sizes at which it is timed
    peer: str = ""  # the network that stands for it where the peer knows no plugins
    tolerance: float = 1e-4  # of the outputs' scale
    flags: tuple = ()  # of `tenon build`

    def write(self, path):
        module, function = self.writer
        getattr(importlib.import_module(module), function)(str(path))

    def inputs(self, sizes, seed=1):
        return self.given(np.random.default_rng(seed), **sizes)

    def shapes(self, sizes):
        return ",".join(f"{name}:{'x'.join(map(str, array.shape))}" for name, array in self.inputs(sizes).items())


def batches(*sizes):
    return tuple({"batch": size} for size in sizes)


IMAGES = {"given": image, "profile": batches(1, 1, 4), "compared": batches(1, 2, 4), "timed": batches(1)}
YOLO = {"given": image,
    "profile": ({"batch": 1, "height": 160, "width": 160}, {"batch": 1, "height": 416, "width": 416}, {"batch": 2, "height": 416, "width": 416}),
    "compared": ({"batch": 1, "height": 416, "width": 416}, {"batch": 2, "height": 320, "width": 256}, {"batch": 1, "height": 160, "width": 352}),
    "timed": ({"batch": 1, "height": 416, "width": 416},)}


def tokens(*sizes):
    return tuple({"batch": batch, "tokens": count} for batch, count in sizes)


def cached(*sizes):
    return tuple({"batch": batch, "tokens": count, "past": past} for batch, count, past in sizes)


def steps(*sizes):
    return tuple({"batch": batch, "time": time} for batch, time in sizes)


def pixels(*sizes):
    return tuple({"height": height, "width": width} for height, width in sizes)


MINILM = {"given": text(30522), "profile": tokens((1, 2), (1, 32), (32, 256)), "compared": tokens((1, 32), (8, 17), (2, 200)), "timed": tokens((1, 32), (8, 64))}
NETWORKS = (
    Network("resnet50", ("resnet50", "write"), **IMAGES),
    Network("mobilenet_v2", ("mobilenet_v2", "write"), **IMAGES),
    Network("yolo_tiny", ("yolo_tiny", "write"), **YOLO),
    Network("yolo_tiny_plugin", ("yolo_tiny", "write_with_plugins"), **YOLO, peer="yolo_tiny"),
    Network("bert_base", ("bert_base", "write"), text(30522), tokens((1, 1), (1, 128), (4, 256)), tokens((1, 128), (3, 40), (2, 7)), tokens((1, 128))),
    Network("vit_small", ("vit_small", "write"), **IMAGES),
    Network("gpt_small", ("gpt_small", "write"), cached_text, cached((1, 1, 0), (1, 1, 127), (2, 128, 255)),
        cached((1, 1, 127), (2, 16, 0), (1, 5, 33)), cached((1, 1, 127), (1, 64, 0))),
    Network("lstm_loop", ("lstm_loop", "write"), sequences, steps((1, 1), (1, 64), (8, 128)), steps((1, 64), (3, 17), (8, 100)), steps((1, 64))),
    Network("detector_nms", ("detector_nms", "write"), image, pixels((160, 160), (320, 320), (416, 416)), pixels((320, 320), (256, 400), (160, 192)),
        pixels((320, 320))),
    Network("minilm", ("minilm", "write"), **MINILM),
    Network("minilm_plugins", ("minilm_plugins", "write"), **MINILM, peer="minilm", tolerance=1e-2),  # its GELU is the tanh form
    Network("minilm_plugins_half", ("minilm_plugins", "write_half"), **MINILM, peer="minilm", tolerance=3e-2, flags=("--fp16",)),
)


def find(name):
    for network in NETWORKS:
        if network.name == name:
            return network
    raise KeyError(f"network: expected one of {', '.join(network.name for network in NETWORKS)}, found {name!r}")
