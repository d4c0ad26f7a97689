// Handles of cuBLAS and cuDNN for plugins, which get them through attachToContext. The libraries are loaded when the first handle is
// asked for: an engine without plugins, and one on the CPU, does without them.
#pragma once

#include "base/log.h"
#include "devices/device.h"

namespace tenon::devices
{

//! One set for each context. Thread safety: one thread at a time.
class LibraryHandles
{
public:
    //! A library that is not there leaves its handle null, with a line in the log. Error if a library refuses to make one.
    static Result<std::unique_ptr<LibraryHandles>> make(Device& device, base::Log const& log);
    ~LibraryHandles();
    LibraryHandles(LibraryHandles const&) = delete;
    LibraryHandles& operator=(LibraryHandles const&) = delete;

    void* cublas() const { return cublas_; }
    void* cudnn() const { return cudnn_; }

    //! Calls through the handles work on this stream from now on. Cheap where it is the one that they have.
    Status useStream(StreamHandle stream);

private:
    LibraryHandles() = default;
    Status setStream(StreamHandle stream);

    void* cublas_{nullptr};
    void* cudnn_{nullptr};
    Buffer cublasWorkspace_; //!< the handle's own: with one of the library's, a recording would allocate
    StreamHandle stream_{nullptr};
    bool streamKnown_{false};
};

} // namespace tenon::devices
