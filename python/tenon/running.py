"""The short way: a model or a plugin, called on arrays."""

import os

import numpy as _np

from . import _tenon
from ._devices import cuda_runtime
from ._errors import Error
from ._formats import can_have, pack, packed_shape, unpack
from ._gpu_arrays import HostArrays, frameworks_of, is_cupy, is_torch, type_of_torch
from ._types import nptype, trtype
from .plugins import IPluginCreatorV3One, IPluginV3, PluginFieldCollection, load_module

_ENGINE_MAGIC = b"\x89TNN\r\n"
# Types that a build has to be told of.
_NARROW = {_tenon.DataType.HALF: _tenon.BuilderFlag.FP16, _tenon.DataType.BF16: _tenon.BuilderFlag.BF16}
_EXPLICIT = 1 << int(_tenon.NetworkDefinitionCreationFlag.EXPLICIT_BATCH)


class _Log:
    """A collecting logger, and errors of what it collected."""

    def __init__(self):
        self.logger = _tenon.CollectingLogger()

    def error(self, what):
        return Error(what, self.logger.take_errors() + _tenon.take_exceptions())


def _load_plugins(log, libraries):
    _tenon.init_libnvinfer_plugins(log.logger, "")
    for path in libraries:
        if not os.path.exists(path):
            raise Error(f"plugins: expected a library at \"{path}\", found no file; give the path of the .so, or of a Python module")
        if os.fspath(path).endswith(".py"):
            load_module(path)
            continue
        if _tenon.get_plugin_registry().load_library(os.path.abspath(path)) == 0:
            raise log.error(f"plugins: expected a library that loads at \"{path}\"")


class _Runner:
    """A context and what its tensors are: shared by models and single plugins."""

    def __init__(self, engine, log):
        self.engine, self.log = engine, log
        self.context = engine.create_execution_context()
        if self.context is None:
            raise log.error("context: expected an execution context, found none")
        names = [engine.get_tensor_name(i) for i in range(engine.num_io_tensors)]
        mode = _tenon.TensorIOMode
        self.inputs = [name for name in names if engine.get_tensor_mode(name) == mode.INPUT]
        self.outputs = [name for name in names if engine.get_tensor_mode(name) == mode.OUTPUT]
        self._trt_types = {name: engine.get_tensor_dtype(name) for name in names}
        self._types = {name: _numpy_type(self._trt_types[name]) for name in names}
        self._shapes = {}
        self._results = {}

    def _expect_all(self, values):
        if len(values) != len(self.inputs):
            raise TypeError(f"expected {len(self.inputs)} inputs ({', '.join(self.inputs)}), found {len(values)}")

    def _set_shape(self, name, shape):
        if self._shapes.get(name) != shape:
            if not self.context.set_input_shape(name, shape):
                raise self.log.error(f"input \"{name}\": expected a shape that the engine serves, found {shape}")
            self._shapes[name] = shape
            self._results.clear()

    def _expect_numpy(self, name):
        if self._types[name] is None:
            raise TypeError(f"tensor \"{name}\": expected a type that NumPy has, found {self._trt_types[name].name}; give PyTorch's tensors")

    def _bind(self, name, value):
        array = _np.asarray(value)
        self._expect_numpy(name)
        if array.dtype != self._types[name]:
            raise TypeError(f"input \"{name}\": expected {self._types[name]}, found {array.dtype}; use array.astype")
        if not array.flags.c_contiguous:
            array = _np.ascontiguousarray(array)
        self._set_shape(name, array.shape)
        self.context.set_tensor_address(name, array.ctypes.data)
        return array

    def _allocate(self):
        """The outputs' shapes, None where data decides: asked before an inference, since after it the context tells those that it gave."""
        if self._results:
            return
        for name in self.outputs:
            shape = tuple(self.context.get_tensor_shape(name))
            self._results[name] = None if any(dim < 0 for dim in shape) else shape

    def run(self, values):
        """One inference on host arrays, in the inputs' order. Gives the outputs in the engine's order."""
        self._expect_all(values)
        for value in values:
            if type(value) is not _np.ndarray and hasattr(value, "__dlpack__") and not isinstance(value, _np.ndarray):
                return self._run_others(values)
        kept = [self._bind(name, value) for name, value in zip(self.inputs, values)]
        self._allocate()
        results = []
        for name in self.outputs:
            shape = self._results[name]
            self._expect_numpy(name)
            if shape is None:
                results.append(_GrowingOutput(self._types[name]))
                self.context.set_output_allocator(name, results[-1])
            else:
                results.append(_np.empty(shape, self._types[name]))
                self.context.set_tensor_address(name, results[-1].ctypes.data)
        if not self.context.execute_async_v3(0):
            raise self.log.error("inference: expected success, found a failure")
        del kept
        return [result.array() if isinstance(result, _GrowingOutput) else result for result in results]

    def _run_others(self, values):
        """The same where some are another framework's: PyTorch's tensors are used and given where they lie."""
        for name, value in zip(self.inputs, values):
            if getattr(value, "is_cuda", False) or is_cupy(value):
                raise TypeError(f"input \"{name}\": expected an array on the host, since the engine is for the CPU, found one on a GPU; "
                                "use load(..., device=\"cuda\"), or copy it to the host")
        if not any(is_torch(value) for value in values):
            return self.run([value if isinstance(value, _np.ndarray) else _np.from_dlpack(value) for value in values])
        return _DeviceRunner.run(self._device_runner(), values)

    def _device_runner(self):
        if not hasattr(self, "_for_tensors"):
            self._for_tensors = _DeviceRunner(self.engine, self.log, None, self.context)
        # What is known of the context is true of both.
        self._for_tensors._shapes, self._for_tensors._results = self._shapes, self._results
        return self._for_tensors


