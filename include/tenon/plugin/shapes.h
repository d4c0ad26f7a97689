// Shapes of outputs, written once for all forms: as numbers where they are known, as expressions of the builder where not.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_SHAPES_H
#define TENON_PLUGIN_SHAPES_H

#include <tenon/plugin/level.h>

#include <utility>
#include <vector>

TENON_PLUGIN_OPEN

//! One extent. Arithmetic works on numbers and expressions alike; a division is floored.
class Dim
{
public:
    Dim() = default;
    Dim(int64_t value) // implicit: Shape{n, 4, 1}
        : kind_(Kind::kNUMBER)
        , value_(value)
    {
    }
    Dim(nvinfer1::IDimensionExpr const* expr, nvinfer1::IExprBuilder* builder)
        : kind_(expr == nullptr ? Kind::kINVALID : Kind::kEXPRESSION)
        , expr_(expr)
        , builder_(builder)
    {
        if (expr != nullptr && expr->isConstant())
        {
            kind_ = Kind::kNUMBER;
            value_ = expr->getConstantValue();
        }
    }
    //! The batch of a static form: unknown, and not to be computed with.
    static Dim batch()
    {
        Dim dim;
        dim.kind_ = Kind::kBATCH;
        return dim;
    }

    bool isNumber() const { return kind_ == Kind::kNUMBER; }
    bool isBatch() const { return kind_ == Kind::kBATCH; }
    bool isValid() const { return kind_ != Kind::kINVALID; }
    //! The number; −1 if it is none.
    int64_t value() const { return isNumber() ? value_ : -1; }
    //! As the builder wants it; null if it is invalid.
    nvinfer1::IDimensionExpr const* expr(nvinfer1::IExprBuilder& builder) const
    {
        return isNumber() ? builder.constant(static_cast<Extent>(value_)) : expr_;
    }

    friend Dim operator+(Dim const& a, Dim const& b) { return a.with(nvinfer1::DimensionOperation::kSUM, b); }
    friend Dim operator-(Dim const& a, Dim const& b) { return a.with(nvinfer1::DimensionOperation::kSUB, b); }
    friend Dim operator*(Dim const& a, Dim const& b) { return a.with(nvinfer1::DimensionOperation::kPROD, b); }
    friend Dim operator/(Dim const& a, Dim const& b) { return a.with(nvinfer1::DimensionOperation::kFLOOR_DIV, b); }
    friend Dim ceilDiv(Dim const& a, Dim const& b) { return a.with(nvinfer1::DimensionOperation::kCEIL_DIV, b); }
    friend Dim min(Dim const& a, Dim const& b) { return a.with(nvinfer1::DimensionOperation::kMIN, b); }
    friend Dim max(Dim const& a, Dim const& b) { return a.with(nvinfer1::DimensionOperation::kMAX, b); }

private:
    enum class Kind
    {
        kINVALID,
        kNUMBER,
        kEXPRESSION,
        kBATCH,
    };

    static int64_t floorDiv(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0); }

    static Dim compute(nvinfer1::DimensionOperation op, int64_t a, int64_t b)
    {
        using nvinfer1::DimensionOperation;
        switch (op)
        {
        case DimensionOperation::kSUM: return a + b;
        case DimensionOperation::kSUB: return a - b;
        case DimensionOperation::kPROD: return a * b;
        case DimensionOperation::kMIN: return a < b ? a : b;
        case DimensionOperation::kMAX: return a > b ? a : b;
        case DimensionOperation::kFLOOR_DIV: return b == 0 ? Dim() : Dim(floorDiv(a, b));
        case DimensionOperation::kCEIL_DIV: return b == 0 ? Dim() : Dim(-floorDiv(-a, b));
        default: return {};
        }
    }

    Dim with(nvinfer1::DimensionOperation op, Dim const& other) const
    {
        if (isNumber() && other.isNumber())
        {
            return compute(op, value_, other.value_);
        }
        if (!isValid() || !other.isValid() || isBatch() || other.isBatch())
        {
            return {};
        }
        nvinfer1::IExprBuilder* const builder = builder_ != nullptr ? builder_ : other.builder_;
        nvinfer1::IDimensionExpr const* const left = expr(*builder);
        nvinfer1::IDimensionExpr const* const right = other.expr(*builder);
        return left == nullptr || right == nullptr ? Dim() : Dim(builder->operation(op, *left, *right), builder);
    }

    Kind kind_{Kind::kINVALID};
    int64_t value_{0};
    nvinfer1::IDimensionExpr const* expr_{nullptr};
    nvinfer1::IExprBuilder* builder_{nullptr};
};

