"""tenon.plugin as tensorrt.plugin: plugins of decorated functions, in networks, ONNX models and engine files, with tactics, in place, of sizes that
depend on data; and what it says of wrong ones."""

import importlib
import subprocess
import sys
import textwrap
import threading
from typing import List, Tuple

import numpy as np
import numpy.typing as npt
import pytest

import tenon as trt
import tenon.plugin as trtp

LOGGER = trt.Logger(trt.Logger.ERROR)


@trtp.register("sample::elemwise_add")
def elemwise_add_desc(inp0: trtp.TensorDesc, block_size: int, delta: float = 1.0) -> trtp.TensorDesc:
    return inp0.like()


@trtp.impl("sample::elemwise_add")
def elemwise_add(inp0: trtp.Tensor, delta: float, outputs: Tuple[trtp.Tensor], stream: int) -> None:
    assert stream == 0 and inp0.shape == outputs[0].shape and inp0.numel() == outputs[0].numel() and inp0.ndim == len(inp0.strides)
    np.asarray(outputs[0])[...] = np.asarray(inp0) + delta


@trtp.register("sample::circ_pad")
def circ_pad_desc(inp0: trtp.TensorDesc, pads: npt.NDArray[np.int32]) -> trtp.TensorDesc:
    out = inp0.like()
    for i in range(np.size(pads) // 2):
        out.shape_expr[inp0.ndim - i - 1] += int(pads[2 * i] + pads[2 * i + 1])
    return out


TACTICS = []


@trtp.impl("sample::circ_pad")
def circ_pad(inp0: trtp.Tensor, pads: npt.NDArray[np.int32], outputs: Tuple[trtp.Tensor], stream: int, tactic: int) -> None:
    TACTICS.append(tactic)
    widths = [(0, 0)] * inp0.ndim
    for i in range(np.size(pads) // 2):
        widths[inp0.ndim - i - 1] = (int(pads[2 * i]), int(pads[2 * i + 1]))
    np.asarray(outputs[0])[...] = np.pad(np.asarray(inp0), widths, "wrap")


@trtp.autotune("sample::circ_pad")
def circ_pad_autotune(inp0: trtp.TensorDesc, outputs: Tuple[trtp.TensorDesc]) -> List[trtp.AutoTuneCombination]:
    assert inp0.ndim == outputs[0].ndim
    return [trtp.AutoTuneCombination("FP32|FP16, FP32|FP16", "LINEAR", [3, 5])]


@trtp.register("sample::add_in_place")
def add_in_place_desc(inp0: trtp.TensorDesc, delta: int) -> trtp.TensorDesc:
    return inp0.aliased()


@trtp.impl("sample::add_in_place")
def add_in_place(inp0, delta, outputs, stream):
    assert outputs[0].is_aliased and outputs[0].get_aliased() is inp0
    array = np.asarray(inp0)
    array += delta


@trtp.register("sample::rows_above")
def rows_above_desc(inp0: trtp.TensorDesc, least: float) -> Tuple[trtp.TensorDesc, trtp.TensorDesc]:
    bound = inp0.shape_expr[0]
    count = trtp.size_tensor(opt=bound // 2, upper_bound=bound)
    return trtp.from_shape_expr((count.expr(), inp0.shape_expr[1]), dtype=inp0.dtype), count


@trtp.impl("sample::rows_above")
def rows_above(inp0, least, outputs, stream):
    x = np.asarray(inp0)
    kept = x[x[:, 0] > least]
    np.frombuffer((np.ctypeslib.ctypes.c_byte * kept.nbytes).from_address(outputs[0].data_ptr), x.dtype).reshape(kept.shape)[...] = kept
    np.asarray(outputs[1])[...] = len(kept)


def engine_of(add, shape=(-1, 3), dtype=trt.float32, flags=()):
    builder = trt.Builder(LOGGER)
    network = builder.create_network(0)
    layer = add(network, network.add_input("x", dtype, shape))
    assert layer is not None
    for i in range(layer.num_outputs):
        layer.get_output(i).name = f"y{i}"
        network.mark_output(layer.get_output(i))
    config, profile = builder.create_builder_config(), builder.create_optimization_profile()
    config.set_device("cpu")
    for flag in flags:
        config.set_flag(flag)
    profile.set_shape("x", *((rows, *shape[1:]) for rows in (1, 4, 8)))
    config.add_optimization_profile(profile)
    return builder.build_serialized_network(network, config)


def model_of(plan):
    assert plan is not None
    runtime = trt.Runtime(LOGGER)
    return trt.Model(runtime.deserialize_cuda_engine(bytes(plan)), trt.running._Log(), (runtime,))


def numbers(rows, *rest):
    return np.random.default_rng(rows).standard_normal((rows, *rest)).astype(np.float32)


def test_in_a_network_and_an_engine_file():
    net = model_of(engine_of(lambda network, x: network.add_plugin(trtp.op.sample.elemwise_add(x, block_size=512, delta=2.5))))
    for rows in (1, 5, 8):
        np.testing.assert_array_equal(net(numbers(rows, 3)), numbers(rows, 3) + np.float32(2.5))
    net = model_of(engine_of(lambda network, x: network.add_plugin(trtp.op.sample.elemwise_add(x, 512), aot=False)))
    np.testing.assert_array_equal(net(numbers(2, 3)), numbers(2, 3) + 1)


def test_as_a_callable_on_arrays():
    x = numbers(4, 3)
    np.testing.assert_array_equal(trt.plugin("elemwise_add", namespace="sample", device="cpu", block_size=1, delta=0.5)(x), x + np.float32(0.5))
    assert trt.plugin is trtp and importlib.import_module("tenon.plugin") is trtp


@pytest.mark.parametrize("half", [False, True])
def test_shapes_attributes_and_tactics(half):
    TACTICS.clear()
    pads = np.array([1, 2, 1, 0], np.int32)
    plan = engine_of(lambda network, x: network.add_plugin(trtp.op.sample.circ_pad(x, pads=pads)), (-1, 4, 5), flags=[trt.BuilderFlag.FP16] if half else [])
    assert {3, 5} <= set(TACTICS)
    TACTICS.clear()
    x = numbers(3, 4, 5)
    np.testing.assert_allclose(model_of(plan)(x), np.pad(x, ((0, 0), (1, 0), (1, 2)), "wrap"), rtol=1e-3 if half else 0, atol=1e-3 if half else 0)
    assert len(set(TACTICS)) == 1 and TACTICS[0] in (3, 5)


def test_in_place():
    net = model_of(engine_of(lambda network, x: network.add_plugin(trtp.op.sample.add_in_place(x, delta=4))))
    x = numbers(4, 3)
    before = x.copy()
    np.testing.assert_array_equal(net(x), before + 4)
    np.testing.assert_array_equal(x, before)


def test_sizes_that_depend_on_data():
    net = model_of(engine_of(lambda network, x: network.add_plugin(trtp.op.sample.rows_above(x, least=0.0))))
    for rows in (8, 3, 1):
        x = numbers(rows, 3)
        found = net(x)
        np.testing.assert_array_equal(found["y0"], x[x[:, 0] > 0])
        assert int(found["y1"]) == (x[:, 0] > 0).sum()


def test_from_four_threads_beside_plugins_in_cpp():
    def add(network, x):
        first = network.add_plugin(trtp.op.sample.elemwise_add(x, block_size=1, delta=-0.5)).get_output(0)
        creator = trt.get_plugin_registry().get_creator("LReLU_TRT", "1", "")
        leaky = creator.create_plugin("leaky", trt.PluginFieldCollection([trt.PluginField("negSlope", np.float32([0.5]))]))
        return network.add_plugin_v2([first], leaky)

    trt.init_libnvinfer_plugins(LOGGER, "")
    plan = bytes(engine_of(add))
    runtime, wrong = trt.Runtime(LOGGER), []
    engine = runtime.deserialize_cuda_engine(plan)

    def work(seed):
        net = trt.Model(engine, trt.running._Log(), (runtime,))
        for rows in (1, 8, 3, 5) * 5:
            x = np.random.default_rng(seed + rows).standard_normal((rows, 3)).astype(np.float32)
            shifted = x - np.float32(0.5)
            if not np.allclose(net(x), np.where(shifted > 0, shifted, shifted / 2), rtol=1e-6):
                wrong.append(rows)

    threads = [threading.Thread(target=work, args=(100 * i,)) for i in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert not wrong


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_types_that_numpy_lacks_are_named():
    with pytest.raises(trt.Error, match="expected a type that NumPy has, found BF16"):
        builder = trt.Builder(LOGGER)
        network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED))
        layer = network.add_plugin(trtp.op.sample.elemwise_add(network.add_input("x", trt.bfloat16, (2, 3)), block_size=1))
        network.mark_output(layer.get_output(0))
        config = builder.create_builder_config()
        config.set_device("cpu")
        config.set_timing(False)
        plan = builder.build_serialized_network(network, config)
        memory, context = np.zeros((2, 2, 3), np.uint16), trt.Runtime(LOGGER).deserialize_cuda_engine(plan).create_execution_context()
        trt.take_exceptions()
        assert not context.execute_v2([memory[0].ctypes.data, memory[1].ctypes.data])
        raise trt.Error("inference", trt.take_exceptions())


def test_nodes_of_an_onnx_model(tmp_path):
    onnx = pytest.importorskip("onnx")
    node = onnx.helper.make_node("circ_pad", ["x"], ["y"], domain="", plugin_namespace="sample", plugin_version="1", pads=[1, 1])
    value = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph([node], "g", [value("x", 1, [2, 3])], [value("y", 1, [2, 5])])
    onnx.save(onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8), tmp_path / "m.onnx")
    x = numbers(2, 3)
    np.testing.assert_array_equal(trt.load(tmp_path / "m.onnx", device="cpu")(x), np.pad(x, ((0, 0), (1, 1)), "wrap"))


def test_an_engine_file_needs_the_module(tmp_path):
    (tmp_path / "my_ops.py").write_text(textwrap.dedent("""
        from __future__ import annotations
        import numpy as np
        import tenon.plugin as trtp

        @trtp.register("mine::scaled", lazy_register=True)
        def _(x: trtp.TensorDesc, by: float, label: str, on: bool) -> trtp.TensorDesc:
            return x.like()

        @trtp.impl("mine::scaled")
        def _(x, by, label, on, outputs, stream):
            np.asarray(outputs[0])[...] = np.asarray(x) * (by if on and label == "scaled" else 0)
        """))
    build = """
        import my_ops, tenon as trt, tenon.plugin as trtp
        builder = trt.Builder(trt.Logger()); network = builder.create_network(0)
        layer = network.add_plugin(trtp.op.mine.scaled(network.add_input("x", trt.float32, (2, 3)), 3.0, "scaled", True))
        network.mark_output(layer.get_output(0)); config = builder.create_builder_config(); config.set_device("cpu")
        open("e.engine", "wb").write(builder.build_serialized_network(network, config))
        """
    run = """
        import sys, numpy as np, tenon as trt
        try:
            net = trt.load("e.engine", plugins=sys.argv[1:], device="cpu")
        except trt.Error as error:
            sys.exit(str(error))
        assert (net(np.ones((2, 3), np.float32)) == 3).all()
        """

    def python(code, *arguments):
        return subprocess.run([sys.executable, "-c", textwrap.dedent(code), *arguments], cwd=tmp_path, capture_output=True, text=True, check=False)

    built = python(build)
    assert built.returncode == 0, built.stderr
    without = python(run)
    assert without.returncode == 1 and "scaled" in without.stderr and "my_ops" in without.stderr
    # Registered at import, as the file says that it is not needed before.
    (tmp_path / "my_ops.py").write_text((tmp_path / "my_ops.py").read_text().replace(", lazy_register=True", ""))
    loaded = python(run, "my_ops.py")
    assert loaded.returncode == 0, loaded.stderr


def test_expressions():
    n = trtp.ShapeExpr._of("dim", 0, 0)
    assert (trtp.ShapeExpr(7) // 2).constant_value() == 3 and trtp.cdiv(7, 2).constant_value() == 4 and (1 + trtp.ShapeExpr(2) * 3 - 1).constant_value() == 6
    assert not (n + 1).is_constant and trtp.ShapeExprs((2, 3)).numel().constant_value() == 6 and trtp.ShapeExpr(2).max(5).constant_value() == 5
    assert trtp.ShapeExpr(2) == 2 and not trtp.ShapeExpr(2) > 2 and trtp.TensorDesc((2, 3), trt.float32).shape == (2, 3)
    with pytest.raises(ValueError, match="expected a constant"):
        bool(n == 3)
    with pytest.raises(ValueError, match="expected dimensions that are known"):
        trtp.TensorDesc((n, 3)).shape
    with pytest.raises(TypeError, match="expected a whole number"):
        trtp.ShapeExprs((2.5,))
    with pytest.raises(ValueError, match="not aliased"):
        trtp.TensorDesc((2,), trt.float32).aliased().dtype = trt.float16


def test_combinations():
    types = [trt.float32] * 3
    rows = trtp.AutoTuneCombination("FP32*FP16, FP32|FP16, FP32|FP16")._combinations(3, types)
    assert len(rows) == 4 and [(trt.float16, trt.TensorFormat.LINEAR), *[(trt.float32, trt.TensorFormat.LINEAR)] * 2] in rows
    by_hand = trtp.AutoTuneCombination()
    by_hand.pos([0, 1], "FP32|FP16", "LINEAR|HWC8")
    by_hand.pos(2, "INT32")
    by_hand.tactics([1])
    with pytest.raises(ValueError, match="as many alternatives"):
        trtp.AutoTuneCombination("FP32|FP16, FP32|FP16|BF16, FP32")._combinations(3, types)
    assert len(by_hand._combinations(3, types)) == 4
    for text in ("FP31,FP32,FP32", "FP32,FP32", "FP32|FP16*BF16,FP32,FP32"):
        with pytest.raises(ValueError, match="AutoTuneCombination: expected"):
            trtp.AutoTuneCombination(text)._combinations(3, types)


@pytest.mark.parametrize("declare, error, message", [
    (lambda: trtp.register("no_namespace")(elemwise_add_desc), ValueError, "expected an id \"namespace::name\""),
    (lambda: trtp.register("sample::elemwise_add")(elemwise_add_desc), ValueError, "expected an id that is not registered"),
    (lambda: trtp.register("sample::x1")(lambda x: x), TypeError, "expected a type hint for the parameter \"x\""),
    (lambda: trtp.register("sample::x2")(with_a_list), TypeError, "expected a parameter \"sizes\""),
    (lambda: trtp.register("sample::x3")(attribute_first), TypeError, "expected the TensorDesc parameters first"),
    (lambda: trtp.impl("sample::nothing")(elemwise_add), ValueError, "expected the id of a registered plugin"),
    (lambda: trtp.impl("sample::elemwise_add")(lambda inp0, beta, outputs, stream, tactic, more: None), ValueError, "expected the parameters"),
    (lambda: trtp.aot_impl("sample::elemwise_add"), NotImplementedError, "compiled ahead of time"),
    (lambda: trtp.op.nowhere, AttributeError, "expected a namespace"),
    (lambda: trtp.op.sample.nothing, AttributeError, "expected a registered plugin"),
    (lambda: trtp.op.sample.elemwise_add(np.zeros(3), 1), TypeError, "expected a tensor of a network")])
def test_wrong_definitions_are_named(declare, error, message):
    with pytest.raises(error, match=message):
        declare()


def with_a_list(x: trtp.TensorDesc, sizes: list) -> trtp.TensorDesc:
    return x.like()


def attribute_first(a: int, x: trtp.TensorDesc) -> trtp.TensorDesc:
    return x.like()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_wrong_uses_are_named():
    @trtp.register("sample::without_impl")
    def without_impl(x: trtp.TensorDesc) -> trtp.TensorDesc:
        return x.like()

    network = trt.Builder(LOGGER).create_network(0)
    x = network.add_input("x", trt.float32, (2, 3))
    with pytest.raises(trt.Error, match="expected an implementation"):
        trtp.op.sample.without_impl(x)
    with pytest.raises(TypeError, match="expected int for \"block_size\""):
        trtp.op.sample.elemwise_add(x, "many")
    with pytest.raises(TypeError, match="expected a list of int32"):
        trtp.op.sample.circ_pad(x, [0.5])
    with pytest.raises(ValueError, match="aot"):
        network.add_plugin(trtp.op.sample.elemwise_add(x, 1), aot=True)
    with pytest.raises(ValueError, match="0 to 8 dimensions"):
        trt.DimsExprs(9)
