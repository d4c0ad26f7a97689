// The order of execution. A tensor that somebody wants in another type or format than it is made in gets a conversion right before
// its first user there; later users share it. Constants need none: the engine converts them when it loads.
#include "builder/passes/passes.h"

#include <map>

namespace tenon::builder
{
namespace
{

using plan::Slot;
using plan::Step;

class StepPlacer
{
public:
    StepPlacer(Graph const& network, PassContext& context)
        : network_(network)
        , context_(context)
        , overlay_(context.overlay)
        , made_(network.tensors().size(), -1)
    {
        overlay_.slots.reserve(network.tensors().size());
        overlay_.steps.reserve(network.ops().size());
    }

    Status place()
    {
        for (Tensor const* const input : network_.inputs())
        {
            TENON_ASSIGN(int32_t const slot, addSlot(*input, Slot::Kind::kBINDING, context_.inputFormats.at(input)));
            madeIn(*input) = slot;
        }
        TENON_ASSIGN(std::vector<Op*> const order, network_.executionOrder());
        for (Op const* const op : order)
        {
            TENON_CHECK(placeOp(*op));
        }
        for (Tensor const* const output : network_.outputs())
        {
            if (output->producer == nullptr)
            {
                TENON_CHECK(copyToBinding(*output));
            }
        }
        return context_.request.directIo ? checkDirect() : Status();
    }

private:
    //! BuilderFlag::kDIRECT_IO.
    Status checkDirect() const
    {
        for (Step const& step : overlay_.steps)
        {
            if (step.op >= 0)
            {
                continue;
            }
            for (int32_t const slot : {step.inputs[0], step.outputs[0]})
            {
                if (overlay_.slots[slot].kind == Slot::Kind::kBINDING)
                {
                    return base::error(base::ErrorCode::kUNSUPPORTED_STATE,
                        "{} \"{}\": expected no conversion beside it, as BuilderFlag::kDIRECT_IO demands, found one from {} {} to {} {}; allow "
                        "other types and formats there, or clear the flag",
                        slot == step.inputs[0] ? "input" : "output",
                        network_.tensors()[overlay_.slots[slot].tensor]->name,
                        base::name(formatOf(step.inputs[0]).type), base::name(formatOf(step.inputs[0]).format),
                        base::name(formatOf(step.outputs[0]).type), base::name(formatOf(step.outputs[0]).format));
                }
            }
        }
        return {};
    }

    Result<int32_t> addSlot(Tensor const& tensor, Slot::Kind kind, TypeFormat as)
    {
        TENON_ASSIGN(int64_t const bytes, context_.ranges->maxBytes(tensor, as));
        overlay_.slots.push_back({kind, tensor.id, as.type, as.format, 0, bytes});
        return static_cast<int32_t>(overlay_.slots.size() - 1);
    }

    int32_t& madeIn(Tensor const& tensor) { return made_[static_cast<size_t>(tensor.id)]; }

    TypeFormat formatOf(int32_t slot) const { return {overlay_.slots[slot].type, overlay_.slots[slot].format}; }

    //! The slot where a tensor lies as wanted; places the conversion that brings it there if it is the first to ask.
    Result<int32_t> slotFor(Tensor const& tensor, TypeFormat wanted)
    {
        bool const constant = tensor.constant && tensor.producer == nullptr && !tensor.isInput;
        if (!constant && formatOf(madeIn(tensor)) == wanted)
        {
            return madeIn(tensor);
        }
        auto const key = std::pair(tensor.id, std::pair(wanted.type, wanted.format));
        auto const known = converted_.find(key);
        if (known != converted_.end())
        {
            return known->second;
        }
        TENON_ASSIGN(
            int32_t const slot, addSlot(tensor, constant ? Slot::Kind::kCONSTANT : Slot::Kind::kACTIVATION, wanted));
        converted_[key] = slot;
        if (!constant)
        {
            addReformat(madeIn(tensor), slot);
        }
        return slot;
    }

    void addReformat(int32_t from, int32_t to)
    {
        graph::Candidate candidate{"reformat", {formatOf(from)}, {formatOf(to)}, 0, 1.0};
        overlay_.steps.push_back({-1, std::move(candidate), {from}, {to}});
    }

