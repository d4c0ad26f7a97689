"""Release 10 with cuda-python: tensors by name, memory and streams of the CUDA runtime, execute_async_v3."""

import ctypes
import sys

import numpy as np
import tensorrt as trt
from cuda import cuda, cudart

LOGGER = trt.Logger(trt.Logger.WARNING)
BATCH = 5


def checked(answer):
    error, results = answer[0], answer[1:]
    if isinstance(error, cuda.CUresult) and error != cuda.CUresult.CUDA_SUCCESS:
        raise RuntimeError(f"CUDA: {error}")
    if isinstance(error, cudart.cudaError_t) and error != cudart.cudaError_t.cudaSuccess:
        raise RuntimeError(f"CUDA runtime: {error}")
    return results[0] if len(results) == 1 else results


class HostDeviceMemory:
    """Page-locked memory as an array, and as much on the device."""

    def __init__(self, count, dtype):
        self.nbytes = count * dtype.itemsize
        host = checked(cudart.cudaMallocHost(self.nbytes))
        pointer = ctypes.cast(host, ctypes.POINTER(np.ctypeslib.as_ctypes_type(dtype)))
        self.host, self.device = np.ctypeslib.as_array(pointer, (count,)), checked(cudart.cudaMalloc(self.nbytes))

    def free(self):
        checked(cudart.cudaFree(self.device))
        checked(cudart.cudaFreeHost(self.host.ctypes.data))


def build(path):
    builder = trt.Builder(LOGGER)
    network = builder.create_network(0)
    parser = trt.OnnxParser(network, LOGGER)
    if not parser.parse_from_file(path):
        raise SystemExit([parser.get_error(i).desc() for i in range(parser.num_errors)])
    config = builder.create_builder_config()
    config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, 1 << 28)
    config.set_timing_cache(config.create_timing_cache(b""), ignore_mismatch=False)
    if "--fp16" in sys.argv:
        config.set_flag(trt.BuilderFlag.FP16)
    profile = builder.create_optimization_profile()
    for i in range(network.num_inputs):
        profile.set_shape(network.get_input(i).name, [1, 1, 8, 8], [BATCH, 1, 8, 8], [BATCH, 1, 8, 8])
    config.add_optimization_profile(profile)
    return builder.build_serialized_network(network, config)


def main():
    model, scans, file = sys.argv[1:4]
    trt.init_libnvinfer_plugins(LOGGER, namespace="")
    plan = build(model)
    with open(file, "wb") as f:
        f.write(plan)
    engine = trt.Runtime(LOGGER).deserialize_cuda_engine(plan)
    context = engine.create_execution_context()
    stream = checked(cudart.cudaStreamCreate())
    names = [engine.get_tensor_name(i) for i in range(engine.num_io_tensors)]
    memory = {}
    for name in names:
        shape = engine.get_tensor_profile_shape(name, 0)[-1] if engine.get_tensor_mode(name) == trt.TensorIOMode.INPUT else None
        if shape is not None:
            context.set_input_shape(name, shape)
        memory[name] = HostDeviceMemory(trt.volume(shape or context.get_tensor_shape(name)), np.dtype(trt.nptype(engine.get_tensor_dtype(name))))
        context.set_tensor_address(name, memory[name].device)
    images, digits = np.load(scans), []
    for start in range(0, len(images), BATCH):
        part = images[start:start + BATCH]
        context.set_input_shape(names[0], part.shape)
        memory[names[0]].host[:part.size] = part.ravel()
        into, out = memory[names[0]], memory[names[-1]]
        checked(cudart.cudaMemcpyAsync(into.device, into.host, into.nbytes, cudart.cudaMemcpyKind.cudaMemcpyHostToDevice, stream))
        assert context.execute_async_v3(stream_handle=stream)
        checked(cudart.cudaMemcpyAsync(out.host, out.device, out.nbytes, cudart.cudaMemcpyKind.cudaMemcpyDeviceToHost, stream))
        checked(cudart.cudaStreamSynchronize(stream))
        digits.extend(out.host.reshape(BATCH, -1)[:len(part)].argmax(1))
    np.save(file + ".npy", digits)
    [each.free() for each in memory.values()]
    checked(cudart.cudaStreamDestroy(stream))


main()
