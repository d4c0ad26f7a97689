// IAlgorithmSelector of the user as a CandidateSelector of the builder, and the objects that it is shown.
#pragma once

#include "builder/candidate_selector.h"

#include "base/log.h"

#include <NvInfer.h>

#include <memory>

namespace tenon::api
{

//! Shows each operation as an IAlgorithmContext and its offers as IAlgorithms, which live until `select` or `report` returns. A build asks once
//! for each layer, with the dims of the first optimization profile. IAlgorithmVariant: the implementation is a number made of its name and the
//! device's kind, equal in all processes; the tactic is the plugin's or kernel's own. The times are those of this build.
class AlgorithmSelector final : public builder::CandidateSelector
{
public:
    //! `rejectsEmpty`: BuilderFlag::kREJECT_EMPTY_ALGORITHMS. The selector is the user's and stays alive while a build runs.
    AlgorithmSelector(nvinfer1::IAlgorithmSelector& selector, bool rejectsEmpty, base::Log log)
        : selector_(selector)
        , rejectsEmpty_(rejectsEmpty)
        , log_(std::move(log))
    {
    }

    base::Result<std::vector<size_t>> select(builder::SelectableLayer const& layer) override;
    base::Status report(std::vector<builder::SelectableLayer> const& layers) override;

private:
    nvinfer1::IAlgorithmSelector& selector_;
    bool rejectsEmpty_;
    base::Log log_;
};

} // namespace tenon::api
