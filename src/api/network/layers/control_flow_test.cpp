// Loops, conditionals and assertions through the public API.
#include "api/testing/engine_fixture.h"
#include "support/covers.h"

#include <list>

namespace tenon::testing
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::ElementWiseOperation;
using nvinfer1::ILoop;
using nvinfer1::ITensor;
using nvinfer1::LoopOutput;
using nvinfer1::TripLimit;
using ::testing::ElementsAre;

class ControlFlowTest : public EngineTest
{
protected:
    ITensor& number(int32_t value)
    {
        ints_.push_back({value});
        return *network->addConstant(dims({}), {DataType::kINT32, ints_.back().data(), 1})->getOutput(0);
    }
    ITensor& constants(std::initializer_list<int64_t> sizes, Values values)
    {
        floats_.push_back(std::move(values));
        return *network->addConstant(dims(sizes), weightsOf(floats_.back()))->getOutput(0);
    }
    ITensor& apply(ITensor& a, ITensor& b, ElementWiseOperation operation)
    {
        return *network->addElementWise(a, b, operation)->getOutput(0);
    }
    ITensor& sum(ITensor& a, ITensor& b) { return apply(a, b, ElementWiseOperation::kSUM); }
    ITensor& product(ITensor& a, ITensor& b) { return apply(a, b, ElementWiseOperation::kPROD); }
    //! One value as a scalar.
    ITensor& scalar(ITensor& x)
    {
        nvinfer1::IShuffleLayer* const layer = network->addShuffle(x);
        layer->setReshapeDimensions(dims({}));
        return *layer->getOutput(0);
    }
    //! Whether the sum of x is above 0.
    ITensor& isPositive(ITensor& x)
    {
        uint32_t const all = (1U << x.getDimensions().nbDims) - 1;
        ITensor& total = *network->addReduce(x, nvinfer1::ReduceOperation::kSUM, all, false)->getOutput(0);
        return apply(total, constants({}, {0}), ElementWiseOperation::kGREATER);
    }

private:
    std::list<std::vector<int32_t>> ints_;
    std::list<Values> floats_;
};

TEST_F(ControlFlowTest, LoopCountsAndConcatenates)
{
    TENON_COVERS("INetworkDefinition::addLoop", "ILoop::addRecurrence", "ILoop::addTripLimit", "ILoop::addLoopOutput",
        "ILoop::setName", "ILoop::getName", "ILoopBoundaryLayer::getLoop", "ILoopOutputLayer::getLoopOutput",
        "ILoopOutputLayer::setAxis", "ILoopOutputLayer::getAxis", "ITripLimitLayer::getTripLimit");
    ITensor& x = input("x", {2});
    ILoop* const loop = network->addLoop();
    loop->setName("powers");
    EXPECT_STREQ(loop->getName(), "powers");
    nvinfer1::ITripLimitLayer* const limit = loop->addTripLimit(number(4), TripLimit::kCOUNT);
    EXPECT_EQ(limit->getTripLimit(), TripLimit::kCOUNT);
    EXPECT_EQ(limit->getNbOutputs(), 0);
    EXPECT_EQ(limit->getType(), nvinfer1::LayerType::kTRIP_LIMIT);
    nvinfer1::IRecurrenceLayer* const power = loop->addRecurrence(x);
    ITensor& next = product(*power->getOutput(0), x);
    power->setInput(1, next);
    nvinfer1::ILoopOutputLayer* const last = loop->addLoopOutput(*power->getOutput(0), LoopOutput::kLAST_VALUE);
    EXPECT_EQ(last->getLoop(), loop);
    EXPECT_EQ(last->getLoopOutput(), LoopOutput::kLAST_VALUE);
    nvinfer1::ILoopOutputLayer* const all = loop->addLoopOutput(next, LoopOutput::kCONCATENATE, 0);
    all->setInput(1, number(4));
    nvinfer1::ILoopOutputLayer* const columns = loop->addLoopOutput(next, LoopOutput::kREVERSE);
    columns->setInput(1, number(5));
    columns->setAxis(1);
    EXPECT_EQ(columns->getAxis(), 1);
    EXPECT_EQ(sizes(all->getOutput(0)->getDimensions()), list({4, 2}));
    EXPECT_EQ(sizes(columns->getOutput(0)->getDimensions()), list({2, 5}));
    output(last->getOutput(0), "last");
    output(all->getOutput(0), "all");
    output(columns->getOutput(0), "columns");
    build();
    EXPECT_THAT(run({{"x", {2, 3}}}, "last"), ElementsAre(32, 243));
    EXPECT_THAT(run({{"x", {2, 3}}}, "all"), ElementsAre(4, 9, 8, 27, 16, 81, 32, 243));
    EXPECT_THAT(run({{"x", {2, -1}}}, "columns"), ElementsAre(0, 32, 16, 8, 4, 0, -1, 1, -1, 1));
}

