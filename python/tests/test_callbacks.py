"""Classes that Python code derives and the library calls: allocators, streams, listeners, profilers, recorders; and what it says of wrong ones."""

import numpy as np
import pytest

import tenon as trt


def network_of_two(logger):
    """y = -exp(x) for x [2, 3], with a name for what lies between."""
    builder = trt.Builder(logger)
    network = builder.create_network(0)
    inner = network.add_unary(network.add_input("x", trt.float32, (2, 3)), trt.UnaryOperation.EXP).get_output(0)
    inner.name = "inner"
    outer = network.add_unary(inner, trt.UnaryOperation.NEG).get_output(0)
    outer.name = "y"
    network.mark_output(outer)
    config = builder.create_builder_config()
    config.set_device("cpu")
    return builder, network, config


@pytest.fixture
def plan(logger):
    builder, network, config = network_of_two(logger)
    return bytes(builder.build_serialized_network(network, config))


def infer(context):
    x, y = np.linspace(-1, 1, 6, dtype=np.float32).reshape(2, 3), np.full((2, 3), np.nan, np.float32)
    assert context.execute_v2([x.ctypes.data, y.ctypes.data])
    np.testing.assert_allclose(y, -np.exp(x), rtol=1e-5)


class Reader(trt.IStreamReader):
    def __init__(self, data):
        trt.IStreamReader.__init__(self)
        self.data, self.at = data, 0

    def read(self, size):
        part = self.data[self.at:self.at + size]
        self.at += size
        return part


class ReaderV2(trt.IStreamReaderV2):
    def __init__(self, data):
        trt.IStreamReaderV2.__init__(self)
        self.data, self.at = data, 0

    def read(self, num_bytes, stream):
        part = self.data[self.at:self.at + num_bytes]
        self.at += num_bytes
        return part

    def seek(self, offset, where):
        self.at = offset + {trt.SeekPosition.SET: 0, trt.SeekPosition.CUR: self.at, trt.SeekPosition.END: len(self.data)}[where]
        return True


@pytest.mark.parametrize("kind", [Reader, ReaderV2])
def test_engines_from_readers(kind, plan, logger):
    runtime = trt.Runtime(logger)
    infer(runtime.deserialize_cuda_engine(kind(plan)).create_execution_context())
    infer(runtime.deserialize_cuda_engine(kind(memoryview(plan))).create_execution_context())
    infer(runtime.deserialize_cuda_engine(bytearray(plan)).create_execution_context())
    assert runtime.deserialize_cuda_engine(kind(plan[:100])) is None and logger.take_errors()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_reader_that_raises_is_an_engine_that_does_not_load(logger):
    class Broken(trt.IStreamReader):
        def read(self, size):
            raise OSError("the disk is gone")

    trt.take_exceptions()
    assert trt.Runtime(logger).deserialize_cuda_engine(Broken()) is None
    assert any("the disk is gone" in text for text in trt.take_exceptions())
    with pytest.raises(TypeError, match="bytes-like"):
        trt.Runtime(logger).deserialize_cuda_engine(5)


def test_a_writer_gets_the_engine_file(plan, logger):
    class Writer(trt.IStreamWriter):
        def __init__(self):
            trt.IStreamWriter.__init__(self)
            self.data = b""

        def write(self, data):
            self.data += data
            return len(data)

    builder, network, config = network_of_two(logger)
    writer = Writer()
    assert builder.build_serialized_network_to_stream(network, config, writer)
    assert len(writer.data) == len(plan)
    infer(trt.Runtime(logger).deserialize_cuda_engine(writer.data).create_execution_context())


def test_an_output_allocator_gives_memory(plan, logger):
    class Allocator(trt.IOutputAllocator):
        def __init__(self):
            trt.IOutputAllocator.__init__(self)
            self.told = []

        def reallocate_output(self, tensor_name, memory, size, alignment):
            self.memory = np.empty(size + alignment, np.uint8)
            self.told.append((tensor_name, size))
            return self.memory.ctypes.data + -self.memory.ctypes.data % alignment

        def notify_shape(self, tensor_name, shape):
            self.told.append((tensor_name, tuple(shape)))

    context = trt.Runtime(logger).deserialize_cuda_engine(plan).create_execution_context()
    allocator, x = Allocator(), np.ones((2, 3), np.float32)
    assert context.set_output_allocator("y", allocator) and context.get_output_allocator("y") is allocator
    context.set_tensor_address("x", x.ctypes.data)
    assert context.execute_async_v3(0)
    assert allocator.told == [("y", context.get_max_output_size("y")), ("y", (2, 3))]


