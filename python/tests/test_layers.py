"""Layers run in engines on the CPU against NumPy: one case for each class that test_classes.py does not reach, loops and conditionals too."""

import numpy as np
import pytest

import tenon as trt

RNG = np.random.default_rng(7)


def floats(*shape):
    return RNG.standard_normal(shape).astype(np.float32)


def run(logger, inputs, add):
    """The outputs of a network: `add(network, *tensors)` gives a layer, a tensor or a list of tensors."""
    builder = trt.Builder(logger)
    network = builder.create_network(0)
    tensors = [network.add_input(f"x{i}", trt.trtype(each.dtype), each.shape) for i, each in enumerate(inputs)]
    made = add(network, *tensors)
    outputs = [made.get_output(0)] if isinstance(made, trt.ILayer) else [made] if isinstance(made, trt.ITensor) else made
    for i, tensor in enumerate(outputs):
        tensor.name = f"y{i}"
        network.mark_output(tensor)
    config = builder.create_builder_config()
    config.set_device("cpu")
    plan = builder.build_serialized_network(network, config)
    assert plan is not None, logger.take_errors()
    runtime = trt.Runtime(logger)
    results = trt.Model(runtime.deserialize_cuda_engine(plan), trt.running._Log(), (runtime,))(*inputs)
    return results if isinstance(results, dict) else {"y0": results}


def constant(network, values):
    return network.add_constant(values.shape, np.ascontiguousarray(values)).get_output(0)


X = floats(2, 3, 4)
INDICES = np.array([[2, 0], [1, 1]], np.int32)
BOXES = np.array([[[0, 0, 2, 2], [0, 0, 2, 2.1], [5, 5, 7, 7]]], np.float32)
SCORES = np.array([[[0.9], [0.8], [0.7]]], np.float32)


def one_hot(n, x):
    return n.add_one_hot(x, constant(n, np.array([0, 1], np.float32)), constant(n, np.array(3, np.int32)), -1)


def normalization(n, x):
    layer = n.add_normalization(x, constant(n, np.full((1, 3, 1), 2, np.float32)), constant(n, np.ones((1, 3, 1), np.float32)), 1 << 2)
    layer.epsilon = 1e-3
    assert type(layer) is trt.INormalizationLayer and layer.axes == 4 and abs(layer.epsilon - 1e-3) < 1e-9
    return layer


def quantized(n, x):
    scale = constant(n, np.array(0.05, np.float32))
    layer = n.add_dequantize(n.add_quantize(x, scale).get_output(0), scale)
    assert type(layer) is trt.IDequantizeLayer
    return layer


def asserted(n, x):
    layer = n.add_assertion(constant(n, np.array(True)), "always so")
    assert type(layer) is trt.IAssertionLayer and layer.message == "always so"
    return n.add_identity(x)


def norm(x):
    mean, var = x.mean(2, keepdims=True), x.var(2, keepdims=True)
    return 2 * (x - mean) / np.sqrt(var + 1e-3) + 1


def scattered(x, at, updates):
    out = x.copy()
    np.put_along_axis(out, at, updates, 1)
    return out


def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


def attention(n, q, k, v):
    layer = n.add_attention(q, k, v, trt.AttentionNormalizationOp.SOFTMAX, False)
    assert type(layer) is trt.IAttention and layer.norm_op == trt.AttentionNormalizationOp.SOFTMAX
    return layer.get_output(0)


Q, K, V = floats(1, 2, 3, 4), floats(1, 2, 5, 4), floats(1, 2, 5, 4)
CASES = {
    "IScatterLayer": ([floats(2, 3), INDICES, floats(2, 2)], lambda n, x, i, u: scatter_elements(n, x, i, u), scattered),
    "IOneHotLayer": ([INDICES], one_hot, lambda x: np.eye(3, dtype=np.float32)[x]),
    "IReverseSequenceLayer": ([X, np.array([2, 3, 1], np.int32)], lambda n, x, s: reverse_sequence(n, x, s),
                              lambda x, s: np.stack([np.concatenate([x[:s[b], b][::-1], x[s[b]:, b]]) for b in range(3)], 1)),
    "ISqueezeLayer": ([floats(2, 1, 3)], lambda n, x: n.add_squeeze(x, constant(n, np.array([1], np.int32))), lambda x: x[:, 0]),
    "IUnsqueezeLayer": ([floats(2, 3)], lambda n, x: n.add_unsqueeze(x, constant(n, np.array([1], np.int32))), lambda x: x[:, None]),
    "INormalizationLayer": ([X], normalization, norm),
    "ICumulativeLayer": ([X], lambda n, x: n.add_cumulative(x, constant(n, np.array(1, np.int32)), trt.CumulativeOperation.SUM, False, False),
                         lambda x: np.cumsum(x, 1)),
    "INonZeroLayer": ([(X > 0).astype(np.float32)], lambda n, x: n.add_non_zero(x), lambda x: np.array(np.nonzero(x))),
    "INMSLayer": ([BOXES, SCORES], lambda n, b, s: nms(n, b, s), lambda b, s: np.array([[0, 0, 0], [0, 0, 2]])),
    "IAssertionLayer": ([X], asserted, lambda x: x),
    "IDequantizeLayer": ([X], quantized, lambda x: np.clip(np.rint(x / np.float32(0.05)), -128, 127) * np.float32(0.05)),
    "IAttention": ([Q, K, V], attention, lambda q, k, v: softmax(q @ k.swapaxes(2, 3)) @ v),
    "IRotaryEmbeddingLayer": ([Q, floats(3, 2), floats(3, 2)], lambda n, x, c, s: rotated(n, x, c, s), lambda x, c, s: np.concatenate(
        [x[..., :2] * c - x[..., 2:] * s, x[..., :2] * s + x[..., 2:] * c], -1)),
}


