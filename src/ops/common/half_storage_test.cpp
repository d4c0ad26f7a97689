#include "ops/common/half_storage.h"

#include "base/half.h"
#include "ops/common/half_conversion.h"
#include "ops/testing/every_target.h"
#include "ops/testing/expect.h"

#include <cstring>

namespace tenon::ops
{
namespace
{

using base::DataType;
using graph::Result;
using graph::Status;
using testing::Array;
using testing::array;
using testing::floats;

bool isNanHalf(uint16_t bits)
{
    return (bits & 0x7FFF) > 0x7C00;
}

TEST(HalfConversion, EveryHalfBecomesTheFloatThatBaseSays)
{
    std::vector<uint16_t> all(65536 + 3); // not a multiple of any vector
    for (size_t i = 0; i < all.size(); ++i)
    {
        all[i] = static_cast<uint16_t>(i);
    }
    testing::onEveryTarget([&] {
        std::vector<float> wide(all.size());
        halfToFloat(all.data(), wide.data(), static_cast<int64_t>(all.size()));
        for (size_t i = 0; i < all.size(); ++i)
        {
            float const expected = base::halfToFloat(all[i]);
            ASSERT_TRUE(isNanHalf(all[i]) ? std::isnan(wide[i])
                                          : std::bit_cast<uint32_t>(wide[i]) == std::bit_cast<uint32_t>(expected))
                << "half bits " << all[i];
        }
        bfloat16ToFloat(all.data(), wide.data(), static_cast<int64_t>(all.size()));
        for (size_t i = 0; i < all.size(); ++i)
        {
            ASSERT_EQ(std::bit_cast<uint32_t>(wide[i]), static_cast<uint32_t>(all[i]) << 16);
        }
    });
}

//! All boundaries between two halves, and their neighbours: where rounding goes wrong if it does.
std::vector<float> roundingCases()
{
    std::vector<float> cases{0.0F, -0.0F, INFINITY, -INFINITY, NAN, 1e30F, -1e30F, 1e-30F, 65503.9F, 65519.996F,
        65520.0F, std::bit_cast<float>(0x7F800001U), std::bit_cast<float>(0xFFFFFFFFU)};
    for (uint32_t bits = 0; bits < 0x7C00; ++bits)
    {
        float const low = base::halfToFloat(static_cast<uint16_t>(bits));
        float const high = bits + 1 == 0x7C00 ? 65536.0F : base::halfToFloat(static_cast<uint16_t>(bits + 1));
        float const middle = (low + high) / 2;
        for (float const value : {low, middle, std::nextafter(middle, 0.0F), std::nextafter(middle, INFINITY)})
        {
            cases.push_back(value);
            cases.push_back(-value);
        }
    }
    return cases;
}

TEST(HalfConversion, FloatsRoundAsBaseSays)
{
    std::vector<float> const cases = roundingCases();
    testing::onEveryTarget([&] {
        std::vector<uint16_t> narrow(cases.size());
        floatToHalf(cases.data(), narrow.data(), static_cast<int64_t>(cases.size()));
        for (size_t i = 0; i < cases.size(); ++i)
        {
            uint16_t const expected = base::floatToHalf(cases[i]);
            ASSERT_TRUE(std::isnan(cases[i]) ? isNanHalf(narrow[i]) : narrow[i] == expected) << cases[i];
        }
        floatToBfloat16(cases.data(), narrow.data(), static_cast<int64_t>(cases.size()));
        for (size_t i = 0; i < cases.size(); ++i)
        {
            ASSERT_EQ(narrow[i], base::floatToBfloat16(cases[i])) << cases[i];
        }
    });
}

//! y = 2 a + b on fp32, and the int32 input passed on as a second output; wants 64 bytes of workspace to itself.
class TwiceKernel final : public graph::Kernel
{
public:
    Result<std::unique_ptr<Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<Kernel>(std::make_unique<TwiceKernel>());
    }
    size_t maxWorkspaceBytes() const override { return 64; }
    Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs) override
    {
        if (inputs[0].type != DataType::kFLOAT || outputs[0].type != DataType::kFLOAT)
        {
            return base::invalidArgument("expected fp32");
        }
        count_ = base::volumeUnchecked(inputs[0].dims);
        return {};
    }
    Status enqueue(void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle) override
    {
        std::memset(workspace, 0x5A, 64);
        auto const* const a = static_cast<float const*>(inputs[0]);
        auto const* const b = static_cast<float const*>(inputs[1]);
        for (int64_t i = 0; i < count_; ++i)
        {
            static_cast<float*>(outputs[0])[i] = 2 * a[i] + b[i];
            static_cast<int32_t*>(outputs[1])[i] = static_cast<int32_t const*>(inputs[2])[i];
        }
        return {};
    }

private:
    int64_t count_{0};
};

struct NoParams
{
    template <typename Visitor>
    void visit(Visitor&&)
    {
    }
};

class TwiceOp final : public graph::BuiltinOp<TwiceOp, NoParams>
{
public:
    static constexpr std::string_view kKind = "Twice";
    int32_t outputCount() const override { return 2; }
    Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override
    {
        return std::vector<graph::ValueSpec>{inputs[0], inputs[2]};
    }
    Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override
    {
        return floatingCandidates(query, "cpu");
    }
    Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override
    {
        return withHalfStorage(
            request, [&](graph::KernelRequest const& asFloat) -> Result<std::unique_ptr<graph::Kernel>> {
                EXPECT_EQ(asFloat.candidate.inputs[0].type, DataType::kFLOAT);
                EXPECT_EQ(asFloat.candidate.inputs[2].type, DataType::kINT32);
                EXPECT_EQ(asFloat.profiles[0].outputs[0].type, DataType::kFLOAT);
                return std::unique_ptr<graph::Kernel>(std::make_unique<TwiceKernel>());
            });
    }
};

