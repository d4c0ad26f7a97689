#include "plugin_host/adapters/static_plugin.h"

#include "plugin_host/adapters/level_structs.h"
#include "plugin_host/adapters/static_kernel.h"
#include "plugin_host/traits.h"

#include <algorithm>

namespace tenon::plugin_host
{

using base::Dims;
using base::ErrorCode;
using nvinfer1::DataType;
using nvinfer1::TensorFormat;

namespace
{

//! bool is no element type of std::vector that has an address.
using Flags = std::unique_ptr<bool[]>;

Flags noFlags(size_t count)
{
    return Flags(new bool[count + 1]());
}

std::string describeDims(std::vector<Dims> const& dims)
{
    std::string text;
    for (Dims const& one : dims)
    {
        text += (text.empty() ? "" : ", ") + base::toString(one);
    }
    return text;
}

//! True for a tensor of an implicit-batch network that is the same for all of a batch.
bool isSameForBatch(graph::Shape const& shape, bool implicitBatch)
{
    return implicitBatch && !shape.empty() && shape[0]->isConstant() && shape[0]->value() == 1;
}

//! The leading dimension of the first input that has a batch; that of the first one where none has; 1 without inputs. Only for inputs with
//! dimensions.
graph::Dim batchOf(graph::InferenceInputs const& inputs, bool implicitBatch)
{
    if (inputs.size() == 0)
    {
        return graph::constant(1);
    }
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        if (inputs.has(i) && !inputs[i].dims.empty() && !isSameForBatch(inputs[i].dims, implicitBatch))
        {
            return inputs[i].dims[0];
        }
    }
    return inputs[0].dims[0];
}

//! The descriptors that the plugin is told, without the batch, with the candidate's types and formats.
std::vector<graph::TensorDesc> descsOf(
    std::vector<graph::TensorRange> const& ranges, std::vector<TypeFormat> const& chosen)
{
    std::vector<graph::TensorDesc> descs;
    for (size_t i = 0; i < ranges.size(); ++i)
    {
        descs.push_back({chosen[i].type, chosen[i].format, withoutBatch(ranges[i].max), ranges[i].scale});
    }
    return descs;
}

//! The largest batch of any profile: the leading dimension of its maximum.
Result<int32_t> maxBatchOf(std::string const& label, graph::KernelRequest const& request)
{
    int64_t batch = 1;
    for (graph::ProfileRanges const& profile : request.profiles)
    {
        for (auto const* const ranges : {&profile.inputs, &profile.outputs})
        {
            for (graph::TensorRange const& range : *ranges)
            {
                batch = std::max(batch, range.max.nbDims > 0 ? range.max.d[0] : 1);
            }
        }
    }
    if (batch > INT32_MAX)
    {
        return base::invalidArgument("{}: expected a maximum batch below 2^31, found {}", label, batch);
    }
    return static_cast<int32_t>(batch);
}

} // namespace

Result<std::vector<Dims>> StaticPluginOp::staticDims(graph::InferenceInputs const& inputs) const
{
    std::vector<Dims> all;
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        if (!inputs.has(i))
        {
            return base::invalidArgument("{}: expected a tensor as input {}, found none", object().label(), i);
        }
        graph::Shape const& shape = inputs[i].dims;
        if (shape.empty())
        {
            return base::invalidArgument(
                "{}: expected inputs with a leading batch dimension, found a scalar as input {}", object().label(), i);
        }
        if (!isSameForBatch(shape, implicitBatch()) && !graph::equal(shape[0], batchOf(inputs, implicitBatch())))
        {
            return base::invalidArgument(
                "{}: expected inputs with equal leading dimensions, which are its batch, found {} in input 0 and {} "
                "in input {}",
                object().label(), graph::toString(batchOf(inputs, implicitBatch()), inputs.symbolNames),
                graph::toString(shape[0], inputs.symbolNames), i);
        }
        Dims const dims = graph::toDims(shape);
        if (dims.d[0] < 0 && !implicitBatch() && identity().generation != Generation::kV2_IO_EXT)
        {
            return base::invalidArgument(
                "{}: expected a batch that is known when the network is built, found {} in input {}; an {} plugin "
                "needs that, an IPluginV2IOExt or IPluginV2DynamicExt one does not",
                object().label(), graph::toString(shape, inputs.symbolNames), i,
                plugin_host::name(identity().generation));
        }
        for (int32_t d = 1; d < dims.nbDims; ++d)
        {
            if (dims.d[d] < 0)
            {
                return base::invalidArgument(
                    "{}: expected dimensions behind the batch that are known when the network is built, found {} in "
                    "input {}; a dynamic dimension there needs IPluginV2DynamicExt, found {}",
                    object().label(), graph::toString(shape, inputs.symbolNames), i,
                    plugin_host::name(identity().generation));
            }
        }
        all.push_back(withoutBatch(dims));
    }
    return all;
}