def scatter_elements(n, x, indices, updates):
    layer = n.add_scatter(x, indices, updates, trt.ScatterMode.ELEMENT)
    layer.axis = 1
    assert type(layer) is trt.IScatterLayer and layer.mode == trt.ScatterMode.ELEMENT
    return layer


def reverse_sequence(n, x, lengths):
    layer = n.add_reverse_sequence(x, lengths)
    layer.batch_axis, layer.sequence_axis = 1, 0
    assert type(layer) is trt.IReverseSequenceLayer
    return layer


def nms(n, boxes, scores):
    layer = n.add_nms(boxes, scores, constant(n, np.array(5, np.int32)))
    layer.bounding_box_format, layer.topk_box_limit = trt.BoundingBoxFormat.CORNER_PAIRS, 3
    layer.set_input(3, constant(n, np.array(0.5, np.float32)))
    layer.set_input(4, constant(n, np.array(0.1, np.float32)))
    assert type(layer) is trt.INMSLayer and layer.bounding_box_format == trt.BoundingBoxFormat.CORNER_PAIRS
    return layer


def rotated(n, x, cosines, sines):
    shapes = [constant(n, np.array([1, 3, 2], np.int64))] * 2
    shuffled = []
    for tensor, shape in zip((cosines, sines), shapes):
        shuffle = n.add_shuffle(tensor)
        shuffle.set_input(1, shape)
        shuffled.append(shuffle.get_output(0))
    layer = n.add_rotary_embedding(x, *shuffled, False, 4)
    assert type(layer) is trt.IRotaryEmbeddingLayer and layer.rotary_embedding_dim == 4 and not layer.interleaved
    return layer


@pytest.mark.parametrize("name", CASES)
def test_layer(name, logger):
    inputs, add, reference = CASES[name]
    def added(network, *tensors):
        made = add(network, *tensors)
        # An attention is no layer, but has two.
        assert any(type(layer) is getattr(trt, {"IAttention": "IAttentionInputLayer"}.get(name, name)) for layer in network)
        return made

    found = run(logger, inputs, added)["y0"]
    np.testing.assert_allclose(found, reference(*inputs), rtol=2e-5, atol=2e-6)


def test_topk_and_what_it_gives_besides(logger):
    found = run(logger, [X], lambda n, x: [n.add_topk(x, trt.TopKOperation.MAX, 2, 1 << 2).get_output(i) for i in (0, 1)])
    order = np.argsort(-X, 2)[..., :2]
    np.testing.assert_array_equal(found["y1"], order)
    np.testing.assert_array_equal(found["y0"], np.take_along_axis(X, order, 2))


