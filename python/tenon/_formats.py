"""Packed tensor formats, for arrays of NumPy: to them and back. docs/formats.md has the table."""

import numpy as _np

from ._tenon import DataType, TensorFormat

# Channels side by side in a vector, whether the vectors come last (channels-last formats), dimensions from the channels on, types.
_VECTOR_MAJOR = {TensorFormat.CHW2: (2, 3), TensorFormat.CHW4: (4, 3), TensorFormat.CHW16: (16, 3), TensorFormat.CHW32: (32, 3),
                 TensorFormat.CDHW32: (32, 4)}
_CHANNELS_LAST = {TensorFormat.HWC: (1, 3), TensorFormat.HWC8: (8, 3), TensorFormat.HWC16: (16, 3), TensorFormat.DHWC: (1, 4),
                  TensorFormat.DHWC8: (8, 4)}
_TYPES = {TensorFormat.CHW2: (DataType.HALF,), TensorFormat.CHW4: (DataType.HALF, DataType.INT8), TensorFormat.CHW16: (DataType.HALF,),
          TensorFormat.CHW32: (DataType.FLOAT, DataType.HALF, DataType.INT8), TensorFormat.CDHW32: (DataType.HALF, DataType.INT8),
          TensorFormat.HWC: (DataType.FLOAT, DataType.INT64, DataType.UINT8), TensorFormat.HWC8: (DataType.HALF,),
          TensorFormat.HWC16: (DataType.HALF, DataType.INT8), TensorFormat.DHWC: (DataType.FLOAT,), TensorFormat.DHWC8: (DataType.HALF,)}


def can_have(tensor_format, dtype, rank):
    """Whether tensors of a type and rank can have a format."""
    if tensor_format == TensorFormat.LINEAR:
        return True
    least = (_VECTOR_MAJOR.get(tensor_format) or _CHANNELS_LAST.get(tensor_format) or (0, 99))[1]
    return rank >= least and dtype in _TYPES.get(tensor_format, ())


def packed_shape(shape, tensor_format):
    """The shape of the row-major array that a tensor lies as."""
    if tensor_format == TensorFormat.LINEAR:
        return tuple(shape)
    vector, after = _VECTOR_MAJOR.get(tensor_format) or _CHANNELS_LAST[tensor_format]
    lead, channels, spatial = shape[:-after], shape[-after], shape[len(shape) - after + 1:]
    vectors = -(-channels // vector)
    if tensor_format in _VECTOR_MAJOR:
        return (*lead, vectors, *spatial, vector)
    return (*lead, *spatial, vectors * vector)


def pack(array, tensor_format):
    """The array as a format keeps it; zeros fill the last vector."""
    if tensor_format == TensorFormat.LINEAR:
        return _np.ascontiguousarray(array)
    vector, after = _VECTOR_MAJOR.get(tensor_format) or _CHANNELS_LAST[tensor_format]
    axis = array.ndim - after
    padded = _np.zeros([dim if i != axis else -(-dim // vector) * vector for i, dim in enumerate(array.shape)], array.dtype)
    padded[(slice(None),) * axis + (slice(0, array.shape[axis]),)] = array
    if tensor_format in _VECTOR_MAJOR:
        padded = padded.reshape(*array.shape[:axis], -1, vector, *array.shape[axis + 1:])
        return _np.ascontiguousarray(_np.moveaxis(padded, axis + 1, -1))
    return _np.ascontiguousarray(_np.moveaxis(padded, axis, -1))


def unpack(memory, shape, tensor_format):
    """The row-major array of what `pack` gives."""
    if tensor_format == TensorFormat.LINEAR:
        return memory.reshape(shape)
    _, after = _VECTOR_MAJOR.get(tensor_format) or _CHANNELS_LAST[tensor_format]
    axis = len(shape) - after
    memory = memory.reshape(packed_shape(shape, tensor_format))
    if tensor_format in _VECTOR_MAJOR:
        memory = _np.moveaxis(memory, -1, axis + 1)
        memory = memory.reshape(*shape[:axis], -1, *shape[axis + 1:])
    else:
        memory = _np.moveaxis(memory, -1, axis)
    return _np.ascontiguousarray(memory[(slice(None),) * axis + (slice(0, shape[axis]),)])
