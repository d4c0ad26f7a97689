// What the builder leaves out, seen from outside: the same values with fewer layers. Networks are built twice, once without the pass.
#include "api/testing/engine_fixture.h"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>
#include <numeric>

namespace tenon::testing
{
namespace
{

using nvinfer1::ActivationType;
using nvinfer1::ElementWiseOperation;
using nvinfer1::ITensor;
using nvinfer1::UnaryOperation;

class OptimizationTest : public EngineTest
{
protected:
    //! Layers are counted as the CPU's passes leave them.
    OptimizationTest() { setenv("TENON_DEVICE", "cpu", 1); }

    ~OptimizationTest() override { unsetenv("TENON_DISABLE_PASS"); }

    ITensor& transposed(ITensor& x, std::vector<int32_t> const& order)
    {
        nvinfer1::IShuffleLayer* const layer = network->addShuffle(x);
        nvinfer1::Permutation permutation{};
        std::copy(order.begin(), order.end(), permutation.order);
        layer->setFirstTranspose(permutation);
        return *layer->getOutput(0);
    }
    ITensor& reshaped(ITensor& x, std::initializer_list<int64_t> sizes)
    {
        nvinfer1::IShuffleLayer* const layer = network->addShuffle(x);
        layer->setReshapeDimensions(dims(sizes));
        return *layer->getOutput(0);
    }
    ITensor& unary(ITensor& x, UnaryOperation operation) { return *network->addUnary(x, operation)->getOutput(0); }
    ITensor& sum(ITensor& a, ITensor& b)
    {
        return *network->addElementWise(a, b, ElementWiseOperation::kSUM)->getOutput(0);
    }
    ITensor& constant(std::initializer_list<int64_t> sizes, Values const& values)
    {
        kept_.push_back(std::make_unique<Values>(values));
        return *network->addConstant(dims(sizes), weightsOf(*kept_.back()))->getOutput(0);
    }

    //! 1, −2, 3, …: what a network's input `name` holds.
    static Values counting(size_t count)
    {
        Values values(count);
        for (size_t i = 0; i < count; ++i)
        {
            values[i] = static_cast<float>(i + 1) * (i % 2 == 0 ? 0.25F : -0.25F);
        }
        return values;
    }

    struct Outcome
    {
        Values values;
        int32_t layers;
    };

    //! `make` adds inputs and gives the output.
    Outcome outcome(std::function<ITensor*()> const& make, char const* withoutPass)
    {
        setenv("TENON_DISABLE_PASS", withoutPass, 1);
        network.reset(builder->createNetworkV2(0));
        output(make(), "y");
        build();
        std::map<std::string, Values> inputs;
        for (int32_t i = 0; i < network->getNbInputs(); ++i)
        {
            ITensor const& each = *network->getInput(i);
            inputs[each.getName()] = counting(volume(each.getDimensions()));
        }
        return {run(inputs, "y"), engine->getNbLayers()};
    }

