"""Every bound class, made or reached and used; properties of layers set and read back."""

import numpy as np
import pytest

import tenon as trt

EXPLICIT = 1 << int(trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH)


@pytest.fixture
def network(logger):
    return trt.Builder(logger).create_network(EXPLICIT)


def floats(*shape):
    return np.ones(shape, np.float32)


def image(network, name="x", shape=(1, 4, 8, 8), dtype=trt.float32):
    return network.add_input(name, dtype, shape)


# What adds a layer, its class, and the properties to set, with values that differ from the defaults.
LAYERS = {
    "convolution": (lambda n: n.add_convolution_nd(image(n), 6, (3, 3), floats(6, 4, 3, 3), floats(6)), trt.IConvolutionLayer,
                    {"stride_nd": (2, 2), "padding_nd": (1, 1), "dilation_nd": (2, 2), "num_groups": 2, "stride": (2, 2), "padding": (1, 1)}),
    "deconvolution": (lambda n: n.add_deconvolution_nd(image(n), 6, (3, 3), floats(4, 6, 3, 3)), trt.IDeconvolutionLayer,
                      {"stride_nd": (2, 2), "pre_padding": (1, 0), "post_padding": (0, 1)}),
    "activation": (lambda n: n.add_activation(image(n), trt.ActivationType.RELU), trt.IActivationLayer,
                   {"type": trt.ActivationType.LEAKY_RELU, "alpha": 0.5, "beta": 0.25}),
    "pooling": (lambda n: n.add_pooling_nd(image(n), trt.PoolingType.MAX, (2, 2)), trt.IPoolingLayer,
                {"type": trt.PoolingType.AVERAGE, "stride_nd": (2, 2), "average_count_excludes_padding": False,
                 "padding_mode": trt.PaddingMode.EXPLICIT_ROUND_UP}),
    "lrn": (lambda n: n.add_lrn(image(n), 5, 1e-4, 0.75, 1.0), trt.ILRNLayer, {"window_size": 3, "alpha": 0.5, "beta": 0.5, "k": 2.0}),
    "scale": (lambda n: n.add_scale(image(n), trt.ScaleMode.CHANNEL, floats(4), floats(4)), trt.IScaleLayer, {"mode": trt.ScaleMode.CHANNEL}),
    "softmax": (lambda n: n.add_softmax(image(n)), trt.ISoftMaxLayer, {"axes": 8}),
    "concatenation": (lambda n: n.add_concatenation([image(n), image(n, "y")]), trt.IConcatenationLayer, {"axis": 2}),
    "elementwise": (lambda n: n.add_elementwise(image(n), image(n, "y"), trt.ElementWiseOperation.SUM), trt.IElementWiseLayer,
                    {"op": trt.ElementWiseOperation.PROD}),
    "unary": (lambda n: n.add_unary(image(n), trt.UnaryOperation.EXP), trt.IUnaryLayer, {"op": trt.UnaryOperation.ABS}),
    "shuffle": (lambda n: n.add_shuffle(image(n)), trt.IShuffleLayer, {"reshape_dims": (4, 64), "zero_is_placeholder": False}),
    "reduce": (lambda n: n.add_reduce(image(n), trt.ReduceOperation.SUM, 4, False), trt.IReduceLayer,
               {"op": trt.ReduceOperation.MAX, "axes": 8, "keep_dims": True}),
    "topk": (lambda n: n.add_topk(image(n), trt.TopKOperation.MAX, 2, 8), trt.ITopKLayer, {"op": trt.TopKOperation.MIN, "k": 3, "axes": 4}),
    "matrix multiply": (lambda n: n.add_matrix_multiply(image(n), trt.MatrixOperation.NONE, image(n, "y"), trt.MatrixOperation.NONE),
                        trt.IMatrixMultiplyLayer, {"op0": trt.MatrixOperation.TRANSPOSE, "op1": trt.MatrixOperation.TRANSPOSE}),
    "constant": (lambda n: n.add_constant((2, 3), floats(2, 3)), trt.IConstantLayer, {"shape": (3, 2)}),
    "identity": (lambda n: n.add_identity(image(n)), trt.IIdentityLayer, {}),
    "cast": (lambda n: n.add_cast(image(n), trt.float16), trt.ICastLayer, {"to_type": trt.int32}),
    "slice": (lambda n: n.add_slice(image(n), (0, 0, 0, 0), (1, 2, 4, 4), (1, 1, 1, 1)), trt.ISliceLayer,
              {"start": (0, 1, 1, 1), "shape": (1, 1, 2, 2), "stride": (1, 1, 2, 2), "mode": trt.SampleMode.CLAMP}),
    "shape": (lambda n: n.add_shape(image(n)), trt.IShapeLayer, {}),
    "resize": (lambda n: n.add_resize(image(n)), trt.IResizeLayer,
               {"shape": (1, 4, 16, 16), "resize_mode": trt.InterpolationMode.LINEAR,
                "coordinate_transformation": trt.ResizeCoordinateTransformation.HALF_PIXEL, "cubic_coeff": -0.5}),
    "gather": (lambda n: n.add_gather(image(n), n.add_input("i", trt.int32, (2,)), 1), trt.IGatherLayer, {"axis": 2}),
    "select": (lambda n: n.add_select(n.add_input("c", trt.bool, (1, 4, 8, 8)), image(n), image(n, "y")), trt.ISelectLayer, {}),
    "fill": (lambda n: n.add_fill((2, 3), trt.FillOperation.LINSPACE), trt.IFillLayer, {"shape": (4,), "alpha": 1.0, "beta": 2.0}),
    "quantize": (lambda n: n.add_quantize(image(n), n.add_constant((), floats()).get_output(0)), trt.IQuantizeLayer, {"axis": 1}),
    "einsum": (lambda n: n.add_einsum([image(n)], "abcd->abdc"), trt.IEinsumLayer, {"equation": "abcd->dcba"}),
    "grid sample": (lambda n: n.add_grid_sample(image(n), n.add_input("g", trt.float32, (1, 5, 5, 2))), trt.IGridSampleLayer,
                    {"align_corners": True, "sample_mode": trt.SampleMode.CLAMP}),
    "padding": (lambda n: n.add_padding_nd(image(n), (1, 1), (1, 1)), trt.IPaddingLayer, {"pre_padding_nd": (2, 2), "post_padding_nd": (0, 1)}),
    "parametric relu": (lambda n: n.add_parametric_relu(image(n), n.add_constant((1, 4, 1, 1), floats(1, 4, 1, 1)).get_output(0)),
                        trt.IParametricReLULayer, {}),
}


