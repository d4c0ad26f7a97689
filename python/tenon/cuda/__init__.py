"""The calls of cuda-python that scripts around TensorRT make: ``from tenon.cuda import cuda, cudart`` for ``from cuda import cuda, cudart``.

On a GPU they are the CUDA runtime's; without one they work on host memory, which engines for the CPU take.
"""

from . import cuda, cudart  # noqa: F401
