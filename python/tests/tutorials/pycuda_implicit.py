"""Release 7 with PyCUDA: an implicit batch, the builder's own settings, execute_async with a batch size."""

import sys

import numpy as np
import pycuda.autoinit
import pycuda.driver as cuda
import tensorrt as trt

LOGGER = trt.Logger(trt.Logger.WARNING)
BATCH = 3


def build(path):
    with trt.Builder(LOGGER) as builder, builder.create_network() as network, trt.OnnxParser(network, LOGGER) as parser:
        builder.max_batch_size = BATCH
        builder.max_workspace_size = 1 << 28
        builder.fp16_mode = "--fp16" in sys.argv
        with open(path, "rb") as model:
            if not parser.parse(model.read()):
                raise SystemExit([parser.get_error(i).desc() for i in range(parser.num_errors)])
        assert network.has_implicit_batch_dimension
        return builder.build_cuda_engine(network)


def main():
    model, scans, file = sys.argv[1:4]
    trt.init_libnvinfer_plugins(LOGGER, "")
    with build(model) as engine, open(file, "wb") as plan:
        plan.write(bytearray(engine.serialize()))
    with open(file, "rb") as plan, trt.Runtime(LOGGER) as runtime:
        engine = runtime.deserialize_cuda_engine(plan.read())
    assert engine.has_implicit_batch_dimension and engine.max_batch_size == BATCH
    sizes = [trt.volume(engine.get_binding_shape(i)) * engine.max_batch_size for i in range(engine.num_bindings)]
    host_in, host_out = (cuda.pagelocked_empty(size, dtype=np.float32) for size in sizes)
    device_in, device_out = cuda.mem_alloc(host_in.nbytes), cuda.mem_alloc(host_out.nbytes)
    stream, images, digits = cuda.Stream(), np.load(scans), []
    with engine.create_execution_context() as context:
        for start in range(0, len(images), BATCH):
            part = images[start:start + BATCH]
            host_in[:part.size] = part.ravel()
            cuda.memcpy_htod_async(device_in, host_in, stream)
            context.execute_async(batch_size=len(part), bindings=[int(device_in), int(device_out)], stream_handle=stream.handle)
            cuda.memcpy_dtoh_async(host_out, device_out, stream)
            stream.synchronize()
            digits.extend(host_out.reshape(BATCH, -1)[:len(part)].argmax(1))
    np.save(file + ".npy", digits)


main()
