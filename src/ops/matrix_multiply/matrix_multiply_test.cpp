#include "ops/matrix_multiply/matrix_multiply.h"
#include "ops/matrix_multiply/operand_sizes.h"

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
using base::makeDims;
using testing::Array;
using testing::inferredDims;
using testing::OpRunner;
using testing::randomFloats;
using testing::runOp;
using testing::spec;
using Sizes = std::vector<int64_t>;

constexpr auto kNone = MatrixOperation::kNONE;
constexpr auto kTranspose = MatrixOperation::kTRANSPOSE;
constexpr auto kVector = MatrixOperation::kVECTOR;

Dims productDims(Sizes const& sizes)
{
    return base::makeDims(sizes).value();
}

struct ProductCase
{
    char const* name;
    Sizes left, right;
    MatrixOperation operation0, operation1;
    Sizes batch;     //!< of the result
    int64_t m, n, k; //!< by hand; 1 for a vector's
    char const* result;
};

//! Offset of the matrix at a batch index of the result, with sizes of 1 repeated.
int64_t matrixAt(Sizes const& dims, Sizes const& batch, int64_t index, int64_t matrixSize)
{
    int64_t offset = 0;
    int64_t step = matrixSize;
    for (size_t i = batch.size(); i-- > 0;)
    {
        int64_t const at = index % batch[i];
        index /= batch[i];
        offset += dims[i] == 1 ? 0 : at * step;
        step *= dims[i];
    }
    return offset;
}

//! The definition, in double.
std::vector<double> multiply(ProductCase const& c, Array const& left, Array const& right)
{
    std::vector<double> result;
    int64_t matrices = 1;
    for (int64_t const size : c.batch)
    {
        matrices *= size;
    }
    for (int64_t matrix = 0; matrix < matrices; ++matrix)
    {
        int64_t const a = matrixAt(c.left, c.batch, matrix, c.m * c.k);
        int64_t const b = matrixAt(c.right, c.batch, matrix, c.k * c.n);
        for (int64_t i = 0; i < c.m; ++i)
        {
            for (int64_t j = 0; j < c.n; ++j)
            {
                double sum = 0;
                for (int64_t k = 0; k < c.k; ++k)
                {
                    int64_t const inLeft = c.operation0 == kTranspose ? k * c.m + i : i * c.k + k;
                    int64_t const inRight = c.operation1 == kTranspose ? j * c.k + k : k * c.n + j;
                    sum += left.at(a + inLeft) * right.at(b + inRight);
                }
                result.push_back(sum);
            }
        }
    }
    return result;
}

MatrixMultiplyOp makeOp(ProductCase const& c)
{
    MatrixMultiplyOp op;
    op.name = c.name;
    op.params.operation0 = c.operation0;
    op.params.operation1 = c.operation1;
    return op;
}

void expectProduct(Array const& found, std::vector<double> const& expected, double tolerance)
{
    ASSERT_EQ(found.count(), static_cast<int64_t>(expected.size()));
    for (size_t i = 0; i < expected.size(); ++i)
    {
        ASSERT_NEAR(found.at(static_cast<int64_t>(i)), expected[i], tolerance * (1.0 + std::abs(expected[i])))
            << "element " << i;
    }
}

