// Graph: the network as the builder sees it. Owns its tensors and operations.
//
// Dims are always complete: an implicit batch is a hidden leading dimension (a symbol bounded by the maximum batch size), so that
// one machinery serves both batch modes; the API hides it again.
#pragma once

#include "graph/op.h"

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace tenon::graph
{

//! A value. `type` and `dims` are inferred except for inputs and constants.
//!
//! What walks over a whole graph look at comes first and lies together: in a network of many thousand layers each walk goes to memory for
//! every line that it touches.
struct Tensor
{
    int32_t id{-1}; //!< its place in Graph::tensors()
    int32_t producerOutput{0};
    Op* producer{nullptr};
    std::vector<Op*> consumers; //!< an operation that uses it twice stands twice
    DataType type{DataType::kFLOAT};
    bool isInput{false};
    bool isOutput{false};
    //! Shown to the debug listener: it is computed as it is, and not fused away.
    bool isDebug{false};
    //! True while type and dims hold what inference said; see Graph::infer.
    bool inferred{false};
    Shape dims;
    //! Constants: the bytes (row-major, linear). Such a tensor has no producer in the builder's graph after folding, or a
    //! Constant operation before it.
    std::optional<ConstantData> constant;
    std::string name;
    std::optional<std::vector<Dim>> values; //!< see ValueSpec::values
    //! For inputs and outputs: formats that the user allows (bits 1 << TensorFormat); 1 = linear only.
    uint32_t allowedFormats{1};
    std::optional<std::pair<float, float>> dynamicRange;
    bool broadcastAcrossBatch{false};
    bool onHost{false}; //!< shape tensor: location is host
    std::vector<std::string> dimensionNames;
    //! Constants that stand for a Constant layer of the user's: that layer's name.
    std::string constantLayer;
};

//! True where the value itself is wanted, so that no fusion may take it away.
inline bool isKept(Tensor const& tensor)
{
    return tensor.isOutput || tensor.isDebug;
}

//! int8: real value = scale · stored value. From the dynamic range: the larger magnitude / 127; 1 without one.
float scaleOf(Tensor const& tensor);

//! A dimension that the build does not know: its name, and its range over all profiles once known.
struct Symbol
{
    std::string name;
    Range range{0, INT64_MAX};
};

class Graph
{
public:
    Graph() = default;
    Graph(Graph&&) = default;
    Graph& operator=(Graph&&) = default;
    Graph(Graph const&) = delete;
    Graph& operator=(Graph const&) = delete;

    std::string name;
    bool implicitBatch{false};
    bool stronglyTyped{false};

    //! A new network input. `dims` complete (hidden batch included).
    Tensor& addInput(std::string name, DataType type, Shape dims);
    //! A constant without a producer (after folding, and in plans).
    Tensor& addConstant(std::string name, Shape dims, ConstantData data);
    //! Takes the operation, links its inputs (null for absent), and makes its output tensors, named "<op> output <i>"; not inferred yet.
    Op& addOp(std::unique_ptr<Op> op, std::vector<Tensor*> inputs);

    void markOutput(Tensor& tensor);
    void unmarkOutput(Tensor& tensor);

    //! Replaces one input of an operation and keeps the consumers' lists; `tensor` may be null.
    void setInput(Op& op, size_t index, Tensor* tensor);
    //! Lets every consumer of `from`, and its being an output, refer to `to`. `from` keeps its producer.
    void replaceUses(Tensor& from, Tensor& to);
    //! Removes an operation and its outputs, which nobody may use; takes the same time in a network of any size. References to ops()
    //! that were taken before see a null entry until ops() is called again.
    void removeOp(Op& op);
    void removeTensor(Tensor& tensor);

    //! All tensors; entries may be null after removals until compact().
    std::vector<std::unique_ptr<Tensor>> const& tensors() const { return tensors_; }
    //! All operations, in the order in which they were added (the API's order); no null entries.
    std::vector<std::unique_ptr<Op>> const& ops() const
    {
        if (removed_ > 0)
        {
            closeGaps();
        }
        return ops_;
    }
    std::vector<Tensor*> const& inputs() const { return inputs_; }
    std::vector<Tensor*> const& outputs() const { return outputs_; }
    std::vector<Symbol> const& symbols() const { return symbols_; }
    //! By symbol. A view of it stays good while symbols are added, though it does not see those.
    std::span<std::string const> symbolNames() const
    {
        return symbolNames_.empty() ? std::span<std::string const>() : symbolNames_.back();
    }
    void setSymbolRange(size_t symbol, Range range) { symbols_[symbol].range = range; }
    std::vector<Range> symbolRanges() const;

    //! A new symbol, or the one that already has this name.
    int32_t addSymbol(std::string const& name, Range range = {0, INT64_MAX});

    //! Brings `tensor.type`, `.dims` and `.values` up to date, and those of everything before it. Remembers what is up to date, so
    //! that asking after each added layer costs time proportional to what changed.
    Status infer(Tensor& tensor);
    //! Operations without outputs are checked too.
    Status inferAll();
    //! Says that an operation's parameters changed: its outputs and all that depends on them must be inferred anew.
    void invalidate(Op& op);
    void invalidate(Tensor& tensor);

    //! Operations in the order in which they run: producers before their consumers, back edges aside, otherwise the order in which they
    //! were added. Remembered until links change. Error names a layer of a cycle.
    //! For the thread that owns the graph.
    Result<std::vector<Op*>> executionOrder() const;
    //! Operations in some order in which every producer stands before its consumers, back edges aside. Error names a layer of a cycle. Remembers
    //! nothing, so that several threads may ask.
    Result<std::vector<Op*>> sorted() const;

    //! Grows with each change of what is linked to what: equal numbers mean that nothing was added, removed or connected otherwise since.
    uint64_t version() const { return version_; }

    //! Checks what every pass must keep: links agree in both directions, names of inputs and outputs are unique and not empty, every
    //! input is produced, no cycle. Error names the first breach.
    Status verify() const;

    //! A deep copy (weights are shared). Plugins are cloned.
    Result<Graph> copy() const;

    //! Renumbers tensors without gaps.
    void compact();

    //! One line an operation: `conv1 = Convolution(input: fp32[batchx1x8x8]) {groups=1, …} -> fp32[…]`.
    std::string toText() const;

private:
    Tensor& newTensor(std::string name);
    Status inferOp(Op& op);
    //! The symbol of a size of an operation's: the one that it had, or a new one with a name of its own.
    int32_t sizeSymbol(std::vector<SizeSymbol> const& before, Op const& op, int32_t index);

    //! True if the order in which operations were added is one in which they can run.
    bool isInOrder() const;
    //! Puts them into an order in which they can: the earliest that can run comes next.
    Status orderOperations(std::vector<Op*>& order) const;
    //! `missing`: by operation, the inputs that nobody has made. Error where some are left: a cycle.
    Status checkNoneMissing(std::vector<uint32_t> const& missing) const;

    std::vector<std::unique_ptr<Tensor>> tensors_;
    //! Removed operations leave gaps, which ops() closes: a pass that removes thousands moves the others once.
    void closeGaps() const;

    mutable std::vector<std::unique_ptr<Op>> ops_;
    mutable size_t removed_{0}; //!< gaps among them
    std::vector<Tensor*> inputs_, outputs_;
    std::vector<Symbol> symbols_;
    std::vector<std::vector<std::string>>
        symbolNames_; //!< the last list holds; those before it are what views may still show
    std::unordered_map<std::string, int32_t> symbolsByName_;
    uint64_t version_{1};
    mutable std::vector<Op*> order_;
    mutable uint64_t orderVersion_{0}; //!< for which order_ holds
};

//! Makes operations from records, for plans. Rooms register their kinds: ops (built in) and plugin_host.
class OpFactory
{
public:
    using Make = std::function<Result<std::unique_ptr<Op>>(OpRecord const&)>;

    void add(std::string kind, Make make) { makers_[std::move(kind)] = std::move(make); }
    Result<std::unique_ptr<Op>> make(OpRecord const& record) const;

private:
    std::map<std::string, Make> makers_;
};

} // namespace tenon::graph
