// Runs a plugin's dynamic form as a host does, without one: on the device that TENON_DEVICE names, else the CPU, with poisoned outputs
// and guard bytes behind them.
#pragma once

#include "plugins/common/rows.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#if TENON_PLUGIN_CUDA
#include <cuda_runtime_api.h>
#endif

namespace tenon::plugins::testing
{

using nvinfer1::DataType;

inline bool runsOnCuda()
{
    char const* const wanted = std::getenv("TENON_DEVICE");
    return wanted != nullptr && std::string(wanted).rfind("cuda", 0) == 0;
}

//! Bytes on the tested device, with 64 guard bytes behind them.
class DeviceBytes
{
public:
    explicit DeviceBytes(std::vector<unsigned char> const& bytes)
        : size_(bytes.size())
    {
        std::vector<unsigned char> all(bytes);
        all.resize(size_ + kGuard, kPattern);
#if TENON_PLUGIN_CUDA
        if (runsOnCuda())
        {
            EXPECT_EQ(cudaMalloc(&device_, all.size()), cudaSuccess);
            EXPECT_EQ(cudaMemcpy(device_, all.data(), all.size(), cudaMemcpyHostToDevice), cudaSuccess);
            return;
        }
#endif
        EXPECT_FALSE(runsOnCuda()) << "TENON_DEVICE names a GPU, and this build has no CUDA";
        host_ = std::move(all);
    }
    ~DeviceBytes()
    {
#if TENON_PLUGIN_CUDA
        if (device_ != nullptr)
        {
            EXPECT_EQ(cudaFree(device_), cudaSuccess);
        }
#endif
    }
    DeviceBytes(DeviceBytes const&) = delete;
    DeviceBytes& operator=(DeviceBytes const&) = delete;

    void* data()
    {
        return device_ != nullptr ? device_ : host_.data();
    }

    //! Waits for the device; a write behind the end fails the test.
    std::vector<unsigned char> read()
    {
        std::vector<unsigned char> all = host_;
#if TENON_PLUGIN_CUDA
        if (device_ != nullptr)
        {
            all.resize(size_ + kGuard);
            EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
            EXPECT_EQ(cudaMemcpy(all.data(), device_, all.size(), cudaMemcpyDeviceToHost), cudaSuccess);
        }
#endif
        for (size_t i = size_; i < all.size(); ++i)
        {
            EXPECT_EQ(all[i], kPattern) << "byte " << i - size_ << " behind the end was written";
        }
        all.resize(size_);
        return all;
    }

    static constexpr unsigned char kPattern = 0xFF; //!< NaN in every floating type

private:
    static constexpr size_t kGuard = 64;
    size_t size_;
    void* device_{nullptr};
    std::vector<unsigned char> host_;
};

inline std::vector<unsigned char> stored(DataType type, std::vector<double> const& values)
{
    std::vector<unsigned char> bytes(values.size() * static_cast<size_t>(plugin::bytesOf(type)));
    for (size_t i = 0; i < values.size(); ++i)
    {
        auto const value = static_cast<float>(values[i]);
        uint16_t const bits = type == DataType::kHALF ? floatToHalf(value) : floatToBfloat16(value);
        type == DataType::kFLOAT ? std::memcpy(&bytes[4 * i], &value, 4) : std::memcpy(&bytes[2 * i], &bits, 2);
    }
    return bytes;
}

inline std::vector<double> loaded(DataType type, std::vector<unsigned char> const& bytes)
{
    std::vector<double> values(bytes.size() / static_cast<size_t>(plugin::bytesOf(type)));
    for (size_t i = 0; i < values.size(); ++i)
    {
        float value = 0.0F;
        uint16_t bits = 0;
        if (type == DataType::kFLOAT)
        {
            std::memcpy(&value, &bytes[4 * i], 4);
        }
        else
        {
            std::memcpy(&bits, &bytes[2 * i], 2);
            value = type == DataType::kHALF ? halfToFloat(bits) : bfloat16ToFloat(bits);
        }
        values[i] = value;
    }
    return values;
}

//! The only output, for inputs of equal dims, all tensors of `type`. Empty where enqueue fails.
template <typename Form>
std::vector<double> run(
    Form& form, DataType type, std::vector<double> const& dims, std::vector<std::vector<double>> const& inputs)
{
    nvinfer1::PluginTensorDesc desc{{}, type, nvinfer1::TensorFormat::kLINEAR, 1.0F};
    for (double const size : dims)
    {
        desc.dims.d[desc.dims.nbDims++] = static_cast<int64_t>(size);
    }
    std::vector<std::unique_ptr<DeviceBytes>> memory;
    std::vector<void const*> addresses;
    for (std::vector<double> const& values : inputs)
    {
        memory.push_back(std::make_unique<DeviceBytes>(stored(type, values)));
        addresses.push_back(memory.back()->data());
    }
    size_t const bytes = static_cast<size_t>(plugin::volume(desc.dims) * plugin::bytesOf(type));
    DeviceBytes output(std::vector<unsigned char>(bytes, DeviceBytes::kPattern));
    void* outputs[]{output.data()};
    std::vector<nvinfer1::PluginTensorDesc> const descs(inputs.size(), desc);
    if (form.enqueue(descs.data(), &desc, addresses.data(), outputs, nullptr, nullptr) != 0)
    {
        return {};
    }
    return loaded(type, output.read());
}

//! |actual − expected| ≤ relative · |expected| + absolute, element by element.
inline void expectNear(
    std::vector<double> const& actual, std::vector<double> const& expected, double relative, double absolute)
{
    ASSERT_EQ(actual.size(), expected.size());
    int shown = 0;
    for (size_t i = 0; i < actual.size() && shown < 5; ++i)
    {
        double const limit = relative * std::fabs(expected[i]) + absolute;
        if (!(std::fabs(actual[i] - expected[i]) <= limit))
        {
            ++shown;
            ADD_FAILURE() << "element " << i << ": expected " << expected[i] << " within " << limit << ", found "
                          << actual[i];
        }
    }
}

} // namespace tenon::plugins::testing
