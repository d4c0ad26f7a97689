"""Help for unit tests of plugins."""

import itertools

import numpy as _np

from ._types import nptype
from ._tenon import DataType

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
                 atol=None, device=None):
    """Runs a plugin over shapes and types against a reference function on NumPy arrays; raises AssertionError at the first difference.

    ``inputs``: a list of shape sets, one shape for each input: ``[[(2, 3)], [(1, 5)]]``, or one such set. ``reference(*arrays, **fields)``
    is called in float32 and gives an array or a tuple of them. ``types``: each input type to try; those that NumPy lacks are left out.
    """
    from .running import plugin
    sets = [inputs] if inputs and isinstance(inputs[0], tuple) else list(inputs)
    if not sets:
        raise ValueError("check_plugin: expected at least one set of shapes, found none")
    subject = plugin(name, version, namespace, libraries, device, **fields)
    for seed, (shapes, trt_type) in enumerate(itertools.product(sets, types)):
        dtype = _np.dtype(nptype(trt_type))
        arrays = [realistic(shape, dtype, seed * 10 + i) for i, shape in enumerate(shapes)]
        wide = [array.astype(_np.float32) if dtype.kind == "f" else array for array in arrays]
        expected = reference(*wide, **fields)
        expected = expected if isinstance(expected, tuple) else (expected,)
        found = subject(*arrays)
        found = found if isinstance(found, tuple) else (found,)
        if len(found) != len(expected):
            raise AssertionError(f"plugin \"{name}\": expected {len(expected)} outputs as the reference gives, found {len(found)}")
        limits = _TOLERANCES.get(dtype, (0.0, 0.0))
        for i, (one, other) in enumerate(zip(found, expected)):
            difference = first_difference(one, other, limits[0] if rtol is None else rtol, limits[1] if atol is None else atol)
            if difference is not None:
                raise AssertionError(f"plugin \"{name}\" version \"{version}\", inputs {shapes} of {dtype}, output {i}: {difference}")
