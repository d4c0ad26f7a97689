#include "builder/passes/pattern.h"

#include "builder/passes/pattern_parser.h"

#include "ops/activation/activation.h"
#include "ops/element_wise/element_wise.h"
#include "ops/matrix_multiply/matrix_multiply.h"
#include "ops/normalization/normalization.h"
#include "ops/reduce/reduce.h"
#include "ops/select/select.h"
#include "ops/softmax/softmax.h"
#include "ops/unary/unary.h"

#include <algorithm>
#include <cmath>

namespace tenon::builder
{
namespace
{

using nvinfer1::ActivationType;
using nvinfer1::ElementWiseOperation;
using nvinfer1::UnaryOperation;
using Node = Pattern::Node;

constexpr float kTolerance = 1e-4F;

bool isElementWise(Op const& op, ElementWiseOperation kind)
{
    auto const* const elementWise = dynamic_cast<ops::ElementWiseOp const*>(&op);
    return elementWise != nullptr && elementWise->params.operation == kind;
}

bool isClose(float a, float b)
{
    return std::abs(a - b) <= kTolerance * std::max(std::abs(a), std::abs(b));
}

//! The operation as an Operation; null if it is none.
template <typename Operation>
Operation const* as(Op const& op)
{
    // Names tell faster than casts that it is another.
    return op.kind() == Operation::kKind ? dynamic_cast<Operation const*>(&op) : nullptr;
}

std::optional<PatternFunction> functionOf(ElementWiseOperation operation)
{
    switch (operation)
    {
    case ElementWiseOperation::kSUM: return PatternFunction::kADD;
    case ElementWiseOperation::kPROD: return PatternFunction::kMUL;
    case ElementWiseOperation::kSUB: return PatternFunction::kSUB;
    case ElementWiseOperation::kDIV: return PatternFunction::kDIV;
    case ElementWiseOperation::kPOW: return PatternFunction::kPOW;
    case ElementWiseOperation::kMIN: return PatternFunction::kMIN;
    case ElementWiseOperation::kMAX: return PatternFunction::kMAX;
    default: return std::nullopt;
    }
}

std::optional<PatternFunction> functionOf(UnaryOperation operation)
{
    switch (operation)
    {
    case UnaryOperation::kERF: return PatternFunction::kERF;
    case UnaryOperation::kSQRT: return PatternFunction::kSQRT;
    case UnaryOperation::kRECIP: return PatternFunction::kRECIP;
    case UnaryOperation::kEXP: return PatternFunction::kEXP;
    case UnaryOperation::kABS: return PatternFunction::kABS;
    case UnaryOperation::kNEG: return PatternFunction::kNEG;
    default: return std::nullopt;
    }
}

std::optional<PatternFunction> functionOf(ActivationType type)
{
    switch (type)
    {
    case ActivationType::kTANH: return PatternFunction::kTANH;
    case ActivationType::kSIGMOID: return PatternFunction::kSIGMOID;
    case ActivationType::kRELU: return PatternFunction::kRELU;
    default: return std::nullopt;
    }
}

std::optional<PatternFunction> functionIf(bool condition, PatternFunction function)
{
    return condition ? std::optional(function) : std::nullopt;
}

std::optional<PatternFunction> functionOf(ops::MatrixMultiplyOp const& product)
{
    bool const plain = product.params.bias.empty() && product.params.activation.none() && product.inputs.size() == 2
        && product.params.operation0 == nvinfer1::MatrixOperation::kNONE;
    return !plain ? std::nullopt
        : product.params.operation1 == nvinfer1::MatrixOperation::kNONE
        ? std::optional(PatternFunction::kMATMUL)
        : functionIf(product.params.operation1 == nvinfer1::MatrixOperation::kTRANSPOSE, PatternFunction::kMATMULNT);
}

//! True if an operation that is `found` may be what a pattern calls `wanted`.
bool mayBe(PatternFunction wanted, PatternFunction found)
{
    switch (wanted)
    {
    case PatternFunction::kSQUARE:
    case PatternFunction::kCUBE: return found == PatternFunction::kMUL || found == PatternFunction::kPOW;
    case PatternFunction::kMUL: return found == PatternFunction::kMUL || found == PatternFunction::kDIV;
    default: return found == wanted;
    }
}

class PatternMatcher
{
public:
    std::optional<Match> run(Node const& pattern, Op& root)
    {
        Match found;
        return root.outputs.size() == 1 && matches(pattern, *root.outputs[0], found)
            ? std::optional<Match>(std::move(found))
            : std::nullopt;
    }

private:
    //! Adds to `found` what it bound; on failure `found` holds anything.
    bool matches(Node const& pattern, Tensor& tensor, Match& found)
    {
        switch (pattern.kind)
        {
        case Node::Kind::kNUMBER:
        {
            auto const number = numberIn(tensor);
            return number && isClose(*number, pattern.number);
        }
        case Node::Kind::kNUMBER_OF_NAME: return numberIn(tensor) && binds(pattern.name, tensor, found);
        case Node::Kind::kCONSTANT:
            return tensor.constant && tensor.producer == nullptr && binds(pattern.name, tensor, found);
        case Node::Kind::kANY: return binds(pattern.name, tensor, found);
        case Node::Kind::kFUNCTION: break;
        }
        Op* const op = tensor.producer;
        if (op == nullptr || op->outputs.size() != 1
            || std::find(op->inputs.begin(), op->inputs.end(), nullptr) != op->inputs.end())
        {
            return false;
        }
        auto const function = patternFunctionOf(*op);
        if (!function || !mayBe(pattern.function, *function))
        {
            return false;
        }
        if (std::find(found.ops.begin(), found.ops.end(), op) == found.ops.end())
        {
            found.ops.push_back(op);
        }
        return matchesFunction(pattern, *function, *op, found);
    }

