"""The classes around plugins: those of libraries, creators, the registry, resources, dimension expressions; and that every class has a test."""

import enum
import inspect
import pathlib
import re

import numpy as np
import pytest

import tenon as trt

LOGGER = trt.Logger(trt.Logger.ERROR)


@pytest.fixture(scope="module")
def registry():
    trt.init_libnvinfer_plugins(LOGGER, "")
    found = trt.get_plugin_registry()
    assert isinstance(found, trt.IPluginRegistry) and found.parent_search_enabled in (True, False)
    return found


def test_v2_plugins_of_a_library(registry):
    creator = registry.get_creator("LReLU_TRT", "1", "")
    assert isinstance(creator, (trt.IPluginCreator, trt.RegisteredCreatorV1)) and isinstance(creator, trt.RegisteredCreator)
    assert isinstance(creator, trt.IPluginCreator) and not isinstance(creator, trt.IPluginCreatorV3One)
    plugin = creator.create_plugin("leaky", trt.PluginFieldCollection_([trt.PluginField("negSlope", np.float32([0.25]), trt.PluginFieldType.FLOAT32)]))
    assert isinstance(plugin, trt.LibraryPluginV2DynamicExt) or isinstance(plugin, trt.LibraryPluginV2)
    assert isinstance(plugin, trt.IPluginV2) and plugin.num_outputs == 1 and plugin.serialization_size == len(plugin.serialize())
    if isinstance(plugin, trt.LibraryPluginV2Ext):
        assert isinstance(plugin, trt.IPluginV2Ext) and plugin.get_output_data_type(0, [trt.float32]) == trt.float32
    plugin.plugin_namespace = "mine"
    assert plugin.clone().plugin_namespace == "mine" and plugin.clone().serialize() == plugin.serialize()
    network = trt.Builder(LOGGER).create_network(0)
    layer = network.add_plugin_v2([network.add_input("x", trt.float32, (2, 3))], plugin)
    assert isinstance(layer, trt.IPluginV2Layer) and isinstance(layer.plugin, trt.IPluginV2) and layer.get_output(0).shape == (2, 3)


def test_v3_plugins_of_a_library(registry):
    creators = [each for each in registry.all_creators if isinstance(each, trt.RegisteredCreatorV3One)]
    assert creators and all(isinstance(each, trt.IPluginCreatorV3One) and isinstance(each, trt.IPluginCreatorInterface) for each in creators)
    assert {each.name for each in registry.plugin_creator_list} <= {each.name for each in registry.all_creators_recursive}
    creator = registry.get_creator("ROIAlign_TRT", "2", "")
    assert "output_height" in [field.name for field in creator.field_names]
    fields = [trt.PluginField(f"output_{side}", np.int32([size]), trt.PluginFieldType.INT32) for side, size in (("height", 3), ("width", 2))]
    plugin = creator.create_plugin("align", trt.PluginFieldCollection(fields), trt.TensorRTPhase.BUILD)
    assert isinstance(plugin, trt.LibraryPluginV3) and isinstance(plugin, trt.IPluginV3) and isinstance(plugin.clone(), trt.IPluginV3)
    network = trt.Builder(LOGGER).create_network(0)
    inputs = [network.add_input("x", trt.float32, (1, 4, 8, 8)), network.add_input("rois", trt.float32, (5, 4)), network.add_input("of", trt.int32, (5,))]
    layer = network.add_plugin_v3(inputs, [], plugin)
    assert isinstance(layer, trt.IPluginV3Layer) and isinstance(layer.plugin, trt.LibraryPluginV3) and layer.get_output(0).shape == (5, 4, 3, 2)


def test_resources_are_shared_by_key(registry):
    class Table(trt.IPluginResource):
        alive = 0

        def __init__(self, values):
            trt.IPluginResource.__init__(self)
            self.values = values

        def clone(self):
            Table.alive += 1
            return Table(self.values)

        def release(self):
            Table.alive -= 1

    first = registry.acquire_plugin_resource("a table", Table([1, 2]))
    again = registry.acquire_plugin_resource("a table", Table([3]))
    assert first is again and first.values == [1, 2] and Table.alive == 1
    assert registry.release_plugin_resource("a table") == 0 and registry.release_plugin_resource("a table") == 0
    assert Table.alive == 0 and registry.release_plugin_resource("a table") != 0


