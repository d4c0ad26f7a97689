"""Scripts as tutorials write them (tutorials/), run as programs with nothing but their imports changed."""

import json
import os
import pathlib
import re
import subprocess
import sys

import numpy as np
import pytest

TUTORIALS = pathlib.Path(__file__).parent / "tutorials"
# What a user changes: these lines and no others.
IMPORTS = {
    "import tensorrt as trt": "import tenon as trt",
    "import pycuda.autoinit": "import tenon.pycuda.autoinit",
    "import pycuda.driver as cuda": "import tenon.pycuda.driver as cuda",
    "from cuda import cuda, cudart": "from tenon.cuda import cuda, cudart",
}


def run(name, tmp_path, *arguments):
    """Runs a tutorial with its imports changed, and gives what it saved."""
    text = (TUTORIALS / name).read_text(encoding="utf-8")
    for line, changed in IMPORTS.items():
        text = re.sub(rf"^{re.escape(line)}$", changed, text, flags=re.M)
    assert not re.search(r"^(import|from) (tensorrt|pycuda|cuda)\b", text, re.M)
    script = tmp_path / name
    script.write_text(text, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script), *map(str, arguments)], capture_output=True, text=True, timeout=300, check=False,
                          env=dict(os.environ))
    assert done.returncode == 0, done.stdout + done.stderr
    return np.load(str(arguments[2]) + ".npy")


@pytest.mark.parametrize("precision", [[], ["--fp16"]], ids=["fp32", "fp16"])
@pytest.mark.parametrize("name", ["pycuda_explicit.py", "pycuda_implicit.py", "cudart_named.py"])
def test_on_the_digits_model(name, precision, digits, tmp_path):
    model, _, labels = digits
    found = run(name, tmp_path, model, model.parent / "scans.npy", tmp_path / "digits.engine", *precision)
    assert len(found) == len(labels)
    assert abs(int((found == labels).sum()) - json.loads(model.with_suffix(".json").read_text())["right"]) <= 1


def reference(data):
    """The network of network_by_hand.py in NumPy."""
    image = data["image"][0, 0].astype(np.float64)
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    maps = np.einsum("yxij,oij->oyx", windows, data["k1"][:, 0].astype(np.float64)) + data["b1"][:, None, None]
    pooled = np.maximum(maps.reshape(4, 5, 2, 5, 2).max((2, 4)), 0)
    scores = data["k2"].astype(np.float64) @ pooled.ravel() + data["b2"].ravel()
    return np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()


def test_a_network_added_layer_by_layer(tmp_path):
    rng = np.random.default_rng(5)
    shapes = {"k1": (4, 1, 3, 3), "b1": (4,), "k2": (10, 100), "b2": (1, 10), "image": (1, 1, 12, 12)}
    data = {name: (0.2 * rng.standard_normal(shape)).astype(np.float32) for name, shape in shapes.items()}
    np.savez(tmp_path / "weights.npz", **data)
    found = run("network_by_hand.py", tmp_path, tmp_path / "weights.npz", "-", tmp_path / "mnist")
    np.testing.assert_allclose(found[0], reference(data), rtol=1e-5, atol=1e-7)
