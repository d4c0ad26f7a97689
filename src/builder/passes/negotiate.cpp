// Asks each operation what it offers on the device, and strikes out what the user or the plan rules out. Where nothing is left,
// the error lists every reason.
#include "builder/passes/passes.h"

#include <algorithm>

namespace tenon::builder
{
namespace
{

using graph::Candidate;
using graph::CandidateList;
using graph::CandidateQuery;

CandidateQuery queryFor(Op const& op, Graph const& network, PassContext const& context)
{
    CandidateQuery query;
    query.device = &context.device();
    query.allowHalf = context.request.allowHalf;
    query.allowBfloat16 = context.request.allowBfloat16;
    query.stronglyTyped = network.stronglyTyped;
    query.allowInt8 = context.request.allowInt8;
    std::vector<Tensor*> const inputs = present(op.inputs);
    for (Tensor const* const input : inputs)
    {
        query.inputTypes.push_back(input->type);
    }
    for (Tensor const* const output : op.outputs)
    {
        query.outputTypes.push_back(output->type);
    }
    for (int32_t p = 0; p < context.ranges->profileCount(); ++p)
    {
        graph::ProfileRanges ranges;
        ranges.inputs.reserve(inputs.size());
        ranges.outputs.reserve(op.outputs.size());
        for (Tensor const* const input : inputs)
        {
            ranges.inputs.push_back(context.ranges->range(p, *input, {input->type, base::TensorFormat::kLINEAR}));
        }
        for (Tensor const* const output : op.outputs)
        {
            ranges.outputs.push_back(context.ranges->range(p, *output, {output->type, base::TensorFormat::kLINEAR}));
        }
        query.profiles.push_back(std::move(ranges));
    }
    return query;
}

std::string typesText(std::vector<TypeFormat> const& list)
{
    std::string text;
    for (TypeFormat const& each : list)
    {
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", base::name(each.type), base::name(each.format));
    }
    return text;
}

std::string candidateText(Candidate const& candidate)
{
    return fmt::format(
        "{} ({}) -> ({})", candidate.implementation, typesText(candidate.inputs), typesText(candidate.outputs));
}

base::Error nothingFits(Op const& op, CandidateList const& list, PassContext const& context)
{
    base::Error failure = base::error(base::ErrorCode::kUNSUPPORTED_STATE,
        "{}: expected an implementation on {}, found none that fits", op.label(), context.device().description());
    for (graph::Reason const& reason : list.refused)
    {
        failure.notes.push_back(fmt::format("{}: {}", reason.implementation, reason.why));
    }
    if (list.refused.empty())
    {
        failure.notes.push_back("the operation offers nothing and gives no reason");
    }
    return failure;
}

//! Guards the passes that follow against an operation that miscounts.
Status checkCounts(Op const& op, CandidateList const& list)
{
    size_t const inputs =
        op.inputs.size() - static_cast<size_t>(std::count(op.inputs.begin(), op.inputs.end(), nullptr));
    for (Candidate const& candidate : list.accepted)
    {
        if (candidate.inputs.size() != inputs || candidate.outputs.size() != op.outputs.size())
        {
            return base::error(base::ErrorCode::kINTERNAL_ERROR,
                "{}: expected candidates with {} inputs and {} outputs, found {} with {} and {}", op.label(), inputs,
                op.outputs.size(), candidate.implementation, candidate.inputs.size(), candidate.outputs.size());
        }
    }
    return {};
}

//! Moves the candidates that `keep` refuses to the list of reasons.
template <typename Keep>
void strikeOut(CandidateList& list, Keep const& keep, std::string const& why)
{
    std::vector<Candidate> kept;
    for (Candidate& candidate : list.accepted)
    {
        if (keep(candidate))
        {
            kept.push_back(std::move(candidate));
        }
        else
        {
            list.refused.push_back({candidateText(candidate), why});
        }
    }
    list.accepted = std::move(kept);
}

//! Shapes that are computed are computed on the host, where they are needed.
bool computesShapes(Op const& op)
{
    auto const known = [](Tensor const* tensor) {
        return tensor == nullptr || tensor->values.has_value() || tensor->constant.has_value();
    };
    return !op.outputs.empty() && std::all_of(op.outputs.begin(), op.outputs.end(), [](Tensor const* output) {
        return output->values.has_value();
    }) && std::all_of(op.inputs.begin(), op.inputs.end(), known);
}

//! In an engine for a GPU, an operation runs there if it can; shape computations run on the CPU if they can.
void keepDevice(Op const& op, CandidateList& list, PassContext const& context)
{
    bool const wantsHost = computesShapes(op);
    auto const fits = [&](Candidate const& candidate) { return context.isOnHost(candidate) == wantsHost; };
    if (context.device().kind() != devices::DeviceKind::kCPU
        && std::any_of(list.accepted.begin(), list.accepted.end(), fits))
    {
        strikeOut(list, fits,
            wantsHost ? "it computes a shape, which the host needs"
                      : "it has an implementation for the engine's device");
    }
}

//! An operation runs in a precision if its floating inputs have that type (its outputs, where it has no such inputs).
bool runsIn(Op const& op, Candidate const& candidate, base::DataType type)
{
    bool any = false;
    std::vector<Tensor*> const inputs = present(op.inputs);
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        if (base::isFloating(inputs[i]->type))
        {
            any = true;
            if (candidate.inputs[i].type != type)
            {
                return false;
            }
        }
    }
    return any || std::all_of(candidate.outputs.begin(), candidate.outputs.end(), [&](TypeFormat const& output) {
        return !base::isFloating(output.type) || output.type == type;
    });
}

bool outputsAsRequested(Op const& op, Candidate const& candidate)
{
    for (size_t i = 0; i < op.requestedOutputTypes.size() && i < candidate.outputs.size(); ++i)
    {
        if (op.requestedOutputTypes[i] && candidate.outputs[i].type != *op.requestedOutputTypes[i])
        {
            return false;
        }
    }
    return true;
}

//! Keeps what satisfies a request. Where nothing does: an error if requests must be obeyed, else a warning and all candidates.
template <typename Keep>
Status constrain(
    Op const& op, CandidateList& list, Keep const& keep, std::string const& what, PassContext const& context)
{
    if (std::any_of(list.accepted.begin(), list.accepted.end(), keep))
    {
        strikeOut(list, keep, "the user asked for " + what);
        return {};
    }
    if (context.request.obeyPrecision)
    {
        base::Error failure = base::error(base::ErrorCode::kUNSUPPORTED_STATE,
            "{}: expected an implementation with {}, as BuilderFlag::kOBEY_PRECISION_CONSTRAINTS demands, found none; allow the type with its "
            "BuilderFlag, or take the request back",
            op.label(), what);
        for (Candidate const& candidate : list.accepted)
        {
            failure.notes.push_back("offered: " + candidateText(candidate));
        }
        return failure;
    }
    context.log().warning("{}: asked for {}, which no implementation offers; another is used", op.label(), what);
    return {};
}

//! setPrecision and setOutputType. Without either constraint flag they are wishes: followed where that is possible.
Status applyRequests(Op const& op, CandidateList& list, PassContext const& context)
{
    if (op.requestedPrecision)
    {
        base::DataType const type = *op.requestedPrecision;
        TENON_CHECK(constrain(
            op, list, [&](Candidate const& candidate) { return runsIn(op, candidate, type); },
            fmt::format("precision {}", base::name(type)), context));
    }
    bool const requested = std::any_of(op.requestedOutputTypes.begin(), op.requestedOutputTypes.end(),
        [](auto const& type) { return type.has_value(); });
    if (requested)
    {
        TENON_CHECK(constrain(
            op, list, [&](Candidate const& candidate) { return outputsAsRequested(op, candidate); },
            "the output types that setOutputType names", context));
    }
    return {};
}

//! Preferred types first: 0 for int8, which is allowed only where it is meant.
double rankOf(base::DataType type)
{
    switch (type)
    {
    case base::DataType::kINT8: return 0;
    case base::DataType::kHALF: return 1;
    case base::DataType::kBF16: return 2;
    default: return 3;
    }
}

//! The candidates whose floating tensors come closest to the preferred type; what is allowed in low precision is taken, whatever
//! converting around it costs.
std::vector<size_t> inPreferredPrecision(Op const& op, CandidateList const& list)
{
    std::vector<Tensor*> const inputs = present(op.inputs);
    std::vector<double> ranks;
    for (Candidate const& candidate : list.accepted)
    {
        double rank = 0;
        for (size_t i = 0; i < inputs.size(); ++i)
        {
            rank += base::isFloating(inputs[i]->type) ? rankOf(candidate.inputs[i].type) : 0;
        }
        for (size_t i = 0; i < op.outputs.size(); ++i)
        {
            rank += base::isFloating(op.outputs[i]->type) ? rankOf(candidate.outputs[i].type) : 0;
        }
        ranks.push_back(rank);
    }
    double const best = *std::min_element(ranks.begin(), ranks.end());
    std::vector<size_t> considered;
    for (size_t c = 0; c < ranks.size(); ++c)
    {
        if (ranks[c] <= best)
        {
            considered.push_back(c);
        }
    }
    return considered;
}

void logDecision(Op const& op, CandidateList const& list, PassContext const& context)
{
    for (Candidate const& candidate : list.accepted)
    {
        context.log().verbose("{}: offers {}, cost {:g}", op.label(), candidateText(candidate), candidate.costHint);
    }
    // A plugin's questions are logged as a table, once its choice is known.
    for (size_t r = 0; list.questions.empty() && r < list.refused.size(); ++r)
    {
        graph::Reason const& reason = list.refused[r];
        context.log().verbose("{}: not {}: {}", op.label(), reason.implementation, reason.why);
    }
}

Status checkAliases(Op const& op, PassContext const& context)
{
    for (int32_t o = 0; !context.tuning && !context.request.allowAliasedPluginIo && o < op.outputCount(); ++o)
    {
        if (op.aliasedInput(o) >= 0)
        {
            return base::error(base::ErrorCode::kUNSUPPORTED_STATE,
                "{}: expected no output in the memory of an input without PreviewFeature::kALIASED_PLUGIN_IO_10_03, found output {} in that of input "
                "{}; switch the feature on with IBuilderConfig::setPreviewFeature",
                op.label(), o, op.aliasedInput(o));
        }
    }
    return {};
}

Status negotiateOne(Op& op, Graph const& network, PassContext& context)
{
    TENON_ASSIGN(CandidateList list,
        op.candidates(queryFor(op, network, context)).withNote("in layer {} \"{}\"", op.kind(), op.name));
    TENON_CHECK(checkCounts(op, list));
    TENON_CHECK(checkAliases(op, context));
    auto const fixed = context.fixedBoundaries.find(&op);
    if (fixed != context.fixedBoundaries.end())
    {
        strikeOut(
            list,
            [&](Candidate const& candidate) {
                return candidate.inputs == fixed->second.inputs && candidate.outputs == fixed->second.outputs;
            },
            "the plan fixes other types and formats");
    }
    keepDevice(op, list, context);
    if (list.accepted.empty())
    {
        return nothingFits(op, list, context);
    }
    TENON_CHECK(applyRequests(op, list, context));
    logDecision(op, list, context);
    std::vector<size_t> considered = inPreferredPrecision(op, list);
    Decision& decision = context.decisions.at(&op);
    decision.list = std::move(list);
    decision.considered = std::move(considered);
    return {};
}

} // namespace

Result<bool> negotiate(Graph& network, PassContext& context)
{
    context.decisions.reset(network.ops().size());
    if (!context.ranges)
    {
        TENON_ASSIGN(context.ranges, plan::TensorRanges::of(network, context.profiles));
    }
    Progress const& progress = context.request.progress;
    char const* const phase = "Negotiating formats";
    if (progress.start)
    {
        progress.start(phase, "Building engine", static_cast<int32_t>(network.ops().size()));
    }
    Status status;
    for (size_t i = 0; i < network.ops().size() && status.ok(); ++i)
    {
        status = negotiateOne(*network.ops()[i], network, context);
        if (status.ok() && progress.step && !progress.step(phase, static_cast<int32_t>(i)))
        {
            status = base::error(base::ErrorCode::kINVALID_STATE, "build: cancelled by the progress monitor at {}",
                network.ops()[i]->label());
        }
    }
    if (progress.finish)
    {
        progress.finish(phase);
    }
    TENON_CHECK(std::move(status));
    return false;
}

} // namespace tenon::builder
