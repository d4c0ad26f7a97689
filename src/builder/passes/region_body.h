// RegionBody: makes a network of its own from operations inside of a loop or branch.
#pragma once

#include "graph/graph.h"

#include <memory>
#include <unordered_map>
#include <unordered_set>

namespace tenon::builder
{

using base::Result;
using base::Status;

//! Copies operations; the network that they come from stays as it is. Inputs of the body come in this order: those that were added, then
//! what turned out to be captured. Order of calls: addInput and alias, addOps, addOutput, captured, take.
class RegionBody
{
public:
    explicit RegionBody(graph::Graph const& network)
        : network_(network)
    {
        body_.stronglyTyped = network.stronglyTyped;
    }

    //! An input of the body that stands for `tensor`.
    Status addInput(graph::Tensor const& tensor);
    //! Inside, `tensor` is what `other` is.
    void alias(graph::Tensor const& tensor, graph::Tensor& other) { aliases_[&tensor] = &other; }
    //! In the order in which the network runs them.
    Status addOps(std::unordered_set<graph::Op const*> const& ops);
    //! Its number among the body's outputs.
    Result<int64_t> addOutput(graph::Tensor& tensor);
    //! What comes from outside as it is, in the order of the body's last inputs.
    std::vector<graph::Tensor*> const& captured() const { return captured_; }
    //! Inferred.
    Result<std::shared_ptr<graph::Graph>> take();

private:
    Result<graph::Tensor*> inside(graph::Tensor& tensor);
    graph::Dim mapped(graph::Dim const& dim);
    graph::Tensor& newInput(graph::Tensor const& tensor);

    graph::Graph const& network_;
    graph::Graph body_;
    std::unordered_map<graph::Tensor const*, graph::Tensor*> inside_;
    std::unordered_map<graph::Tensor const*, graph::Tensor*> aliases_;
    std::vector<graph::Tensor*> captured_;
    std::vector<std::pair<graph::Dim, graph::Dim>> dims_; //!< outside, inside
};

} // namespace tenon::builder
