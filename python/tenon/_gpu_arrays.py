"""Arrays on a GPU, used where they lie: PyTorch's, CuPy's, and those of any framework with __cuda_array_interface__ or DLPack.

NumPy's arrays have to be copied there and back; ``DeviceBuffer`` is where.
"""

import sys

import numpy as _np

from . import _devices, _tenon
from ._types import nptype, trtype

_DataType = _tenon.DataType
_TORCH_NAMES = {_DataType.FLOAT: "float32", _DataType.HALF: "float16", _DataType.BF16: "bfloat16", _DataType.INT8: "int8",
                _DataType.UINT8: "uint8", _DataType.INT32: "int32", _DataType.INT64: "int64", _DataType.BOOL: "bool",
                _DataType.FP8: "float8_e4m3fn"}
_COPIES = {"to": 1, "from": 2}


def is_torch(value):
    """Whether it is a PyTorch tensor. Does not import PyTorch."""
    return type(value).__module__.split(".")[0] == "torch"


def is_cupy(value):
    """Whether it is a CuPy array. Does not import CuPy."""
    return type(value).__module__.split(".")[0] == "cupy"


def torch_type(trt_type):
    """The torch.dtype of a DataType."""
    import torch
    if trt_type not in _TORCH_NAMES:
        raise TypeError(f"expected a type that PyTorch has, found {trt_type.name}")
    return getattr(torch, _TORCH_NAMES[trt_type])


def type_of_torch(dtype):
    """The DataType of a torch.dtype."""
    for trt_type, name in _TORCH_NAMES.items():
        if str(dtype) == f"torch.{name}":
            return trt_type
    raise TypeError(f"expected a type that tensors have, found {dtype}; use tensor.to")


class View:
    """What an engine needs to know of an array: address, shape, DataType, device ("cuda:0", or "cpu"); and what keeps the memory."""

    __slots__ = ("pointer", "shape", "dtype", "device", "kept")

    def __init__(self, pointer, shape, dtype, device, kept):
        self.pointer, self.shape, self.dtype, self.device, self.kept = pointer, shape, dtype, device, kept


class TorchArrays:
    """PyTorch's tensors."""

    def __init__(self):
        import torch
        self._torch = torch

    def view(self, tensor):
        """Of a tensor; one that is not contiguous is copied."""
        tensor = tensor.detach().contiguous()
        device = "cpu" if tensor.device.type == "cpu" else f"{tensor.device.type}:{tensor.device.index or 0}"
        return View(tensor.data_ptr(), tuple(tensor.shape), type_of_torch(tensor.dtype), device, tensor)

    def stream(self, device):
        """The stream that PyTorch works on now."""
        return self._torch.cuda.current_stream(device).cuda_stream

    def empty(self, shape, dtype, device):
        """A new tensor and its address."""
        made = self._torch.empty(shape, dtype=torch_type(dtype), device=device)
        return made, made.data_ptr()

    def part(self, memory, offset, shape, dtype):
        """Of a tensor of bytes, the tensor that begins at an offset."""
        made = torch_type(dtype)
        count = int(_np.prod(shape, dtype=_np.int64)) * made.itemsize
        return memory[offset:offset + count].view(made).reshape(shape)


class CupyArrays:
    """CuPy's arrays."""

    def __init__(self):
        import cupy
        self._cupy = cupy

    def view(self, array):
        """Of an array; one that is not contiguous is copied."""
        array = self._cupy.ascontiguousarray(array) if array.ndim else array
        return View(array.data.ptr, tuple(array.shape), trtype(array.dtype), f"cuda:{array.device.id}", array)

    def stream(self, device):
        """The stream that CuPy works on now."""
        return self._cupy.cuda.get_current_stream().ptr

    def empty(self, shape, dtype, device):
        """A new array and its address."""
        with self._cupy.cuda.Device(int(device.partition(":")[2] or 0)):
            made = self._cupy.empty(shape, nptype(dtype))
        return made, made.data.ptr

    def part(self, memory, offset, shape, dtype):
        """Of an array of bytes, the array that begins at an offset."""
        dtype = _np.dtype(nptype(dtype))
        count = int(_np.prod(shape, dtype=_np.int64)) * dtype.itemsize
        return memory[offset:offset + count].view(dtype).reshape(shape)


class DeviceBuffer:
    """Memory on the device, in bytes, freed with the object. Other frameworks read it by __cuda_array_interface__ and DLPack."""

    def __init__(self, size, runtime):
        from .cuda import cudart
        self._cudart, self.size, self.pointer = cudart, size, 0
        error, self.pointer = cudart._call_of(runtime, "cudaMalloc")(max(size, 1))
        if error != cudart.cudaError_t.cudaSuccess:
            raise MemoryError(f"cudaMalloc of {size} bytes: {error.name}")
        self._runtime = runtime

    def __del__(self):
        if self.pointer:
            self._cudart._call_of(self._runtime, "cudaFree")(self.pointer)


class DeviceArray:
    """A result on the device for a framework that Tenon does not know: it reads it by __cuda_array_interface__ or DLPack, without a copy."""

    def __init__(self, buffer, offset, shape, dtype, device):
        self._buffer, self._offset, self.shape, self.dtype, self.device = buffer, offset, tuple(shape), dtype, device

    @property
    def __cuda_array_interface__(self):
        return {"shape": self.shape, "typestr": _np.dtype(nptype(self.dtype)).str, "data": (self._buffer.pointer + self._offset, False),
                "version": 3, "strides": None, "stream": 1}

    def __dlpack_device__(self):
        return (2, int(self.device.partition(":")[2] or 0)) if self.device.startswith("cuda") else (1, 0)

    def __dlpack__(self, **options):
        kind, index = self.__dlpack_device__()
        return _tenon._dlpack_of(self._buffer.pointer + self._offset, list(self.shape), self.dtype, kind == 2, index, self)

    def __repr__(self):
        return f"tenon.DeviceArray({self.dtype.name}{self.shape} on {self.device})"