class _GrowingOutput(_tenon.IOutputAllocator):
    """Memory for an output whose size the inference decides."""

    def __init__(self, dtype):
        super().__init__()
        self.dtype, self.memory, self.shape = dtype, None, ()

    def reallocate_output(self, tensor_name, memory, size, alignment):
        self.memory = _np.empty(max(size, 1) + alignment, _np.uint8)
        self.offset = -self.memory.ctypes.data % max(alignment, 1)
        return self.memory.ctypes.data + self.offset

    def notify_shape(self, tensor_name, shape):
        self.shape = tuple(shape)

    def array(self):
        count = int(_np.prod(self.shape, dtype=_np.int64)) * self.dtype.itemsize
        part = self.memory[self.offset:self.offset + count] if self.memory is not None else _np.empty(0, _np.uint8)
        return part.view(self.dtype).reshape(self.shape).copy()


class _GrowingDeviceOutput(_tenon.IOutputAllocator):
    """The same on a GPU, in memory of the framework whose arrays the results are."""

    def __init__(self, arrays, dtype, device):
        super().__init__()
        self.arrays, self.dtype, self.device, self.memory, self.offset, self.shape = arrays, dtype, device, None, 0, ()

    def reallocate_output(self, tensor_name, memory, size, alignment):
        self.memory, address = self.arrays.empty((max(size, 1) + alignment,), _tenon.DataType.UINT8, self.device)
        self.offset = -address % max(alignment, 1)
        return address + self.offset

    def notify_shape(self, tensor_name, shape):
        self.shape = tuple(shape)

    def array(self):
        if self.memory is None:
            return self.arrays.empty(self.shape, self.dtype, self.device)[0]
        return self.arrays.part(self.memory, self.offset, self.shape, self.dtype)