std::vector<ProductCase> const kProductCases{
    {"matrices", {5, 7}, {7, 3}, kNone, kNone, {}, 5, 3, 7, "5x3"},
    {"transposedRight", {9, 33}, {17, 33}, kNone, kTranspose, {}, 9, 17, 33, "9x17"},
    {"transposedLeft", {33, 9}, {33, 17}, kTranspose, kNone, {}, 9, 17, 33, "9x17"},
    {"transposedBoth", {12, 5}, {6, 12}, kTranspose, kTranspose, {}, 5, 6, 12, "5x6"},
    {"batch", {2, 3, 4, 5}, {2, 3, 5, 6}, kNone, kNone, {2, 3}, 4, 6, 5, "2x3x4x6"},
    {"attentionScores", {2, 3, 16, 8}, {2, 3, 16, 8}, kNone, kTranspose, {2, 3}, 16, 16, 8, "2x3x16x16"},
    {"oneRight", {2, 3, 4, 5}, {1, 1, 5, 6}, kNone, kNone, {2, 3}, 4, 6, 5, "2x3x4x6"},
    {"oneRightTransposedLeft", {2, 3, 5, 4}, {1, 1, 6, 5}, kTranspose, kTranspose, {2, 3}, 4, 6, 5, "2x3x4x6"},
    {"oneLeft", {1, 1, 4, 5}, {2, 3, 5, 6}, kNone, kNone, {2, 3}, 4, 6, 5, "2x3x4x6"},
    {"crossed", {2, 1, 4, 5}, {1, 3, 5, 6}, kNone, kNone, {2, 3}, 4, 6, 5, "2x3x4x6"},
    {"inner", {2, 3, 4, 5}, {2, 1, 5, 6}, kNone, kNone, {2, 3}, 4, 6, 5, "2x3x4x6"},
    {"outer", {2, 3, 2, 4, 5}, {1, 3, 2, 5, 6}, kNone, kNone, {2, 3, 2}, 4, 6, 5, "2x3x2x4x6"},
    {"vectorLeft", {7}, {7, 3}, kVector, kNone, {}, 1, 3, 7, "3"},
    {"vectorRight", {2, 5, 7}, {2, 7}, kNone, kVector, {2}, 5, 1, 7, "2x5"},
    {"vectorRightOfTransposed", {2, 7, 5}, {2, 7}, kTranspose, kVector, {2}, 5, 1, 7, "2x5"},
    {"dot", {7}, {7}, kVector, kVector, {}, 1, 1, 7, "scalar"},
    {"dots", {3, 7}, {3, 7}, kVector, kVector, {3}, 1, 1, 7, "3"},
    {"nothingToSum", {4, 0}, {0, 3}, kNone, kNone, {}, 4, 3, 0, "4x3"},
    {"emptyBatch", {0, 4, 5}, {1, 5, 3}, kNone, kNone, {0}, 4, 3, 5, "0x4x3"},
    {"larger", {65, 130}, {130, 70}, kNone, kNone, {}, 65, 70, 130, "65x70"},
};

class MatrixMultiplyCases : public ::testing::TestWithParam<size_t>
{};

TEST_P(MatrixMultiplyCases, EqualsDefinition)
{
    ProductCase const& c = kProductCases[GetParam()];
    Array const left = randomFloats(productDims(c.left), 1);
    Array const right = randomFloats(productDims(c.right), 2);
    auto const expected = multiply(c, left, right);
    auto const outputs = runOp(makeOp(c), {left, right});
    ASSERT_TRUE(outputs.ok()) << outputs.error().text();
    EXPECT_EQ(base::toString((*outputs)[0].dims), c.result);
    expectProduct((*outputs)[0], expected, 1e-5);
}

TEST_P(MatrixMultiplyCases, EqualsDefinitionWithConstantRight)
{
    ProductCase const& c = kProductCases[GetParam()];
    Array const left = randomFloats(productDims(c.left), 1);
    Array const right = randomFloats(productDims(c.right), 2);
    auto const expected = multiply(c, left, right);
    for (bool const half : {false, true})
    {
        testing::RunnerOptions options;
        options.allowHalf = half;
        auto runner = OpRunner::make(makeOp(c), {testing::fixedInput(left), testing::constantInput(right)}, options);
        ASSERT_TRUE(runner.ok()) << runner.error().text();
        auto const outputs = runner->run({left, std::nullopt});
        ASSERT_TRUE(outputs.ok()) << outputs.error().text();
        expectProduct((*outputs)[0], expected, half ? 5e-3 : 1e-5);
    }
}

INSTANTIATE_TEST_SUITE_P(MatrixMultiply, MatrixMultiplyCases, ::testing::Range<size_t>(0, kProductCases.size()),
    [](auto const& info) { return std::string(kProductCases[info.param].name); });

TEST(MatrixMultiply, AddsBiasAndAppliesActivation)
{
    for (size_t const index : {4U, 6U, 17U, 19U})
    {
        ProductCase const& c = kProductCases[index];
        SCOPED_TRACE(c.name);
        MatrixMultiplyOp op = makeOp(c);
        Array const bias = randomFloats(productDims({c.n}), 5);
        op.params.bias = testing::weights(bias);
        op.params.activation = *FusedActivation::of(nvinfer1::ActivationType::kGELU_ERF, 0, 0);
        Array const left = randomFloats(productDims(c.left), 1);
        Array const right = randomFloats(productDims(c.right), 2);
        auto expected = multiply(c, left, right);
        for (size_t i = 0; i < expected.size(); ++i)
        {
            double const x = expected[i] + bias.at(static_cast<int64_t>(i) % c.n);
            expected[i] = 0.5 * x * (1 + std::erf(x / std::sqrt(2.0)));
        }
        auto const again = testing::throughRecord(op);
        ASSERT_TRUE(again.ok()) << again.error().text();
        auto const outputs = runOp(**again, {left, right});
        ASSERT_TRUE(outputs.ok()) << outputs.error().text();
        expectProduct((*outputs)[0], expected, 1e-5);
    }
}

