"""Quick plugins: functions, by decorators, made into plugins of the V3 interface with a creator in the registry."""

import inspect
import typing

import numpy as _np

from .. import _tenon
from .._errors import Error
from ..plugins import (IPluginCreatorV3One, IPluginV3, IPluginV3OneBuild, IPluginV3OneCore, IPluginV3OneRuntime, PluginFieldCollection)
from ._attributes import EXPECTED, Attribute
from ._shapes import ShapeExpr, ShapeExprs
from ._tensors import SizeTensorDesc, Tensor, TensorDesc

#: The definitions, by their id "namespace::name".
QDP_REGISTRY = {}
_WITHOUT = inspect.Parameter.empty


class Definition:
    """A plugin that functions define: what its outputs are, its implementation, its combinations of types and formats."""

    def __init__(self, plugin_id, function, devices):
        self.id, self.function, self.devices = plugin_id, function, devices
        parts = plugin_id.split("::") if isinstance(plugin_id, str) else ()
        if len(parts) != 2 or not all(parts):
            raise ValueError(f"register: expected an id \"namespace::name\", found {plugin_id!r}")
        self.namespace, self.name = parts
        self.where = f"plugin \"{plugin_id}\""
        self.inputs, self.attributes, self.defaults = [], {}, {}
        self._read_signature()
        self.impl = self.autotune = self.creator = None

    def _read_signature(self):
        hints = typing.get_type_hints(self.function)
        self.signature = inspect.signature(self.function)
        for name, parameter in self.signature.parameters.items():
            if name not in hints:
                raise TypeError(f"{self.where}: expected a type hint for the parameter \"{name}\", found none; TensorDesc, or {EXPECTED}")
            if hints[name] is TensorDesc:
                if self.attributes:
                    raise TypeError(f"{self.where}: expected the TensorDesc parameters first, found \"{name}\" after an attribute")
                self.inputs.append(name)
                continue
            self.attributes[name] = Attribute(self.where, name, hints[name])
            if parameter.default is not _WITHOUT:
                self.defaults[name] = self.attributes[name].checked(parameter.default)
        if "return" not in hints:
            raise TypeError(f"{self.where}: expected a type hint for what the function gives, found none; TensorDesc or Tuple[TensorDesc]")
        self.output_hint = hints["return"]

    def descs_of(self, values, inputs):
        """The outputs' TensorDescs."""
        made = self.function(*inputs, **values)
        made = made if isinstance(made, (tuple, list)) else (made,)
        for index, desc in enumerate(made):
            if not isinstance(desc, TensorDesc):
                raise TypeError(f"{self.where}: expected a TensorDesc for output {index} from the registered function, found {type(desc).__name__}")
            if desc.is_aliased and not any(desc.get_aliased() is each for each in inputs):
                raise ValueError(f"{self.where}: expected output {index} to be one of the inputs, since it is aliased, found another tensor")
        return tuple(made)

    def descs_for(self, values, types):
        """The outputs' TensorDescs where the inputs' shapes are not known: with stand-ins of the first rank that the function takes."""
        for rank in (4, 3, 2, 1, 5):
            try:
                return self.descs_of(values, [TensorDesc(_symbols(i, rank), each) for i, each in enumerate(types)])
            except Exception:  # noqa: BLE001 - a function may expect other shapes
                continue
        return self.descs_of(values, [TensorDesc((), each) for each in types])

    def output_count(self, values):
        """How many outputs there are, where the inputs' shapes are not known: asked of the function, else of its type hint."""
        try:
            return len(self.descs_for(values, [_tenon.DataType.FLOAT] * len(self.inputs)))
        except Exception:  # noqa: BLE001 - attributes that the file does not hold may be missing
            return len(typing.get_args(self.output_hint)) or 1

    def accept(self, what, function):
        """Checks the signature of an implementation or of a function for autotuning; gives it with the names of the attributes that it takes."""
        parameters = list(inspect.signature(function).parameters)
        wanted = {"impl": ("outputs", "stream"), "autotune": ("outputs",)}[what]
        own = parameters[len(self.inputs):]
        taken = [name for name in own if name in self.attributes]
        rest = [name for name in own if name not in self.attributes]
        optional = ["tactic"] if what == "impl" else []
        if len(parameters) < len(self.inputs) or len(rest) < len(wanted) or len(rest) > len(wanted) + len(optional):
            raise ValueError(f"{what}: {self.where}: expected the parameters ({', '.join([*self.inputs, '[attributes]', *wanted, *(f'[{o}]' for o in optional)])})"
                             f", found ({', '.join(parameters)}); attributes are {', '.join(self.attributes) or 'none'}")
        return function, taken, rest

    def values_of(self, fields):
        """The attributes' values from fields. Raises ValueError where one without a default is missing."""
        told = {field.name: self.attributes[field.name].of_field(field) for field in fields or () if field.name in self.attributes}
        return {**self.defaults, **told}

    def complete(self, values):
        """The same values. Raises ValueError where one is missing."""
        missing = [name for name in self.attributes if name not in values]
        if missing:
            raise ValueError(f"{self.where}: expected a value for {', '.join(missing)}, found none")
        return values

    def register(self):
        """Makes it known to the registry of plugins, once."""
        if self.creator is None:
            creator = QuickCreator(self)
            if not _tenon.get_plugin_registry().register_creator(creator, self.namespace, devices=self.devices):
                raise Error(f"register: expected a plugin that is not registered, found \"{self.name}\" version \"1\" in namespace \"{self.namespace}\"")
            self.creator = creator