class _DeviceRunner(_Runner):
    """Inference on arrays where they lie: those of frameworks on a GPU (and PyTorch's on the host). NumPy's are copied there and back.

    Results are of the framework of the first input that is not NumPy's, on its current stream; NumPy's where all inputs are.
    """

    def __init__(self, engine, log, runtime, context=None):
        if context is None:
            super().__init__(engine, log)
        else:
            # Another view of the same context.
            super().__init__(_WithContext(engine, context), log)
        self.device = engine.device
        self._of = frameworks_of(runtime)
        self._host = HostArrays(runtime)

    def _view(self, name, value):
        try:
            view = self._of(value).view(value)
        except TypeError as error:
            raise TypeError(f"input \"{name}\": {error}") from None
        if view.dtype != self._trt_types[name]:
            raise TypeError(f"input \"{name}\": expected {self._trt_types[name].name}, found {view.dtype.name}; convert it first")
        if view.device is not None and view.device != self.device:
            raise TypeError(f"input \"{name}\": expected an array on {self.device}, as the engine is, found one on {view.device}; move it there")
        return view

    def run(self, values):
        """One inference. Raises TypeError for arrays of another type or device."""
        self._expect_all(values)
        lead = next((value for value in values if not isinstance(value, _np.ndarray) and hasattr(value, "shape")), None)
        arrays = None if lead is None else self._of(lead)
        stream = 0 if arrays is None or self.device == "cpu" else arrays.stream(self.device)
        kept = []
        for name, value in zip(self.inputs, values):
            if isinstance(value, _np.ndarray) or not hasattr(value, "shape"):
                kept.append(self._stage(name, value, stream))
                continue
            view = self._view(name, value)
            self._set_shape(name, view.shape)
            self.context.set_tensor_address(name, view.pointer)
            kept.append(view)
        results = self._on_host(stream) if arrays is None else self._on_device(arrays, stream)
        del kept
        return results

    def _stage(self, name, value, stream):
        array = _np.ascontiguousarray(value) if _np.ndim(value) else _np.asarray(value)
        self._expect_numpy(name)
        if array.dtype != self._types[name]:
            raise TypeError(f"input \"{name}\": expected {self._types[name]}, found {array.dtype}; use array.astype")
        self._set_shape(name, array.shape)
        if self.device == "cpu":
            self.context.set_tensor_address(name, array.ctypes.data)
            return array
        buffer = self._host.buffer(name, array.nbytes)
        if array.nbytes:
            self._host.copy("to", buffer.pointer, array, stream)
        self.context.set_tensor_address(name, buffer.pointer)
        return array

    def _execute(self, stream):
        if not self.context.execute_async_v3(stream):
            raise self.log.error("inference: expected success, found a failure")

    def _on_device(self, arrays, stream):
        results = []
        self._allocate()
        for name in self.outputs:
            shape = self._results[name]
            if shape is None:
                results.append(_GrowingDeviceOutput(arrays, self._trt_types[name], self.device))
                self.context.set_output_allocator(name, results[-1])
                continue
            made, address = arrays.empty(shape, self._trt_types[name], self.device)
            self.context.set_tensor_address(name, address)
            results.append(made)
        self._execute(stream)
        return [result.array() if isinstance(result, _GrowingDeviceOutput) else result for result in results]

    def _on_host(self, stream):
        growing, targets = {}, []
        arrays = self._of(None)
        self._allocate()
        for name in self.outputs:
            self._expect_numpy(name)
            shape = self._results[name]
            if shape is None:
                growing[name] = _GrowingDeviceOutput(arrays, self._trt_types[name], self.device)
                self.context.set_output_allocator(name, growing[name])
                targets.append(None)
                continue
            targets.append(_np.empty(shape, self._types[name]))
            self.context.set_tensor_address(name, self._host.buffer(name, targets[-1].nbytes).pointer)
        self._execute(stream)
        for i, name in enumerate(self.outputs):
            if name in growing:
                self._host.wait(stream)
                result = growing[name].array()
                targets[i] = _np.empty(result.shape, self._types[name])
                address = result.__cuda_array_interface__["data"][0]
            else:
                address = self._host.buffer(name, targets[i].nbytes).pointer
            if targets[i].nbytes:
                self._host.copy("from", address, targets[i], stream)
        self._host.wait(stream)
        return targets


class _WithContext:
    """An engine that gives a context that there is."""

    def __init__(self, engine, context):
        self._engine, self._context = engine, context

    def create_execution_context(self):
        return self._context

    def __getattr__(self, name):
        return getattr(self._engine, name)


def _numpy_type(trt_type):
    try:
        return _np.dtype(nptype(trt_type))
    except TypeError:
        return None


def _runner(engine, log):
    return _DeviceRunner(engine, log, cuda_runtime()) if engine.device.startswith("cuda") else _Runner(engine, log)


