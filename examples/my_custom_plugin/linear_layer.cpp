#include "linear_layer.h"

#include "device_memory.h"
#include "linear_kernels.h"

#include <tenon/half.h>

#include <cstring>

// The parameters where the engine runs.
struct LinearLayer::OnDevice
{
    DeviceMemory weight, bias;         // float
    DeviceMemory halfWeight, halfBias; // the same in half
};

namespace
{

std::vector<uint16_t> toHalf(std::vector<float> const& values)
{
    std::vector<uint16_t> halves;
    for (float const value : values)
    {
        halves.push_back(tenon::floatToHalf(value));
    }
    return halves;
}

template <typename T>
void put(char*& buffer, T const* values, size_t count)
{
    std::memcpy(buffer, values, count * sizeof(T));
    buffer += count * sizeof(T);
}

template <typename T>
bool take(char const*& data, size_t& length, T* values, size_t count)
{
    if (count > length / sizeof(T))
    {
        return false;
    }
    std::memcpy(values, data, count * sizeof(T));
    data += count * sizeof(T);
    length -= count * sizeof(T);
    return true;
}

} // namespace

LinearLayer::LinearLayer(int32_t inChannels, std::vector<float> weight, std::vector<float> bias)
    : inChannels_(inChannels)
    , weight_(std::move(weight))
    , bias_(std::move(bias))
{
}

bool LinearLayer::isConsistent() const
{
    return inChannels_ > 0 && !bias_.empty() && weight_.size() == bias_.size() * static_cast<size_t>(inChannels_);
}

size_t LinearLayer::bytes() const
{
    return 2 * sizeof(int32_t) + (weight_.size() + bias_.size()) * sizeof(float);
}

void LinearLayer::write(char*& buffer) const
{
    int32_t const channels[]{inChannels_, outChannels()};
    put(buffer, channels, 2);
    put(buffer, weight_.data(), weight_.size());
    put(buffer, bias_.data(), bias_.size());
}

bool LinearLayer::read(char const*& data, size_t& length)
{
    int32_t channels[2]{};
    if (!take(data, length, channels, 2) || channels[0] <= 0 || channels[1] <= 0)
    {
        return false;
    }
    auto const out = static_cast<size_t>(channels[1]);
    auto const in = static_cast<size_t>(channels[0]);
    if (in > length / sizeof(float) / out) // damaged: so many weights are not there
    {
        return false;
    }
    inChannels_ = channels[0];
    weight_.resize(in * out);
    bias_.resize(out);
    return take(data, length, weight_.data(), weight_.size()) && take(data, length, bias_.data(), bias_.size());
}

bool LinearLayer::bringToDevice()
{
    std::vector<uint16_t> const halfWeight = toHalf(weight_);
    std::vector<uint16_t> const halfBias = toHalf(bias_);
    auto made = std::make_shared<OnDevice>();
    made->weight = DeviceMemory(weight_.data(), weight_.size() * sizeof(float));
    made->bias = DeviceMemory(bias_.data(), bias_.size() * sizeof(float));
    made->halfWeight = DeviceMemory(halfWeight.data(), halfWeight.size() * sizeof(uint16_t));
    made->halfBias = DeviceMemory(halfBias.data(), halfBias.size() * sizeof(uint16_t));
    bool const complete = made->weight.data() != nullptr && made->bias.data() != nullptr
        && made->halfWeight.data() != nullptr && made->halfBias.data() != nullptr;
    onDevice_ = complete ? made : nullptr;
    return complete;
}

int32_t LinearLayer::run(LinearCall const& call) const
{
    if (!isOnDevice())
    {
        return 1; // a clone of an object that was never initialized
    }
    bool const half = call.type == nvinfer1::DataType::kHALF;
    LinearProblem const problem{call.batch, inChannels_, outChannels(), call.pixels,
        half ? onDevice_->halfWeight.data() : onDevice_->weight.data(),
        half ? onDevice_->halfBias.data() : onDevice_->bias.data()};
    if (!engineRunsOnCpu())
    {
        return linearOnCuda(problem, half, call);
    }
    if (half)
    {
        linearHalf(problem, static_cast<uint16_t const*>(call.x), static_cast<uint16_t*>(call.y),
            static_cast<float*>(call.workspace));
    }
    else
    {
        linearFloat(problem, static_cast<float const*>(call.x), static_cast<float*>(call.y));
    }
    return 0;
}