//! act(product + bias + addend), where a residual connection joins.
TEST(MatrixMultiply, AddsATensor)
{
    TENON_CPU_KERNEL_ONLY();
    for (size_t const index : {0U, 4U, 6U, 17U})
    {
        ProductCase const& c = kProductCases[index];
        SCOPED_TRACE(c.name);
        MatrixMultiplyOp op = makeOp(c);
        Array const bias = randomFloats(productDims({c.n}), 5);
        op.params.bias = testing::weights(bias);
        op.params.activation = *FusedActivation::of(nvinfer1::ActivationType::kRELU, 0, 0);
        Array const left = randomFloats(productDims(c.left), 1);
        Array const right = randomFloats(productDims(c.right), 2);
        Sizes sizes = c.batch;
        sizes.insert(sizes.end(), {c.m, c.n});
        Array const addend = randomFloats(productDims(sizes), 6);
        auto expected = multiply(c, left, right);
        for (size_t i = 0; i < expected.size(); ++i)
        {
            auto const at = static_cast<int64_t>(i);
            expected[i] = std::max(expected[i] + bias.at(at % c.n) + addend.at(at), 0.0);
        }
        auto const outputs = runOp(op, {left, right, addend});
        ASSERT_TRUE(outputs.ok()) << outputs.error().text();
        expectProduct((*outputs)[0], expected, 1e-5);
    }
}

TEST(MatrixMultiply, RefusesAnAddendThatDoesNotFit)
{
    TENON_CPU_KERNEL_ONLY();
    auto const outputs = runOp(makeOp(kProductCases[0]),
        {randomFloats(productDims({5, 7}), 1), randomFloats(productDims({7, 3}), 2),
            randomFloats(productDims({5, 1}), 3)});
    ASSERT_FALSE(outputs.ok());
    EXPECT_EQ(outputs.error().message, "input 2 (addend): expected the output's dims 5x3, found 5x1");
}

TEST(MatrixMultiply, MayWriteOverItsAddend)
{
    graph::Tensor tensor;
    MatrixMultiplyOp op;
    op.inputs = {&tensor, &tensor};
    EXPECT_EQ(op.reusableInput(0), -1);
    op.inputs.push_back(&tensor);
    EXPECT_EQ(op.reusableInput(0), 2);
}

TEST(MatrixMultiply, RefusesABiasThatDoesNotFit)
{
    MatrixMultiplyOp op = makeOp(kProductCases[0]);
    op.params.bias = testing::weights(randomFloats(productDims({4}), 5));
    auto const outputs = runOp(op, {randomFloats(productDims({5, 7}), 1), randomFloats(productDims({7, 3}), 2)});
    ASSERT_FALSE(outputs.ok());
    EXPECT_EQ(outputs.error().message, "bias: expected 3 values (one a column of the result), found 4");
}

TEST(MatrixMultiply, NoticesAtRunTimeThatSizesClash)
{
    for (auto const& [left, right] : {std::pair{Sizes{2, 5, 7}, Sizes{3, 7, 4}}, {Sizes{5, 7}, Sizes{6, 3}}})
    {
        auto const sizes = productSizes({}, productDims(left), productDims(right));
        ASSERT_FALSE(sizes.ok());
        EXPECT_EQ(sizes.error().message,
            fmt::format(
                "inputs: expected batch dimensions that are equal or 1, and as many columns on the left as rows on "
                "the right, found {} and {}",
                base::toString(productDims(left)), base::toString(productDims(right))));
    }
    EXPECT_EQ(productSizes({}, productDims({2, 5, 7}), productDims({7, 3})).error().message,
        "inputs: expected batch dimensions that are equal or 1, and as many columns on the left as rows on the right, "
        "found 2x5x7 and 7x3");
    EXPECT_EQ(productSizes({}, productDims({7}), productDims({7, 3})).error().message,
        "matrix multiply: expected at least 2 dimensions, found 7");
    EXPECT_FALSE(productSizes({}, productDims({int64_t{1} << 40, int64_t{1} << 40}), productDims({1, 1})).ok());
}