TEST_F(ControlFlowTest, LoopRunsWhileAConditionHolds)
{
    // Doubles until the sum passes 100; the condition is looked at before each iteration.
    ITensor& x = input("x", {2});
    ILoop* const loop = network->addLoop();
    nvinfer1::IRecurrenceLayer* const value = loop->addRecurrence(x);
    nvinfer1::IRecurrenceLayer* const count = loop->addRecurrence(constants({}, {0}));
    ITensor& current = *value->getOutput(0);
    ITensor& total = *network->addReduce(current, nvinfer1::ReduceOperation::kSUM, 1, false)->getOutput(0);
    loop->addTripLimit(apply(total, constants({}, {100}), ElementWiseOperation::kLESS), TripLimit::kWHILE);
    value->setInput(1, sum(current, current));
    count->setInput(1, sum(*count->getOutput(0), constants({}, {1})));
    output(loop->addLoopOutput(current, LoopOutput::kLAST_VALUE)->getOutput(0), "y");
    output(loop->addLoopOutput(*count->getOutput(0), LoopOutput::kLAST_VALUE)->getOutput(0), "n");
    build();
    EXPECT_THAT(run({{"x", {1, 2}}}, "y"), ElementsAre(64, 128));
    EXPECT_THAT(run({{"x", {1, 2}}}, "n"), ElementsAre(6));
    EXPECT_THAT(run({{"x", {60, 60}}}, "y"), ElementsAre(60, 60));
    EXPECT_THAT(run({{"x", {60, 60}}}, "n"), ElementsAre(0));
}