class Halved(trt.IPluginV3, trt.IPluginV3OneCore, trt.IPluginV3OneBuildV2, trt.IPluginV3OneRuntime):
    """Every second row of x: its shape rule looks at all that expressions have; it notes the resources that it was attached with."""

    seen = []

    def __init__(self):
        for base in (trt.IPluginV3, trt.IPluginV3OneCore, trt.IPluginV3OneBuildV2, trt.IPluginV3OneRuntime):
            base.__init__(self)
        self.num_outputs, self.plugin_name, self.plugin_version, self.plugin_namespace = 1, "PyHalved", "1", ""

    def get_capability_interface(self, type):
        assert type in (trt.PluginCapabilityType.CORE, trt.PluginCapabilityType.BUILD, trt.PluginCapabilityType.RUNTIME)
        return self

    def clone(self):
        return Halved()

    def get_output_data_types(self, input_types):
        return list(input_types)

    def get_output_shapes(self, inputs, shape_inputs, expr_builder):
        rows = inputs[0][0]
        assert isinstance(inputs[0], trt.DimsExprs) and isinstance(rows, trt.IDimensionExpr) and isinstance(expr_builder, trt.IExprBuilder)
        assert inputs[0][1].is_constant() and inputs[0][1].get_constant_value() == 3 and not rows.is_constant()
        dims = trt.DimsExprs(2)
        dims[0] = expr_builder.operation(trt.DimensionOperation.CEIL_DIV, rows, expr_builder.constant(2))
        dims[1] = inputs[0][1]
        assert len(dims) == 2
        return [dims]

    def supports_format_combination(self, pos, in_out, num_inputs):
        assert isinstance(in_out[pos], trt.DynamicPluginTensorDesc)
        return in_out[pos].desc.type == trt.float32 and in_out[pos].desc.format == trt.TensorFormat.LINEAR

    def configure_plugin(self, inp, out):
        Halved.seen.append((tuple(inp[0].min), tuple(inp[0].opt), tuple(inp[0].max), tuple(out[0].max)))

    def on_shape_change(self, inp, out):
        pass

    def get_fields_to_serialize(self):
        return trt.PluginFieldCollection([])

    def attach_to_context(self, context):
        assert isinstance(context, trt.IPluginResourceContext) and context.error_recorder is None
        return self.clone()

    def enqueue(self, input_desc, output_desc, inputs, outputs, workspace, stream):
        trt.array_of(outputs[0], output_desc[0], writable=True)[...] = trt.array_of(inputs[0], input_desc[0])[::2]


class HalvedCreator(trt.IPluginCreatorV3One):
    def __init__(self):
        trt.IPluginCreatorV3One.__init__(self)
        self.name, self.plugin_version, self.plugin_namespace, self.field_names = "PyHalved", "1", "", trt.PluginFieldCollection([])

    def create_plugin(self, name, field_collection, phase):
        assert phase in (trt.TensorRTPhase.BUILD, trt.TensorRTPhase.RUNTIME)
        return Halved()


def test_a_plugin_that_looks_at_all_it_is_given(registry):
    assert registry.register_creator(HalvedCreator(), "")
    assert isinstance(Halved(), trt.IVersionedInterface) and isinstance(Halved(), trt.IPluginCapability)
    assert Halved().api_language == trt.APILanguage.PYTHON and isinstance(Halved.interface_info, trt.InterfaceInfo)
    builder = trt.Builder(LOGGER)
    assert isinstance(builder, trt.IBuilder) and isinstance(builder.get_plugin_registry(), trt.IPluginRegistry)
    network = builder.create_network(0)
    x = network.add_input("x", trt.float32, (-1, 3))
    network.mark_output(network.add_plugin_v3([x], [], Halved()).get_output(0))
    config, profile = builder.create_builder_config(), builder.create_optimization_profile()
    config.set_device("cpu")
    profile.set_shape("x", (1, 3), (4, 3), (7, 3))
    config.add_optimization_profile(profile)
    Halved.seen.clear()
    plan = builder.build_serialized_network(network, config)
    assert ((1, 3), (4, 3), (7, 3), (4, 3)) in Halved.seen
    runtime = trt.Runtime(LOGGER)
    assert isinstance(runtime, trt.IRuntime)
    net = trt.Model(runtime.deserialize_cuda_engine(plan), trt.running._Log(), (runtime,))
    for rows in (1, 4, 7):
        x = np.arange(rows * 3, dtype=np.float32).reshape(rows, 3)
        np.testing.assert_array_equal(net(x), x[::2])


