// Output sizes by a user's formula, for convolution, pooling and deconvolution layers (IOutputDimensionsFormula of release 7).
#pragma once

#include "graph/graph.h"

#include <impl/NvInferLegacyTables.h>

#include <map>
#include <vector>

namespace tenon::api
{

using nvinfer1::apiv::legacy::VOutputDimensionsFormula;

//! The formulas of one network, by kind of layer. They are the user's, and must live as long as the network.
class OutputFormulas
{
public:
    //! Null restores the usual sizes. Error for another kind of layer. Layers that are there take the new formula at once.
    base::Status set(graph::Graph& graph, nvinfer1::LayerType kind, VOutputDimensionsFormula* formula);
    VOutputDimensionsFormula* get(nvinfer1::LayerType kind) const;
    //! For a layer that was just added.
    void apply(graph::Op& op) const;

private:
    std::map<nvinfer1::LayerType, VOutputDimensionsFormula*> formulas_;
};

//! While it lives, the layers of a network have the padding that their formulas lead to instead of the formulas, as plans need it.
class FixedOutputSizes
{
public:
    FixedOutputSizes() = default;
    FixedOutputSizes(FixedOutputSizes const&) = delete;
    FixedOutputSizes& operator=(FixedOutputSizes const&) = delete;
    ~FixedOutputSizes();

    //! Once. Error where a formula fails.
    base::Status fix(graph::Graph& graph);

private:
    std::vector<std::function<void()>> restore_;
};

} // namespace tenon::api