TEST_F(ControlFlowTest, IteratorsGoAlongAnyAxisBothWays)
{
    TENON_COVERS("ILoop::addIterator", "IIteratorLayer::setAxis", "IIteratorLayer::getAxis",
        "IIteratorLayer::setReverse", "IIteratorLayer::getReverse");
    // A running sum of columns, from the right; dynamic rows.
    ITensor& x = input("x", {-1, 3});
    addProfile("x", {1, 3}, {2, 3}, {4, 3});
    ILoop* const loop = network->addLoop();
    loop->addTripLimit(number(3), TripLimit::kCOUNT);
    nvinfer1::IIteratorLayer* const column = loop->addIterator(x, 0, false);
    column->setAxis(1);
    column->setReverse(true);
    EXPECT_EQ(column->getAxis(), 1);
    EXPECT_TRUE(column->getReverse());
    EXPECT_EQ(sizes(column->getOutput(0)->getDimensions()), list({-1}));
    // What starts as zeros of the column's size: x's first column times 0.
    nvinfer1::ISliceLayer* const first = network->addSlice(x, dims({0, 0}), dims({1, 1}), dims({1, 1}));
    ITensor* const parts[]{network->addGather(*network->addShape(x)->getOutput(0), number(0), 0)->getOutput(0)};
    nvinfer1::IShuffleLayer* const rows = network->addShuffle(*parts[0]);
    rows->setReshapeDimensions(dims({1}));
    std::vector<int64_t> const one{1};
    ITensor* const size[]{
        rows->getOutput(0), network->addConstant(dims({1}), {DataType::kINT64, one.data(), 1})->getOutput(0)};
    first->setInput(2, *network->addConcatenation(size, 2)->getOutput(0));
    nvinfer1::IReduceLayer* const flat = network->addReduce(
        product(*first->getOutput(0), constants({1, 1}, {0})), nvinfer1::ReduceOperation::kSUM, 2, false);
    nvinfer1::IRecurrenceLayer* const running = loop->addRecurrence(*flat->getOutput(0));
    ITensor& next = sum(*running->getOutput(0), *column->getOutput(0));
    running->setInput(1, next);
    nvinfer1::ILoopOutputLayer* const all = loop->addLoopOutput(next, LoopOutput::kREVERSE, 1);
    all->setInput(1, number(3));
    output(all->getOutput(0), "y");
    build();
    ASSERT_TRUE(context->setInputShape("x", dims({2, 3})));
    EXPECT_THAT(run({{"x", {1, 2, 3, 4, 5, 6}}}, "y"), ElementsAre(6, 5, 3, 15, 11, 6));
    ASSERT_TRUE(context->setInputShape("x", dims({1, 3})));
    EXPECT_THAT(run({{"x", {1, 10, 100}}}, "y"), ElementsAre(111, 110, 100));
}

TEST_F(ControlFlowTest, LoopsLieInsideEachOther)
{
    // y = Σ over i < 3 of Σ over j < 2 of (x + i)
    ITensor& x = input("x", {2});
    ILoop* const outer = network->addLoop();
    outer->addTripLimit(number(3), TripLimit::kCOUNT);
    nvinfer1::IRecurrenceLayer* const i = outer->addRecurrence(constants({1}, {0}));
    i->setInput(1, sum(*i->getOutput(0), constants({1}, {1})));
    nvinfer1::IRecurrenceLayer* const total = outer->addRecurrence(constants({2}, {0, 0}));
    ITensor& term = sum(x, *i->getOutput(0));
    ILoop* const inner = network->addLoop();
    inner->addTripLimit(number(2), TripLimit::kCOUNT);
    nvinfer1::IRecurrenceLayer* const partial = inner->addRecurrence(*total->getOutput(0));
    partial->setInput(1, sum(*partial->getOutput(0), term));
    total->setInput(1, *inner->addLoopOutput(*partial->getOutput(0), LoopOutput::kLAST_VALUE)->getOutput(0));
    output(outer->addLoopOutput(*total->getOutput(0), LoopOutput::kLAST_VALUE)->getOutput(0), "y");
    build();
    EXPECT_THAT(run({{"x", {1, 10}}}, "y"), ElementsAre(12, 66));
}

//! The counter decides where a slice begins.
TEST_F(ControlFlowTest, ShapesMayFollowTheCounter)
{
    ITensor& x = input("x", {6});
    std::vector<int64_t> const zero{0}, two{2};
    auto const int64s = [&](std::vector<int64_t> const& values) -> ITensor& {
        return *network->addConstant(dims({1}), {DataType::kINT64, values.data(), 1})->getOutput(0);
    };
    ILoop* const loop = network->addLoop();
    loop->addTripLimit(number(3), TripLimit::kCOUNT);
    nvinfer1::IRecurrenceLayer* const start = loop->addRecurrence(int64s(zero));
    start->setInput(1, sum(*start->getOutput(0), int64s(two)));
    nvinfer1::ISliceLayer* const slice = network->addSlice(x, dims({0}), dims({2}), dims({1}));
    slice->setInput(1, *start->getOutput(0));
    nvinfer1::IRecurrenceLayer* const total = loop->addRecurrence(constants({2}, {0, 0}));
    total->setInput(1, sum(*total->getOutput(0), *slice->getOutput(0)));
    output(loop->addLoopOutput(*total->getOutput(0), LoopOutput::kLAST_VALUE)->getOutput(0), "y");
    build();
    EXPECT_THAT(run({{"x", {1, 2, 10, 20, 100, 200}}}, "y"), ElementsAre(111, 222));
}