@pytest.mark.parametrize("kind", LAYERS)
def test_layer(network, kind):
    add, cls, properties = LAYERS[kind]
    layer = add(network)
    assert type(layer) is cls
    again = network.get_layer(network.num_layers - 1)
    assert type(again) is cls
    layer.name = f"my {kind}"
    assert again.name == f"my {kind}" and layer.num_outputs >= 1
    for name, value in properties.items():
        setattr(layer, name, value)
        found = getattr(again, name)
        assert found == value or (isinstance(value, float) and abs(found - value) < 1e-6), (name, found)


def test_weights_come_back_as_arrays(network):
    kernel = np.random.default_rng(1).standard_normal((6, 4, 3, 3)).astype(np.float32)
    layer = network.add_convolution_nd(image(network), 6, (3, 3), kernel)
    np.testing.assert_array_equal(layer.kernel.numpy(), kernel.ravel())
    layer.kernel = kernel[::-1]
    np.testing.assert_array_equal(layer.kernel.numpy(), kernel[::-1].ravel())
    assert layer.bias.size == 0
    with pytest.raises(TypeError, match="expected float32, float16"):
        layer.kernel = kernel.astype(np.complex64)
    with pytest.raises(TypeError, match="expected None, a Weights or an array"):
        layer.kernel = [1.0, 2.0]


def test_tensors(network):
    tensor = image(network, shape=(-1, 4, 8, 8))
    assert tensor.shape == (-1, 4, 8, 8) and tuple(tensor.shape)[1:] == (4, 8, 8) and tensor.shape[-1] == 8 and len(tensor.shape) == 4
    assert tensor.is_network_input and not tensor.is_network_output
    tensor.name = "images"
    tensor.dtype = trt.float16
    tensor.allowed_formats = 1 << int(trt.TensorFormat.LINEAR)
    tensor.set_dimension_name(0, "batch")
    assert (tensor.name, tensor.dtype, tensor.get_dimension_name(0)) == ("images", trt.float16, "batch")
    assert tensor.dynamic_range is None
    tensor.dynamic_range = (-2.0, 2.0)
    assert tensor.dynamic_range == (-2.0, 2.0)
    assert network.get_input(0) is tensor


