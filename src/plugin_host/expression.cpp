#include "plugin_host/expression.h"

#include "plugin_host/expression_parser.h"

#include <algorithm>
#include <cmath>

namespace tenon::plugin_host
{
namespace
{

using Kind = ExpressionStep::Kind;

int32_t operandsOf(Kind kind)
{
    switch (kind)
    {
    case Kind::kNUMBER:
    case Kind::kINPUT: return 0;
    case Kind::kSELECT: return 3;
    case Kind::kADD:
    case Kind::kSUBTRACT:
    case Kind::kMULTIPLY:
    case Kind::kDIVIDE:
    case Kind::kLESS:
    case Kind::kLESS_OR_EQUAL:
    case Kind::kGREATER:
    case Kind::kGREATER_OR_EQUAL:
    case Kind::kEQUAL:
    case Kind::kNOT_EQUAL:
    case Kind::kAND:
    case Kind::kOR:
    case Kind::kMIN:
    case Kind::kMAX:
    case Kind::kPOW:
    case Kind::kFMOD: return 2;
    default: return 1;
    }
}

float truth(bool value)
{
    return value ? 1.0F : 0.0F;
}

float apply(Kind kind, float a)
{
    switch (kind)
    {
    case Kind::kNEGATE: return -a;
    case Kind::kNOT: return truth(a == 0.0F);
    case Kind::kABS: return std::fabs(a);
    case Kind::kEXP: return std::exp(a);
    case Kind::kLOG: return std::log(a);
    case Kind::kSQRT: return std::sqrt(a);
    case Kind::kRSQRT: return 1.0F / std::sqrt(a);
    case Kind::kTANH: return std::tanh(a);
    case Kind::kSIGMOID: return 1.0F / (1.0F + std::exp(-a));
    case Kind::kERF: return std::erf(a);
    case Kind::kSIN: return std::sin(a);
    case Kind::kCOS: return std::cos(a);
    case Kind::kFLOOR: return std::floor(a);
    case Kind::kCEIL: return std::ceil(a);
    case Kind::kROUND: return std::nearbyint(a);
    case Kind::kSIGN: return std::isnan(a) ? a : truth(a > 0.0F) - truth(a < 0.0F);
    default: return NAN;
    }
}

float apply(Kind kind, float a, float b)
{
    switch (kind)
    {
    case Kind::kADD: return a + b;
    case Kind::kSUBTRACT: return a - b;
    case Kind::kMULTIPLY: return a * b;
    case Kind::kDIVIDE: return a / b;
    case Kind::kLESS: return truth(a < b);
    case Kind::kLESS_OR_EQUAL: return truth(a <= b);
    case Kind::kGREATER: return truth(a > b);
    case Kind::kGREATER_OR_EQUAL: return truth(a >= b);
    case Kind::kEQUAL: return truth(a == b);
    case Kind::kNOT_EQUAL: return truth(a != b);
    case Kind::kAND: return truth(a != 0.0F && b != 0.0F);
    case Kind::kOR: return truth(a != 0.0F || b != 0.0F);
    case Kind::kMIN: return std::isnan(a) || std::isnan(b) ? NAN : std::min(a, b);
    case Kind::kMAX: return std::isnan(a) || std::isnan(b) ? NAN : std::max(a, b);
    case Kind::kPOW: return std::pow(a, b);
    case Kind::kFMOD: return std::fmod(a, b);
    default: return NAN;
    }
}

} // namespace

base::Result<Expression> Expression::parse(std::string const& text, int32_t inputCount, Parameter const& parameter)
{
    Expression made;
    made.inputCount_ = inputCount;
    TENON_ASSIGN(made.steps_, ExpressionParser(text, inputCount, parameter).parse());
    int32_t depth = 0;
    for (ExpressionStep const& step : made.steps_)
    {
        depth += 1 - operandsOf(step.kind);
        made.stackDepth_ = std::max(made.stackDepth_, depth);
    }
    return made;
}

float Expression::evaluate(std::span<float const> inputs) const
{
    std::vector<float> stack;
    stack.reserve(static_cast<size_t>(stackDepth_));
    auto const pop = [&] {
        float const top = stack.back();
        stack.pop_back();
        return top;
    };
    for (ExpressionStep const& step : steps_)
    {
        switch (operandsOf(step.kind))
        {
        case 0:
            stack.push_back(step.kind == Kind::kNUMBER ? step.number : inputs[static_cast<size_t>(step.index)]);
            break;
        case 1: stack.push_back(apply(step.kind, pop())); break;
        case 2:
        {
            float const b = pop();
            float const a = pop();
            stack.push_back(apply(step.kind, a, b));
            break;
        }
        default:
        {
            float const otherwise = pop();
            float const then = pop();
            stack.push_back(pop() != 0.0F ? then : otherwise);
        }
        }
    }
    return stack.back();
}

} // namespace tenon::plugin_host