    Status placeOp(Op const& op)
    {
        graph::Candidate const& candidate = context_.decisions.at(&op).candidate();
        Step step{static_cast<int32_t>(op.place), candidate, {}, {}};
        size_t offered = 0;
        for (Tensor const* const input : op.inputs)
        {
            int32_t slot = -1;
            if (input != nullptr)
            {
                TENON_ASSIGN(slot, slotFor(*input, candidate.inputs[offered++]));
            }
            step.inputs.push_back(slot);
        }
        TENON_CHECK(protectAliasedInputs(op, step));
        std::vector<Tensor const*> toCopy;
        for (size_t i = 0; i < op.outputs.size(); ++i)
        {
            Tensor const& output = *op.outputs[i];
            // The user's memory is as large as the output will be, which nobody knows while sizes that depend on data are computed.
            // What shares an input's memory lies there.
            bool const direct = output.isOutput && op.aliasedInput(static_cast<int32_t>(i)) < 0
                && context_.outputFormats.at(&output) == candidate.outputs[i]
                && !context_.ranges->dependsOnData(output.id);
            TENON_ASSIGN(int32_t const slot,
                addSlot(output, direct ? Slot::Kind::kBINDING : Slot::Kind::kACTIVATION, candidate.outputs[i]));
            madeIn(output) = slot;
            step.outputs.push_back(slot);
            if (output.isOutput && !direct)
            {
                toCopy.push_back(&output);
            }
        }
        overlay_.steps.push_back(std::move(step));
        for (Tensor const* const output : toCopy)
        {
            TENON_CHECK(copyToBinding(*output));
        }
        return {};
    }

    //! An input that the operation changes in place is copied first, unless nobody else sees it: a network input, a constant, an output,
    //! and a value that others read as well stay as they are.
    Status protectAliasedInputs(Op const& op, Step& step)
    {
        for (size_t o = 0; o < op.outputs.size(); ++o)
        {
            int32_t const index = op.aliasedInput(static_cast<int32_t>(o));
            if (index < 0)
            {
                continue;
            }
            Tensor const& input = *op.inputs[static_cast<size_t>(index)];
            int32_t& slot = step.inputs[static_cast<size_t>(index)];
            bool const alone =
                overlay_.slots[slot].kind == Slot::Kind::kACTIVATION && input.consumers.size() == 1 && !input.isOutput;
            if (!alone)
            {
                int32_t const original = slot;
                TENON_ASSIGN(slot, addSlot(input, Slot::Kind::kACTIVATION, formatOf(original)));
                addReformat(original, slot);
            }
        }
        return {};
    }

    //! A network output that is made elsewhere or in another type or format; also an input that is an output, and a constant.
    Status copyToBinding(Tensor const& output)
    {
        TypeFormat const as = context_.outputFormats.at(&output);
        bool const constant = madeIn(output) < 0;
        int32_t from = -1;
        if (constant)
        {
            TENON_ASSIGN(from, slotFor(output, as));
        }
        else
        {
            from = madeIn(output);
        }
        TENON_ASSIGN(int32_t const to, addSlot(output, Slot::Kind::kBINDING, as));
        addReformat(from, to);
        if (!constant && !(formatOf(from) == as))
        {
            // Users behind it that want the binding's type read it there.
            converted_[std::pair(output.id, std::pair(as.type, as.format))] = to;
        }
        return {};
    }

    Graph const& network_;
    PassContext& context_;
    plan::Overlay& overlay_;
    std::vector<int32_t> made_; //!< by tensor: where it lies as its producer makes it; −1 as long as nobody has made it
    std::map<std::pair<int32_t, std::pair<base::DataType, base::TensorFormat>>, int32_t> converted_;
};

} // namespace

Result<bool> placeSteps(Graph& network, PassContext& context)
{
    context.overlay.device = context.device().kind();
    context.overlay.deviceDescription = context.device().description();
    context.overlay.slots.clear();
    context.overlay.steps.clear();
    TENON_CHECK(StepPlacer(network, context).place());
    return false;
}

} // namespace tenon::builder
