"""Memory, streams and events by PyCUDA's names. A call that fails raises ``Error`` with the runtime's words."""

import ctypes
import weakref

import numpy as _np

from ..cuda import cudart as _cudart


class Error(Exception):
    """A call of the CUDA runtime failed."""


class LogicError(Error):
    """It was given what it cannot take."""


class MemoryError(Error):  # noqa: A001
    """There is not enough memory."""


def _check(answer, what):
    error, *results = answer
    if error == _cudart.cudaError_t.cudaSuccess:
        return results[0] if len(results) == 1 else tuple(results)
    text = f"{what}: {_cudart.cudaGetErrorString(error)[1].decode()} ({error.name})"
    raise (MemoryError if error == _cudart.cudaError_t.cudaErrorMemoryAllocation else LogicError)(text)


def _handle(stream):
    return 0 if stream is None else stream.handle if hasattr(stream, "handle") else int(stream)


def init(flags=0):
    """Looks for a device. Raises Error where there is none."""
    _check(_cudart.cudaGetDeviceCount(), "init")


class Context:
    """The device's context. There is one; pushing and popping change nothing."""

    def push(self):
        """Nothing."""

    @staticmethod
    def pop():
        """Nothing."""

    def detach(self):
        """Nothing."""

    @staticmethod
    def synchronize():
        """Waits for all of the device's work."""
        _check(_cudart.cudaDeviceSynchronize(), "Context.synchronize")


class Device:
    """A GPU by its number; without one the host, 0."""

    def __init__(self, number):
        count = Device.count()
        if not 0 <= number < count:
            raise LogicError(f"Device: expected a number below {count}, found {number}")
        self.number = number

    @staticmethod
    def count():
        """How many there are."""
        return _check(_cudart.cudaGetDeviceCount(), "Device.count")

    def make_context(self, flags=0):
        """Chooses this device for the thread."""
        _check(_cudart.cudaSetDevice(self.number), "Device.make_context")
        return Context()

    retain_primary_context = make_context


class DeviceAllocation:
    """Memory of the device, in bytes. An integer where one is wanted. Freed with the object, or by ``free``."""

    def __init__(self, size):
        self.size = int(size)
        self._address = _check(_cudart.cudaMalloc(self.size), f"mem_alloc of {self.size} bytes")
        self._free = weakref.finalize(self, _cudart.cudaFree, self._address)

    def free(self):
        """Frees it now; using it afterwards raises LogicError."""
        self._free()

    def __int__(self):
        if not self._free.alive:
            raise LogicError("DeviceAllocation: expected memory that is in use, found one that was freed")
        return self._address

    __index__ = __int__


def mem_alloc(bytes):  # noqa: A002
    """A DeviceAllocation of so many bytes."""
    return DeviceAllocation(bytes)


def mem_alloc_like(array):
    """A DeviceAllocation of an array's size."""
    return DeviceAllocation(array.nbytes)


def mem_get_info():
    """(free, total) bytes of the device."""
    return _check(_cudart.cudaMemGetInfo(), "mem_get_info")


def pagelocked_empty(shape, dtype, order="C", mem_flags=0):
    """A NumPy array in page-locked memory, with no values yet."""
    dtype = _np.dtype(dtype)
    shape = (int(shape),) if _np.isscalar(shape) else tuple(int(dim) for dim in shape)
    size = max(int(_np.prod(shape, dtype=_np.int64)) * dtype.itemsize, 1)
    address = _check(_cudart.cudaHostAlloc(size, mem_flags), f"pagelocked_empty of {size} bytes")
    memory = (ctypes.c_byte * size).from_address(address)
    weakref.finalize(memory, _cudart.cudaFreeHost, address)
    return _np.ndarray(shape, dtype, memory, order=order)


def pagelocked_zeros(shape, dtype, order="C", mem_flags=0):
    """A NumPy array of zeros in page-locked memory."""
    array = pagelocked_empty(shape, dtype, order, mem_flags)
    array.fill(0)
    return array


def pagelocked_empty_like(array, mem_flags=0):
    """A NumPy array of an array's shape and type in page-locked memory."""
    return pagelocked_empty(array.shape, array.dtype, "C", mem_flags)


def _bytes_of(array, what, writable=False):
    if not isinstance(array, _np.ndarray):
        array = _np.frombuffer(array, _np.uint8)
    if not (array.flags.c_contiguous or array.flags.f_contiguous):
        raise ValueError(f"{what}: expected a contiguous array, found one with strides {array.strides}; use numpy.ascontiguousarray")
    if writable and not array.flags.writeable:
        raise ValueError(f"{what}: expected an array that may be written, found one that is read-only")
    return array.ctypes.data, array.nbytes


