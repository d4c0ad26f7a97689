"""Plugins written in Python: the V2 dynamic and V3 interfaces as classes, and functions."""

import threading

import numpy as np
import pytest

import tenon as trt
from tenon import array_of

LOGGER = trt.Logger(trt.Logger.WARNING)
EXPLICIT = 1 << int(trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH)


class Shift(trt.IPluginV2DynamicExt):
    """y = x + by."""

    def __init__(self, by=0.0):
        super().__init__()
        self.by = float(by)
        self.num_outputs, self.plugin_type, self.plugin_version, self.plugin_namespace = 1, "PyShift", "1", ""

    def clone(self):
        copy = Shift(self.by)
        copy.plugin_namespace = self.plugin_namespace
        return copy

    def serialize(self):
        return np.float32(self.by).tobytes()

    def get_output_datatype(self, index, input_types):
        return input_types[0]

    def get_output_dimensions(self, output_index, inputs, expr_builder):
        return trt.DimsExprs(inputs[0])

    def supports_format_combination(self, pos, in_out, num_inputs):
        assert len(in_out) == pos + 1
        return in_out[pos].format == trt.TensorFormat.LINEAR and in_out[pos].type == trt.float32

    def configure_plugin(self, inp, out):
        assert len(inp) == 1 and len(out) == 1

    def get_workspace_size(self, input_desc, output_desc):
        return 64

    def enqueue(self, input_desc, output_desc, inputs, outputs, workspace, stream):
        assert workspace != 0
        array_of(outputs[0], output_desc[0], writable=True)[...] = array_of(inputs[0], input_desc[0]) + self.by


class ShiftCreator(trt.IPluginCreator):
    def __init__(self):
        self.name, self.plugin_version, self.plugin_namespace = "PyShift", "1", ""
        self.field_names = trt.PluginFieldCollection([trt.PluginField("by", np.array([0], np.float32), trt.PluginFieldType.FLOAT32)])

    def create_plugin(self, name, field_collection):
        return Shift(next((field.data[0] for field in field_collection if field.name == "by"), 0.0))

    def deserialize_plugin(self, name, data):
        return Shift(np.frombuffer(data, np.float32)[0])


class Doubler(trt.IPluginV3, trt.IPluginV3OneCore, trt.IPluginV3OneBuild, trt.IPluginV3OneRuntime):
    """Two outputs: x times factor, and x concatenated with itself along the first axis."""

    def __init__(self, factor=2.0):
        super().__init__()
        self.factor = float(factor)
        self.num_outputs, self.plugin_name, self.plugin_version, self.plugin_namespace = 2, "PyDoubler", "1", ""
        self.shapes_seen = 0

    def get_capability_interface(self, type):
        return self

    def clone(self):
        return Doubler(self.factor)

    def get_output_data_types(self, input_types):
        return [input_types[0], input_types[0]]

    def get_output_shapes(self, inputs, shape_inputs, expr_builder):
        longer = trt.DimsExprs(inputs[0])
        longer[0] = expr_builder.operation(trt.DimensionOperation.PROD, inputs[0][0], expr_builder.constant(2))
        return [trt.DimsExprs(inputs[0]), longer]

    def supports_format_combination(self, pos, in_out, num_inputs):
        return in_out[pos].desc.format == trt.TensorFormat.LINEAR and in_out[pos].desc.type == trt.float32

    def configure_plugin(self, inp, out):
        assert inp[0].desc.type == trt.float32

    def get_fields_to_serialize(self):
        return trt.PluginFieldCollection([trt.PluginField("factor", np.array([self.factor], np.float32), trt.PluginFieldType.FLOAT32)])

    def attach_to_context(self, context):
        return self.clone()

    def on_shape_change(self, inp, out):
        self.shapes_seen += 1

    def enqueue(self, input_desc, output_desc, inputs, outputs, workspace, stream):
        x = array_of(inputs[0], input_desc[0])
        array_of(outputs[0], output_desc[0], writable=True)[...] = x * self.factor
        array_of(outputs[1], output_desc[1], writable=True)[...] = np.concatenate([x, x])


class DoublerCreator(trt.IPluginCreatorV3One):
    def __init__(self):
        self.name, self.plugin_version, self.plugin_namespace = "PyDoubler", "1", ""
        self.field_names = trt.PluginFieldCollection([trt.PluginField("factor", np.array([0], np.float32), trt.PluginFieldType.FLOAT32)])

    def create_plugin(self, name, field_collection, phase):
        return Doubler(next((field.data[0] for field in field_collection if field.name == "factor"), 2.0))


@trt.plugin_function("PyWeighted", shape=lambda a, b: [a[0], a[1] + b[1]])
def weighted(a, b, *, scale=1.0, label="none"):
    return np.concatenate([a, scale * b], axis=1)


