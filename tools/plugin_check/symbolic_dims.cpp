#include "plugin_check/symbolic_dims.h"

#include <algorithm>
#include <climits>

namespace tenon::plugin_check
{

using nvinfer1::DimensionOperation;
using nvinfer1::IDimensionExpr;

struct Expressions::Node
{
    enum Kind
    {
        kCONSTANT,
        kVARIABLE,
        kOPERATION,
        kSIZE,
    };
    Kind kind{kCONSTANT};
    int64_t value{0}; //!< a constant; a variable's number
    DimensionOperation operation{};
    Node const* first{nullptr};
    Node const* second{nullptr};
};

namespace
{

int64_t combine(DimensionOperation operation, int64_t a, int64_t b)
{
    switch (operation)
    {
    case DimensionOperation::kSUM: return a + b;
    case DimensionOperation::kPROD: return a * b;
    case DimensionOperation::kMAX: return std::max(a, b);
    case DimensionOperation::kMIN: return std::min(a, b);
    case DimensionOperation::kSUB: return a - b;
    case DimensionOperation::kEQUAL: return a == b ? 1 : 0;
    case DimensionOperation::kLESS: return a < b ? 1 : 0;
    case DimensionOperation::kFLOOR_DIV: return b == 0 ? 0 : a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
    case DimensionOperation::kCEIL_DIV: return b == 0 ? 0 : a / b + ((a % b != 0 && (a < 0) == (b < 0)) ? 1 : 0);
    default: return 0;
    }
}

} // namespace

class Expressions::Expression final : public IDimensionExpr
{
public:
    explicit Expression(Node const& node)
        : table_(node)
    {
        mImpl = &table_;
    }
    ~Expression() noexcept override = default;
    Node const& node() const { return table_.node; }

private:
    struct Table final : nvinfer1::apiv::VDimensionExpr
    {
        explicit Table(Node const& of)
            : node(of)
        {
        }
        bool isConstant() const override { return node.kind == Node::kCONSTANT; }
        int64_t getConstantValue() const override { return node.kind == Node::kCONSTANT ? node.value : INT64_MIN; }
        bool isSizeTensor() const override { return node.kind == Node::kSIZE; }
        Node node;
    };
    Table table_;
};

class Expressions::Builder final : public nvinfer1::IExprBuilder
{
public:
    explicit Builder(Expressions& owner)
        : table_(owner)
    {
        mImpl = &table_;
    }
    ~Builder() noexcept override = default;

private:
    struct Table final : nvinfer1::apiv::VExprBuilder
    {
        explicit Table(Expressions& of)
            : owner(of)
        {
        }
        IDimensionExpr const* constant(int64_t value) override { return owner.constant(value); }
        IDimensionExpr const* operation(
            DimensionOperation operation, IDimensionExpr const& first, IDimensionExpr const& second) override
        {
            Node const* const left = owner.node(&first);
            Node const* const right = owner.node(&second);
            if (left == nullptr || right == nullptr)
            {
                return refuse(
                    "IExprBuilder::operation was given an operand that is none of this call's expressions; is an index past the "
                    "input's rank?");
            }
            if (left->kind == Node::kCONSTANT && right->kind == Node::kCONSTANT)
            {
                return owner.constant(combine(operation, left->value, right->value));
            }
            Node node;
            node.kind = Node::kOPERATION;
            node.operation = operation;
            node.first = left;
            node.second = right;
            return owner.add(node);
        }
        IDimensionExpr const* declareSizeTensor(
            int32_t output, IDimensionExpr const& opt, IDimensionExpr const& upper) override
        {
            Node const* const bound = owner.node(&upper);
            if (owner.node(&opt) == nullptr || bound == nullptr)
            {
                return refuse(
                    "IExprBuilder::declareSizeTensor was given a bound that is none of this call's expressions");
            }
            owner.sizeTensors_.push_back(output);
            Node node;
            node.kind = Node::kSIZE;
            node.first = bound;
            return owner.add(node);
        }
        IDimensionExpr const* refuse(char const* why)
        {
            if (owner.misuse_.empty())
            {
                owner.misuse_ = why;
            }
            return nullptr;
        }
        Expressions& owner;
    };
    Table table_;
};

Expressions::Expressions()
    : builder_(std::make_unique<Builder>(*this))
{
}

Expressions::~Expressions() = default;

nvinfer1::IExprBuilder& Expressions::builder()
{
    return *builder_;
}

IDimensionExpr const* Expressions::add(Node node)
{
    expressions_.push_back(std::make_unique<Expression>(node));
    nodes_[expressions_.back().get()] = &expressions_.back()->node();
    return expressions_.back().get();
}

IDimensionExpr const* Expressions::constant(int64_t value)
{
    Node node;
    node.value = value;
    return add(node);
}

IDimensionExpr const* Expressions::variable(int32_t number)
{
    Node node;
    node.kind = Node::kVARIABLE;
    node.value = number;
    return add(node);
}

Expressions::Node const* Expressions::node(IDimensionExpr const* expression) const
{
    auto const it = nodes_.find(expression);
    return it == nodes_.end() ? nullptr : it->second;
}

bool Expressions::owns(IDimensionExpr const* expression) const
{
    return node(expression) != nullptr;
}

int64_t Expressions::value(IDimensionExpr const* expression, std::vector<int64_t> const& variables) const
{
    std::function<int64_t(Node const&)> const of = [&](Node const& one) -> int64_t {
        switch (one.kind)
        {
        case Node::kCONSTANT: return one.value;
        case Node::kVARIABLE: return variables.at(static_cast<size_t>(one.value));
        case Node::kSIZE: return of(*one.first);
        case Node::kOPERATION: return combine(one.operation, of(*one.first), of(*one.second));
        }
        return 0;
    };
    return of(*node(expression));
}

bool Expressions::dependsOnData(IDimensionExpr const* expression) const
{
    std::function<bool(Node const&)> const of = [&](Node const& one) -> bool {
        return one.kind == Node::kSIZE || (one.kind == Node::kOPERATION && (of(*one.first) || of(*one.second)));
    };
    return of(*node(expression));
}

} // namespace tenon::plugin_check