using Shape = std::vector<Dim>;

//! The product of the entries [first, last).
inline Dim productOf(Shape const& shape, size_t first, size_t last)
{
    Dim product = 1;
    for (size_t i = first; i < last && i < shape.size(); ++i)
    {
        product = product * shape[i];
    }
    return product;
}

//! What outputShapes() is asked: shapes of inputs, the batch included; it fills in those of outputs, all of them shaped as input 0 so far.
class Shapes
{
public:
    Shapes(std::vector<Shape> inputs, int32_t outputCount, nvinfer1::IExprBuilder* builder)
        : inputs_(std::move(inputs))
        , outputs_(static_cast<size_t>(outputCount), inputs_.empty() ? Shape{} : inputs_.front())
        , builder_(builder)
    {
    }

    int32_t inputCount() const { return static_cast<int32_t>(inputs_.size()); }
    int32_t outputCount() const { return static_cast<int32_t>(outputs_.size()); }
    Shape const& input(int32_t index) const { return inputs_.at(static_cast<size_t>(index)); }
    Shape& output(int32_t index) { return outputs_.at(static_cast<size_t>(index)); }

    //! The batch of a plugin without inputs: the hidden one of a static form, else 1.
    Dim batch() const { return builder_ == nullptr ? Dim::batch() : Dim(1); }

    //! The values of shape-tensor inputs (V3 only), in the order of those inputs.
    void setShapeInputs(std::vector<Shape> values) { shapeInputs_ = std::move(values); }
    std::vector<Shape> const& shapeInputs() const { return shapeInputs_; }

    //! An extent that enqueue writes as the scalar output `output` (V3 only), at most `upper`, `opt` as a rule. In the other forms the
    //! extent is `upper`.
    Dim sizeTensor([[maybe_unused]] int32_t output, [[maybe_unused]] Dim const& opt, Dim const& upper)
    {
#if NV_TENSORRT_MAJOR >= 10
        if (builder_ != nullptr && hasSizeTensors_)
        {
            auto const* const typical = opt.expr(*builder_);
            auto const* const most = upper.expr(*builder_);
            return typical == nullptr || most == nullptr
                ? Dim()
                : Dim(builder_->declareSizeTensor(output, *typical, *most), builder_);
        }
#endif
        return upper;
    }
    void allowSizeTensors()
    {
        hasSizeTensors_ = true;
    }

    //! Says why the inputs do not fit; the first reason counts.
    void fail(std::string reason)
    {
        if (problem_.empty())
        {
            problem_ = std::move(reason);
        }
    }
    //! fail() with expectation and fact, unless `condition`.
    bool expect(bool condition, std::string const& expectation)
    {
        if (!condition)
        {
            fail("expected " + expectation);
        }
        return condition;
    }
    std::string const& problem() const
    {
        return problem_;
    }

private:
    std::vector<Shape> inputs_;
    std::vector<Shape> outputs_;
    std::vector<Shape> shapeInputs_;
    nvinfer1::IExprBuilder* builder_;
    bool hasSizeTensors_{false};
    std::string problem_;
};

TENON_PLUGIN_CLOSE

#endif // TENON_PLUGIN_SHAPES_H
