#include "plugin_host/output_sizes.h"

#include <algorithm>

namespace tenon::plugin_host
{
namespace
{

//! All bytes 0xFF: no size.
constexpr int64_t kUnwritten = -1;

} // namespace

Result<OutputSizes> OutputSizes::clone() const
{
    OutputSizes twin(device_, numbers_);
    if (!empty())
    {
        TENON_ASSIGN(twin.memory_, device_->allocate(numbers_.size() * sizeof(int64_t)));
    }
    return twin;
}

Status OutputSizes::forget(devices::StreamHandle stream)
{
    if (memory_.data() == nullptr)
    {
        // A kernel that is timed is no context's clone.
        TENON_ASSIGN(memory_, device_->allocate(numbers_.size() * sizeof(int64_t)));
    }
    return device_->fill(memory_.data(), 0xFF, numbers_.size() * sizeof(int64_t), stream);
}

int64_t* OutputSizes::place(int32_t number) const
{
    auto const it = std::find(numbers_.begin(), numbers_.end(), number);
    int64_t* const memory = foreign_ != nullptr ? foreign_ : static_cast<int64_t*>(memory_.data());
    return it == numbers_.end() ? nullptr : memory + (it - numbers_.begin());
}

Status OutputSizes::read(std::string const& label, std::span<int64_t> sizes, devices::StreamHandle stream)
{
    if (sizes.size() != numbers_.size())
    {
        return base::error(base::ErrorCode::kINTERNAL_ERROR, "{}: expected to be asked for {} sizes, found {}", label,
            numbers_.size(), sizes.size());
    }
    TENON_CHECK(device_->copy(sizes.data(), memory_.data(), sizes.size_bytes(), stream));
    TENON_CHECK(device_->synchronize(stream));
    for (size_t i = 0; i < sizes.size(); ++i)
    {
        if (sizes[i] == kUnwritten)
        {
            return base::error(base::ErrorCode::kFAILED_EXECUTION,
                "{}: expected enqueue to write size {} where tenon::outputSize({}) points, found none written", label,
                numbers_[i], numbers_[i]);
        }
    }
    return {};
}

} // namespace tenon::plugin_host
