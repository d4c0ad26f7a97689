// What a plugin sees of symbolic dims, and what its expressions are worth.
#pragma once

#include "plugin_check/plugin.h"

#include <deque>
#include <functional>
#include <unordered_map>

namespace tenon::plugin_check
{

//! Makes and owns the expressions of one conversation. Values are told by `known`: the value of input dimension number i.
class Expressions
{
public:
    Expressions();
    ~Expressions();
    Expressions(Expressions const&) = delete;
    Expressions& operator=(Expressions const&) = delete;

    nvinfer1::IExprBuilder& builder();
    nvinfer1::IDimensionExpr const* constant(int64_t value);
    //! A dimension that the plugin must not take for a constant.
    nvinfer1::IDimensionExpr const* variable(int32_t number);
    //! True if the pointer is one of this conversation's.
    bool owns(nvinfer1::IDimensionExpr const* expression) const;
    int64_t value(nvinfer1::IDimensionExpr const* expression, std::vector<int64_t> const& variables) const;
    bool dependsOnData(nvinfer1::IDimensionExpr const* expression) const;
    //! What the plugin did wrong with the builder first; empty: nothing.
    std::string const& misuse() const { return misuse_; }
    std::vector<int32_t> const& sizeTensors() const { return sizeTensors_; }

private:
    class Expression;
    class Builder;
    struct Node;

    Node const* node(nvinfer1::IDimensionExpr const* expression) const;
    nvinfer1::IDimensionExpr const* add(Node node);

    std::unique_ptr<Builder> builder_;
    std::deque<std::unique_ptr<Expression>> expressions_;
    std::unordered_map<nvinfer1::IDimensionExpr const*, Node const*> nodes_;
    std::string misuse_;
    std::vector<int32_t> sizeTensors_;
};

} // namespace tenon::plugin_check