TEST_F(ControlFlowTest, LoopsThatCannotBeBuiltSayWhy)
{
    ITensor& x = input("x", {2});
    ILoop* const loop = network->addLoop();
    nvinfer1::IRecurrenceLayer* const value = loop->addRecurrence(x);
    ITensor& next = sum(*value->getOutput(0), x);
    nvinfer1::ILoopOutputLayer* const last = loop->addLoopOutput(*value->getOutput(0), LoopOutput::kLAST_VALUE);
    output(last->getOutput(0), "y");
    auto const refused = [&] {
        return std::unique_ptr<nvinfer1::IHostMemory>(builder->buildSerializedNetwork(*network, *config)) == nullptr;
    };
    ASSERT_TRUE(refused());
    EXPECT_ONE_ERROR(
        "expected a trip limit of kCOUNT, of kWHILE, or one of each, found 0 and 0; call ILoop::addTripLimit");
    loop->addTripLimit(number(2), TripLimit::kCOUNT);
    ASSERT_TRUE(refused());
    EXPECT_ONE_ERROR("expected what an iteration hands on, found none; call IRecurrenceLayer::setInput(1, …)");
    value->setInput(1, next);
    // The sum leaves the loop without a loop output.
    ITensor& leak = *network->addActivation(next, nvinfer1::ActivationType::kRELU)->getOutput(0);
    output(&leak, "leak");
    ASSERT_TRUE(refused());
    EXPECT_ONE_ERROR("expected what it computes to leave through its outputs");
    network->unmarkOutput(leak);
    nvinfer1::ILoopOutputLayer* const all = loop->addLoopOutput(next, LoopOutput::kCONCATENATE);
    EXPECT_EQ(all->getOutput(0)->getDimensions().nbDims, -1);
    EXPECT_ONE_ERROR("expected input 1 to say how many slices there are, found none");
    EXPECT_EQ(loop->addLoopOutput(next, static_cast<LoopOutput>(9)), nullptr);
    EXPECT_ONE_ERROR("kind of the loop output");
}

TEST_F(ControlFlowTest, LoopsThatFailSayWhereAndWhy)
{
    ITensor& x = input("x", {2, 3});
    ILoop* const loop = network->addLoop();
    loop->addTripLimit(number(4), TripLimit::kCOUNT);
    nvinfer1::ILoopOutputLayer* const rows = loop->addLoopOutput(
        sum(*loop->addIterator(x)->getOutput(0), constants({3}, {0, 0, 0})), LoopOutput::kCONCATENATE);
    rows->setInput(1, number(4));
    output(rows->getOutput(0), "y");
    build();
    std::vector<float> in(6), out(12);
    tenon::DeviceMemory from(*engine, 24), to(*engine, 48);
    ASSERT_TRUE(context->setTensorAddress("x", from.data()) && context->setTensorAddress("y", to.data()));
    EXPECT_FALSE(inferred(*context)); // a GPU tells of it behind the work
    EXPECT_ONE_ERROR(
        "iterator: expected at most 2 iterations, as many slices as its tensor has along axis 0, found more");
}