@pytest.fixture(scope="module", autouse=True)
def creators():
    registry = trt.get_plugin_registry()
    made = [ShiftCreator(), DoublerCreator()]
    for creator in made:
        assert registry.register_creator(creator, "")
    yield
    for creator in made:
        assert registry.deregister_creator(creator)


def engine_of(add):
    """An engine of one input [-1, 3] of float32, through bytes."""
    builder = trt.Builder(LOGGER)
    network = builder.create_network(EXPLICIT)
    x = network.add_input("x", trt.float32, (-1, 3))
    for i, tensor in enumerate(add(network, x)):
        tensor.name = f"y{i}"
        network.mark_output(tensor)
    config = builder.create_builder_config()
    config.set_device("cpu")
    profile = builder.create_optimization_profile()
    profile.set_shape("x", (1, 3), (4, 3), (8, 3))
    config.add_optimization_profile(profile)
    plan = builder.build_serialized_network(network, config)
    assert plan is not None
    return trt.Runtime(LOGGER).deserialize_cuda_engine(bytes(plan))


def run(context, x):
    engine = context.engine
    assert context.set_input_shape("x", x.shape)
    context.set_tensor_address("x", x.ctypes.data)
    outputs = []
    for name in list(engine)[1:]:
        outputs.append(np.full(tuple(context.get_tensor_shape(name)), np.nan, np.float32))
        context.set_tensor_address(name, outputs[-1].ctypes.data)
    assert context.execute_async_v3(0)
    return outputs


def test_v2_class_beside_plugins_in_cpp_from_four_threads():
    def add(network, x):
        shift = network.add_plugin_v2([x], Shift(1.5))
        creator = trt.get_plugin_registry().get_plugin_creator("LReLU_TRT", "1", "")
        leaky = creator.create_plugin("leaky", trt.PluginFieldCollection([trt.PluginField("negSlope", np.array([0.5], np.float32))]))
        layer = network.add_plugin_v2([shift.get_output(0)], leaky)
        assert layer.plugin.plugin_type == "LReLU_TRT"
        return [layer.get_output(0)]

    trt.init_libnvinfer_plugins(LOGGER, "")
    engine = engine_of(add)
    x = np.random.default_rng(0).standard_normal((5, 3)).astype(np.float32)
    expected = np.where(x + 1.5 > 0, x + 1.5, 0.5 * (x + 1.5))
    failures = []

    def work():
        context = engine.create_execution_context()
        for rows in (1, 5, 3, 5) * 5:
            found, = run(context, np.ascontiguousarray(x[:rows]))
            if not np.allclose(found, expected[:rows], rtol=1e-6):
                failures.append(rows)

    threads = [threading.Thread(target=work) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert not failures


def test_v3_class():
    engine = engine_of(lambda network, x: (lambda layer: [layer.get_output(0), layer.get_output(1)])(network.add_plugin_v3([x], [], Doubler(3.0))))
    context = engine.create_execution_context()
    for rows in (2, 7):
        x = np.arange(rows * 3, dtype=np.float32).reshape(rows, 3)
        tripled, longer = run(context, x)
        np.testing.assert_array_equal(tripled, 3 * x)
        np.testing.assert_array_equal(longer, np.concatenate([x, x]))


def test_function():
    a, b = np.ones((2, 3), np.float32), np.full((2, 2), 2, np.float32)
    np.testing.assert_array_equal(trt.plugin("PyWeighted", scale=0.5, device="cpu")(a, b), np.ones((2, 5)))
    assert weighted(a, b).shape == (2, 5)
    with pytest.raises(trt.Error, match="found \"PyWeighted\""):
        trt.plugin_function("PyWeighted")(lambda x: x)
    with pytest.raises(TypeError, match="expected a default for the field"):
        trt.plugin_function("PyNoDefault")(lambda x, *, scale: x)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_plugin_that_raises_ends_the_inference_not_the_process():
    @trt.plugin_function("PyRaises")
    def raises(x):
        raise ValueError("on purpose")

    with pytest.raises(trt.Error, match="enqueue raised ValueError\\('on purpose'\\)"):
        trt.plugin("PyRaises", device="cpu")(np.ones((2, 2), np.float32))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_wrong_shape_is_named():
    @trt.plugin_function("PyWrongShape")
    def wrong(x):
        return x[:1]

    with pytest.raises(trt.Error, match="expected output 0 of shape .2, 2. as the shape rule says, found .1, 2."):
        trt.plugin("PyWrongShape", device="cpu")(np.ones((2, 2), np.float32))


def test_creators_are_the_objects_that_were_registered():
    found = trt.get_plugin_registry().get_creator("PyShift", "1", "")
    assert isinstance(found, ShiftCreator)
    assert not trt.get_plugin_registry().register_creator(ShiftCreator(), "")
    with pytest.raises(TypeError, match="expected an IPluginCreator"):
        trt.get_plugin_registry().register_creator(object(), "")
