#include "builder/report/describe_build.h"

#include <algorithm>

namespace tenon::builder
{
namespace
{

using graph::FormatQuestion;

std::string text(TypeFormat as)
{
    return fmt::format("{} {}", base::name(as.type), base::name(as.format));
}

//! One side of a conversion: an operation at one of its tensors, or the network's edge (op null).
struct Side
{
    Op const* op{nullptr};
    Tensor const* tensor{nullptr};
    bool isProducer{false};
    size_t index{0}; //!< among the operation's present inputs, or its outputs
    size_t pos{0};   //!< as negotiations count: inputs, then outputs
};

class Describer
{
public:
    Describer(Graph const& network, PassContext& context, BuildReport& report)
        : network_(network)
        , context_(context)
        , report_(report)
    {
    }

    void describe()
    {
        report_ = {};
        report_.timed = context_.costs->timed();
        listUsers();
        for (plan::Step const& step : context_.overlay.steps)
        {
            if (step.candidate.implementation == plan::kCopy)
            {
                continue; // no conversion: the tensor goes to another memory as it is
            }
            step.op >= 0 ? addLayer(*network_.ops()[static_cast<size_t>(step.op)]) : addReformat(step);
        }
    }

private:
    void listUsers()
    {
        users_.resize(context_.overlay.slots.size());
        for (plan::Step const& step : context_.overlay.steps)
        {
            size_t index = 0;
            for (int32_t const input : step.inputs)
            {
                if (input >= 0 && step.op >= 0)
                {
                    users_[static_cast<size_t>(input)].push_back(
                        {network_.ops()[static_cast<size_t>(step.op)].get(), index});
                }
                index += input >= 0 ? 1 : 0;
            }
        }
    }

    BuildReport::Tensor describeTensor(Tensor const& tensor) const
    {
        return {tensor.name, base::toString(context_.ranges->bounds(0, tensor.id).opt)};
    }

    void addLayer(Op const& op)
    {
        Decision const& decision = context_.decisions.at(&op);
        BuildReport::Layer layer;
        layer.name = op.name;
        layer.kind = op.kind();
        layer.isPlugin = op.hasFixedBoundary();
        for (Tensor const* const input : present(op.inputs))
        {
            layer.inputs.push_back(describeTensor(*input));
        }
        for (Tensor const* const output : op.outputs)
        {
            layer.outputs.push_back(describeTensor(*output));
        }
        layer.questions = decision.list.questions;
        layer.questionsEnded = decision.list.questionsEnded;
        layer.refused = decision.list.refused;
        for (size_t c = 0; c < decision.list.accepted.size(); ++c)
        {
            bool const considered =
                std::find(decision.considered.begin(), decision.considered.end(), c) != decision.considered.end();
            layer.offers.push_back({decision.list.accepted[c], decision.costs[c].microseconds,
                std::string(name(decision.costs[c].source)), considered, c == decision.chosen});
        }
        if (!layer.questions.empty())
        {
            context_.log().verbose("{}: what was asked\n{}", op.label(), questionTable(layer));
        }
        report_.layers.push_back(std::move(layer));
    }

    //! "PluginV2 \"act1\" (output 0)", `network input "x"`.
    static std::string label(Side const& side)
    {
        if (side.op == nullptr)
        {
            return fmt::format("network {} \"{}\"", side.isProducer ? "input" : "output", side.tensor->name);
        }
        return side.op->label();
    }

    static std::string place(Side const& side)
    {
        return fmt::format("{} {}", side.isProducer ? "output" : "input", side.index);
    }

    std::vector<TypeFormat> kindsOf(Side const& side) const
    {
        std::vector<TypeFormat> kinds;
        auto const add = [&](TypeFormat kind) {
            if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
            {
                kinds.push_back(kind);
            }
        };
        if (side.op == nullptr)
        {
            for (base::TensorFormat const format : base::formatsOf(side.tensor->type))
            {
                if ((side.tensor->allowedFormats >> static_cast<uint32_t>(format) & 1U) != 0)
                {
                    add({side.tensor->type, format});
                }
            }
            return kinds;
        }
        for (graph::Candidate const& candidate : context_.decisions.at(side.op).list.accepted)
        {
            add(side.isProducer ? candidate.outputs[side.index] : candidate.inputs[side.index]);
        }
        return kinds;
    }

    bool offers(Side const& side, TypeFormat kind) const
    {
        std::vector<TypeFormat> const kinds = kindsOf(side);
        return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
    }