TEST_F(ControlFlowTest, ConditionalRunsOneBranch)
{
    TENON_COVERS("INetworkDefinition::addIfConditional", "IIfConditional::setCondition", "IIfConditional::addInput",
        "IIfConditional::addOutput", "IIfConditional::setName", "IIfConditional::getName",
        "IIfConditionalBoundaryLayer::getConditional");
    ITensor& x = input("x", {3});
    nvinfer1::IIfConditional* const choice = network->addIfConditional();
    choice->setName("sign");
    EXPECT_STREQ(choice->getName(), "sign");
    nvinfer1::IConditionLayer* const condition = choice->setCondition(isPositive(x));
    EXPECT_EQ(condition->getConditional(), choice);
    EXPECT_EQ(condition->getType(), nvinfer1::LayerType::kCONDITION);
    ITensor& inside = *choice->addInput(x)->getOutput(0);
    ITensor& doubled = sum(inside, inside);
    ITensor& negated = *network->addUnary(inside, nvinfer1::UnaryOperation::kNEG)->getOutput(0);
    // Only the else-branch divides; its assertion must not be looked at where it does not run.
    nvinfer1::IIfConditionalOutputLayer* const either = choice->addOutput(doubled, negated);
    output(either->getOutput(0), "y");
    // A branch may hand on what it was given.
    output(choice->addOutput(inside, negated)->getOutput(0), "z");
    build();
    EXPECT_THAT(run({{"x", {1, 2, 3}}}, "y"), ElementsAre(2, 4, 6));
    EXPECT_THAT(run({{"x", {1, 2, 3}}}, "z"), ElementsAre(1, 2, 3));
    EXPECT_THAT(run({{"x", {1, 2, -4}}}, "y"), ElementsAre(-1, -2, 4));
    EXPECT_THAT(run({{"x", {1, 2, -4}}}, "z"), ElementsAre(-1, -2, 4));
}

TEST_F(ControlFlowTest, ConditionalsLieInLoopsAndLoopsInConditionals)
{
    // Collatz: while n > 1: n = n even ? n / 2 : 3n + 1; counts the steps. Only if n > 0 at all.
    ITensor& x = input("x", {1});
    nvinfer1::IIfConditional* const outer = network->addIfConditional();
    outer->setCondition(isPositive(x));
    ITensor& n0 = *outer->addInput(x)->getOutput(0);
    ILoop* const loop = network->addLoop();
    nvinfer1::IRecurrenceLayer* const n = loop->addRecurrence(n0);
    nvinfer1::IRecurrenceLayer* const steps = loop->addRecurrence(constants({1}, {0}));
    ITensor& current = *n->getOutput(0);
    loop->addTripLimit(isPositive(sum(current, constants({1}, {-1}))), TripLimit::kWHILE);
    loop->addTripLimit(number(1000), TripLimit::kCOUNT);
    ITensor& half = product(current, constants({1}, {0.5F}));
    ITensor& whole = *network->addUnary(half, nvinfer1::UnaryOperation::kFLOOR)->getOutput(0);
    nvinfer1::IIfConditional* const parity = network->addIfConditional();
    parity->setCondition(isPositive(apply(half, whole, ElementWiseOperation::kSUB)));
    ITensor& inside = *parity->addInput(current)->getOutput(0);
    ITensor& odd = sum(product(inside, constants({1}, {3})), constants({1}, {1}));
    ITensor& even = product(inside, constants({1}, {0.5F}));
    n->setInput(1, *parity->addOutput(odd, even)->getOutput(0));
    steps->setInput(1, sum(*steps->getOutput(0), constants({1}, {1})));
    ITensor& counted = *loop->addLoopOutput(*steps->getOutput(0), LoopOutput::kLAST_VALUE)->getOutput(0);
    // The loop's first value depends on the conditional's input, so that the loop lies in the branch.
    ITensor& other = product(n0, constants({1}, {0}));
    output(outer->addOutput(sum(counted, other), other)->getOutput(0), "y");
    build();
    EXPECT_THAT(run({{"x", {27}}}, "y"), ElementsAre(111));
    EXPECT_THAT(run({{"x", {6}}}, "y"), ElementsAre(8));
    EXPECT_THAT(run({{"x", {-6}}}, "y"), ElementsAre(0));
}