def test_dims():
    assert trt.Dims([1, 2, 3]) == (1, 2, 3) and repr(trt.Dims((1,))) == "(1,)"
    assert trt.DimsHW(3, 4) == (3, 4) and trt.Dims4((1, 2, 3, 4)) == [1, 2, 3, 4]
    with pytest.raises(ValueError, match="at most 8"):
        trt.Dims([1] * 9)
    with pytest.raises(ValueError, match="expected 3 dimensions, found 2"):
        trt.Dims3((1, 2))
    with pytest.raises(IndexError):
        trt.Dims((1, 2))[2]


def test_types():
    assert trt.nptype(trt.float16) == np.float16 and trt.trtype(np.int64) == trt.int64 and trt.float32.itemsize == 4
    with pytest.raises(TypeError, match="BF16"):
        trt.nptype(trt.bfloat16)
    with pytest.raises(TypeError, match="complex64"):
        trt.trtype(np.complex64)


class Recorder(trt.IErrorRecorder):
    def __init__(self):
        super().__init__()
        self.errors = []

    def num_errors(self):
        return len(self.errors)

    def get_error_code(self, index):
        return self.errors[index][0]

    def get_error_desc(self, index):
        return self.errors[index][1]

    def has_overflowed(self):
        return False

    def clear(self):
        self.errors = []

    def report_error(self, val, desc):
        self.errors.append((val, desc))


def test_loggers_and_error_recorders():
    class Log(trt.ILogger):
        def __init__(self):
            super().__init__()
            self.messages = []

        def log(self, severity, msg):
            self.messages.append((severity, msg))

    log, recorder = Log(), Recorder()
    runtime = trt.Runtime(log)
    runtime.error_recorder = recorder
    assert runtime.error_recorder is recorder and runtime.logger is log
    assert runtime.deserialize_cuda_engine(b"nothing") is None
    assert any(severity == trt.ILogger.ERROR for severity, _ in log.messages)
    assert recorder.errors and "expected a Tenon plan" in recorder.errors[0][1]


def small_engine(logger, **config_values):
    builder = trt.Builder(logger)
    network = builder.create_network(EXPLICIT)
    layer = network.add_activation(network.add_input("x", trt.float32, (2, 3)), trt.ActivationType.RELU)
    layer.get_output(0).name = "y"
    network.mark_output(layer.get_output(0))
    config = builder.create_builder_config()
    config.set_device("cpu")
    for name, value in config_values.items():
        setattr(config, name, value)
    return trt.Runtime(logger).deserialize_cuda_engine(builder.build_serialized_network(network, config))


def test_profiler_inspector_and_output_allocator(logger):
    class Times(trt.IProfiler):
        def __init__(self):
            super().__init__()
            self.times = {}

        def report_layer_time(self, layer_name, ms):
            self.times[layer_name] = ms

    engine = small_engine(logger, profiling_verbosity=trt.ProfilingVerbosity.DETAILED)
    context = engine.create_execution_context()
    context.profiler = times = Times()
    x, y = np.full((2, 3), -1, np.float32), np.ones((2, 3), np.float32)
    assert context.execute_v2([x.ctypes.data, y.ctypes.data])
    assert (y == 0).all() and times.times
    inspector = engine.create_engine_inspector()
    assert "x" in inspector.get_engine_information(trt.LayerInformationFormat.JSON)
    assert inspector.get_layer_information(0, trt.LayerInformationFormat.ONELINE)
    assert engine.device == "cpu" and len(engine) == 2 and list(engine) == ["x", "y"] and engine["y"] == 1


def test_builder_configuration(logger):
    builder = trt.Builder(logger)
    config = builder.create_builder_config()
    config.set_flag(trt.BuilderFlag.FP16)
    assert config.get_flag(trt.BuilderFlag.FP16) and config.flags & 1 << int(trt.BuilderFlag.FP16)
    config.clear_flag(trt.BuilderFlag.FP16)
    config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, 1 << 20)
    assert config.max_workspace_size == config.get_memory_pool_limit(trt.MemoryPoolType.WORKSPACE) == 1 << 20
    config.builder_optimization_level = 2
    assert config.builder_optimization_level == 2
    cache = config.create_timing_cache(b"")
    assert config.set_timing_cache(cache, False) and len(cache.serialize()) > 0
    profile = builder.create_optimization_profile()
    profile.set_shape("x", (1,), (2,), (3,))
    assert profile.get_shape("x") == [(1,), (2,), (3,)]
    with pytest.raises(ValueError, match="expected min <= opt <= max"):
        profile.set_shape("x", (1,), (5,), (3,))
    builder.max_threads = 2
    assert builder.max_threads == 2 and builder.platform_has_fast_fp16 in (True, False)


