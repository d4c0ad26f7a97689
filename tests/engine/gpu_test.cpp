// Engines for a GPU in which some steps run on the CPU, on a device that stands in for a GPU: where steps run, which copies there are
// between, and that values are right although neither can read the other's memory.
#include "run_network.h"

#include "builder/testing/recording_logger.h"
#include "devices/testing/fake_gpu.h"
#include "lies.h"
#include "plan/writer.h"

namespace tenon::testing
{
namespace
{

using devices::testing::FakeGpu;
using graph::testing::addFake;
using graph::testing::FakeParams;
using graph::testing::scaledBy;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

FakeParams onGpu(double factor)
{
    FakeParams params = scaledBy(factor);
    params.onCuda = true;
    return params;
}

class GpuTest : public ::testing::Test
{
protected:
    GpuTest()
    {
        request = cpuRequest();
        request.device = &gpu;
        request.log = base::Log(&logger);
    }

    Tensor& input(std::string const& name = "x")
    {
        return network.addInput(name, DataType::kFLOAT, {graph::constant(4)});
    }

    void output(Tensor& tensor, std::string const& name = "y")
    {
        tensor.name = name;
        network.markOutput(tensor);
    }

    //! "copy of "x" to the CPU", "first", …
    std::vector<std::string> steps()
    {
        auto const loaded = buildAndLoadHere();
        std::vector<std::string> names;
        for (size_t s = 0; s < loaded.engine->overlay().steps.size(); ++s)
        {
            bool const away = loaded.engine->isOnHost(loaded.engine->overlay().steps[s]);
            names.push_back(loaded.engine->stepName(s) + (away ? " on the CPU" : ""));
        }
        return names;
    }

    Loaded buildAndLoadHere()
    {
        auto plan = builder::build(network, request);
        EXPECT_TRUE(plan.ok()) << messageOf(plan);
        auto loaded = load(std::move(*plan), gpu);
        EXPECT_TRUE(loaded.ok()) << messageOf(loaded);
        return std::move(*loaded);
    }

    //! Memory on the GPU for each binding, inputs filled with 1, 2, 3, 4; outputs keep the poison of fresh memory.
    void bind(Loaded& loaded)
    {
        for (size_t b = 0; b < loaded.engine->bindings().size(); ++b)
        {
            memory.push_back(std::move(gpu.allocate(16)).value());
            if (loaded.engine->bindings()[b].isInput)
            {
                float const values[]{1, 2, 3, 4};
                ASSERT_TRUE(gpu.copy(memory.back().data(), values, 16, nullptr).ok());
            }
            Status const status = loaded.context->setAddress(static_cast<int32_t>(b), memory.back().data());
            ASSERT_TRUE(status.ok()) << messageOf(status);
        }
    }

    std::vector<float> read(size_t binding)
    {
        std::vector<float> values(4);
        EXPECT_TRUE(gpu.copy(values.data(), memory[binding].data(), 16, nullptr).ok());
        return values;
    }

    std::vector<float> run(Loaded& loaded, size_t binding = 1)
    {
        bind(loaded);
        Status const status = loaded.context->enqueue(nullptr);
        EXPECT_TRUE(status.ok()) << messageOf(status);
        EXPECT_TRUE(loaded.context->finish(nullptr).ok());
        return read(binding);
    }

