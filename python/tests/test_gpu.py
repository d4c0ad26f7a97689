"""On an NVIDIA GPU: models and plugins on PyTorch's and CuPy's arrays where they lie, and NumPy's by copies. Skipped where there is none."""

import threading

import numpy as np
import pytest

import tenon
from tenon import _devices

torch = pytest.importorskip("torch")
if not torch.cuda.is_available():
    pytest.skip("needs a GPU that PyTorch sees", allow_module_level=True)
if not _devices._gpu_is_there():
    pytest.skip("needs a build of the library for CUDA", allow_module_level=True)

DEVICE = "cuda:0"


@pytest.fixture(scope="module")
def nets(request):
    """The digits model on the GPU and on the CPU."""
    digits = request.getfixturevalue("digits")
    return tenon.load(digits[0], device="cuda"), tenon.load(digits[0], device="cpu")


class Recording:
    """A context that remembers the addresses it is given."""

    def __init__(self, context):
        self.context, self.addresses = context, {}

    def set_tensor_address(self, name, address):
        self.addresses[name] = address
        return self.context.set_tensor_address(name, address)

    def __getattr__(self, name):
        return getattr(self.context, name)


@pytest.fixture
def recorded(nets):
    """The net on the GPU, and the addresses of its last call."""
    net = nets[0]
    context = net._runner.context
    net._runner.context = recording = Recording(context)
    yield net, recording.addresses
    net._runner.context = context


def close(found, expected):
    np.testing.assert_allclose(found.cpu().numpy() if isinstance(found, torch.Tensor) else found, expected, rtol=1e-3, atol=1e-3)


def test_torch_tensors_are_used_where_they_lie(recorded, nets, digits):
    net, addresses = recorded
    assert net.engine.device == DEVICE
    _, scans, labels = digits
    for count in (1, 5, 16, 5):
        x = torch.from_numpy(scans[:count]).to(DEVICE)
        y = net(x)
        assert isinstance(y, torch.Tensor) and y.device == x.device and y.dtype == torch.float32
        assert addresses[net.inputs[0]] == x.data_ptr() and addresses[net.outputs[0]] == y.data_ptr()
        close(y, nets[1](scans[:count]))
        assert (y.argmax(1).cpu().numpy() == labels[:count]).all()


def test_cupy_arrays_are_used_where_they_lie(recorded, nets, digits):
    cupy = pytest.importorskip("cupy")
    net, addresses = recorded
    x = cupy.asarray(digits[1][:7])
    y = net(x)
    assert isinstance(y, cupy.ndarray)
    assert addresses[net.inputs[0]] == x.data.ptr and addresses[net.outputs[0]] == y.data.ptr
    close(cupy.asnumpy(y), nets[1](digits[1][:7]))


class OnlyDlpack:
    """A tensor as a framework has it that Tenon does not know."""

    def __init__(self, tensor):
        self.tensor, self.shape, self.dtype = tensor, tuple(tensor.shape), np.dtype(np.float32)

    def __dlpack__(self, **options):
        return self.tensor.__dlpack__(**options)

    def __dlpack_device__(self):
        return self.tensor.__dlpack_device__()


def test_arrays_of_other_frameworks_by_dlpack(recorded, nets, digits):
    net, addresses = recorded
    x = torch.from_numpy(digits[1][:3]).to(DEVICE)
    y = net(OnlyDlpack(x))
    assert addresses[net.inputs[0]] == x.data_ptr()
    torch.cuda.synchronize()
    close(torch.from_dlpack(y), nets[1](digits[1][:3]))
    assert torch.from_dlpack(y).data_ptr() == y.__cuda_array_interface__["data"][0] == addresses[net.outputs[0]]


def test_numpy_arrays_are_copied_there_and_back(nets, digits):
    for count in (4, 1, 9):
        y = nets[0](digits[1][:count])
        assert isinstance(y, np.ndarray)
        close(y, nets[1](digits[1][:count]))


