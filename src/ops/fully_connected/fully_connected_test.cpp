#include "ops/fully_connected/fully_connected.h"

#include "ops/testing/op_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tenon::ops
{
namespace
{

using base::DataType;
using base::makeDims;
using testing::Array;
using testing::inferredDims;
using testing::OpRunner;
using testing::randomFloats;
using testing::runOp;
using testing::spec;

constexpr int64_t kFeatures = 3 * 5 * 2;
constexpr int64_t kChannels = 7;

FullyConnectedOp makeOp()
{
    FullyConnectedOp op;
    op.name = "fc";
    op.params.outputChannels = kChannels;
    op.params.kernel = testing::weights(randomFloats(makeDims({kChannels, kFeatures}), 1));
    op.params.bias = testing::weights(randomFloats(makeDims({kChannels}), 2));
    return op;
}

//! The definition, in double.
std::vector<double> expectedFor(FullyConnectedOp const& op, Array const& data, bool bias = true)
{
    std::vector<double> expected;
    for (int64_t sample = 0; sample < data.count() / kFeatures; ++sample)
    {
        for (int64_t channel = 0; channel < kChannels; ++channel)
        {
            double sum = bias ? op.params.bias.floats()[channel] : 0.0;
            for (int64_t i = 0; i < kFeatures; ++i)
            {
                sum += data.at(sample * kFeatures + i) * op.params.kernel.floats()[channel * kFeatures + i];
            }
            expected.push_back(sum);
        }
    }
    return expected;
}

void expectConnected(Array const& found, std::vector<double> const& expected, double tolerance = 1e-5)
{
    ASSERT_EQ(found.count(), static_cast<int64_t>(expected.size()));
    for (size_t i = 0; i < expected.size(); ++i)
    {
        ASSERT_NEAR(found.at(static_cast<int64_t>(i)), expected[i], tolerance * (1.0 + std::abs(expected[i])))
            << "element " << i;
    }
}

TEST(FullyConnected, EqualsDefinition)
{
    FullyConnectedOp op = makeOp();
    for (auto const& dims :
        {makeDims({4, 3, 5, 2}), makeDims({2, 3, 3, 5, 2}), makeDims({1, 3, 5, 2}), makeDims({3, 30, 1, 1})})
    {
        Array const data = randomFloats(dims, 3);
        auto const outputs = runOp(op, {data});
        ASSERT_TRUE(outputs.ok()) << outputs.error().text();
        expectConnected((*outputs)[0], expectedFor(op, data));
    }
    op.params.bias = {};
    Array const data = randomFloats(makeDims({4, 3, 5, 2}), 3);
    auto const outputs = runOp(op, {data});
    ASSERT_TRUE(outputs.ok()) << outputs.error().text();
    expectConnected((*outputs)[0], expectedFor(op, data, false));
}

TEST(FullyConnected, ServesEveryBatchOfAProfileAndFp16)
{
    FullyConnectedOp const op = makeOp();
    testing::InputRange const range{
        DataType::kFLOAT, makeDims({0, 3, 5, 2}), makeDims({2, 3, 5, 2}), makeDims({9, 3, 5, 2}), std::nullopt};
    for (bool const half : {false, true})
    {
        testing::RunnerOptions options;
        options.allowHalf = half;
        auto runner = OpRunner::make(op, {range}, options);
        ASSERT_TRUE(runner.ok()) << runner.error().text();
        for (int64_t const batch : {2, 9, 0, 1, 5, 2})
        {
            Array const data = randomFloats(makeDims({batch, 3, 5, 2}), 4);
            auto const outputs = runner->run({data});
            ASSERT_TRUE(outputs.ok()) << outputs.error().text();
            EXPECT_EQ((*outputs)[0].type, half ? DataType::kHALF : DataType::kFLOAT);
            expectConnected((*outputs)[0], expectedFor(op, data), half ? 2e-3 : 1e-5);
        }
    }
}

TEST(FullyConnected, AppliesAFusedActivationAndSurvivesItsRecord)
{
    FullyConnectedOp op = makeOp();
    op.params.activation = *FusedActivation::of(nvinfer1::ActivationType::kLEAKY_RELU, 0.25F, 0);
    Array const data = randomFloats(makeDims({4, 3, 5, 2}), 3);
    auto expected = expectedFor(op, data);
    for (double& value : expected)
    {
        value = value > 0 ? value : 0.25 * value;
    }
    auto const again = testing::throughRecord(op);
    ASSERT_TRUE(again.ok()) << again.error().text();
    auto const outputs = runOp(**again, {data});
    ASSERT_TRUE(outputs.ok()) << outputs.error().text();
    expectConnected((*outputs)[0], expected);
}

TEST(FullyConnected, InfersShapesAndSaysWhatIsWrong)
{
    auto const message = [](auto change, std::vector<int64_t> dims, DataType type = DataType::kFLOAT) {
        FullyConnectedOp op = makeOp();
        change(op.params);
        return inferredDims(op, {spec(type, dims)});
    };
    EXPECT_EQ(message([](auto&) {}, {-1, 3, 5, 2}), "d0x7x1x1");
    EXPECT_EQ(message([](auto&) {}, {-1, 4, 3, 5, 2}), "d0x4x7x1x1");
    EXPECT_EQ(message([](auto&) {}, {3, 5, 2}),
        "input 0: expected at least 4 dimensions (batch, channels, height, width), found 3x5x2; put a shuffle before it");
    EXPECT_EQ(message([](auto&) {}, {1, 3, -1, 2}),
        "input 0: expected channels, height and width that are known when the engine is built, found 1x3xd0x2");
    EXPECT_EQ(message([](auto&) {}, {1, 3, 5, 3}),
        "kernel weights: expected 315 values (7 output channels x 45 features), found 210");
    EXPECT_EQ(message([](auto& p) { p.bias.count = 3; }, {1, 3, 5, 2}),
        "bias weights: expected 7 values (one an output channel), found 3");
    EXPECT_EQ(message([](auto& p) { p.outputChannels = 0; }, {1, 3, 5, 2}),
        "output channels: expected a number from 1 to 2147483647, found 0");
    EXPECT_EQ(message([](auto&) {}, {1, 3, 5, 2}, DataType::kINT32),
        "input 0: expected a floating type (fp32, fp16, bf16), found int32; put a cast before it");
}

} // namespace
} // namespace tenon::ops
