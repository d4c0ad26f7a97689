"""The usual scripts of tutorials, with the import changed, on the digits model: explicit batch with a profile, and implicit batch."""

import json

import numpy as np
import pytest

import tenon as trt

TRT_LOGGER = trt.Logger(trt.Logger.WARNING)
EXPLICIT_BATCH = 1 << int(trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH)


@pytest.fixture(scope="module", autouse=True)
def plugins():
    trt.init_libnvinfer_plugins(TRT_LOGGER, "")


def expected_right(model):
    return json.loads(model.with_suffix(".json").read_text())


def build_explicit(model, fp16=False):
    with trt.Builder(TRT_LOGGER) as builder, builder.create_network(EXPLICIT_BATCH) as network, trt.OnnxParser(network, TRT_LOGGER) as parser:
        config = builder.create_builder_config()
        config.max_workspace_size = 1 << 28
        config.set_device("cpu")
        if fp16:
            config.set_flag(trt.BuilderFlag.FP16)
        with open(model, "rb") as file:
            if not parser.parse(file.read()):
                raise AssertionError([str(parser.get_error(i)) for i in range(parser.num_errors)])
        profile = builder.create_optimization_profile()
        profile.set_shape(network.get_input(0).name, (1, 1, 8, 8), (2, 1, 8, 8), (4, 1, 8, 8))
        config.add_optimization_profile(profile)
        return builder.build_serialized_network(network, config)


def classify(context, engine, scans, batch):
    answers = []
    for start in range(0, len(scans), batch):
        part = np.ascontiguousarray(scans[start:start + batch])
        context.set_binding_shape(engine.get_binding_index(engine[0]), part.shape)
        output = np.full(tuple(context.get_binding_shape(1)), np.nan, np.float32)
        assert context.execute_v2(bindings=[int(part.ctypes.data), int(output.ctypes.data)])
        answers.append(output.argmax(1))
    return np.concatenate(answers)


@pytest.mark.parametrize("fp16", [False, True])
def test_explicit_batch(digits, tmp_path, fp16):
    model, scans, labels = digits
    plan = build_explicit(model, fp16)
    path = tmp_path / "digits.engine"
    with open(path, "wb") as file:
        file.write(plan)
    with open(path, "rb") as file, trt.Runtime(TRT_LOGGER) as runtime:
        engine = runtime.deserialize_cuda_engine(file.read())
    with engine.create_execution_context() as context:
        right = int((classify(context, engine, scans, 4) == labels).sum())
    assert abs(right - expected_right(model)["right"]) <= 1


def test_named_tensors(digits):
    model, scans, labels = digits
    engine = trt.Runtime(TRT_LOGGER).deserialize_cuda_engine(build_explicit(model))
    context = engine.create_execution_context()
    inputs = [n for n in (engine.get_tensor_name(i) for i in range(engine.num_io_tensors)) if engine.get_tensor_mode(n) == trt.TensorIOMode.INPUT]
    outputs = [n for n in engine if n not in inputs]
    scan = np.ascontiguousarray(scans[:3])
    context.set_input_shape(inputs[0], scan.shape)
    assert context.infer_shapes() == []
    output = np.full(tuple(context.get_tensor_shape(outputs[0])), np.nan, np.float32)
    context.set_tensor_address(inputs[0], scan.ctypes.data)
    context.set_tensor_address(outputs[0], output.ctypes.data)
    assert context.execute_async_v3(0)
    assert (output.argmax(1) == labels[:3]).all()
    assert engine.get_tensor_profile_shape(inputs[0], 0) == [(1, 1, 8, 8), (2, 1, 8, 8), (4, 1, 8, 8)]


def test_implicit_batch(digits):
    model, scans, labels = digits
    with trt.Builder(TRT_LOGGER) as builder, builder.create_network() as network, trt.OnnxParser(network, TRT_LOGGER) as parser:
        builder.max_batch_size = 3
        builder.max_workspace_size = 1 << 28
        assert network.has_implicit_batch_dimension
        assert parser.parse_from_file(str(model)), parser.get_error(0).desc()
        config = builder.create_builder_config()
        config.set_device("cpu")
        engine = builder.build_engine(network, config)
    assert engine.has_implicit_batch_dimension and engine.max_batch_size == 3
    answers = []
    with engine.create_execution_context() as context:
        for start in range(0, len(scans), 3):
            part = np.ascontiguousarray(scans[start:start + 3])
            output = np.full((len(part), trt.volume(engine.get_binding_shape(1))), np.nan, np.float32)
            assert context.execute(batch_size=len(part), bindings=[part.ctypes.data, output.ctypes.data])
            answers.append(output.argmax(1))
    assert abs(int((np.concatenate(answers) == labels).sum()) - expected_right(model)["right"]) <= 1


def test_failures_give_none_and_say_why(digits, logger):
    runtime = trt.Runtime(logger)
    assert runtime.deserialize_cuda_engine(b"no engine at all") is None
    assert logger.take_errors()
    engine = trt.Runtime(TRT_LOGGER).deserialize_cuda_engine(build_explicit(digits[0]))
    context = engine.create_execution_context()
    assert not context.set_input_shape(engine.get_tensor_name(0), (9, 1, 8, 8))
    with pytest.raises(ValueError, match="expected an address for each of 2 bindings, found 1"):
        context.execute_v2([0])
    with pytest.raises(IndexError, match="expected a binding index below 2"):
        engine[7]
