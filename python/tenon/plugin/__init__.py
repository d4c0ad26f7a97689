"""Quick plugins, as ``tensorrt.plugin`` has them, and one plugin as a callable.

``import tenon.plugin as trtp``: functions become a plugin by decorators::

    @trtp.register("sample::add_one")
    def _(x: trtp.TensorDesc, by: float) -> trtp.TensorDesc:
        return x.like()

    @trtp.impl("sample::add_one")
    def _(x: trtp.Tensor, by: float, outputs: Tuple[trtp.Tensor], stream: int) -> None:
        numpy.asarray(outputs[0])[...] = numpy.asarray(x) + by

    layer = network.add_plugin(trtp.op.sample.add_one(x, by=1.0))

The same plugins serve ONNX nodes of that name with the attribute ``plugin_namespace``, and engine files; these need the module that defines them.
``tenon.plugin(name, **fields)``, the module called as a function, is a plugin on arrays: ``tenon.plugin("LReLU_TRT", negSlope=0.1)(x)``.
"""

import sys as _sys
import types as _types

from ..running import plugin as _plugin_on_arrays
from .._tenon import ITensor as _ITensor
from ._autotune import AutoTuneCombination
from ._definitions import QDP_REGISTRY, Definition as _Definition, QuickPlugin as _QuickPlugin, _symbols
from ._shapes import Shape, ShapeExpr, ShapeExprs, cdiv
from ._tensors import SizeTensorDesc, Tensor, TensorDesc, from_shape_expr, size_tensor

__all__ = ["AutoTuneCombination", "QDP_REGISTRY", "Shape", "ShapeExpr", "ShapeExprs", "SizeTensorDesc", "Tensor", "TensorDesc", "aot_impl", "autotune",
           "cdiv", "from_shape_expr", "impl", "op", "register", "size_tensor"]


def register(plugin_id, lazy_register=False, devices=("cpu", "cuda")):
    """Decorates the function that says what a plugin's outputs are: ``(TensorDesc…, attributes…) -> TensorDesc`` or a tuple of them.

    All parameters have type hints: TensorDesc for inputs; int, float, bool, str, bytes or ``numpy.typing.NDArray[…]`` (1-D) for attributes.
    ``plugin_id``: "namespace::name". ``lazy_register``: the registry knows the plugin from its first use on. ``devices`` (of Tenon): where the
    implementation works. Raises ValueError for an id that is taken, TypeError for parameters of other types.
    """
    def declare(function):
        definition = _Definition(plugin_id, function, devices)
        if plugin_id in QDP_REGISTRY:
            raise ValueError(f"register: expected an id that is not registered, found \"{plugin_id}\"")
        if not lazy_register:
            definition.register()
        QDP_REGISTRY[plugin_id] = definition
        return function
    return declare


def _definition(what, plugin_id):
    if plugin_id not in QDP_REGISTRY:
        raise ValueError(f"{what}: expected the id of a registered plugin, found \"{plugin_id}\"; registered: {', '.join(QDP_REGISTRY) or 'none'}")
    return QDP_REGISTRY[plugin_id]


def impl(plugin_id):
    """Decorates the function that computes: ``(Tensor…, attributes…, outputs, stream[, tactic]) -> None``.

    ``outputs``: a tuple of Tensor to write to; ``stream``: a CUDA stream's address, 0 on the CPU. It may take a part of the attributes; these are
    written to engine files. Raises ValueError for an id that is not registered, or other parameters.
    """
    def declare(function):
        definition = _definition("impl", plugin_id)
        definition.impl = definition.accept("impl", function)
        return function
    return declare


def autotune(plugin_id):
    """Decorates the function that says which types, formats and tactics there are: ``(TensorDesc…, attributes…, outputs) ->`` a list of
    AutoTuneCombination. Without it: the network's types, linear formats. Raises ValueError for an id that is not registered, or other parameters."""
    def declare(function):
        definition = _definition("autotune", plugin_id)
        definition.autotune = definition.accept("autotune", function)
        return function
    return declare


def aot_impl(plugin_id):
    """Not served: raises NotImplementedError. Plugins of quick kinds run their Python implementation; see ``impl``."""
    raise NotImplementedError(f"aot_impl: plugin \"{plugin_id}\": expected an implementation in Python, found one compiled ahead of time, which Tenon does "
                              "not serve; decorate a function with impl, or write the plugin in C++")


class _Op:
    """A plugin in networks: called on tensors and attributes it gives what ``network.add_plugin`` takes."""

    def __init__(self, definition):
        self._definition = definition
        self.__name__, self.__doc__ = definition.name, definition.function.__doc__

    def __call__(self, *args, **kwargs):
        definition = self._definition
        bound = definition.signature.bind(*args, **kwargs)
        bound.apply_defaults()
        tensors = [bound.arguments[name] for name in definition.inputs]
        for name, tensor in zip(definition.inputs, tensors):
            if not isinstance(tensor, _ITensor):
                raise TypeError(f"{definition.where}: expected a tensor of a network for \"{name}\", found {type(tensor).__name__}")
        values = {name: attribute.checked(bound.arguments[name]) for name, attribute in definition.attributes.items()}
        definition.register()
        descs = [TensorDesc(_symbols(i, len(tensor.shape)), tensor.dtype) for i, tensor in enumerate(tensors)]
        return tensors, [], _QuickPlugin(definition, values, num_outputs=len(definition.descs_of(values, descs)))


class _Names:
    """The plugins of a namespace, or the namespaces."""

    def __init__(self, namespace=None):
        self._namespace = namespace

    def __getattr__(self, name):
        if self._namespace is None:
            if any(key.startswith(name + "::") for key in QDP_REGISTRY):
                return _Names(name)
            raise AttributeError(f"op: expected a namespace of a registered plugin, found \"{name}\"; registered: {', '.join(QDP_REGISTRY) or 'none'}")
        if f"{self._namespace}::{name}" not in QDP_REGISTRY:
            raise AttributeError(f"op.{self._namespace}: expected a registered plugin, found \"{name}\"; registered: {', '.join(QDP_REGISTRY)}")
        return _Op(QDP_REGISTRY[f"{self._namespace}::{name}"])


#: ``op.namespace.name(tensors…, attributes…)``: what ``network.add_plugin`` takes.
op = _Names()


class _Module(_types.ModuleType):
    def __call__(self, name, version="1", namespace="", libraries=(), device=None, **fields):
        return _plugin_on_arrays(name, version, namespace, libraries, device, **fields)


_Module.__call__.__doc__ = _plugin_on_arrays.__doc__
_sys.modules[__name__].__class__ = _Module