Result<Dims> StaticPluginOp::askOutputDims(int32_t index, std::vector<Dims> const& inputDims) const
{
    auto const arguments = [&] { return fmt::format("output {}, inputs {}", index, describeDims(inputDims)); };
    return withLevel(identity().level, [&](auto level) -> Result<Dims> {
        using Level = decltype(level);
        std::vector<typename Level::Dims> dims;
        TENON_CHECK(toLevel<Level>(object().label(), std::span<Dims const>(inputDims), dims));
        TENON_ASSIGN(auto const answer,
            object().template call<&V2Table<Level>::getOutputDimensions>(
                "getOutputDimensions", arguments, index, dims.data(), static_cast<int32_t>(dims.size())));
        TENON_ASSIGN(Dims const output,
            fromLevel(answer).withNote("{}: getOutputDimensions of output {}", object().label(), index));
        for (int64_t const size : base::sizesOf(output))
        {
            if (size < 0)
            {
                return base::error(ErrorCode::kFAILED_EXECUTION,
                    "{}: expected dimensions of at least 0 from getOutputDimensions of output {}, found {}",
                    object().label(), index, base::toString(output));
            }
        }
        if (output.nbDims == base::kMaxDims)
        {
            return base::error(ErrorCode::kFAILED_EXECUTION,
                "{}: expected at most {} dimensions besides the batch from getOutputDimensions of output {}, found {}",
                object().label(), base::kMaxDims - 1, index, output.nbDims);
        }
        return output;
    });
}

Result<graph::Dim> StaticPluginOp::leadingDim(int32_t index, graph::InferenceInputs const& inputs) const
{
    graph::Dim const batch = batchOf(inputs, implicitBatch());
    if (!implicitBatch())
    {
        return batch;
    }
    bool broadcast = false;
    if (identity().generation != Generation::kV2)
    {
        Flags const flags = noFlags(inputs.size());
        std::string which;
        for (size_t i = 0; i < inputs.size(); ++i)
        {
            flags[i] = isSameForBatch(inputs[i].dims, true);
            which += flags[i] ? fmt::format("{}{}", which.empty() ? "" : " ", i) : "";
        }
        TENON_ASSIGN(broadcast,
            object().call<&V2ExtTable<Level10>::isOutputBroadcastAcrossBatch>(
                "isOutputBroadcastAcrossBatch",
                [&] {
                    return which.empty() ? fmt::format("output {}, no input is", index)
                                         : fmt::format("output {}, inputs {} are", index, which);
                },
                index, static_cast<bool const*>(flags.get()), static_cast<int32_t>(inputs.size())));
    }
    if (broadcast)
    {
        return graph::constant(1);
    }
    bool const hasBatch = inputs.size() != 0 && !isSameForBatch(inputs[0].dims, true);
    if (hasBatch || !graph::equal(batch, graph::constant(1)))
    {
        return batch;
    }
    // All inputs are the same for all of a batch, or there are none, and this output is not: it has the network's batch.
    for (size_t i = 0; i < inputs.symbolNames.size(); ++i)
    {
        if (inputs.symbolNames[i] == "batch")
        {
            return graph::symbol(static_cast<int32_t>(i));
        }
    }
    return base::invalidArgument(
        "{}: expected an input of the network that has a batch, since output {} has one (isOutputBroadcastAcrossBatch "
        "says false), found only inputs that are the same for all of a batch",
        object().label(), index);
}

