#include "ops/common/body/body_shapes.h"

#include <map>

namespace tenon::ops
{

using graph::Dim;
using graph::DimExpr;

std::vector<BodySymbol> bodySymbols(graph::Graph const& body)
{
    std::vector<BodySymbol> found;
    auto const take = [&](std::vector<Dim> const& dims, size_t input, bool isValue) {
        for (size_t i = 0; i < dims.size(); ++i)
        {
            if (dims[i]->kind() == DimExpr::Kind::kSYMBOL)
            {
                found.push_back({static_cast<int32_t>(dims[i]->value()), static_cast<int32_t>(input), isValue,
                    static_cast<int32_t>(i)});
            }
        }
    };
    for (size_t i = 0; i < body.inputs().size(); ++i)
    {
        graph::Tensor const& input = *body.inputs()[i];
        take(input.dims, i, false);
        if (input.values)
        {
            take(*input.values, i, true);
        }
    }
    return found;
}

std::vector<std::optional<Dim>> outerDims(graph::Graph const& body, std::span<graph::ValueSpec const> inputs)
{
    std::vector<std::optional<Dim>> outer(body.symbols().size());
    for (BodySymbol const& each : bodySymbols(body))
    {
        graph::ValueSpec const& from = inputs[static_cast<size_t>(each.input)];
        auto const place = static_cast<size_t>(each.place);
        bool const known = each.isValue ? from.values && place < from.values->size() : place < from.dims.size();
        auto& into = outer[static_cast<size_t>(each.symbol)];
        if (known && !into)
        {
            into = each.isValue ? (*from.values)[place] : from.dims[place];
        }
    }
    return outer;
}

namespace
{

class Substitution
{
public:
    explicit Substitution(std::span<std::optional<Dim> const> outer)
        : outer_(outer)
    {
    }

    std::optional<Dim> of(Dim const& dim)
    {
        if (dim->kind() == DimExpr::Kind::kCONSTANT)
        {
            return dim;
        }
        if (dim->kind() == DimExpr::Kind::kSYMBOL)
        {
            auto const index = static_cast<size_t>(dim->value());
            return index < outer_.size() ? outer_[index] : std::nullopt;
        }
        auto const known = done_.find(dim.get());
        if (known != done_.end())
        {
            return known->second;
        }
        auto const left = of(dim->left());
        auto const right = of(dim->right());
        std::optional<Dim> result;
        if (left && right)
        {
            result = graph::operation(dim->operation(), *left, *right);
        }
        done_[dim.get()] = result;
        return result;
    }

private:
    std::span<std::optional<Dim> const> outer_;
    std::map<DimExpr const*, std::optional<Dim>> done_; //!< shared parts are looked at once
};

} // namespace

std::optional<Dim> substitute(Dim const& dim, std::span<std::optional<Dim> const> outer)
{
    return Substitution(outer).of(dim);
}

base::Status checkBodyInput(
    graph::Graph const& body, size_t input, graph::ValueSpec const& found, std::span<std::string const> symbolNames)
{
    graph::Tensor const& wanted = *body.inputs()[input];
    bool fits = wanted.type == found.type && wanted.dims.size() == found.dims.size();
    for (size_t d = 0; fits && d < wanted.dims.size(); ++d)
    {
        fits = !wanted.dims[d]->isConstant() || !found.dims[d]->isConstant()
            || wanted.dims[d]->value() == found.dims[d]->value();
    }
    if (fits)
    {
        return {};
    }
    return base::invalidArgument("input \"{}\" of the body: expected {} of {}, found {} of {}", wanted.name,
        graph::toString(wanted.dims, body.symbolNames()), base::name(wanted.type),
        graph::toString(found.dims, symbolNames), base::name(found.type));
}

} // namespace tenon::ops
