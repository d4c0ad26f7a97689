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
        TENON_ASSIGN(order_, network_.executionOrder());
        problem.nodes.reserve(network_.inputs().size() + order_.size() + network_.outputs().size());
        for (Op const* const op : order_)
        {
            addOp(*op);
        }
        for (Tensor* const output : network_.outputs())
        {
            TENON_CHECK(addEdge(*output, false));
        }
        problem.values = static_cast<int32_t>(valueTensors_.size());
        problem.conversion = [this](int32_t value, FormatKind from, FormatKind to) {
            return context_.costs
                ->ofConversion(*valueTensors_[static_cast<size_t>(value)], kinds_[static_cast<size_t>(from)],
                    kinds_[static_cast<size_t>(to)])
                .microseconds;
        };
        return {};
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
            decision.chosen = decision.considered[chosen[node++]];
            context_.log().verbose("{}: chosen {} of {} offers, {}", op->label(), decision.chosen + 1,
                decision.list.accepted.size(), describeCandidate(decision.candidate()));
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

    //! A network input or output: its type is declared, its format one of those allowed.
    Status addEdge(Tensor const& tensor, bool isInput)
    {
        ChoiceNode node;
        std::string why;
        for (int32_t bit = 0; bit < nvinfer1::EnumMax<base::TensorFormat>(); ++bit)
        {
            auto const format = static_cast<base::TensorFormat>(bit);
            bool const allowed = (tensor.allowedFormats & (1U << bit)) != 0 && base::isKnown(format);
            // A hidden batch is no dimension that a format could pack.
            auto const rank = static_cast<int32_t>(tensor.dims.size()) - (network_.implicitBatch ? 1 : 0);
            Status const fits = base::checkFormat(format, tensor.type, rank);
            if (!allowed || !fits.ok())
            {
                why += allowed ? "; " + fits.error().message : "";
                continue;
            }
            ChoiceOption option;
            (isInput ? option.outputs : option.inputs).assign(1, kindOf({tensor.type, format}));
            node.options.push_back(std::move(option));
        }
        if (node.options.empty())
        {
            return base::invalidArgument(
                "{} \"{}\": expected a format among the allowed ones ({:#x}) that fits its type {} and its {} dimensions, found none{}",
                isInput ? "input" : "output", tensor.name, tensor.allowedFormats, base::name(tensor.type),
                tensor.dims.size(), why);
        }
        (isInput ? node.outputs : node.inputs).assign(1, valueOf(tensor));
        problem.nodes.push_back(std::move(node));
        return {};
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
        Decision const& decision = context_.decisions.at(&op);
        for (size_t const c : decision.considered)
        {
            graph::Candidate const& candidate = decision.list.accepted[c];
            ChoiceOption option;
            option.cost = decisiveCost(decision.costs[c], decision.costs[decision.considered.front()]);
            for (TypeFormat const& each : candidate.inputs)
            {
                option.inputs.push_back(kindOf(each));
            }
            for (TypeFormat const& each : candidate.outputs)
            {
                option.outputs.push_back(kindOf(each));
            }
            node.options.push_back(std::move(option));
        }
        problem.nodes.push_back(std::move(node));
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
    std::vector<size_t> const chosen = chooseOptions(maker.problem);
    TENON_CHECK(context.costs->status());
    maker.apply(chosen);
    return false;
}

} // namespace tenon::builder
