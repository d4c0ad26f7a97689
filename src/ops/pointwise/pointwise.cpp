#include "ops/pointwise/pointwise.h"

#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

namespace tenon::ops
{
namespace
{

constexpr size_t kNumbersOfStep = 5;

} // namespace

void PointwiseParams::set(pointwise::Program const& program)
{
    inputs = program.inputs;
    steps.clear();
    numbers.clear();
    for (pointwise::Step const& step : program.steps)
    {
        steps.insert(steps.end(), {static_cast<int64_t>(step.code), step.kind, step.a, step.b, step.c});
        numbers.insert(numbers.end(), {step.alpha, step.beta});
    }
}

graph::Result<pointwise::Program> PointwiseParams::program() const
{
    size_t const count = steps.size() / kNumbersOfStep;
    if (steps.size() % kNumbersOfStep != 0 || numbers.size() != 2 * count)
    {
        return base::invalidArgument("pointwise program: expected 5 integers and 2 numbers a step, found {} and {}",
            steps.size(), numbers.size());
    }
    pointwise::Program program{inputs, {}};
    for (size_t i = 0; i < count; ++i)
    {
        int64_t const* const step = &steps[i * kNumbersOfStep];
        program.steps.push_back({static_cast<pointwise::Code>(step[0]), step[1], step[2], step[3], step[4],
            static_cast<float>(numbers[2 * i]), static_cast<float>(numbers[2 * i + 1])});
    }
    TENON_CHECK(pointwise::validate(program));
    return program;
}

graph::Result<std::vector<graph::ValueSpec>> PointwiseOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(params.program());
    TENON_CHECK(expectInputs(inputs, static_cast<size_t>(params.inputs)));
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        TENON_CHECK(expectType(fmt::format("input {}", i), inputs[i].type, kFloatTypes));
        graph::Shape const& first = inputs[0].dims;
        graph::Shape const& dims = inputs[i].dims;
        bool same = dims.size() == first.size();
        for (size_t d = 0; same && d < dims.size(); ++d)
        {
            same = graph::equal(dims[d], first[d]);
        }
        if (!same)
        {
            return base::invalidArgument("input {}: expected the dims of input 0, {}, found {}", i,
                graph::toString(first, inputs.symbolNames), graph::toString(dims, inputs.symbolNames));
        }
    }
    return std::vector<graph::ValueSpec>{{inputs[0].type, inputs[0].dims, std::nullopt}};
}

graph::Result<graph::CandidateList> PointwiseOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "rows", "compiled");
}

graph::Status PointwiseOp::commit([[maybe_unused]] graph::KernelRequest const& request)
{
    if constexpr (kHasCuda)
    {
        if (isOnCuda(request))
        {
            TENON_ASSIGN(pointwise::Program const program, params.program());
            TENON_ASSIGN(params.image, compilePointwise(program, request));
        }
    }
    return {};
}

graph::Result<std::unique_ptr<graph::Kernel>> PointwiseOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_ASSIGN(pointwise::Program program, params.program());
    if (static_cast<size_t>(program.inputs) != request.candidate.inputs.size())
    {
        return base::invalidArgument(
            "pointwise program: expected {} inputs, found {}", program.inputs, request.candidate.inputs.size());
    }
    TENON_MAKE_ON_CUDA(request, makePointwiseCuda(program, params.image, request));
    return makePointwiseCpu(std::move(program), request);
}

} // namespace tenon::ops
