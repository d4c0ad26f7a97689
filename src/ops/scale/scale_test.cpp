#include "ops/scale/scale.h"

#include "ops/testing/every_target.h"
#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using nvinfer1::ScaleMode;
using testing::Array;
using testing::array;
using testing::floats;

ScaleOp scaleOf(ScaleMode mode, int32_t axis, Array const& shift, Array const& scale, Array const& power)
{
    ScaleOp op;
    op.params = {mode, testing::weights(shift), testing::weights(scale), testing::weights(power), axis};
    return op;
}

Array const kNoWeights = floats({0}, {});

//! The definition, in double. `weightOf` gives the weight's place for an element's.
template <typename WeightOf>
std::vector<double> scaled(
    Array const& x, Array const& shift, Array const& scale, Array const& power, WeightOf const& weightOf)
{
    std::vector<double> y;
    for (int64_t i = 0; i < x.count(); ++i)
    {
        int64_t const w = weightOf(i);
        double const s = scale.count() == 0 ? 1.0 : scale.at(w);
        double const b = shift.count() == 0 ? 0.0 : shift.at(w);
        double const p = power.count() == 0 ? 1.0 : power.at(w);
        y.push_back(std::pow(x.at(i) * s + b, p));
    }
    return y;
}

Array randomWeights(int64_t count, uint32_t seed, float low, float high)
{
    return testing::randomFloats(base::makeDims({count}), seed, low, high);
}

TEST(Scale, ScalesUniformly)
{
    Array const x = testing::randomFloats(base::makeDims({2, 3, 5, 7}), 1, 0.1F, 2.0F);
    testing::onEveryTarget([&] {
        for (double const power : {1.0, 2.0, 0.5, -1.0, 3.0})
        {
            Array const shift = floats({1}, {0.25});
            Array const scale = floats({1}, {1.5});
            Array const exponent = floats({1}, {power});
            ScaleOp const op = scaleOf(ScaleMode::kUNIFORM, 1, shift, scale, exponent);
            auto const expected = scaled(x, shift, scale, exponent, [](int64_t) { return 0; });
            testing::expectNear(testing::onlyOutput(op, {x}), expected, 6e-7, 0);
        }
    });
}

TEST(Scale, TakesMissingWeightsForNoEffect)
{
    Array const x = testing::randomFloats(base::makeDims({2, 3, 4, 4}), 1);
    EXPECT_EQ(testing::onlyOutput(scaleOf(ScaleMode::kUNIFORM, 1, kNoWeights, kNoWeights, kNoWeights), {x}).values(),
        x.values());
    EXPECT_EQ(testing::onlyOutput(scaleOf(ScaleMode::kCHANNEL, 1, kNoWeights, kNoWeights, kNoWeights), {x}).values(),
        x.values());
    Array const only = floats({3}, {1, 2, 3});
    auto const channel = [](int64_t i) { return i / 16 % 3; };
    testing::expectNear(testing::onlyOutput(scaleOf(ScaleMode::kCHANNEL, 1, only, kNoWeights, kNoWeights), {x}),
        scaled(x, only, kNoWeights, kNoWeights, channel), 2e-7, 1e-7);
    testing::expectNear(testing::onlyOutput(scaleOf(ScaleMode::kCHANNEL, 1, kNoWeights, only, kNoWeights), {x}),
        scaled(x, kNoWeights, only, kNoWeights, channel), 2e-7, 0);
    EXPECT_EQ(testing::onlyOutput(scaleOf(ScaleMode::kCHANNEL, 1, kNoWeights, kNoWeights, only), {x}).values().size(),
        x.values().size());
}

