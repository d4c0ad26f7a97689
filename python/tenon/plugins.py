"""Plugins written in Python: base classes, creators, and a decorator that makes a plugin of a function.

Pointers come as integers, as in TensorRT's Python API; ``array_of`` makes arrays of them: NumPy's on the CPU, CuPy's on a GPU.
"""

import abc
import contextlib
import ctypes
import hashlib
import importlib.util
import inspect
import os
import sys
import typing

import numpy as _np

from . import _tenon
from ._tenon import DataType, DimensionOperation, PluginField, TensorFormat
from ._gpu_arrays import array_at, gpu_framework
from ._types import nptype


class PluginFieldCollection(list):
    """Fields of a plugin: a list of ``PluginField``."""


# What other scripts call it.
PluginFieldCollection_ = PluginFieldCollection


class InterfaceInfo(typing.NamedTuple):
    """Which interface an object has: its kind, such as "PLUGIN_V3ONE_CORE", and its version."""

    kind: str
    major: int = 1
    minor: int = 0


class IVersionedInterface(metaclass=abc.ABCMeta):
    """What has a version: ``api_language`` (PYTHON for classes in Python) and ``interface_info``."""

    api_language = _tenon.APILanguage.PYTHON
    interface_info = InterfaceInfo("", 1, 0)


class IPluginCapability(IVersionedInterface):
    """A part of a V3 plugin."""


class IPluginCreatorInterface(IVersionedInterface):
    """A creator of plugins of some generation."""


class IPluginV2(metaclass=abc.ABCMeta):
    """A plugin of the V2 family."""


class IPluginV2Ext(IPluginV2):
    """A plugin of the V2 family with output types of its own."""


class IPluginV2DynamicExtBase(IPluginV2Ext):
    """A plugin of the V2 family with dynamic shapes."""


class IPluginV2DynamicExt(IPluginV2DynamicExtBase):
    """Derive from it: ``num_outputs``, ``plugin_type``, ``plugin_version``, ``plugin_namespace``,
    ``get_output_datatype(self, index, input_types)``, ``get_output_dimensions(self, output_index, inputs, expr_builder)``,
    ``supports_format_combination(self, pos, in_out, num_inputs)`` (``in_out`` ends with ``pos``),
    ``enqueue(self, input_desc, output_desc, inputs, outputs, workspace, stream)``, ``clone(self)`` and ``serialize(self)``; where they are
    needed ``configure_plugin(self, inp, out)``, ``get_workspace_size(self, input_desc, output_desc)`` (bytes), ``initialize(self)`` and
    ``terminate(self)``. A method that raises is a failure of the call; the exception goes to ``sys.unraisablehook``."""


class IPluginV3(IVersionedInterface):
    """Derive from it, and from IPluginV3OneCore, IPluginV3OneBuild and IPluginV3OneRuntime (or give objects that do so from
    ``get_capability_interface(self, type)``); ``clone(self)``."""

    interface_info = InterfaceInfo("PLUGIN")


IPluginV2.register(_tenon.LibraryPluginV2)
IPluginV2Ext.register(_tenon.LibraryPluginV2Ext)
IPluginV2DynamicExt.register(_tenon.LibraryPluginV2DynamicExt)
IPluginV3.register(_tenon.LibraryPluginV3)


class IPluginCreator(IPluginCreatorInterface):
    """Derive from it: ``name``, ``plugin_version``, ``plugin_namespace``, ``field_names`` (a PluginFieldCollection),
    ``create_plugin(self, name, field_collection)`` and ``deserialize_plugin(self, name, data)``."""

    name = ""
    plugin_version = "1"
    plugin_namespace = ""
    field_names = PluginFieldCollection()


class IPluginCreatorV3One(IPluginCreatorInterface):
    """Derive from it: ``name``, ``plugin_version``, ``plugin_namespace``, ``field_names`` and
    ``create_plugin(self, name, field_collection, phase)``."""

    name = ""
    plugin_version = "1"
    plugin_namespace = ""
    field_names = PluginFieldCollection()


IPluginCreator.register(_tenon.RegisteredCreatorV1)
IPluginCreatorV3One.register(_tenon.RegisteredCreatorV3One)


def _is_creator_v3(creator):
    if isinstance(creator, IPluginCreatorV3One):
        return True
    if isinstance(creator, IPluginCreator):
        return False
    raise TypeError(f"register_creator: expected an IPluginCreator or an IPluginCreatorV3One, found {type(creator).__name__}")


