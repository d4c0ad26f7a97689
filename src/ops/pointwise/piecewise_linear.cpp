#include "ops/pointwise/piecewise_linear.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace tenon::ops::pointwise
{
namespace
{

using nvinfer1::ActivationType;
using nvinfer1::ElementWiseOperation;
using nvinfer1::UnaryOperation;

using Pieces = std::vector<LinearPiece>;
using MaybePieces = std::optional<Pieces>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
//! More pieces than this are nothing that an activation has.
constexpr size_t kMaxPieces = 64;

Pieces constantPieces(double value)
{
    return {{-kInfinity, 0, value}};
}

Pieces line(double slope, double offset)
{
    return {{-kInfinity, slope, offset}};
}

bool isSameLine(LinearPiece const& a, LinearPiece const& b)
{
    return a.slope == b.slope && a.offset == b.offset;
}

void append(Pieces& pieces, LinearPiece const& piece)
{
    if (pieces.empty() || !isSameLine(pieces.back(), piece))
    {
        pieces.push_back(piece);
    }
}

LinearPiece const& pieceAt(Pieces const& pieces, double from)
{
    auto const after =
        std::find_if(pieces.begin(), pieces.end(), [&](LinearPiece const& piece) { return piece.from > from; });
    return *std::prev(after);
}

//! Where a and b cross inside of (from, to).
std::optional<double> crossing(LinearPiece const& a, LinearPiece const& b, double from, double to)
{
    double const at = a.slope == b.slope ? kInfinity : (b.offset - a.offset) / (a.slope - b.slope);
    return at > from && at < to ? std::optional<double>(at) : std::nullopt;
}

//! A place inside of (from, to).
double inside(double from, double to)
{
    if (from == -kInfinity)
    {
        return to == kInfinity ? 0.0 : to - std::abs(to) - 1.0;
    }
    return to == kInfinity ? from + std::abs(from) + 1.0 : 0.5 * (from + to);
}

//! f of the lines that a and b are between neighbouring places where either bends, or where they cross; `at` lies between those.
using OfLines = std::function<std::optional<LinearPiece>(LinearPiece const& a, LinearPiece const& b, double at)>;

MaybePieces combine(Pieces const& a, Pieces const& b, bool splitsAtCrossings, OfLines const& f)
{
    std::vector<double> bends;
    for (Pieces const* const pieces : {&a, &b})
    {
        for (LinearPiece const& piece : *pieces)
        {
            bends.push_back(piece.from);
        }
    }
    std::sort(bends.begin(), bends.end());
    bends.erase(std::unique(bends.begin(), bends.end()), bends.end());
    Pieces result;
    for (size_t i = 0; i < bends.size(); ++i)
    {
        double const end = i + 1 < bends.size() ? bends[i + 1] : kInfinity;
        LinearPiece const& left = pieceAt(a, bends[i]);
        LinearPiece const& right = pieceAt(b, bends[i]);
        std::vector<double> starts{bends[i]};
        if (auto const at = crossing(left, right, bends[i], end); at && splitsAtCrossings)
        {
            starts.push_back(*at);
        }
        for (size_t s = 0; s < starts.size(); ++s)
        {
            auto piece = f(left, right, inside(starts[s], s + 1 < starts.size() ? starts[s + 1] : end));
            if (!piece)
            {
                return std::nullopt;
            }
            piece->from = starts[s];
            append(result, *piece);
        }
    }
    return result.size() <= kMaxPieces ? MaybePieces(std::move(result)) : std::nullopt;
}

double valueAt(LinearPiece const& piece, double at)
{
    return piece.slope * at + piece.offset;
}

MaybePieces extreme(Pieces const& a, Pieces const& b, bool larger)
{
    return combine(
        a, b, true, [larger](LinearPiece const& x, LinearPiece const& y, double at) -> std::optional<LinearPiece> {
            return (valueAt(x, at) > valueAt(y, at)) == larger ? x : y;
        });
}

std::optional<LinearPiece> product(LinearPiece const& x, LinearPiece const& y, double)
{
    if (x.slope != 0 && y.slope != 0)
    {
        return std::nullopt;
    }
    LinearPiece const& line = x.slope != 0 ? x : y;
    double const factor = x.slope != 0 ? y.offset : x.offset;
    return LinearPiece{0, line.slope * factor, line.offset * factor};
}

MaybePieces combined(ElementWiseOperation kind, Pieces const& a, Pieces const& b)
{
    switch (kind)
    {
    case ElementWiseOperation::kSUM:
        return combine(a, b, false, [](LinearPiece const& x, LinearPiece const& y, double) {
            return std::optional<LinearPiece>({0, x.slope + y.slope, x.offset + y.offset});
        });
    case ElementWiseOperation::kSUB:
        return combine(a, b, false, [](LinearPiece const& x, LinearPiece const& y, double) {
            return std::optional<LinearPiece>({0, x.slope - y.slope, x.offset - y.offset});
        });
    case ElementWiseOperation::kPROD: return combine(a, b, false, product);
    case ElementWiseOperation::kDIV:
        return combine(a, b, false, [](LinearPiece const& x, LinearPiece const& y, double) {
            bool const fits = y.slope == 0 && y.offset != 0;
            return fits ? std::optional<LinearPiece>({0, x.slope / y.offset, x.offset / y.offset}) : std::nullopt;
        });
    case ElementWiseOperation::kMAX: return extreme(a, b, true);
    case ElementWiseOperation::kMIN: return extreme(a, b, false);
    default: return std::nullopt;
    }
}

//! Kinds as Code::kCOMPARE has them. At the crossing itself the answer is that of one side: what jumps there is refused in the end.
MaybePieces compared(int64_t kind, Pieces const& a, Pieces const& b)
{
    return combine(
        a, b, true, [kind](LinearPiece const& x, LinearPiece const& y, double at) -> std::optional<LinearPiece> {
            if (isSameLine(x, y))
            {
                return LinearPiece{0, 0, kind == 1 || kind == 3 || kind == 4 ? 1.0 : 0.0};
            }
            bool const less = valueAt(x, at) < valueAt(y, at);
            bool const holds = kind <= 1 ? less : kind <= 3 ? !less : kind == 5;
            return LinearPiece{0, 0, holds ? 1.0 : 0.0};
        });
}

MaybePieces selected(Pieces const& condition, Pieces const& a, Pieces const& b)
{
    auto const keep = [](bool wanted) {
        return [wanted](LinearPiece const& value, LinearPiece const& asked, double) -> std::optional<LinearPiece> {
            if (asked.slope != 0)
            {
                return std::nullopt;
            }
            return (asked.offset != 0) == wanted ? value : LinearPiece{0, 0, 0};
        };
    };
    auto const first = combine(a, condition, false, keep(true));
    auto const second = combine(b, condition, false, keep(false));
    return first && second ? combined(ElementWiseOperation::kSUM, *first, *second) : std::nullopt;
}

MaybePieces activated(Step const& step, Pieces const& x)
{
    Pieces const zero = constantPieces(0);
    switch (static_cast<ActivationType>(step.kind))
    {
    case ActivationType::kRELU: return extreme(x, zero, true);
    case ActivationType::kLEAKY_RELU:
    {
        auto const above = extreme(x, zero, true);
        auto const below = extreme(x, zero, false);
        auto const scaled = below
            ? combined(ElementWiseOperation::kPROD, *below, constantPieces(static_cast<double>(step.alpha)))
            : std::nullopt;
        return above && scaled ? combined(ElementWiseOperation::kSUM, *above, *scaled) : std::nullopt;
    }
    case ActivationType::kCLIP:
    {
        auto const above = extreme(x, constantPieces(static_cast<double>(step.alpha)), true);
        return above ? extreme(*above, constantPieces(static_cast<double>(step.beta)), false) : std::nullopt;
    }
    default: return std::nullopt;
    }
}

MaybePieces unaryOf(UnaryOperation kind, Pieces const& x)
{
    auto const negative = combined(ElementWiseOperation::kPROD, x, constantPieces(-1));
    if (!negative)
    {
        return std::nullopt;
    }
    return kind == UnaryOperation::kNEG ? negative
        : kind == UnaryOperation::kABS  ? extreme(x, *negative, true)
                                        : std::nullopt;
}

MaybePieces stepPieces(Step const& step, std::vector<Pieces> const& values)
{
    auto const value = [&](int64_t index) -> Pieces const& { return values[static_cast<size_t>(index)]; };
    switch (step.code)
    {
    case Code::kCONSTANT: return constantPieces(static_cast<double>(step.alpha));
    case Code::kACTIVATION: return activated(step, value(step.a));
    case Code::kUNARY: return unaryOf(static_cast<UnaryOperation>(step.kind), value(step.a));
    case Code::kCOMBINE: return combined(static_cast<ElementWiseOperation>(step.kind), value(step.a), value(step.b));
    case Code::kCOMPARE: return compared(step.kind, value(step.a), value(step.b));
    case Code::kSELECT: return selected(value(step.a), value(step.b), value(step.c));
    case Code::kSCALE:
    {
        auto const scaled =
            combined(ElementWiseOperation::kPROD, value(step.a), constantPieces(static_cast<double>(step.alpha)));
        return scaled ? combined(ElementWiseOperation::kSUM, *scaled, constantPieces(static_cast<double>(step.beta)))
                      : std::nullopt;
    }
    }
    return std::nullopt;
}

bool isContinuous(Pieces const& pieces)
{
    for (size_t i = 1; i < pieces.size(); ++i)
    {
        double const before = valueAt(pieces[i - 1], pieces[i].from);
        double const after = valueAt(pieces[i], pieces[i].from);
        if (std::abs(before - after) > 1e-12 * std::max({1.0, std::abs(before), std::abs(after)}))
        {
            return false;
        }
    }
    return true;
}

} // namespace

MaybePieces linearPieces(Program const& program)
{
    if (program.inputs != 1 || program.steps.empty())
    {
        return std::nullopt;
    }
    std::vector<Pieces> values{line(1, 0)};
    for (Step const& step : program.steps)
    {
        MaybePieces pieces = stepPieces(step, values);
        if (!pieces)
        {
            return std::nullopt;
        }
        values.push_back(*std::move(pieces));
    }
    return isContinuous(values.back()) ? MaybePieces(values.back()) : std::nullopt;
}

} // namespace tenon::ops::pointwise