TEST(Scale, ScalesChannelsOfEveryAxisAndStorage)
{
    std::vector<int64_t> const sizes{2, 3, 5, 67};
    Array const x = testing::randomFloats(base::makeDims({2, 3, 5, 67}), 1, 0.5F, 2.0F);
    for (int32_t axis = 0; axis < 4; ++axis)
    {
        int64_t inner = 1;
        for (size_t d = static_cast<size_t>(axis) + 1; d < 4; ++d)
            inner *= sizes[d];
        int64_t const channels = sizes[static_cast<size_t>(axis)];
        Array const shift = randomWeights(channels, 2, 0.0F, 1.0F);
        Array const scale = randomWeights(channels, 3, 0.5F, 2.0F);
        Array const power = randomWeights(channels, 4, 0.5F, 2.5F);
        ScaleOp const op = scaleOf(ScaleMode::kCHANNEL, axis, shift, scale, power);
        for (DataType const type : {DataType::kFLOAT, DataType::kHALF, DataType::kBF16})
        {
            SCOPED_TRACE(fmt::format("axis {} {}", axis, base::name(type)));
            auto const expected =
                scaled(testing::convert(x, type), shift, scale, power, [&](int64_t i) { return i / inner % channels; });
            double const relative = type == DataType::kFLOAT ? 1e-6 : (type == DataType::kHALF ? 0x1p-10 : 0x1p-7);
            testing::expectNear(testing::onlyOutput(op, {x}, testing::storedIn(type)), expected, relative, 0);
        }
    }
}

TEST(Scale, ScalesEachElementBehindTheBatch)
{
    Array const x = testing::randomFloats(base::makeDims({3, 2, 5, 401}), 1, 0.5F, 2.0F);
    for (int32_t const axis : {0, 1, 2})
    {
        int64_t const count = axis == 0 ? 3 * 2 * 5 * 401 : (axis == 1 ? 2 * 5 * 401 : 5 * 401);
        Array const shift = randomWeights(count, 2, 0.0F, 1.0F);
        Array const scale = randomWeights(count, 3, 0.5F, 2.0F);
        Array const power = randomWeights(count, 4, 0.5F, 2.5F);
        ScaleOp const op = scaleOf(ScaleMode::kELEMENTWISE, axis, shift, scale, power);
        for (DataType const type : {DataType::kFLOAT, DataType::kHALF})
        {
            auto const expected =
                scaled(testing::convert(x, type), shift, scale, power, [&](int64_t i) { return i % count; });
            testing::expectNear(testing::onlyOutput(op, {x}, testing::storedIn(type)), expected,
                type == DataType::kFLOAT ? 1e-6 : 0x1p-10, 0);
        }
        ScaleOp const linear = scaleOf(ScaleMode::kELEMENTWISE, axis, shift, scale, kNoWeights);
        testing::onEveryTarget([&] {
            testing::expectNear(testing::onlyOutput(linear, {x}),
                scaled(x, shift, scale, kNoWeights, [&](int64_t i) { return i % count; }), 2e-7, 0);
        });
    }
}

TEST(Scale, TakesHalfWeights)
{
    Array const x = floats({1, 2, 1, 1}, {4, 8});
    Array const scale = testing::convert(floats({2}, {0.5, 0.25}), DataType::kHALF);
    EXPECT_EQ(testing::onlyOutput(scaleOf(ScaleMode::kCHANNEL, 1, kNoWeights, scale, kNoWeights), {x}).values(),
        (std::vector<double>{2, 2}));
}

TEST(Scale, FollowsShapesWithinAProfile)
{
    Array const scale = floats({2}, {2, 3});
    auto runner = testing::OpRunner::make(scaleOf(ScaleMode::kCHANNEL, 1, kNoWeights, scale, kNoWeights),
        {testing::InputRange{DataType::kFLOAT, base::makeDims({0, 2, 1}), base::makeDims({1, 2, 2}),
            base::makeDims({4, 2, 9}), std::nullopt}});
    ASSERT_TRUE(runner.ok()) << runner.error().text();
    EXPECT_EQ(testing::valueOf(runner->run({floats({1, 2, 2}, {1, 2, 3, 4})})).at(0).values(),
        (std::vector<double>{2, 4, 9, 12}));
    EXPECT_EQ(testing::valueOf(runner->run({floats({2, 2, 1}, {1, 2, 3, 4})})).at(0).values(),
        (std::vector<double>{2, 6, 6, 12}));
    EXPECT_EQ(testing::valueOf(runner->run({floats({0, 2, 1}, {})})).at(0).count(), 0);
    testing::expectError(
        runner->run({floats({1, 3, 1}, {1, 2, 3})}), "scale: expected 3 values for an input of 1x3x1, found 2");
    graph::KernelRequest request;
    request.candidate.inputs = request.candidate.outputs = {{}};
    auto kernel = testing::valueOf(scaleOf(ScaleMode::kCHANNEL, 1, kNoWeights, scale, kNoWeights).makeKernel(request));
    graph::TensorDesc const desc{DataType::kFLOAT, {}, base::makeDims({1, 3, 1}), 1.0F};
    testing::expectError(
        kernel->setShapes({&desc, 1}, {&desc, 1}), "scale: expected 3 weights for an input of 1x3x1, found 2");
}