class Model:
    """A model that is called on arrays: by position in the order of ``inputs``, or by name. See ``load``. One thread at a time."""

    def __init__(self, engine, log, keep=()):
        self._runner = _runner(engine, log)
        self._keep = keep
        self.engine = engine
        self.inputs, self.outputs = self._runner.inputs, self._runner.outputs

    def __call__(self, *values, **named):
        """Gives an array for a model of one output, else a dictionary of arrays by name."""
        if named:
            unknown = sorted(set(named) - set(self.inputs))
            if unknown or values:
                raise TypeError(f"expected the inputs {', '.join(self.inputs)}, by position or all by name, found {', '.join(unknown) or 'both'}")
            missing = [name for name in self.inputs if name not in named]
            if missing:
                raise TypeError(f"expected the inputs {', '.join(self.inputs)}, missing: {', '.join(missing)}")
            values = [named[name] for name in self.inputs]
        results = self._runner.run(values)
        return results[0] if len(results) == 1 else dict(zip(self.outputs, results))

    def save(self, path):
        """Writes the engine file, which ``load`` takes as well."""
        with open(path, "wb") as file:
            file.write(self.engine.serialize())

    def __repr__(self):
        def side(names):
            return ", ".join(f"{name}: {self.engine.get_tensor_dtype(name).name}{tuple(self.engine.get_tensor_shape(name))}" for name in names)
        return f"tenon.Model({side(self.inputs)} -> {side(self.outputs)}, on {self.engine.device})"


def _profile_shapes(name, shape, wanted, dynamic_max):
    if wanted is not None:
        chosen = [tuple(each) for each in wanted] if isinstance(wanted[0], (tuple, list)) else [tuple(wanted)] * 3
        if len(chosen) != 3 or any(len(each) != len(shape) for each in chosen):
            raise ValueError(f"shapes[\"{name}\"]: expected a shape of {len(shape)} dimensions, or (min, opt, max) of them, found {wanted}")
        return chosen
    least = tuple(1 if dim < 0 else dim for dim in shape)
    return [least, least, tuple(dynamic_max if dim < 0 else dim for dim in shape)]


def _build(network, builder, log, shapes, flags, device, dynamic_max, what, timed=True):
    config = builder.create_builder_config()
    if not timed:
        config.set_timing(False)
    if device is not None and not config.set_device(device):
        raise log.error(f"device: expected a device that is there, found \"{device}\"")
    for flag in flags:
        config.set_flag(flag)
    names = [network.get_input(i).name for i in range(network.num_inputs)]
    unknown = sorted(set(shapes) - set(names))
    if unknown:
        raise ValueError(f"shapes: expected inputs of the model ({', '.join(names)}), found {', '.join(unknown)}")
    dynamic = False
    profile = builder.create_optimization_profile()
    for name, tensor in ((name, network.get_input(i)) for i, name in enumerate(names)):
        if any(dim < 0 for dim in tensor.shape):
            dynamic = True
            profile.set_shape(name, *_profile_shapes(name, tuple(tensor.shape), shapes.get(name), dynamic_max))
    if dynamic:
        config.add_optimization_profile(profile)
    plan = builder.build_serialized_network(network, config)
    if plan is None:
        raise log.error(f"{what}: expected a network that builds")
    return plan


