"""Attributes of quick plugins: their types, by annotation, and how they come and go as fields."""

import typing

import numpy as _np

from .. import _tenon

_SCALARS = {int: (_np.int64, "INT64"), float: (_np.float64, "FLOAT64"), bool: (_np.int8, "INT8")}
_TEXTS = (str, bytes)
_ARRAYS = {_np.dtype(_np.int8): "INT8", _np.dtype(_np.int16): "INT16", _np.dtype(_np.int32): "INT32", _np.dtype(_np.int64): "INT64",
           _np.dtype(_np.float16): "FLOAT16", _np.dtype(_np.float32): "FLOAT32", _np.dtype(_np.float64): "FLOAT64", _np.dtype(_np.bool_): "INT8"}
EXPECTED = "int, float, bool, str, bytes or numpy.typing.NDArray of int8, int16, int32, int64, float16, float32, float64 or bool"


class Attribute:
    """A parameter of a plugin."""

    def __init__(self, owner, name, annotation):
        self.name = name
        alias = typing.get_origin(annotation)
        if hasattr(alias, "__value__"):
            # Of Python 3.12: numpy.typing.NDArray is a name for another type.
            annotation = alias.__value__[typing.get_args(annotation)]
        arguments = typing.get_args(annotation)
        element = typing.get_args(arguments[1]) if len(arguments) == 2 else ()
        self.array = _np.dtype(element[0]) if element and isinstance(element[0], type) and typing.get_origin(annotation) is _np.ndarray else None
        self.kind = annotation
        if self.array is None and annotation not in (*_SCALARS, *_TEXTS) or self.array is not None and self.array not in _ARRAYS:
            raise TypeError(f"{owner}: expected a parameter \"{name}\" that is a TensorDesc or of type {EXPECTED}, found {annotation}")
        self.owner = owner

    def checked(self, value):
        """A value as the plugin's functions get it. Raises TypeError for one of another type."""
        if self.array is not None:
            made = _np.asarray(value)
            if made.ndim != 1 or not _np.can_cast(made.dtype, self.array, "same_kind"):
                raise TypeError(f"{self.owner}: expected a list of {self.array} for \"{self.name}\", found {value!r}")
            return made.astype(self.array)
        if self.kind in _TEXTS:
            if not isinstance(value, _TEXTS):
                raise TypeError(f"{self.owner}: expected {self.kind.__name__} for \"{self.name}\", found {value!r}")
            return _as_text(value, self.kind)
        if isinstance(value, _TEXTS) or _np.ndim(value) != 0 or (self.kind is not float and self.kind(value) != value):
            raise TypeError(f"{self.owner}: expected {self.kind.__name__} for \"{self.name}\", found {value!r}")
        return self.kind(value)

    def field(self, value=None):
        """As a field, for engine files; without values where there are none."""
        if self.kind in _TEXTS:
            data = None if value is None else _as_text(value, bytes)
            return _tenon.PluginField(self.name, data, _tenon.PluginFieldType.CHAR)
        stored, name = (self.array, _ARRAYS[self.array]) if self.array is not None else _SCALARS[self.kind]
        stored = _np.dtype(_np.int8) if stored == _np.bool_ else stored
        data = None if value is None else _np.ascontiguousarray(_np.atleast_1d(value).astype(stored))
        return _tenon.PluginField(self.name, data, getattr(_tenon.PluginFieldType, name))

    def of_field(self, field):
        """The value of a field: of an engine file, of an ONNX node's attribute, or of a collection that a program made."""
        data = field.data
        if self.kind in _TEXTS:
            text = b"" if data is None else data if isinstance(data, _TEXTS) else _np.asarray(data).tobytes()
            return _as_text(text.rstrip(b"\0") if self.kind is str and isinstance(text, bytes) else text, self.kind)
        values = _np.zeros(0) if data is None else _np.atleast_1d(_np.asarray(data))
        if self.array is not None:
            return values.astype(self.array)
        if values.size != 1:
            raise ValueError(f"{self.owner}: expected one value for \"{self.name}\", found {values.size}")
        return self.kind(values[0])


def _as_text(value, kind):
    if kind is str and isinstance(value, bytes):
        return value.decode()
    return value.encode() if kind is bytes and isinstance(value, str) else value
