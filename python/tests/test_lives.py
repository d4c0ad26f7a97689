"""Nothing is left behind: objects made and let go 10,000 times take no more memory, and no reference cycle keeps them."""

import gc
import pathlib
import weakref

import numpy as np

import tenon as trt

LIVES = 10_000
EXPLICIT = 1 << int(trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH)


def resident_kib():
    status = pathlib.Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def grows(live, lives=LIVES):
    """By how many KiB the process grows over `lives` calls, after a tenth of them to warm up."""
    gc.disable()
    try:
        for _ in range(lives // 10):
            live()
        before = resident_kib()
        for _ in range(lives):
            live()
        return resident_kib() - before
    finally:
        gc.enable()


def a_network(logger):
    builder = trt.Builder(logger)
    network = builder.create_network(EXPLICIT)
    x = network.add_input("x", trt.float32, (2, 3))
    layer = network.add_constant((2, 3), np.ones((2, 3), np.float32))
    total = network.add_elementwise(x, layer.get_output(0), trt.ElementWiseOperation.SUM)
    network.mark_output(total.get_output(0))
    return builder, network


def test_networks_layers_tensors_and_weights(logger):
    assert grows(lambda: a_network(logger)) < 4096


def test_engines_and_contexts(logger):
    builder, network = a_network(logger)
    config = builder.create_builder_config()
    config.set_device("cpu")
    plan = bytes(builder.build_serialized_network(network, config))

    def live():
        engine = trt.Runtime(logger).deserialize_cuda_engine(plan)
        engine.create_execution_context()

    assert grows(live) < 8192


def test_parsers(logger, digits):
    model = digits[0].read_bytes()

    def live():
        builder = trt.Builder(logger)
        network = builder.create_network(EXPLICIT)
        assert trt.OnnxParser(network, logger).parse(model)

    trt.init_libnvinfer_plugins(logger, "")
    assert grows(live) < 16384


def test_plugins_and_fields():
    registry = trt.get_plugin_registry()
    creator = registry.get_creator("LReLU_TRT", "1", "")
    fields = trt.PluginFieldCollection([trt.PluginField("negSlope", np.array([0.1], np.float32))])
    assert grows(lambda: creator.create_plugin("x", fields).clone().serialize()) < 4096


def test_plugins_in_python_are_freed(logger):
    class Kept(trt.IPluginV2DynamicExt):
        lives = weakref.WeakSet()

        def __init__(self):
            Kept.lives.add(self)
            self.num_outputs, self.plugin_type, self.plugin_version, self.plugin_namespace = 1, "PyKept", "1", ""

        def clone(self):
            return Kept()

        def serialize(self):
            return b""

        def get_output_datatype(self, index, input_types):
            return input_types[0]

        def get_output_dimensions(self, output_index, inputs, expr_builder):
            return inputs[0]

    def live():
        builder = trt.Builder(logger)
        network = builder.create_network(EXPLICIT)
        network.add_plugin_v2([network.add_input("x", trt.float32, (2, 3))], Kept())

    assert grows(live) < 4096
    assert len(Kept.lives) == 0


def test_plugins_of_functions(logger):
    import tenon.plugin as trtp

    @trtp.register("lives::same")
    def same_desc(x: trtp.TensorDesc, label: str) -> trtp.TensorDesc:
        return x.like()

    @trtp.impl("lives::same")
    def same(x, label, outputs, stream):
        np.asarray(outputs[0])[...] = x

    def a_layer():
        network = trt.Builder(logger).create_network(0)
        layer = network.add_plugin(trtp.op.lives.same(network.add_input("x", trt.float32, (2, 3)), label="a"))
        assert layer.get_output(0).shape == (2, 3)

    assert grows(a_layer) < 8192
    net, x = trt.plugin("same", namespace="lives", device="cpu", label="b"), np.ones((2, 3), np.float32)
    assert grows(lambda: net(x)) < 4096


def test_models_called_on_arrays(digits):
    net = trt.load(digits[0], device="cpu")
    scans = digits[1][:4]
    assert grows(lambda: net(scans)) < 4096


def test_views_of_other_frameworks_arrays():
    array = np.ones((4, 5), np.float32)

    def live():
        address, shape, dtype, _, owner = trt._tenon._view_of_dlpack(array)
        capsule = trt._tenon._dlpack_of(address, shape, dtype, False, 0, owner)
        assert type(capsule).__name__ == "PyCapsule"

    assert grows(live) < 4096


def test_memory_by_cudas_calls_on_host_memory():
    from tenon.pycuda import driver

    def live():
        driver.mem_alloc(1 << 12)
        driver.pagelocked_empty(1 << 10, np.float32)
        driver.Stream()

    assert grows(live) < 8192


def test_creators_in_python_come_and_go():
    class Creator(trt.IPluginCreator):
        name, plugin_version, plugin_namespace = "PyShortLived", "1", ""
        field_names = trt.PluginFieldCollection([trt.PluginField("by", np.float32([0]), trt.PluginFieldType.FLOAT32)])

    registry = trt.get_plugin_registry()

    def live():
        creator = Creator()
        assert registry.register_creator(creator, "")
        assert registry.deregister_creator(creator)

    assert grows(live) < 4096


def test_weights_live_as_long_as_what_they_were_given_to(logger):
    weights = np.ones((2, 3), np.float32)
    alive = weakref.ref(weights)
    network = trt.Builder(logger).create_network(EXPLICIT)
    layer = network.add_constant((2, 3), weights)
    del weights
    assert alive() is not None
    np.testing.assert_array_equal(layer.weights.numpy(), np.ones(6, np.float32))
    del layer
    assert alive() is not None
    del network
    assert alive() is None


def test_no_cycles(logger):
    gc.collect()
    alive = []
    builder, network = a_network(logger)
    for thing in (builder, network, network.get_layer(0), network.get_input(0)):
        alive.append(weakref.ref(thing)) if hasattr(type(thing), "__weakref__") else None
    gc.disable()
    try:
        del builder, network, thing
        assert all(reference() is None for reference in alive)
    finally:
        gc.enable()