def test_progress_monitor_can_end_a_build(logger):
    class Monitor(trt.IProgressMonitor):
        def __init__(self, go_on):
            super().__init__()
            self.go_on, self.phases = go_on, []

        def phase_start(self, phase_name, parent_phase, num_steps):
            self.phases.append(phase_name)

        def step_complete(self, phase_name, step):
            return self.go_on

        def phase_finish(self, phase_name):
            pass

    monitor = Monitor(True)
    assert small_engine(logger, progress_monitor=monitor) is not None and monitor.phases


def test_host_memory_is_a_buffer(logger, tmp_path):
    engine = small_engine(logger)
    plan = engine.serialize()
    assert len(bytes(plan)) == plan.nbytes == len(plan)
    path = tmp_path / "p.engine"
    with open(path, "wb") as file:
        file.write(plan)
    assert trt.Runtime(logger).load_engine(str(path)) is not None


def test_registry(logger, tmp_path):
    trt.init_libnvinfer_plugins(logger, "")
    registry = trt.get_plugin_registry()
    creator = registry.get_plugin_creator("LReLU_TRT", "1", "")
    assert isinstance(creator, trt.IPluginCreator) and creator.name == "LReLU_TRT"
    assert "negSlope" in [field.name for field in creator.field_names]
    assert creator.name in [each.name for each in registry.plugin_creator_list]
    plugin = creator.create_plugin("leaky", trt.PluginFieldCollection([trt.PluginField("negSlope", np.array([0.3], np.float32))]))
    assert isinstance(plugin, trt.IPluginV2)
    again = creator.deserialize_plugin("leaky", plugin.serialize())
    assert again.serialize() == plugin.serialize() and again.clone().plugin_type == "LReLU_TRT"
    assert registry.get_plugin_creator("LReLU_TRT", "99", "") is None
    assert "99" in trt.explain_plugin_lookup("LReLU_TRT", "99", "")
    assert registry.load_library(str(tmp_path / "none.so")) == 0


def test_parser_errors(logger, tmp_path):
    network = trt.Builder(logger).create_network(EXPLICIT)
    parser = trt.OnnxParser(network, logger)
    for model in (b"no model", bytearray(b"no model"), memoryview(b"no model")):
        parser.clear_errors()
        assert not parser.parse(model)
    with pytest.raises(TypeError):
        parser.parse("no model")
    assert parser.num_errors == 1 and parser.get_error(0).desc()
    parser.clear_errors()
    assert parser.num_errors == 0 and parser.supports_operator("Conv") and not parser.supports_operator("NoSuchOperator")


def test_implicit_networks_have_fully_connected_layers(logger):
    network = trt.Builder(logger).create_network()
    layer = network.add_fully_connected(image(network, shape=(4, 2, 2)), 5, floats(5, 16), floats(5))
    assert type(layer) is trt.IFullyConnectedLayer and layer.num_output_channels == 5


def test_layers_as_networks_list_them(network):
    network.add_activation(image(network), trt.ActivationType.TANH)
    network.add_pooling_nd(network.get_layer(0).get_output(0), trt.PoolingType.AVERAGE, (2, 2))
    network.add_softmax(network.get_layer(1).get_output(0))
    assert [layer.type for layer in network] == [trt.LayerType.ACTIVATION, trt.LayerType.POOLING, trt.LayerType.SOFTMAX]
    assert isinstance(network[0], trt.IActivationLayer) and isinstance(network[2], trt.ISoftMaxLayer) and network.get_layer(3) is None
    # As scripts do that look for layers of a kind.
    for layer in network:
        if layer.type == trt.LayerType.ACTIVATION:
            layer.__class__ = trt.IActivationLayer
            assert layer.type == trt.ActivationType.TANH
            layer.type = trt.ActivationType.RELU
            assert layer.type == trt.ActivationType.RELU
        elif layer.type == trt.LayerType.POOLING:
            layer.__class__ = trt.IPoolingLayer
            assert layer.window_size == (2, 2)
    held = network.add_activation(image(network, "z"), trt.ActivationType.TANH)
    assert network[3] is held