def _symbols(index, rank):
    return ShapeExprs(tuple(ShapeExpr._of("dim", index, axis) for axis in range(rank)))


class QuickCreator(IPluginCreatorV3One):
    """The creator of a definition's plugins: for networks, ONNX models and engine files."""

    def __init__(self, definition):
        super().__init__()
        self.definition, self.written_in = definition, definition.function
        self.name, self.plugin_version, self.plugin_namespace = definition.name, "1", definition.namespace
        self.field_names = PluginFieldCollection([attribute.field() for attribute in definition.attributes.values()])

    def create_plugin(self, name, field_collection, phase=_tenon.TensorRTPhase.BUILD):
        values = self.definition.values_of(field_collection)
        if phase != _tenon.TensorRTPhase.RUNTIME:
            return QuickPlugin(self.definition, self.definition.complete(values))
        count = next((int(field.data[0]) for field in field_collection if field.name == OUTPUTS), None)
        return QuickPlugin(self.definition, values, count or self.definition.output_count(values))


class QuickPlugin(IPluginV3, IPluginV3OneCore, IPluginV3OneBuild, IPluginV3OneRuntime):
    """One plugin of a definition, with its attributes' values."""

    def __init__(self, definition, values, num_outputs=None):
        super().__init__()
        if definition.impl is None:
            raise Error(f"{definition.where}: expected an implementation, found none; decorate a function with impl(\"{definition.id}\")")
        self.definition, self.values = definition, values
        self.plugin_name, self.plugin_version, self.plugin_namespace = definition.name, "1", definition.namespace
        self.num_outputs = num_outputs or definition.output_count(values)
        # Types of inputs and outputs in the network, the inputs' dimensions as expressions, what goes together, and what is chosen of it.
        self.types, self._inputs, self._rows, self._tactics, self.tactic = None, None, None, [], 0
        self._aliases = None

    def get_capability_interface(self, type):
        return self

    def clone(self):
        copy = QuickPlugin(self.definition, self.values, self.num_outputs)
        copy.__dict__.update(self.__dict__)
        return copy

    attach_to_context = lambda self, context: self.clone()  # noqa: E731

    # ---- build

    def get_output_data_types(self, input_types):
        outputs = self.definition.descs_for(self.values, input_types)
        self.types = [*input_types, *(each.dtype for each in outputs)]
        return self.types[len(input_types):]

    def get_output_shapes(self, inputs, shape_inputs, expr_builder):
        self._inputs = [tuple(ShapeExpr(shape[axis].get_constant_value()) if shape[axis].is_constant() else ShapeExpr._of("dim", i, axis)
                              for axis in range(len(shape))) for i, shape in enumerate(inputs)]
        self._rows = None
        outputs = self.definition.descs_of(self.values, self._described())
        sizes = _Sizes(self.definition.where, outputs, inputs, expr_builder)
        for desc in outputs:
            if isinstance(desc, SizeTensorDesc):
                sizes.expr_of(desc)
        return [[dim._dims(expr_builder, inputs, sizes.expr_of) for dim in desc.shape_expr] for desc in outputs]

    def _described(self, types=None):
        types = types or self.types
        return [TensorDesc(dims, types[i] if types else None) for i, dims in enumerate(self._inputs)]

    def _combinations(self, types):
        """What goes together, with its tactics: from autotune, else the network's types in linear formats. ``types``: of inputs and outputs."""
        if self._rows is None or self._rows[0] != types:
            if self.definition.autotune is None:
                rows = [([(each, _tenon.TensorFormat.LINEAR) for each in types], [])]
            else:
                function, taken, rest = self.definition.autotune
                inputs = self._described(types)
                outputs = self.definition.descs_of(self.values, inputs)
                told = function(*inputs, **{name: self.values[name] for name in taken}, **{rest[0]: outputs})
                rows = [(row, each._tactics) for each in told for row in each._combinations(len(types), types)]
            self._rows = types, rows
        return self._rows[1]

    def _types_for(self, tensors, count):
        """The types of the network; where it told none, those of tensors that are tried, with FLOAT for inputs that are not among them."""
        if self._inputs is None:
            ranks = [len(each.desc.dims) for each in tensors[:count]]
            self._inputs = [_symbols(i, ranks[min(i, len(ranks) - 1)]) for i in range(count)]
        if self.types is not None:
            return self.types
        types = [each.desc.type for each in tensors[:count]]
        types += [types[-1]] * (count - len(types))
        return types + [each.dtype for each in self.definition.descs_of(self.values, self._described(types))]

    def supports_format_combination(self, pos, in_out, num_inputs):
        found = [(each.desc.type, each.desc.format) for each in in_out[:pos + 1]]
        return any(row[:pos + 1] == found for row, _ in self._combinations(self._types_for(in_out, num_inputs)))

    def configure_plugin(self, inp, out):
        found = [(each.desc.type, each.desc.format) for each in (*inp, *out)]
        rows = self._combinations(self._types_for(inp, len(inp)))
        self._tactics = next((tactics for row, tactics in rows if row == found), [])

    def get_valid_tactics(self):
        return self._tactics

    # ---- inference

    def set_tactic(self, tactic):
        self.tactic = tactic

    def on_shape_change(self, inp, out):
        self._aliases = None

    def get_fields_to_serialize(self):
        """The attributes that the implementation takes."""
        return PluginFieldCollection([_outputs_field(self.num_outputs),
                                      *(self.definition.attributes[name].field(self.values[name]) for name in self.definition.impl[1])])

    def enqueue(self, input_desc, output_desc, inputs, outputs, workspace, stream):
        device = _tenon._current_device()
        given = [Tensor(pointer, desc, device) for pointer, desc in zip(inputs, input_desc)]
        made = []
        for index, (pointer, desc) in enumerate(zip(outputs, output_desc)):
            alias = self._alias_of(index, input_desc)
            if alias is not None and pointer != given[alias].data_ptr:
                # In place: on a copy of the input, which is the output.
                _copy(pointer, given[alias], stream)
                given[alias] = Tensor(pointer, input_desc[alias], device)
            made.append(Tensor(pointer, desc, device, None if alias is None else given[alias]))
        function, taken, rest = self.definition.impl
        told = dict(zip(rest, (tuple(made), stream, self.tactic)))
        function(*given, **{name: self.values[name] for name in taken}, **told)
        return 0

    def _alias_of(self, index, input_desc):
        """The number of the input that an output is, or None."""
        if self._aliases is None:
            inputs = [TensorDesc(tuple(desc.dims), desc.type, desc.format, desc.scale) for desc in input_desc]
            # Attributes that the implementation does not take are not in engine files; what shapes depend on them does not matter here.
            try:
                outputs = self.definition.descs_of(self.definition.complete(self.values), inputs)
            except ValueError:
                outputs = ()
            self._aliases = [next((i for i, each in enumerate(inputs) if each is desc.get_aliased()), None) for desc in outputs]
        return self._aliases[index] if index < len(self._aliases) else None


