"""Engines and what is made of them: tensors' facts, contexts, refitters, inspectors, timing caches, configurations of serialization and runtime."""

import json

import numpy as np
import pytest

import tenon as trt


def convolution(logger, *flags, kernel=None, verbosity=trt.ProfilingVerbosity.DETAILED, cache=None):
    """An engine of x [-1, 2, 5, 5] with two profiles: a convolution named "conv", then ReLU; and its kernel."""
    kernel = np.random.default_rng(2).standard_normal((3, 2, 3, 3)).astype(np.float32) if kernel is None else kernel
    builder = trt.Builder(logger)
    network = builder.create_network(0)
    network.name = "of one convolution"
    x = network.add_input("x", trt.float32, (-1, 2, 5, 5))
    layer = network.add_convolution_nd(x, 3, (3, 3), kernel, np.zeros(3, np.float32))
    layer.name = "conv"
    assert network.set_weights_name(kernel, "conv.kernel")
    relu = network.add_activation(layer.get_output(0), trt.ActivationType.RELU)
    relu.get_output(0).name = "y"
    network.mark_output(relu.get_output(0))
    config = builder.create_builder_config()
    config.set_device("cpu")
    config.profiling_verbosity = verbosity
    for flag in flags:
        config.set_flag(flag)
    if cache is not None:
        assert config.set_timing_cache(cache(config), False)
    for most in (2, 4):
        profile = builder.create_optimization_profile()
        assert isinstance(profile, trt.IOptimizationProfile) and profile
        profile.set_shape("x", (1, 2, 5, 5), (most, 2, 5, 5), (most, 2, 5, 5))
        config.add_optimization_profile(profile)
    plan = builder.build_serialized_network(network, config)
    assert isinstance(plan, trt.IHostMemory) and isinstance(network, trt.INetworkDefinition) and isinstance(config, trt.IBuilderConfig)
    return trt.Runtime(logger).deserialize_cuda_engine(plan), kernel, config


def reference(x, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3), (2, 3))
    return np.maximum(np.einsum("ncyxij,ocij->noyx", windows, kernel), 0)


def infer(context, x):
    assert context.set_input_shape("x", x.shape)
    y = np.full(tuple(context.get_tensor_shape("y")), np.nan, np.float32)
    context.set_tensor_address("x", x.ctypes.data)
    context.set_tensor_address("y", y.ctypes.data)
    assert context.execute_async_v3(0)
    return y


@pytest.fixture
def x():
    return np.random.default_rng(3).standard_normal((2, 2, 5, 5)).astype(np.float32)


def test_what_an_engine_says_of_its_tensors(logger):
    engine = convolution(logger)[0]
    assert isinstance(engine, trt.ICudaEngine) and engine.name == "of one convolution"
    assert (engine.num_io_tensors, engine.num_optimization_profiles, engine.num_layers > 0) == (2, 2, True)
    assert engine.get_tensor_shape("x") == (-1, 2, 5, 5) and engine.get_tensor_shape("y") == (-1, 3, 3, 3)
    assert engine.get_tensor_mode("nothing") == trt.TensorIOMode.NONE and engine.get_tensor_dtype("y") == trt.float32
    assert engine.get_tensor_location("x") == trt.TensorLocation.DEVICE and engine.get_tensor_format("x") == trt.TensorFormat.LINEAR
    assert engine.get_tensor_profile_shape("x", 1)[2] == (4, 2, 5, 5)
    # Of releases 7 and 8: a binding for each tensor and profile.
    assert engine.num_bindings == 4 and engine.get_binding_name(2) == "x [profile 1]" and engine.get_binding_index("y") == 1
    assert engine.binding_is_input(0) and not engine.binding_is_input("y") and engine.get_binding_shape("x") == (-1, 2, 5, 5)
    assert engine.get_profile_shape(1, "x") == engine.get_tensor_profile_shape("x", 1)
    assert engine.engine_capability == trt.EngineCapability.STANDARD and not engine.refittable
    assert engine.get_engine_stat(trt.EngineStat.TOTAL_WEIGHTS_SIZE) >= 54 * 4


def test_contexts(logger, x):
    engine, kernel, _ = convolution(logger)
    context = engine.create_execution_context(trt.ExecutionContextAllocationStrategy.ON_PROFILE_CHANGE)
    assert isinstance(context, trt.IExecutionContext) and context.engine is engine
    np.testing.assert_allclose(infer(context, x), reference(x, kernel), rtol=1e-4, atol=1e-5)
    assert context.active_optimization_profile == 0 and context.set_optimization_profile_async(1, 0) and context.active_optimization_profile == 1
    larger = np.concatenate([x, -x])
    np.testing.assert_allclose(infer(context, larger), reference(larger, kernel), rtol=1e-4, atol=1e-5)
    assert context.get_tensor_address("x") == larger.ctypes.data and context.get_tensor_strides("y") == (27, 9, 3, 1)
    assert not context.set_optimization_profile_async(2, 0) and logger.take_errors()
    bare = engine.create_execution_context_without_device_memory()
    memory = np.empty(engine.device_memory_size_v2 + 256, np.uint8)
    bare.set_device_memory(memory.ctypes.data + -memory.ctypes.data % 256, engine.device_memory_size_v2)
    np.testing.assert_allclose(infer(bare, x), reference(x, kernel), rtol=1e-4, atol=1e-5)
    runtime_config = engine.create_runtime_config()
    assert isinstance(runtime_config, trt.IRuntimeConfig)
    runtime_config.set_execution_context_allocation_strategy(trt.ExecutionContextAllocationStrategy.STATIC)
    configured = engine.create_execution_context(runtime_config)
    np.testing.assert_allclose(infer(configured, x), reference(x, kernel), rtol=1e-4, atol=1e-5)