TEST(Scale, KeepsDims)
{
    ScaleOp const op = scaleOf(ScaleMode::kCHANNEL, 1, kNoWeights, floats({2}, {2, 3}), kNoWeights);
    EXPECT_EQ(testing::inferredDims(op, {testing::spec(DataType::kFLOAT, {-1, 2, -2})}), "d0x2xd1");
    EXPECT_EQ(testing::inferredDims(op, {testing::spec(DataType::kFLOAT, {-1, -2})}), "d0xd1");
}

TEST(Scale, RefusesWeightsThatDoNotFit)
{
    auto const infer = [](ScaleOp const& op, std::vector<int64_t> const& dims, DataType type = DataType::kFLOAT) {
        return testing::infer(op, {testing::spec(type, dims)});
    };
    Array const three = floats({3}, {1, 2, 3});
    testing::expectError(infer(scaleOf(ScaleMode::kCHANNEL, 1, three, kNoWeights, kNoWeights), {-1, 4, 5}),
        "shift: expected 4 values for an input of d0x4x5, found 3");
    testing::expectError(infer(scaleOf(ScaleMode::kELEMENTWISE, 1, kNoWeights, three, kNoWeights), {-1, 4, 5}),
        "scale: expected 20 values for an input of d0x4x5, found 3");
    testing::expectError(infer(scaleOf(ScaleMode::kUNIFORM, 1, kNoWeights, kNoWeights, three), {-1, 3}),
        "power: expected 1 values for an input of d0x3, found 3");
    testing::expectError(infer(scaleOf(ScaleMode::kCHANNEL, 2, three, kNoWeights, kNoWeights), {3, 3}),
        "channel axis: expected one of the 2 dimensions of input 0 (3x3), found 2");
    testing::expectError(infer(scaleOf(ScaleMode::kCHANNEL, -1, three, kNoWeights, kNoWeights), {3, 3}),
        "channel axis: expected one of the 2 dimensions");
    testing::expectError(
        infer(scaleOf(ScaleMode::kUNIFORM, 1, kNoWeights, kNoWeights, kNoWeights), {3}, DataType::kINT32),
        "input 0: expected type fp32, fp16 or bf16, found int32");
    testing::expectError(
        infer(scaleOf(ScaleMode::kCHANNEL, 1, kNoWeights, array(DataType::kINT32, {3}, {1, 2, 3}), kNoWeights), {1, 3}),
        "scale: expected type fp32, fp16 or bf16, found int32");
    testing::expectError(infer(scaleOf(static_cast<ScaleMode>(9), 1, kNoWeights, kNoWeights, kNoWeights), {1, 3}),
        "mode: expected a ScaleMode, found number 9");
    ScaleOp null = scaleOf(ScaleMode::kCHANNEL, 1, three, kNoWeights, kNoWeights);
    null.params.shift.data = nullptr;
    testing::expectError(infer(null, {1, 3}), "shift: expected 3 values, found a null pointer");
    graph::KernelRequest request;
    request.candidate.inputs = request.candidate.outputs = {{}};
    testing::expectError(scaleOf(ScaleMode::kCHANNEL, 1, three, floats({2}, {1, 2}), kNoWeights).makeKernel(request),
        "scale: expected shift, scale and power to have as many values, found 3, 2 and 0");
}

TEST(Scale, KeepsItsParametersThroughARecord)
{
    ScaleOp const op = scaleOf(ScaleMode::kCHANNEL, 2, floats({1}, {1}), floats({1}, {2}), floats({1}, {3}));
    auto const twin = testing::throughRecord(op);
    ASSERT_TRUE(twin.ok()) << twin.error().text();
    auto const& params = dynamic_cast<ScaleOp&>(**twin).params;
    EXPECT_EQ(params.mode, ScaleMode::kCHANNEL);
    EXPECT_EQ(params.channelAxis, 2);
    EXPECT_EQ(params.shift.floats()[0], 1.0F);
    EXPECT_EQ(params.scale.floats()[0], 2.0F);
    EXPECT_EQ(params.power.floats()[0], 3.0F);
}

} // namespace
} // namespace tenon::ops