//! Memory for an output whose size an inference tells.
class Growing final : public nvinfer1::IOutputAllocator
{
public:
    void* reallocateOutput(char const*, void*, uint64_t size, uint64_t) noexcept override
    {
        bytes.resize(size);
        return bytes.data();
    }
    void* reallocateOutputAsync(
        char const* name, void* current, uint64_t size, uint64_t alignment, cudaStream_t) noexcept override
    {
        return reallocateOutput(name, current, size, alignment);
    }
    void notifyShape(char const*, nvinfer1::Dims const& told) noexcept override { shape = told; }

    std::vector<std::byte> bytes;
    nvinfer1::Dims shape{};
};

TEST_F(ControlFlowTest, BranchesMayDifferInSize)
{
    if (std::getenv("TENON_TEST_DEVICE") != nullptr)
    {
        GTEST_SKIP() << "the allocator gives host memory";
    }
    ITensor& x = input("x", {4});
    nvinfer1::IIfConditional* const choice = network->addIfConditional();
    choice->setCondition(isPositive(x));
    ITensor& inside = *choice->addInput(x)->getOutput(0);
    ITensor& head = *network->addSlice(inside, dims({0}), dims({2}), dims({1}))->getOutput(0);
    ITensor& tail = *network->addSlice(inside, dims({1}), dims({3}), dims({1}))->getOutput(0);
    ITensor* const either = choice->addOutput(head, tail)->getOutput(0);
    EXPECT_EQ(sizes(either->getDimensions()), list({-1}));
    output(network->addUnary(*either, nvinfer1::UnaryOperation::kNEG)->getOutput(0), "y");
    build();
    Growing memory;
    ASSERT_TRUE(context->setOutputAllocator("y", &memory));
    Values x0{1, 2, 3, 4};
    ASSERT_TRUE(context->setTensorAddress("x", x0.data()));
    ASSERT_TRUE(context->enqueueV3(nullptr)) << logger.takeErrors();
    EXPECT_EQ(sizes(memory.shape), list({2}));
    EXPECT_EQ(reinterpret_cast<float*>(memory.bytes.data())[1], -2);
    x0 = {-1, -2, -3, -4};
    ASSERT_TRUE(context->enqueueV3(nullptr)) << logger.takeErrors();
    EXPECT_EQ(sizes(memory.shape), list({3}));
    EXPECT_EQ(reinterpret_cast<float*>(memory.bytes.data())[2], 4);
}

//! As many slices as there were iterations, where input 2 bounds them.
TEST_F(ControlFlowTest, LoopOutputsMayBeAsLongAsTheLoopRan)
{
    if (std::getenv("TENON_TEST_DEVICE") != nullptr)
    {
        GTEST_SKIP() << "the allocator gives host memory";
    }
    ITensor& x = input("x", {2});
    ILoop* const loop = network->addLoop();
    nvinfer1::IRecurrenceLayer* const value = loop->addRecurrence(x);
    ITensor& next = sum(*value->getOutput(0), constants({2}, {-1, -1}));
    value->setInput(1, next);
    loop->addTripLimit(number(10), TripLimit::kCOUNT);
    loop->addTripLimit(isPositive(*value->getOutput(0)), TripLimit::kWHILE);
    nvinfer1::ILoopOutputLayer* const columns = loop->addLoopOutput(next, LoopOutput::kCONCATENATE, 1);
    columns->setInput(2, number(10));
    EXPECT_EQ(sizes(columns->getOutput(0)->getDimensions()), list({2, -1}));
    output(columns->getOutput(0), "y");
    build();
    Growing memory;
    ASSERT_TRUE(context->setOutputAllocator("y", &memory));
    Values x0{1, 3};
    ASSERT_TRUE(context->setTensorAddress("x", x0.data()));
    ASSERT_TRUE(context->enqueueV3(nullptr)) << logger.takeErrors();
    EXPECT_EQ(sizes(memory.shape), list({2, 2}));
    auto const* const y = reinterpret_cast<float const*>(memory.bytes.data());
    EXPECT_THAT(Values(y, y + 4), ElementsAre(0, -1, 2, 1));
}