TEST(MatrixMultiply, ServesEveryShapeOfAProfileInSeveralThreads)
{
    ProductCase const base{"dynamic", {}, {}, kNone, kTranspose, {}, 0, 48, 32, ""};
    Array const right = randomFloats(productDims({1, 48, 32}), 2);
    testing::InputRange const range{
        DataType::kFLOAT, productDims({0, 1, 32}), productDims({2, 16, 32}), productDims({4, 128, 32}), std::nullopt};
    auto const first = OpRunner::make(makeOp(base), {range, testing::constantInput(right)});
    ASSERT_TRUE(first.ok()) << first.error().text();
    std::vector<std::thread> threads;
    std::vector<std::string> failures(4);
    for (uint32_t t = 0; t < failures.size(); ++t)
    {
        threads.emplace_back([&, t] {
            auto runner = first->another();
            for (int64_t const length : {16, 128, 1, 77, 12, 16})
            {
                ProductCase c = base;
                c.left = {length % 5, length, 32};
                c.right = {1, 48, 32};
                c.batch = {length % 5};
                c.m = length;
                Array const left = randomFloats(productDims(c.left), t);
                auto const expected = multiply(c, left, right);
                auto const outputs = runner->run({left, std::nullopt});
                for (size_t i = 0; outputs.ok() && i < expected.size(); ++i)
                {
                    if (std::abs((*outputs)[0].at(static_cast<int64_t>(i)) - expected[i]) > 1e-4)
                    {
                        failures[t] = fmt::format("length {}, element {}", length, i);
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
    EXPECT_THAT(failures, ::testing::Each(""));
}

TEST(MatrixMultiply, InfersShapesAndSaysWhatIsWrong)
{
    auto const message = [](MatrixOperation op0, MatrixOperation op1, Sizes const& left, Sizes const& right,
                             DataType leftType = DataType::kFLOAT) {
        MatrixMultiplyOp op;
        op.params.operation0 = op0;
        op.params.operation1 = op1;
        return inferredDims(op, {spec(leftType, left), spec(DataType::kFLOAT, right)});
    };
    EXPECT_EQ(message(kNone, kNone, {-1, -2, 64}, {1, 64, 32}), "d0xd1x32");
    EXPECT_EQ(message(kNone, kTranspose, {-1, -2, 64}, {-1, -2, 64}), "d0xd1xd1");
    EXPECT_EQ(message(kTranspose, kNone, {-1, 64, -2}, {3, 64, 32}), "3xd1x32");
    EXPECT_EQ(message(kNone, kNone, {3, -1, 64}, {-2, 64, 32}), "3xd0x32");
    EXPECT_EQ(message(kNone, kVector, {-1, 4, -3}, {-2, -3}), "max(d0, d1)x4");
    EXPECT_EQ(message(kNone, kNone, {5, 7}, {6, 3}),
        "inputs: expected the columns of input 0 to be as many as the rows of input 1, found 7 and 6 in 5x7 and 6x3; see the matrix "
        "operations");
    EXPECT_EQ(message(kNone, kNone, {2, 5, 7}, {3, 7, 3}),
        "inputs: expected batch dimension 0 to be equal or 1, found 2 and 3 in 2x5x7 and 3x7x3");
    EXPECT_EQ(message(kNone, kNone, {2, 5, 7}, {7, 3}),
        "inputs: expected equally many batch dimensions, found 1 in 2x5x7 and 0 in 7x3; put a shuffle before one");
    EXPECT_EQ(message(kNone, kNone, {5, 7}, {2, 7, 3}),
        "inputs: expected equally many batch dimensions, found 0 in 5x7 and 1 in 2x7x3; put a shuffle before one");
    EXPECT_EQ(message(kNone, kNone, {7}, {7, 3}), "input 0: expected at least 2 dimensions for a matrix, found 7");
    EXPECT_EQ(message(kNone, kNone, {5, 7}, {7, 3}, DataType::kINT32),
        "input 0: expected type fp32, fp16 or bf16, found int32");
    EXPECT_EQ(inferredDims(MatrixMultiplyOp(), {spec(DataType::kFLOAT, {5, 7}), spec(DataType::kINT32, {7, 3})}),
        "input 1: expected type fp32, fp16 or bf16, found int32");
    EXPECT_EQ(message(static_cast<MatrixOperation>(4), kNone, {5, 7}, {7, 3}),
        "matrix operation: expected one of nvinfer1::MatrixOperation, found number 4");
    MatrixMultiplyOp op;
    auto const mixed = testing::infer(op, {spec(DataType::kHALF, {5, 7}), spec(DataType::kFLOAT, {7, 3})});
    ASSERT_TRUE(mixed.ok()) << mixed.error().text();
    EXPECT_EQ(mixed->front().type, DataType::kFLOAT);
    auto const otherWay = testing::infer(op, {spec(DataType::kFLOAT, {5, 7}), spec(DataType::kHALF, {7, 3})});
    ASSERT_TRUE(otherWay.ok()) << otherWay.error().text();
    EXPECT_EQ(otherWay->front().type, DataType::kFLOAT);
    auto const strong = testing::infer(op, {spec(DataType::kHALF, {5, 7}), spec(DataType::kFLOAT, {7, 3})}, true);
    ASSERT_FALSE(strong.ok());
    EXPECT_EQ(strong.error().message, "inputs: expected equal types in a strongly typed network, found fp16 and fp32");
}

} // namespace
} // namespace tenon::ops
