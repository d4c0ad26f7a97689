#include "plugin_host/adapters/dynamic_plugin.h"

#include "plugin_host/adapters/dimension_exprs.h"
#include "plugin_host/adapters/dynamic_kernel.h"
#include "plugin_host/adapters/level_structs.h"
#include "plugin_host/serialization.h"
#include "plugin_host/traits.h"

#include <map>

namespace tenon::plugin_host
{

using base::Dims;
using base::ErrorCode;
using nvinfer1::DataType;

namespace
{

//! Puts symbols in the place of the dims that the plugin's traits say to depend on data. What stood there is the upper bound.
Status declareDataSizes(std::string const& label, TenonPluginTraits const& traits, graph::InferenceInputs const& inputs,
    std::vector<graph::ValueSpec>& outputs)
{
    std::map<int32_t, std::pair<graph::Dim, graph::Dim>> known; // bound and symbol, by size
    for (int32_t i = 0; i < traits.dataSizeCount; ++i)
    {
        auto const [size, output, dimension] = traits.dataSizes[i];
        bool const exists = output >= 0 && static_cast<size_t>(output) < outputs.size() && dimension >= 0
            && static_cast<size_t>(dimension) < outputs[static_cast<size_t>(output)].dims.size();
        if (!exists || size < 0)
        {
            return base::invalidArgument(
                "{}: expected declared sizes of at least 0, of dimensions that its outputs have, found size {} for dimension {} "
                "of output {}",
                label, size, dimension, output);
        }
        graph::Dim& dim = outputs[static_cast<size_t>(output)].dims[static_cast<size_t>(dimension)];
        auto const before = known.find(size);
        if (before == known.end())
        {
            if (!inputs.declareSize)
            {
                return base::error(
                    ErrorCode::kINTERNAL_ERROR, "{}: expected a network that keeps sizes, found none", label);
            }
            graph::Dim symbol = inputs.declareSize(size, dim, dim);
            known[size] = {std::exchange(dim, symbol), symbol};
            continue;
        }
        if (!graph::equal(before->second.first, dim))
        {
            return base::invalidArgument(
                "{}: expected the same upper bound wherever size {} stands, found {} in dimension {} of output {}, and {} "
                "before",
                label, size, graph::toString(dim, inputs.symbolNames), dimension, output,
                graph::toString(before->second.first, inputs.symbolNames));
        }
        dim = before->second.second;
    }
    return {};
}

//! The request's ranges with the types and formats that were chosen.
graph::ProfileRanges chosenRanges(graph::ProfileRanges ranges, graph::Candidate const& candidate)
{
    auto const choose = [](std::vector<graph::TensorRange>& all, std::vector<TypeFormat> const& chosen) {
        for (size_t i = 0; i < all.size(); ++i)
        {
            all[i].type = chosen[i].type;
            all[i].format = chosen[i].format;
        }
    };
    choose(ranges.inputs, candidate.inputs);
    choose(ranges.outputs, candidate.outputs);
    return ranges;
}

std::vector<graph::TensorDesc> descsAt(std::vector<graph::TensorRange> const& ranges, Dims graph::TensorRange::*which)
{
    std::vector<graph::TensorDesc> descs;
    for (graph::TensorRange const& range : ranges)
    {
        descs.push_back({range.type, range.format, range.*which, range.scale});
    }
    return descs;
}

} // namespace

Result<std::vector<graph::ValueSpec>> DynamicPluginOp::infer(graph::InferenceInputs const& inputs) const
{
    DimensionExprs exprs;
    std::vector<nvinfer1::DimsExprs> inputDims;
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        if (!inputs.has(i))
        {
            return base::invalidArgument("{}: expected a tensor as input {}, found none", object().label(), i);
        }
        inputDims.push_back(exprs.expose(inputs[i].dims));
    }
    std::vector<DataType> const types = typesToldTo(inputs);
    std::vector<graph::ValueSpec> outputs;
    for (int32_t i = 0; i < outputCount(); ++i)
    {
        auto const arguments = [&] {
            std::string text = fmt::format("output {}, inputs", i);
            for (auto const& input : inputs.inputs)
            {
                text += " " + graph::toString(input->dims, inputs.symbolNames);
            }
            return text;
        };
        TENON_ASSIGN(auto const answer,
            object().callWith<&V2DynamicExtTable<Level10>::getOutputDimsExprs>(
                "getOutputDimensions", arguments, [&](void* self, auto const method) {
                    return method(self, i, inputDims.data(), static_cast<int32_t>(inputDims.size()), exprs.builder());
                }));
        auto shape = exprs.read(answer);
        if (!shape.ok())
        {
            return base::error(shape.error().code, "{}: getOutputDimensions of output {}: {}", object().label(), i,
                shape.error().message);
        }
        graph::ValueSpec spec;
        spec.dims = *std::move(shape);
        TENON_ASSIGN(spec.type, askOutputType(i, types));
        outputs.push_back(std::move(spec));
    }
    TENON_CHECK(declareDataSizes(object().label(), traitsOf(identity()), inputs, outputs));
    return outputs;
}

