// DimExpr: one symbolic dimension. A constant, a symbol (a network input's dimension that is not known at build), or an
// operation on two others. Immutable and shared; folded when made, so that constants stay constants.
//
// The operations are those of nvinfer1::DimensionOperation, whose public face is IExprBuilder.
#pragma once

#include "base/dims.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tenon::graph
{

using base::Result;
using base::Status;
using nvinfer1::DimensionOperation;

class DimExpr;
//! Never null.
using Dim = std::shared_ptr<DimExpr const>;

//! Closed interval of the values that a dimension can take.
struct Range
{
    int64_t min{0};
    int64_t max{INT64_MAX};
};

class DimExpr
{
public:
    enum class Kind : uint8_t
    {
        kCONSTANT,
        kSYMBOL,
        kOPERATION,
    };

    Kind kind() const { return kind_; }
    bool isConstant() const { return kind_ == Kind::kCONSTANT; }
    //! The constant's value, or the symbol's index in its graph's symbol table.
    int64_t value() const { return value_; }
    DimensionOperation operation() const { return operation_; }
    Dim const& left() const { return left_; }
    Dim const& right() const { return right_; }

    //! Do not call; use constant(), symbol() and operation().
    DimExpr(Kind kind, int64_t value, DimensionOperation operation, Dim left, Dim right);
    ~DimExpr();
    DimExpr(DimExpr const&) = delete;
    DimExpr& operator=(DimExpr const&) = delete;

private:
    static void release(Dim dim);
    static bool isLastOf(Dim const& dim);

    Kind kind_;
    uint16_t depth_; //!< operations on the longest way down, or the most that fits
    DimensionOperation operation_;
    int64_t value_;
    Dim left_, right_;
};

Dim constant(int64_t value);
Dim symbol(int32_t index);
//! Folds constants and trivial cases (x+0, x·1, x·0, min(x,x), …). Division by zero and overflow do not fold: they become
//! errors when evaluated.
Dim operation(DimensionOperation operation, Dim left, Dim right);

inline Dim add(Dim a, Dim b)
{
    return operation(DimensionOperation::kSUM, std::move(a), std::move(b));
}
inline Dim sub(Dim a, Dim b)
{
    return operation(DimensionOperation::kSUB, std::move(a), std::move(b));
}
inline Dim mul(Dim a, Dim b)
{
    return operation(DimensionOperation::kPROD, std::move(a), std::move(b));
}
inline Dim floorDiv(Dim a, Dim b)
{
    return operation(DimensionOperation::kFLOOR_DIV, std::move(a), std::move(b));
}
inline Dim ceilDiv(Dim a, Dim b)
{
    return operation(DimensionOperation::kCEIL_DIV, std::move(a), std::move(b));
}
inline Dim max(Dim a, Dim b)
{
    return operation(DimensionOperation::kMAX, std::move(a), std::move(b));
}
inline Dim min(Dim a, Dim b)
{
    return operation(DimensionOperation::kMIN, std::move(a), std::move(b));
}

//! Applies an operation to numbers. Error on division by zero and overflow.
Result<int64_t> apply(DimensionOperation operation, int64_t left, int64_t right);

//! Structural equality. Two dims that are equal for all values may still compare unequal.
bool equal(Dim const& a, Dim const& b);

//! The value where `symbols[i]` is the value of symbol i.
Result<int64_t> evaluate(Dim const& dim, std::span<int64_t const> symbols);

//! Bounds by interval arithmetic: every value reachable with symbols in their ranges lies within; not always tight.
Range bounds(Dim const& dim, std::span<Range const> symbols);

//! "4", "batch", "(batch * 2)"; symbols by their names.
std::string toString(Dim const& dim, std::span<std::string const> symbolNames);

//! Dimensions of a tensor.
using Shape = std::vector<Dim>;

Shape constantShape(base::Dims const& dims);
//! Concrete dims with −1 where a dimension is not constant.
base::Dims toDims(Shape const& shape);
bool isConstant(Shape const& shape);
Result<base::Dims> evaluate(Shape const& shape, std::span<int64_t const> symbols);
std::string toString(Shape const& shape, std::span<std::string const> symbolNames);

//! Many expressions made ready to be evaluated again and again: one pass over a flat list in which every shared
//! subexpression stands once.
class DimProgram
{
public:
    //! Adds an expression and returns its place in the results.
    int32_t add(Dim const& dim);

    //! One instruction: a constant (kind kCONSTANT, value), a symbol (kSYMBOL, value = index), or an operation on the results of
    //! earlier instructions `left` and `right`.
    struct Instruction
    {
        DimExpr::Kind kind;
        DimensionOperation operation;
        int64_t value;
        int32_t left, right;
    };
    std::vector<Instruction> const& instructions() const { return instructions_; }

    //! Fills `results` (resized to one value an instruction). Error names the operation that failed.
    Status run(std::span<int64_t const> symbols, std::vector<int64_t>& results) const;
    //! Those from `begin` to before `end` alone, of `results` that have one value an instruction; those before them hold.
    Status run(std::span<int64_t const> symbols, size_t begin, size_t end, std::span<int64_t> results) const;

    //! Bounds of every instruction's value, as the free function bounds() gives them for one expression.
    void bounds(std::span<Range const> symbols, std::vector<Range>& results) const;

private:
    std::vector<Instruction> instructions_;
    std::vector<Dim> kept_; //!< keeps pointers in the map alive
    struct Seen;
    std::shared_ptr<Seen> seen_;
};

} // namespace tenon::graph