    //! False where a look at the tensor alone tells that it does not match.
    static bool mayMatch(Node const& pattern, Tensor const& tensor)
    {
        if (pattern.kind != Node::Kind::kFUNCTION)
        {
            return pattern.kind == Node::Kind::kANY || tensor.constant.has_value();
        }
        auto const function = tensor.producer == nullptr ? std::nullopt : patternFunctionOf(*tensor.producer);
        return function && mayBe(pattern.function, *function);
    }

    static bool binds(std::string const& name, Tensor& tensor, Match& found)
    {
        return found.tensors.try_emplace(name, &tensor).first->second == &tensor;
    }

    bool matchesFunction(Node const& pattern, PatternFunction found, Op& op, Match& match)
    {
        std::vector<Node> const& wanted = pattern.arguments;
        switch (pattern.function)
        {
        case PatternFunction::kSQUARE:
            return isPower(op, 2.0F) ? matches(wanted[0], *op.inputs[0], match)
                                     : found == PatternFunction::kMUL && op.inputs[0] == op.inputs[1]
                    && matches(wanted[0], *op.inputs[0], match);
        case PatternFunction::kCUBE:
        {
            Node const square{Node::Kind::kFUNCTION, {}, 0.0F, PatternFunction::kSQUARE, {wanted[0]}};
            return isPower(op, 3.0F) ? matches(wanted[0], *op.inputs[0], match)
                                     : found == PatternFunction::kMUL && inEitherOrder(square, wanted[0], op, match);
        }
        case PatternFunction::kMUL:
            return found == PatternFunction::kDIV ? matchesQuotient(wanted, op, match)
                                                  : inEitherOrder(wanted[0], wanted[1], op, match);
        case PatternFunction::kADD:
        case PatternFunction::kMIN:
        case PatternFunction::kMAX: return inEitherOrder(wanted[0], wanted[1], op, match);
        default: return op.inputs.size() == wanted.size() && inOrder(wanted, op, match);
        }
    }

    static bool isPower(Op const& op, float exponent)
    {
        auto const number = isElementWise(op, ElementWiseOperation::kPOW) ? numberIn(*op.inputs[1]) : std::nullopt;
        return number && *number == exponent;
    }

    //! x · number as x / (1 / number).
    bool matchesQuotient(std::vector<Node> const& wanted, Op& op, Match& found)
    {
        size_t const number = wanted[0].kind == Node::Kind::kNUMBER ? 0 : 1;
        auto const divisor = numberIn(*op.inputs[1]);
        return wanted[number].kind == Node::Kind::kNUMBER && divisor && isClose(1.0F / *divisor, wanted[number].number)
            && matches(wanted[1 - number], *op.inputs[0], found);
    }

    bool inOrder(std::vector<Node> const& wanted, Op& op, Match& found)
    {
        for (size_t i = 0; i < wanted.size(); ++i)
        {
            if (!matches(wanted[i], *op.inputs[i], found))
            {
                return false;
            }
        }
        return true;
    }

