"""Shapes of quick plugins: dimensions as expressions over the inputs' dimensions, and as numbers."""

from .._tenon import DimensionOperation

_COMPUTE = {
    DimensionOperation.SUM: lambda a, b: a + b,
    DimensionOperation.SUB: lambda a, b: a - b,
    DimensionOperation.PROD: lambda a, b: a * b,
    DimensionOperation.MAX: max,
    DimensionOperation.MIN: min,
    DimensionOperation.EQUAL: lambda a, b: int(a == b),
    DimensionOperation.LESS: lambda a, b: int(a < b),
    DimensionOperation.FLOOR_DIV: lambda a, b: a // b,
    DimensionOperation.CEIL_DIV: lambda a, b: -(-a // b),
}


class ShapeExpr:
    """A dimension: a number, an input's dimension, or ``+ - * //``, ``cdiv``, ``max``, ``min`` and comparisons of such. Immutable."""

    def __init__(self, value=None):
        """Of a number, or of another expression."""
        if isinstance(value, ShapeExpr):
            self._node = value._node
        elif isinstance(value, (float, str, bytes)) or not hasattr(value, "__index__"):
            raise TypeError(f"ShapeExpr: expected a whole number or a ShapeExpr, found {value!r}")
        else:
            self._node = ("constant", value.__index__())

    @classmethod
    def _of(cls, *node):
        made = cls.__new__(cls)
        made._node = node
        return made

    def _with(self, operation, other, swapped=False):
        other = ShapeExpr(other)
        first, second = (other, self) if swapped else (self, other)
        if first.is_constant and second.is_constant:
            return ShapeExpr(_COMPUTE[operation](first.constant_value(), second.constant_value()))
        return ShapeExpr._of("operation", operation, first, second)

    def __add__(self, other):
        return self._with(DimensionOperation.SUM, other)

    def __radd__(self, other):
        return self._with(DimensionOperation.SUM, other, True)

    def __sub__(self, other):
        return self._with(DimensionOperation.SUB, other)

    def __rsub__(self, other):
        return self._with(DimensionOperation.SUB, other, True)

    def __mul__(self, other):
        return self._with(DimensionOperation.PROD, other)

    def __rmul__(self, other):
        return self._with(DimensionOperation.PROD, other, True)

    def __floordiv__(self, other):
        return self._with(DimensionOperation.FLOOR_DIV, other)

    def __rfloordiv__(self, other):
        return self._with(DimensionOperation.FLOOR_DIV, other, True)

    def __eq__(self, other):
        return self._with(DimensionOperation.EQUAL, other)

    def __lt__(self, other):
        return self._with(DimensionOperation.LESS, other)

    def __gt__(self, other):
        return self._with(DimensionOperation.LESS, other, True)

    __hash__ = None

    def __bool__(self):
        """Raises ValueError where the value is not known before inference."""
        return self.constant_value() != 0

    def max(self, other):
        """The larger one."""
        return self._with(DimensionOperation.MAX, other)

    def min(self, other):
        """The smaller one."""
        return self._with(DimensionOperation.MIN, other)

    @property
    def is_constant(self):
        """Whether it is a number."""
        return self._node[0] == "constant"

    @property
    def is_size_tensor(self):
        """Whether it is the value of a size tensor, which the plugin itself finds."""
        return self._node[0] == "size"

    def constant_value(self):
        """The number. Raises ValueError for what is none."""
        if not self.is_constant:
            raise ValueError(f"ShapeExpr: expected a constant, found {self!r}, whose value only inferences know")
        return self._node[1]

    def _dims(self, builder, inputs, size_of):
        """As the library has it: an IDimensionExpr. ``size_of`` gives that of a size tensor."""
        kind = self._node[0]
        if kind == "constant":
            return builder.constant(self._node[1])
        if kind == "dim":
            return inputs[self._node[1]][self._node[2]]
        if kind == "size":
            return size_of(self._node[1])
        _, operation, first, second = self._node
        return builder.operation(operation, first._dims(builder, inputs, size_of), second._dims(builder, inputs, size_of))

    def __repr__(self):
        kind = self._node[0]
        if kind == "constant":
            return str(self._node[1])
        if kind == "dim":
            return f"input{self._node[1]}.shape[{self._node[2]}]"
        if kind == "size":
            return "size"
        return f"{self._node[1].name}({self._node[2]!r}, {self._node[3]!r})"


class ShapeExprs:
    """The dimensions of a tensor: a list of ShapeExpr of fixed length, whose elements may be set."""

    def __init__(self, dims=0):
        """Of as many dimensions as a number says, each 0, or of those of a tuple or other ShapeExprs."""
        self._dims = [ShapeExpr(0)] * dims if isinstance(dims, int) else [ShapeExpr(dim) for dim in dims]
        if len(self._dims) > 8:
            raise ValueError(f"ShapeExprs: expected at most 8 dimensions, found {len(self._dims)}")

    @classmethod
    def from_tuple(cls, dims):
        """Of numbers and expressions."""
        return cls(tuple(dims))

    def numel(self):
        """How many elements there are, as an expression."""
        count = ShapeExpr(1)
        for dim in self._dims:
            count = count * dim
        return count

    def __len__(self):
        return len(self._dims)

    def __getitem__(self, index):
        return self._dims[index]

    def __setitem__(self, index, value):
        self._dims[index] = ShapeExpr(value)

    def __iter__(self):
        return iter(self._dims)

    def __repr__(self):
        return f"ShapeExprs({', '.join(map(repr, self._dims))})"


class Shape(tuple):
    """The dimensions of a tensor as numbers."""

    def numel(self):
        """How many elements there are. Raises ValueError where a dimension depends on data."""
        if self.is_data_dependent:
            raise ValueError(f"Shape: expected dimensions that are known, found {tuple(self)}; see is_data_dependent")
        count = 1
        for dim in self:
            count *= dim
        return count

    @property
    def is_data_dependent(self):
        """Whether a dimension is known only when the plugin has run."""
        return any(dim < 0 for dim in self)


def cdiv(first, second):
    """The quotient of two dimensions, rounded up."""
    return ShapeExpr(first)._with(DimensionOperation.CEIL_DIV, second)