def test_work_is_enqueued_on_the_current_stream(nets, digits):
    stream = torch.cuda.Stream()
    x = torch.from_numpy(digits[1][:8]).to(DEVICE)
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        y = nets[0](x) * 2
    stream.synchronize()
    close(y, 2 * nets[1](digits[1][:8]))


def test_what_does_not_fit_is_named(nets, digits):
    x = torch.from_numpy(digits[1][:2])
    with pytest.raises(TypeError, match="expected an array on cuda:0, as the engine is, found one on cpu"):
        nets[0](x)
    with pytest.raises(TypeError, match="expected FLOAT, found HALF"):
        nets[0](x.half().to(DEVICE))
    with pytest.raises(TypeError, match="expected an array on the host, since the engine is for the CPU"):
        nets[1](x.to(DEVICE))
    with pytest.raises(tenon.Error, match="expected a shape that the engine serves"):
        nets[0](torch.zeros((1, 2, 8, 8), device=DEVICE))


def test_from_four_threads(digits, nets):
    expected, wrong = nets[1](digits[1][:8]), []

    def work():
        net = tenon.load(digits[0], device="cuda")
        with torch.cuda.stream(torch.cuda.Stream()):
            x = torch.from_numpy(digits[1][:8]).to(DEVICE)
            for _ in range(20):
                if not np.allclose(net(x).cpu().numpy(), expected, rtol=1e-3, atol=1e-3):
                    wrong.append(net)

    threads = [threading.Thread(target=work) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert not wrong


def test_one_plugin_on_tensors():
    leaky = tenon.plugin("LReLU_TRT", negSlope=0.25)
    x = torch.linspace(-2, 2, 24, device=DEVICE).reshape(2, 3, 4)
    for dtype in (torch.float32, torch.float16):
        y = leaky(x.to(dtype))
        assert y.dtype == dtype and y.device == x.device
        close(y.float(), np.where(x.cpu().numpy() > 0, x.cpu().numpy(), 0.25 * x.cpu().numpy()))


def test_a_plugin_function_on_torch_tensors(tmp_path):
    seen = []

    @tenon.plugin_function("PyGpuTorch", shape=lambda a, b: [a[0], a[1] + b[1]], device="cuda", framework="torch",
                           types=(tenon.float32, tenon.float16, tenon.bfloat16))
    def joined(a, b, *, scale=1.0):
        seen.append((a.device.type, a.data_ptr(), torch.cuda.current_stream().cuda_stream))
        return torch.cat([a, scale * b], 1)

    plugin = tenon.plugin("PyGpuTorch", scale=2.0)
    a, b = torch.randn(3, 4, device=DEVICE), torch.randn(3, 2, device=DEVICE)
    for dtype in (torch.float32, torch.float16, torch.bfloat16):
        found = plugin(a.to(dtype), b.to(dtype))
        assert torch.equal(found, torch.cat([a.to(dtype), 2 * b.to(dtype)], 1))
    seen.clear()
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        plugin(a, b)
    # In the engine's memory or the caller's, never on the host; on the caller's stream.
    assert seen[-1][0] == "cuda" and seen[-1][2] == stream.cuda_stream
    torch.cuda.synchronize()


class Doubler(tenon.IPluginV3, tenon.IPluginV3OneCore, tenon.IPluginV3OneBuild, tenon.IPluginV3OneRuntime):
    """y = factor * x on tensors of PyTorch, by the V3 interface."""

    def __init__(self, factor=2.0):
        super().__init__()
        self.factor, self.num_outputs = float(factor), 1
        self.plugin_name, self.plugin_version, self.plugin_namespace = "PyGpuDoubler", "1", ""

    def get_capability_interface(self, type):
        return self

    def clone(self):
        return Doubler(self.factor)

    def get_output_data_types(self, input_types):
        return [input_types[0]]

    def get_output_shapes(self, inputs, shape_inputs, expr_builder):
        return [tenon.DimsExprs(inputs[0])]

    def supports_format_combination(self, pos, in_out, num_inputs):
        return in_out[pos].desc.format == tenon.TensorFormat.LINEAR and in_out[pos].desc.type == tenon.float32

    def configure_plugin(self, inp, out):
        pass

    def on_shape_change(self, inp, out):
        pass

    def get_fields_to_serialize(self):
        return tenon.PluginFieldCollection([tenon.PluginField("factor", np.float32([self.factor]), tenon.PluginFieldType.FLOAT32)])

    def attach_to_context(self, context):
        return self.clone()

    def set_tactic(self, tactic):
        pass

    def enqueue(self, input_desc, output_desc, inputs, outputs, workspace, stream):
        x = tenon.array_of(inputs[0], input_desc[0], "cuda", framework="torch")
        y = tenon.array_of(outputs[0], output_desc[0], "cuda", True, framework="torch")
        with torch.cuda.stream(torch.cuda.ExternalStream(stream) if stream else torch.cuda.default_stream()):
            torch.mul(x, self.factor, out=y)


class DoublerCreator(tenon.IPluginCreatorV3One):
    name, plugin_version, plugin_namespace = "PyGpuDoubler", "1", ""
    field_names = tenon.PluginFieldCollection([tenon.PluginField("factor", np.float32([0]), tenon.PluginFieldType.FLOAT32)])

    def create_plugin(self, name, field_collection, phase):
        return Doubler(next((field.data[0] for field in field_collection if field.name == "factor"), 2.0))


def test_a_v3_plugin_beside_plugins_in_cpp_through_an_engine_file(tmp_path):
    logger = tenon.Logger(tenon.Logger.WARNING)
    assert tenon.get_plugin_registry().register_creator(DoublerCreator(), "", devices=("cuda",))
    builder = tenon.Builder(logger)
    network = builder.create_network(0)
    x = network.add_input("x", tenon.float32, (-1, 5))
    doubled = network.add_plugin_v3([x], [], Doubler(3.0)).get_output(0)
    creator = tenon.get_plugin_registry().get_creator("LReLU_TRT", "1", "")
    leaky = creator.create_plugin("leaky", tenon.PluginFieldCollection([tenon.PluginField("negSlope", np.float32([0.5]))]))
    layer = network.add_plugin_v2([doubled], leaky)
    network.mark_output(layer.get_output(0))
    config = builder.create_builder_config()
    assert config.set_device("cuda")
    profile = builder.create_optimization_profile()
    profile.set_shape("x", (1, 5), (4, 5), (8, 5))
    config.add_optimization_profile(profile)
    path = tmp_path / "doubler.engine"
    path.write_bytes(bytes(builder.build_serialized_network(network, config)))
    net = tenon.load(path)
    for count in (1, 8, 3):
        given = torch.randn(count, 5, device=DEVICE)
        torch.testing.assert_close(net(given), torch.nn.functional.leaky_relu(3 * given, 0.5))


def test_a_plugin_for_the_cpu_in_an_engine_for_the_gpu():
    @tenon.plugin_function("PyOnHost")
    def on_host(x):
        assert isinstance(x, np.ndarray)
        return x + 1

    x = torch.randn(2, 3, device=DEVICE)
    torch.testing.assert_close(tenon.plugin("PyOnHost", device="cuda")(x), x + 1)


def test_a_plugin_function_on_cupy_arrays():
    cupy = pytest.importorskip("cupy")

    @tenon.plugin_function("PyGpuCupy", device="cuda", framework="cupy")
    def shifted(x, *, by=1.0):
        assert isinstance(x, cupy.ndarray)
        return x + cupy.asarray(by, x.dtype)

    x = cupy.arange(6, dtype=cupy.float32).reshape(2, 3)
    found = tenon.plugin("PyGpuCupy", by=0.5)(x)
    assert isinstance(found, cupy.ndarray) and bool((found == x + 0.5).all())


def test_sizes_that_depend_on_data():
    logger = tenon.Logger(tenon.Logger.WARNING)
    builder = tenon.Builder(logger)
    network = builder.create_network(0)
    layer = network.add_non_zero(network.add_input("x", tenon.float32, (3, 4)))
    network.mark_output(layer.get_output(0))
    config = builder.create_builder_config()
    assert config.set_device("cuda")
    runtime = tenon.Runtime(logger)
    engine = runtime.deserialize_cuda_engine(builder.build_serialized_network(network, config))
    net = tenon.Model(engine, tenon.running._Log(), (runtime,))
    for seed in range(3):
        x = (np.random.default_rng(seed).random((3, 4)) > 0.5).astype(np.float32)
        expected = np.array(np.nonzero(x))
        np.testing.assert_array_equal(net(torch.from_numpy(x).to(DEVICE)).cpu().numpy(), expected)
        np.testing.assert_array_equal(net(x), expected)


def test_memory_does_not_grow(nets, digits):
    x = torch.from_numpy(digits[1][:8]).to(DEVICE)
    for _ in range(50):
        nets[0](x)
    torch.cuda.synchronize()
    before = torch.cuda.mem_get_info()[0]
    for _ in range(500):
        nets[0](x)
    torch.cuda.synchronize()
    assert before - torch.cuda.mem_get_info()[0] < 8 << 20


def test_cudas_calls_are_the_gpus():
    from tenon.pycuda import driver
    import tenon.pycuda.autoinit  # noqa: F401
    values = np.arange(12, dtype=np.float32)
    memory = driver.to_device(values)
    tensor = tenon._gpu_arrays.array_at(int(memory), (12,), tenon.float32, DEVICE, "torch")
    assert torch.equal(tensor.cpu(), torch.from_numpy(values))
    tensor.mul_(2)
    torch.cuda.synchronize()
    np.testing.assert_array_equal(driver.from_device(memory, (12,), np.float32), 2 * values)


def quick_model(add, shape=(-1, 3)):
    """A model on the GPU of what `add(network, x)` adds."""
    logger = tenon.Logger(tenon.Logger.WARNING)
    builder = tenon.Builder(logger)
    network = builder.create_network(0)
    layer = add(network, network.add_input("x", tenon.float32, shape))
    for i in range(layer.num_outputs):
        layer.get_output(i).name = f"y{i}"
        network.mark_output(layer.get_output(i))
    config, profile = builder.create_builder_config(), builder.create_optimization_profile()
    assert config.set_device("cuda")
    profile.set_shape("x", *((rows, *shape[1:]) for rows in (1, 4, 8)))
    config.add_optimization_profile(profile)
    runtime = tenon.Runtime(logger)
    return tenon.Model(runtime.deserialize_cuda_engine(builder.build_serialized_network(network, config)), tenon.running._Log(), (runtime,))


def test_quick_plugins_on_torch_tensors():
    import tenon.plugin as trtp

    @trtp.register("gpu::add")
    def add_desc(x: trtp.TensorDesc, delta: float) -> trtp.TensorDesc:
        return x.like()

    @trtp.impl("gpu::add")
    def add(x, delta, outputs, stream):
        assert x.device == outputs[0].device == DEVICE
        with torch.cuda.stream(torch.cuda.ExternalStream(stream) if stream else torch.cuda.default_stream()):
            torch.add(torch.as_tensor(x, device="cuda"), delta, out=torch.as_tensor(outputs[0], device="cuda"))

    @trtp.register("gpu::add_in_place")
    def in_place_desc(x: trtp.TensorDesc, delta: int) -> trtp.TensorDesc:
        return x.aliased()

    @trtp.impl("gpu::add_in_place")
    def in_place(x, delta, outputs, stream):
        with torch.cuda.stream(torch.cuda.ExternalStream(stream) if stream else torch.cuda.default_stream()):
            torch.from_dlpack(x).add_(delta)

    for op, delta in ((trtp.op.gpu.add, 0.5), (trtp.op.gpu.add_in_place, 2)):
        net = quick_model(lambda network, x: network.add_plugin(op(x, delta=delta)))
        for rows in (1, 8, 3):
            x = torch.randn(rows, 3, device=DEVICE)
            torch.testing.assert_close(net(x), x + delta)
