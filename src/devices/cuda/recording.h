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
    static Result<std::unique_ptr<Recording>> begin(int32_t ordinal, RecordingRules rules);
    ~Recording();

    cudaStream_t stream() const { return stream_; }
    //! See Device::recordedCount and endRecording.
    Result<size_t> count() const;
    Result<std::unique_ptr<RecordedWork>> end(std::unique_ptr<RecordedWork> old);

private:
    Recording(int32_t ordinal, RecordingRules rules)
        : ordinal_(ordinal)
        , rules_(rules)
    {
    }

    int32_t ordinal_;
    RecordingRules rules_;
    cudaStream_t stream_{nullptr};
    bool capturing_{false};
    bool ended_{false}; //!< as it should: the stream serves again
};

} // namespace tenon::devices