class OtherArrays:
    """Arrays of any framework, by __cuda_array_interface__ or DLPack. Works on the default stream."""

    def __init__(self, runtime):
        self._runtime = runtime

    def view(self, array):
        """Raises TypeError for what is no array, or is not contiguous."""
        if hasattr(array, "__cuda_array_interface__"):
            told = array.__cuda_array_interface__
            dtype = _np.dtype(told["typestr"])
            shape, strides = tuple(told["shape"]), told.get("strides")
            if strides is not None and tuple(strides) != _contiguous(shape, dtype.itemsize):
                raise TypeError(f"expected a contiguous array, found strides of {tuple(strides)} bytes for the shape {shape}")
            return View(told["data"][0], shape, trtype(dtype), None, array)
        if hasattr(array, "__dlpack__"):
            pointer, shape, dtype, device, owner = _tenon._view_of_dlpack(array)
            return View(pointer, tuple(shape), dtype, device, owner)
        raise TypeError(f"expected an array (NumPy's, CuPy's, PyTorch's, or one with DLPack), found {type(array).__name__}")

    def stream(self, device):
        """The default stream."""
        return 0

    def empty(self, shape, dtype, device):
        """A new DeviceArray and its address."""
        size = int(_np.prod(shape, dtype=_np.int64)) * (dtype.itemsize or 1)
        buffer = DeviceBuffer(size, self._runtime)
        return DeviceArray(buffer, 0, shape, dtype, device), buffer.pointer

    def part(self, memory, offset, shape, dtype):
        """Of a DeviceArray of bytes, the array that begins at an offset."""
        return DeviceArray(memory._buffer, offset, shape, dtype, memory.device)


def _contiguous(shape, item_bytes):
    strides, step = [], item_bytes
    for dim in reversed(shape):
        strides.append(step)
        step *= dim
    return tuple(reversed(strides))


class HostArrays:
    """NumPy's arrays, by way of buffers on the device that stay for the next call."""

    def __init__(self, runtime):
        self._runtime, self._buffers = runtime, {}

    def buffer(self, name, size):
        """The buffer of a tensor, at least so large."""
        found = self._buffers.get(name)
        if found is None or found.size < size:
            found = self._buffers[name] = DeviceBuffer(size, self._runtime)
        return found

    def copy(self, direction, device_pointer, array, stream):
        """Copies "to" the device or "from" it, in the stream's order."""
        from .cuda import cudart
        ends = (device_pointer, array.ctypes.data) if direction == "to" else (array.ctypes.data, device_pointer)
        error, = cudart._call_of(self._runtime, "cudaMemcpyAsync")(*ends, array.nbytes, _COPIES[direction], stream)
        if error != cudart.cudaError_t.cudaSuccess:
            raise RuntimeError(f"copy {direction} the device: {error.name}")

    def wait(self, stream):
        """Until the stream's work is done."""
        from .cuda import cudart
        error, = cudart._call_of(self._runtime, "cudaStreamSynchronize")(stream)
        if error != cudart.cudaError_t.cudaSuccess:
            raise RuntimeError(f"cudaStreamSynchronize: {error.name}")


def frameworks_of(runtime):
    """A function that gives the arrays' class for a value, made once for each framework."""
    made = {}

    def of(value):
        key = "torch" if is_torch(value) else "cupy" if is_cupy(value) else "other"
        if key not in made:
            made[key] = TorchArrays() if key == "torch" else CupyArrays() if key == "cupy" else OtherArrays(runtime)
        return made[key]
    return of


def array_at(pointer, shape, dtype, device, framework):
    """The array of a framework ("torch" or "cupy") at an address on a GPU; no copy. Valid as long as the memory."""
    count = int(_np.prod(shape, dtype=_np.int64))
    item = dtype.itemsize
    if framework == "cupy":
        import cupy
        memory = cupy.cuda.UnownedMemory(pointer, max(count * item, 1), None)
        return cupy.ndarray(shape, nptype(dtype), cupy.cuda.MemoryPointer(memory, 0))
    import torch
    wanted = torch_type(dtype)
    if count == 0:
        return torch.empty(shape, dtype=wanted, device=device)
    if not device.startswith("cuda"):
        import ctypes
        return torch.frombuffer((ctypes.c_byte * (count * item)).from_address(pointer), dtype=wanted).reshape(shape)
    return torch.as_tensor(_Bytes(pointer, count * item), device=device).view(wanted).reshape(shape)


class _Bytes:
    """Bytes on a GPU, for PyTorch: its types that others lack are views of them."""

    def __init__(self, pointer, size):
        self.__cuda_array_interface__ = {"shape": (size,), "typestr": "|u1", "data": (pointer, False), "version": 3, "strides": None}


def gpu_framework():
    """The framework to give arrays on a GPU of where nobody says: one that is imported, CuPy first; else CuPy where it is installed, else PyTorch."""
    for name in ("cupy", "torch"):
        if name in sys.modules:
            return name
    import importlib.util
    for name in ("cupy", "torch"):
        if importlib.util.find_spec(name) is not None:
            return name
    raise ImportError("arrays on a GPU: expected CuPy or PyTorch, found neither; install one")