TEST_F(ControlFlowTest, AssertionEndsAnInference)
{
    TENON_COVERS("INetworkDefinition::addAssertion", "IAssertionLayer::setMessage", "IAssertionLayer::getMessage");
    ITensor& x = input("x", {2});
    nvinfer1::IAssertionLayer* const check = network->addAssertion(isPositive(x), "first");
    EXPECT_STREQ(check->getMessage(), "first");
    check->setMessage("the sum is positive");
    EXPECT_STREQ(check->getMessage(), "the sum is positive");
    EXPECT_EQ(check->getNbOutputs(), 0);
    output(network->addUnary(x, nvinfer1::UnaryOperation::kNEG)->getOutput(0), "y");
    build();
    EXPECT_THAT(run({{"x", {1, 2}}}, "y"), ElementsAre(-1, -2));
    tenon::DeviceMemory from(*engine, 8), to(*engine, 8);
    Values const bad{-1, -2};
    ASSERT_TRUE(from.copyFrom(bad.data()));
    ASSERT_TRUE(context->setTensorAddress("x", from.data()) && context->setTensorAddress("y", to.data()));
    EXPECT_FALSE(inferred(*context));
    EXPECT_ONE_ERROR("found value 0 of 1 false: the sum is positive");
}

TEST_F(ControlFlowTest, NonZeroTellsItsSize)
{
    TENON_COVERS("INetworkDefinition::addNonZero", "INonZeroLayer::setIndicesType", "INonZeroLayer::getIndicesType");
    if (std::getenv("TENON_TEST_DEVICE") != nullptr)
    {
        GTEST_SKIP() << "the allocator gives host memory";
    }
    ITensor& x = input("x", {2, 3});
    nvinfer1::INonZeroLayer* const layer = network->addNonZero(x, DataType::kINT32);
    EXPECT_TRUE(layer->setIndicesType(DataType::kINT64));
    EXPECT_EQ(layer->getIndicesType(), DataType::kINT64);
    EXPECT_EQ(sizes(layer->getOutput(0)->getDimensions()), list({2, -1}));
    output(layer->getOutput(0), "y");
    build();
    Growing memory;
    ASSERT_TRUE(context->setOutputAllocator("y", &memory));
    Values x0{0, 1, 0, 2, 0, 3};
    ASSERT_TRUE(context->setTensorAddress("x", x0.data()));
    ASSERT_TRUE(context->enqueueV3(nullptr)) << logger.takeErrors();
    EXPECT_EQ(sizes(memory.shape), list({2, 3}));
    auto const* const y = reinterpret_cast<int64_t const*>(memory.bytes.data());
    EXPECT_THAT(std::vector<int64_t>(y, y + 6), ElementsAre(0, 1, 1, 1, 0, 2));
    EXPECT_FALSE(layer->setIndicesType(DataType::kFLOAT));
    EXPECT_ONE_ERROR("type of the indices: expected kINT32 or kINT64");
}