class Incremented(Halved):
    """y = x + 1 in place."""

    alias = 0

    def __init__(self):
        super().__init__()
        self.plugin_name = "PyIncremented"

    def clone(self):
        return Incremented()

    def get_output_shapes(self, inputs, shape_inputs, expr_builder):
        return [trt.DimsExprs(inputs[0])]

    def get_aliased_input(self, output_index):
        return Incremented.alias

    def enqueue(self, input_desc, output_desc, inputs, outputs, workspace, stream):
        assert inputs == outputs
        array = trt.array_of(outputs[0], output_desc[0], writable=True)
        array += 1


class IncrementedCreator(HalvedCreator):
    def __init__(self):
        super().__init__()
        self.name = "PyIncremented"

    def create_plugin(self, name, field_collection, phase):
        return Incremented()


@pytest.mark.parametrize("alias, feature, message", [(0, True, None), (0, False, "ALIASED_PLUGIN_IO_10_03"), (1, True, "from getAliasedInput")])
def test_outputs_in_the_memory_of_inputs(registry, logger, alias, feature, message):
    if registry.get_creator("PyIncremented", "1", "") is None:
        assert registry.register_creator(IncrementedCreator(), "")
    builder = trt.Builder(logger)
    network = builder.create_network(0)
    x = network.add_unary(network.add_input("x", trt.float32, (2, 3)), trt.UnaryOperation.NEG).get_output(0)
    Incremented.alias = alias
    layer = network.add_plugin_v3([x], [], Incremented())
    config, plan = builder.create_builder_config(), None
    config.set_device("cpu")
    config.set_preview_feature(trt.PreviewFeature.ALIASED_PLUGIN_IO_10_03, feature)
    if layer is not None:
        network.mark_output(layer.get_output(0))
        plan = builder.build_serialized_network(network, config)
    if message is not None:
        assert plan is None and message in " ".join(logger.take_errors())
        return
    runtime, x = trt.Runtime(logger), np.arange(6, dtype=np.float32).reshape(2, 3)
    net = trt.Model(runtime.deserialize_cuda_engine(plan), trt.running._Log(), (runtime,))
    np.testing.assert_array_equal(net(x), 1 - x)
    np.testing.assert_array_equal(x, np.arange(6).reshape(2, 3))


def test_what_is_a_base_of_what():
    assert issubclass(trt.IPluginV2DynamicExt, trt.IPluginV2DynamicExtBase) and issubclass(trt.IInt8EntropyCalibrator2, trt.IInt8Calibrator)
    assert issubclass(trt.IAttentionInputLayer, trt.IAttentionBoundaryLayer) and issubclass(trt.IAttentionOutputLayer, trt.IAttentionBoundaryLayer)
    assert trt.OnnxErrorCode is trt.ErrorCode and trt.PluginFormat is trt.TensorFormat and trt.SliceMode is trt.SampleMode
    assert trt.ResizeMode is trt.InterpolationMode and isinstance(trt.plugin("LReLU_TRT", device="cpu"), trt.Plugin)


def enumerations():
    return [value for name, value in vars(trt).items() if inspect.isclass(value) and issubclass(value, enum.Enum)]


@pytest.mark.parametrize("kind", enumerations(), ids=lambda each: each.__name__)
def test_enumerations(kind):
    """Members are numbers and names, as scripts use them: int(), ==, a dictionary's key, a flag's bit, a class attribute's attribute."""
    assert len(kind) >= 1
    for member in kind:
        assert kind(int(member)) is member and kind[member.name] is member and {member: 1}[member] == 1
        assert str(member) == f"{kind.__name__}.{member.name}" and (int(member) < 0 or 1 << int(member) > 0)
    with pytest.raises(ValueError):
        kind(123456)


def test_every_class_has_a_test():
    text = "\n".join(path.read_text(encoding="utf-8") for path in pathlib.Path(__file__).parent.rglob("*.py"))
    classes = [name for name, value in vars(trt).items() if inspect.isclass(value) and not name.startswith("_") and value not in enumerations()]
    assert len(classes) > 100 and not [name for name in classes if not re.search(rf"\b(trt|tenon)\.{name}\b|^ +\"{name}\": ", text, re.M)]
