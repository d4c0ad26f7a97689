// Calls the plugin's own enqueue with device pointers, as a host does, and compares with the definition computed on the CPU here.
#include "plugins/lrelu/lrelu.h"

#include <cuda_fp16.h>
#include <cuda_runtime.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>
#include <vector>

namespace tenon::plugins
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::PluginTensorDesc;
using nvinfer1::TensorFormat;

class LReluCudaTest : public ::testing::Test
{
protected:
    void SetUp() override
    {
        int devices = 0;
        if (cudaGetDeviceCount(&devices) != cudaSuccess || devices == 0)
        {
            cudaGetLastError();
            GTEST_SKIP() << "no CUDA device on this machine: LReLU's kernel is not run";
        }
        ASSERT_EQ(cudaStreamCreate(&stream_), cudaSuccess);
    }
    void TearDown() override
    {
        if (stream_ != nullptr)
        {
            EXPECT_EQ(cudaStreamDestroy(stream_), cudaSuccess);
        }
    }

    cudaStream_t stream_{nullptr};
};

//! Device memory for `count` elements, with one more behind them that nobody may write.
template <typename T>
class DeviceArray
{
public:
    explicit DeviceArray(size_t count)
        : count_(count)
    {
        EXPECT_EQ(cudaMalloc(&data_, (count + 1) * sizeof(T)), cudaSuccess);
        EXPECT_EQ(cudaMemset(data_, 0xEE, (count + 1) * sizeof(T)), cudaSuccess);
    }
    ~DeviceArray() { cudaFree(data_); }
    void* data() const { return data_; }
    void write(std::vector<T> const& values, cudaStream_t stream)
    {
        EXPECT_EQ(
            cudaMemcpyAsync(data_, values.data(), count_ * sizeof(T), cudaMemcpyHostToDevice, stream), cudaSuccess);
    }
    std::vector<T> read(cudaStream_t stream) const
    {
        std::vector<T> values(count_ + 1);
        EXPECT_EQ(cudaMemcpyAsync(values.data(), data_, values.size() * sizeof(T), cudaMemcpyDeviceToHost, stream),
            cudaSuccess);
        EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
        return values;
    }

private:
    void* data_{nullptr};
    size_t count_;
};

constexpr float kSlope = 0.1F;

float expectedFloat(float x)
{
    return x >= 0.0F ? x : kSlope * x;
}

std::vector<float> inputs(size_t count)
{
    std::mt19937 random(count);
    std::uniform_real_distribution<float> uniform(-100.0F, 100.0F);
    std::vector<float> x(count);
    for (float& value : x)
        value = uniform(random);
    return x;
}

//! Sizes around a block, and more elements than one wave of blocks has threads.
std::vector<size_t> const kCounts{0, 1, 511, 512, 513, 100'003, 5'000'001};

TEST_F(LReluCudaTest, DynamicFormInFloat)
{
    plugin::DynamicForm<LRelu> plugin{LRelu{}};
    plugin.impl().negSlope = kSlope;
    for (size_t const count : kCounts)
    {
        std::vector<float> const x = inputs(count);
        DeviceArray<float> in(count), out(count);
        in.write(x, stream_);
        PluginTensorDesc const desc{{1, {static_cast<int64_t>(count)}}, DataType::kFLOAT, TensorFormat::kLINEAR, 1.0F};
        void const* ins[]{in.data()};
        void* outs[]{out.data()};
        ASSERT_EQ(plugin.enqueue(&desc, &desc, ins, outs, nullptr, stream_), 0);
        std::vector<float> const y = out.read(stream_);
        for (size_t i = 0; i < count; ++i)
        {
            ASSERT_EQ(y[i], expectedFloat(x[i])) << "element " << i << " of " << count;
        }
        uint32_t behind = 0;
        std::memcpy(&behind, &y[count], sizeof behind);
        ASSERT_EQ(behind, 0xEEEEEEEEU) << "nothing behind the end is written";
    }
}

TEST_F(LReluCudaTest, StaticFormInHalf)
{
    LReluCreator creator;
    nvinfer1::PluginField const field("negSlope", &kSlope, nvinfer1::PluginFieldType::kFLOAT32, 1);
    nvinfer1::PluginFieldCollection fields{};
    fields.nbFields = 1;
    fields.fields = &field;
    for (size_t const count : kCounts)
    {
        auto* const plugin = static_cast<nvinfer1::IPluginV2IOExt*>(creator.createPlugin("layer", &fields));
        ASSERT_NE(plugin, nullptr);
        PluginTensorDesc const desc{{1, {static_cast<int64_t>(count)}}, DataType::kHALF, TensorFormat::kLINEAR, 1.0F};
        plugin->configurePlugin(&desc, 1, &desc, 1);
        std::vector<__half> x;
        for (int batch = 0; batch < 2; ++batch)
        {
            for (float const value : inputs(count))
                x.push_back(__float2half(batch == 0 ? value : -value));
        }
        DeviceArray<__half> in(2 * count), out(2 * count);
        in.write(x, stream_);
        void const* ins[]{in.data()};
        void* outs[]{out.data()};
        ASSERT_EQ(plugin->enqueue(2, ins, outs, nullptr, stream_), 0);
        std::vector<__half> const y = out.read(stream_);
        for (size_t i = 0; i < x.size(); ++i)
        {
            float const value = __half2float(x[i]);
            ASSERT_EQ(__half2float(y[i]), __half2float(__float2half(expectedFloat(value)))) << "element " << i;
        }
        plugin->destroy();
    }
}

TEST_F(LReluCudaTest, HostPointersStillRunOnTheCpu)
{
    plugin::DynamicForm<LRelu> plugin{LRelu{}};
    plugin.impl().negSlope = kSlope;
    std::vector<float> const x{-1.0F, 2.0F};
    std::vector<float> y(2);
    PluginTensorDesc const desc{{1, {2}}, DataType::kFLOAT, TensorFormat::kLINEAR, 1.0F};
    void const* ins[]{x.data()};
    void* outs[]{y.data()};
    ASSERT_EQ(plugin.enqueue(&desc, &desc, ins, outs, nullptr, nullptr), 0);
    EXPECT_EQ(y, (std::vector<float>{-0.1F, 2.0F}));
}

} // namespace
} // namespace tenon::plugins
