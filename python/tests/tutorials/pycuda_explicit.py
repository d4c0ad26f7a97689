"""Release 8 with PyCUDA: a dynamic batch and a profile, buffers for each binding, execute_async_v2."""

import sys

import numpy as np
import pycuda.autoinit
import pycuda.driver as cuda
import tensorrt as trt

LOGGER = trt.Logger(trt.Logger.WARNING)
BATCH = 4


class Buffers:
    def __init__(self, host, device):
        self.host, self.device = host, device


def build(path):
    with trt.Builder(LOGGER) as builder, \
            builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH)) as network, \
            builder.create_builder_config() as config, trt.OnnxParser(network, LOGGER) as parser:
        config.max_workspace_size = 1 << 28
        if builder.platform_has_fast_fp16 and "--fp16" in sys.argv:
            config.set_flag(trt.BuilderFlag.FP16)
        with open(path, "rb") as model:
            if not parser.parse(model.read()):
                for error in range(parser.num_errors):
                    print(parser.get_error(error))
                sys.exit(1)
        profile = builder.create_optimization_profile()
        profile.set_shape(network.get_input(0).name, min=(1, 1, 8, 8), opt=(BATCH, 1, 8, 8), max=(BATCH, 1, 8, 8))
        config.add_optimization_profile(profile)
        return builder.build_engine(network, config)


def allocate(engine, context):
    inputs, outputs, bindings = [], [], []
    for binding in engine:
        index = engine.get_binding_index(binding)
        size = trt.volume(context.get_binding_shape(index))
        host = cuda.pagelocked_empty(size, trt.nptype(engine.get_binding_dtype(binding)))
        device = cuda.mem_alloc(host.nbytes)
        bindings.append(int(device))
        (inputs if engine.binding_is_input(binding) else outputs).append(Buffers(host, device))
    return inputs, outputs, bindings, cuda.Stream()


def infer(context, bindings, inputs, outputs, stream):
    [cuda.memcpy_htod_async(each.device, each.host, stream) for each in inputs]
    context.execute_async_v2(bindings=bindings, stream_handle=stream.handle)
    [cuda.memcpy_dtoh_async(each.host, each.device, stream) for each in outputs]
    stream.synchronize()
    return [each.host for each in outputs]


def main():
    model, scans, file = sys.argv[1:4]
    trt.init_libnvinfer_plugins(LOGGER, "")
    with build(model) as engine, open(file, "wb") as plan:
        plan.write(engine.serialize())
    with open(file, "rb") as plan, trt.Runtime(LOGGER) as runtime:
        engine = runtime.deserialize_cuda_engine(plan.read())
    images, digits = np.load(scans), []
    with engine.create_execution_context() as context:
        context.set_binding_shape(0, (BATCH, 1, 8, 8))
        inputs, outputs, bindings, stream = allocate(engine, context)
        for start in range(0, len(images), BATCH):
            np.copyto(inputs[0].host, images[start:start + BATCH].ravel())
            scores, = infer(context, bindings, inputs, outputs, stream)
            digits.extend(scores.reshape(BATCH, -1).argmax(1))
    np.save(file + ".npy", digits)


main()
