// Puts the network's choice of types and formats as the numbers that format_choice solves, and keeps the answer.
#include "builder/formats/format_choice.h"
#include "builder/passes/passes.h"

#include <algorithm>

namespace tenon::builder
{
namespace
{

class ProblemMaker
{
public:
    ProblemMaker(Graph const& network, PassContext& context)
        : network_(network)
        , context_(context)
        , values_(network.tensors().size(), -1)
    {
    }

    Status make()
    {
        for (Tensor* const input : network_.inputs())
        {
            TENON_CHECK(addEdge(*input, true));
        }
        TENON_ASSIGN(order_, executionOrder(network_));
        for (Op const* const op : order_)
        {
            addOp(*op);
        }
        for (Tensor* const output : network_.outputs())
        {
            TENON_CHECK(addEdge(*output, false));
        }
        return fillValueBytes();
    }

    //! Keeps the answer in the context.
    void apply(std::vector<size_t> const& chosen)
    {
        size_t node = 0;
        for (Tensor const* const input : network_.inputs())
        {
            context_.inputFormats[input] = kinds_[problem.nodes[node].options[chosen[node]].outputs[0]];
            ++node;
        }
        for (Op const* const op : order_)
        {
            Decision& decision = context_.decisions.at(op);
            decision.chosen = chosen[node++];
            context_.log().verbose("{}: chosen {} of {} offers, {}", op->label(), decision.chosen + 1, decision.list.accepted.size(),
                decision.candidate().implementation);
        }
        for (Tensor const* const output : network_.outputs())
        {
            context_.outputFormats[output] = kinds_[problem.nodes[node].options[chosen[node]].inputs[0]];
            ++node;
        }
    }

    ChoiceProblem problem;

private:
    FormatKind kindOf(TypeFormat as)
    {
        auto const known = std::find(kinds_.begin(), kinds_.end(), as);
        if (known != kinds_.end())
        {
            return static_cast<FormatKind>(known - kinds_.begin());
        }
        kinds_.push_back(as);
        return static_cast<FormatKind>(kinds_.size() - 1);
    }

    //! −1 for constants: they are converted once, at load.
    int32_t valueOf(Tensor const& tensor)
    {
        if (tensor.constant && tensor.producer == nullptr)
        {
            return -1;
        }
        int32_t& value = values_[tensor.id];
        if (value < 0)
        {
            value = static_cast<int32_t>(valueTensors_.size());
            valueTensors_.push_back(&tensor);
        }
        return value;
    }

    //! Bytes at the optimum of the first profile; 0 where the format does not fit, which candidates never have.
    double bytesIn(Tensor const& tensor, TypeFormat as) const
    {
        auto const bytes = base::bytesOf(context_.ranges->bounds(0, tensor.id).opt, as.type, as.format);
        return bytes.ok() ? static_cast<double>(*bytes) : 0.0;
    }

    //! A network input or output: its type is declared, its format one of those allowed.
    Status addEdge(Tensor const& tensor, bool isInput)
    {
        ChoiceNode node;
        for (int32_t bit = 0; bit < 32; ++bit)
        {
            auto const format = static_cast<base::TensorFormat>(bit);
            bool const allowed = (tensor.allowedFormats & (1U << bit)) != 0 && base::isKnown(format);
            if (!allowed || !base::bytesOf(context_.ranges->bounds(0, tensor.id).opt, tensor.type, format).ok())
            {
                continue;
            }
            ChoiceOption option;
            (isInput ? option.outputs : option.inputs) = {kindOf({tensor.type, format})};
            node.options.push_back(std::move(option));
        }
        if (node.options.empty())
        {
            return base::invalidArgument("{} \"{}\": expected a format among the allowed ones ({:#x}) that fits its {} dimensions, found none",
                isInput ? "input" : "output", tensor.name, tensor.allowedFormats, tensor.dims.size());
        }
        (isInput ? node.outputs : node.inputs) = {valueOf(tensor)};
        problem.nodes.push_back(std::move(node));
        return {};
    }

    //! 0 where a tensor has the preferred one of the types open to it, 1 where it has the last.
    double precisionOf(Tensor const& tensor, base::DataType type) const
    {
        graph::CandidateQuery query;
        query.allowHalf = context_.request.allowHalf;
        query.allowBfloat16 = context_.request.allowBfloat16;
        query.stronglyTyped = network_.stronglyTyped;
        std::vector<base::DataType> const choices = query.choices(tensor.type);
        if (choices.size() < 2)
        {
            return 0;
        }
        auto const place = std::find(choices.begin(), choices.end(), type) - choices.begin();
        return std::min(1.0, static_cast<double>(place) / static_cast<double>(choices.size() - 1));
    }

    void addOp(Op const& op)
    {
        ChoiceNode node;
        std::vector<Tensor*> const inputs = present(op.inputs);
        for (Tensor const* const input : inputs)
        {
            node.inputs.push_back(valueOf(*input));
        }
        for (Tensor const* const output : op.outputs)
        {
            node.outputs.push_back(valueOf(*output));
        }
        for (graph::Candidate const& candidate : context_.decisions.at(&op).list.accepted)
        {
            ChoiceOption option;
            double tensors = 0;
            auto const take = [&](std::vector<Tensor*> const& list, std::vector<TypeFormat> const& as, std::vector<FormatKind>& kinds) {
                for (size_t i = 0; i < list.size(); ++i)
                {
                    kinds.push_back(kindOf(as[i]));
                    option.cost.precision += precisionOf(*list[i], as[i].type);
                    option.cost.bytes += candidate.costHint * bytesIn(*list[i], as[i]);
                    tensors += base::isFloating(list[i]->type) ? 1 : 0;
                }
            };
            take(inputs, candidate.inputs, option.inputs);
            take(op.outputs, candidate.outputs, option.outputs);
            option.cost.precision /= std::max(tensors, 1.0);
            node.options.push_back(std::move(option));
        }
        problem.nodes.push_back(std::move(node));
    }

    Status fillValueBytes()
    {
        for (Tensor const* const tensor : valueTensors_)
        {
            std::vector<double>& bytes = problem.valueBytes.emplace_back();
            for (TypeFormat const& kind : kinds_)
            {
                bytes.push_back(bytesIn(*tensor, kind));
            }
        }
        return {};
    }

    Graph const& network_;
    PassContext& context_;
    std::vector<Op*> order_;
    std::vector<TypeFormat> kinds_;
    std::vector<int32_t> values_; //!< by tensor
    std::vector<Tensor const*> valueTensors_;
};

} // namespace

Result<bool> chooseFormats(Graph& network, PassContext& context)
{
    ProblemMaker maker(network, context);
    TENON_CHECK(maker.make());
    maker.apply(chooseOptions(maker.problem));
    return false;
}

} // namespace tenon::builder
