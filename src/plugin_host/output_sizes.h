// Where a V2 plugin writes the sizes of its outputs that depend on data (include/tenon/output_size.h).
#pragma once

#include "devices/device.h"

#include <span>
#include <vector>

namespace tenon::plugin_host
{

using base::Result;
using base::Status;

//! Memory for the sizes of one plugin object, on its device. One thread at a time.
class OutputSizes
{
public:
    OutputSizes() = default;
    //! Without memory. `numbers` are the plugin's own, in the order of Op::sizes.
    OutputSizes(devices::Device* device, std::vector<int32_t> numbers)
        : device_(device)
        , numbers_(std::move(numbers))
    {
    }

    bool empty() const { return numbers_.empty(); }
    //! The same sizes in memory of their own.
    Result<OutputSizes> clone() const;
    //! Before an enqueue: nothing is written yet.
    Status forget(devices::StreamHandle stream);
    //! What was written. Error names a size that was not. Waits for the stream.
    Status read(std::string const& label, std::span<int64_t> sizes, devices::StreamHandle stream);
    //! Null for a number that was not declared.
    int64_t* place(int32_t number) const;

    //! For sizes in memory that somebody else owns; only place() may be called.
    static OutputSizes over(std::vector<int32_t> numbers, int64_t* memory)
    {
        OutputSizes sizes(nullptr, std::move(numbers));
        sizes.foreign_ = memory;
        return sizes;
    }

private:
    devices::Device* device_{nullptr};
    std::vector<int32_t> numbers_;
    devices::Buffer memory_;
    int64_t* foreign_{nullptr};
};

//! Answers tenonOutputSize on this thread while it lives.
class OutputSizeScope
{
public:
    explicit OutputSizeScope(OutputSizes const& sizes)
        : previous_(std::exchange(current_, &sizes))
    {
    }
    ~OutputSizeScope() { current_ = previous_; }
    OutputSizeScope(OutputSizeScope const&) = delete;
    OutputSizeScope& operator=(OutputSizeScope const&) = delete;

    static int64_t* place(int32_t number) { return current_ == nullptr ? nullptr : current_->place(number); }

private:
    static inline thread_local OutputSizes const* current_ = nullptr;
    OutputSizes const* previous_;
};

} // namespace tenon::plugin_host
