#include "ops/pooling/pooling.h"

#include "ops/testing/channels_last.h"
#include "ops/testing/recorded_cases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <thread>

namespace tenon::ops
{
namespace
{

using base::DataType;
using base::makeDims;
using testing::Array;
using ::testing::HasSubstr;
using testing::inferredDims;
using testing::OpRunner;
using testing::randomFloats;
using testing::RecordedCase;
using testing::runOp;
using testing::spec;

std::vector<RecordedCase> const& cases()
{
    static std::vector<RecordedCase> const all = testing::recordedCases("pooling.txt");
    return all;
}

PoolingOp makeOp(RecordedCase const& c)
{
    PoolingOp op;
    op.name = c.name;
    op.params.type = static_cast<PoolingType>(c.one("type"));
    op.params.windowSize = c.dims("window");
    op.params.stride = c.dims("stride");
    op.params.prePadding = c.dims("prePadding");
    op.params.postPadding = c.dims("postPadding");
    op.params.paddingMode = static_cast<PaddingMode>(c.one("mode"));
    op.params.averageCountExcludesPadding = c.one("countPadding") == 0;
    return op;
}

void expectPooled(Array const& found, std::vector<double> const& expected, double tolerance)
{
    ASSERT_EQ(found.count(), static_cast<int64_t>(expected.size()));
    for (size_t i = 0; i < expected.size(); ++i)
    {
        ASSERT_NEAR(found.at(static_cast<int64_t>(i)), expected[i], tolerance) << "element " << i;
    }
}

class PoolingCases : public ::testing::TestWithParam<size_t>
{};

TEST_P(PoolingCases, EqualsPeer)
{
    RecordedCase const& c = cases()[GetParam()];
    auto const outputs = runOp(makeOp(c), {c.array("inputDims", "input")});
    ASSERT_TRUE(outputs.ok()) << outputs.error().text();
    EXPECT_EQ(base::toString((*outputs)[0].dims), base::toString(c.dims("outputDims")));
    expectPooled((*outputs)[0], c["output"], 2e-6);
}

TEST_P(PoolingCases, EqualsPeerInChannelsLast)
{
    TENON_CPU_KERNEL_ONLY();
    RecordedCase const& c = cases()[GetParam()];
    if (c.dims("window").nbDims != 2)
    {
        GTEST_SKIP() << "kHWC is for images";
    }
    auto const output = testing::runChannelsLast(makeOp(c), {c.array("inputDims", "input")});
    ASSERT_TRUE(output.ok()) << output.error().text();
    expectPooled(*output, c["output"], 2e-6);
}

INSTANTIATE_TEST_SUITE_P(Pooling, PoolingCases, ::testing::Range<size_t>(0, 36),
    [](auto const& info) { return cases().at(info.param).name; });

TEST(Pooling, KnowsAllRecordedCases)
{
    EXPECT_EQ(cases().size(), 36U);
}

TEST(Pooling, BlendsMaximumAndAverage)
{
    for (size_t i = 0; i < cases().size() / 3; ++i)
    {
        RecordedCase const& maximum = cases()[i];
        RecordedCase const& average = cases()[i + cases().size() / 3];
        SCOPED_TRACE(average.name);
        ASSERT_EQ(maximum["input"], average["input"]);
        PoolingOp op = makeOp(average);
        op.params.type = PoolingType::kMAX_AVERAGE_BLEND;
        op.params.blendFactor = 0.3F;
        std::vector<double> expected;
        for (size_t k = 0; k < maximum["output"].size(); ++k)
        {
            expected.push_back(0.7 * maximum["output"][k] + 0.3 * average["output"][k]);
        }
        auto const outputs = runOp(op, {maximum.array("inputDims", "input")});
        ASSERT_TRUE(outputs.ok()) << outputs.error().text();
        expectPooled((*outputs)[0], expected, 3e-6);
    }
}

TEST(Pooling, ServesWindowsThatAreWiderThanAVectorRow)
{
    Array const data = randomFloats(makeDims({1, 1, 3, 6000}), 4, -1.0F, 2.0F);
    for (PoolingType const type : {PoolingType::kMAX, PoolingType::kAVERAGE})
    {
        PoolingOp op;
        op.params.type = type;
        op.params.windowSize = makeDims({2, 5000});
        op.params.stride = makeDims({1, 700});
        std::vector<double> expected;
        for (int64_t y = 0; y < 2; ++y)
        {
            for (int64_t x = 0; x < 2; ++x)
            {
                double maximum = -9;
                double sum = 0;
                for (int64_t i = 0; i < 10000; ++i)
                {
                    double const value = data.at((y + i / 5000) * 6000 + x * 700 + i % 5000);
                    maximum = std::max(maximum, value);
                    sum += value;
                }
                expected.push_back(type == PoolingType::kMAX ? maximum : sum / 10000);
            }
        }
        auto const outputs = runOp(op, {data});
        ASSERT_TRUE(outputs.ok()) << outputs.error().text();
        expectPooled((*outputs)[0], expected, 2e-6);
    }
}

TEST(Pooling, SaysWhatAWindowWithoutElementsGives)
{
    PoolingOp op;
    op.params.windowSize = makeDims({1, 2});
    op.params.prePadding = makeDims({0, 3});
    Array const data = testing::floats({1, 1, 1, 2}, {5, 7});
    double const infinity = std::numeric_limits<double>::infinity();
    auto outputs = runOp(op, {data});
    ASSERT_TRUE(outputs.ok()) << outputs.error().text();
    EXPECT_THAT((*outputs)[0].values(), ::testing::ElementsAre(-infinity, -infinity, 5, 7));
    op.params.type = PoolingType::kAVERAGE;
    outputs = runOp(op, {data});
    ASSERT_TRUE(outputs.ok());
    EXPECT_THAT((*outputs)[0].values(), ::testing::ElementsAre(0, 0, 5, 6));
    op.params.averageCountExcludesPadding = false;
    outputs = runOp(op, {data});
    ASSERT_TRUE(outputs.ok());
    EXPECT_THAT((*outputs)[0].values(), ::testing::ElementsAre(0, 0, 2.5, 6));
}

TEST(Pooling, TakesMoreDimensionsBeforeTheSpatialOnes)
{
    RecordedCase const& c = cases()[0]; // 2x3x6x8
    Array data = c.array("inputDims", "input");
    data.dims = makeDims({1, 2, 3, 6, 8});
    auto const outputs = runOp(makeOp(c), {data});
    ASSERT_TRUE(outputs.ok()) << outputs.error().text();
    EXPECT_EQ(base::toString((*outputs)[0].dims), "1x2x3x3x4");
    expectPooled((*outputs)[0], c["output"], 1e-6);
}

TEST(Pooling, ServesFp16)
{
    RecordedCase const& c = cases()[13];
    testing::RunnerOptions options;
    options.allowHalf = true;
    auto const outputs = runOp(makeOp(c), {c.array("inputDims", "input")}, options);
    ASSERT_TRUE(outputs.ok()) << outputs.error().text();
    EXPECT_EQ((*outputs)[0].type, DataType::kHALF);
    expectPooled((*outputs)[0], c["output"], 4e-3);
}

TEST(Pooling, ServesEveryShapeOfAProfileInSeveralThreads)
{
    PoolingOp op;
    op.params.windowSize = makeDims({2, 2});
    op.params.stride = makeDims({2, 2});
    testing::InputRange const range{
        DataType::kFLOAT, makeDims({0, 2, 2, 2}), makeDims({2, 2, 8, 8}), makeDims({4, 2, 64, 64}), std::nullopt};
    auto const first = OpRunner::make(op, {range});
    ASSERT_TRUE(first.ok()) << first.error().text();
    std::vector<std::thread> threads;
    std::vector<std::string> failures(4);
    for (uint32_t t = 0; t < failures.size(); ++t)
    {
        threads.emplace_back([&, t] {
            auto runner = first->another();
            for (int64_t const size : {8, 64, 2, 31, 9})
            {
                Array const data = randomFloats(makeDims({size % 4, 2, size, size + 1}), t);
                auto const outputs = runner->run({data});
                if (!outputs.ok())
                {
                    failures[t] = outputs.error().text();
                    return;
                }
                int64_t const high = size / 2;
                int64_t const wide = (size + 1) / 2;
                for (int64_t i = 0; i < (*outputs)[0].count(); ++i)
                {
                    int64_t const corner = (i / wide / high * size + i / wide % high * 2) * (size + 1) + i % wide * 2;
                    double const expected = std::max(std::max(data.at(corner), data.at(corner + 1)),
                        std::max(data.at(corner + size + 1), data.at(corner + size + 2)));
                    if ((*outputs)[0].at(i) != expected)
                    {
                        failures[t] = fmt::format("size {}, element {}", size, i);
                    }
                }
            }
        });
    }
    for (std::thread& thread : threads)
    {
        thread.join();
    }
    EXPECT_THAT(failures, ::testing::Each(""));
}

TEST(Pooling, SurvivesItsRecord)
{
    RecordedCase const& c = cases()[26];
    PoolingOp op = makeOp(c);
    op.params.type = PoolingType::kMAX_AVERAGE_BLEND;
    op.params.blendFactor = 0.25F;
    auto const again = testing::throughRecord(op);
    ASSERT_TRUE(again.ok()) << again.error().text();
    Array const data = c.array("inputDims", "input");
    auto const before = runOp(op, {data});
    auto const after = runOp(**again, {data});
    ASSERT_TRUE(before.ok() && after.ok());
    EXPECT_EQ((*before)[0].bytes, (*after)[0].bytes);
}

TEST(Pooling, InfersShapesAndSaysWhatIsWrong)
{
    auto const message = [](auto change, std::vector<int64_t> dims, DataType type = DataType::kFLOAT) {
        PoolingOp op;
        op.params.windowSize = makeDims({2, 2});
        op.params.stride = makeDims({2, 2});
        change(op.params);
        return inferredDims(op, {spec(type, dims)});
    };
    EXPECT_EQ(message([](auto&) {}, {-1, 3, -2, 9}), "d0x3x(floor((d1 + -2) / 2) + 1)x4");
    EXPECT_EQ(
        message([](auto& p) { p.paddingMode = PaddingMode::kSAME_LOWER; }, {-1, 3, -2, 9}), "d0x3xceil(d1 / 2)x5");
    EXPECT_EQ(message([](auto&) {}, {3, 8, 8}),
        "input 0: expected at least 4 dimensions (batch, channels, 2 spatial) for a window of size 2x2, found 3x8x8");
    EXPECT_EQ(message([](auto&) {}, {1, 3, 8, 8}, DataType::kINT32),
        "input 0: expected a floating type (fp32, fp16, bf16), found int32; put a cast before it");
    EXPECT_EQ(message(
                  [](auto& p) {
                      p.windowSize = makeDims({9, 2});
                  },
                  {1, 3, 8, 8}),
        "spatial dimension 0: expected an input with padding of at least the window's extent of 9 (9 elements, dilation 1), found 8 + 0 + 0");
    EXPECT_EQ(message(
                  [](auto& p) {
                      p.windowSize = makeDims({0, 2});
                  },
                  {1, 3, 8, 8}),
        "window size 0x2: expected numbers from 1 to 2147483647, found 0");
    EXPECT_EQ(message([](auto& p) { p.type = static_cast<PoolingType>(5); }, {1, 3, 8, 8}),
        "pooling type: expected one of nvinfer1::PoolingType, found number 5");
}

} // namespace
} // namespace tenon::ops