    FakeGpu gpu;
    builder::testing::RecordingLogger logger;
    Graph network;
    builder::BuildRequest request;
    std::vector<devices::Buffer> memory;
};

TEST_F(GpuTest, StepsThatTheGpuHasRunThereWithoutCopies)
{
    output(addFake(network, "second", {&addFake(network, "first", {&input()}, onGpu(2))}, onGpu(3)));
    EXPECT_THAT(steps(), ElementsAre("first", "second"));
    Loaded loaded = buildAndLoadHere();
    EXPECT_EQ(loaded.engine->hostBytes(), 0U);
    EXPECT_THAT(run(loaded), ElementsAre(6, 12, 18, 24));
}

TEST_F(GpuTest, StepsOnTheCpuThatFollowEachOtherShareTheirCopies)
{
    Tensor& first = addFake(network, "first", {&input()}, onGpu(2));
    Tensor& third = addFake(network, "third", {&addFake(network, "second", {&first}, scaledBy(3))}, scaledBy(5));
    output(addFake(network, "fourth", {&third}, onGpu(7)));
    EXPECT_THAT(steps(),
        ElementsAre("first", HasSubstr("to the CPU"), "second on the CPU", "third on the CPU", HasSubstr("to the GPU"),
            "fourth"));
    Loaded loaded = buildAndLoadHere();
    EXPECT_THAT(run(loaded), ElementsAre(210, 420, 630, 840));
    EXPECT_THAT(logger.text,
        HasSubstr(
            "engine for fake sm_00: 2 of 6 steps run on the CPU, with 2 copies of 32 bytes: Fake \"second\", Fake \"third\""));
}

TEST_F(GpuTest, ATensorNeededOnBothSidesIsCopiedOnce)
{
    Tensor& x = input();
    Tensor& shared = addFake(network, "shared", {&x}, onGpu(2));
    Tensor& a = addFake(network, "a", {&shared}, scaledBy(3));
    Tensor& b = addFake(network, "b", {&shared, &x}, scaledBy(1));
    output(addFake(network, "sum", {&a, &b, &shared}, onGpu(1)));
    EXPECT_THAT(steps(),
        ElementsAre("shared", "copy of \"shared output 0\" to the CPU", "a on the CPU", "copy of \"x\" to the CPU",
            "b on the CPU", "copy of \"a output 0\" to the GPU", "copy of \"b output 0\" to the GPU", "sum"));
    Loaded loaded = buildAndLoadHere();
    EXPECT_THAT(run(loaded), ElementsAre(11, 22, 33, 44));
}

TEST_F(GpuTest, OutputsThatTheCpuMakesAreCopiedAndMayBeReadOnBothSides)
{
    Tensor& y = addFake(network, "y op", {&input()}, scaledBy(2));
    output(y, "y");
    output(addFake(network, "host", {&y}, scaledBy(3)), "z");
    output(addFake(network, "gpu", {&y}, onGpu(5)), "w");
    EXPECT_THAT(steps(),
        ElementsAre("copy of \"x\" to the CPU", "y op on the CPU", "copy of \"y\" to the GPU", "host on the CPU",
            "copy of \"z\" to the GPU", "gpu"));
    Loaded loaded = buildAndLoadHere();
    EXPECT_THAT(run(loaded, 1), ElementsAre(2, 4, 6, 8));
    EXPECT_THAT(read(2), ElementsAre(6, 12, 18, 24));
    EXPECT_THAT(read(3), ElementsAre(10, 20, 30, 40));
}

TEST_F(GpuTest, ConstantsLieWhereTheyAreNeeded)
{
    float const values[]{10, 20, 30, 40};
    graph::ConstantData const data = graph::copyOf({DataType::kFLOAT, 4, values, nullptr});
    Tensor& constant = network.addConstant("c", {graph::constant(4)}, data);
    Tensor& host = addFake(network, "host", {&input(), &constant}, scaledBy(1));
    output(addFake(network, "gpu", {&host, &constant}, onGpu(1)));
    Loaded loaded = buildAndLoadHere();
    EXPECT_THAT(run(loaded), ElementsAre(21, 42, 63, 84));
}

TEST_F(GpuTest, AnInputThatIsAnOutputAndAConstantOutputAreCopied)
{
    Tensor& x = input();
    network.markOutput(x);
    float const values[]{10, 20, 30, 40};
    Tensor& constant =
        network.addConstant("c", {graph::constant(4)}, graph::copyOf({DataType::kFLOAT, 4, values, nullptr}));
    network.markOutput(constant);
    EXPECT_THAT(steps(), ElementsAre("copy of \"x\"", "copy of \"c\""));
    Loaded loaded = buildAndLoadHere();
    EXPECT_THAT(run(loaded, 1), ElementsAre(1, 2, 3, 4));
    EXPECT_THAT(read(2), ElementsAre(10, 20, 30, 40));
}

#if !TENON_CUDA
TEST_F(GpuTest, ConversionsThatTheGpuHasNotRunOnTheCpu)
{
    request.allowHalf = true;
    FakeParams half = scaledBy(2);
    half.types = {static_cast<int64_t>(DataType::kHALF)};
    half.onCuda = true;
    output(addFake(network, "half", {&input()}, half));
    Loaded loaded = buildAndLoadHere();
    EXPECT_THAT(run(loaded), ElementsAre(2, 4, 6, 8));
    EXPECT_THAT(steps(),
        ElementsAre(HasSubstr("to the CPU"), HasSubstr("fp16"), HasSubstr("to the GPU"), "half",
            HasSubstr("to the CPU"), HasSubstr("fp32"), HasSubstr("to the GPU")));
}
#endif

TEST_F(GpuTest, PlansKeepWhereStepsRun)
{
    FakeParams host = scaledBy(3);
    host.workspaceBytes = {1000};
    output(addFake(network, "second", {&addFake(network, "first", {&input()}, onGpu(2))}, host));
    auto const plan = builder::build(network, request);
    ASSERT_TRUE(plan.ok());
    EXPECT_EQ(plan->overlays[0].maxHostWorkspaceBytes, 1000);
    EXPECT_EQ(plan->overlays[0].maxWorkspaceBytes, 0);
    auto const bytes = plan::toBytes(*plan);
    auto read = plan::read(*plan::copyOf(*bytes), graph::testing::fakeFactory(), {});
    ASSERT_TRUE(read.ok()) << messageOf(read);
    auto loaded = load(std::move(*read), gpu);
    ASSERT_TRUE(loaded.ok()) << messageOf(loaded);
    EXPECT_EQ(loaded->engine->overlay().steps.size(), 4U);
    EXPECT_THAT(run(*loaded), ElementsAre(6, 12, 18, 24));
}

TEST_F(GpuTest, APlanThatLiesOfWhereAStepRunsIsRefused)
{
    output(addFake(network, "second", {&addFake(network, "first", {&input()}, onGpu(2))}, scaledBy(3)));
    auto plan = builder::build(network, request);
    ASSERT_TRUE(plan.ok());
    for (plan::Step& step : plan->overlays[0].steps)
    {
        if (step.op >= 0)
        {
            devices::DeviceKind const truth = step.candidate.device;
            step.candidate.device =
                truth == devices::DeviceKind::kCPU ? devices::DeviceKind::kCUDA : devices::DeviceKind::kCPU;
            auto const bytes = plan::toBytes(*plan);
            auto const read = plan::read(*plan::copyOf(*bytes), graph::testing::fakeFactory(), {});
            EXPECT_THAT(messageOf(read), HasSubstr("expected memory of the device that it runs on"));
            step.candidate.device = truth;
        }
    }
}

TEST_F(GpuTest, PlansGoFromTheCpuToAGpuAndBack)
{
    output(addFake(network, "second", {&addFake(network, "first", {&input()}, onGpu(2))}, scaledBy(3)));
    auto onCpu = builder::build(network, cpuRequest());
    ASSERT_TRUE(onCpu.ok());
    ASSERT_TRUE(builder::tune(*onCpu, gpu, {}, {}).ok());
    ASSERT_EQ(onCpu->overlays.size(), 2U);
    auto loaded = load(std::move(*onCpu), gpu);
    ASSERT_TRUE(loaded.ok()) << messageOf(loaded);
    EXPECT_THAT(run(*loaded), ElementsAre(6, 12, 18, 24));

    auto onGpu = builder::build(network, request);
    ASSERT_TRUE(onGpu.ok());
    ASSERT_TRUE(builder::tune(*onGpu, devices::cpuDevice(), {}, {}).ok());
    auto back = load(std::move(*onGpu));
    ASSERT_TRUE(back.ok()) << messageOf(back);
    float const x[]{1, 2, 3, 4};
    float y[4]{};
    ASSERT_TRUE(back->context->setAddress(0, const_cast<float*>(x)).ok());
    ASSERT_TRUE(back->context->setAddress(1, y).ok());
    ASSERT_TRUE(back->context->enqueue(nullptr).ok());
    EXPECT_THAT(y, ElementsAre(6, 12, 18, 24));
}

TEST_F(GpuTest, AStepOnTheCpuThatFailsIsNamedAfterTheInference)
{
    FakeParams failing = scaledBy(3);
    failing.enqueueFails = true;
    output(addFake(network, "fails", {&addFake(network, "first", {&input()}, onGpu(2))}, failing));
    Loaded loaded = buildAndLoadHere();
    bind(loaded);
    ASSERT_TRUE(loaded.context->enqueue(nullptr).ok());
    Status const late = loaded.context->finish(nullptr);
    EXPECT_THAT(messageOf(late),
        AllOf(HasSubstr("fake: fails on purpose"), HasSubstr("Fake \"fails\""), HasSubstr("enqueued before")));
    EXPECT_TRUE(loaded.context->finish(nullptr).ok());
    ASSERT_TRUE(loaded.context->enqueue(nullptr).ok());
    EXPECT_THAT(messageOf(loaded.context->enqueue(nullptr)), HasSubstr("fake: fails on purpose"));
    // Asked to wait after each step, the call itself says so.
    loaded.context->setSynchronous(true);
    EXPECT_THAT(messageOf(loaded.context->enqueue(nullptr)), HasSubstr("fake: fails on purpose"));
}

TEST_F(GpuTest, PointersOfTheWrongKindAreRefused)
{
    output(addFake(network, "op", {&input()}, onGpu(2)));
    Loaded loaded = buildAndLoadHere();
    float host[4]{};
    EXPECT_THAT(messageOf(loaded.context->setAddress(0, host)),
        AllOf(HasSubstr("binding \"x\": expected memory of fake sm_00, found a pointer into host memory"),
            HasSubstr("cudaMalloc")));
    alignas(256) static std::byte block[4096];
    EXPECT_THAT(messageOf(loaded.context->setMemory(block, sizeof(block))),
        HasSubstr("context memory: expected memory of fake sm_00"));
}

TEST_F(GpuTest, AnInferenceNeitherWaitsNorAllocates)
{
    output(addFake(network, "second", {&addFake(network, "first", {&input()}, onGpu(2))}, scaledBy(3)));
    Loaded loaded = buildAndLoadHere();
    run(loaded);
    int32_t const allocations = gpu.allocations;
    int32_t const waits = gpu.waits;
    for (int32_t i = 0; i < 3; ++i)
    {
        ASSERT_TRUE(loaded.context->enqueue(nullptr).ok());
    }
    EXPECT_EQ(gpu.allocations, allocations);
    EXPECT_EQ(gpu.waits, waits);
}

TEST_F(GpuTest, TheEventOfConsumedInputsIsRecorded)
{
    output(addFake(network, "second", {&addFake(network, "first", {&input()}, onGpu(2))}, onGpu(3)));
    Loaded loaded = buildAndLoadHere();
    auto const event = gpu.makeEvent(true);
    ASSERT_TRUE(loaded.context->setInputConsumedEvent(event->handle()).ok());
    EXPECT_EQ(loaded.context->inputConsumedEvent(), event->handle());
    run(loaded);
    EXPECT_EQ(gpu.records, 1);
    ASSERT_TRUE(loaded.context->setInputConsumedEvent(nullptr).ok());
    ASSERT_TRUE(loaded.context->enqueue(nullptr).ok());
    EXPECT_EQ(gpu.records, 1);
}

TEST_F(GpuTest, StepsAreTimedAndShownWhereverTheyRun)
{
    output(addFake(network, "second", {&addFake(network, "first", {&input()}, onGpu(2))}, scaledBy(3)));
    Loaded loaded = buildAndLoadHere();
    bind(loaded);
    std::vector<std::string> timed;
    std::vector<float> shown;
    loaded.context->setStepTimes([&](std::string const& name, float milliseconds) {
        timed.push_back(name);
        EXPECT_GE(milliseconds, 0.0F);
    });
    loaded.context->setTap([&](int32_t, graph::TensorDesc const&, void const* data) {
        shown.push_back(static_cast<float const*>(data)[1]);
    });
    ASSERT_TRUE(loaded.context->enqueue(nullptr).ok());
    EXPECT_THAT(
        timed, ElementsAre("first", "copy of \"first output 0\" to the CPU", "second", "copy of \"y\" to the GPU"));
    EXPECT_THAT(shown, ElementsAre(4, 12));
}

TEST_F(GpuTest, MemoryComesFromWhereTheUserSays)
{
    class Source final : public devices::MemorySource
    {
    public:
        explicit Source(FakeGpu& gpu)
            : gpu_(gpu)
        {
        }
        Result<devices::Buffer> allocate(size_t bytes) override
        {
            TENON_ASSIGN(devices::Buffer memory, gpu_.allocate(bytes));
            void* const data = memory.data();
            kept_[data] = std::move(memory);
            return devices::Buffer(*this, data, bytes);
        }
        size_t live() const { return kept_.size(); }

    protected:
        void release(void* data, size_t) noexcept override { kept_.erase(data); }

    private:
        FakeGpu& gpu_;
        std::map<void*, devices::Buffer> kept_;
    };
    float const values[]{10, 20, 30, 40};
    Tensor& constant =
        network.addConstant("c", {graph::constant(4)}, graph::copyOf({DataType::kFLOAT, 4, values, nullptr}));
    output(addFake(network, "second", {&addFake(network, "first", {&input(), &constant}, onGpu(2))}, onGpu(3)));
    auto plan = builder::build(network, request);
    ASSERT_TRUE(plan.ok());
    auto const source = std::make_shared<Source>(gpu);
    {
        auto const shared = std::make_shared<plan::Plan const>(std::move(*plan));
        auto engine = runtime::Engine::create(shared, gpu, {}, source);
        ASSERT_TRUE(engine.ok());
        EXPECT_EQ(source->live(), 1U);
        auto context = runtime::Context::create(*engine, true);
        ASSERT_TRUE(context.ok());
        EXPECT_EQ(source->live(), 2U);
    }
    EXPECT_EQ(source->live(), 0U);
}

} // namespace
} // namespace tenon::testing
