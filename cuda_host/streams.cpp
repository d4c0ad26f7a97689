// Streams and events. Work is done when it is given, so a stream has nothing to order; handles are counted to find wrong ones.
#include "last_error.h"

#include <cuda_runtime_api.h>

#include <chrono>
#include <mutex>
#include <set>

using tenon::cuda_host::told;
using Clock = std::chrono::steady_clock;

struct CUstream_st
{};

struct CUevent_st
{
    bool timed{true};
    bool recorded{false};
    Clock::time_point time;
};

namespace
{

//! The handles that live. Thread safety: all methods from any thread.
template <typename T>
class Handles
{
public:
    T* make()
    {
        std::lock_guard const lock(mutex_);
        return *all_.insert(new T).first;
    }
    bool has(T* handle)
    {
        std::lock_guard const lock(mutex_);
        return all_.count(handle) != 0;
    }
    bool destroy(T* handle)
    {
        std::lock_guard const lock(mutex_);
        bool const known = all_.erase(handle) != 0;
        if (known)
        {
            delete handle;
        }
        return known;
    }

private:
    std::mutex mutex_;
    std::set<T*> all_;
};

template <typename T>
Handles<T>& handles()
{
    static auto* const all = new Handles<T>; // programs destroy in static destructors too
    return *all;
}

cudaError_t checkStream(cudaStream_t stream)
{
    bool const known = stream == nullptr || stream == cudaStreamLegacy || stream == cudaStreamPerThread
        || handles<CUstream_st>().has(stream);
    return told(known ? cudaSuccess : cudaErrorInvalidResourceHandle);
}

cudaError_t checkEvent(cudaEvent_t event)
{
    return told(handles<CUevent_st>().has(event) ? cudaSuccess : cudaErrorInvalidResourceHandle);
}

} // namespace

cudaError_t cudaStreamCreate(cudaStream_t* stream)
{
    return cudaStreamCreateWithFlags(stream, cudaStreamDefault);
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned int)
{
    if (stream == nullptr)
    {
        return told(cudaErrorInvalidValue);
    }
    *stream = handles<CUstream_st>().make();
    return cudaSuccess;
}

cudaError_t cudaStreamCreateWithPriority(cudaStream_t* stream, unsigned int flags, int)
{
    return cudaStreamCreateWithFlags(stream, flags);
}

cudaError_t cudaStreamDestroy(cudaStream_t stream)
{
    return told(handles<CUstream_st>().destroy(stream) ? cudaSuccess : cudaErrorInvalidResourceHandle);
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream)
{
    return checkStream(stream);
}

cudaError_t cudaStreamQuery(cudaStream_t stream)
{
    return checkStream(stream);
}

cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned int)
{
    cudaError_t const error = checkStream(stream);
    return error == cudaSuccess ? checkEvent(event) : error;
}

cudaError_t cudaStreamAddCallback(cudaStream_t stream, cudaStreamCallback_t callback, void* userData, unsigned int)
{
    if (callback == nullptr)
    {
        return told(cudaErrorInvalidValue);
    }
    cudaError_t const error = checkStream(stream);
    if (error == cudaSuccess)
    {
        callback(stream, cudaSuccess, userData);
    }
    return error;
}

cudaError_t cudaLaunchHostFunc(cudaStream_t stream, cudaHostFn_t function, void* userData)
{
    if (function == nullptr)
    {
        return told(cudaErrorInvalidValue);
    }
    cudaError_t const error = checkStream(stream);
    if (error == cudaSuccess)
    {
        function(userData);
    }
    return error;
}

cudaError_t cudaStreamIsCapturing(cudaStream_t stream, cudaStreamCaptureStatus* status)
{
    if (status == nullptr)
    {
        return told(cudaErrorInvalidValue);
    }
    *status = cudaStreamCaptureStatusNone;
    return checkStream(stream);
}

cudaError_t cudaStreamBeginCapture(cudaStream_t, cudaStreamCaptureMode)
{
    return told(cudaErrorNotSupported);
}

cudaError_t cudaStreamEndCapture(cudaStream_t, cudaGraph_t*)
{
    return told(cudaErrorNotSupported);
}

cudaError_t cudaGraphInstantiate(cudaGraphExec_t*, cudaGraph_t, unsigned long long)
{
    return told(cudaErrorNotSupported);
}

cudaError_t cudaGraphLaunch(cudaGraphExec_t, cudaStream_t)
{
    return told(cudaErrorNotSupported);
}

cudaError_t cudaGraphExecDestroy(cudaGraphExec_t)
{
    return told(cudaErrorNotSupported);
}

cudaError_t cudaGraphDestroy(cudaGraph_t)
{
    return told(cudaErrorNotSupported);
}

cudaError_t cudaEventCreate(cudaEvent_t* event)
{
    return cudaEventCreateWithFlags(event, cudaEventDefault);
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned int flags)
{
    if (event == nullptr)
    {
        return told(cudaErrorInvalidValue);
    }
    *event = handles<CUevent_st>().make();
    (*event)->timed = (flags & cudaEventDisableTiming) == 0;
    return cudaSuccess;
}

cudaError_t cudaEventDestroy(cudaEvent_t event)
{
    return told(handles<CUevent_st>().destroy(event) ? cudaSuccess : cudaErrorInvalidResourceHandle);
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream)
{
    cudaError_t error = checkStream(stream);
    error = error == cudaSuccess ? checkEvent(event) : error;
    if (error == cudaSuccess)
    {
        event->recorded = true;
        event->time = Clock::now();
    }
    return error;
}

cudaError_t cudaEventQuery(cudaEvent_t event)
{
    return checkEvent(event);
}

cudaError_t cudaEventSynchronize(cudaEvent_t event)
{
    return checkEvent(event);
}

cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t start, cudaEvent_t end)
{
    if (milliseconds == nullptr)
    {
        return told(cudaErrorInvalidValue);
    }
    if (checkEvent(start) != cudaSuccess || checkEvent(end) != cudaSuccess || !start->timed || !end->timed
        || !start->recorded || !end->recorded)
    {
        return told(cudaErrorInvalidResourceHandle);
    }
    *milliseconds = std::chrono::duration<float, std::milli>(end->time - start->time).count();
    return cudaSuccess;
}