bool StaticPluginOp::isBroadcast(graph::Tensor const* tensor) const
{
    return tensor != nullptr && isSameForBatch(tensor->dims, implicitBatch());
}

Result<BatchBroadcast> StaticPluginOp::askBroadcast(PluginObject const& plugin) const
{
    BatchBroadcast broadcast;
    if (!implicitBatch())
    {
        return broadcast;
    }
    for (graph::Tensor const* const output : outputs)
    {
        broadcast.outputs.push_back(isBroadcast(output));
    }
    // Where everything is the same for all of a batch, one sample is computed, and nothing is to be repeated.
    bool const one = std::all_of(inputs.begin(), inputs.end(), [&](graph::Tensor const* input) {
        return isBroadcast(input);
    }) && std::all_of(broadcast.outputs.begin(), broadcast.outputs.end(), [](bool is) { return is; });
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        broadcast.inputs.push_back(isBroadcast(inputs[i]));
        bool takes = !broadcast.inputs.back() || one;
        if (broadcast.inputs.back() && identity().generation != Generation::kV2)
        {
            TENON_ASSIGN(bool const can,
                plugin.call<&V2ExtTable<Level10>::canBroadcastInputAcrossBatch>(
                    "canBroadcastInputAcrossBatch", [&] { return fmt::format("input {}", i); },
                    static_cast<int32_t>(i)));
            takes = takes || can;
        }
        broadcast.repeated.push_back(!takes);
    }
    return broadcast;
}

Result<std::vector<graph::ValueSpec>> StaticPluginOp::infer(graph::InferenceInputs const& inputs) const
{
    if (traitsOf(identity()).dataSizeCount != 0)
    {
        return base::invalidArgument(
            "{}: expected an IPluginV2DynamicExt for the sizes that depend on data, which its traits declare, found {}; "
            "implement that interface, or give the traits a dynamicForm",
            object().label(), plugin_host::name(identity().generation));
    }
    TENON_ASSIGN(std::vector<Dims> const inputDims, staticDims(inputs));
    std::vector<DataType> const types = typesToldTo(inputs);
    std::vector<graph::ValueSpec> outputs;
    for (int32_t i = 0; i < outputCount(); ++i)
    {
        TENON_ASSIGN(graph::Dim leading, leadingDim(i, inputs));
        TENON_ASSIGN(Dims const dims, askOutputDims(i, inputDims));
        graph::ValueSpec spec;
        spec.dims.push_back(std::move(leading));
        for (int64_t const size : base::sizesOf(dims))
        {
            spec.dims.push_back(graph::constant(size));
        }
        // An IPluginV2 has one type for all its tensors.
        spec.type = types.empty() ? DataType::kFLOAT : types[0];
        if (identity().generation != Generation::kV2)
        {
            TENON_ASSIGN(spec.type, askOutputType(i, types));
        }
        outputs.push_back(std::move(spec));
    }
    return outputs;
}

std::vector<std::vector<TypeFormat>> StaticPluginOp::wholeCombinations(
    graph::CandidateQuery const& query, std::vector<std::vector<TypeFormat>> const& choices) const
{
    // One answer for all: every floating tensor gets the same type and format. Of the packed formats these interfaces know the two that
    // release 5 had.
    std::vector<DataType> types = query.choices(DataType::kFLOAT);
    types.insert(types.begin(), DataType::kINT8);
    std::vector<std::vector<TypeFormat>> combinations;
    for (DataType const type : types)
    {
        for (TensorFormat const format : {TensorFormat::kLINEAR, TensorFormat::kCHW2, TensorFormat::kHWC8})
        {
            std::vector<TypeFormat> combination;
            bool all = true;
            for (std::vector<TypeFormat> const& options : choices)
            {
                auto const same = std::find(options.begin(), options.end(), TypeFormat{type, format});
                // Integers stay what they are, beside linear tensors.
                bool const fixed = !base::isFloating(options.back().type) && format == TensorFormat::kLINEAR;
                all = all && (same != options.end() || fixed);
                combination.push_back(same != options.end() ? *same : options.front());
            }
            if (all && std::find(combinations.begin(), combinations.end(), combination) == combinations.end())
            {
                combinations.push_back(std::move(combination));
            }
        }
    }
    return combinations;
}

