#include "ops/convolution/convolution.h"

#include "devices/cpu/parallel.h"
#include "ops/testing/channels_last.h"
#include "ops/testing/op_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <thread>

namespace tenon::ops
{
namespace
{

using base::DataType;
using testing::Array;
using ::testing::HasSubstr;
using testing::infer;
using testing::inferredDims;
using testing::OpRunner;
using testing::randomFloats;
using testing::RunnerOptions;
using testing::runOp;
using testing::spec;
using Sizes = std::vector<int64_t>;

Dims convolutionDims(Sizes const& sizes)
{
    return base::makeDims(sizes).value();
}

struct ConvolutionCase
{
    char const* name;
    Sizes data; //!< batch, channels, spatial
    int64_t outputMaps, groups;
    Sizes kernel, stride, dilation, prePadding, postPadding;
    PaddingMode mode;
    Sizes expectedSpatial; //!< worked out by hand
    Sizes expectedPadding; //!< before the input, by hand
};

ConvolutionOp makeOp(ConvolutionCase const& c, bool bias = true)
{
    ConvolutionOp op;
    op.name = c.name;
    op.params.outputMaps = c.outputMaps;
    op.params.groups = c.groups;
    op.params.kernelSize = convolutionDims(c.kernel);
    op.params.stride = convolutionDims(c.stride);
    op.params.dilation = convolutionDims(c.dilation);
    op.params.prePadding = convolutionDims(c.prePadding);
    op.params.postPadding = convolutionDims(c.postPadding);
    op.params.paddingMode = c.mode;
    Sizes kernelDims{c.outputMaps, c.data[1] / c.groups};
    kernelDims.insert(kernelDims.end(), c.kernel.begin(), c.kernel.end());
    op.params.kernel = testing::weights(randomFloats(convolutionDims(kernelDims), 7));
    if (bias)
    {
        op.params.bias = testing::weights(randomFloats(convolutionDims({c.outputMaps}), 8));
    }
    return op;
}

//! All index tuples below `sizes`, row-major.
std::vector<Sizes> indicesOf(Sizes const& sizes)
{
    std::vector<Sizes> all{{}};
    for (int64_t const size : sizes)
    {
        std::vector<Sizes> longer;
        for (Sizes const& prefix : all)
        {
            for (int64_t i = 0; i < size; ++i)
            {
                longer.push_back(prefix);
                longer.back().push_back(i);
            }
        }
        all = std::move(longer);
    }
    return all;
}

//! The definition, in double.
std::vector<double> convolve(ConvolutionCase const& c, Array const& data, float const* kernel, float const* bias)
{
    size_t const spatial = c.kernel.size();
    int64_t const channels = data.dims.d[1];
    int64_t const groupChannels = channels / c.groups;
    std::vector<Sizes> const positions = indicesOf(c.kernel);
    std::vector<double> result;
    for (int64_t n = 0; n < data.dims.d[0]; ++n)
    {
        for (int64_t map = 0; map < c.outputMaps; ++map)
        {
            int64_t const firstChannel = map / (c.outputMaps / c.groups) * groupChannels;
            for (Sizes const& at : indicesOf(c.expectedSpatial))
            {
                double sum = bias == nullptr ? 0.0 : bias[map];
                for (int64_t channel = 0; channel < groupChannels; ++channel)
                {
                    for (size_t p = 0; p < positions.size(); ++p)
                    {
                        int64_t index = n * channels + firstChannel + channel;
                        bool inside = true;
                        for (size_t d = 0; d < spatial; ++d)
                        {
                            int64_t const place =
                                at[d] * c.stride[d] + positions[p][d] * c.dilation[d] - c.expectedPadding[d];
                            inside = inside && place >= 0 && place < data.dims.d[2 + d];
                            index = index * data.dims.d[2 + d] + place;
                        }
                        if (inside)
                        {
                            double const weight =
                                kernel[(map * groupChannels + channel) * static_cast<int64_t>(positions.size()) + p];
                            sum += weight * data.at(index);
                        }
                    }
                }
                result.push_back(sum);
            }
        }
    }
    return result;
}

void expectConvolved(Array const& found, std::vector<double> const& expected, double tolerance)
{
    ASSERT_EQ(found.count(), static_cast<int64_t>(expected.size()));
    for (size_t i = 0; i < expected.size(); ++i)
    {
        ASSERT_NEAR(found.at(static_cast<int64_t>(i)), expected[i], tolerance * (1.0 + std::abs(expected[i])))
            << "element " << i;
    }
}

constexpr auto kDown = PaddingMode::kEXPLICIT_ROUND_DOWN;
constexpr auto kUp = PaddingMode::kEXPLICIT_ROUND_UP;
constexpr auto kUpper = PaddingMode::kSAME_UPPER;
constexpr auto kLower = PaddingMode::kSAME_LOWER;
// As the headers of level 8 number them.
constexpr auto kCaffeDown = static_cast<PaddingMode>(1000);
constexpr auto kCaffeUp = static_cast<PaddingMode>(1001);

std::vector<ConvolutionCase> const kConvolutionCases{
    {"plain3x3", {2, 3, 9, 7}, 5, 1, {3, 3}, {1, 1}, {1, 1}, {1, 1}, {1, 1}, kDown, {9, 7}, {1, 1}},
    {"oneByOne", {3, 17, 5, 5}, 19, 1, {1, 1}, {1, 1}, {1, 1}, {0, 0}, {0, 0}, kDown, {5, 5}, {0, 0}},
    {"stridedRest", {1, 4, 10, 11}, 8, 1, {3, 3}, {2, 3}, {1, 1}, {0, 0}, {0, 0}, kDown, {4, 3}, {0, 0}},
    {"roundUp", {1, 4, 10, 11}, 8, 1, {3, 2}, {2, 4}, {1, 1}, {0, 1}, {0, 0}, kUp, {5, 4}, {0, 1}},
    {"asymmetric", {2, 6, 8, 6}, 4, 2, {2, 3}, {1, 2}, {1, 1}, {0, 2}, {3, 1}, kDown, {10, 4}, {0, 2}},
    {"dilated", {1, 16, 13, 12}, 32, 1, {3, 3}, {1, 1}, {2, 3}, {2, 3}, {2, 3}, kDown, {13, 12}, {2, 3}},
    {"depthwise", {2, 24, 9, 9}, 24, 24, {3, 3}, {2, 2}, {1, 1}, {1, 1}, {1, 1}, kDown, {5, 5}, {1, 1}},
    {"depthMultiplier", {1, 6, 7, 7}, 18, 6, {5, 5}, {1, 1}, {1, 1}, {2, 2}, {2, 2}, kDown, {7, 7}, {2, 2}},
    {"sameUpper", {1, 3, 8, 7}, 6, 1, {3, 4}, {2, 2}, {1, 1}, {5, 5}, {5, 5}, kUpper, {4, 4}, {0, 1}},
    {"sameLower", {1, 3, 8, 7}, 6, 1, {3, 4}, {2, 2}, {1, 1}, {0, 0}, {0, 0}, kLower, {4, 4}, {1, 2}},
    {"sameWideStride", {1, 3, 5, 8}, 6, 1, {1, 2}, {3, 4}, {1, 1}, {0, 0}, {0, 0}, kUpper, {2, 2}, {0, 0}},
    {"oneDimension", {2, 5, 31}, 7, 1, {5}, {3}, {2}, {4}, {1}, kDown, {10}, {4}},
    {"threeDimensions", {1, 4, 5, 6, 7}, 6, 2, {3, 2, 3}, {1, 2, 2}, {1, 1, 1}, {1, 0, 1}, {1, 1, 1}, kDown, {5, 3, 4},
        {1, 0, 1}},
    {"padsWiderThanKernel", {1, 2, 3, 3}, 3, 1, {2, 2}, {1, 1}, {1, 1}, {3, 3}, {2, 2}, kDown, {7, 7}, {3, 3}},
    {"caffeDown", {1, 2, 8, 8}, 3, 1, {3, 3}, {2, 2}, {1, 1}, {1, 0}, {5, 5}, kCaffeDown, {4, 3}, {1, 0}},
    {"caffeUp", {1, 2, 8, 8}, 3, 1, {3, 3}, {2, 2}, {1, 1}, {1, 0}, {5, 5}, kCaffeUp, {5, 4}, {1, 0}},
    {"wide", {1, 32, 28, 28}, 48, 1, {3, 3}, {1, 1}, {1, 1}, {1, 1}, {1, 1}, kDown, {28, 28}, {1, 1}},
};

class ConvolutionCases : public ::testing::TestWithParam<size_t>
{};

TEST_P(ConvolutionCases, EqualsDefinitionInEachLayout)
{
    ConvolutionCase const& c = kConvolutionCases[GetParam()];
    ConvolutionOp const op = makeOp(c);
    Array const data = randomFloats(convolutionDims(c.data), 3);
    auto const expected = convolve(c, data, op.params.kernel.floats().data(), op.params.bias.floats().data());
    for (ConvolutionLayout const layout : {ConvolutionLayout::kPACKED, ConvolutionLayout::kPLAIN})
    {
        SCOPED_TRACE(static_cast<int64_t>(layout));
        RunnerOptions options;
        options.tactic = static_cast<int64_t>(layout);
        auto const outputs = runOp(op, {data}, options);
        ASSERT_TRUE(outputs.ok()) << outputs.error().text();
        Sizes dims{c.data[0], c.outputMaps};
        dims.insert(dims.end(), c.expectedSpatial.begin(), c.expectedSpatial.end());
        EXPECT_EQ(base::toString((*outputs)[0].dims), base::toString(convolutionDims(dims)));
        expectConvolved((*outputs)[0], expected, 2e-5);
    }
}

TEST_P(ConvolutionCases, TakesKernelAndBiasAsInputs)
{
    ConvolutionCase const& c = kConvolutionCases[GetParam()];
    ConvolutionOp op = makeOp(c);
    Array const data = randomFloats(convolutionDims(c.data), 3);
    Sizes kernelDims{c.outputMaps, c.data[1] / c.groups};
    kernelDims.insert(kernelDims.end(), c.kernel.begin(), c.kernel.end());
    Array const kernel = randomFloats(convolutionDims(kernelDims), 17);
    Array const bias = randomFloats(convolutionDims({c.outputMaps}), 18);
    op.params.kernel = {};
    op.params.bias = {};
    for (bool const half : {false, true})
    {
        RunnerOptions options;
        options.allowHalf = half;
        auto const outputs = runOp(op, {data, kernel, bias}, options);
        ASSERT_TRUE(outputs.ok()) << outputs.error().text();
        expectConvolved((*outputs)[0], convolve(c, data, kernel.as<float>(), bias.as<float>()), half ? 1e-2 : 2e-5);
    }
    if (testing::testsRunOnCuda())
    {
        return;
    }
    Sizes outputDims{c.data[0], c.outputMaps};
    outputDims.insert(outputDims.end(), c.expectedSpatial.begin(), c.expectedSpatial.end());
    Array const addend = randomFloats(convolutionDims(outputDims), 10);
    auto const sum = runOp(op, {data, kernel, bias, addend});
    ASSERT_TRUE(sum.ok()) << sum.error().text();
    auto expected = convolve(c, data, kernel.as<float>(), bias.as<float>());
    for (size_t i = 0; i < expected.size(); ++i)
    {
        expected[i] += addend.at(static_cast<int64_t>(i));
    }
    expectConvolved((*sum)[0], expected, 2e-5);
}

TEST_P(ConvolutionCases, EqualsDefinitionInChannelsLastWithAnAddend)
{
    TENON_CPU_KERNEL_ONLY();
    ConvolutionCase const& c = kConvolutionCases[GetParam()];
    if (c.kernel.size() != 2)
    {
        GTEST_SKIP() << "kHWC is for images";
    }
    ConvolutionOp const op = makeOp(c);
    Array const data = randomFloats(convolutionDims(c.data), 9);
    Sizes outputDims{c.data[0], c.outputMaps};
    outputDims.insert(outputDims.end(), c.expectedSpatial.begin(), c.expectedSpatial.end());
    Array const addend = randomFloats(convolutionDims(outputDims), 10);
    std::vector<double> const expected =
        convolve(c, data, op.params.kernel.floats().data(), op.params.bias.floats().data());
    auto const alone = testing::runChannelsLast(op, {data});
    ASSERT_TRUE(alone.ok()) << alone.error().text();
    auto const winograd = testing::runChannelsLast(op, {data}, static_cast<int64_t>(ConvolutionLayout::kWINOGRAD));
    ASSERT_TRUE(winograd.ok()) << winograd.error().text();
    auto const sum = testing::runChannelsLast(op, {data, std::nullopt, std::nullopt, addend});
    ASSERT_TRUE(sum.ok()) << sum.error().text();
    auto const linear = runOp(op, {data, std::nullopt, std::nullopt, addend});
    ASSERT_TRUE(linear.ok()) << linear.error().text();
    ASSERT_EQ(alone->count(), static_cast<int64_t>(expected.size()));
    for (int64_t i = 0; i < alone->count(); ++i)
    {
        ASSERT_NEAR(alone->at(i), expected[static_cast<size_t>(i)], 1e-4) << i;
        ASSERT_NEAR(winograd->at(i), expected[static_cast<size_t>(i)], 2e-4) << i;
        ASSERT_NEAR(sum->at(i), expected[static_cast<size_t>(i)] + addend.at(i), 1e-4) << i;
        ASSERT_NEAR((*linear)[0].at(i), expected[static_cast<size_t>(i)] + addend.at(i), 1e-4) << i;
    }
}

INSTANTIATE_TEST_SUITE_P(Convolution, ConvolutionCases, ::testing::Range<size_t>(0, kConvolutionCases.size()),
    [](auto const& info) { return std::string(kConvolutionCases[info.param].name); });

TEST(Convolution, RunsWithoutBiasWithConstantKernelInputAndWithStaticBias)
{
    ConvolutionCase const& c = kConvolutionCases[0];
    ConvolutionOp op = makeOp(c, false);
    Array const data = randomFloats(convolutionDims(c.data), 3);
    Array const kernel = randomFloats(convolutionDims({5, 3, 3, 3}), 4);
    auto outputs = runOp(op, {data});
    ASSERT_TRUE(outputs.ok()) << outputs.error().text();
    expectConvolved((*outputs)[0], convolve(c, data, op.params.kernel.floats().data(), nullptr), 2e-5);

    op = makeOp(c);
    op.params.kernel = {};
    auto runner = OpRunner::make(op, {testing::fixedInput(data), testing::constantInput(kernel)});
    ASSERT_TRUE(runner.ok()) << runner.error().text();
    outputs = runner->run({data, std::nullopt});
    ASSERT_TRUE(outputs.ok()) << outputs.error().text();
    expectConvolved((*outputs)[0], convolve(c, data, kernel.as<float>(), op.params.bias.floats().data()), 2e-5);

    Array const bias = randomFloats(convolutionDims({5}), 5);
    op = makeOp(c, false);
    outputs = runOp(op, {data, std::nullopt, bias});
    ASSERT_TRUE(outputs.ok()) << outputs.error().text();
    expectConvolved((*outputs)[0], convolve(c, data, op.params.kernel.floats().data(), bias.as<float>()), 2e-5);
}

TEST(Convolution, ServesFp16AndBf16AndHalfWeights)
{
    ConvolutionCase const& c = kConvolutionCases[0];
    ConvolutionOp op = makeOp(c);
    Array const kernel = convert(randomFloats(convolutionDims({5, 3, 3, 3}), 7), DataType::kHALF);
    op.params.kernel = testing::weights(kernel);
    Array const data = convert(randomFloats(convolutionDims(c.data), 3), DataType::kHALF);
    auto const expected =
        convolve(c, data, convert(kernel, DataType::kFLOAT).as<float>(), op.params.bias.floats().data());
    RunnerOptions options;
    options.allowHalf = true;
    auto outputs = runOp(op, {convert(data, DataType::kFLOAT)}, options);
    ASSERT_TRUE(outputs.ok()) << outputs.error().text();
    EXPECT_EQ((*outputs)[0].type, DataType::kHALF);
    expectConvolved((*outputs)[0], expected, 1e-3);

    options = {};
    options.allowBfloat16 = true;
    outputs = runOp(op, {convert(data, DataType::kFLOAT)}, options);
    ASSERT_TRUE(outputs.ok()) << outputs.error().text();
    EXPECT_EQ((*outputs)[0].type, DataType::kBF16);
    expectConvolved((*outputs)[0], expected, 3e-2);
}

TEST(Convolution, ServesEveryShapeOfAProfile)
{
    ConvolutionCase c = kConvolutionCases[0];
    ConvolutionOp const op = makeOp(c);
    testing::InputRange const range{DataType::kFLOAT, convolutionDims({0, 3, 3, 3}), convolutionDims({2, 3, 9, 7}),
        convolutionDims({4, 3, 40, 40}), std::nullopt};
    auto runner = OpRunner::make(op, {range});
    ASSERT_TRUE(runner.ok()) << runner.error().text();
    // More shapes than a kernel keeps, and back again.
    for (int64_t const size : {9, 40, 3, 11, 17, 9, 21, 22, 23, 24, 25, 26, 27, 40, 9})
    {
        c.data = {size % 4, 3, size, size / 2 + 2};
        c.expectedSpatial = {size, size / 2 + 2};
        Array const data = randomFloats(convolutionDims(c.data), static_cast<uint32_t>(size));
        auto const outputs = runner->run({data});
        ASSERT_TRUE(outputs.ok()) << outputs.error().text();
        expectConvolved(
            (*outputs)[0], convolve(c, data, op.params.kernel.floats().data(), op.params.bias.floats().data()), 2e-5);
    }
}

TEST(Convolution, AnswersAnEmptyBatch)
{
    ConvolutionCase c = kConvolutionCases[0];
    c.data[0] = 0;
    auto const outputs = runOp(makeOp(c), {randomFloats(convolutionDims(c.data), 1)});
    ASSERT_TRUE(outputs.ok()) << outputs.error().text();
    EXPECT_EQ((*outputs)[0].count(), 0);
}

TEST(Convolution, ClonesRunInSeveralThreads)
{
    ConvolutionCase const& c = kConvolutionCases.back();
    ConvolutionOp const op = makeOp(c);
    testing::InputRange const range{DataType::kFLOAT, convolutionDims({1, 32, 8, 8}), convolutionDims({1, 32, 28, 28}),
        convolutionDims({1, 32, 28, 28}), std::nullopt};
    auto first = OpRunner::make(op, {range});
    ASSERT_TRUE(first.ok()) << first.error().text();
    std::vector<std::thread> threads;
    std::vector<std::string> failures(4);
    for (uint32_t t = 0; t < failures.size(); ++t)
    {
        threads.emplace_back([&, t] {
            auto runner = first->another();
            for (int64_t const size : {28, 9, 28, 14})
            {
                ConvolutionCase mine = c;
                mine.data = {1, 32, size, 8};
                mine.expectedSpatial = {size, 8};
                Array const data = randomFloats(convolutionDims(mine.data), t);
                auto const outputs = runner->run({data});
                auto const expected =
                    convolve(mine, data, op.params.kernel.floats().data(), op.params.bias.floats().data());
                for (size_t i = 0; i < expected.size() && outputs.ok(); ++i)
                {
                    if (std::abs((*outputs)[0].at(static_cast<int64_t>(i)) - expected[i]) > 1e-4)
                    {
                        failures[t] = fmt::format("size {} element {}", size, i);
                    }
                }
                failures[t] += outputs.ok() ? "" : outputs.error().text();
            }
        });
    }
    for (std::thread& thread : threads)
    {
        thread.join();
    }
    for (std::string const& failure : failures)
    {
        EXPECT_EQ(failure, "");
    }
}

TEST(Convolution, RunsWithFewerThreadsThanItWasMadeFor)
{
    ConvolutionCase const& c = kConvolutionCases.back();
    ConvolutionOp const op = makeOp(c);
    Array const data = randomFloats(convolutionDims(c.data), 3);
    auto const expected = convolve(c, data, op.params.kernel.floats().data(), op.params.bias.floats().data());
    auto runner = OpRunner::make(op, {testing::fixedInput(data)});
    ASSERT_TRUE(runner.ok()) << runner.error().text();
    ASSERT_TRUE(runner->run({data}).ok());
    // Inside a parallel region oneDNN has the calling thread alone.
    std::string failure = "not run";
    devices::parallelFor(2, 1, [&](int64_t begin, int64_t) {
        if (begin == 0)
        {
            auto const status = runner->runAgain();
            failure = status.ok() ? "" : status.error().text();
        }
    });
    EXPECT_EQ(failure, "");
    auto const outputs = runner->collect();
    ASSERT_TRUE(outputs.ok()) << outputs.error().text();
    expectConvolved((*outputs)[0], expected, 2e-5);
}

TEST(Convolution, FollowsItsShareOfTheThreads)
{
    // 57 million operations: worth all threads that there are.
    ConvolutionOp op;
    op.params.outputMaps = 32;
    op.params.kernelSize = base::makeDims({3, 3});
    op.params.prePadding = op.params.postPadding = base::makeDims({1, 1});
    Array const weights = randomFloats(base::makeDims({32, 32, 3, 3}), 5);
    op.params.kernel = testing::weights(weights);
    Array const data = randomFloats(base::makeDims({1, 32, 56, 56}), 3);
    auto runner = OpRunner::make(op, {testing::fixedInput(data)});
    ASSERT_TRUE(runner.ok()) << runner.error().text();
    auto const all = runner->run({data});
    ASSERT_TRUE(all.ok()) << all.error().text();
    for (int32_t const threads : {1, 2, 1, 64})
    {
        devices::ThreadLimit const limit(threads);
        auto const status = runner->runAgain();
        ASSERT_TRUE(status.ok()) << status.error().text();
        auto const outputs = runner->collect();
        ASSERT_TRUE(outputs.ok()) << outputs.error().text();
        for (int64_t i = 0; i < (*all)[0].count(); ++i)
        {
            ASSERT_NEAR((*outputs)[0].at(i), (*all)[0].at(i), 1e-4) << threads << " threads, " << i;
        }
    }
}

struct ActivationCase
{
    FusedActivation activation;
    double (*function)(double);
};

TEST(Convolution, AppliesAFusedActivation)
{
    using nvinfer1::ActivationType;
    std::vector<ActivationCase> const cases{
        {*FusedActivation::of(ActivationType::kRELU, 0, 0), [](double x) { return x > 0 ? x : 0; }},
        {*FusedActivation::of(ActivationType::kLEAKY_RELU, 0.1F, 0), [](double x) { return x > 0 ? x : 0.1 * x; }},
        {*FusedActivation::of(ActivationType::kSIGMOID, 0, 0), [](double x) { return 1 / (1 + std::exp(-x)); }},
        {*FusedActivation::of(ActivationType::kTANH, 0, 0), [](double x) { return std::tanh(x); }},
        {*FusedActivation::of(ActivationType::kCLIP, -0.5F, 2.0F),
            [](double x) { return std::max(-0.5, std::min(2.0, x)); }},
        {*FusedActivation::of(ActivationType::kELU, 1.5F, 0),
            [](double x) { return x > 0 ? x : 1.5 * (std::exp(x) - 1); }},
        {*FusedActivation::of(ActivationType::kSELU, 1.5F, 1.25F),
            [](double x) { return 1.25 * (x > 0 ? x : 1.5 * (std::exp(x) - 1)); }},
        {*FusedActivation::of(ActivationType::kHARD_SIGMOID, 0.25F, 0.5F),
            [](double x) { return std::max(0.0, std::min(1.0, 0.25 * x + 0.5)); }},
        {*FusedActivation::of(ActivationType::kGELU_ERF, 0, 0),
            [](double x) { return 0.5 * x * (1 + std::erf(x / std::sqrt(2.0))); }},
        {*FusedActivation::of(ActivationType::kGELU_TANH, 0, 0),
            [](double x) { return 0.5 * x * (1 + std::tanh(std::sqrt(2.0 / M_PI) * (x + 0.044715 * x * x * x))); }},
        {{FusedActivation::Kind::kSWISH, 1.0F, 0.0F}, [](double x) { return x / (1 + std::exp(-x)); }},
    };
    ConvolutionCase const& c = kConvolutionCases[0];
    Array const data = randomFloats(convolutionDims(c.data), 3);
    for (ActivationCase const& each : cases)
    {
        SCOPED_TRACE(static_cast<int32_t>(each.activation.kind));
        ConvolutionOp op = makeOp(c);
        op.params.activation = each.activation;
        auto expected = convolve(c, data, op.params.kernel.floats().data(), op.params.bias.floats().data());
        std::transform(expected.begin(), expected.end(), expected.begin(), each.function);
        for (ConvolutionLayout const layout : {ConvolutionLayout::kPACKED, ConvolutionLayout::kPLAIN})
        {
            RunnerOptions options;
            options.tactic = static_cast<int64_t>(layout);
            auto const outputs = runOp(op, {data}, options);
            ASSERT_TRUE(outputs.ok()) << outputs.error().text();
            expectConvolved((*outputs)[0], expected, 2e-5);
        }
    }
    EXPECT_FALSE(FusedActivation::of(ActivationType::kSOFTSIGN, 0, 0));
}

TEST(Convolution, AppliesAFusedActivationBehindWinograd)
{
    TENON_CPU_KERNEL_ONLY();
    ConvolutionCase const& c = kConvolutionCases.back();
    Array const data = randomFloats(convolutionDims(c.data), 3);
    for (float const slope : {0.0F, 0.25F})
    {
        ConvolutionOp op = makeOp(c);
        op.params.activation = *FusedActivation::of(nvinfer1::ActivationType::kLEAKY_RELU, slope, 0);
        auto expected = convolve(c, data, op.params.kernel.floats().data(), op.params.bias.floats().data());
        std::transform(expected.begin(), expected.end(), expected.begin(),
            [slope](double x) { return x > 0 ? x : static_cast<double>(slope) * x; });
        auto const output = testing::runChannelsLast(op, {data}, static_cast<int64_t>(ConvolutionLayout::kWINOGRAD));
        ASSERT_TRUE(output.ok()) << output.error().text();
        expectConvolved(*output, expected, 2e-4);
    }
}

TEST(Convolution, RefusesAnUnknownFusedActivation)
{
    ConvolutionOp op = makeOp(kConvolutionCases[0]);
    op.params.activation.kind = static_cast<FusedActivation::Kind>(77);
    auto const outputs = runOp(op, {randomFloats(convolutionDims(kConvolutionCases[0].data), 1)});
    ASSERT_FALSE(outputs.ok());
    EXPECT_THAT(
        outputs.error().message, HasSubstr("fused activation: expected one that can be fused, found number 77"));
}

TEST(Convolution, SurvivesItsRecord)
{
    for (ConvolutionCase const& c : {kConvolutionCases[5], kConvolutionCases[12]})
    {
        ConvolutionOp op = makeOp(c);
        op.params.activation = {FusedActivation::Kind::kSWISH, 1.0F, 0.0F};
        auto const again = testing::throughRecord(op);
        ASSERT_TRUE(again.ok()) << again.error().text();
        EXPECT_EQ((*again)->name, c.name);
        Array const data = randomFloats(convolutionDims(c.data), 3);
        auto const before = runOp(op, {data});
        auto const after = runOp(**again, {data});
        ASSERT_TRUE(before.ok() && after.ok());
        EXPECT_EQ((*before)[0].bytes, (*after)[0].bytes);
    }
}

TEST(Convolution, InfersSymbolicShapes)
{
    ConvolutionOp const op = makeOp(kConvolutionCases[0]);
    EXPECT_EQ(inferredDims(op, {spec(DataType::kFLOAT, {-1, 3, -2, 7})}), "d0x5x((d1 + -1) + 1)x7");
    ConvolutionOp const same = makeOp(kConvolutionCases[8]);
    EXPECT_EQ(inferredDims(same, {spec(DataType::kFLOAT, {-1, 3, -2, 7})}), "d0x6xceil(d1 / 2)x4");
    ConvolutionOp const up = makeOp(kConvolutionCases[3]);
    EXPECT_EQ(inferredDims(up, {spec(DataType::kFLOAT, {1, 4, 10, -1})}), "1x8x5x(ceil((d0 + -1) / 4) + 1)");
    auto const half = infer(op, {spec(DataType::kHALF, {1, 3, 9, 9})});
    ASSERT_TRUE(half.ok());
    EXPECT_EQ(half->front().type, DataType::kHALF);
}

TEST(Convolution, SaysWhatIsWrong)
{
    auto const data = spec(DataType::kFLOAT, {2, 3, 9, 7});
    auto const message = [&](auto change, std::vector<std::optional<graph::ValueSpec>> inputs) {
        ConvolutionOp op = makeOp(kConvolutionCases[0]);
        change(op.params);
        return inferredDims(op, std::move(inputs));
    };
    EXPECT_EQ(message([](auto&) {}, {spec(DataType::kFLOAT, {3, 9, 7})}),
        "input 0 (data): expected 4 dimensions (batch, channels, 2 spatial) for a kernel of size 3x3, found 3x9x7");
    EXPECT_EQ(message([](auto&) {}, {spec(DataType::kINT32, {2, 3, 9, 7})}),
        "input 0 (data): expected a floating type (fp32, fp16, bf16), found int32; put a cast before it");
    EXPECT_EQ(message([](auto&) {}, {spec(DataType::kFLOAT, {2, -1, 9, 7})}),
        "input 0 (data): expected a number of channels that is known when the engine is built, found d0");
    EXPECT_EQ(message([](auto&) {}, {spec(DataType::kFLOAT, {2, 4, 9, 7})}),
        "kernel weights: expected 180 values (5 output maps x 4 input channels / 1 groups x kernel 3x3), found 135");
    EXPECT_EQ(
        message([](auto& p) { p.groups = 2; }, {data}), "groups: expected a divisor of the 5 output maps, found 2");
    EXPECT_EQ(message([](auto& p) { p.groups = 5; }, {data}),
        "input 0 (data): expected a multiple of the 5 groups as channels, found 3");
    EXPECT_EQ(message([](auto& p) { p.outputMaps = 0; }, {data}),
        "output maps: expected a number from 1 to 2147483647, found 0");
    EXPECT_EQ(message([](auto& p) { p.kernel = {}; }, {data}),
        "kernel weights: expected values, or a tensor as input 1, found neither");
    EXPECT_EQ(message([](auto& p) { p.kernel.data = nullptr; }, {data}),
        "kernel weights: expected 135 values, found a null pointer");
    EXPECT_EQ(message([](auto& p) { p.kernel.type = DataType::kINT8; }, {data}),
        "kernel weights: expected a floating type (fp32, fp16, bf16), found int8; put a cast before it");
    EXPECT_EQ(message([](auto& p) { p.bias.count = 4; }, {data}),
        "bias weights: expected 5 values (one an output map), found 4");
    EXPECT_EQ(message(
                  [](auto& p) {
                      p.stride = convolutionDims({1, 0});
                  },
                  {data}),
        "stride 1x0: expected numbers from 1 to 2147483647, found 0");
    EXPECT_EQ(message([](auto& p) { p.dilation = convolutionDims({1}); }, {data}),
        "dilation: expected one number for each of the 2 spatial dimensions, found 1");
    EXPECT_EQ(message(
                  [](auto& p) {
                      p.prePadding = convolutionDims({0, -1});
                  },
                  {data}),
        "pre-padding 0x-1: expected numbers from 0 to 2147483647, found -1");
    EXPECT_EQ(message(
                  [](auto& p) {
                      p.postPadding = convolutionDims({0, -3000000000});
                  },
                  {data}),
        "post-padding 0x-3000000000: expected numbers from -2147483647 to 2147483647, found -3000000000");
    EXPECT_EQ(message([](auto& p) { p.kernelSize = {}; }, {data}),
        "kernel size: expected 1 to 3 spatial dimensions, found 0");
    EXPECT_EQ(message([](auto& p) { p.paddingMode = static_cast<PaddingMode>(9); }, {data}),
        "padding mode: expected one of nvinfer1::PaddingMode, found number 9");
    EXPECT_EQ(message(
                  [](auto& p) {
                      p.dilation = convolutionDims({6, 1});
                  },
                  {data}),
        "spatial dimension 0: expected an input with padding of at least the window's extent of 13 (3 elements, dilation 6), found 9 + 1 + 1");
    auto const kernel = spec(DataType::kFLOAT, {5, 3, 3, 3});
    EXPECT_EQ(message([](auto&) {}, {data, kernel}),
        "kernel weights: expected none where input 1 is connected, found 135 values");
    EXPECT_EQ(message([](auto& p) { p.kernel = {}; }, {data, spec(DataType::kFLOAT, {5, 3, 3})}),
        "input 1 (kernel): expected 5x3x3x3 (output maps, channels / groups, kernel size), found 5x3x3");
    EXPECT_EQ(message([](auto&) {}, {data, std::nullopt, spec(DataType::kFLOAT, {5})}),
        "bias weights: expected none where input 2 is connected, found 5 values");
    EXPECT_EQ(message([](auto& p) { p.bias = {}; }, {data, std::nullopt, spec(DataType::kFLOAT, {1, 5})}),
        "input 2 (bias): expected 5 (one an output map), found 1x5");
    EXPECT_EQ(message([](auto& p) { p.bias = {}; }, {data, std::nullopt, spec(DataType::kFLOAT, {4})}),
        "input 2 (bias): expected 5 (one an output map), found 4");
    EXPECT_EQ(message([](auto& p) { p.kernel = {}; }, {data, spec(DataType::kFLOAT, {5, 4, 3, 3})}),
        "input 1 (kernel): expected 5x3x3x3 (output maps, channels / groups, kernel size), found 5x4x3x3");
    EXPECT_EQ(message([](auto& p) { p.kernel = {}; }, {data, spec(DataType::kFLOAT, {5, 3, 3, 3, 1})}),
        "input 1 (kernel): expected 5x3x3x3 (output maps, channels / groups, kernel size), found 5x3x3x3x1");
    EXPECT_EQ(message([](auto& p) { p.kernel = {}; }, {data, spec(DataType::kINT32, {5, 3, 3, 3})}),
        "input 1 (kernel): expected a floating type (fp32, fp16, bf16), found int32; put a cast before it");
    EXPECT_EQ(message([](auto& p) { p.bias = {}; }, {data, std::nullopt, spec(DataType::kINT32, {5})}),
        "input 2 (bias): expected a floating type (fp32, fp16, bf16), found int32; put a cast before it");
    EXPECT_EQ(message([](auto& p) { p.bias = {}; }, {data, std::nullopt, spec(DataType::kFLOAT, {5, 1})}),
        "input 2 (bias): expected 5 (one an output map), found 5x1");
    EXPECT_EQ(message([](auto& p) { p.outputMaps = int64_t{1} << 31; }, {data}),
        "output maps: expected a number from 1 to 2147483647, found 2147483648");
    EXPECT_EQ(message([](auto&) {}, {spec(DataType::kFLOAT, {2, 0, 9, 7})}),
        "input 0 (data): expected a multiple of the 1 groups as channels, found 0");
    for (auto const& [sizes, text] : {std::pair{Sizes{2, 5, 9, 8}, "2x5x9x8"}, {Sizes{2, 5, 9}, "2x5x9"}})
    {
        EXPECT_EQ(message([](auto&) {}, {data, std::nullopt, std::nullopt, spec(DataType::kFLOAT, sizes)}),
            fmt::format("input 3 (addend): expected 2x5x9x7 as the output, of the type of input 0, found {}", text));
    }
    EXPECT_THAT(message([](auto&) {}, {data, std::nullopt, std::nullopt, spec(DataType::kHALF, {2, 5, 9, 7})}),
        HasSubstr("input 3 (addend): expected 2x5x9x7 as the output, of the type of input 0"));
}

TEST(Convolution, CountsItsKernelsValues)
{
    ConvolutionParams params = makeOp(kConvolutionCases[4]).params; // two groups
    EXPECT_EQ(*kernelCount(params, 6), 4 * 3 * 2 * 3);
    EXPECT_EQ(kernelCount(params, 5).error().message,
        "convolution: expected a multiple of the 2 groups as channels, found 5");
    EXPECT_FALSE(kernelCount(params, 0).ok());
}

//! Minimal filtering is for 3x3 with stride 1 of one group with constant weights, and no addend.
TEST(Convolution, OffersWinogradWhereItFits)
{
    graph::Tensor data;
    data.dims = spec(DataType::kFLOAT, {1, 32, 28, 28}).dims;
    graph::Tensor output = data;
    auto const offers = [&](auto change, bool hasAddend = false) {
        ConvolutionOp op = makeOp(kConvolutionCases.back());
        change(op.params);
        op.inputs = {&data};
        if (hasAddend)
        {
            op.inputs = {&data, nullptr, nullptr, &output};
        }
        op.outputs = {&output};
        graph::CandidateQuery query;
        query.device = &devices::cpuDevice();
        query.inputTypes.assign(hasAddend ? 2 : 1, DataType::kFLOAT);
        query.outputTypes = {DataType::kFLOAT};
        auto const list = op.candidates(query);
        EXPECT_TRUE(list.ok());
        return std::any_of(list->accepted.begin(), list->accepted.end(),
            [](graph::Candidate const& each) { return each.implementation.find("winograd") != std::string::npos; });
    };
    EXPECT_TRUE(offers([](auto&) {}));
    EXPECT_FALSE(offers([](auto&) {}, true));
    EXPECT_FALSE(offers([](auto& p) { p.groups = 2; }));
    EXPECT_FALSE(offers([](auto& p) { p.outputMaps = 15; }));
    EXPECT_FALSE(offers([](auto& p) { p.stride = convolutionDims({1, 2}); }));
    EXPECT_FALSE(offers([](auto& p) { p.dilation = convolutionDims({2, 1}); }));
    EXPECT_FALSE(offers([](auto& p) { p.kernelSize = convolutionDims({3, 5}); }));
    EXPECT_FALSE(offers([](auto& p) { p.kernel = {}; }));
}

TEST(Convolution, TakesSizesThatAreNotKnownYet)
{
    auto const data = spec(DataType::kFLOAT, {2, 3, 9, 7});
    ConvolutionOp op = makeOp(kConvolutionCases[0]);
    EXPECT_EQ(inferredDims(op, {data, std::nullopt, std::nullopt, spec(DataType::kFLOAT, {-1, 5, 9, -2})}), "2x5x9x7");
    op.params.kernel = {};
    op.params.bias = {};
    EXPECT_EQ(
        inferredDims(op, {data, spec(DataType::kFLOAT, {-1, 3, 3, -2}), spec(DataType::kFLOAT, {-1})}), "2x5x9x7");
}

TEST(Convolution, RefusesWeightsThatDoNotFitBeforeReadingThem)
{
    // A plan may say anything: a kernel is made without shape inference before it.
    ConvolutionOp op = makeOp(kConvolutionCases[0]);
    graph::KernelRequest request;
    request.device = &devices::cpuDevice();
    request.candidate = {"onednn", {{}}, {{}}, 0, 1.0};
    Dims const in = convolutionDims({2, 8, 9, 7});
    Dims const out = convolutionDims({2, 5, 9, 7});
    request.profiles.push_back(
        {{{DataType::kFLOAT, {}, in, in, in, in, 1.0F}}, {{DataType::kFLOAT, {}, out, out, out, out, 1.0F}}});
    auto const kernel = op.makeKernel(request);
    ASSERT_FALSE(kernel.ok());
    EXPECT_THAT(kernel.error().message, HasSubstr("kernel weights: expected 360 values"));
    request.profiles[0].inputs[0].opt = convolutionDims({2, 3, 9, 7});
    op.params.bias.count = 4;
    auto const bias = op.makeKernel(request);
    ASSERT_FALSE(bias.ok());
    EXPECT_THAT(bias.error().message, HasSubstr("bias weights: expected 5 values"));
}

} // namespace
} // namespace tenon::ops
