"""The same under the names of cuda-python 12 and later: ``from tenon.cuda.bindings import driver, runtime``."""

from .. import cuda as driver, cudart as runtime  # noqa: F401
