#include "ops/identity/identity.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using testing::Array;
using testing::array;
using testing::floats;

TEST(Identity, CopiesEveryType)
{
    IdentityOp op;
    for (DataType const type : {DataType::kFLOAT, DataType::kHALF, DataType::kBF16, DataType::kINT8, DataType::kINT32,
             DataType::kINT64, DataType::kUINT8, DataType::kBOOL})
    {
        testing::RunnerOptions options;
        options.stronglyTyped = true;
        Array x = testing::emptyArray(type, base::makeDims({3, 41}));
        for (int64_t i = 0; i < x.count(); ++i)
        {
            x.set(i, static_cast<double>(type == DataType::kBOOL ? i % 2 : i % 100));
        }
        Array const y = testing::onlyOutput(op, {x}, options);
        EXPECT_EQ(y.type, type);
        EXPECT_EQ(y.bytes, x.bytes) << base::name(type);
    }
    Array const half = testing::onlyOutput(op, {floats({2}, {1.5, -3})}, testing::storedIn(DataType::kHALF));
    EXPECT_EQ(half.values(), (std::vector<double>{1.5, -3}));
}

TEST(Identity, ConvertsToTheTypeThatIsSetForItsOutput)
{
    graph::Graph network;
    auto& x = network.addInput("x", DataType::kFLOAT, graph::constantShape(base::makeDims({3})));
    auto& op = network.addOp(std::make_unique<IdentityOp>(), {&x});
    op.requestedOutputTypes[0] = DataType::kINT32;
    ASSERT_TRUE(network.inferAll().ok());
    EXPECT_EQ(op.outputs[0]->type, DataType::kINT32);
    Array const y = testing::onlyOutput(op, {floats({3}, {-1.75, 2.5, 1e20})});
    EXPECT_EQ(y.type, DataType::kINT32);
    EXPECT_EQ(y.values(), (std::vector<double>{-1, 2, 2147483647}));
    op.requestedOutputTypes[0] = DataType::kHALF;
    Array const z = testing::onlyOutput(op, {floats({1}, {1 + 0x1p-12})});
    EXPECT_EQ(z.type, DataType::kHALF);
    EXPECT_EQ(z.at(0), 1.0);
}

TEST(Identity, FollowsDimsAndValues)
{
    IdentityOp op;
    EXPECT_EQ(testing::inferredDims(op, {testing::spec(DataType::kFLOAT, {-1, 3})}), "d0x3");
    auto shape = testing::spec(DataType::kINT32, {1});
    shape.values = {graph::symbol(0)};
    EXPECT_EQ((*testing::valueOf(testing::infer(op, {shape})).at(0).values)[0]->kind(), graph::DimExpr::Kind::kSYMBOL);
    testing::expectError(testing::infer(op, {testing::spec(DataType::kFP8, {1})}), "input 0: expected type fp32");
    op.requestedOutputTypes = {DataType::kINT4};
    testing::expectError(testing::infer(op, {shape}), "output type: expected type fp32");
}

TEST(Identity, SurvivesARecord)
{
    IdentityOp op;
    auto const twin = testing::throughRecord(op);
    ASSERT_TRUE(twin.ok()) << twin.error().text();
    EXPECT_EQ((*twin)->kind(), "Identity");
}

} // namespace
} // namespace tenon::ops
