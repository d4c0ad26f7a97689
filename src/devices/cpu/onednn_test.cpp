#include "devices/cpu/onednn_program.h"

#include "devices/device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace tenon::devices::onednn
{
namespace
{

std::shared_ptr<void const> values(std::vector<float> list)
{
    auto const kept = std::make_shared<std::vector<float>>(std::move(list));
    return {kept, kept->data()};
}

TEST(OneDnn, TurnsExceptionsIntoErrors)
{
    auto const refused =
        guarded("reorder", []() -> Status { throw dnnl::error(dnnl_invalid_arguments, "bad layout"); });
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().message, "reorder: oneDNN refused with \"bad layout\" (status 2)");
    EXPECT_EQ(refused.error().code, base::ErrorCode::kINTERNAL_ERROR);
    auto const full = guarded("weights", []() -> Status { throw std::bad_alloc(); });
    ASSERT_FALSE(full.ok());
    EXPECT_EQ(full.error().message, "weights: out of memory in oneDNN");
    EXPECT_EQ(full.error().code, base::ErrorCode::kFAILED_ALLOCATION);
    // What oneDNN itself throws: 3 columns times 4 rows.
    auto const product = makeMatmul({plainDesc({2, 3}), plainDesc({4, 5}), plainDesc({2, 5}), std::nullopt, {}});
    ASSERT_FALSE(product.ok());
    EXPECT_THAT(product.error().message, ::testing::StartsWith("matrix product: "));
}

TEST(OneDnn, SharedWeightsAreConvertedOnceForEachLayout)
{
    auto const data = values({1, 2, 3, 4, 5, 6});
    SharedWeights weights(plainDesc({2, 3}), data);
    EXPECT_EQ(weights.in(plainDesc({2, 3})).value(), data);
    auto const transposed = weights.in(stridedDesc({2, 3}, {1, 2}));
    ASSERT_TRUE(transposed.ok()) << transposed.error().text();
    auto const* const found = static_cast<float const*>(transposed->get());
    EXPECT_THAT(std::vector<float>(found, found + 6), ::testing::ElementsAre(1, 4, 2, 5, 3, 6));
    EXPECT_EQ(weights.in(stridedDesc({2, 3}, {1, 2})).value(), *transposed);
}

TEST(OneDnn, ProgramRunsStepsOverInputsTemporariesAndConstants)
{
    // ((in · constant) transposed through a temporary) into the output, and a call at the end.
    Program program;
    auto const product = makeMatmul({plainDesc({2, 3}), plainDesc({3, 2}), plainDesc({2, 2}), std::nullopt,
        {false, {{dnnl::algorithm::eltwise_relu, 0, 0}}}});
    ASSERT_TRUE(product.ok()) << product.error().text();
    Program::Value const temporary = program.temporary(plainDesc({2, 2}));
    ASSERT_TRUE(program
                    .add(*product,
                        {{DNNL_ARG_SRC, program.input(0, plainDesc({2, 3}))},
                            {DNNL_ARG_WEIGHTS, program.constant(plainDesc({3, 2}), values({1, 0, 0, 1, 1, -9}))},
                            {DNNL_ARG_DST, temporary}})
                    .ok());
    EXPECT_EQ(program.as(temporary, plainDesc({2, 2})).value(), temporary);
    ASSERT_TRUE(program.copy(temporary, program.output(0, stridedDesc({2, 2}, {1, 2}))).ok());
    int calls = 0;
    program.add([&](void const* const*, void* const*) { ++calls; });

    for (float const factor : {1.0F, 2.0F})
    {
        std::vector<float> in(6);
        std::iota(in.begin(), in.end(), 1.0F);
        for (float& value : in)
        {
            value *= factor;
        }
        std::vector<float> out(4, -1.0F);
        Buffer const workspace = cpuDevice().allocate(program.workspaceBytes()).value();
        void const* const inputs[]{in.data()};
        void* const outputs[]{out.data()};
        ASSERT_TRUE(program.run(inputs, outputs, workspace.data()).ok());
        EXPECT_THAT(out, ::testing::ElementsAre(4 * factor, 10 * factor, 0, 0));
    }
    EXPECT_EQ(calls, 2);
}

} // namespace
} // namespace tenon::devices::onednn
