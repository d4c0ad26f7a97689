#include "ops/element_wise/element_wise_values.h"

#include "ops/common/shape_values.h"

namespace tenon::ops
{

using graph::Dim;
using nvinfer1::DimensionOperation;
using nvinfer1::ElementWiseOperation;

namespace
{

//! True for what is made of dims and numbers that are not negative.
bool notNegative(Dim const& dim)
{
    switch (dim->kind())
    {
    case graph::DimExpr::Kind::kCONSTANT: return dim->value() >= 0;
    case graph::DimExpr::Kind::kSYMBOL: return true;
    case graph::DimExpr::Kind::kOPERATION: break;
    }
    return dim->operation() != DimensionOperation::kSUB && notNegative(dim->left()) && notNegative(dim->right());
}

//! Null where DimExpr cannot say it.
Dim combined(ElementWiseOperation operation, Dim const& a, Dim const& b)
{
    auto const make = [&](DimensionOperation op) { return graph::operation(op, a, b); };
    switch (operation)
    {
    case ElementWiseOperation::kSUM: return make(DimensionOperation::kSUM);
    case ElementWiseOperation::kPROD:
    case ElementWiseOperation::kAND: return make(DimensionOperation::kPROD);
    case ElementWiseOperation::kMAX:
    case ElementWiseOperation::kOR: return make(DimensionOperation::kMAX);
    case ElementWiseOperation::kMIN: return make(DimensionOperation::kMIN);
    case ElementWiseOperation::kSUB: return make(DimensionOperation::kSUB);
    case ElementWiseOperation::kFLOOR_DIV: return make(DimensionOperation::kFLOOR_DIV);
    case ElementWiseOperation::kEQUAL: return make(DimensionOperation::kEQUAL);
    case ElementWiseOperation::kLESS: return make(DimensionOperation::kLESS);
    case ElementWiseOperation::kGREATER: return graph::operation(DimensionOperation::kLESS, b, a);
    case ElementWiseOperation::kXOR: return graph::sub(graph::constant(1), make(DimensionOperation::kEQUAL));
    case ElementWiseOperation::kDIV:
    {
        if (notNegative(a) && notNegative(b))
        {
            return make(DimensionOperation::kFLOOR_DIV);
        }
        // Division truncates: the floor of a quotient that is not negative, the ceiling of one that is.
        Dim const floor = make(DimensionOperation::kFLOOR_DIV);
        Dim const ceil = make(DimensionOperation::kCEIL_DIV);
        Dim const zero = graph::constant(0);
        return graph::add(graph::max(floor, zero), graph::min(ceil, zero));
    }
    default: return nullptr;
    }
}

} // namespace

std::optional<std::vector<Dim>> elementWiseValues(
    ElementWiseOperation operation, graph::ValueSpec const& a, graph::ValueSpec const& b, graph::Shape const& dims)
{
    if (!a.values || !b.values || !isShapeType(a.type) || !isShapeType(b.type) || !graph::isConstant(dims))
    {
        return std::nullopt;
    }
    auto const count = static_cast<size_t>(base::volumeUnchecked(graph::toDims(dims)));
    bool const aWhole = a.values->size() == count;
    bool const bWhole = b.values->size() == count;
    bool const aSingle = a.values->size() == 1;
    bool const bSingle = b.values->size() == 1;
    if (static_cast<int64_t>(count) > kMaxShapeValues || !(aWhole || aSingle) || !(bWhole || bSingle))
    {
        return std::nullopt;
    }
    std::vector<Dim> values;
    for (size_t i = 0; i < count; ++i)
    {
        Dim value = combined(operation, (*a.values)[aWhole ? i : 0], (*b.values)[bWhole ? i : 0]);
        if (value == nullptr)
        {
            return std::nullopt;
        }
        values.push_back(std::move(value));
    }
    return values;
}

} // namespace tenon::ops
