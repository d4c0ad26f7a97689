// The few calls of the CUDA runtime that the bench makes, found in whatever runtime library this process can load: the command needs none to
// be compiled or to run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace tenon::plugin_check
{

//! A failure of the runtime ends the check as an exception std::runtime_error.
class Gpu
{
public:
    virtual ~Gpu() = default;
    //! Empty where GPUs can be used, else why not. Initialises CUDA, which is then of no use to children that this process forks.
    virtual std::string problem() const = 0;
    virtual void* allocate(size_t bytes) = 0;
    virtual void release(void* memory) = 0;
    virtual void fill(void* memory, unsigned char value, size_t bytes) = 0;
    virtual void copy(void* into, void const* from, size_t bytes) = 0;
    //! In order with the stream.
    virtual void copyOn(void* into, void const* from, size_t bytes, void* stream) = 0;
    //! A stream that does not wait for the default stream.
    virtual void* makeStream() = 0;
    virtual void destroyStream(void* stream) = 0;
    virtual void synchronize(void* stream) = 0;
    //! The stream waits until `function` returns.
    virtual void hold(void* stream, void (*function)(void*), void* user) = 0;
    virtual bool idle(void* stream) = 0;
    //! Text of the latest error and forgets it; empty: none.
    virtual std::string takeError() = 0;
    virtual size_t freeBytes() = 0;
    //! Writes over memory that was freed, as far as the allocator hands it out again: who still uses it computes something else.
    virtual void scrubFreeMemory() = 0;
    virtual void beginCapture(void* stream) = 0;
    //! Null with the reason in `problem` where the capture is broken.
    virtual void* endCapture(void* stream, std::string& problem) = 0;
    virtual void launch(void* graph, void* stream) = 0;
};

Gpu& gpu();

//! gpu().problem(), asked in a process of its own: this one may fork children that use the GPU.
std::string gpuProblem();

} // namespace tenon::plugin_check