    //! Expects that the pass leaves `saved` layers out, and the values as they are. Gives the values.
    Values expectSaved(std::function<ITensor*()> const& make, char const* pass, int32_t saved)
    {
        Outcome const without = outcome(make, pass);
        Outcome const with = outcome(make, "");
        if (!testsRunOnGpu()) // where chains of what is left become one
        {
            EXPECT_EQ(without.layers - with.layers, saved);
        }
        EXPECT_EQ(with.values.size(), without.values.size());
        for (size_t i = 0; i < with.values.size() && i < without.values.size(); ++i)
        {
            EXPECT_NEAR(with.values[i], without.values[i], 1e-6) << "element " << i;
        }
        return with.values;
    }

private:
    std::vector<std::unique_ptr<Values>> kept_;
};

TEST_F(OptimizationTest, TranspositionsThatUndoEachOtherGo)
{
    auto const make = [&] {
        ITensor& turned = transposed(input("x", {2, 3, 4}), {0, 2, 1});
        ITensor& added = sum(unary(turned, UnaryOperation::kABS), constant({1, 1, 3}, {10, 20, 30}));
        return &transposed(added, {0, 2, 1});
    };
    Values const y = expectSaved(make, "move_shuffles", 2);
    Values const x = counting(24);
    ASSERT_EQ(y.size(), 24U);
    for (size_t i = 0; i < 24; ++i)
    {
        EXPECT_FLOAT_EQ(y[i], std::fabs(x[i]) + 10.0F * static_cast<float>(i / 4 % 3 + 1));
    }
}

TEST_F(OptimizationTest, ATranspositionMovesToTheOtherOperand)
{
    auto const make = [&] {
        ITensor& a = transposed(input("a", {3, 4}), {1, 0});
        return &transposed(sum(a, input("b", {4, 3})), {1, 0});
    };
    Values const y = expectSaved(make, "move_shuffles", 1);
    Values const a = counting(12);
    for (size_t i = 0; i < 12; ++i)
    {
        EXPECT_FLOAT_EQ(y[i], a[i] + a[(i % 4) * 3 + i / 4]);
    }
}

TEST_F(OptimizationTest, AxesAreRenamed)
{
    auto const make = [&] {
        ITensor& turned = transposed(input("x", {2, 3, 4, 5}), {0, 2, 3, 1}); // 2x4x5x3
        ITensor* const parts[]{&unary(turned, UnaryOperation::kABS), &turned};
        nvinfer1::IConcatenationLayer* const joined = network->addConcatenation(parts, 2); // 2x4x10x3
        joined->setAxis(2);
        nvinfer1::ISoftMaxLayer* const softmax = network->addSoftMax(*joined->getOutput(0));
        softmax->setAxes(1U << 3);
        ITensor& mean =
            *network->addReduce(*softmax->getOutput(0), nvinfer1::ReduceOperation::kMAX, 1U << 1, true)->getOutput(0);
        return &transposed(mean, {0, 3, 1, 2}); // 2x3x1x10
    };
    Values const y = expectSaved(make, "move_shuffles", 2);
    EXPECT_EQ(y.size(), 60U);
}

TEST_F(OptimizationTest, ShufflesBehindShufflesAreOne)
{
    auto const make = [&] {
        ITensor& turned = transposed(input("x", {2, 3, 4}), {1, 0, 2}); // 3x2x4
        ITensor& again = transposed(reshaped(turned, {3, 8}), {1, 0});  // 8x3
        return &unary(transposed(again, {1, 0}), UnaryOperation::kNEG); // 3x8
    };
    Values const y = expectSaved(make, "move_shuffles", 3);
    Values const x = counting(24);
    for (size_t i = 0; i < 24; ++i)
    {
        EXPECT_FLOAT_EQ(y[i], -x[i / 4 % 2 * 12 + i / 8 * 4 + i % 4]);
    }
}

TEST_F(OptimizationTest, ReshapesThatUndoEachOtherGo)
{
    auto const make = [&] {
        ITensor& flat = reshaped(input("x", {2, 3, 4}), {6, 4});
        ITensor& made = unary(unary(flat, UnaryOperation::kABS), UnaryOperation::kSQRT);
        return &unary(reshaped(made, {2, 3, 4}), UnaryOperation::kNEG);
    };
    Values const y = expectSaved(make, "move_shuffles", 2);
    EXPECT_FLOAT_EQ(y[3], -1.0F);
}

TEST_F(OptimizationTest, WhatOthersSeeStays)
{
    auto const make = [&] {
        ITensor& turned = transposed(input("x", {2, 3}), {1, 0});
        ITensor& made = unary(turned, UnaryOperation::kABS);
        made.setName("seen");
        network->markOutput(made);
        return &unary(transposed(made, {1, 0}), UnaryOperation::kNEG);
    };
    Values const y = expectSaved(make, "move_shuffles", 0);
    EXPECT_THAT(y, ::testing::ElementsAre(-0.25F, -0.5F, -0.75F, -1, -1.25F, -1.5F));
    EXPECT_THAT(run({{"x", counting(6)}}, "seen"), ::testing::ElementsAre(0.25F, 1, 0.5F, 1.25F, 0.75F, 1.5F));
}

TEST_F(OptimizationTest, WhatIsComputedTwiceIsComputedOnce)
{
    auto const make = [&] {
        ITensor& x = input("x", {2, 3});
        ITensor& a = unary(sum(x, constant({1, 3}, {1, 2, 3})), UnaryOperation::kABS);
        ITensor& b = unary(sum(constant({1, 3}, {1, 2, 3}), x), UnaryOperation::kABS);
        return &sum(transposed(a, {1, 0}), transposed(b, {1, 0}));
    };
    Values const y = expectSaved(make, "merge_duplicates", 3);
    Values const x = counting(6);
    for (size_t i = 0; i < 6; ++i)
    {
        EXPECT_FLOAT_EQ(y[i], 2 * std::fabs(x[i % 2 * 3 + i / 2] + static_cast<float>(i / 2 + 1)));
    }
}

TEST_F(OptimizationTest, RandomNumbersAreNotMerged)
{
    auto const make = [&] {
        ITensor* drawn[2]{};
        for (ITensor*& each : drawn)
        {
            each = network->addFill(dims({64}), nvinfer1::FillOperation::kRANDOM_UNIFORM)->getOutput(0);
        }
        return &sum(
            *network->addElementWise(*drawn[0], *drawn[1], ElementWiseOperation::kSUB)->getOutput(0), input("x", {64}));
    };
    expectSaved(make, "merge_duplicates", 0);
}

} // namespace
} // namespace tenon::testing