    //! Why a side cannot have a kind: the answer of the plugin, where it was asked.
    std::string refusal(Side const& side, TypeFormat kind) const
    {
        if (side.op == nullptr)
        {
            return fmt::format(
                "{} is {} as the network declares it", label(side), fmt::join(texts(kindsOf(side)), " or "));
        }
        if (!side.op->hasFixedBoundary())
        {
            return fmt::format(
                "{} has kernels with {} as {} only", label(side), place(side), fmt::join(texts(kindsOf(side)), " or "));
        }
        bool asked = false;
        for (FormatQuestion const& question : context_.decisions.at(side.op).list.questions)
        {
            bool const same = question.combination.size() == side.pos + 1 && question.combination.back() == kind;
            asked = asked || same;
            if (same && !question.accepted)
            {
                std::string given;
                for (size_t i = 0; i < side.pos; ++i)
                {
                    given += fmt::format("{}{}", i == 0 ? ", given " : ", ", text(question.combination[i]));
                }
                return fmt::format(
                    "{} refused {} at pos {} ({}){}", label(side), text(kind), side.pos, place(side), given);
            }
        }
        return asked
            ? fmt::format("{} accepted {} at pos {} ({}), but no combination that begins so", label(side), text(kind),
                side.pos, place(side))
            : fmt::format(
                "{} was not asked for {} at pos {} ({}): the build does not allow it, or an earlier tensor was refused",
                label(side), text(kind), side.pos, place(side));
    }

    std::string remedy(Side const& side, TypeFormat kind) const
    {
        if (side.op == nullptr)
        {
            return fmt::format(
                "it would vanish if {} were {} (ITensor::setType, setAllowedFormats; tenon build --{}IOFormats)",
                label(side), text(kind), side.isProducer ? "input" : "output");
        }
        return fmt::format("it would vanish if {} accepted {} as {}", label(side), text(kind), place(side));
    }

    static std::vector<std::string> texts(std::vector<TypeFormat> const& kinds)
    {
        std::vector<std::string> all;
        for (TypeFormat const& kind : kinds)
        {
            all.push_back(text(kind));
        }
        return all;
    }

    Side producerOf(Tensor const& tensor) const
    {
        Side side{tensor.producer, &tensor, true, static_cast<size_t>(tensor.producerOutput), 0};
        if (side.op != nullptr)
        {
            side.pos = present(side.op->inputs).size() + side.index;
        }
        return side;
    }

    std::vector<Side> consumersOf(Tensor const& tensor, int32_t slot) const
    {
        std::vector<Side> sides;
        for (auto const& [op, index] : users_[static_cast<size_t>(slot)])
        {
            sides.push_back({op, &tensor, false, index, index});
        }
        if (context_.overlay.slots[static_cast<size_t>(slot)].kind == plan::Slot::Kind::kBINDING)
        {
            sides.push_back({nullptr, &tensor, false, 0, 0});
        }
        return sides;
    }

    void addReformat(plan::Step const& step)
    {
        plan::Slot const& slot = context_.overlay.slots[static_cast<size_t>(step.inputs[0])];
        Tensor const& tensor = *network_.tensors()[static_cast<size_t>(slot.tensor)];
        BuildReport::Reformat made;
        made.tensor = describeTensor(tensor);
        made.from = step.candidate.inputs[0];
        made.to = step.candidate.outputs[0];
        Side const producer = producerOf(tensor);
        std::vector<Side> const consumers = consumersOf(tensor, step.outputs[0]);
        made.producer = label(producer);
        made.bytes = context_.costs->bytesOf(tensor, made.from) + context_.costs->bytesOf(tensor, made.to);
        Cost const cost = context_.costs->ofConversion(tensor, made.from, made.to);
        made.microseconds = cost.microseconds;
        made.source = name(cost.source);
        for (Side const& consumer : consumers)
        {
            made.consumers.push_back(label(consumer));
        }
        explain(made, producer, consumers);
        context_.log().verbose("reformat of \"{}\" from {} to {}: {:.3f} us ({}), {} bytes; {}; {}", made.tensor.name,
            text(made.from), text(made.to), made.microseconds, made.source, made.bytes, made.forcedBy,
            fmt::join(made.remedies, "; "));
        report_.reformats.push_back(std::move(made));
    }

    void explain(BuildReport::Reformat& made, Side const& producer, std::vector<Side> const& consumers) const
    {
        std::vector<std::string> reasons;
        if (made.from == made.to)
        {
            made.forcedBy = "the network gives a value out that it also takes in or keeps: a copy";
            return;
        }
        if (!offers(producer, made.to))
        {
            reasons.push_back(refusal(producer, made.to));
            made.remedies.push_back(remedy(producer, made.to));
        }
        std::string together;
        bool allRefuse = !consumers.empty();
        for (Side const& consumer : consumers)
        {
            if (offers(consumer, made.from))
            {
                allRefuse = false;
                continue;
            }
            reasons.push_back(refusal(consumer, made.from));
            together += fmt::format("{}{}", together.empty() ? "" : ", and ", remedy(consumer, made.from));
        }
        if (!together.empty() && allRefuse)
        {
            made.remedies.push_back(together);
        }
        if (reasons.empty())
        {
            reasons.push_back(
                fmt::format("nobody: {} and its consumers could agree, at a higher cost elsewhere", label(producer)));
        }
        made.forcedBy = fmt::format("{}", fmt::join(reasons, "; "));
    }

    Graph const& network_;
    PassContext& context_;
    BuildReport& report_;
    std::vector<std::vector<std::pair<Op const*, size_t>>>
        users_; //!< by slot: who reads it, and as which of its present inputs
};

} // namespace

void describeBuild(Graph const& network, PassContext& context, BuildReport& report)
{
    Describer(network, context, report).describe();
}

} // namespace tenon::builder