Result<Negotiation> StaticPluginOp::askFormats(graph::CandidateQuery const& query) const
{
    std::vector<std::vector<TypeFormat>> const all = choices(query);
    if (identity().generation != Generation::kV2_IO_EXT)
    {
        return negotiateWhole(
            wholeCombinations(query, all), [&](std::span<TypeFormat const> combination) -> Result<bool> {
                TypeFormat const asked = combination.front();
                return object().call<&V2Table<Level10>::supportsFormat>(
                    "supportsFormat", [&] { return toString(asked); }, asked.type, asked.format);
            });
    }
    return withLevel(identity().level, [&](auto level) -> Result<Negotiation> {
        using Level = decltype(level);
        std::vector<typename Level::Dims> dims;
        std::vector<float> scales;
        for (auto const* const tensors : {&inputs, &outputs})
        {
            for (graph::Tensor const* const tensor : *tensors)
            {
                TENON_ASSIGN(
                    auto const converted, toLevel<Level>(object().label(), withoutBatch(graph::toDims(tensor->dims))));
                dims.push_back(converted);
                scales.push_back(graph::scaleOf(*tensor));
            }
        }
        return negotiate(all, [&](std::span<TypeFormat const> combination) -> Result<bool> {
            std::vector<typename Level::TensorDesc> descs(dims.size(), poisonedDesc<Level>());
            for (size_t i = 0; i < combination.size(); ++i)
            {
                descs[i] = {dims[i], combination[i].type, combination[i].format, scales[i]};
            }
            auto const pos = static_cast<int32_t>(combination.size()) - 1;
            return object().template call<&V2IOExtTable<Level>::supportsFormatCombination>(
                "supportsFormatCombination",
                [&] { return fmt::format("pos {}: {}", pos, toString(combination.back())); }, pos, descs.data(),
                static_cast<int32_t>(inputs.size()), static_cast<int32_t>(outputs.size()));
        });
    });
}

namespace
{

//! One configuration call in the terms of a level; what IOExt does not need is left out there.
template <typename Level>
Status configureAtLevel(PluginObject const& plugin, std::vector<graph::TensorDesc> const& in,
    std::vector<graph::TensorDesc> const& out, BatchBroadcast const& broadcast, int32_t maxBatch)
{
    std::vector<typename Level::TensorDesc> inDescs, outDescs;
    TENON_CHECK(toLevel<Level>(plugin.label(), std::span<graph::TensorDesc const>(in), inDescs));
    TENON_CHECK(toLevel<Level>(plugin.label(), std::span<graph::TensorDesc const>(out), outDescs));
    auto const arguments = [&] {
        return fmt::format("in {}; out {}; maximum batch {}", describe(in), describe(out), maxBatch);
    };
    auto const inCount = static_cast<int32_t>(in.size());
    auto const outCount = static_cast<int32_t>(out.size());
    if (plugin.identity().generation == Generation::kV2_IO_EXT)
    {
        return plugin.call<&V2IOExtTable<Level>::configureIO>(
            "configurePlugin", arguments, inDescs.data(), inCount, outDescs.data(), outCount);
    }
    std::vector<typename Level::Dims> inDims, outDims;
    std::vector<DataType> inTypes, outTypes;
    for (auto const& desc : inDescs)
    {
        inDims.push_back(desc.dims);
        inTypes.push_back(desc.type);
    }
    for (auto const& desc : outDescs)
    {
        outDims.push_back(desc.dims);
        outTypes.push_back(desc.type);
    }
    // The type of an IPluginV2 is that of its first floating tensor.
    auto const floating =
        std::find_if(inTypes.begin(), inTypes.end(), [](DataType type) { return base::isFloating(type); });
    // Without inputs, that of its outputs.
    std::vector<graph::TensorDesc> const& told = in.empty() ? out : in;
    DataType const type = floating != inTypes.end() ? *floating : told.front().type;
    if (plugin.identity().generation == Generation::kV2)
    {
        return plugin.call<&V2Table<Level>::configureWithFormat>("configureWithFormat", arguments, inDims.data(),
            inCount, outDims.data(), outCount, type, told.front().format, maxBatch);
    }
    Flags const inFlags = noFlags(in.size());
    Flags const outFlags = noFlags(out.size());
    for (size_t i = 0; i < in.size(); ++i)
    {
        inFlags[i] = broadcast.isBroadcastInput(i) && !broadcast.isRepeated(i);
    }
    for (size_t i = 0; i < out.size(); ++i)
    {
        outFlags[i] = broadcast.isBroadcastOutput(i);
    }
    return plugin.call<&V2ExtTable<Level>::configurePlugin>("configurePlugin", arguments, inDims.data(), inCount,
        outDims.data(), outCount, inTypes.data(), outTypes.data(), static_cast<bool const*>(inFlags.get()),
        static_cast<bool const*>(outFlags.get()), told.front().format, maxBatch);
}

} // namespace