@pytest.mark.parametrize("base", [trt.IGpuAllocator, trt.IGpuAsyncAllocator])
def test_allocators_serve_temporary_storage(base, plan, logger):
    class Allocator(base):
        def __init__(self):
            base.__init__(self)
            self.live, self.calls = {}, 0

        def allocate(self, size, alignment, flags):
            memory = np.empty(size + max(alignment, 1), np.uint8)
            address = memory.ctypes.data + -memory.ctypes.data % max(alignment, 1)
            self.live[address], self.calls = memory, self.calls + 1
            return address

        def deallocate(self, memory):
            return self.live.pop(memory, None) is not None

        def allocate_async(self, size, alignment, flags, stream):
            return self.allocate(size, alignment, flags)

        def deallocate_async(self, memory, stream):
            return self.deallocate(memory)

    runtime, allocator = trt.Runtime(logger), Allocator()
    runtime.gpu_allocator = allocator
    context = runtime.deserialize_cuda_engine(plan).create_execution_context()
    context.temporary_storage_allocator = allocator
    assert context.temporary_storage_allocator is allocator
    infer(context)
    del context
    assert not allocator.live


@pytest.mark.parametrize("call", [lambda: trt.IGpuAllocator().allocate(1, 1, 0), lambda: trt.IStreamReader().read(1), lambda: trt.IStreamWriter().write(b""),
                                  lambda: trt.IOutputAllocator().notify_shape("y", ()), lambda: trt.IProfiler().report_layer_time("l", 1.0),
                                  lambda: trt.IGpuAsyncAllocator().deallocate_async(1, 0), lambda: trt.IDebugListener().process_debug_tensor()])
def test_methods_to_write_say_so(call):
    with pytest.raises(NotImplementedError, match="expected a class that writes it"):
        call()


def test_a_listener_sees_tensors_that_are_marked(logger):
    class Listener(trt.IDebugListener):
        def __init__(self):
            trt.IDebugListener.__init__(self)
            self.seen = {}

        def process_debug_tensor(self, addr, location, type, shape, name, stream):
            assert location == trt.TensorLocation.HOST or addr
            desc = trt.PluginTensorDesc()
            desc.dims, desc.type, desc.format = shape, type, trt.TensorFormat.LINEAR
            self.seen[name] = trt.array_of(addr, desc).copy()
            return True

    builder, network, config = network_of_two(logger)
    inner = network.get_layer(0).get_output(0)
    assert network.mark_debug(inner) and network.is_debug_tensor(inner)
    engine = builder.build_engine_with_config(network, config)
    context, listener = engine.create_execution_context(), Listener()
    assert engine.is_debug_tensor("inner") and context.set_debug_listener(listener) and context.get_debug_listener() is listener
    infer(context)
    assert not listener.seen
    assert context.set_tensor_debug_state("inner", True) and context.get_debug_state("inner")
    infer(context)
    np.testing.assert_allclose(listener.seen["inner"], np.exp(np.linspace(-1, 1, 6).reshape(2, 3)), rtol=1e-5)


def test_the_printing_profiler(plan, logger, capfd):
    context = trt.Runtime(logger).deserialize_cuda_engine(plan).create_execution_context()
    context.profiler = trt.Profiler()
    infer(context)
    context.profiler.report_layer_time("of mine", 1.5)
    import ctypes
    ctypes.CDLL(None).fflush(None)
    printed = capfd.readouterr().out
    assert "of mine: 1.5ms" in printed and printed.count("ms") >= 2


def test_profiles_are_reported_when_asked_for(plan, logger):
    class Times(trt.IProfiler):
        def __init__(self):
            trt.IProfiler.__init__(self)
            self.times = {}

        def report_layer_time(self, layer_name, ms):
            self.times[layer_name] = ms

    context = trt.Runtime(logger).deserialize_cuda_engine(plan).create_execution_context()
    context.profiler, context.enqueue_emits_profile = Times(), False
    x, y = np.ones((2, 3), np.float32), np.ones((2, 3), np.float32)
    context.set_tensor_address("x", x.ctypes.data)
    context.set_tensor_address("y", y.ctypes.data)
    assert context.execute_async_v3(0) and not context.profiler.times
    assert context.report_to_profiler() and context.profiler.times


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_monitor_ends_a_build(logger):
    class Monitor(trt.IProgressMonitor):
        def phase_start(self, phase_name, parent_phase, num_steps):
            assert parent_phase is None or isinstance(parent_phase, str)

        def step_complete(self, phase_name, step):
            return False

        def phase_finish(self, phase_name):
            pass

    builder, network, config = network_of_two(logger)
    config.progress_monitor = Monitor()
    assert builder.build_serialized_network(network, config) is None
    assert any("progress monitor" in text.lower() or "cancel" in text.lower() or "ended" in text.lower() for text in logger.take_errors())
