"""Tensors of quick plugins: what they are like, while an engine is built, and their data, in inferences."""

import numpy as _np

from .. import _tenon
from .._tenon import DataType, TensorFormat
from .._types import nptype
from ._shapes import Shape, ShapeExpr, ShapeExprs


class TensorDesc:
    """What a tensor is like: its dimensions (``shape_expr``), ``dtype``, ``format`` and, for int8, ``scale``. Holds no data."""

    def __init__(self, shape_expr=None, dtype=None, format=None, scale=None):
        """``shape_expr``: ShapeExprs, or a tuple of numbers and expressions."""
        self._shape_expr = None if shape_expr is None else ShapeExprs(tuple(shape_expr))
        self._dtype, self._format, self._scale = dtype, TensorFormat.LINEAR if format is None else format, 1.0 if scale is None else scale
        self._aliased = None

    def _settable(name, doc):  # noqa: N805
        hidden = "_" + name

        def put(self, value):
            if self._aliased is not None:
                raise ValueError(f"TensorDesc.{name}: expected a tensor that is not aliased, found one that is the same as another; use like()")
            setattr(self, hidden, ShapeExprs(tuple(value)) if name == "shape_expr" else value)
        return property(lambda self: getattr(self, hidden), put, doc=doc)

    shape_expr = _settable("shape_expr", "The dimensions, as expressions.")
    dtype = _settable("dtype", "The element type.")
    format = _settable("format", "The format (layout).")
    scale = _settable("scale", "Of int8: how much one step is.")
    del _settable

    def like(self):
        """Another tensor of the same dimensions, type and format."""
        return TensorDesc(self.shape_expr, self.dtype, self.format, self.scale)

    def aliased(self):
        """An output that is this input: the plugin works in place. It cannot be changed."""
        made = self.like()
        made._aliased = self
        return made

    def get_aliased(self):
        """The input that this output is, or None."""
        return self._aliased

    @property
    def is_aliased(self):
        """Whether it is an output that is an input."""
        return self._aliased is not None

    @property
    def ndim(self):
        """How many dimensions there are."""
        return len(self.shape_expr)

    @property
    def has_shape(self):
        """Whether the dimensions are numbers."""
        return self._shape_expr is not None and all(dim.is_constant for dim in self._shape_expr)

    @property
    def shape(self):
        """The dimensions as numbers. Raises ValueError where they are not known; see has_shape."""
        if not self.has_shape:
            raise ValueError(f"TensorDesc.shape: expected dimensions that are known, found {self.shape_expr!r}; use shape_expr")
        return Shape(dim.constant_value() for dim in self.shape_expr)

    @property
    def is_shape_tensor(self):
        """Whether it is a size tensor."""
        return False

    def __repr__(self):
        return f"TensorDesc({self.shape_expr!r}, {self.dtype}, {self.format})"


class SizeTensorDesc(TensorDesc):
    """An output without dimensions, whose value the plugin finds and other outputs have as a dimension. See ``size_tensor``."""

    def __init__(self, opt, upper_bound):
        super().__init__((), DataType.INT32)
        self._opt, self._upper_bound = ShapeExpr(opt), ShapeExpr(upper_bound)

    def expr(self):
        """Its value, as a dimension."""
        return ShapeExpr._of("size", self)

    @property
    def opt(self):
        """The value to tune for."""
        return self._opt

    @property
    def upper_bound(self):
        """The largest value."""
        return self._upper_bound

    @property
    def is_shape_tensor(self):
        """True."""
        return True


def size_tensor(opt, upper_bound):
    """An output that says how many there are of something: ``opt`` is what to tune for, ``upper_bound`` the most there can be (ShapeExpr)."""
    return SizeTensorDesc(opt, upper_bound)


def from_shape_expr(shape_expr, dtype):
    """A tensor of dimensions (ShapeExprs, or a tuple of numbers and expressions) and an element type."""
    return TensorDesc(shape_expr, dtype)


