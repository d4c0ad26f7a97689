"""Which device engines are for, and the CUDA runtime's calls there: CUDA's own on a GPU, Tenon's on host memory elsewhere."""

import ctypes
import functools
import os

from . import _tenon


def default_device():
    """Where engines are built for when nobody says: TENON_DEVICE's device, else "cuda:0" where there is a GPU, else "cpu"."""
    told = os.environ.get("TENON_DEVICE", "")
    if told:
        return "cuda:0" if told == "cuda" else told
    return "cuda:0" if _gpu_is_there() else "cpu"


@functools.lru_cache(maxsize=None)
def _gpu_is_there():
    builder = _tenon.Builder(_tenon.CollectingLogger())
    return builder.create_builder_config().set_device("cuda")


class Runtime:
    """The functions of a CUDA runtime by their names. One that is missing raises AttributeError with its name."""

    def __init__(self, library, prefix, on_gpu):
        self._library, self._prefix, self.on_gpu = library, prefix, on_gpu

    def function(self, name, arguments):
        """A function that gives the error code, with the types of its arguments (of ctypes)."""
        found = getattr(self._library, self._prefix + name)
        found.restype, found.argtypes = ctypes.c_int, arguments
        return found

    def text(self, name, code):
        """cudaGetErrorName or cudaGetErrorString of a code."""
        found = getattr(self._library, self._prefix + name)
        found.restype, found.argtypes = ctypes.c_char_p, [ctypes.c_int]
        return found(code).decode()


def _load_first(names, what):
    for name in names:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    raise OSError(f"{what}: expected one of {', '.join(names)}, found none that loads")


@functools.lru_cache(maxsize=None)
def cuda_runtime():
    """The CUDA runtime that the GPU build of the library uses."""
    return Runtime(_load_first(("libcudart.so.13", "libcudart.so.12", "libcudart.so.11.0", "libcudart.so"), "CUDA runtime"), "", True)


@functools.lru_cache(maxsize=None)
def host_runtime():
    """The same calls on host memory, for machines without a GPU."""
    beside = os.path.join(_tenon._library_folder(), "libtenon_cuda_host.so.1")
    installed = os.path.join(_tenon._library_folder(), "tenon", "libtenon_cuda_host.so.1")
    return Runtime(_load_first((beside, installed), "CUDA's calls on host memory"), "tenonHost_", False)


def runtime():
    """The runtime whose pointers engines take by default. See ``default_device``."""
    return cuda_runtime() if default_device().startswith("cuda") else host_runtime()
