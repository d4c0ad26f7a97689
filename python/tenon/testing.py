"""Help for unit tests of plugins."""

import itertools

import numpy as _np

from ._errors import Error
from ._formats import can_have
from ._tenon import DataType, TensorFormat
from ._types import nptype

_TOLERANCES = {_np.dtype(_np.float32): (1e-5, 1e-5), _np.dtype(_np.float16): (1e-2, 1e-2)}


def realistic(shape, dtype, seed=0):
    """Values as networks have them: normal around 0 for floating types, small whole numbers for the others; the same for a seed."""
    generator = _np.random.default_rng(seed)
    dtype = _np.dtype(dtype)
    if dtype.kind == "f":
        return generator.standard_normal(shape).astype(dtype)
    if dtype == _np.bool_:
        return generator.integers(0, 2, shape).astype(dtype)
    return generator.integers(0, 8, shape).astype(dtype)


def first_difference(found, expected, rtol, atol):
    """None where the arrays agree, else a sentence that names the first element which does not, its index and both values."""
    found, expected = _np.asarray(found), _np.asarray(expected)
    if found.shape != expected.shape:
        return f"expected shape {expected.shape}, found {found.shape}"
    wrong = ~_np.isclose(found.astype(_np.float64), expected.astype(_np.float64), rtol, atol, equal_nan=True)
    if not wrong.any():
        return None
    index = tuple(int(i) for i in _np.argwhere(wrong)[0]) if wrong.ndim else ()
    return f"element {index}: expected {expected[index]!r}, found {found[index]!r} ({int(wrong.sum())} of {wrong.size} elements differ)"


def check_plugin(name, fields, inputs, reference, types=(DataType.FLOAT, DataType.HALF), version="1", namespace="", libraries=(), rtol=None,
                 atol=None, device=None, formats=(TensorFormat.LINEAR,)):
    """Runs a plugin over shapes, types and formats against a reference function on NumPy arrays; raises AssertionError at the first difference.

    ``inputs``: a list of shape sets, one shape for each input: ``[[(2, 3)], [(1, 5)]]``, or one such set. ``reference(*arrays, **fields)``
    is called in float32 and gives an array or a tuple of them. ``types``: each input type to try. ``formats``: each to try (packed ones on the CPU),
    with no conversion beside the plugin; combinations with types that a format cannot have, or that the plugin does not take, are left out, but
    a format that no combination takes is a failure. Gives the combinations that ran: a list of (shapes, type, format).
    """
    from .running import plugin
    sets = [inputs] if inputs and isinstance(inputs[0], tuple) else list(inputs)
    if not sets:
        raise ValueError("check_plugin: expected at least one set of shapes, found none")
    subject = plugin(name, version, namespace, libraries, device, **fields)
    label, ran, refused = f"plugin \"{name}\" version \"{version}\"", [], {}
    for seed, (shapes, trt_type, tensor_format) in enumerate(itertools.product(sets, types, formats)):
        packed = tensor_format != TensorFormat.LINEAR
        if packed and not any(can_have(tensor_format, trt_type, len(shape)) for shape in shapes):
            continue
        dtype = _np.dtype(nptype(trt_type))
        arrays = [realistic(shape, dtype, seed * 10 + i) for i, shape in enumerate(shapes)]
        wide = [array.astype(_np.float32) if dtype.kind == "f" else array for array in arrays]
        expected = reference(*wide, **fields)
        expected = expected if isinstance(expected, tuple) else (expected,)
        try:
            found = subject.in_format(tensor_format, *arrays) if packed else subject(*arrays)
        except Error as error:
            if not packed:
                raise
            refused[tensor_format] = error
            continue
        ran.append((shapes, trt_type, tensor_format))
        where = f"{label}, inputs {shapes} of {dtype}" + (f" in {tensor_format.name}" if packed else "")
        _compare(found, expected, where, *_limits(dtype, rtol, atol))
    for tensor_format in formats:
        if not any(each == tensor_format for _, _, each in ran):
            why = refused.get(tensor_format, "no type and shape here can have it")
            raise AssertionError(f"{label}: expected that it takes the format {tensor_format.name} with one of the types, found that it does not: {why}")
    return ran


def _limits(dtype, rtol, atol):
    relative, absolute = _TOLERANCES.get(dtype, (0.0, 0.0))
    return relative if rtol is None else rtol, absolute if atol is None else atol


def _compare(found, expected, where, rtol, atol):
    found = found if isinstance(found, tuple) else (found,)
    if len(found) != len(expected):
        raise AssertionError(f"{where}: expected {len(expected)} outputs as the reference gives, found {len(found)}")
    for i, (one, other) in enumerate(zip(found, expected)):
        difference = first_difference(one, other, rtol, atol)
        if difference is not None:
            raise AssertionError(f"{where}, output {i}: {difference}")
