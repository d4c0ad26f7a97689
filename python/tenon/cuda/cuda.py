"""What scripts ask of cuda-python's driver module: its error codes, and the calls that choose a device."""

import enum

from . import cudart as _cudart


class CUresult(enum.IntEnum):
    """Results of the driver's calls; those that scripts compare with."""

    CUDA_SUCCESS = 0
    CUDA_ERROR_INVALID_VALUE = 1
    CUDA_ERROR_OUT_OF_MEMORY = 2
    CUDA_ERROR_NOT_INITIALIZED = 3
    CUDA_ERROR_DEINITIALIZED = 4
    CUDA_ERROR_NO_DEVICE = 100
    CUDA_ERROR_INVALID_DEVICE = 101
    CUDA_ERROR_UNKNOWN = 999


def _result(error):
    try:
        return CUresult(int(error))
    except ValueError:
        return CUresult.CUDA_ERROR_UNKNOWN


def cuInit(flags=0):
    """(error,)"""
    return _result(_cudart.cudaGetDeviceCount()[0]),


def cuDeviceGetCount():
    """(error, count)"""
    error, count = _cudart.cudaGetDeviceCount()
    return _result(error), count


def cuDeviceGet(ordinal):
    """(error, device)"""
    error, count = _cudart.cudaGetDeviceCount()
    if int(error) == 0 and not 0 <= int(ordinal) < count:
        return CUresult.CUDA_ERROR_INVALID_DEVICE, None
    return _result(error), int(ordinal)


def cuGetErrorName(error):
    """(error, name)"""
    return CUresult.CUDA_SUCCESS, CUresult(error).name.encode()


def cuGetErrorString(error):
    """(error, text)"""
    return CUresult.CUDA_SUCCESS, CUresult(error).name.replace("CUDA_ERROR_", "").replace("_", " ").lower().encode()
