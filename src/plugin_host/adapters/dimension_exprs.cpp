#include "plugin_host/adapters/dimension_exprs.h"

namespace tenon::plugin_host
{

using base::ErrorCode;
using graph::Dim;
using nvinfer1::DimensionOperation;
using nvinfer1::IDimensionExpr;

class DimensionExprs::Expr final : public IDimensionExpr
{
public:
    Expr(Dim dim, bool isSizeTensor)
        : table_(std::move(dim), isSizeTensor)
    {
        mImpl = &table_;
    }
    ~Expr() noexcept override = default;

private:
    class Table final : public nvinfer1::apiv::VDimensionExpr
    {
    public:
        Table(Dim dim, bool isSizeTensor)
            : dim_(std::move(dim))
            , isSizeTensor_(isSizeTensor)
        {
        }
        bool isConstant() const override { return dim_->isConstant(); }
        //! As the interface says: the smallest number where it is no constant.
        int64_t getConstantValue() const override { return dim_->isConstant() ? dim_->value() : INT64_MIN; }
        bool isSizeTensor() const override { return isSizeTensor_; }

    private:
        Dim dim_;
        bool isSizeTensor_;
    };

    Table table_;
};

class DimensionExprs::Builder final : public nvinfer1::IExprBuilder
{
public:
    explicit Builder(DimensionExprs& owner)
        : table_(owner)
    {
        mImpl = &table_;
    }
    ~Builder() noexcept override = default;

private:
    class Table final : public nvinfer1::apiv::VExprBuilder
    {
    public:
        explicit Table(DimensionExprs& owner)
            : owner_(owner)
        {
        }

        IDimensionExpr const* constant(int64_t value) override { return owner_.add(graph::constant(value)); }

        IDimensionExpr const* operation(
            DimensionOperation op, IDimensionExpr const& first, IDimensionExpr const& second) override
        {
            auto const number = static_cast<int32_t>(op);
            if (number < 0 || number >= nvinfer1::EnumMax<DimensionOperation>())
            {
                return refuse("expected a DimensionOperation, found number {}", number);
            }
            Dim left = owner_.find(&first);
            Dim right = owner_.find(&second);
            if (left == nullptr || right == nullptr)
            {
                return refuse(
                    "expected operands of IExprBuilder::operation from this getOutputDimensions, found another {} operand; "
                    "is an index past the input's rank?",
                    left == nullptr ? "first" : "second");
            }
            bool const divides = op == DimensionOperation::kFLOOR_DIV || op == DimensionOperation::kCEIL_DIV;
            if (divides && right->isConstant() && right->value() == 0)
            {
                return refuse("expected a divisor other than 0 in IExprBuilder::operation, found {}", 0);
            }
            return owner_.add(graph::operation(op, std::move(left), std::move(right)));
        }

        IDimensionExpr const* declareSizeTensor(
            int32_t outputIndex, IDimensionExpr const& opt, IDimensionExpr const& upper) override
        {
            if (owner_.declareSize_)
            {
                return declare(outputIndex, owner_.find(&opt), owner_.find(&upper));
            }
            return refuse(
                "expected no size tensor from a V2 plugin, found declareSizeTensor for output {}; only IPluginV3 has "
                "sizes that depend on data",
                outputIndex);
        }

    private:
        IDimensionExpr const* declare(int32_t outputIndex, Dim opt, Dim upper)
        {
            if (opt == nullptr || upper == nullptr)
            {
                return refuse(
                    "expected an optimum and an upper bound made of this conversation's expressions in declareSizeTensor for output {}, "
                    "found another {}",
                    outputIndex, opt == nullptr ? "optimum" : "upper bound");
            }
            if (owner_.sizes_.count(outputIndex) != 0)
            {
                return refuse(
                    "expected one declareSizeTensor for each output, found a second for output {}", outputIndex);
            }
            Dim size = owner_.declareSize_(outputIndex, std::move(opt), std::move(upper));
            owner_.sizes_[outputIndex] = size;
            return owner_.add(std::move(size), true);
        }

        template <typename... Args>
        IDimensionExpr const* refuse(fmt::format_string<Args...> format, Args&&... args)
        {
            if (!owner_.misuse_)
            {
                owner_.misuse_ = base::error(ErrorCode::kFAILED_EXECUTION, format, std::forward<Args>(args)...);
            }
            return nullptr;
        }

        DimensionExprs& owner_;
    };

    Table table_;
};

DimensionExprs::DimensionExprs(DeclareSize declareSize)
    : builder_(std::make_unique<Builder>(*this))
    , declareSize_(std::move(declareSize))
{
}

DimensionExprs::~DimensionExprs() = default;

nvinfer1::IExprBuilder& DimensionExprs::builder()
{
    return *builder_;
}

IDimensionExpr const* DimensionExprs::add(Dim dim, bool isSizeTensor)
{
    exprs_.push_back(std::make_unique<Expr>(dim, isSizeTensor));
    IDimensionExpr const* const expr = exprs_.back().get();
    dims_.emplace(expr, std::move(dim));
    return expr;
}

Dim DimensionExprs::find(IDimensionExpr const* expr) const
{
    auto const it = dims_.find(expr);
    return it == dims_.end() ? nullptr : it->second;
}

nvinfer1::DimsExprs DimensionExprs::expose(graph::Shape const& shape)
{
    nvinfer1::DimsExprs dims{};
    dims.nbDims = static_cast<int32_t>(shape.size());
    for (size_t i = 0; i < shape.size(); ++i)
    {
        dims.d[i] = add(shape[i]);
    }
    return dims;
}

Result<graph::Shape> DimensionExprs::read(nvinfer1::DimsExprs const& dims) const
{
    if (misuse_)
    {
        return *misuse_;
    }
    if (dims.nbDims < 0 || dims.nbDims > base::kMaxDims)
    {
        return base::error(
            ErrorCode::kFAILED_EXECUTION, "expected a rank from 0 to {}, found {}", base::kMaxDims, dims.nbDims);
    }
    graph::Shape shape;
    for (int32_t i = 0; i < dims.nbDims; ++i)
    {
        Dim dim = find(dims.d[i]);
        if (dim == nullptr)
        {
            return base::error(ErrorCode::kFAILED_EXECUTION,
                "expected expressions of its inputs or of the IExprBuilder that it was given, found {} as dimension {}",
                dims.d[i] == nullptr ? "a null pointer" : "another pointer", i);
        }
        if (dim->isConstant() && dim->value() < 0)
        {
            return base::error(ErrorCode::kFAILED_EXECUTION,
                "expected dimensions of at least 0, found {} as dimension {}", dim->value(), i);
        }
        shape.push_back(std::move(dim));
    }
    return shape;
}

} // namespace tenon::plugin_host