def load(path, plugins=(), shapes=None, fp16=False, device=None, dynamic_max=64):
    """An ONNX model, or an engine file, as a callable on arrays.

    ``tenon.load("m.onnx", plugins=["libp.so"])(x)``. ``plugins``: libraries to load first, or Python modules that
    register plugins. ``shapes``: for dynamic inputs by name, one shape
    or (min, opt, max); where none is given a dynamic dimension may be 1 to ``dynamic_max``. ``fp16``: lets layers compute in half.
    ``device``: "cpu" or "cuda:<n>"; the default is TENON_DEVICE's, or a GPU where there is one. Raises ``tenon.Error`` with the library's own
    messages.
    """
    log = _Log()
    path = os.fspath(path)
    if not os.path.exists(path):
        raise Error(f"load: expected a model or an engine file at \"{path}\", found no file")
    _load_plugins(log, plugins)
    runtime = _tenon.Runtime(log.logger)
    with open(path, "rb") as file:
        is_engine = file.read(len(_ENGINE_MAGIC)) == _ENGINE_MAGIC
    if is_engine:
        engine = runtime.load_engine(path)
    else:
        builder = _tenon.Builder(log.logger)
        network = builder.create_network(_EXPLICIT)
        parser = _tenon.OnnxParser(network, log.logger)
        if not parser.parse_from_file(path):
            messages = [repr(parser.get_error(i)) for i in range(parser.num_errors)]
            raise Error(f"load: expected an ONNX model that can be imported in \"{path}\"", messages or log.logger.take_errors())
        plan = _build(network, builder, log, shapes or {}, {_tenon.BuilderFlag.FP16} if fp16 else (), device, dynamic_max, f"load \"{path}\"")
        engine = runtime.deserialize_cuda_engine(plan)
    if engine is None:
        raise log.error(f"load: expected an engine from \"{path}\"")
    return Model(engine, log, (runtime,))


def _shape_type_device(array):
    if is_torch(array):
        return tuple(array.shape), type_of_torch(array.dtype), str(array.device) if array.device.index is not None else array.device.type
    device = f"cuda:{array.device.id}" if is_cupy(array) else "cuda" if hasattr(array, "__cuda_array_interface__") else "cpu"
    return tuple(array.shape), trtype(array.dtype), device


