"""The CUDA runtime's calls as cuda-python has them: each gives a tuple of its error code and its results.

Pointers, streams and events are integers; arrays with the buffer protocol are taken for host pointers. On a machine without a GPU the calls
work on host memory.
"""

import ctypes
import enum

from .. import _devices


class cudaError_t(enum.IntEnum):
    """Error codes; 0 is success. Others than these are members too, named by their number."""

    cudaSuccess = 0
    cudaErrorInvalidValue = 1
    cudaErrorMemoryAllocation = 2
    cudaErrorInitializationError = 3
    cudaErrorInvalidMemcpyDirection = 21
    cudaErrorNoDevice = 100
    cudaErrorInvalidDevice = 101
    cudaErrorInvalidResourceHandle = 400
    cudaErrorNotReady = 600
    cudaErrorIllegalAddress = 700
    cudaErrorLaunchFailure = 719
    cudaErrorNotSupported = 801
    cudaErrorUnknown = 999

    @classmethod
    def _missing_(cls, value):
        if not isinstance(value, int):
            return None
        other = int.__new__(cls, value)
        other._name_, other._value_ = f"cudaError{value}", value
        return other


class cudaMemcpyKind(enum.IntEnum):
    """From where to where a copy goes."""

    cudaMemcpyHostToHost = 0
    cudaMemcpyHostToDevice = 1
    cudaMemcpyDeviceToHost = 2
    cudaMemcpyDeviceToDevice = 3
    cudaMemcpyDefault = 4


cudaHostAllocDefault, cudaHostAllocPortable, cudaHostAllocMapped, cudaHostAllocWriteCombined = 0, 1, 2, 4
cudaMemAttachGlobal, cudaMemAttachHost = 1, 2
cudaStreamDefault, cudaStreamNonBlocking = 0, 1
cudaEventDefault, cudaEventBlockingSync, cudaEventDisableTiming = 0, 1, 2

_POINTER, _BYTES, _INT, _FLAGS, _FLOAT = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_uint, ctypes.c_float

# Each call's results, which the runtime writes through its first arguments, and its other arguments.
_CALLS = {
    "cudaMalloc": ([_POINTER], [_BYTES]),
    "cudaMallocAsync": ([_POINTER], [_BYTES, _POINTER]),
    "cudaMallocHost": ([_POINTER], [_BYTES]),
    "cudaMallocManaged": ([_POINTER], [_BYTES, _FLAGS]),
    "cudaHostAlloc": ([_POINTER], [_BYTES, _FLAGS]),
    "cudaFree": ([], [_POINTER]),
    "cudaFreeAsync": ([], [_POINTER, _POINTER]),
    "cudaFreeHost": ([], [_POINTER]),
    "cudaHostRegister": ([], [_POINTER, _BYTES, _FLAGS]),
    "cudaHostUnregister": ([], [_POINTER]),
    "cudaMemcpy": ([], [_POINTER, _POINTER, _BYTES, _INT]),
    "cudaMemcpyAsync": ([], [_POINTER, _POINTER, _BYTES, _INT, _POINTER]),
    "cudaMemset": ([], [_POINTER, _INT, _BYTES]),
    "cudaMemsetAsync": ([], [_POINTER, _INT, _BYTES, _POINTER]),
    "cudaMemGetInfo": ([_BYTES, _BYTES], []),
    "cudaStreamCreate": ([_POINTER], []),
    "cudaStreamCreateWithFlags": ([_POINTER], [_FLAGS]),
    "cudaStreamCreateWithPriority": ([_POINTER], [_FLAGS, _INT]),
    "cudaStreamDestroy": ([], [_POINTER]),
    "cudaStreamSynchronize": ([], [_POINTER]),
    "cudaStreamQuery": ([], [_POINTER]),
    "cudaStreamWaitEvent": ([], [_POINTER, _POINTER, _FLAGS]),
    "cudaEventCreate": ([_POINTER], []),
    "cudaEventCreateWithFlags": ([_POINTER], [_FLAGS]),
    "cudaEventDestroy": ([], [_POINTER]),
    "cudaEventRecord": ([], [_POINTER, _POINTER]),
    "cudaEventQuery": ([], [_POINTER]),
    "cudaEventSynchronize": ([], [_POINTER]),
    "cudaEventElapsedTime": ([_FLOAT], [_POINTER, _POINTER]),
    "cudaGetDeviceCount": ([_INT], []),
    "cudaGetDevice": ([_INT], []),
    "cudaSetDevice": ([], [_INT]),
    "cudaDeviceSynchronize": ([], []),
    "cudaDeviceReset": ([], []),
    "cudaDeviceGetAttribute": ([_INT], [_INT, _INT]),
    "cudaRuntimeGetVersion": ([_INT], []),
    "cudaDriverGetVersion": ([_INT], []),
    "cudaGetLastError": ([], []),
    "cudaPeekAtLastError": ([], []),
}


def _address(value):
    """A pointer as ctypes takes it: of None, an integer, an object with getPtr or __int__, or an array."""
    if value is None or isinstance(value, int):
        return value
    if hasattr(value, "getPtr"):
        return value.getPtr()
    if hasattr(value, "__array_interface__"):
        return value.__array_interface__["data"][0]
    try:
        return int(value)
    except TypeError:
        return ctypes.addressof(ctypes.c_char.from_buffer(value))


def _call_of(runtime, name):
    """The call of one runtime: of the default one where it is None."""
    outs, ins = _CALLS[name]

    def call(*arguments):
        if len(arguments) > len(ins):
            raise TypeError(f"{name}: expected {len(ins)} arguments, found {len(arguments)}")
        # What is left out is 0: the default stream, no flags.
        given = [*arguments, *([0] * (len(ins) - len(arguments)))]
        given = [_address(value) if kind is _POINTER else int(value) for value, kind in zip(given, ins)]
        results = [kind() for kind in outs]
        function = (runtime or _devices.runtime()).function(name, [*(ctypes.POINTER(kind) for kind in outs), *ins])
        code = function(*(ctypes.byref(result) for result in results), *given)
        return (cudaError_t(code), *(result.value or 0 for result in results))

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"CUDA's {name}: ({', '.join(['error', *('result' for _ in outs)])})."
    return call


for _name in _CALLS:
    globals()[_name] = _call_of(None, _name)


def cudaGetErrorName(error):
    """(error, name)"""
    return cudaError_t.cudaSuccess, _devices.runtime().text("cudaGetErrorName", int(error)).encode()


def cudaGetErrorString(error):
    """(error, text)"""
    return cudaError_t.cudaSuccess, _devices.runtime().text("cudaGetErrorString", int(error)).encode()