TEST(HalfStorage, ConvertsAroundAFloatKernel)
{
    if (testing::testsRunOnCuda())
    {
        GTEST_SKIP() << "kernels for CUDA read fp16 and bf16 themselves";
    }
    TwiceOp op;
    // 1 + 2^-12 is no half: the kernel must see 1.
    std::vector<std::optional<Array>> const inputs{floats({3}, {1.0F + 0x1p-12F, -2.5F, 30000.0F}),
        floats({3}, {0.5F, 0.25F, 10000.0F}), array(DataType::kINT32, {3}, {70000, -1, 7})};
    for (DataType const type : {DataType::kFLOAT, DataType::kHALF, DataType::kBF16})
    {
        SCOPED_TRACE(base::name(type));
        auto const outputs = testing::valueOf(testing::runOp(op, inputs, testing::storedIn(type)));
        ASSERT_EQ(outputs.size(), 2U);
        EXPECT_EQ(outputs[0].type, type);
        EXPECT_EQ(outputs[1].values(), (std::vector<double>{70000, -1, 7}));
        std::vector<double> expected{2.5 + 0x1p-11, -4.75, 70000.0};
        if (type == DataType::kHALF)
        {
            expected = {2.5, -4.75, INFINITY};
        }
        if (type == DataType::kBF16)
        {
            // Eight binary digits: 30000 is stored as 29952, 10000 as 9984.
            expected = {2.5, -4.75, base::bfloat16ToFloat(base::floatToBfloat16(2 * 29952.0F + 9984.0F))};
        }
        EXPECT_EQ(outputs[0].values(), expected);
    }
}

TEST(HalfStorage, FollowsShapesUpToTheProfilesMaximum)
{
    if (testing::testsRunOnCuda())
    {
        GTEST_SKIP() << "kernels for CUDA read fp16 and bf16 themselves";
    }
    TwiceOp op;
    auto const range = [](DataType type) {
        return testing::InputRange{type, base::makeDims({0}), base::makeDims({4}), base::makeDims({9}), std::nullopt};
    };
    auto runner =
        testing::OpRunner::make(op, {range(DataType::kFLOAT), range(DataType::kFLOAT), range(DataType::kINT32)},
            testing::storedIn(DataType::kHALF));
    ASSERT_TRUE(runner.ok()) << runner.error().text();
    auto const run = [&](int64_t n) {
        std::vector<double> const ones(static_cast<size_t>(n), 1.0);
        return runner->run({floats({n}, ones), floats({n}, ones), array(DataType::kINT32, {n}, ones)});
    };
    for (int64_t const n : {9, 0, 1, 5})
    {
        auto const outputs = testing::valueOf(run(n));
        EXPECT_EQ(outputs.at(0).values(), std::vector<double>(static_cast<size_t>(n), 3.0));
    }
    testing::expectError(run(10),
        "half storage: expected input 0 to have at most 9 elements, the maximum of its profiles, found 10 (10)");
}

TEST(HalfStorage, PrefersHalfThenBfloat16ThenFloat)
{
    graph::CandidateQuery query{
        &devices::cpuDevice(), true, true, false, {DataType::kFLOAT, DataType::kINT32}, {DataType::kFLOAT}};
    auto const list = floatingCandidates(query, "cpu");
    ASSERT_EQ(list.accepted.size(), 3U);
    EXPECT_EQ(list.accepted[0].inputs[0].type, DataType::kHALF);
    EXPECT_EQ(list.accepted[0].inputs[1].type, DataType::kINT32);
    EXPECT_EQ(list.accepted[0].outputs[0].type, DataType::kHALF);
    EXPECT_EQ(list.accepted[1].inputs[0].type, DataType::kBF16);
    EXPECT_EQ(list.accepted[2].inputs[0].type, DataType::kFLOAT);
    EXPECT_LT(list.accepted[2].costHint, list.accepted[0].costHint);
}

TEST(HalfStorage, KeepsTheNetworksTypesWhereItIsStronglyTyped)
{
    graph::CandidateQuery query{&devices::cpuDevice(), true, false, true, {DataType::kHALF}, {DataType::kFLOAT}};
    auto const list = floatingCandidates(query, "cpu");
    ASSERT_EQ(list.accepted.size(), 1U);
    EXPECT_EQ(list.accepted[0].inputs[0].type, DataType::kHALF);
    EXPECT_EQ(list.accepted[0].outputs[0].type, DataType::kFLOAT);
}

TEST(HalfStorage, RefusesEightBitFloats)
{
    graph::CandidateQuery query{&devices::cpuDevice(), false, false, true, {DataType::kFP8}, {DataType::kFP8}};
    auto const list = floatingCandidates(query, "cpu");
    EXPECT_TRUE(list.accepted.empty());
    ASSERT_EQ(list.refused.size(), 1U);
    EXPECT_EQ(list.refused[0].why, "not implemented yet: a kernel for fp8");
}

} // namespace
} // namespace tenon::ops
