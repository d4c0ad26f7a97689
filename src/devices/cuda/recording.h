// Work recorded into a CUDA graph by stream capture.
#pragma once

#include "devices/device.h"

#include <cuda_runtime_api.h>

namespace tenon::devices
{

//! A recording in progress on a stream of its own. One thread; ends with end() or with its life.
class Recording
{
public:
    //! Error if the calling thread cannot start one.
    static Result<std::unique_ptr<Recording>> begin(int32_t ordinal, bool allowAllocation);
    ~Recording();

    cudaStream_t stream() const { return stream_; }
    //! See Device::recordedCount and endRecording.
    Result<size_t> count() const;
    Result<std::unique_ptr<RecordedWork>> end();

private:
    explicit Recording(int32_t ordinal)
        : ordinal_(ordinal)
    {
    }

    int32_t ordinal_;
    cudaStream_t stream_{nullptr};
    bool capturing_{false};
};

} // namespace tenon::devices
