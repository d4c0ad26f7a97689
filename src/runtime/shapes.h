// Shapes of one context: what the user set for the inputs, and the dims of all tensors that follow from it.
#pragma once

#include "runtime/engine.h"

namespace tenon::runtime
{

class Shapes
{
public:
    explicit Shapes(Engine const& engine);

    //! All three check against the profile, and leave everything as it was where they fail.
    Status setDims(int32_t binding, base::Dims const& dims, int32_t profile);
    Status setValues(int32_t binding, std::span<int64_t const> values, int32_t profile);
    Status setBatch(int32_t batch, int32_t profile);
    //! As set. Error for another input or an output, and while they are not set.
    Result<std::vector<int64_t>> values(int32_t binding) const;
    //! Dynamic inputs have no shape any more.
    void forget();

    bool allSet() const { return allDimsSet() && allValuesSet(); }
    bool allDimsSet() const;
    bool allValuesSet() const;
    std::vector<std::string> missing() const;

    //! Evaluates all dims if something changed. Error names inputs without shape, and inputs that contradict each other.
    Status update();
    //! Sets the sizes that depend on data to their upper bounds, and evaluates all dims, as at the beginning of an inference. update() does
    //! this too.
    Status assumeBounds();
    //! The upper bound of such a size, with what is known now.
    int64_t boundOf(size_t dataSize) const;
    //! What an operation told of it; at most its bound. Bounds of the others and dims follow with evaluate().
    void tellSize(size_t dataSize, int64_t value);
    //! Evaluates all dims, with those sizes at their bounds that nobody has told yet, in whatever order the others were told.
    Status evaluate();
    //! Says that an inference has told all sizes; until the inputs' shapes change, dims are those that it had.
    void allSizesTold() { sizesTold_ = true; }

    //! Changes with each call that changes a shape; never 0.
    uint64_t version() const { return version_; }
    //! After update().
    base::Dims const& tensorDims(int32_t tensor) const { return tensorDims_[tensor]; }
    //! Known dims, −1 for the others.
    base::Dims bindingDims(int32_t binding);

private:
    struct Input
    {
        base::Dims dims{};           //!< as set, or static
        std::vector<int64_t> values; //!< of a shape input
        bool dimsSet{false};
        bool valuesSet{false};
    };

    Result<Input*> inputAt(int32_t binding);
    graph::Tensor const& tensorOf(size_t binding) const;
    Status checkDims(size_t binding, base::Dims const& dims, int32_t profile) const;
    Status bindSymbols();
    Status bindSymbol(graph::Dim const& dim, int64_t value, std::string const& place);
    Status checkInputs() const;
    void setSize(size_t dataSize, int64_t value);
    Status takeDims();

    Engine const& engine_;
    std::vector<Input> inputs_; //!< the first bindings are the inputs
    std::vector<int64_t> symbols_;
    std::vector<std::string> symbolFrom_;
    std::vector<int64_t> results_;
    std::vector<base::Dims> tensorDims_;
    uint64_t version_{1};
    uint64_t updatedFor_{0};
    std::vector<char> isTold_; //!< by size that depends on data: an operation told it in this inference
    bool sizesTold_{false};
};

} // namespace tenon::runtime