def load_module(path):
    """Runs a module that registers plugins, as ``import`` does; one that is imported already stays as it is. Gives the module."""
    path = os.path.abspath(path)
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if file and os.path.exists(file) and os.path.samefile(file, path):
            return module
    name = os.path.splitext(os.path.basename(path))[0]
    # What lies beside it can be imported by it.
    sys.path.insert(0, os.path.dirname(path))
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _source_of(creator):
    """Where a creator is written, for the engine file's manifest, and a hash of what is written there (empty where there is no file)."""
    told = getattr(creator, "written_in", type(creator))
    module = sys.modules.get(told.__module__)
    path = getattr(module, "__file__", None)
    name = told.__module__
    if name == "__main__" and path:
        name = os.path.splitext(os.path.basename(path))[0]
    place = f"Python module {name}" + (f" ({os.path.abspath(path)})" if path else "")
    try:
        with open(path or "", "rb") as file:
            return place, hashlib.sha1(file.read()).hexdigest()
    except OSError:
        return place, ""


class IPluginV3OneCore(IPluginCapability):
    """What every V3 plugin has: ``plugin_name``, ``plugin_version``, ``plugin_namespace``."""


class IPluginV3OneBuild(IPluginCapability):
    """What a V3 plugin does while an engine is built: ``num_outputs``, ``get_output_data_types``, ``get_output_shapes``,
    ``supports_format_combination``, ``configure_plugin``, and where needed ``get_workspace_size``, ``get_valid_tactics``."""


class IPluginV3OneBuildV2(IPluginV3OneBuild):
    """IPluginV3OneBuild, and ``get_aliased_input(self, output_index)``: the input in whose memory an output lies, -1 for none. Needs
    ``PreviewFeature.ALIASED_PLUGIN_IO_10_03``."""


class IPluginV3OneRuntime(IPluginCapability):
    """What a V3 plugin does in inferences: ``on_shape_change``, ``enqueue``, ``attach_to_context``, ``get_fields_to_serialize``,
    ``set_tactic``."""


def array_of(pointer, desc, device="cpu", writable=False, framework=None):
    """The array at an address that ``enqueue`` was given, shaped and typed as ``desc`` (a PluginTensorDesc) says; no copy.

    ``framework``: "numpy", "cupy" or "torch". On the CPU NumPy where it is not given; on a GPU (``device="cuda"``) CuPy where the process has
    imported it or it is installed, else PyTorch. Valid during the call. A tensor without elements has an array of none. Raises TypeError for
    types that the framework lacks.

    On a GPU, work on the stream that ``enqueue`` was given. 0 is the default stream: for PyTorch that is ``torch.cuda.default_stream()``, since
    ``torch.cuda.ExternalStream(0)`` makes another stream, on which the work would overtake that of other layers.
    """
    shape = tuple(desc.dims)
    if device != "cpu" or framework == "torch":
        return array_at(pointer, shape, desc.type, device, framework or gpu_framework())
    dtype = _np.dtype(nptype(desc.type))
    count = int(_np.prod(shape, dtype=_np.int64))
    if count == 0:
        return _np.empty(shape, dtype)
    buffer = (ctypes.c_byte * (count * dtype.itemsize)).from_address(pointer)
    array = _np.frombuffer(buffer, dtype).reshape(shape)
    array.flags.writeable = writable
    return array


# ---- functions as plugins


class _Dim:
    """A dimension in a shape rule: numbers and dimensions may be added, subtracted, multiplied and divided (``//``)."""

    def __init__(self, expr, builder):
        self.expr, self.builder = expr, builder

    def _with(self, other, operation, swapped=False):
        other = other.expr if isinstance(other, _Dim) else self.builder.constant(int(other))
        first, second = (other, self.expr) if swapped else (self.expr, other)
        return _Dim(self.builder.operation(operation, first, second), self.builder)

    def __add__(self, other):
        return self._with(other, DimensionOperation.SUM)

    def __radd__(self, other):
        return self._with(other, DimensionOperation.SUM, True)

    def __sub__(self, other):
        return self._with(other, DimensionOperation.SUB)

    def __rsub__(self, other):
        return self._with(other, DimensionOperation.SUB, True)

    def __mul__(self, other):
        return self._with(other, DimensionOperation.PROD)

    def __rmul__(self, other):
        return self._with(other, DimensionOperation.PROD, True)

    def __floordiv__(self, other):
        return self._with(other, DimensionOperation.FLOOR_DIV)

    def __rfloordiv__(self, other):
        return self._with(other, DimensionOperation.FLOOR_DIV, True)


