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


def channels_last(x):
    """Doubled, with 1 added to channel 1: a mistake in the layout shows."""
    y = 2 * x
    y[:, 1] += 1
    return y


class PackedPlugin(tenon.IPluginV2DynamicExt):
    """Computes channels_last on tensors in CHW32, CHW4 and HWC8 alone."""

    FORMATS = {tenon.TensorFormat.CHW32: tenon.float32, tenon.TensorFormat.HWC8: tenon.float16, tenon.TensorFormat.CHW4: tenon.float16}

    def __init__(self, wrong=False):
        super().__init__()
        self.wrong = wrong
        self.num_outputs, self.plugin_type, self.plugin_version, self.plugin_namespace = 1, "PyPacked", "1", ""

    def clone(self):
        return PackedPlugin(self.wrong)

    def serialize(self):
        return bytes([self.wrong])

    def get_output_datatype(self, index, input_types):
        return input_types[0]

    def get_output_dimensions(self, output_index, inputs, expr_builder):
        return inputs[0]

    def supports_format_combination(self, pos, in_out, num_inputs):
        desc, first = in_out[pos], in_out[0]
        return self.FORMATS.get(desc.format) == desc.type and (desc.format, desc.type) == (first.format, first.type)

    def enqueue(self, input_desc, output_desc, inputs, outputs, workspace, stream):
        from tenon import _formats
        desc = input_desc[0]
        shape, dtype = tuple(desc.dims), np.dtype(tenon.nptype(desc.type))
        size = int(np.prod(_formats.packed_shape(shape, desc.format)))
        flat = tenon.PluginTensorDesc()
        flat.dims, flat.type = (size,), desc.type
        x = _formats.unpack(tenon.array_of(inputs[0], flat), shape, desc.format)
        y = channels_last(x).astype(dtype)
        if self.wrong and desc.format == tenon.TensorFormat.HWC8:
            y[:, 1] -= dtype.type(1)
        tenon.array_of(outputs[0], flat, writable=True)[...] = _formats.pack(y, desc.format).ravel()


class PackedCreator(tenon.IPluginCreator):
    name, plugin_version, plugin_namespace = "PyPacked", "1", ""
    field_names = tenon.PluginFieldCollection([tenon.PluginField("wrong", np.int32([0]), tenon.PluginFieldType.INT32)])

    def create_plugin(self, name, field_collection):
        return PackedPlugin(any(field.data[0] for field in field_collection))

    def deserialize_plugin(self, name, data):
        return PackedPlugin(bool(data[0]))


def test_check_plugin_over_formats():
    formats = tenon.TensorFormat
    creator = PackedCreator()
    assert tenon.get_plugin_registry().register_creator(creator, "")

    def reference(x, wrong):
        return channels_last(x)

    shapes = [[(2, 5, 3, 4)], [(1, 33, 2, 2)]]
    ran = tenon.testing.check_plugin("PyPacked", {"wrong": 0}, shapes, reference, device="cpu", formats=(formats.CHW32, formats.HWC8, formats.CHW4))
    assert {(dtype, each) for _, dtype, each in ran} == {(tenon.float32, formats.CHW32), (tenon.float16, formats.HWC8), (tenon.float16, formats.CHW4)}
    assert len(ran) == 6
    with pytest.raises(AssertionError, match=r"float16 in HWC8, output 0: element \(0, 1, 0, 0\)"):
        tenon.testing.check_plugin("PyPacked", {"wrong": 1}, shapes, reference, device="cpu", formats=(formats.HWC8,))
    with pytest.raises(AssertionError, match="expected that it takes the format CHW2 with one of the types"):
        tenon.testing.check_plugin("PyPacked", {"wrong": 0}, shapes, reference, device="cpu", formats=(formats.CHW2,))
    assert tenon.get_plugin_registry().deregister_creator(creator)


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