Status StaticPluginOp::configureForBuild(PluginObject const& plugin, graph::KernelRequest const& request) const
{
    TENON_ASSIGN(int32_t const maxBatch, maxBatchOf(plugin.label(), request));
    graph::ProfileRanges const& ranges = request.profiles.front();
    auto const in = descsOf(ranges.inputs, request.candidate.inputs);
    auto const out = descsOf(ranges.outputs, request.candidate.outputs);
    TENON_ASSIGN(BatchBroadcast const broadcast, askBroadcast(plugin));
    return withLevel(identity().level,
        [&](auto level) { return configureAtLevel<decltype(level)>(plugin, in, out, broadcast, maxBatch); });
}

Result<size_t> StaticPluginOp::askWorkspace(PluginObject const& plugin, graph::KernelRequest const& request) const
{
    TENON_ASSIGN(int32_t const maxBatch, maxBatchOf(plugin.label(), request));
    TENON_ASSIGN(size_t const bytes,
        plugin.call<&V2Table<Level10>::getWorkspaceSize>(
            "getWorkspaceSize", [&] { return fmt::format("maximum batch {}", maxBatch); }, maxBatch));
    TENON_CHECK(checkWorkspace(plugin.label(), bytes));
    return bytes;
}

Result<std::unique_ptr<graph::Kernel>> StaticPluginOp::wrap(
    std::shared_ptr<PluginObject> plugin, graph::KernelRequest const& request, size_t workspaceBytes) const
{
    TENON_ASSIGN(int32_t const maxBatch, maxBatchOf(plugin->label(), request));
    std::vector<StaticInput> staticInputs;
    for (size_t i = 0; i < request.profiles.front().inputs.size(); ++i)
    {
        Dims const dims = withoutBatch(request.profiles.front().inputs[i].max);
        TypeFormat const& its = request.candidate.inputs[i];
        TENON_ASSIGN(int64_t const bytes, base::bytesOf(dims, its.type, its.format));
        staticInputs.push_back({dims, static_cast<size_t>(bytes)});
    }
    TENON_ASSIGN(BatchBroadcast broadcast, askBroadcast(*plugin));
    return std::unique_ptr<graph::Kernel>(std::make_unique<StaticPluginKernel>(
        std::move(plugin), *request.device, std::move(staticInputs), std::move(broadcast), maxBatch, workspaceBytes));
}

base::Dims StaticPluginOp::formatDims(graph::Tensor const& tensor) const
{
    return withoutBatch(graph::toDims(tensor.dims));
}

Result<std::unique_ptr<graph::Kernel>> StaticPluginOp::wrapForTiming(
    std::shared_ptr<PluginObject> plugin, graph::KernelRequest const& request) const
{
    TENON_ASSIGN(size_t const workspaceBytes, askWorkspace(*plugin, request));
    return wrap(std::move(plugin), request, workspaceBytes);
}

std::unique_ptr<PluginOp> StaticPluginOp::makeTwin(std::shared_ptr<PluginObject> plugin) const
{
    return std::make_unique<StaticPluginOp>(std::move(plugin), implicitBatch());
}

} // namespace tenon::plugin_host