def _field_of(name, value):
    if isinstance(value, str):
        return PluginField(name, value.encode(), _tenon.PluginFieldType.CHAR)
    array = _np.atleast_1d(_np.asarray(value))
    if array.dtype == _np.float64:
        array = array.astype(_np.float32)
    elif array.dtype in (_np.int64, _np.bool_):
        array = array.astype(_np.int32)
    return PluginField(name, _np.ascontiguousarray(array))


def _value_of(field, default):
    if isinstance(default, str):
        return bytes(field.data).rstrip(b"\0").decode()
    values = _np.asarray(field.data)
    if isinstance(default, (bool, int, float)):
        if values.size != 1:
            raise ValueError(f"field {field.name}: expected one value, found {values.size}")
        return type(default)(values[0])
    return values.astype(_np.asarray(default).dtype)


class _FunctionPlugin(IPluginV2DynamicExt):
    """One plugin that a function is: its fields' values, and how it was declared."""

    def __init__(self, declaration, values):
        super().__init__()
        self.declaration, self.values = declaration, dict(values)
        self.plugin_type, self.plugin_version = declaration.name, declaration.version
        self.plugin_namespace = declaration.namespace
        self.num_outputs = declaration.outputs

    def clone(self):
        copy = _FunctionPlugin(self.declaration, self.values)
        copy.plugin_namespace = self.plugin_namespace
        return copy

    def serialize(self):
        import json
        plain = {name: value.tolist() if isinstance(value, _np.ndarray) else value for name, value in self.values.items()}
        return json.dumps(plain, sort_keys=True).encode()

    def get_output_datatype(self, index, input_types):
        rule = self.declaration.dtype
        answer = input_types[0] if rule is None else rule(*input_types) if callable(rule) else rule
        return answer[index] if isinstance(answer, (list, tuple)) else answer

    def get_output_dimensions(self, output_index, inputs, expr_builder):
        shapes = [[_Dim(shape[i], expr_builder) for i in range(len(shape))] for shape in inputs]
        rule = self.declaration.shape
        answer = shapes[0] if rule is None else rule(*shapes, **self.declaration.rule_fields(self.values))
        if self.num_outputs > 1:
            answer = answer[output_index]
        return [dim.expr if isinstance(dim, _Dim) else expr_builder.constant(int(dim)) for dim in answer]

    def supports_format_combination(self, pos, in_out, num_inputs):
        desc = in_out[pos]
        if desc.format != TensorFormat.LINEAR:
            return False
        if pos < num_inputs or self.declaration.dtype is None:
            return desc.type in self.declaration.types and (pos == 0 or self.declaration.mixed or desc.type == in_out[0].type)
        return desc.type == self.get_output_datatype(pos - num_inputs, [each.type for each in in_out[:num_inputs]])

    def enqueue(self, input_desc, output_desc, inputs, outputs, workspace, stream):
        results, targets = self.declaration.call(input_desc, output_desc, inputs, outputs, self.values, stream)
        if len(results) != len(targets):
            raise ValueError(f"{self.plugin_type}: expected {len(targets)} results, found {len(results)}")
        for index, (target, result) in enumerate(zip(targets, results)):
            if tuple(result.shape) != tuple(target.shape):
                raise ValueError(f"{self.plugin_type}: expected output {index} of shape {tuple(target.shape)} as the shape rule says, "
                                 f"found {tuple(result.shape)}")
            self.declaration.write(target, result, stream)
        return 0


class _FunctionCreator(IPluginCreator):
    def __init__(self, declaration):
        self.declaration, self.written_in = declaration, declaration.function
        self.name, self.plugin_version, self.plugin_namespace = declaration.name, declaration.version, declaration.namespace
        self.field_names = PluginFieldCollection([_field_of(name, value) for name, value in declaration.fields.items()])

    def create_plugin(self, name, field_collection):
        values = dict(self.declaration.fields)
        for field in field_collection:
            if field.name in values and field.data is not None:
                values[field.name] = _value_of(field, values[field.name])
        plugin = _FunctionPlugin(self.declaration, values)
        plugin.plugin_namespace = self.plugin_namespace
        return plugin

    def deserialize_plugin(self, name, data):
        import json
        stored = json.loads(bytes(data).decode())
        if set(stored) != set(self.declaration.fields):
            raise ValueError(f"{self.name}: expected the fields {sorted(self.declaration.fields)} in the engine file, found "
                             f"{sorted(stored)}; build the engine anew")
        values = {key: _np.asarray(value, _np.asarray(self.declaration.fields[key]).dtype) if isinstance(value, list) else value
                  for key, value in stored.items()}
        plugin = _FunctionPlugin(self.declaration, values)
        plugin.plugin_namespace = self.plugin_namespace
        return plugin