//! The layer that is told last stands nearer to the input: what the other told before must not be forgotten.
TEST_F(ControlFlowTest, SizesOfTwoLayersAreToldInTheOrderInWhichTheyRun)
{
    if (std::getenv("TENON_TEST_DEVICE") != nullptr)
    {
        GTEST_SKIP() << "the allocator gives host memory";
    }
    ITensor& x = input("x", {6});
    ITensor* const positive = network->addActivation(x, nvinfer1::ActivationType::kRELU)->getOutput(0);
    ITensor* const first = network->addNonZero(*positive, DataType::kINT32)->getOutput(0);
    ITensor* const second = network->addNonZero(x, DataType::kINT32)->getOutput(0);
    output(network->addCast(*first, DataType::kFLOAT)->getOutput(0), "positive");
    output(network->addCast(*second, DataType::kFLOAT)->getOutput(0), "all");
    build();
    Growing memoryOfFirst, memoryOfSecond;
    ASSERT_TRUE(context->setOutputAllocator("positive", &memoryOfFirst));
    ASSERT_TRUE(context->setOutputAllocator("all", &memoryOfSecond));
    Values x0{-1, 2, 0, 3, -4, 0};
    ASSERT_TRUE(context->setTensorAddress("x", x0.data()));
    for (int32_t round = 0; round < 2; ++round)
    {
        ASSERT_TRUE(context->enqueueV3(nullptr)) << logger.takeErrors();
        EXPECT_EQ(sizes(memoryOfFirst.shape), list({1, 2}));
        EXPECT_EQ(sizes(memoryOfSecond.shape), list({1, 4}));
        auto const* const a = reinterpret_cast<float const*>(memoryOfFirst.bytes.data());
        auto const* const b = reinterpret_cast<float const*>(memoryOfSecond.bytes.data());
        EXPECT_THAT(std::vector<float>(a, a + 2), ElementsAre(1, 3));
        EXPECT_THAT(std::vector<float>(b, b + 4), ElementsAre(0, 1, 3, 4));
    }
}

TEST_F(ControlFlowTest, NMSSelectsBoxes)
{
    TENON_COVERS("INetworkDefinition::addNMS", "INMSLayer::setBoundingBoxFormat", "INMSLayer::getBoundingBoxFormat",
        "INMSLayer::setTopKBoxLimit", "INMSLayer::getTopKBoxLimit", "INMSLayer::setIndicesType",
        "INMSLayer::getIndicesType");
    if (std::getenv("TENON_TEST_DEVICE") != nullptr)
    {
        GTEST_SKIP() << "the allocator gives host memory";
    }
    ITensor& boxes = input("boxes", {1, 3, 4});
    ITensor& scores = input("scores", {1, 3, 1});
    nvinfer1::INMSLayer* const layer = network->addNMS(boxes, scores, number(2), DataType::kINT32);
    layer->setInput(3, constants({}, {0.5F}));
    layer->setInput(4, constants({}, {0.1F}));
    layer->setBoundingBoxFormat(nvinfer1::BoundingBoxFormat::kCENTER_SIZES);
    EXPECT_EQ(layer->getBoundingBoxFormat(), nvinfer1::BoundingBoxFormat::kCENTER_SIZES);
    layer->setTopKBoxLimit(100);
    EXPECT_EQ(layer->getTopKBoxLimit(), 100);
    EXPECT_TRUE(layer->setIndicesType(DataType::kINT64));
    EXPECT_EQ(layer->getIndicesType(), DataType::kINT64);
    output(layer->getOutput(0), "selected");
    output(layer->getOutput(1), "count");
    build();
    Growing selected;
    ASSERT_TRUE(context->setOutputAllocator("selected", &selected));
    Values const b{5, 5, 2, 2, 5, 5.2F, 2, 2, 9, 9, 2, 2}, s{0.8F, 0.9F, 0.3F};
    int32_t count = -1;
    ASSERT_TRUE(context->setTensorAddress("boxes", const_cast<float*>(b.data()))
        && context->setTensorAddress("scores", const_cast<float*>(s.data()))
        && context->setTensorAddress("count", &count));
    ASSERT_TRUE(context->enqueueV3(nullptr)) << logger.takeErrors();
    EXPECT_EQ(count, 2);
    EXPECT_EQ(sizes(selected.shape), list({2, 3}));
    auto const* const rows = reinterpret_cast<int64_t const*>(selected.bytes.data());
    EXPECT_THAT(std::vector<int64_t>(rows, rows + 6), ElementsAre(0, 0, 1, 0, 0, 2));
    layer->setTopKBoxLimit(0);
    EXPECT_ONE_ERROR("top-k box limit: expected at least 1, found 0");
}

} // namespace
} // namespace tenon::testing
