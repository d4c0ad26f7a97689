"""Arrays of other frameworks: by DLPack and __cuda_array_interface__, PyTorch's where it is installed; CUDA's calls on host memory."""

import numpy as np
import pytest

import tenon
from tenon import _devices, _tenon, running
from tenon.cuda import cudart
from tenon.pycuda import driver

X = np.arange(6, dtype=np.float32).reshape(2, 3) - 3
LEAKY = np.where(X > 0, X, np.float32(0.5) * X)


@pytest.fixture
def leaky():
    return tenon.plugin("LReLU_TRT", negSlope=0.5, device="cpu")


class OnlyDlpack:
    """An array of a framework that Tenon does not know."""

    def __init__(self, array):
        self.array, self.shape, self.dtype = array, array.shape, array.dtype

    def __dlpack__(self, **options):
        return self.array.__dlpack__(**options)

    def __dlpack_device__(self):
        return self.array.__dlpack_device__()


class OnlyInterface:
    """The same with __cuda_array_interface__; the memory is the host's."""

    def __init__(self, array):
        self.array, self.shape, self.dtype = array, array.shape, array.dtype
        self.__cuda_array_interface__ = {"shape": array.shape, "typestr": array.dtype.str, "data": (array.ctypes.data, False), "version": 3,
                                         "strides": array.strides if not array.flags.c_contiguous else None}


@pytest.fixture
def device_runner(leaky):
    """The runner for GPUs over an engine for the CPU: what it takes for device memory is the host's, by CUDA's calls on host memory."""
    model = leaky._engine([X])
    runner = running._DeviceRunner(model.engine, leaky._log, _devices.host_runtime())
    runner.device = "staged"
    return runner


def test_numpy_arrays_are_copied_there_and_back(device_runner):
    for _ in range(3):
        found, = device_runner.run([X])
        np.testing.assert_array_equal(found, LEAKY)


def test_arrays_with_an_interface_are_used_where_they_lie(device_runner):
    found, = device_runner.run([OnlyInterface(X)])
    assert isinstance(found, tenon._gpu_arrays.DeviceArray) and found.shape == (2, 3)
    assert device_runner.context.get_tensor_address(device_runner.inputs[0]) == X.ctypes.data
    assert device_runner.context.get_tensor_address(device_runner.outputs[0]) == found.__cuda_array_interface__["data"][0]
    np.testing.assert_array_equal(np.from_dlpack(found), LEAKY)
    kept = np.from_dlpack(found)
    del found
    np.testing.assert_array_equal(kept, LEAKY)


@pytest.mark.parametrize("value, message", [
    (OnlyInterface(X.T), "expected a contiguous array"),
    (OnlyInterface(X.astype(np.int32)), "expected FLOAT, found INT32"),
    (OnlyDlpack(X.astype(np.float64)), "expected an element type that tensors have"),
    (OnlyDlpack(X), "expected an array on staged, as the engine is, found one on cpu"),
])
def test_what_an_engine_cannot_take_is_named(device_runner, value, message):
    with pytest.raises(TypeError, match="input \"input0\": .*" + message):
        device_runner.run([value])


def test_dlpack_on_the_cpu(leaky):
    np.testing.assert_array_equal(leaky(OnlyDlpack(X)), LEAKY)
    address, shape, dtype, device, _ = _tenon._view_of_dlpack(X)
    assert (address, shape, dtype, device) == (X.ctypes.data, [2, 3], tenon.float32, "cpu")


def test_torch_tensors_on_the_cpu(leaky):
    torch = pytest.importorskip("torch")
    x = torch.from_numpy(X)
    found = leaky(x)
    assert isinstance(found, torch.Tensor) and torch.equal(found, torch.from_numpy(LEAKY))
    assert torch.equal(leaky(x.T), found.T)
    assert leaky(x.half()).dtype == torch.float16
    grown = leaky(x.clone().requires_grad_())
    assert torch.equal(grown, found) and not grown.requires_grad
    np.testing.assert_array_equal(leaky(X), LEAKY)