def memcpy_htod(dest, src):
    """Copies an array to the device."""
    address, size = _bytes_of(src, "memcpy_htod")
    _check(_cudart.cudaMemcpy(dest, address, size, _cudart.cudaMemcpyKind.cudaMemcpyHostToDevice), "memcpy_htod")


def memcpy_htod_async(dest, src, stream=None):
    """Copies an array to the device, in a stream's order."""
    address, size = _bytes_of(src, "memcpy_htod_async")
    _check(_cudart.cudaMemcpyAsync(dest, address, size, _cudart.cudaMemcpyKind.cudaMemcpyHostToDevice, _handle(stream)), "memcpy_htod_async")


def memcpy_dtoh(dest, src):
    """Fills an array from the device."""
    address, size = _bytes_of(dest, "memcpy_dtoh", True)
    _check(_cudart.cudaMemcpy(address, src, size, _cudart.cudaMemcpyKind.cudaMemcpyDeviceToHost), "memcpy_dtoh")


def memcpy_dtoh_async(dest, src, stream=None):
    """Fills an array from the device, in a stream's order."""
    address, size = _bytes_of(dest, "memcpy_dtoh_async", True)
    _check(_cudart.cudaMemcpyAsync(address, src, size, _cudart.cudaMemcpyKind.cudaMemcpyDeviceToHost, _handle(stream)), "memcpy_dtoh_async")


def memcpy_dtod(dest, src, size):
    """Copies so many bytes on the device."""
    _check(_cudart.cudaMemcpy(dest, src, size, _cudart.cudaMemcpyKind.cudaMemcpyDeviceToDevice), "memcpy_dtod")


def memcpy_dtod_async(dest, src, size, stream=None):
    """Copies so many bytes on the device, in a stream's order."""
    _check(_cudart.cudaMemcpyAsync(dest, src, size, _cudart.cudaMemcpyKind.cudaMemcpyDeviceToDevice, _handle(stream)), "memcpy_dtod_async")


def memset_d8(dest, data, count):
    """Sets so many bytes."""
    _check(_cudart.cudaMemset(dest, data, count), "memset_d8")


def to_device(array):
    """A DeviceAllocation with an array's values."""
    memory = mem_alloc_like(array)
    memcpy_htod(memory, array)
    return memory


def from_device(devptr, shape, dtype, order="C"):
    """An array with the device's values."""
    array = _np.empty(shape, dtype, order)
    memcpy_dtoh(array, devptr)
    return array


class Stream:
    """Work in order. ``handle`` is what ``execute_async`` takes."""

    def __init__(self, flags=0):
        self.handle = _check(_cudart.cudaStreamCreateWithFlags(flags), "Stream")
        weakref.finalize(self, _cudart.cudaStreamDestroy, self.handle)

    def synchronize(self):
        """Waits for its work."""
        _check(_cudart.cudaStreamSynchronize(self.handle), "Stream.synchronize")

    def is_done(self):
        """Whether nothing is left to do."""
        return _cudart.cudaStreamQuery(self.handle)[0] == _cudart.cudaError_t.cudaSuccess

    def wait_for_event(self, event):
        """Lets its later work wait for an event."""
        _check(_cudart.cudaStreamWaitEvent(self.handle, event.handle, 0), "Stream.wait_for_event")


class Event:
    """A point in a stream's work."""

    def __init__(self, flags=0):
        self.handle = _check(_cudart.cudaEventCreateWithFlags(flags), "Event")
        weakref.finalize(self, _cudart.cudaEventDestroy, self.handle)

    def record(self, stream=None):
        """Marks the point after what the stream has been given so far."""
        _check(_cudart.cudaEventRecord(self.handle, _handle(stream)), "Event.record")
        return self

    def synchronize(self):
        """Waits until it is reached."""
        _check(_cudart.cudaEventSynchronize(self.handle), "Event.synchronize")
        return self

    def query(self):
        """Whether it is reached."""
        return _cudart.cudaEventQuery(self.handle)[0] == _cudart.cudaError_t.cudaSuccess

    def time_since(self, event):
        """Milliseconds since an earlier event."""
        return _check(_cudart.cudaEventElapsedTime(event.handle, self.handle), "Event.time_since")

    def time_till(self, event):
        """Milliseconds until a later event."""
        return event.time_since(self)
