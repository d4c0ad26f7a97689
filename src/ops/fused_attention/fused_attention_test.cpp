#include "ops/fused_attention/fused_attention.h"

#include "ops/testing/op_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace tenon::ops
{
namespace
{

using base::DataType;
using testing::Array;
using ::testing::HasSubstr;
using testing::runOp;

constexpr int64_t kBatch = 2, kHeads = 3, kQueries = 5, kKeys = 37, kDepth = 8, kValueDepth = 4;

//! A tensor of heads in the given order.
base::Dims dimsIn(HeadOrder order, int64_t tokens, int64_t depth)
{
    HeadPlaces const at = placesOf(order);
    base::Dims dims = base::makeDims({kBatch, 0, 0, 0});
    dims.d[at.heads] = kHeads;
    dims.d[at.tokens] = tokens;
    dims.d[at.depth] = depth;
    return dims;
}

double at(Array const& array, HeadOrder order, int64_t b, int64_t h, int64_t t, int64_t d)
{
    HeadPlaces const places = placesOf(order);
    int64_t place[4]{b, 0, 0, 0};
    place[places.heads] = h;
    place[places.tokens] = t;
    place[places.depth] = d;
    int64_t index = 0;
    for (int32_t i = 0; i < 4; ++i)
    {
        index = index * array.dims.d[i] + place[i];
    }
    return array.at(index);
}

//! A mask's element, broadcast.
double maskAt(Array const& mask, int64_t b, int64_t h, int64_t i, int64_t j)
{
    int64_t const place[4]{b, h, i, j};
    int64_t index = 0;
    for (int32_t d = 0; d < 4; ++d)
    {
        index = index * mask.dims.d[d] + (mask.dims.d[d] == 1 ? 0 : place[d]);
    }
    return mask.at(index);
}

//! The definition, in double.
void expectDefinition(FusedAttentionParams const& params, std::vector<std::optional<Array>> const& inputs,
    Array const& found, double tolerance)
{
    for (int64_t b = 0; b < kBatch; ++b)
    {
        for (int64_t h = 0; h < kHeads; ++h)
        {
            for (int64_t i = 0; i < kQueries; ++i)
            {
                std::vector<double> weights(kKeys);
                double sum = 0;
                for (int64_t j = 0; j < kKeys; ++j)
                {
                    double score = 0;
                    for (int64_t d = 0; d < kDepth; ++d)
                    {
                        score += at(*inputs[0], params.queries, b, h, i, d) * at(*inputs[1], params.keys, b, h, j, d);
                    }
                    score *= static_cast<double>(params.scale);
                    if (inputs.size() > 3)
                    {
                        double const mask = maskAt(*inputs[3], b, h, i, j);
                        score = inputs[3]->type != DataType::kBOOL ? score + mask
                            : mask != 0                            ? score
                                                                   : static_cast<double>(params.fill);
                    }
                    weights[static_cast<size_t>(j)] = std::exp(score);
                    sum += weights[static_cast<size_t>(j)];
                }
                for (int64_t d = 0; d < kValueDepth; ++d)
                {
                    double expected = 0;
                    for (int64_t j = 0; j < kKeys; ++j)
                    {
                        expected += weights[static_cast<size_t>(j)] / sum * at(*inputs[2], params.values, b, h, j, d);
                    }
                    ASSERT_NEAR(at(found, params.output, b, h, i, d), expected, tolerance)
                        << b << ' ' << h << ' ' << i << ' ' << d;
                }
            }
        }
    }
}

std::vector<std::optional<Array>> operands(FusedAttentionParams const& params)
{
    return {testing::randomFloats(dimsIn(params.queries, kQueries, kDepth), 1),
        testing::randomFloats(dimsIn(params.keys, kKeys, kDepth), 2),
        testing::randomFloats(dimsIn(params.values, kKeys, kValueDepth), 3)};
}

Array maskOf(base::Dims const& dims, bool isCondition)
{
    Array mask = testing::randomFloats(dims, 4, -3.0F, 3.0F);
    return isCondition ? testing::convert(
               [&] {
                   for (int64_t i = 0; i < mask.count(); ++i)
                   {
                       mask.set(i, mask.at(i) > -1.0 ? 1 : 0);
                   }
                   return mask;
               }(),
               DataType::kBOOL)
                       : mask;
}

TEST(FusedAttention, EqualsItsDefinitionInEveryOrder)
{
    TENON_CPU_KERNEL_ONLY();
    for (HeadOrder const queries : {HeadOrder::kHEADS_OUTSIDE, HeadOrder::kHEADS_INSIDE})
    {
        for (HeadOrder const keys : {HeadOrder::kHEADS_OUTSIDE, HeadOrder::kHEADS_INSIDE, HeadOrder::kTRANSPOSED})
        {
            for (HeadOrder const values : {HeadOrder::kHEADS_OUTSIDE, HeadOrder::kHEADS_INSIDE})
            {
                FusedAttentionOp op;
                op.params = {queries, keys, values,
                    queries == values ? HeadOrder::kHEADS_INSIDE : HeadOrder::kHEADS_OUTSIDE, 0.7F, 0.0F};
                auto const inputs = operands(op.params);
                auto const outputs = runOp(op, inputs);
                ASSERT_TRUE(outputs.ok()) << outputs.error().text();
                expectDefinition(op.params, inputs, (*outputs)[0], 1e-5);
            }
        }
    }
}

TEST(FusedAttention, MasksByAddingAndByChoosing)
{
    TENON_CPU_KERNEL_ONLY();
    for (bool const isCondition : {false, true})
    {
        for (auto const& dims : {base::makeDims({kBatch, 1, 1, kKeys}), base::makeDims({1, 1, kQueries, kKeys}),
                 base::makeDims({kBatch, kHeads, kQueries, kKeys}), base::makeDims({1, kHeads, kQueries, 1}),
                 base::makeDims({1, 1, 1, 1})})
        {
            FusedAttentionOp op;
            op.params.scale = 0.5F;
            op.params.fill = -2.0F;
            auto inputs = operands(op.params);
            inputs.push_back(maskOf(dims, isCondition));
            auto const outputs = runOp(op, inputs);
            ASSERT_TRUE(outputs.ok()) << outputs.error().text();
            SCOPED_TRACE(base::toString(dims));
            expectDefinition(op.params, inputs, (*outputs)[0], 1e-5);
        }
    }
}

TEST(FusedAttention, ScoresOfLargeMagnitudeDoNotOverflow)
{
    TENON_CPU_KERNEL_ONLY();
    FusedAttentionOp op;
    op.params.scale = 1000.0F;
    auto const outputs = runOp(op, operands(op.params));
    ASSERT_TRUE(outputs.ok()) << outputs.error().text();
    for (int64_t i = 0; i < (*outputs)[0].count(); ++i)
    {
        EXPECT_LE(std::abs((*outputs)[0].at(i)), 1.0);
    }
}

TEST(FusedAttention, ServesFp16)
{
    TENON_CPU_KERNEL_ONLY();
    FusedAttentionOp op;
    op.params.scale = 0.5F;
    testing::RunnerOptions options;
    options.allowHalf = true;
    options.choose = [](graph::Candidate const& candidate) { return candidate.inputs[0].type == DataType::kHALF; };
    auto const inputs = operands(op.params);
    auto const outputs = runOp(op, inputs, options);
    ASSERT_TRUE(outputs.ok()) << outputs.error().text();
    EXPECT_EQ((*outputs)[0].type, DataType::kHALF);
    expectDefinition(op.params, inputs, (*outputs)[0], 5e-3);
}

TEST(FusedAttention, NoQueriesGiveNothing)
{
    TENON_CPU_KERNEL_ONLY();
    FusedAttentionOp op;
    Array const keys = testing::randomFloats(dimsIn(HeadOrder::kHEADS_OUTSIDE, kKeys, kDepth), 2);
    auto const outputs =
        runOp(op, {testing::emptyArray(DataType::kFLOAT, dimsIn(HeadOrder::kHEADS_OUTSIDE, 0, kDepth)), keys, keys});
    ASSERT_TRUE(outputs.ok()) << outputs.error().text();
    EXPECT_EQ((*outputs)[0].count(), 0);
}

TEST(FusedAttention, SaysWhatIsWrong)
{
    TENON_CPU_KERNEL_ONLY();
    FusedAttentionOp op;
    auto inputs = operands(op.params);
    inputs[2] = testing::randomFloats(dimsIn(HeadOrder::kHEADS_OUTSIDE, kKeys + 1, kDepth), 2);
    auto const outputs = runOp(op, inputs);
    ASSERT_FALSE(outputs.ok());
    EXPECT_THAT(outputs.error().text(),
        HasSubstr(
            "expected queries, keys and values of equal batch, heads and depth, and as many values as keys, found 2x3x5x8, 2x3x37x8 and 2x3x38x8"));
    auto masked = operands(op.params);
    masked.push_back(maskOf(base::makeDims({1, 1, 2, kKeys}), false));
    auto const refused = runOp(op, masked);
    ASSERT_FALSE(refused.ok());
    EXPECT_THAT(
        refused.error().text(), HasSubstr("expected a mask that is broadcast to the scores 2x3x5x37, found 1x1x2x37"));
}

TEST(FusedAttention, SurvivesItsRecord)
{
    FusedAttentionOp op;
    op.params = {HeadOrder::kHEADS_INSIDE, HeadOrder::kTRANSPOSED, HeadOrder::kHEADS_INSIDE, HeadOrder::kHEADS_OUTSIDE,
        0.25F, -7.0F};
    auto const again = testing::throughRecord(op);
    ASSERT_TRUE(again.ok()) << again.error().text();
    auto const& params = dynamic_cast<FusedAttentionOp const&>(**again).params;
    EXPECT_EQ(params.keys, HeadOrder::kTRANSPOSED);
    EXPECT_EQ(params.values, HeadOrder::kHEADS_INSIDE);
    EXPECT_EQ(params.scale, 0.25F);
    EXPECT_EQ(params.fill, -7.0F);
}

} // namespace
} // namespace tenon::ops
