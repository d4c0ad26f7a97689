// CandidateSelector: somebody outside who may narrow the choice among what operations offer, and is told what was chosen.
#pragma once

#include "graph/kernel.h"

#include <string>
#include <vector>

namespace tenon::builder
{

//! One offer of an operation.
struct SelectableChoice
{
    graph::Candidate const* candidate{nullptr};
    double microseconds{0}; //!< measured, or the model's
    //! Of the offer, or of what was chosen; 0 for a plugin's offers, since it tells once it is configured.
    int64_t workspaceBytes{0};
};

//! An operation with its offers. Dims are those of the first optimization profile, a hidden batch left out.
struct SelectableLayer
{
    std::string name;
    std::vector<graph::TensorRange> inputs, outputs;
    std::vector<SelectableChoice> choices;
};

class CandidateSelector
{
public:
    virtual ~CandidateSelector() = default;

    //! Indices into the layer's choices that may be used; none: the builder's own choice among all stands.
    virtual base::Result<std::vector<size_t>> select(SelectableLayer const& layer) = 0;
    //! What was chosen, after all calls of select: layers in the order of execution, with one choice each.
    virtual base::Status report(std::vector<SelectableLayer> const& layers) = 0;
};

} // namespace tenon::builder