class _Declaration:
    def __init__(self, function, name, version, namespace, outputs, shape, dtype, types, mixed, device, framework):
        self.framework = framework
        self.function, self.name, self.version, self.namespace = function, name, version, namespace
        self.outputs, self.shape, self.dtype, self.types, self.mixed, self.device = outputs, shape, dtype, tuple(types), mixed, device
        parameters = inspect.signature(function).parameters.values()
        self.fields = {}
        for parameter in parameters:
            if parameter.kind == parameter.KEYWORD_ONLY:
                if parameter.default is parameter.empty:
                    raise TypeError(f"plugin_function {name}: expected a default for the field \"{parameter.name}\", found none; "
                                    "keyword-only parameters are the plugin's fields")
                self.fields[parameter.name] = parameter.default

    def rule_fields(self, values):
        """Those fields that the shape rule takes."""
        wanted = inspect.signature(self.shape).parameters
        return {name: value for name, value in values.items() if name in wanted and wanted[name].kind == wanted[name].KEYWORD_ONLY}

    def call(self, input_desc, output_desc, inputs, outputs, values, stream):
        """The function's results, and the arrays that they belong into."""
        with self._working_on(stream):
            given = [array_of(pointer, desc, self.device, False, self.framework) for pointer, desc in zip(inputs, input_desc)]
            targets = [array_of(pointer, desc, self.device, True, self.framework) for pointer, desc in zip(outputs, output_desc)]
            results = self.function(*given, **values)
        return results if isinstance(results, (list, tuple)) else (results,), targets

    def write(self, target, result, stream):
        """Copies a result to its place."""
        with self._working_on(stream):
            if self.framework == "torch":
                target.copy_(result)
            else:
                target[...] = result

    def _working_on(self, stream):
        if self.device == "cpu":
            if self.framework == "torch":
                import torch
                return torch.no_grad()
            return contextlib.nullcontext()
        if (self.framework or gpu_framework()) == "cupy":
            import cupy
            return cupy.cuda.ExternalStream(stream)
        return _torch_on(stream)


@contextlib.contextmanager
def _torch_on(stream):
    import torch
    with torch.no_grad(), torch.cuda.stream(torch.cuda.ExternalStream(stream) if stream else torch.cuda.default_stream()):
        yield


def plugin_function(name, version="1", namespace="", outputs=1, shape=None, dtype=None, types=(DataType.FLOAT, DataType.HALF), mixed=False,
                    device="cpu", framework=None):
    """Makes a plugin of a function on arrays, and registers it.

    The function's positional parameters are the inputs, its keyword-only ones the plugin's fields, with their defaults; it gives the output,
    or a tuple of ``outputs``::

        @tenon.plugin_function("ScaledAdd", shape=lambda a, b: a)
        def scaled_add(a, b, *, scale=1.0):
            return a + scale * b

    ``shape``: the output's shape (a list of shapes where there are several) from the inputs' shapes, by ``+ - * //`` on their dimensions;
    the first input's where it is not given; it may take fields as keyword-only parameters. ``dtype``: an output type, or a function of the
    inputs' types; the first input's where it is not given. ``types``: what the inputs may be; all of one type unless ``mixed``.
    ``device``: "cpu" or "cuda", where it works. ``framework``: whose arrays it gets, "numpy", "cupy" or "torch"; see ``array_of``. Raises
    ``tenon.Error`` where the name is taken, ValueError for a framework that the device does not have.
    """
    def declare(function):
        from . import Error
        if device not in ("cpu", "cuda") or framework not in (None, "torch", "numpy" if device == "cpu" else "cupy"):
            raise ValueError(f"plugin_function {name}: expected the device \"cpu\" (with \"numpy\" or \"torch\") or \"cuda\" (with \"cupy\" or "
                             f"\"torch\"), found \"{device}\" with \"{framework}\"")
        declaration = _Declaration(function, name, version, namespace, outputs, shape, dtype, types, mixed, device, framework)
        creator = _FunctionCreator(declaration)
        if not _tenon.get_plugin_registry().register_creator(creator, namespace, devices=(device,)):
            raise Error(f"plugin_function: expected a name and version that are not registered, found \"{name}\" version \"{version}\" in "
                        f"namespace \"{namespace}\"")
        function.creator = creator
        return function
    return declare
