// IHostMemory: bytes that a build or a serialization gives to the user, who deletes it.
#pragma once

#include "api/missing/host_memory.h"

#include <vector>

namespace tenon::api
{

class HostMemory final : public nvinfer1::IHostMemory, public missing::HostMemory
{
public:
    explicit HostMemory(std::vector<std::byte> bytes)
        : bytes_(std::move(bytes))
    {
        mImpl = this;
    }

    void* data() const noexcept override { return const_cast<std::byte*>(bytes_.data()); }
    std::size_t size() const noexcept override { return bytes_.size(); }
    nvinfer1::DataType type() const noexcept override { return nvinfer1::DataType::kINT8; }

protected:
    base::Log callLog() const noexcept override { return {}; }

private:
    std::vector<std::byte> bytes_;
};

} // namespace tenon::api
