#include "graph/dim_expr.h"

#include "base/checked.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace tenon::graph
{

namespace
{

//! An expression of fewer operations in a row frees itself in the plain way, each its operands: the stack has room for that.
constexpr uint16_t kDeep = 1000;

} // namespace

DimExpr::DimExpr(Kind kind, int64_t value, DimensionOperation operation, Dim left, Dim right)
    : kind_(kind)
    , depth_(0)
    , operation_(operation)
    , value_(value)
    , left_(std::move(left))
    , right_(std::move(right))
{
    if (kind_ == Kind::kOPERATION)
    {
        int32_t const below = std::max(left_->depth_, right_->depth_);
        depth_ = static_cast<uint16_t>(std::min(below + 1, UINT16_MAX));
    }
}

DimExpr::~DimExpr()
{
    if (depth_ > kDeep)
    {
        release(std::move(left_));
        release(std::move(right_));
    }
}

bool DimExpr::isLastOf(Dim const& dim)
{
    return dim != nullptr && dim->kind() == Kind::kOPERATION && dim.use_count() == 1;
}

//! Frees a chain of a hundred thousand layers' sizes without recursion and without memory: what hangs on the left is turned over to the
//! right, until a node has nothing there and can go.
void DimExpr::release(Dim dim)
{
    while (isLastOf(dim))
    {
        DimExpr& node = const_cast<DimExpr&>(*dim);
        if (isLastOf(node.left_))
        {
            Dim left = std::move(node.left_);
            DimExpr& below = const_cast<DimExpr&>(*left);
            node.left_ = std::move(below.right_);
            below.right_ = std::move(dim);
            dim = std::move(left);
        }
        else
        {
            Dim right = std::move(node.right_);
            node.left_.reset();
            dim = std::move(right);
        }
    }
}

namespace
{

//! The constants that nearly all tensors have: one object each for the whole process, which nobody counts or frees.
class SharedConstants
{
public:
    static constexpr int64_t kMost = 4096;

    SharedConstants()
    {
        for (int64_t value = 0; value <= kMost; ++value)
        {
            new (memory_ + static_cast<size_t>(value) * sizeof(DimExpr))
                DimExpr(DimExpr::Kind::kCONSTANT, value, DimensionOperation::kSUM, nullptr, nullptr);
        }
    }

    Dim operator[](int64_t value) const
    {
        auto const* const all = reinterpret_cast<DimExpr const*>(memory_);
        return {Dim(), all + value};
    }

private:
    alignas(DimExpr) std::byte memory_[static_cast<size_t>(kMost + 1) * sizeof(DimExpr)];
};

} // namespace

Dim constant(int64_t value)
{
    static SharedConstants const shared;
    if (value >= 0 && value <= SharedConstants::kMost)
    {
        return shared[value];
    }
    return std::make_shared<DimExpr>(DimExpr::Kind::kCONSTANT, value, DimensionOperation::kSUM, nullptr, nullptr);
}

Dim symbol(int32_t index)
{
    return std::make_shared<DimExpr>(DimExpr::Kind::kSYMBOL, index, DimensionOperation::kSUM, nullptr, nullptr);
}

Result<int64_t> apply(DimensionOperation operation, int64_t left, int64_t right)
{
    std::optional<int64_t> value;
    switch (operation)
    {
    case DimensionOperation::kSUM: value = base::checkedAdd(left, right); break;
    case DimensionOperation::kPROD: value = base::checkedMul(left, right); break;
    case DimensionOperation::kSUB: value = base::checkedSub(left, right); break;
    case DimensionOperation::kMAX: return std::max(left, right);
    case DimensionOperation::kMIN: return std::min(left, right);
    case DimensionOperation::kEQUAL: return int64_t{left == right};
    case DimensionOperation::kLESS: return int64_t{left < right};
    case DimensionOperation::kFLOOR_DIV:
    case DimensionOperation::kCEIL_DIV:
    {
        if (right == 0)
        {
            return base::invalidArgument("dimension expression: expected a divisor other than 0, found {} / 0", left);
        }
        if (left == INT64_MIN && right == -1)
        {
            break;
        }
        int64_t const quotient = left / right;
        int64_t const rest = left % right;
        bool const negative = (rest != 0) && ((rest < 0) != (right < 0));
        if (operation == DimensionOperation::kFLOOR_DIV)
        {
            return quotient - (negative ? 1 : 0);
        }
        return quotient + (rest != 0 && !negative ? 1 : 0);
    }
    default:
        return base::invalidArgument(
            "dimension expression: expected a DimensionOperation, found number {}", static_cast<int32_t>(operation));
    }
    if (!value)
    {
        return base::invalidArgument("dimension expression: operation on {} and {} overflows 64 bits", left, right);
    }
    return *value;
}

Dim operation(DimensionOperation op, Dim left, Dim right)
{
    if (left->isConstant() && right->isConstant())
    {
        if (auto const folded = apply(op, left->value(), right->value()); folded.ok())
        {
            return constant(*folded);
        }
    }
    auto const is = [](Dim const& dim, int64_t value) { return dim->isConstant() && dim->value() == value; };
    switch (op)
    {
    case DimensionOperation::kSUM:
        if (is(right, 0)) return left;
        if (is(left, 0)) return right;
        break;
    case DimensionOperation::kSUB:
        if (is(right, 0)) return left;
        if (equal(left, right)) return constant(0);
        break;
    case DimensionOperation::kPROD:
        if (is(right, 1)) return left;
        if (is(left, 1)) return right;
        if (is(left, 0) || is(right, 0)) return constant(0);
        break;
    case DimensionOperation::kFLOOR_DIV:
    case DimensionOperation::kCEIL_DIV:
        if (is(right, 1)) return left;
        // (x * c) / c: what a reshape of a dynamic tensor leaves behind.
        if (right->isConstant() && right->value() != 0 && left->kind() == DimExpr::Kind::kOPERATION
            && left->operation() == DimensionOperation::kPROD)
        {
            if (equal(left->right(), right)) return left->left();
            if (equal(left->left(), right)) return left->right();
        }
        break;
    case DimensionOperation::kMAX:
    case DimensionOperation::kMIN:
        if (equal(left, right)) return left;
        break;
    default: break;
    }
    return std::make_shared<DimExpr>(DimExpr::Kind::kOPERATION, 0, op, std::move(left), std::move(right));
}

bool equal(Dim const& a, Dim const& b)
{
    bool const isOperation = a->kind() == DimExpr::Kind::kOPERATION && b->kind() == DimExpr::Kind::kOPERATION;
    if (a == b || !isOperation)
    {
        return a == b || (a->kind() == b->kind() && a->value() == b->value());
    }
    // Pairs met before are not followed again: shared subexpressions would make the work grow with 2^depth.
    std::vector<std::pair<DimExpr const*, DimExpr const*>> stack{{a.get(), b.get()}};
    std::set<std::pair<DimExpr const*, DimExpr const*>> met;
    while (!stack.empty())
    {
        auto const [x, y] = stack.back();
        stack.pop_back();
        if (x == y)
        {
            continue;
        }
        if (x->kind() != y->kind() || x->value() != y->value())
        {
            return false;
        }
        if (x->kind() != DimExpr::Kind::kOPERATION || !met.insert({x, y}).second)
        {
            continue;
        }
        if (x->operation() != y->operation())
        {
            return false;
        }
        stack.push_back({x->right().get(), y->right().get()});
        stack.push_back({x->left().get(), y->left().get()});
    }
    return true;
}

Result<int64_t> evaluate(Dim const& dim, std::span<int64_t const> symbols)
{
    if (dim->isConstant())
    {
        return dim->value();
    }
    DimProgram program;
    int32_t const place = program.add(dim);
    std::vector<int64_t> results;
    TENON_CHECK(program.run(symbols, results));
    return results[place];
}

namespace
{

int64_t saturatingMul(int64_t a, int64_t b)
{
    auto const product = base::checkedMul(a, b);
    return product ? *product : ((a < 0) == (b < 0) ? INT64_MAX : INT64_MIN);
}

int64_t saturatingAdd(int64_t a, int64_t b)
{
    auto const sum = base::checkedAdd(a, b);
    return sum ? *sum : (a > 0 ? INT64_MAX : INT64_MIN);
}

int64_t saturatingNegate(int64_t a)
{
    return a == INT64_MIN ? INT64_MAX : -a;
}

Range divide(DimensionOperation op, Range a, Range b)
{
    if (b.min <= 0 && b.max >= 0)
    {
        // The divisor may be zero: nothing better is known.
        return {INT64_MIN, INT64_MAX};
    }
    Range range{INT64_MAX, INT64_MIN};
    for (int64_t const left : {a.min, a.max})
    {
        for (int64_t const right : {b.min, b.max})
        {
            auto const value = apply(op, left, right);
            int64_t const corner = value.ok() ? *value : INT64_MAX;
            range.min = std::min(range.min, corner);
            range.max = std::max(range.max, corner);
        }
    }
    return range;
}

Range combine(DimensionOperation op, Range a, Range b)
{
    switch (op)
    {
    case DimensionOperation::kSUM: return {saturatingAdd(a.min, b.min), saturatingAdd(a.max, b.max)};
    case DimensionOperation::kSUB:
        return {saturatingAdd(a.min, saturatingNegate(b.max)), saturatingAdd(a.max, saturatingNegate(b.min))};
    case DimensionOperation::kPROD:
    {
        int64_t const corners[]{saturatingMul(a.min, b.min), saturatingMul(a.min, b.max), saturatingMul(a.max, b.min),
            saturatingMul(a.max, b.max)};
        auto const [low, high] = std::minmax_element(std::begin(corners), std::end(corners));
        return {*low, *high};
    }
    case DimensionOperation::kMAX: return {std::max(a.min, b.min), std::max(a.max, b.max)};
    case DimensionOperation::kMIN: return {std::min(a.min, b.min), std::min(a.max, b.max)};
    case DimensionOperation::kFLOOR_DIV:
    case DimensionOperation::kCEIL_DIV: return divide(op, a, b);
    case DimensionOperation::kEQUAL:
        return a.max < b.min || b.max < a.min  ? Range{0, 0}
            : a.min == a.max && b.min == b.max ? Range{1, 1}
                                               : Range{0, 1};
    case DimensionOperation::kLESS: return a.max < b.min ? Range{1, 1} : a.min >= b.max ? Range{0, 0} : Range{0, 1};
    default: return {INT64_MIN, INT64_MAX};
    }
}

} // namespace

Range bounds(Dim const& dim, std::span<Range const> symbols)
{
    DimProgram program;
    int32_t const place = program.add(dim);
    std::vector<Range> ranges;
    program.bounds(symbols, ranges);
    return ranges[place];
}

void DimProgram::bounds(std::span<Range const> symbols, std::vector<Range>& results) const
{
    results.clear();
    results.reserve(instructions_.size());
    for (Instruction const& step : instructions_)
    {
        switch (step.kind)
        {
        case DimExpr::Kind::kCONSTANT: results.push_back({step.value, step.value}); break;
        case DimExpr::Kind::kSYMBOL:
            results.push_back(static_cast<size_t>(step.value) < symbols.size() ? symbols[step.value] : Range{});
            break;
        case DimExpr::Kind::kOPERATION:
            results.push_back(combine(step.operation, results[step.left], results[step.right]));
            break;
        }
    }
}

namespace
{

//! Nodes that a text shows; an expression with shared parts can have 2^depth of them.
constexpr int32_t kShownNodes = 200;

std::string textOf(Dim const& dim, std::span<std::string const> symbolNames, int32_t& left)
{
    if (--left < 0)
    {
        return "…";
    }
    switch (dim->kind())
    {
    case DimExpr::Kind::kCONSTANT: return std::to_string(dim->value());
    case DimExpr::Kind::kSYMBOL:
        return static_cast<size_t>(dim->value()) < symbolNames.size() ? symbolNames[dim->value()]
                                                                      : fmt::format("d{}", dim->value());
    case DimExpr::Kind::kOPERATION: break;
    }
    std::string const a = textOf(dim->left(), symbolNames, left);
    std::string const b = textOf(dim->right(), symbolNames, left);
    switch (dim->operation())
    {
    case DimensionOperation::kSUM: return fmt::format("({} + {})", a, b);
    case DimensionOperation::kPROD: return fmt::format("({} * {})", a, b);
    case DimensionOperation::kSUB: return fmt::format("({} - {})", a, b);
    case DimensionOperation::kMAX: return fmt::format("max({}, {})", a, b);
    case DimensionOperation::kMIN: return fmt::format("min({}, {})", a, b);
    case DimensionOperation::kEQUAL: return fmt::format("({} == {})", a, b);
    case DimensionOperation::kLESS: return fmt::format("({} < {})", a, b);
    case DimensionOperation::kFLOOR_DIV: return fmt::format("floor({} / {})", a, b);
    case DimensionOperation::kCEIL_DIV: return fmt::format("ceil({} / {})", a, b);
    default: return fmt::format("operation{}({}, {})", static_cast<int32_t>(dim->operation()), a, b);
    }
}

} // namespace

std::string toString(Dim const& dim, std::span<std::string const> symbolNames)
{
    int32_t left = kShownNodes;
    return textOf(dim, symbolNames, left);
}

Shape constantShape(base::Dims const& dims)
{
    Shape shape;
    for (int64_t const size : base::sizesOf(dims))
    {
        shape.push_back(constant(size));
    }
    return shape;
}

base::Dims toDims(Shape const& shape)
{
    base::Dims dims{};
    dims.nbDims = static_cast<int32_t>(std::min<size_t>(shape.size(), base::kMaxDims));
    for (int32_t i = 0; i < dims.nbDims; ++i)
    {
        dims.d[i] = shape[i]->isConstant() ? shape[i]->value() : -1;
    }
    return dims;
}

bool isConstant(Shape const& shape)
{
    return std::all_of(shape.begin(), shape.end(), [](Dim const& dim) { return dim->isConstant(); });
}

Result<base::Dims> evaluate(Shape const& shape, std::span<int64_t const> symbols)
{
    base::Dims dims{};
    for (Dim const& dim : shape)
    {
        TENON_ASSIGN(dims.d[dims.nbDims], evaluate(dim, symbols));
        ++dims.nbDims;
    }
    return dims;
}

std::string toString(Shape const& shape, std::span<std::string const> symbolNames)
{
    std::string text;
    for (Dim const& dim : shape)
    {
        text += (text.empty() ? "" : "x") + toString(dim, symbolNames);
    }
    return shape.empty() ? "scalar" : text;
}

struct DimProgram::Seen
{
    std::unordered_map<DimExpr const*, int32_t> places;
};

int32_t DimProgram::add(Dim const& dim)
{
    if (seen_ == nullptr)
    {
        seen_ = std::make_shared<Seen>();
    }
    if (auto const known = seen_->places.find(dim.get()); known != seen_->places.end())
    {
        return known->second;
    }
    if (seen_.use_count() > 1)
    {
        // Another program began as a copy of this one; from here on they differ.
        seen_ = std::make_shared<Seen>(*seen_);
    }
    // Depth first without recursion: chains of thousands of layers make deep expressions.
    std::vector<std::pair<DimExpr const*, bool>> stack{{dim.get(), false}};
    while (!stack.empty())
    {
        auto const [node, operandsDone] = stack.back();
        stack.pop_back();
        if (seen_->places.count(node) != 0)
        {
            continue;
        }
        bool const isOperation = node->kind() == DimExpr::Kind::kOPERATION;
        if (isOperation && !operandsDone)
        {
            stack.push_back({node, true});
            stack.push_back({node->right().get(), false});
            stack.push_back({node->left().get(), false});
            continue;
        }
        Instruction step{node->kind(), node->operation(), node->value(), -1, -1};
        if (isOperation)
        {
            step.left = seen_->places[node->left().get()];
            step.right = seen_->places[node->right().get()];
        }
        seen_->places[node] = static_cast<int32_t>(instructions_.size());
        instructions_.push_back(step);
    }
    int32_t const place = seen_->places[dim.get()];
    kept_.push_back(dim);
    return place;
}

Status DimProgram::run(std::span<int64_t const> symbols, std::vector<int64_t>& results) const
{
    results.resize(instructions_.size());
    return run(symbols, 0, instructions_.size(), results);
}

Status DimProgram::run(std::span<int64_t const> symbols, size_t begin, size_t end, std::span<int64_t> results) const
{
    for (size_t i = begin; i < end; ++i)
    {
        Instruction const& step = instructions_[i];
        switch (step.kind)
        {
        case DimExpr::Kind::kCONSTANT: results[i] = step.value; break;
        case DimExpr::Kind::kSYMBOL:
            if (static_cast<size_t>(step.value) >= symbols.size())
            {
                return base::error(
                    base::ErrorCode::kINTERNAL_ERROR, "dimension symbol {}: no value was given", step.value);
            }
            results[i] = symbols[step.value];
            break;
        case DimExpr::Kind::kOPERATION:
            TENON_ASSIGN(results[i], apply(step.operation, results[step.left], results[step.right]));
            break;
        }
    }
    return {};
}

} // namespace tenon::graph