class Plugin:
    """One plugin, called on arrays. An engine is built for each new set of shapes and types, and kept. See ``plugin``."""

    def __init__(self, name, version, namespace, fields, device):
        self.name, self.version, self.namespace, self.fields, self.device = name, version, namespace, fields, device
        self._log = _Log()
        _tenon.init_libnvinfer_plugins(self._log.logger, "")
        creator = self._find()
        known = {field.name: field for field in creator.field_names}
        unknown = sorted(set(fields) - set(known))
        if known and unknown:
            raise TypeError(f"plugin \"{name}\": expected the fields {', '.join(sorted(known))}, found {', '.join(unknown)}")
        self._creator, self._fields = creator, [self._field(key, value, known.get(key)) for key, value in fields.items()]
        self._make()
        self._engines = {}

    def _find(self):
        registry = _tenon.get_plugin_registry()
        creator = registry.get_creator(self.name, self.version, self.namespace)
        if creator is None:
            raise Error(_tenon.explain_plugin_lookup(self.name, self.version, self.namespace)
                        or f"plugin \"{self.name}\": not registered", ())
        return creator

    @staticmethod
    def _field(name, value, known):
        numpy_types = {"FLOAT16": _np.float16, "FLOAT32": _np.float32, "FLOAT64": _np.float64, "INT8": _np.int8, "INT16": _np.int16,
                       "INT32": _np.int32, "INT64": _np.int64}
        if isinstance(value, str):
            return _tenon.PluginField(name, value.encode(), _tenon.PluginFieldType.CHAR)
        wanted = numpy_types.get(known.type.name) if known is not None else None
        array = _np.atleast_1d(_np.asarray(value, wanted))
        if wanted is None and array.dtype == _np.float64:
            array = array.astype(_np.float32)
        if wanted is None and array.dtype == _np.int64:
            array = array.astype(_np.int32)
        return _tenon.PluginField(name, _np.ascontiguousarray(array), known.type if known is not None else _tenon.PluginFieldType.UNKNOWN)

    def _make(self):
        fields = PluginFieldCollection(self._fields)
        phase = (_tenon.TensorRTPhase.BUILD,) if isinstance(self._creator, IPluginCreatorV3One) else ()
        made = self._creator.create_plugin(self.name, fields, *phase)
        if made is None:
            raise self._log.error(f"plugin \"{self.name}\": expected fields that its creator takes, found {self.fields}")
        return made

    def _engine(self, arrays, tensor_format=None):
        what = [_shape_type_device(array) for array in arrays]
        on_gpu = next((device for _, _, device in what if device.startswith("cuda")), None)
        device = self.device or on_gpu
        key = (device, tensor_format, *((shape, dtype) for shape, dtype, _ in what))
        if key not in self._engines:
            builder = _tenon.Builder(self._log.logger)
            network = builder.create_network(_EXPLICIT)
            inputs = [network.add_input(f"input{i}", dtype, shape) for i, (shape, dtype, _) in enumerate(what)]
            made = self._make()
            v3 = isinstance(made, IPluginV3)
            layer = network.add_plugin_v3(inputs, [], made) if v3 else network.add_plugin_v2(inputs, made)
            if layer is None:
                raise self._log.error(f"plugin \"{self.name}\": expected inputs that it takes")
            narrow = [dtype for _, dtype, _ in what if dtype in _NARROW]
            for i in range(layer.num_outputs):
                layer.get_output(i).name = f"output{i}"
                network.mark_output(layer.get_output(i))
                if narrow and layer.get_output(i).dtype == _tenon.DataType.FLOAT:
                    layer.get_output(i).dtype = narrow[0]
            flags = {_NARROW[dtype] for dtype in narrow}
            if tensor_format is not None:
                flags.add(_tenon.BuilderFlag.DIRECT_IO)
                for tensor in (*inputs, *(layer.get_output(i) for i in range(layer.num_outputs))):
                    wanted = tensor_format if can_have(tensor_format, tensor.dtype, len(tensor.shape)) else _tenon.TensorFormat.LINEAR
                    tensor.allowed_formats = 1 << int(wanted)
            plan = _build(network, builder, self._log, {}, flags, device, 1, f"plugin \"{self.name}\"", tensor_format is None)
            runtime = _tenon.Runtime(self._log.logger)
            engine = runtime.deserialize_cuda_engine(plan)
            if engine is None:
                raise self._log.error(f"plugin \"{self.name}\": expected an engine")
            self._engines[key] = Model(engine, self._log, (runtime,))
        return self._engines[key]

    def __call__(self, *arrays):
        """Gives an array of the inputs' framework, or a tuple of arrays where the plugin has several outputs."""
        arrays = [array if hasattr(array, "dtype") else _np.asarray(array) for array in arrays]
        results = self._engine(arrays)(*arrays)
        return tuple(results.values()) if isinstance(results, dict) else results

    def in_format(self, tensor_format, *arrays):
        """As a call on NumPy arrays, with the plugin's tensors in a packed format wherever their type and rank allow it, and no conversion beside
        it. Raises Error where the plugin does not take that. On the CPU."""
        model = self._engine(arrays, tensor_format)
        context, engine = model._runner.context, model.engine
        formats = {name: tensor_format if can_have(tensor_format, engine.get_tensor_dtype(name), len(engine.get_tensor_shape(name)))
                   else _tenon.TensorFormat.LINEAR for name in (*model.inputs, *model.outputs)}
        kept, results = [], []
        for name, array in zip(model.inputs, arrays):
            kept.append(pack(array, formats[name]))
            context.set_tensor_address(name, kept[-1].ctypes.data)
        for name in model.outputs:
            shape, dtype = tuple(engine.get_tensor_shape(name)), nptype(engine.get_tensor_dtype(name))
            results.append((_np.zeros(packed_shape(shape, formats[name]), dtype), shape, formats[name]))
            context.set_tensor_address(name, results[-1][0].ctypes.data)
        if not context.execute_async_v3(0):
            raise self._log.error("inference: expected success, found a failure")
        unpacked = tuple(unpack(*result) for result in results)
        return unpacked[0] if len(unpacked) == 1 else unpacked

    def __repr__(self):
        fields = "".join(f", {name}={value!r}" for name, value in self.fields.items())
        return f"tenon.plugin({self.name!r}, version={self.version!r}{fields})"


def plugin(name, version="1", namespace="", libraries=(), device=None, **fields):
    """One plugin as a callable on arrays, with no network: ``tenon.plugin("LReLU_TRT", negSlope=0.1)(x)``.

    ``fields`` are the plugin's own. ``libraries``: plugin libraries to load first. Raises ``tenon.Error`` where no such plugin is
    registered (with what is near), or where it refuses the fields or inputs.
    """
    log = _Log()
    _load_plugins(log, libraries)
    return Plugin(name, version, namespace, fields, device)
