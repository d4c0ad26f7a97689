// What the runtime itself costs: a chain of operations that do nothing, by the step; a shape change; loading.
#include "builder/build.h"
#include "runtime/context.h"

#include <benchmark/benchmark.h>

namespace tenon::testing
{
namespace
{

class NothingKernel final : public graph::Kernel
{
public:
    graph::Result<std::unique_ptr<Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<Kernel>(std::make_unique<NothingKernel>());
    }
    graph::Status setShapes(std::span<graph::TensorDesc const>, std::span<graph::TensorDesc const>) override
    {
        return {};
    }
    graph::Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle) override
    {
        benchmark::DoNotOptimize(inputs[0]);
        benchmark::DoNotOptimize(outputs[0]);
        return {};
    }
};

class NothingOp final : public graph::Op
{
public:
    std::string_view kind() const override { return "Nothing"; }
    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override
    {
        return std::vector<graph::ValueSpec>{inputs[0]};
    }
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const&) override
    {
        return graph::CandidateList{{{"nothing", {{}}, {{}}, 0, 1.0}}, {}};
    }
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const&) const override
    {
        return std::unique_ptr<graph::Kernel>(std::make_unique<NothingKernel>());
    }
    graph::Result<graph::OpRecord> record() const override
    {
        return graph::OpRecord{"Nothing", name, {}, std::nullopt};
    }
    graph::Result<std::unique_ptr<Op>> copy() const override
    {
        auto twin = std::make_unique<NothingOp>();
        twin->name = name;
        return std::unique_ptr<Op>(std::move(twin));
    }
};

std::shared_ptr<runtime::Engine> chain(int64_t length)
{
    graph::Graph network;
    int32_t const batch = network.addSymbol("batch");
    graph::Tensor* value = &network.addInput("x", base::DataType::kFLOAT, {graph::symbol(batch), graph::constant(16)});
    for (int64_t i = 0; i < length; ++i)
    {
        auto op = std::make_unique<NothingOp>();
        op->name = fmt::format("op{}", i);
        value = network.addOp(std::move(op), {value}).outputs[0];
    }
    network.markOutput(*value);
    builder::BuildRequest request;
    request.device = &devices::cpuDevice();
    graph::Profile profile;
    profile.dims["x"] = {base::makeDims({1, 16}), base::makeDims({2, 16}), base::makeDims({4, 16})};
    request.profiles = {profile};
    auto plan = builder::build(network, request);
    auto engine =
        runtime::Engine::create(std::make_shared<plan::Plan const>(std::move(plan).value()), devices::cpuDevice(), {});
    return std::move(engine).value();
}

void enqueueSteps(benchmark::State& state)
{
    auto context = std::move(runtime::Context::create(chain(state.range(0)), true)).value();
    std::vector<float> memory(64);
    (void)context->setInputShape(0, base::makeDims({4, 16}));
    (void)context->setAddress(0, memory.data());
    (void)context->setAddress(1, memory.data());
    for (auto _ : state)
    {
        if (!context->enqueue(nullptr).ok())
        {
            state.SkipWithError("enqueue");
        }
    }
    state.counters["per step"] = benchmark::Counter(static_cast<double>(state.iterations() * state.range(0)),
        benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(enqueueSteps)->Arg(1)->Arg(10)->Arg(100)->Arg(1000);

//! With new addresses each time, as many programs do.
void enqueueWithNewAddresses(benchmark::State& state)
{
    auto context = std::move(runtime::Context::create(chain(10), true)).value();
    std::vector<float> memory(128);
    (void)context->setInputShape(0, base::makeDims({4, 16}));
    int64_t i = 0;
    for (auto _ : state)
    {
        (void)context->setAddress(0, memory.data() + (++i % 2) * 64);
        (void)context->setAddress(1, memory.data() + (i % 2) * 64);
        (void)context->enqueue(nullptr);
    }
}
BENCHMARK(enqueueWithNewAddresses);

void changeShape(benchmark::State& state)
{
    auto context = std::move(runtime::Context::create(chain(state.range(0)), true)).value();
    std::vector<float> memory(64);
    (void)context->setAddress(0, memory.data());
    (void)context->setAddress(1, memory.data());
    int64_t i = 0;
    for (auto _ : state)
    {
        (void)context->setInputShape(0, base::makeDims({1 + (++i % 4), 16}));
        (void)context->enqueue(nullptr);
    }
}
BENCHMARK(changeShape)->Arg(100)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::testing
