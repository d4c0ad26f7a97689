#include "ops/shuffle/shuffle.h"

#include "ops/common/strided_copy.h"
#include "ops/shuffle/reshape_rule.h"
#include "ops/testing/expect.h"

#include <numeric>

namespace tenon::ops
{
namespace
{

using base::DataType;
using base::Dims;
using testing::Array;
using testing::array;
using testing::floats;

Array countedToShuffle(DataType type, Dims const& dims)
{
    Array made = testing::emptyArray(type, dims);
    for (int64_t i = 0; i < made.count(); ++i)
    {
        made.set(i, static_cast<double>(i % 251));
    }
    return made;
}

//! out[i0, i1, …] = in[…] with out's dimension d being in's order[d]: from the definition, one element at a time.
std::vector<double> transposed(
    std::vector<double> const& in, std::vector<int64_t> const& dims, std::vector<int64_t> const& order)
{
    std::vector<double> out(in.size());
    std::vector<int64_t> place(dims.size(), 0);
    for (size_t i = 0; i < in.size(); ++i)
    {
        int64_t target = 0;
        for (int64_t const from : order)
        {
            target = target * dims[static_cast<size_t>(from)] + place[static_cast<size_t>(from)];
        }
        out[static_cast<size_t>(target)] = in[i];
        for (size_t d = dims.size(); d > 0 && ++place[d - 1] == dims[d - 1]; --d)
        {
            place[d - 1] = 0;
        }
    }
    return out;
}

TEST(Shuffle, TransposesEveryPermutationOfFourDims)
{
    std::vector<int64_t> order{0, 1, 2, 3};
    std::vector<int64_t> const sizes{3, 37, 1, 41};
    do
    {
        for (DataType const type : {DataType::kFLOAT, DataType::kINT64, DataType::kUINT8})
        {
            SCOPED_TRACE(fmt::format("[{}] {}", fmt::join(order, ", "), base::name(type)));
            Array const x = countedToShuffle(type, base::makeDims({3, 37, 1, 41}));
            ShuffleOp op;
            op.params.firstTranspose = order;
            Array const y = testing::onlyOutput(op, {x});
            EXPECT_EQ(y.values(), transposed(x.values(), sizes, order));
        }
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Shuffle, TransposesReshapesAndTransposesAgain)
{
    Array const x = countedToShuffle(DataType::kFLOAT, base::makeDims({2, 6, 5}));
    for (DataType const type : {DataType::kFLOAT, DataType::kHALF})
    {
        ShuffleOp op;
        op.params.firstTranspose = {2, 0, 1};
        op.params.hasReshape = true;
        op.params.reshape = base::makeDims({0, 4, -1});
        op.params.secondTranspose = {1, 2, 0};
        Array const y = testing::onlyOutput(op, {x}, testing::storedIn(type));
        testing::expectDims(y.dims, {4, 3, 5});
        EXPECT_EQ(y.type, type);
        auto const first = transposed(x.values(), {2, 6, 5}, {2, 0, 1});
        EXPECT_EQ(y.values(), transposed(first, {5, 4, 3}, {1, 2, 0}));
    }
}

TEST(Shuffle, ReshapesAndTransposesAfterwards)
{
    Array const x = countedToShuffle(DataType::kINT32, base::makeDims({4, 6}));
    ShuffleOp op;
    op.params.hasReshape = true;
    op.params.reshape = base::makeDims({-1, 3});
    EXPECT_EQ(testing::onlyOutput(op, {x}).values(), x.values());
    op.params.secondTranspose = {1, 0};
    Array const y = testing::onlyOutput(op, {x});
    testing::expectDims(y.dims, {3, 8});
    EXPECT_EQ(y.values(), transposed(x.values(), {8, 3}, {1, 0}));
}

TEST(Shuffle, KeepsItsInputWithoutParameters)
{
    Array const x = countedToShuffle(DataType::kBOOL, base::makeDims({2, 70001}));
    ShuffleOp op;
    EXPECT_EQ(testing::onlyOutput(op, {x}).bytes, x.bytes);
}

std::string reshaped(std::vector<int64_t> const& input, Dims const& wanted, bool zeroIsPlaceholder = true)
{
    ShuffleOp op;
    op.params.hasReshape = true;
    op.params.reshape = wanted;
    op.params.zeroIsPlaceholder = zeroIsPlaceholder;
    return testing::inferredDims(op, {testing::spec(DataType::kFLOAT, input)});
}

TEST(Shuffle, InfersDims)
{
    EXPECT_EQ(reshaped({2, 3, 4}, base::makeDims({6, -1})), "6x4");
    EXPECT_EQ(reshaped({2, 3, 4}, base::makeDims({0, -1})), "2x12");
    EXPECT_EQ(reshaped({2, 3, 4}, base::makeDims({0, 0, 0})), "2x3x4");
    EXPECT_EQ(reshaped({2, 3}, base::makeDims({})),
        "reshape to scalar: expected the input's number of elements, found an input 2x3");
    EXPECT_EQ(reshaped({1, 1}, base::makeDims({})), "scalar");
    EXPECT_EQ(reshaped({}, base::makeDims({1, -1})), "1x1");
    // Symbols: −1 − i is symbol i.
    EXPECT_EQ(reshaped({-1, 8, 8}, base::makeDims({0, -1})), "d0x64");
    EXPECT_EQ(reshaped({-1, 8, 8}, base::makeDims({-1, 64})), "d0x64");
    EXPECT_EQ(reshaped({-1, 8, -2}, base::makeDims({0, -1})), "d0x(d1 * 8)");
    EXPECT_EQ(reshaped({-1, 12, 2}, base::makeDims({-1, 6})), "(d0 * 4)x6");
    EXPECT_EQ(reshaped({-1, 3}, base::makeDims({-1, 2})), "floor((d0 * 3) / 2)x2");
    EXPECT_EQ(reshaped({-1, -1, 3}, base::makeDims({0, -1})), "d0x(d0 * 3)");
    // Without elements.
    EXPECT_EQ(reshaped({0, 3}, base::makeDims({0, -1})), "0x0");
    EXPECT_EQ(reshaped({0, 3}, base::makeDims({3, 0}), false), "3x0");
    EXPECT_EQ(reshaped({0, 3}, base::makeDims({-1, 3})), "0x3");
}

TEST(Shuffle, RefusesReshapesThatDoNotFit)
{
    EXPECT_EQ(reshaped({2, 3}, base::makeDims({5, -1})),
        "reshape to 5x-1: expected the input's number of elements, found an input 2x3");
    EXPECT_EQ(reshaped({2, 3}, base::makeDims({-1, -1})),
        "reshape to -1x-1: expected at most one dimension of −1, found 0 and 1");
    EXPECT_EQ(reshaped({2, 3}, base::makeDims({-2, 3})),
        "reshape to -2x3: expected dimensions of at least −1, found -2 in dimension 0");
    int64_t const large = int64_t{1} << 40;
    EXPECT_EQ(reshaped({large, large, 2}, base::makeDims({-1, 2})),
        "reshape of 1099511627776x1099511627776x2 to -1x2: expected at most 2^63 − 1 elements, found more");
    EXPECT_EQ(reshaped({4, 2}, base::makeDims({large, large})),
        "reshape of 4x2 to 1099511627776x1099511627776: expected at most 2^63 − 1 elements, found more");
    EXPECT_EQ(reshaped({large, large, 0}, base::makeDims({-1, 2})), "0x2");
    EXPECT_EQ(reshaped({6}, base::makeDims({2, 0})),
        "reshape to 2x0: dimension 1 is 0, to be copied from the input; expected an input of at least 2 dimensions, found 6");
    EXPECT_EQ(reshaped({6}, base::makeDims({0, 1}), false),
        "reshape to 0x1: expected the input's number of elements, found an input 6");
}

TEST(Shuffle, RefusesOrdersThatAreNoPermutation)
{
    ShuffleOp op;
    op.params.firstTranspose = {0, 0, 1};
    EXPECT_EQ(testing::inferredDims(op, {testing::spec(DataType::kFLOAT, {2, 3, 4})}),
        "first transpose: expected a permutation of the 3 dimensions from 0 to 2, found [0, 0, 1]");
    op.params.firstTranspose = {};
    op.params.secondTranspose = {1, 0};
    EXPECT_EQ(testing::inferredDims(op, {testing::spec(DataType::kFLOAT, {2, 3, 4})}),
        "second transpose: expected a permutation of the 3 dimensions from 0 to 2, found [1, 0]");
}

TEST(Shuffle, TakesReshapeDimsFromAShapeTensor)
{
    ShuffleOp op;
    auto dims = testing::spec(DataType::kINT64, {3});
    dims.values = {graph::symbol(1), graph::constant(-1), graph::constant(2)};
    auto const input = testing::spec(DataType::kFLOAT, {-1, -2, 8});
    EXPECT_EQ(testing::inferredDims(op, {input, dims}), "d1x(d0 * 4)x2");
    Array const x = countedToShuffle(DataType::kFLOAT, base::makeDims({4, 6}));
    auto runner = testing::OpRunner::make(
        op, {testing::fixedInput(x), testing::constantInput(array(DataType::kINT32, {3}, {0, -1, 2}))}, {});
    ASSERT_TRUE(runner.ok()) << runner.error().text();
    auto const y = testing::valueOf(runner->run({x, std::nullopt}));
    testing::expectDims(y.at(0).dims, {4, 3, 2});
    EXPECT_EQ(y[0].values(), x.values());
    dims.values.reset();
    testing::expectError(testing::infer(op, {input, dims}), "input 1 (reshape dimensions): expected a shape tensor");
    EXPECT_EQ(testing::inferredDims(op, {input, testing::spec(DataType::kINT64, {3, 1})}),
        "input 1 (reshape dimensions): expected rank 1, found 3x1");
    EXPECT_EQ(testing::inferredDims(op, {input, testing::spec(DataType::kFLOAT, {3})}),
        "input 1 (reshape dimensions): expected type int32 or int64, found fp32");
}

TEST(Shuffle, ReshapesByValuesThatTheUserGives)
{
    graph::Shape const input = graph::constantShape(base::makeDims({2, 3, 4}));
    std::vector<graph::Dim> const wanted{graph::symbol(0), graph::symbol(1)};
    auto const dimsFor = [&](int64_t first, int64_t second, bool zeroIsPlaceholder) {
        graph::Shape const shape = testing::valueOf(reshapedByValues(input, wanted, zeroIsPlaceholder));
        int64_t const symbols[]{first, second};
        return std::pair{
            testing::valueOf(graph::evaluate(shape[0], symbols)), testing::valueOf(graph::evaluate(shape[1], symbols))};
    };
    using Pair = std::pair<int64_t, int64_t>;
    EXPECT_EQ(dimsFor(4, 6, true), Pair(4, 6));
    EXPECT_EQ(dimsFor(-1, 6, true), Pair(4, 6));
    EXPECT_EQ(dimsFor(12, -1, true), Pair(12, 2));
    EXPECT_EQ(dimsFor(0, 12, true), Pair(2, 12));
    EXPECT_EQ(dimsFor(-1, 0, true), Pair(8, 3));
    EXPECT_EQ(dimsFor(0, 5, false), Pair(0, 5));
}

TEST(Shuffle, AsksForTheWorkspaceOfItsLargestProfile)
{
    ShuffleOp op;
    op.params.firstTranspose = {1, 0};
    op.params.secondTranspose = {1, 0};
    graph::KernelRequest request;
    request.candidate.inputs = request.candidate.outputs = {{}};
    for (int64_t const rows : {3, 10, 5})
    {
        graph::ProfileRanges ranges;
        ranges.inputs.resize(1);
        ranges.inputs[0].min = ranges.inputs[0].opt = ranges.inputs[0].max = base::makeDims({rows, 4});
        request.profiles.push_back(ranges);
    }
    auto const kernel = testing::valueOf(op.makeKernel(request));
    EXPECT_EQ(kernel->maxWorkspaceBytes(), 160U);
}

TEST(Shuffle, MovesTheValuesOfShapeTensors)
{
    ShuffleOp op;
    op.params.firstTranspose = {1, 0};
    op.params.hasReshape = true;
    op.params.reshape = base::makeDims({4});
    auto input = testing::spec(DataType::kINT32, {2, 2});
    input.values = {graph::constant(10), graph::symbol(0), graph::constant(12), graph::constant(13)};
    auto const outputs = testing::valueOf(testing::infer(op, {input}));
    ASSERT_TRUE(outputs.at(0).values.has_value());
    auto const& values = *outputs[0].values;
    EXPECT_EQ(values[0]->value(), 10);
    EXPECT_EQ(values[1]->value(), 12);
    EXPECT_EQ(values[2]->kind(), graph::DimExpr::Kind::kSYMBOL);
    EXPECT_EQ(values[3]->value(), 13);
    op.params.reshape = base::makeDims({2, 2});
    op.params.secondTranspose = {1, 0};
    auto const again = testing::valueOf(testing::infer(op, {input}));
    ASSERT_TRUE(again.at(0).values.has_value());
    EXPECT_EQ((*again[0].values)[1]->kind(), graph::DimExpr::Kind::kSYMBOL);
    EXPECT_EQ((*again[0].values)[2]->value(), 12);
}

TEST(Shuffle, FollowsShapesWithinAProfile)
{
    ShuffleOp op;
    op.params.firstTranspose = {1, 0, 2};
    op.params.hasReshape = true;
    op.params.reshape = base::makeDims({0, -1});
    op.params.secondTranspose = {1, 0};
    auto runner = testing::OpRunner::make(op,
        {testing::InputRange{DataType::kFLOAT, base::makeDims({1, 3, 2}), base::makeDims({2, 3, 2}),
            base::makeDims({5, 3, 2}), std::nullopt}});
    ASSERT_TRUE(runner.ok()) << runner.error().text();
    for (int64_t const batch : {5, 1, 3})
    {
        Array const x = countedToShuffle(DataType::kFLOAT, base::makeDims({batch, 3, 2}));
        auto const y = testing::valueOf(runner->run({x}));
        testing::expectDims(y.at(0).dims, {batch * 2, 3});
        auto const first = transposed(x.values(), {batch, 3, 2}, {1, 0, 2});
        EXPECT_EQ(y[0].values(), transposed(first, {3, batch * 2}, {1, 0}));
    }
    Array const large = countedToShuffle(DataType::kFLOAT, base::makeDims({6, 3, 2}));
    testing::expectError(runner->run({large}),
        "shuffle: expected at most 120 bytes between its transpositions, the maximum of its profiles, found 144");
}

TEST(Shuffle, NoticesAtRunTimeThatElementsAreMissing)
{
    ShuffleOp op;
    op.params.hasReshape = true;
    op.params.reshape = base::makeDims({-1, 2});
    graph::KernelRequest request;
    request.candidate.inputs = request.candidate.outputs = {{}};
    auto kernel = testing::valueOf(op.makeKernel(request));
    graph::TensorDesc const in{DataType::kFLOAT, {}, base::makeDims({3, 3}), 1.0F};
    graph::TensorDesc const out{DataType::kFLOAT, {}, base::makeDims({4, 2}), 1.0F};
    testing::expectError(kernel->setShapes({&in, 1}, {&out, 1}),
        "shuffle: expected as many elements in the output as in the input, found 8 (4x2) and 9 (3x3)");
}

TEST(Shuffle, KeepsItsParametersThroughARecord)
{
    ShuffleOp op;
    op.params = {{1, 0}, {0, 2, 1}, true, base::makeDims({0, -1, 3}), false};
    auto const twin = testing::throughRecord(op);
    ASSERT_TRUE(twin.ok()) << twin.error().text();
    auto const& params = dynamic_cast<ShuffleOp&>(**twin).params;
    EXPECT_EQ(params.firstTranspose, op.params.firstTranspose);
    EXPECT_EQ(params.secondTranspose, op.params.secondTranspose);
    EXPECT_TRUE(params.hasReshape);
    EXPECT_FALSE(params.zeroIsPlaceholder);
    EXPECT_EQ(base::toString(params.reshape), "0x-1x3");
}

TEST(StridedCopy, MergesLoopsThatAreOne)
{
    StridedCopy const whole(transposeLoops(base::makeDims({2, 3, 4}), {0, 1, 2}), 4);
    EXPECT_TRUE(whole.isContiguous());
    StridedCopy const ones(transposeLoops(base::makeDims({1, 3, 1, 4}), {2, 1, 0, 3}), 4);
    EXPECT_TRUE(ones.isContiguous());
    StridedCopy const swapped(transposeLoops(base::makeDims({2, 3, 4, 5}), {2, 3, 0, 1}), 4);
    EXPECT_EQ(swapped.loops().size(), 2U);
    EXPECT_FALSE(swapped.isContiguous());
}

} // namespace
} // namespace tenon::ops