class Tensor:
    """A tensor's data in an inference, valid during the call. ``torch.as_tensor(t)``, ``cupy.asarray(t)`` (on a GPU) and ``numpy.asarray(t)`` (on
    the CPU) are views of it."""

    def __init__(self, data_ptr, desc, device, aliased=None):
        self._pointer, self._device, self._aliased = data_ptr, device, aliased
        self._shape, self._dtype, self._format = Shape(desc.dims), desc.type, desc.format
        self._scale = desc.scale

    @property
    def data_ptr(self):
        """The address."""
        return self._pointer

    @property
    def device(self):
        """Where it lies: "cpu", "cuda:0", … Of Tenon."""
        return self._device

    @property
    def dtype(self):
        """The element type."""
        return self._dtype

    @property
    def format(self):
        """The format (layout)."""
        return self._format

    @property
    def scale(self):
        """Of int8: how much one step is."""
        return self._scale

    @property
    def shape(self):
        """The dimensions."""
        return self._shape

    @property
    def ndim(self):
        """How many dimensions there are."""
        return len(self._shape)

    @property
    def strides(self):
        """Elements from one to the next, for each dimension."""
        strides, step = [], 1
        for dim in reversed(self._shape):
            strides.append(step)
            step *= dim
        return tuple(reversed(strides))

    @property
    def is_data_dependent(self):
        """Whether a dimension is known only when the plugin has run."""
        return self._shape.is_data_dependent

    def numel(self):
        """How many elements there are. Raises ValueError where that depends on data."""
        return self._shape.numel()

    @property
    def is_aliased(self):
        """Whether it shares its memory with another tensor."""
        return self._aliased is not None

    def get_aliased(self):
        """The tensor that it shares its memory with, or None."""
        return self._aliased

    def aliased(self, shape=None):
        """The same data with another shape. Raises ValueError where the number of elements differs."""
        wanted = Shape(self._shape if shape is None else getattr(shape, "dims", shape))
        if wanted.numel() != self.numel():
            raise ValueError(f"Tensor.aliased: expected a shape of {self.numel()} elements, found {tuple(wanted)}, of {wanted.numel()}")
        desc = _tenon.PluginTensorDesc()
        desc.dims, desc.type, desc.format, desc.scale = tuple(wanted), self._dtype, self._format, self._scale
        return Tensor(self._pointer, desc, self._device, self)

    def _interface(self, on_gpu, name):
        if self._device.startswith("cuda") != on_gpu:
            raise AttributeError(f"Tensor.{name}: expected a tensor on {'a GPU' if on_gpu else 'the CPU'}, found one on {self._device}")
        try:
            typestr = _np.dtype(nptype(self._dtype)).str
        except TypeError:
            raise AttributeError(f"Tensor.{name}: expected a type that NumPy has, found {self._dtype.name}; use __dlpack__") from None
        return {"shape": tuple(self._shape), "typestr": typestr, "data": (self._pointer, False), "version": 3, "strides": None}

    @property
    def __cuda_array_interface__(self):
        return self._interface(True, "__cuda_array_interface__")

    @property
    def __array_interface__(self):
        return self._interface(False, "__array_interface__")

    def __array__(self, dtype=None, copy=None):
        """Reached where there is no view for NumPy. Raises TypeError, which says why."""
        try:
            self._interface(False, "__array__")
        except AttributeError as error:
            raise TypeError(str(error)) from None
        raise TypeError("Tensor.__array__: expected a NumPy that reads __array_interface__, found one that does not")

    def __dlpack_device__(self):
        return (2, int(self._device.partition(":")[2] or 0)) if self._device.startswith("cuda") else (1, 0)

    def __dlpack__(self, **options):
        kind, index = self.__dlpack_device__()
        return _tenon._dlpack_of(self._pointer, list(self._shape), self._dtype, kind == 2, index, self)

    def __repr__(self):
        return f"Tensor({self._dtype.name}{tuple(self._shape)} on {self._device})"
