#include "ops/shuffle/reshape_rule.h"

#include "base/checked.h"

#include <algorithm>
#include <numeric>

namespace tenon::ops
{

using graph::Dim;
using graph::Result;
using graph::Shape;

namespace
{

//! A product: one number, none where it has more than 63 bits, and the factors that are not known.
struct Product
{
    std::optional<int64_t> number{1};
    std::vector<Dim> factors;
    bool isEmpty{false}; //!< one of its numbers is 0
};

void collect(Dim const& dim, Product& product)
{
    if (dim->isConstant())
    {
        product.isEmpty |= dim->value() == 0;
        product.number = product.number ? base::checkedMul(*product.number, dim->value()) : std::nullopt;
        return;
    }
    if (dim->kind() == graph::DimExpr::Kind::kOPERATION && dim->operation() == graph::DimensionOperation::kPROD)
    {
        collect(dim->left(), product);
        collect(dim->right(), product);
        return;
    }
    product.factors.push_back(dim);
}

Product productOf(Shape const& shape)
{
    Product product;
    for (Dim const& dim : shape)
    {
        collect(dim, product);
    }
    product.number = product.isEmpty ? 0 : product.number;
    return product;
}

//! Takes away what both have: reshaping batch×8×8 to batch×−1 leaves 64, whatever batch is. Both numbers
//! are known.
void cancel(Product& above, Product& below)
{
    for (auto it = below.factors.begin(); it != below.factors.end();)
    {
        auto const same = std::find_if(
            above.factors.begin(), above.factors.end(), [&](Dim const& factor) { return graph::equal(factor, *it); });
        if (same == above.factors.end())
        {
            ++it;
            continue;
        }
        above.factors.erase(same);
        it = below.factors.erase(it);
    }
    int64_t const divisor = std::gcd(*above.number, *below.number);
    if (divisor != 0)
    {
        *above.number /= divisor;
        *below.number /= divisor;
    }
}

Dim expressionOf(Product const& product)
{
    Dim expression = graph::constant(*product.number);
    for (Dim const& factor : product.factors)
    {
        expression = graph::mul(factor, expression);
    }
    return expression;
}

std::string textOf(std::vector<Dim> const& dims, std::span<std::string const> symbolNames)
{
    return graph::toString(Shape(dims.begin(), dims.end()), symbolNames);
}

} // namespace

Result<Shape> reshapedDims(Shape const& input, std::vector<Dim> const& wanted, bool zeroIsPlaceholder,
    std::span<std::string const> symbolNames)
{
    Shape output;
    std::optional<size_t> inferred;
    for (size_t i = 0; i < wanted.size(); ++i)
    {
        bool const known = wanted[i]->isConstant();
        int64_t const size = known ? wanted[i]->value() : 1;
        if (known && size == 0 && zeroIsPlaceholder)
        {
            if (i >= input.size())
            {
                return base::invalidArgument(
                    "reshape to {}: dimension {} is 0, to be copied from the input; expected an input of at "
                    "least {} dimensions, found {}",
                    textOf(wanted, symbolNames), i, i + 1, graph::toString(input, symbolNames));
            }
            output.push_back(input[i]);
            continue;
        }
        if (known && size == -1)
        {
            if (inferred)
            {
                return base::invalidArgument("reshape to {}: expected at most one dimension of −1, found {} and {}",
                    textOf(wanted, symbolNames), *inferred, i);
            }
            inferred = i;
        }
        else if (size < 0)
        {
            return base::invalidArgument("reshape to {}: expected dimensions of at least −1, found {} in dimension {}",
                textOf(wanted, symbolNames), size, i);
        }
        output.push_back(inferred == i ? graph::constant(1) : wanted[i]);
    }
    Product whole = productOf(input);
    Product others = productOf(output);
    if (!whole.number || !others.number)
    {
        return base::invalidArgument("reshape of {} to {}: expected at most 2^63 − 1 elements, found more",
            graph::toString(input, symbolNames), textOf(wanted, symbolNames));
    }
    cancel(whole, others);
    bool const bothKnown = whole.factors.empty() && others.factors.empty();
    auto const mismatch = [&] {
        return base::invalidArgument("reshape to {}: expected the input's number of elements, found an input {}",
            textOf(wanted, symbolNames), graph::toString(input, symbolNames));
    };
    if (!inferred)
    {
        return bothKnown && whole.number != others.number ? Result<Shape>(mismatch())
                                                          : Result<Shape>(std::move(output));
    }
    if (others.number == 0)
    {
        // No elements: any size fits, and 0 says so.
        output[*inferred] = graph::constant(0);
        return output;
    }
    if (bothKnown && *whole.number % *others.number != 0)
    {
        return mismatch();
    }
    output[*inferred] = graph::floorDiv(expressionOf(whole), expressionOf(others));
    return output;
}

Result<Shape> reshapedByValues(Shape const& input, std::vector<Dim> const& wanted, bool zeroIsPlaceholder)
{
    // What each dimension is where none is inferred: the value, or the input's dimension for a 0.
    Shape sizes;
    Dim total = graph::constant(1);
    for (Dim const& dim : input)
    {
        total = graph::mul(total, dim);
    }
    Dim others = graph::constant(1);
    auto const equals = [](Dim const& dim, int64_t value) {
        return graph::operation(graph::DimensionOperation::kEQUAL, dim, graph::constant(value));
    };
    for (size_t i = 0; i < wanted.size(); ++i)
    {
        bool const copies = zeroIsPlaceholder && i < input.size();
        sizes.push_back(copies ? graph::add(wanted[i], graph::mul(equals(wanted[i], 0), input[i])) : wanted[i]);
        // -1 + 2: the inferred dimension takes no part in the product.
        others = graph::mul(others, graph::add(sizes.back(), graph::mul(graph::constant(2), equals(wanted[i], -1))));
    }
    Dim const quotient = graph::floorDiv(total, graph::max(others, graph::constant(1)));
    Shape output;
    for (size_t i = 0; i < wanted.size(); ++i)
    {
        // -1 + 1 + quotient.
        output.push_back(
            graph::add(sizes[i], graph::mul(equals(wanted[i], -1), graph::add(quotient, graph::constant(1)))));
    }
    return output;
}

} // namespace tenon::ops
