import pathlib

import numpy as np
import pytest

import tenon as trt

DATA = pathlib.Path(__file__).resolve().parents[2] / "examples/digits/data"


@pytest.fixture
def logger():
    """A logger that keeps errors, for tests that look at them."""
    return trt.CollectingLogger()


@pytest.fixture(scope="session")
def digits():
    """The digits model that uses LReLU_TRT, the held-out scans [N, 1, 8, 8] and their labels."""
    scans = np.load(DATA / "scans.npy")
    labels = np.load(DATA / "labels.npy")
    return DATA / "digits_lrelu.onnx", scans, labels