def test_sizes_that_depend_on_data_with_torch_tensors_and_numpy_in_turn():
    torch = pytest.importorskip("torch")
    logger = tenon.Logger(tenon.Logger.WARNING)
    builder = tenon.Builder(logger)
    network = builder.create_network(0)
    layer = network.add_non_zero(network.add_input("x", tenon.float32, (3, 4)))
    network.mark_output(layer.get_output(0))
    config = builder.create_builder_config()
    assert config.set_device("cpu")
    engine = tenon.Runtime(logger).deserialize_cuda_engine(builder.build_serialized_network(network, config))
    net = tenon.Model(engine, tenon.running._Log(), ())
    for seed in range(4):
        x = (np.random.default_rng(seed).random((3, 4)) > 0.5).astype(np.float32)
        expected = np.array(np.nonzero(x))
        for _ in range(2):
            np.testing.assert_array_equal(net(torch.from_numpy(x)).numpy(), expected)
        np.testing.assert_array_equal(net(x), expected)


def test_a_plugin_on_torch_tensors():
    torch = pytest.importorskip("torch")

    @tenon.plugin_function("PyTorchShift", framework="torch", types=(tenon.float32, tenon.float16, tenon.bfloat16))
    def shift(x, *, by=1.0):
        assert isinstance(x, torch.Tensor)
        return x + by

    shifted = tenon.plugin("PyTorchShift", by=2.0, device="cpu")
    x = torch.from_numpy(X)
    for dtype in (torch.float32, torch.float16, torch.bfloat16):
        found = shifted(x.to(dtype))
        assert found.dtype == dtype and torch.equal(found, x.to(dtype) + 2)
    np.testing.assert_array_equal(shifted(X), X + 2)


def test_frameworks_that_a_device_lacks_are_refused():
    with pytest.raises(ValueError, match="expected the device .* found \"cpu\" with \"cupy\""):
        tenon.plugin_function("PyNowhere", framework="cupy")(lambda x: x)


def test_cuda_calls_on_host_memory():
    ok = cudart.cudaError_t.cudaSuccess
    error, memory = cudart.cudaMalloc(24)
    assert error == ok
    assert cudart.cudaMemcpy(memory, X, X.nbytes, cudart.cudaMemcpyKind.cudaMemcpyHostToDevice) == (ok,)
    back = np.empty_like(X)
    error, stream = cudart.cudaStreamCreate()
    assert cudart.cudaMemcpyAsync(back.ctypes.data, memory, X.nbytes, cudart.cudaMemcpyKind.cudaMemcpyDeviceToHost, stream) == (ok,)
    assert cudart.cudaStreamSynchronize(stream) == cudart.cudaStreamDestroy(stream) == (ok,)
    np.testing.assert_array_equal(back, X)
    too_much, = cudart.cudaMemcpy(memory, X, 25, cudart.cudaMemcpyKind.cudaMemcpyHostToDevice)
    assert too_much == cudart.cudaError_t.cudaErrorInvalidValue
    assert cudart.cudaGetErrorString(too_much)[1]
    assert cudart.cudaFree(memory) == (ok,)
    assert cudart.cudaFree(memory)[0] != ok
    with pytest.raises(TypeError, match="cudaFree: expected 1 arguments, found 2"):
        cudart.cudaFree(0, 0)


def test_pycudas_calls_on_host_memory():
    import tenon.pycuda.autoinit  # noqa: F401
    array = driver.pagelocked_zeros((2, 3), np.float32)
    array[...] = X
    memory = driver.to_device(array)
    start, end, stream = driver.Event(), driver.Event(), driver.Stream()
    start.record(stream)
    driver.memcpy_dtoh_async(array, memory, stream)
    end.record(stream).synchronize()
    assert start.time_till(end) >= 0 and stream.is_done()
    np.testing.assert_array_equal(driver.from_device(memory, (2, 3), np.float32), X)
    with pytest.raises(driver.LogicError, match="memcpy_htod: .*cudaErrorInvalidValue"):
        driver.memcpy_htod(memory, np.zeros(100, np.float32))
    with pytest.raises(ValueError, match="expected a contiguous array"):
        driver.memcpy_htod(memory, X[:, :2])
    with pytest.raises(driver.LogicError, match="expected a number below"):
        driver.Device(99)
    memory.free()
    with pytest.raises(driver.Error):
        driver.memcpy_dtoh(array, memory)
