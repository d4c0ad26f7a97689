"""Element types: TensorRT's short names, and their NumPy counterparts."""

import numpy as _np

from ._tenon import DataType as _DataType

float32 = _DataType.FLOAT
float16 = _DataType.HALF
bfloat16 = _DataType.BF16
int8 = _DataType.INT8
uint8 = _DataType.UINT8
int32 = _DataType.INT32
int64 = _DataType.INT64
bool = _DataType.BOOL
fp8 = _DataType.FP8
int4 = _DataType.INT4
fp4 = _DataType.FP4
e8m0 = _DataType.E8M0

_NUMPY = {float32: _np.float32, float16: _np.float16, int8: _np.int8, uint8: _np.uint8, int32: _np.int32, int64: _np.int64,
          bool: _np.bool_}
_ITEM_BYTES = {float32: 4, float16: 2, bfloat16: 2, int8: 1, uint8: 1, int32: 4, int64: 8, bool: 1, fp8: 1}


def nptype(trt_type):
    """The NumPy type of a ``DataType``. Raises TypeError for those that NumPy does not have (bfloat16, fp8, int4)."""
    try:
        return _NUMPY[_DataType(trt_type)]
    except KeyError:
        raise TypeError(f"nptype: expected a type that NumPy has, found {_DataType(trt_type).name}; convert to float32 first") from None


def trtype(numpy_type):
    """The ``DataType`` of a NumPy type. Raises TypeError for those that tensors do not have."""
    wanted = _np.dtype(numpy_type)
    for trt_type, numpy in _NUMPY.items():
        if wanted == _np.dtype(numpy):
            return trt_type
    raise TypeError(f"trtype: expected float32, float16, int8, uint8, int32, int64 or bool, found {wanted}; use array.astype")


def volume(shape):
    """How many elements a shape has: the product of its dimensions; 1 for no dimensions."""
    count = 1
    for dim in shape:
        count *= dim
    return count


def _itemsize(self):
    """The size of an element in bytes (0 for types of less than a byte)."""
    return _ITEM_BYTES.get(self, 0)


_DataType.itemsize = property(_itemsize)