    bool inEitherOrder(Node const& first, Node const& second, Op& op, Match& found)
    {
        Tensor& left = *op.inputs[0];
        Tensor& right = *op.inputs[1];
        bool const mayBeSwapped = mayMatch(first, right) && mayMatch(second, left);
        if (mayMatch(first, left) && mayMatch(second, right))
        {
            Match before = mayBeSwapped ? found : Match();
            if (matches(first, left, found) && matches(second, right, found))
            {
                return true;
            }
            found = std::move(before);
        }
        return mayBeSwapped && matches(first, right, found) && matches(second, left, found);
    }
};

//! True if nobody but the match sees what its operations but the root make, and the user asked nothing of any of them.
bool isClosed(Match const& match)
{
    for (size_t i = 0; i < match.ops.size(); ++i)
    {
        Op const& op = *match.ops[i];
        Tensor const& output = *op.outputs[0];
        bool const asked = op.requestedPrecision
            || std::any_of(op.requestedOutputTypes.begin(), op.requestedOutputTypes.end(),
                [](auto const& type) { return type.has_value(); });
        bool const seen = i > 0
            && (graph::isKept(output) || output.dynamicRange
                || std::any_of(output.consumers.begin(), output.consumers.end(), [&](Op* consumer) {
                       return std::find(match.ops.begin(), match.ops.end(), consumer) == match.ops.end();
                   }));
        if (asked || seen || !base::isFloating(output.type))
        {
            return false;
        }
    }
    return true;
}

} // namespace

std::optional<float> numberIn(Tensor const& tensor)
{
    if (!tensor.constant || tensor.constant->count != 1 || !base::isFloating(tensor.type))
    {
        return std::nullopt;
    }
    auto const floats = graph::toFloat(*tensor.constant);
    return floats.ok() ? std::optional<float>(floats->floats()[0]) : std::nullopt;
}

float Match::number(std::string_view name) const
{
    auto const found = tensors.find(name);
    return found == tensors.end() ? 0.0F : numberIn(*found->second).value_or(0.0F);
}

std::optional<PatternFunction> patternFunctionOf(Op const& op)
{
    if (auto const* const elementWise = as<ops::ElementWiseOp>(op))
    {
        return op.inputs.size() == 2 ? functionOf(elementWise->params.operation) : std::nullopt;
    }
    if (auto const* const unary = as<ops::UnaryOp>(op))
    {
        return functionOf(unary->params.operation);
    }
    if (auto const* const activation = as<ops::ActivationOp>(op))
    {
        return functionOf(activation->params.type);
    }
    if (auto const* const product = as<ops::MatrixMultiplyOp>(op))
    {
        return functionOf(*product);
    }
    if (as<ops::SelectOp>(op) != nullptr)
    {
        return PatternFunction::kSELECT;
    }
    size_t const rank = op.outputs.empty() ? 0 : op.outputs[0]->dims.size();
    if (auto const* const softmax = as<ops::SoftMaxOp>(op))
    {
        return functionIf(softmax->params.axis == static_cast<int32_t>(rank) - 1, PatternFunction::kSOFTMAX);
    }
    if (auto const* const reduce = as<ops::ReduceOp>(op))
    {
        bool const overLast = rank > 0 && reduce->params.axes == 1U << (rank - 1);
        return functionIf(
            overLast && reduce->params.operation == nvinfer1::ReduceOperation::kAVG && reduce->params.keepDimensions,
            PatternFunction::kMEAN);
    }
    auto const* const norm = as<ops::NormalizationOp>(op);
    return functionIf(norm != nullptr && norm->inputs.size() == 3 && norm->params.groups == 1 && rank > 0
            && norm->params.axes == 1U << (rank - 1),
        PatternFunction::kLAYERNORM);
}

bool Pattern::mayEndIn(PatternFunction function) const
{
    return root_.kind != Node::Kind::kFUNCTION || mayBe(root_.function, function);
}

Result<Pattern> Pattern::parse(std::string_view text)
{
    Pattern pattern;
    TENON_ASSIGN(pattern.root_, parsePattern(text));
    return pattern;
}

std::optional<Match> Pattern::match(Op& root) const
{
    std::optional<Match> found = PatternMatcher().run(root_, root);
    return found && isClosed(*found) ? std::move(found) : std::nullopt;
}

void replaceMatch(Graph& network, Match const& match, Tensor& result)
{
    Tensor& before = *match.ops.front()->outputs[0];
    std::string const name = before.name;
    result.type = before.type;
    result.dims = before.dims;
    result.dimensionNames = before.dimensionNames;
    result.allowedFormats = before.allowedFormats;
    result.dynamicRange = before.dynamicRange;
    result.broadcastAcrossBatch = before.broadcastAcrossBatch;
    result.isDebug = before.isDebug;
    network.replaceUses(before, result);
    // From the root on: each operation's users are gone before it goes itself.
    std::vector<Op*> left = match.ops;
    while (!left.empty())
    {
        auto const unused =
            std::find_if(left.begin(), left.end(), [](Op const* op) { return op->outputs[0]->consumers.empty(); });
        if (unused == left.end())
        {
            break;
        }
        network.removeOp(**unused);
        left.erase(unused);
    }
    result.name = name;
}

} // namespace tenon::builder
