#include "ops/pointwise/as_activation.h"

#include "ops/pointwise/expression.h"
#include "ops/pointwise/piecewise_linear.h"

#include <algorithm>
#include <cmath>

namespace tenon::ops::pointwise
{
namespace
{

using Kind = FusedActivation::Kind;
using nvinfer1::ActivationType;

constexpr float kSameNumber = 1e-6F;

FusedActivation activation(ActivationType type, double alpha = 0, double beta = 0)
{
    return {static_cast<Kind>(type), static_cast<float>(alpha), static_cast<float>(beta)};
}

std::optional<FusedActivation> fromPieces(std::vector<LinearPiece> const& pieces)
{
    auto const isIdentity = [](LinearPiece const& piece) { return piece.slope == 1 && piece.offset == 0; };
    if (pieces.size() == 2 && pieces[1].from == 0 && isIdentity(pieces[1]) && pieces[0].offset == 0)
    {
        return pieces[0].slope == 0 ? activation(ActivationType::kRELU)
                                    : activation(ActivationType::kLEAKY_RELU, pieces[0].slope);
    }
    if (pieces.size() == 3 && pieces[0].slope == 0 && isIdentity(pieces[1]) && pieces[2].slope == 0)
    {
        return activation(ActivationType::kCLIP, pieces[0].offset, pieces[2].offset);
    }
    return std::nullopt;
}

bool isAlike(Program const& a, Program const& b)
{
    auto const close = [](float x, float y) {
        return std::abs(x - y) <= kSameNumber * std::max({1.0F, std::abs(x), std::abs(y)});
    };
    return a.inputs == b.inputs
        && std::equal(
            a.steps.begin(), a.steps.end(), b.steps.begin(), b.steps.end(), [&](Step const& x, Step const& y) {
                return x.code == y.code && x.kind == y.kind && x.a == y.a && x.b == y.b && x.c == y.c
                    && close(x.alpha, y.alpha) && close(x.beta, y.beta);
            });
}

struct Spelling
{
    char const* text;
    FusedActivation meaning;
};

std::vector<Spelling> const& spellings()
{
    static auto const* const known = new std::vector<Spelling>{
        {"sigmoid(x)", activation(ActivationType::kSIGMOID)},
        {"1 / (1 + exp(-x))", activation(ActivationType::kSIGMOID)},
        {"tanh(x)", activation(ActivationType::kTANH)},
        {"x * sigmoid(x)", {Kind::kSWISH, 1.0F, 0.0F}},
        {"sigmoid(x) * x", {Kind::kSWISH, 1.0F, 0.0F}},
        {"x / (1 + exp(-x))", {Kind::kSWISH, 1.0F, 0.0F}},
        {"0.5 * x * (1 + erf(x * 0.70710678118))", activation(ActivationType::kGELU_ERF)},
        {"x * 0.5 * (1 + erf(x * 0.70710678118))", activation(ActivationType::kGELU_ERF)},
        {"0.5 * x * (1 + erf(x / 1.41421356237))", activation(ActivationType::kGELU_ERF)},
        {"0.5 * x * (1 + tanh(0.79788456080 * (x + 0.044715 * x * x * x)))", activation(ActivationType::kGELU_TANH)},
        {"x * 0.5 * (1 + tanh(0.79788456080 * (x + 0.044715 * x * x * x)))", activation(ActivationType::kGELU_TANH)},
    };
    return *known;
}

} // namespace

std::optional<FusedActivation> asActivation(Program const& program)
{
    if (program.inputs != 1)
    {
        return std::nullopt;
    }
    if (auto const pieces = linearPieces(program))
    {
        return fromPieces(*pieces);
    }
    for (Spelling const& spelling : spellings())
    {
        Program written{1, {}};
        int64_t const x = 0;
        auto const value =
            appendExpression(written, spelling.text, {&x, 1}, [](std::string const&) { return std::nullopt; });
        if (value.ok() && isAlike(program, written))
        {
            return spelling.meaning;
        }
    }
    return std::nullopt;
}

} // namespace tenon::ops::pointwise
