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

//! Copies operations; of the network that they come from, what they take is inferred, and else it stays as it is. Inputs of the body come in this order: those that were added, then
//! what turned out to be captured. Order of calls: addInput and alias, addOps, addOutput, captured, take.
class RegionBody
{
public:
    explicit RegionBody(graph::Graph& network)
        : network_(network)
    {
        body_.stronglyTyped = network.stronglyTyped;
    }

    //! An input of the body that stands for `tensor`.
    Status addInput(graph::Tensor& tensor);
    //! Inside, `tensor` is what `other` is.
    void alias(graph::Tensor const& tensor, graph::Tensor& other) { aliases_[&tensor] = &other; }
    //! In an order in which they can run, otherwise that of the network.
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
    Result<graph::Tensor*> newInput(graph::Tensor& tensor);

    graph::Graph& network_;
    graph::Graph body_;
    std::unordered_map<graph::Tensor const*, graph::Tensor*> inside_;
    std::unordered_map<graph::Tensor const*, graph::Tensor*> aliases_;
    std::vector<graph::Tensor*> captured_;
    std::vector<std::pair<graph::Dim, graph::Dim>> dims_; //!< outside, inside
};

} // namespace tenon::builder