def test_refitters(logger, x):
    engine, kernel, _ = convolution(logger, trt.BuilderFlag.REFIT)
    assert engine.refittable
    with trt.Refitter(engine, logger) as refitter:
        assert ("conv", trt.WeightsRole.KERNEL) in list(zip(*refitter.get_all())) and "conv.kernel" in refitter.get_all_weights()
        prototype = refitter.get_weights_prototype("conv.kernel")
        assert (prototype.dtype, prototype.size) == (trt.float32, kernel.size)
        assert refitter.set_weights("conv", trt.WeightsRole.KERNEL, 2 * kernel) and refitter.get_missing() == ([], [])
        assert refitter.refit_cuda_engine()
        np.testing.assert_allclose(infer(engine.create_execution_context(), x), 2 * reference(x, kernel), rtol=1e-4, atol=1e-5)
        assert refitter.set_named_weights("conv.kernel", trt.Weights(kernel))
        np.testing.assert_array_equal(refitter.get_named_weights("conv.kernel").numpy(), kernel.ravel())
        assert refitter.refit_cuda_engine_async(0)
        np.testing.assert_allclose(infer(engine.create_execution_context(), x), reference(x, kernel), rtol=1e-4, atol=1e-5)
        assert not refitter.set_weights("nothing", trt.WeightsRole.KERNEL, kernel) and any("nothing" in text for text in logger.take_errors())
        assert not refitter.set_weights("conv", trt.WeightsRole.KERNEL, kernel[:1]) and logger.take_errors()


def test_an_engine_refitted_from_its_model(logger, digits):
    trt.init_libnvinfer_plugins(logger, "")
    builder = trt.Builder(logger)
    network = builder.create_network(0)
    parser = trt.OnnxParser(network, logger)
    assert parser.parse_from_file(str(digits[0]))
    config = builder.create_builder_config()
    config.set_device("cpu")
    config.set_flag(trt.BuilderFlag.REFIT)
    profile = builder.create_optimization_profile()
    profile.set_shape("input", (1, 1, 8, 8), (4, 1, 8, 8), (4, 1, 8, 8))
    config.add_optimization_profile(profile)
    engine = builder.build_engine_with_config(network, config)
    refitter = trt.Refitter(engine, logger)
    zero = next(name for name in refitter.get_all_weights() if "conv1" in name)
    refitter.set_named_weights(zero, np.zeros(refitter.get_weights_prototype(zero).size, np.float32))
    assert refitter.refit_cuda_engine()
    from_model = trt.OnnxParserRefitter(refitter, logger)
    assert from_model.refit_from_file(str(digits[0])) and refitter.refit_cuda_engine()
    scans, context = np.ascontiguousarray(digits[1][:4]), engine.create_execution_context()
    out = np.empty((4, 10), np.float32)
    context.set_input_shape("input", scans.shape)
    assert context.execute_v2([scans.ctypes.data, out.ctypes.data])
    assert (out.argmax(1) == digits[2][:4]).all()
    assert not from_model.refit_from_bytes(b"no model") and from_model.num_errors == 1
    error = from_model.get_error(0)
    assert isinstance(error, trt.ParserError) and error.code() == trt.ErrorCode.REFIT_FAILED and "model" in error.desc()


@pytest.mark.parametrize("verbosity", [trt.ProfilingVerbosity.DETAILED, trt.ProfilingVerbosity.LAYER_NAMES_ONLY])
def test_inspectors(logger, verbosity):
    engine = convolution(logger, verbosity=verbosity)[0]
    inspector = engine.create_engine_inspector()
    assert isinstance(inspector, trt.EngineInspector)
    inspector.execution_context = context = engine.create_execution_context()
    assert inspector.execution_context is context
    whole = json.loads(inspector.get_engine_information(trt.LayerInformationFormat.JSON))
    assert len(whole["Layers"]) == engine.num_layers and "conv" in json.dumps(whole)
    assert "conv" in "".join(inspector.get_layer_information(i, trt.LayerInformationFormat.ONELINE) for i in range(engine.num_layers))


