"""Writes cases of standard plugins for their tests. See README.md for the format."""

import pathlib

import numpy as np


class Recorder:
    def __init__(self, script, tool="NumPy " + np.__version__):
        self.path = pathlib.Path(script).with_suffix(".txt")
        self.lines = [f"# Written by {pathlib.Path(script).name} with {tool}."]

    def case(self, plugin, version, name, fields, inputs, outputs, half=True, tolerance=None, batch=None, vectors=False):
        """fields: {name: int | float | list | str}; inputs, outputs: {name: array}, integers are int32, others floating; int8 tensors are Int8s.
        vectors: int8 tensors lie in vectors of 32 channels."""
        self.lines.append(f"case {plugin} {version} {name}")
        for key, value in fields.items():
            if isinstance(value, str):
                self.lines.append(f"field {key} char {value}")
                continue
            array = np.atleast_1d(np.asarray(value)).ravel()
            kind = "i32" if array.dtype.kind in "iub" else "f32"
            self.lines.append(f"field {key} {kind} " + " ".join(f"{v:.9g}" for v in array.tolist()))
        for kind, tensors in (("input", inputs), ("output", outputs)):
            for key, value in tensors.items():
                is_int8 = isinstance(value, Int8)
                array = np.asarray(value.numbers if is_int8 else value)
                dims = "x".join(map(str, array.shape)) if array.ndim else "-"
                dtype = f"i8:{value.scale:.9g}" if is_int8 else "i32" if array.dtype.kind in "iub" else "f32"
                numbers = " ".join(f"{v:.7g}" for v in array.ravel().tolist())
                self.lines.append(f"{kind} {key} {dtype} {dims} {numbers}".rstrip())
        if tolerance is not None:
            self.lines.append(f"tolerance {tolerance[0]} {tolerance[1]}")
        if batch is not None:  # "explicit" or "implicit": the only mode of the case
            self.lines.append(f"{batch}-batch")
        if vectors:
            self.lines.append("vectors-of-32")
        if half == "only":
            self.lines.append("half-only")
        elif not half:
            self.lines.append("float-only")

    def write(self):
        self.path.write_text("\n".join(self.lines) + "\n")
        print(f"{self.path.name}: {self.path.stat().st_size} bytes")


class Int8:
    """A quantized tensor: number = scale × integer."""

    def __init__(self, values, scale):
        """Rounds to nearest even, saturates."""
        self.scale = float(np.float32(scale))
        self.numbers = np.clip(np.rint(np.asarray(values) / self.scale), -128, 127).astype(np.int8)

    @property
    def values(self):
        return self.numbers.astype(np.float64) * self.scale


def random(seed, *dims, scale=1.0):
    """Normal numbers of 3 decimals: short as text, and the same in fp16 but for its rounding."""
    return np.round(np.random.default_rng(seed).normal(size=dims) * scale, 3)
