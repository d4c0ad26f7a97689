// Op: a thing that computes values from values. Built-in operations (src/ops) and plugins (src/plugin_host) are both Ops; nobody
// else asks which.
#pragma once

#include "graph/attributes.h"
#include "graph/dim_expr.h"
#include "graph/kernel.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::graph
{

struct Tensor;
class Graph;

//! What shape and type inference says of a value.
struct ValueSpec
{
    DataType type{DataType::kFLOAT};
    Shape dims;
    //! The elements' values where they are known symbolically: shape tensors. One Dim an element, row-major.
    std::optional<std::vector<Dim>> values;
};

//! A size that is known only once the operation has run: a symbol of the graph, and what is known of it before.
struct SizeSymbol
{
    int32_t index{0};  //!< the operation's own number for it
    int32_t symbol{0}; //!< in Graph::symbols()
    Dim expected;      //!< what to tune for
    Dim upper;         //!< what memory is planned for; a larger one is an error of that inference
};

//! What an operation is told of its inputs when it infers its outputs. Absent optional inputs are nullopt.
struct InferenceInputs
{
    std::vector<std::optional<ValueSpec>> inputs;
    bool stronglyTyped{false};
    //! Symbols of the graph, for plugins that ask for constants and for messages.
    std::span<std::string const> symbolNames;
    //! Declares a size that depends on data and gives its symbol, the same one for the same index at each inference; its Kernel tells
    //! the value (Kernel::readSizes). Empty where nobody keeps symbols.
    std::function<Dim(int32_t index, Dim expected, Dim upper)> declareSize;

    ValueSpec const& operator[](size_t index) const { return *inputs[index]; }
    size_t size() const { return inputs.size(); }
    bool has(size_t index) const { return index < inputs.size() && inputs[index].has_value(); }
};

//! A plugin as the plan keeps it; see docs/architecture.md, "manifest".
struct PluginRecord
{
    std::string name, version, pluginNamespace;
    std::string generation; //!< "IPluginV2DynamicExt", …
    int32_t apiVersion{0};  //!< what getTensorRTVersion said
    struct Field
    {
        std::string name;
        int32_t type{0};
        int32_t length{0};
    };
    std::vector<Field> fields; //!< as the creator's getFieldNames declares them
    std::vector<std::byte> blob;
    std::string libraryPath, buildId;
};

//! An operation as the plan keeps it.
struct OpRecord
{
    std::string kind;
    std::string name;
    Attributes attributes;
    std::optional<PluginRecord> plugin;
    //! The graphs that it runs: see Op::bodies.
    std::vector<std::shared_ptr<Graph>> bodies{};
};

class Op
{
public:
    virtual ~Op() = default;

    //! "Convolution", "PluginV2", …: the name under which OpFactory makes it again.
    virtual std::string_view kind() const = 0;
    virtual int32_t outputCount() const { return 1; }

    //! Checks parameters and inputs, and tells types and dims of the outputs. Messages name parameters and inputs; the caller
    //! adds the layer's name. Does not change the operation.
    virtual Result<std::vector<ValueSpec>> infer(InferenceInputs const& inputs) const = 0;

    //! The ways in which it can run; see CandidateQuery. For plugins this is the format negotiation.
    virtual Result<CandidateList> candidates(CandidateQuery const& query) = 0;

    //! Build only, once, after the choice: a plugin configures and initialises the object whose blob goes into the plan.
    virtual Status commit(KernelRequest const&) { return base::okStatus(); }
    //! True for operations whose types and formats are part of the network (plugins): they are stored with it.
    virtual bool hasFixedBoundary() const { return false; }

    //! The engine's kernel for a candidate of `candidates`.
    virtual Result<std::unique_ptr<Kernel>> makeKernel(KernelRequest const& request) const = 0;

    //! Before commit: what times this candidate. By default the kernel of makeKernel, known by kind and parameters (not by the values of weights).
    virtual Result<std::unique_ptr<TimingSubject>> prepareTiming(KernelRequest const& request) const;

    //! For the plan. After commit for a plugin.
    virtual Result<OpRecord> record() const = 0;

    //! A copy without inputs and outputs, for the builder's own graph. Error where a plugin cannot be cloned.
    virtual Result<std::unique_ptr<Op>> copy() const = 0;

    //! The input whose memory an output shares, so that the operation changes it in place; −1 for none. Type, format and dims are
    //! equal. The builder copies inputs that others still need.
    virtual int32_t aliasedInput(int32_t) const { return -1; }

    //! The graphs that it runs, a loop's body or a conditional's branches: networks of their own, whose inputs and outputs the operation
    //! connects with its own. Empty for all others.
    virtual std::vector<std::shared_ptr<Graph>> bodies() const { return {}; }
    //! True for an input that closes a cycle: what an iteration of a loop hands to the next. It counts neither for the order of execution
    //! nor for inference. Only networks as the user defines them have such inputs.
    virtual bool isBackEdge(size_t) const { return false; }

    //! Calls `see` with each set of weights among the parameters, under the parameter's name; weights may be changed, for refitting.
    virtual void visitWeights(std::function<void(std::string const& role, ConstantData& weights)> const&) {}

    //! True for operations from a plan that cannot infer: types and dims of their outputs are as the plan has them.
    virtual bool keepsStoredShapes() const { return false; }

    //! True if the same inputs always give the same outputs, so that it may be folded and merged.
    virtual bool isPure() const { return true; }

    // What walks over a whole graph look at comes first; see Tensor.
    //! Where it stands in Graph::ops(), as far as the graph knows; the graph's own business.
    size_t place{0};
    std::vector<Tensor*> inputs;  //!< not owned; null where an optional input is absent
    std::vector<Tensor*> outputs; //!< not owned
    std::string name;
    //! What the last inference declared, in that order. Kept by the graph.
    std::vector<SizeSymbol> sizes;
    //! Precision that the user asked for (ILayer::setPrecision), and types of outputs (setOutputType).
    std::optional<DataType> requestedPrecision;
    std::vector<std::optional<DataType>> requestedOutputTypes;

    //! `Convolution "conv1"`, as messages name it.
    std::string label() const;
};

//! Shows the weights among an operation's parameters.
struct WeightsVisitor
{
    std::function<void(std::string const&, ConstantData&)> const& see;

    template <typename T>
    void operator()(char const* name, T& value) const
    {
        if constexpr (std::is_same_v<T, ConstantData>)
        {
            see(name, value);
        }
    }
};

//! Base of the built-in operations: copying and recording follow from the parameters' one list of fields.
//! `Params` has a template method `visit(Visitor&&)`; `Derived` has `static constexpr std::string_view kKind`.
template <typename Derived, typename Params>
class BuiltinOp : public Op
{
public:
    std::string_view kind() const override { return Derived::kKind; }

    Result<OpRecord> record() const override
    {
        OpRecord record{std::string(kind()), name, {}, std::nullopt};
        AttributeWriter writer(record.attributes);
        const_cast<Params&>(params).visit(writer);
        return record;
    }

    Result<std::unique_ptr<Op>> copy() const override
    {
        auto twin = std::make_unique<Derived>();
        twin->params = params;
        twin->name = name;
        twin->requestedPrecision = requestedPrecision;
        twin->requestedOutputTypes = requestedOutputTypes;
        return std::unique_ptr<Op>(std::move(twin));
    }

    void visitWeights(std::function<void(std::string const& role, ConstantData& weights)> const& see) override
    {
        params.visit(WeightsVisitor{see});
    }

    static Result<std::unique_ptr<Op>> fromRecord(OpRecord const& record)
    {
        auto op = std::make_unique<Derived>();
        op->name = record.name;
        AttributeReader reader(record.attributes);
        op->params.visit(reader);
        TENON_CHECK(reader.status());
        return std::unique_ptr<Op>(std::move(op));
    }

    Params params;
};

} // namespace tenon::graph
