"""The part of PyCUDA's interface that scripts around TensorRT use: ``import tenon.pycuda.driver as cuda``, ``import tenon.pycuda.autoinit``.

On a GPU the calls are the CUDA runtime's; without one they work on host memory, which engines for the CPU take. Kernels are not served.
"""