class _Sizes:
    """The size tensors of one shape rule, each declared once."""

    def __init__(self, where, outputs, inputs, builder):
        self.where, self.outputs, self.inputs, self.builder, self.made = where, outputs, inputs, builder, {}

    def expr_of(self, desc):
        """The library's expression for a size tensor. Raises ValueError for one that is no output."""
        index = next((i for i, each in enumerate(self.outputs) if each is desc), None)
        if index is None:
            raise ValueError(f"{self.where}: expected a size tensor among the outputs, found one that is none of them")
        if index not in self.made:
            bounds = [each._dims(self.builder, self.inputs, self.expr_of) for each in (desc.opt, desc.upper_bound)]
            self.made[index] = self.builder.declare_size_tensor(index, *bounds)
        return self.made[index]


def _outputs_field(count):
    return _tenon.PluginField(OUTPUTS, _np.array([count], _np.int32), _tenon.PluginFieldType.INT32)


#: The field of engine files that says how many outputs there are.
OUTPUTS = "tenon_outputs"


def _copy(pointer, source, stream):
    size = source.numel() * max(source.dtype.itemsize, 1)
    if source.device == "cpu":
        import ctypes
        ctypes.memmove(pointer, source.data_ptr, size)
        return
    from ..cuda import cudart
    error, = cudart.cudaMemcpyAsync(pointer, source.data_ptr, size, cudart.cudaMemcpyKind.cudaMemcpyDeviceToDevice, stream)
    if error != cudart.cudaError_t.cudaSuccess:
        raise RuntimeError(f"copy of an aliased input: {error.name}")
