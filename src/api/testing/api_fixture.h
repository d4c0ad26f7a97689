// What tests of the public API start from: a logger, a builder, and checks of messages. Uses public headers alone.
#pragma once

#include "api/testing/recording_logger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>

namespace tenon::testing
{

using ::testing::HasSubstr;

inline nvinfer1::Dims dims(std::initializer_list<int64_t> sizes)
{
    nvinfer1::Dims result{};
    for (int64_t const size : sizes)
    {
        result.d[result.nbDims++] = size;
    }
    return result;
}

inline std::vector<int64_t> sizes(nvinfer1::Dims const& dims)
{
    return dims.nbDims < 0 ? std::vector<int64_t>{-1000} : std::vector<int64_t>(dims.d, dims.d + dims.nbDims);
}

inline std::vector<int64_t> list(std::initializer_list<int64_t> values)
{
    return values;
}

//! Version numbers that programs of the three levels pass.
inline constexpr int32_t kVersion7 = 7200;
inline constexpr int32_t kVersion8 = 8601;

inline std::unique_ptr<nvinfer1::IBuilder> makeBuilder(nvinfer1::ILogger& logger, int32_t version)
{
    return std::unique_ptr<nvinfer1::IBuilder>(
        static_cast<nvinfer1::IBuilder*>(createInferBuilder_INTERNAL(&logger, version)));
}

class ApiTest : public ::testing::Test
{
protected:
    void TearDown() override
    {
        // A test that provokes errors takes them; nothing else may be left.
        EXPECT_EQ(logger.takeErrors(), "");
    }

    RecordingLogger logger;
    std::unique_ptr<nvinfer1::IBuilder> builder = makeBuilder(logger, NV_TENSORRT_VERSION);
    std::unique_ptr<nvinfer1::INetworkDefinition> network{builder->createNetworkV2(0)};
};

//! The same with an implicit-batch network, as programs of level 8 make it.
class ImplicitApiTest : public ApiTest
{
protected:
    ImplicitApiTest()
    {
        network.reset();
        builder = makeBuilder(logger, kVersion8);
        network.reset(builder->createNetworkV2(0));
    }
};

} // namespace tenon::testing

//! One error was logged since the last look, and it says this.
#define EXPECT_ONE_ERROR(text)                                                                                         \
    do                                                                                                                 \
    {                                                                                                                  \
        EXPECT_EQ(logger.errorCount(), 1U);                                                                            \
        EXPECT_THAT(logger.takeErrors(), ::testing::HasSubstr(text));                                                  \
    } while (false)
