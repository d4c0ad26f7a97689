//! \file
//! Bytes as Python gives them: any object with the buffer protocol (bytes, bytearray, memoryview, mmap, IHostMemory, an array).
#pragma once

#include "binding.h"

namespace tenon::python
{

//! A view of an object's bytes for the time of a call. \throw nb::python_error (TypeError) for what has none.
class BytesView
{
public:
    explicit BytesView(nb::handle object)
    {
        if (PyObject_GetBuffer(object.ptr(), &buffer_, PyBUF_SIMPLE) != 0)
        {
            throw nb::python_error();
        }
    }
    BytesView(BytesView const&) = delete;
    BytesView& operator=(BytesView const&) = delete;
    ~BytesView() { PyBuffer_Release(&buffer_); }
    void const* data() const { return buffer_.buf; }
    std::size_t size() const { return static_cast<std::size_t>(buffer_.len); }

private:
    Py_buffer buffer_{};
};

} // namespace tenon::python
