// What a plugin sees of symbolic dims: IDimensionExpr and IExprBuilder over graph::DimExpr.
#pragma once

#include "graph/dim_expr.h"

#include <NvInferRuntime.h>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>

namespace tenon::plugin_host
{

using base::Result;

//! Makes and owns the expressions of one conversation with a plugin; they live as long as it does. Nothing that the plugin hands in is
//! dereferenced before it is known to be ours. One thread at a time.
class DimensionExprs
{
public:
    //! Declares a size that depends on data and gives its symbol.
    using DeclareSize = std::function<graph::Dim(int32_t outputIndex, graph::Dim expected, graph::Dim upper)>;

    //! Without `declareSize`, which only V3 plugins have, a plugin that declares a size tensor is refused.
    explicit DimensionExprs(DeclareSize declareSize = {});
    ~DimensionExprs();
    DimensionExprs(DimensionExprs const&) = delete;
    DimensionExprs& operator=(DimensionExprs const&) = delete;

    //! What getOutputDimensions gets as its last argument.
    nvinfer1::IExprBuilder& builder();

    //! Dims as the plugin sees them; entries behind the rank are null.
    nvinfer1::DimsExprs expose(graph::Shape const& shape);

    //! The plugin's answer as a shape. Error tells what is wrong: the rank, a null or foreign expression, a negative constant, or the first
    //! thing that it did wrong with the builder.
    Result<graph::Shape> read(nvinfer1::DimsExprs const& dims) const;

    //! The size tensors that were declared: their outputs, and the symbols of their values.
    std::map<int32_t, graph::Dim> const& sizeTensors() const { return sizes_; }

private:
    class Expr;
    class Builder;

    nvinfer1::IDimensionExpr const* add(graph::Dim dim, bool isSizeTensor = false);
    //! Null if the pointer is none of ours.
    graph::Dim find(nvinfer1::IDimensionExpr const* expr) const;

    std::unique_ptr<Builder> builder_;
    std::deque<std::unique_ptr<Expr>> exprs_;
    std::unordered_map<nvinfer1::IDimensionExpr const*, graph::Dim> dims_;
    DeclareSize declareSize_;
    std::map<int32_t, graph::Dim> sizes_;
    std::optional<base::Error> misuse_;
};

} // namespace tenon::plugin_host
