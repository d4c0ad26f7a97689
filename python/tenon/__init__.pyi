from collections.abc import Callable, Sequence
from os import PathLike
from typing import Any, TypeVar

from . import testing as testing
from ._errors import Error as Error
from ._tenon import *
from ._tenon import Builder, DataType, ErrorCode, ICudaEngine, InterpolationMode, PluginTensorDesc, Runtime, SampleMode, TensorFormat
from .plugins import (InterfaceInfo as InterfaceInfo, IPluginCapability as IPluginCapability, IPluginCreator as IPluginCreator,
                      IPluginCreatorInterface as IPluginCreatorInterface, IPluginCreatorV3One as IPluginCreatorV3One, IPluginV2 as IPluginV2,
                      IPluginV2DynamicExt as IPluginV2DynamicExt, IPluginV2DynamicExtBase as IPluginV2DynamicExtBase, IPluginV2Ext as IPluginV2Ext,
                      IPluginV3 as IPluginV3, IPluginV3OneBuild as IPluginV3OneBuild, IPluginV3OneBuildV2 as IPluginV3OneBuildV2,
                      IPluginV3OneCore as IPluginV3OneCore, IPluginV3OneRuntime as IPluginV3OneRuntime, IVersionedInterface as IVersionedInterface,
                      PluginFieldCollection as PluginFieldCollection, PluginFieldCollection_ as PluginFieldCollection_)

__version__: str
tenon_version: str

float32: DataType
float16: DataType
bfloat16: DataType
int8: DataType
uint8: DataType
int32: DataType
int64: DataType
bool: DataType
fp8: DataType
int4: DataType
fp4: DataType
e8m0: DataType

IBuilder = Builder
IRuntime = Runtime
OnnxErrorCode = ErrorCode
PluginFormat = TensorFormat
ResizeMode = InterpolationMode
SliceMode = SampleMode

_Path = str | PathLike[str]
_Function = TypeVar("_Function", bound=Callable[..., Any])

def nptype(trt_type: DataType) -> type: ...
def trtype(numpy_type: Any) -> DataType: ...
def volume(shape: Sequence[int]) -> int: ...
def array_of(pointer: int, desc: PluginTensorDesc, device: str = "cpu", writable: int = False, framework: str | None = None) -> Any: ...
def plugin_function(name: str, version: str = "1", namespace: str = "", outputs: int = 1, shape: Callable[..., Any] | None = None,
                    dtype: DataType | Callable[..., Any] | None = None, types: Sequence[DataType] = ..., mixed: int = False, device: str = "cpu",
                    framework: str | None = None) -> Callable[[_Function], _Function]: ...

class Model:
    engine: ICudaEngine
    inputs: list[str]
    outputs: list[str]
    def __call__(self, *values: Any, **named: Any) -> Any: ...
    def save(self, path: _Path) -> None: ...

class Plugin:
    name: str
    version: str
    namespace: str
    fields: dict[str, Any]
    device: str | None
    def __call__(self, *arrays: Any) -> Any: ...
    def in_format(self, tensor_format: TensorFormat, *arrays: Any) -> Any: ...

def load(path: _Path, plugins: Sequence[_Path] = (), shapes: dict[str, Any] | None = None, fp16: int = False, device: str | None = None,
         dynamic_max: int = 64) -> Model: ...
def plugin(name: str, version: str = "1", namespace: str = "", libraries: Sequence[_Path] = (), device: str | None = None, **fields: Any) -> Plugin: ...