def test_timing_caches(logger):
    _, _, config = convolution(logger, trt.BuilderFlag.EDITABLE_TIMING_CACHE, cache=lambda config: config.create_timing_cache(b""))
    cache = config.get_timing_cache()
    assert isinstance(cache, trt.ITimingCache)
    keys = cache.queryKeys()
    for key in keys:
        assert isinstance(key, trt.TimingCacheKey) and trt.TimingCacheKey.parse(str(key)) == key and key != 5
        value = cache.query(key)
        assert isinstance(value, trt.TimingCacheValue) and value.timingMSec >= 0
    other = config.create_timing_cache(bytes(cache.serialize()))
    assert len(other.queryKeys()) == len(keys) and cache.combine(other, False)
    for key in keys:
        assert other.update(key, trt.TimingCacheValue(other.query(key).tacticHash, 0.25)) and other.query(key).timingMSec == 0.25
        assert not other.update(key, trt.TimingCacheValue(5, 0.25)) and "own tactic hash" in logger.take_errors()[0]
    with cache.serialize() as buffer, config.create_timing_cache(buffer) as third:
        assert buffer.nbytes > 0 and len(third.queryKeys()) == len(keys)
    assert other.reset() and not other.queryKeys()
    assert config.create_timing_cache(b"no cache at all") is None and logger.take_errors()
    for text in ("", "0x12", "0x" + "zz" * 16, "12" * 15):
        with pytest.raises(ValueError, match="expected 32 hexadecimal digits"):
            trt.TimingCacheKey.parse(text)


def test_serialization(logger, x):
    engine, kernel, _ = convolution(logger)
    config, flag = engine.create_serialization_config(), trt.SerializationFlag.EXCLUDE_LEAN_RUNTIME
    assert isinstance(config, trt.ISerializationConfig) and config.set_flag(flag) and config.get_flag(flag)
    assert config.flags == 1 << int(flag) and config.clear_flag(flag) and config.flags == 0
    again = trt.Runtime(logger).deserialize_cuda_engine(engine.serialize_with_config(config))
    np.testing.assert_allclose(infer(again.create_execution_context(), x), reference(x, kernel), rtol=1e-4, atol=1e-5)


def test_shape_tensors_in_profiles(logger):
    builder = trt.Builder(logger)
    network = builder.create_network(0)
    data, shape = network.add_input("data", trt.float32, (-1,)), network.add_input("shape", trt.int64, (2,))
    layer = network.add_shuffle(data)
    layer.set_input(1, shape)
    layer.get_output(0).name = "y"
    network.mark_output(layer.get_output(0))
    assert isinstance(shape, trt.ITensor) and shape.is_shape_tensor
    config = builder.create_builder_config()
    config.set_device("cpu")
    profile = builder.create_optimization_profile()
    profile.set_shape("data", (4,), (6,), (12,))
    profile.set_shape_input("shape", (1, 1), (2, 3), (12, 12))
    assert profile.get_shape_input("shape") == [[1, 1], [2, 3], [12, 12]]
    with pytest.raises(ValueError, match="expected min <= opt <= max of one length"):
        profile.set_shape_input("shape", (3, 3), (2, 3), (12, 12))
    profile.set_shape_input("shape", (1, 1), (2, 3), (12, 12))
    config.add_optimization_profile(profile)
    engine = builder.build_engine_with_config(network, config)
    assert engine.is_shape_inference_io("shape") and engine.get_tensor_profile_values("shape", 0)[1] == engine.get_tensor_profile_values(0, "shape")[1] == [2, 3]
    assert engine.get_tensor_location("shape") == trt.TensorLocation.HOST
    context = engine.create_execution_context()
    values, wanted, y = np.arange(8, dtype=np.float32), np.array([4, 2], np.int64), np.zeros((4, 2), np.float32)
    context.set_input_shape("data", (8,))
    context.set_tensor_address("shape", wanted.ctypes.data)
    context.set_tensor_address("data", values.ctypes.data)
    assert context.infer_shapes() == [] and context.get_tensor_shape("y") == (4, 2)
    context.set_tensor_address("y", y.ctypes.data)
    assert context.execute_async_v3(0)
    np.testing.assert_array_equal(y, values.reshape(4, 2))


def test_weights_of_every_type():
    for dtype in (np.float32, np.float16, np.int8, np.uint8, np.int32, np.int64, np.bool_):
        values = np.arange(5).astype(dtype)
        weights = trt.Weights(values)
        assert (weights.dtype, weights.size, weights.nbytes, len(weights)) == (trt.trtype(dtype), 5, values.nbytes, 5)
        np.testing.assert_array_equal(weights.numpy(), values)
        np.testing.assert_array_equal(trt.Weights(trt.trtype(dtype), values.ctypes.data, 5).numpy(), values)
    odd = np.arange(5, dtype=np.uint8)
    for dtype, view in ((trt.fp8, np.uint8), (trt.bfloat16, np.uint16), (trt.int4, np.uint8), (trt.fp4, np.uint8)):
        weights = trt.Weights(dtype, odd.ctypes.data, 2)
        assert weights.numpy().dtype == view and weights.numpy().nbytes == weights.nbytes
    assert trt.Weights().size == 0 and trt.Weights(trt.float16).dtype == trt.float16
