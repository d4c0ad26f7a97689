"""Tenon: TensorRT's Python API, on the CPU and on NVIDIA GPUs.

``import tenon as trt`` gives the names of TensorRT's own Python API (builder, network, ONNX parser, runtime, plugins), so that scripts
written for it need only the import changed. ``tenon.load`` runs a model, and ``tenon.plugin`` one plugin, on arrays.

``__version__`` is the version of the API that is implemented, since scripts look at it; ``tenon_version`` is this library's own.
"""

import atexit as _atexit

from . import _tenon
from ._tenon import *  # noqa: F401,F403
from ._tenon import _deregister_creator, _forget_creators, _register_creator
from ._types import (bfloat16, bool, float16, float32, e8m0, fp4, fp8, int4, int8, int32, int64, nptype, trtype, uint8, volume)
from ._errors import Error

__version__ = ".".join(str(part) for part in _tenon._api_version)
tenon_version = "0.1.0"

# The Python objects of registered creators, by their C++ face's address.
_creators = {}
_atexit.register(_forget_creators)
# Before that: handlers run in the reverse order.
_atexit.register(_tenon._end_calls)

from .plugins import (InterfaceInfo, IPluginCapability, IPluginCreator, IPluginCreatorInterface, IPluginCreatorV3One,  # noqa: E402
                      IPluginV2, IPluginV2DynamicExt, IPluginV2DynamicExtBase, IPluginV2Ext, IPluginV3, IPluginV3OneBuild,
                      IPluginV3OneBuildV2, IPluginV3OneCore, IPluginV3OneRuntime, IVersionedInterface, PluginFieldCollection,
                      PluginFieldCollection_, _is_creator_v3, _source_of, array_of, plugin_function)
from .running import Model, Plugin, load  # noqa: E402
from . import plugin, testing  # noqa: E402,F401


def _register(self, creator, plugin_namespace="", devices=("cpu",)):
    """Registers a creator written in Python. False where one of its name, version and namespace is registered.

    ``devices`` says where the plugins' ``enqueue`` works: "cpu", "cuda", or both.
    """
    bits = {"cpu": 1, "cuda": 2}
    unknown = sorted(set(devices) - set(bits))
    if unknown or not devices:
        raise ValueError(f"register_creator: expected devices of \"cpu\" and \"cuda\", found {', '.join(unknown) or 'none'}")
    return _register_creator(self, creator, plugin_namespace, sum(bits[device] for device in set(devices)), *_source_of(creator))


def _deregister(self, creator):
    """Takes a creator written in Python out again. False where it is not registered."""
    return _deregister_creator(self, creator)


IPluginRegistry.register_creator = _register  # noqa: F405
IPluginRegistry.deregister_creator = _deregister  # noqa: F405


IBuilder = Builder  # noqa: F405
IRuntime = Runtime  # noqa: F405
PluginFormat = TensorFormat  # noqa: F405
SliceMode = SampleMode  # noqa: F405
ResizeMode = InterpolationMode  # noqa: F405
OnnxErrorCode = ErrorCode  # noqa: F405
