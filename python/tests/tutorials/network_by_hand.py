"""A network added layer by layer with weights from arrays, as samples do for MNIST."""

import sys

import numpy as np
import pycuda.autoinit
import pycuda.driver as cuda
import tensorrt as trt

LOGGER = trt.Logger(trt.Logger.WARNING)


class ModelData:
    INPUT_NAME, INPUT_SHAPE, OUTPUT_NAME, DTYPE = "data", (1, 1, 12, 12), "prob", trt.float32


def populate(network, weights):
    data = network.add_input(name=ModelData.INPUT_NAME, dtype=ModelData.DTYPE, shape=ModelData.INPUT_SHAPE)
    first = network.add_convolution_nd(input=data, num_output_maps=4, kernel_shape=(3, 3), kernel=weights["k1"], bias=trt.Weights(weights["b1"]))
    first.stride_nd = (1, 1)
    pooled = network.add_pooling_nd(input=first.get_output(0), type=trt.PoolingType.MAX, window_size=(2, 2))
    pooled.stride_nd = (2, 2)
    relu = network.add_activation(input=pooled.get_output(0), type=trt.ActivationType.RELU)
    flat = network.add_shuffle(relu.get_output(0))
    flat.reshape_dims = (1, 100)
    matrix = network.add_constant((10, 100), trt.Weights(weights["k2"])).get_output(0)
    product = network.add_matrix_multiply(flat.get_output(0), trt.MatrixOperation.NONE, matrix, trt.MatrixOperation.TRANSPOSE)
    bias = network.add_constant((1, 10), weights["b2"]).get_output(0)
    total = network.add_elementwise(product.get_output(0), bias, trt.ElementWiseOperation.SUM)
    softmax = network.add_softmax(total.get_output(0))
    softmax.axes = 1 << 1
    softmax.get_output(0).name = ModelData.OUTPUT_NAME
    network.mark_output(tensor=softmax.get_output(0))


def main():
    weights, file = np.load(sys.argv[1]), sys.argv[3]
    builder = trt.Builder(LOGGER)
    network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH))
    config = builder.create_builder_config()
    config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, 1 << 26)
    populate(network, weights)
    engine = trt.Runtime(LOGGER).deserialize_cuda_engine(builder.build_serialized_network(network, config))
    assert [engine.get_tensor_shape(name) for name in engine] == [(1, 1, 12, 12), (1, 10)]
    context = engine.create_execution_context()
    image, answers = np.ascontiguousarray(weights["image"]), np.empty((1, 10), np.float32)
    into, out = cuda.to_device(image), cuda.mem_alloc_like(answers)
    assert context.execute_v2(bindings=[int(into), int(out)])
    cuda.memcpy_dtoh(answers, out)
    np.save(file + ".npy", answers)


main()
