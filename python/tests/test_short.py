"""tenon.load, tenon.plugin and tenon.testing."""

import threading

import numpy as np
import pytest

import tenon


def test_load_a_model(digits):
    model, scans, labels = digits
    net = tenon.load(model, device="cpu")
    assert (net(scans[:5]).argmax(1) == labels[:5]).all()
    assert (net(**{net.inputs[0]: scans[:7]}).argmax(1) == labels[:7]).all()
    assert net.inputs[0] in repr(net)


def test_save_and_load_an_engine(digits, tmp_path):
    model, scans, _ = digits
    net = tenon.load(model, shapes={"input": [(1, 1, 8, 8), (2, 1, 8, 8), (4, 1, 8, 8)]}, device="cpu")
    net.save(tmp_path / "digits.engine")
    again = tenon.load(tmp_path / "digits.engine")
    np.testing.assert_array_equal(net(scans[:4]), again(scans[:4]))
    with pytest.raises(tenon.Error, match="expected a shape that the engine serves"):
        again(scans[:5])


def test_errors_carry_the_librarys_words(digits, tmp_path):
    with pytest.raises(tenon.Error, match="found no file"):
        tenon.load(tmp_path / "none.onnx")
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"\x08\x07 broken")
    with pytest.raises(tenon.Error, match="expected an ONNX model"):
        tenon.load(broken)
    with pytest.raises(tenon.Error, match="no file"):
        tenon.load(digits[0], plugins=[str(tmp_path / "none.so")])
    not_a_library = tmp_path / "text.so"
    not_a_library.write_text("text")
    with pytest.raises(tenon.Error, match="expected a library that loads"):
        tenon.load(digits[0], plugins=[str(not_a_library)])
    net = tenon.load(digits[0], device="cpu")
    with pytest.raises(TypeError, match="expected float32, found float64"):
        net(np.zeros((1, 1, 8, 8)))
    with pytest.raises(TypeError, match="expected 1 inputs"):
        net()
    with pytest.raises(TypeError, match="expected the inputs"):
        net(nothing=1)
    with pytest.raises(ValueError, match="expected inputs of the model"):
        tenon.load(digits[0], shapes={"nothing": (1, 1, 8, 8)}, device="cpu")


def test_one_plugin_on_arrays():
    x = np.linspace(-2, 2, 24, dtype=np.float32).reshape(2, 3, 4)
    leaky = tenon.plugin("LReLU_TRT", negSlope=0.1, device="cpu")
    np.testing.assert_allclose(leaky(x), np.where(x > 0, x, 0.1 * x), rtol=1e-6)
    half = x.astype(np.float16)
    assert leaky(half).dtype == np.float16
    assert leaky(x[:1]).shape == (1, 3, 4)


def test_unknown_plugins_and_fields_are_explained():
    with pytest.raises(tenon.Error, match="LReLU_TRT"):
        tenon.plugin("LRelu_TRT")
    with pytest.raises(TypeError, match="expected the fields negSlope, found slope"):
        tenon.plugin("LReLU_TRT", slope=1.0)


def test_check_plugin_agrees_and_names_the_first_difference():
    def reference(x, negSlope):
        return np.where(x > 0, x, negSlope * x)

    tenon.testing.check_plugin("LReLU_TRT", {"negSlope": 0.2}, [[(2, 3)], [(1, 5, 7, 7)], [(4,)]], reference, device="cpu")
    with pytest.raises(AssertionError, match=r"output 0: element \(0, \d\): expected .*, found"):
        tenon.testing.check_plugin("LReLU_TRT", {"negSlope": 0.2}, [[(2, 3)]], lambda x, negSlope: np.abs(x) + 1, device="cpu")


def test_check_plugin_fixture(check_plugin):
    assert check_plugin is tenon.testing.check_plugin


def test_inference_releases_the_gil(digits):
    model, scans, _ = digits
    nets = [tenon.load(model, device="cpu") for _ in range(4)]
    # Each build may choose other kernels: a net's answers are compared with its own.
    expected = {net: net(scans[:8]) for net in nets}
    wrong = []

    def work(net):
        for _ in range(50):
            if not np.array_equal(net(scans[:8]), expected[net]):
                wrong.append(net)

    threads = [threading.Thread(target=work, args=(net,)) for net in nets]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert not wrong
