#include "ops/mixture_of_experts/mixture_of_experts.h"

#include "graph/graph.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

namespace tenon::ops
{

using base::DataType;
using graph::Shape;

namespace
{

constexpr char const* kExpertInputs[MixtureOfExpertsOp::kInputs]{"hidden states", "selected experts", "scores",
    "gate weights", "up weights", "down weights", "gate biases", "up biases", "down biases"};

std::string expertInput(size_t index)
{
    return fmt::format("input {} ({})", index, kExpertInputs[index]);
}

base::Status expectDims(graph::InferenceInputs const& inputs, size_t index, Shape const& expected, char const* names)
{
    Shape const& found = inputs[index].dims;
    bool fits = found.size() == expected.size();
    for (size_t d = 0; fits && d < expected.size(); ++d)
    {
        fits = !found[d]->isConstant() || !expected[d]->isConstant() || found[d]->value() == expected[d]->value();
    }
    return fits ? base::Status()
                : base::Status(base::invalidArgument("{}: expected {}, that is {}, found {}", expertInput(index), names,
                    graph::toString(expected, inputs.symbolNames), graph::toString(found, inputs.symbolNames)));
}

base::Status checkRank(graph::InferenceInputs const& inputs, size_t index, char const* names)
{
    Shape const& dims = inputs[index].dims;
    return dims.size() == 3 ? base::Status()
                            : base::Status(base::invalidArgument("{}: expected {}, found {}", expertInput(index), names,
                                graph::toString(dims, inputs.symbolNames)));
}

base::Status checkExpertTypes(graph::InferenceInputs const& inputs)
{
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        if (i == MixtureOfExpertsOp::kExperts)
        {
            TENON_CHECK(expectType(expertInput(i), inputs[i].type, {DataType::kINT32, DataType::kINT64}));
            continue;
        }
        TENON_CHECK(expectType(expertInput(i), inputs[i].type, kFloatTypes));
        if (inputs.stronglyTyped && inputs[i].type != inputs[0].type)
        {
            return base::invalidArgument("{}: expected the type of the hidden states, {}, found {}", expertInput(i),
                base::name(inputs[0].type), base::name(inputs[i].type));
        }
    }
    return {};
}

base::Status checkPresent(graph::InferenceInputs const& inputs)
{
    if (!inputs.has(MixtureOfExpertsOp::kGateWeights) || !inputs.has(MixtureOfExpertsOp::kUpWeights)
        || !inputs.has(MixtureOfExpertsOp::kDownWeights))
    {
        return base::invalidArgument(
            "weights: expected those of the experts' gates, ups and downs, found them missing; call IMoELayer::setGatedWeights");
    }
    bool const biased = inputs.has(MixtureOfExpertsOp::kGateBiases) || inputs.has(MixtureOfExpertsOp::kUpBiases)
        || inputs.has(MixtureOfExpertsOp::kDownBiases);
    if (biased
        && !(inputs.has(MixtureOfExpertsOp::kGateBiases) && inputs.has(MixtureOfExpertsOp::kUpBiases)
            && inputs.has(MixtureOfExpertsOp::kDownBiases)))
    {
        return base::invalidArgument(
            "biases: expected those of the experts' gates, ups and downs, or none, found some; call IMoELayer::setGatedBiases");
    }
    return expectInputs(inputs, biased ? MixtureOfExpertsOp::kInputs : MixtureOfExpertsOp::kGateBiases);
}

} // namespace

graph::Result<std::vector<graph::ValueSpec>> MixtureOfExpertsOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(checkPresent(inputs));
    TENON_CHECK(checkExpertTypes(inputs));
    TENON_CHECK(checkRank(inputs, kHidden, "[batch, tokens, hidden size]"));
    TENON_CHECK(checkRank(inputs, kExperts, "[batch, tokens, experts of a token]"));
    TENON_CHECK(checkRank(inputs, kGateWeights, "[experts, hidden size, inner size]"));
    Shape const& hidden = inputs[kHidden].dims;
    Shape const& gate = inputs[kGateWeights].dims;
    if (!graph::isConstant(gate) || gate[0]->value() < 1)
    {
        return base::invalidArgument("{}: expected fixed dims and one expert or more, found {}",
            expertInput(kGateWeights), graph::toString(gate, inputs.symbolNames));
    }
    TENON_CHECK(expectDims(
        inputs, kExperts, {hidden[0], hidden[1], inputs[kExperts].dims[2]}, "batch and tokens of the hidden states"));
    TENON_CHECK(expectDims(inputs, kScores, inputs[kExperts].dims, "one for each selected expert"));
    TENON_CHECK(expectDims(inputs, kGateWeights, {gate[0], hidden[2], gate[2]}, "[experts, hidden size, inner size]"));
    TENON_CHECK(expectDims(inputs, kUpWeights, gate, "[experts, hidden size, inner size]"));
    TENON_CHECK(expectDims(inputs, kDownWeights, {gate[0], gate[2], gate[1]}, "[experts, inner size, hidden size]"));
    if (inputs.size() == kInputs)
    {
        TENON_CHECK(expectDims(inputs, kGateBiases, {gate[0], gate[2]}, "[experts, inner size]"));
        TENON_CHECK(expectDims(inputs, kUpBiases, {gate[0], gate[2]}, "[experts, inner size]"));
        TENON_CHECK(expectDims(inputs, kDownBiases, {gate[0], gate[1]}, "[experts, hidden size]"));
    }
    return std::vector<graph::ValueSpec>{{inputs[0].type, {hidden[0], hidden[1], gate[1]}, std::nullopt}};
}

graph::Result<graph::CandidateList> MixtureOfExpertsOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu");
}

graph::Result<std::unique_ptr<graph::Kernel>> MixtureOfExpertsOp::makeKernel(graph::KernelRequest const& request) const
{
    CheckPlain const check = [](PlainShapes const& shapes) -> base::Status {
        base::Dims const& hidden = shapes.inputs[kHidden].dims;
        base::Dims const& experts = shapes.inputs[kExperts].dims;
        base::Dims const& scores = shapes.inputs[kScores].dims;
        bool const fits = experts.d[0] == hidden.d[0] && experts.d[1] == hidden.d[1]
            && hidden.d[2] == shapes.inputs[kGateWeights].dims.d[1]
            && base::toString(scores) == base::toString(experts);
        return fits ? base::Status()
                    : base::Status(base::invalidArgument(
                        "mixture of experts: expected experts and scores for each token of {}, found {} and {}",
                        base::toString(hidden), base::toString(experts), base::toString(scores)));
    };
    Shape const& gate = inputs[kGateWeights]->dims;
    return withHalfStorage(request, [&](graph::KernelRequest const&) -> graph::Result<std::unique_ptr<graph::Kernel>> {
        return makeMixtureOfExpertsCpu(params, gate[1]->value(), gate[2]->value(), check);
    });
}

} // namespace tenon::ops