Result<Negotiation> DynamicPluginOp::askFormats(graph::CandidateQuery const& query) const
{
    return withLevel(identity().level, [&](auto level) -> Result<Negotiation> {
        using Level = decltype(level);
        std::vector<typename Level::Dims> dims;
        std::vector<float> scales;
        for (auto const* const tensors : {&inputs, &outputs})
        {
            for (graph::Tensor const* const tensor : *tensors)
            {
                TENON_ASSIGN(auto const converted, toLevel<Level>(object().label(), graph::toDims(tensor->dims)));
                dims.push_back(converted);
                scales.push_back(graph::scaleOf(*tensor));
            }
        }
        return negotiate(choices(query), [&](std::span<TypeFormat const> combination) -> Result<bool> {
            std::vector<typename Level::TensorDesc> descs(dims.size(), poisonedDesc<Level>());
            for (size_t i = 0; i < combination.size(); ++i)
            {
                descs[i] = {dims[i], combination[i].type, combination[i].format, scales[i]};
            }
            auto const pos = static_cast<int32_t>(combination.size()) - 1;
            return object().template call<&V2DynamicExtTable<Level>::supportsFormatCombination>(
                "supportsFormatCombination",
                [&] { return fmt::format("pos {}: {}", pos, toString(combination.back())); }, pos, descs.data(),
                static_cast<int32_t>(inputs.size()), static_cast<int32_t>(outputs.size()));
        });
    });
}

Status DynamicPluginOp::configureForBuild(PluginObject const& plugin, graph::KernelRequest const& request) const
{
    return withLevel(identity().level, [&](auto level) -> Status {
        for (graph::ProfileRanges const& profile : request.profiles)
        {
            graph::ProfileRanges const ranges = chosenRanges(profile, request.candidate);
            DynamicCalls<decltype(level)> calls;
            TENON_CHECK(calls.configure(plugin, "build phase", ranges.inputs, ranges.outputs));
        }
        return {};
    });
}

Result<size_t> DynamicPluginOp::askWorkspace(PluginObject const& plugin, graph::KernelRequest const& request) const
{
    // On a clone, as a context would: what stays behind is configured for building and nothing else.
    TENON_ASSIGN(std::unique_ptr<PluginObject> const probe, plugin.clone());
    TENON_CHECK(probe->attach({}));
    return withLevel(identity().level, [&](auto level) -> Result<size_t> {
        DynamicCalls<decltype(level)> calls;
        size_t largest = 0;
        for (graph::ProfileRanges const& profile : request.profiles)
        {
            graph::ProfileRanges ranges = chosenRanges(profile, request.candidate);
            for (auto* const tensors : {&ranges.inputs, &ranges.outputs})
            {
                for (graph::TensorRange& range : *tensors)
                {
                    range.dims = range.opt;
                }
            }
            TENON_CHECK(calls.configure(*probe, "execution phase", ranges.inputs, ranges.outputs));
            auto const in = descsAt(ranges.inputs, &graph::TensorRange::max);
            auto const out = descsAt(ranges.outputs, &graph::TensorRange::max);
            TENON_CHECK(calls.setDescs(*probe, in, out));
            TENON_ASSIGN(size_t const bytes, calls.workspace(*probe, in, out));
            largest = std::max(largest, bytes);
        }
        return largest;
    });
}

Result<std::unique_ptr<graph::Kernel>> DynamicPluginOp::wrap(
    std::shared_ptr<PluginObject> plugin, graph::KernelRequest const& request, size_t workspaceBytes) const
{
    auto profiles = std::make_shared<std::vector<graph::ProfileRanges>>();
    for (graph::ProfileRanges const& profile : request.profiles)
    {
        profiles->push_back(chosenRanges(profile, request.candidate));
    }
    std::vector<int32_t> numbers;
    for (graph::SizeSymbol const& size : sizes)
    {
        numbers.push_back(size.index);
    }
    return withLevel(identity().level, [&](auto level) -> Result<std::unique_ptr<graph::Kernel>> {
        return std::unique_ptr<graph::Kernel>(std::make_unique<DynamicPluginKernel<decltype(level)>>(
            std::move(plugin), std::move(profiles), workspaceBytes, OutputSizes(request.device, numbers)));
    });
}

base::Dims DynamicPluginOp::formatDims(graph::Tensor const& tensor) const
{
    return graph::toDims(tensor.dims);
}

Result<std::unique_ptr<graph::Kernel>> DynamicPluginOp::wrapForTiming(
    std::shared_ptr<PluginObject> plugin, graph::KernelRequest const& request) const
{
    // The kernel configures and asks for its workspace when it is given shapes: here those to time, and nothing bounds it yet.
    return wrap(std::move(plugin), request, kMaxBlobBytes);
}

std::unique_ptr<PluginOp> DynamicPluginOp::makeTwin(std::shared_ptr<PluginObject> plugin) const
{
    return std::make_unique<DynamicPluginOp>(std::move(plugin), implicitBatch());
}

} // namespace tenon::plugin_host