def test_a_loop(logger):
    """The running sum of rows, and the last one, doubled in each of three iterations."""
    def add(n, x):
        loop = n.add_loop()
        loop.name = "sums"
        limit = loop.add_trip_limit(constant(n, np.array(3, np.int32)), trt.TripLimit.COUNT)
        iterator = loop.add_iterator(x, 0, False)
        recurrence = loop.add_recurrence(constant(n, np.zeros((3, 4), np.float32)))
        total = n.add_elementwise(recurrence.get_output(0), iterator.get_output(0), trt.ElementWiseOperation.SUM).get_output(0)
        recurrence.set_input(1, total)
        last = loop.add_loop_output(recurrence.get_output(0), trt.LoopOutput.LAST_VALUE)
        every = loop.add_loop_output(total, trt.LoopOutput.CONCATENATE, 0)
        every.set_input(1, constant(n, np.array(3, np.int32)))
        assert (type(loop), type(limit), type(iterator)) == (trt.ILoop, trt.ITripLimitLayer, trt.IIteratorLayer)
        assert (type(recurrence), type(last)) == (trt.IRecurrenceLayer, trt.ILoopOutputLayer)
        assert limit.kind == trt.TripLimit.COUNT and every.kind == trt.LoopOutput.CONCATENATE and not iterator.reverse
        assert isinstance(limit, trt.ILoopBoundaryLayer) and limit.loop.name == loop.name == "sums"
        return [last.get_output(0), every.get_output(0)]

    x = floats(3, 3, 4)
    found = run(logger, [x], add)
    np.testing.assert_allclose(found["y1"], np.cumsum(x, 0), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(found["y0"], x.sum(0), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("value", [True, False])
def test_a_conditional(logger, value):
    def add(n, x, flag):
        conditional = n.add_if_conditional()
        conditional.name = "either"
        condition = conditional.set_condition(n.add_reduce(n.add_cast(flag, trt.int32).get_output(0), trt.ReduceOperation.MAX, 1, False) and flag)
        given = conditional.add_input(x)
        yes = n.add_unary(given.get_output(0), trt.UnaryOperation.EXP).get_output(0)
        no = n.add_unary(given.get_output(0), trt.UnaryOperation.NEG).get_output(0)
        output = conditional.add_output(yes, no)
        assert (type(conditional), type(condition)) == (trt.IIfConditional, trt.IConditionLayer)
        assert (type(given), type(output)) == (trt.IIfConditionalInputLayer, trt.IIfConditionalOutputLayer)
        assert isinstance(output, trt.IIfConditionalBoundaryLayer) and output.conditional.name == "either"
        return output

    found = run(logger, [X, np.array(value)], add)["y0"]
    np.testing.assert_allclose(found, np.exp(X) if value else -X, rtol=1e-5)


def test_a_cache_of_keys_is_updated(logger):
    cache, update, at = np.zeros((1, 2, 6, 4), np.float32), floats(1, 2, 2, 4), np.array([3], np.int32)

    def add(n, c, u, i):
        layer = n.add_kv_cache_update(c, u, i, trt.KVCacheMode.LINEAR)
        assert type(layer) is trt.IKVCacheUpdateLayer and layer.cache_mode == trt.KVCacheMode.LINEAR
        return layer

    expected = cache.copy()
    expected[:, :, 3:5] = update
    np.testing.assert_array_equal(run(logger, [cache.copy(), update, at], add)["y0"], expected)


def test_shapes_permutations_and_dims(logger):
    def add(n, x):
        layer = n.add_shuffle(x)
        layer.first_transpose = (2, 0, 1)
        layer.reshape_dims = trt.Dims2(4, 6)
        assert isinstance(layer.first_transpose, trt.Permutation) and list(layer.first_transpose)[:3] == [2, 0, 1]
        return [layer.get_output(0), n.add_shape(x).get_output(0)]

    found = run(logger, [X], add)
    np.testing.assert_array_equal(found["y0"], X.transpose(2, 0, 1).reshape(4, 6))
    assert list(found["y1"]) == [2, 3, 4]


@pytest.mark.parametrize("add, what", [
    (lambda n, x: n.add_dynamic_quantize(x, 1, 16, trt.fp4, trt.fp8), trt.IDynamicQuantizeLayer),
    (lambda n, x: n.add_moe(x, n.add_input("e", trt.int32, (2, 3, 2)), n.add_input("s", trt.float32, (2, 3, 2))), trt.IMoELayer),
    (lambda n, x: n.add_dist_collective(x, trt.CollectiveOperation.ALL_REDUCE, trt.ReduceOperation.SUM, -1, []), trt.IDistCollectiveLayer),
    (lambda n, x: n.add_ragged_softmax(n.add_input("r", trt.float32, (1, 3, 4)), n.add_input("b", trt.int32, (1, 3, 1))), trt.IRaggedSoftMaxLayer)])
def test_layers_that_may_be_refused_say_why(add, what, logger):
    """None and an error, or a layer of its class, whose engine is built or refused with an error."""
    builder = trt.Builder(logger)
    network = builder.create_network(0)
    layer = add(network, network.add_input("x", trt.float32, (2, 3, 16)))
    if layer is None:
        assert logger.take_errors()
        return
    assert type(layer) is what
    network.mark_output(layer.get_output(0))
    config = builder.create_builder_config()
    config.set_device("cpu")
    assert builder.build_serialized_network(network, config) is not None or logger.take_errors()
