// What sizes a network's tensors can take: their dims as one program over the symbols, and their bounds in each profile.
// Builder and runtime must agree on them (memory is planned with them, kernels are made with them), so both ask here.
#pragma once

#include "graph/graph.h"
#include "graph/profile.h"

#include <span>
#include <vector>

namespace tenon::plan
{

using base::Dims;
using base::Result;
using base::Status;

//! What one symbol may be in one profile.
struct SymbolBounds
{
    int64_t min{0}, opt{0}, max{0};
};

//! A size that only an operation's run tells.
struct DataSize
{
    int32_t op{0};    //!< in Graph::ops()
    int32_t place{0}; //!< in Op::sizes
    int32_t symbol{0};
    int32_t upper{0}; //!< the place of its upper bound among the program's results
};

//! One entry a symbol of the network. Sizes that depend on data reach from 0 to their upper bound. Dims of inputs that are symbols are bounded by the profile's entry of that input, values of
//! shape inputs by its shape values; a symbol that stands in several inputs gets what all of them allow. The profile must hold
//! every dynamic input. Error names input, dimension and both values where two inputs contradict each other, and the symbol that no
//! input binds.
Result<std::vector<SymbolBounds>> symbolBounds(graph::Graph const& network, graph::Profile const& profile);

class TensorRanges
{
public:
    //! Needs an inferred, compacted network. Without profiles there is one, empty. Error names tensor, dimension and profile where
    //! a size has no upper bound or does not evaluate at the optimum.
    static Result<TensorRanges> of(graph::Graph const& network, std::vector<graph::Profile> const& profiles);

    struct Bounds
    {
        Dims min{}, opt{}, max{};
    };

    int32_t profileCount() const { return static_cast<int32_t>(bounds_.size()); }
    Bounds const& bounds(int32_t profile, int32_t tensor) const { return bounds_[profile][tensor]; }
    std::vector<SymbolBounds> const& symbols(int32_t profile) const { return symbols_[profile]; }

    //! Dims of tensor t are results[places(t)[0]], …
    graph::DimProgram const& program() const { return program_; }
    size_t tensorCount() const { return placesBegin_.size() - 1; }
    std::span<int32_t const> places(size_t tensor) const
    {
        return {places_.data() + placesBegin_[tensor], placesBegin_[tensor + 1] - placesBegin_[tensor]};
    }

    //! Sizes that depend on data, in an order in which each bound depends on earlier ones alone: in the program, what a bound is computed
    //! from stands before all that uses the size.
    std::vector<DataSize> const& dataSizes() const { return dataSizes_; }
    //! True if some dimension of the tensor is known only once an operation has run.
    bool dependsOnData(int32_t tensor) const;
    bool dependsOnData(int32_t tensor, size_t dimension) const;

    //! What a kernel is told of a tensor that it gets in this type and format.
    graph::TensorRange range(int32_t profile, graph::Tensor const& tensor, graph::TypeFormat as) const;
    //! The bytes that suffice in every profile. Error where the product overflows, or the rank is too small for the format.
    Result<int64_t> maxBytes(graph::Tensor const& tensor, graph::TypeFormat as) const;

private:
    Status addProfile(graph::Graph const& network, graph::Profile const& profile);
    //! First of all, so that what a bound is computed from stands before all that uses the size.
    Status addDataSizes(graph::Graph const& network);
    void findDependents(graph::Graph const& network);

    std::vector<DataSize> dataSizes_;
    std::vector<bool> dependsOnData_; //!< by instruction; empty without such sizes
    graph::DimProgram program_;
    std::vector<int32_t> places_;        //!< those of all tensors, one behind the other
    std::vector<size_t> placesBegin_{0}; //!< by tensor, and the end
    std::vector<std::vector<SymbolBounds>> symbols_;
    std::vector<std::vector<Bounds>> bounds_;
};

//! `0 ("batch")`, or `0` where the user gave no name: a dimension as messages name it.
std::string dimensionText(graph::Tensor const& tensor, size_t dimension);

} // namespace tenon::plan
