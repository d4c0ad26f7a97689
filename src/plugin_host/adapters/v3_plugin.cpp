#include "plugin_host/adapters/v3_plugin.h"

#include "plugin_host/adapters/dimension_exprs.h"
#include "plugin_host/adapters/level_structs.h"
#include "plugin_host/adapters/v3_kernel.h"
#include "plugin_host/field_blob.h"
#include "plugin_host/manifest.h"
#include "plugin_host/traits.h"

#include <algorithm>
#include <set>

namespace tenon::plugin_host
{

using base::ErrorCode;
using nvinfer1::DataType;
using nvinfer1::DimsExprs;
using nvinfer1::DynamicPluginTensorDesc;

namespace
{

//! More tactics than any plugin has; a larger answer is a wild one.
constexpr int32_t kMaxTactics = 4096;

std::vector<DynamicPluginTensorDesc> toDescs(std::vector<graph::TensorRange> const& ranges)
{
    std::vector<DynamicPluginTensorDesc> descs;
    for (graph::TensorRange const& range : ranges)
    {
        DynamicPluginTensorDesc desc{};
        desc.desc = nvinfer1::PluginTensorDesc{range.dims, range.type, range.format, range.scale};
        desc.min = range.min;
        desc.opt = range.opt;
        desc.max = range.max;
        descs.push_back(desc);
    }
    return descs;
}

//! A descriptor that holds nothing valid, for entries that a plugin must not look at.
DynamicPluginTensorDesc poisonedDynamicDesc()
{
    DynamicPluginTensorDesc desc{};
    desc.desc = poisonedDesc<Level10>();
    desc.min.nbDims = desc.opt.nbDims = desc.max.nbDims = -1;
    return desc;
}

//! The plugin's own part of the ranges (shape inputs stand behind it), with the types and formats of a candidate.
std::vector<graph::ProfileRanges> chosenRanges(
    std::vector<graph::ProfileRanges> profiles, graph::Candidate const& candidate, size_t inputCount)
{
    for (graph::ProfileRanges& profile : profiles)
    {
        profile.inputs.resize(inputCount);
        auto const choose = [](std::vector<graph::TensorRange>& ranges, std::vector<TypeFormat> const& chosen) {
            for (size_t i = 0; i < ranges.size(); ++i)
            {
                ranges[i].type = chosen[i].type;
                ranges[i].format = chosen[i].format;
            }
        };
        choose(profile.inputs, candidate.inputs);
        choose(profile.outputs, candidate.outputs);
    }
    return profiles;
}

//! What is known of tensors before there are profiles.
std::vector<graph::TensorRange> rangesWithoutProfile(std::vector<graph::Tensor*> const& tensors)
{
    std::vector<graph::TensorRange> ranges;
    for (graph::Tensor const* const tensor : tensors)
    {
        base::Dims const dims = graph::toDims(tensor->dims);
        ranges.push_back({tensor->type, base::TensorFormat::kLINEAR, dims, dims, dims, dims, graph::scaleOf(*tensor)});
    }
    return ranges;
}

} // namespace

V3PluginOp::V3PluginOp(std::shared_ptr<V3Object> object, size_t shapeInputs)
    : object_(std::move(object))
    , shapeInputs_(shapeInputs)
{
}

V3PluginOp::V3PluginOp(
    std::shared_ptr<V3Object> object, size_t shapeInputs, Commitment commitment, std::vector<int64_t> aliases)
    : object_(std::move(object))
    , shapeInputs_(shapeInputs)
    , commitment_(std::move(commitment))
    , aliases_(std::move(aliases))
{
}

Result<std::vector<DataType>> V3PluginOp::askTypes(graph::InferenceInputs const& inputs) const
{
    std::vector<DataType> told = PluginOp::typesToldTo(inputs);
    told.resize(inputs.size() - shapeInputs_);
    constexpr auto kUnwritten = static_cast<DataType>(-1);
    std::vector<DataType> types(static_cast<size_t>(outputCount()), kUnwritten);
    TENON_CHECK(object_->callForStatus("getOutputDataTypes", kNoArguments, [&] {
        return object_->build()->getOutputDataTypes(
            types.data(), outputCount(), told.data(), static_cast<int32_t>(told.size()));
    }));
    for (size_t i = 0; i < types.size(); ++i)
    {
        if (!base::isKnown(types[i]))
        {
            return base::error(ErrorCode::kFAILED_EXECUTION,
                "{}: expected a DataType from getOutputDataTypes for output {}, found {}", object_->label(), i,
                types[i] == kUnwritten ? std::string("none written")
                                       : fmt::format("number {}", static_cast<int32_t>(types[i])));
        }
    }
    return types;
}

Result<std::vector<graph::ValueSpec>> V3PluginOp::infer(graph::InferenceInputs const& inputs) const
{
    if (object_->build() == nullptr)
    {
        return base::error(
            ErrorCode::kINTERNAL_ERROR, "{}: expected shapes as the engine holds them, found none", object_->label());
    }
    DimensionExprs exprs(inputs.declareSize);
    std::vector<DimsExprs> dims, shapeValues;
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        if (!inputs.has(i))
        {
            return base::invalidArgument("{}: expected a tensor as input {}, found none", object_->label(), i);
        }
        if (i + shapeInputs_ < inputs.size())
        {
            dims.push_back(exprs.expose(inputs[i].dims));
            continue;
        }
        size_t const number = i + shapeInputs_ - inputs.size();
        if (!inputs[i].values)
        {
            return base::invalidArgument(
                "{}: expected a shape tensor as shape input {}, whose values follow from shapes, constants or shape inputs of "
                "the network, found a tensor that only an inference computes",
                object_->label(), number);
        }
        if (inputs[i].values->size() > static_cast<size_t>(base::kMaxDims))
        {
            return base::invalidArgument("{}: expected at most {} values in shape input {}, found {}", object_->label(),
                base::kMaxDims, number, inputs[i].values->size());
        }
        shapeValues.push_back(exprs.expose(*inputs[i].values));
    }
    TENON_ASSIGN(std::vector<DataType> const types, askTypes(inputs));
    auto const arguments = [&] {
        std::string text = "inputs";
        for (size_t i = 0; i < inputs.size(); ++i)
        {
            bool const isShape = i + shapeInputs_ >= inputs.size();
            text += fmt::format(" {}{}", isShape ? "values " : "",
                graph::toString(isShape ? graph::Shape(*inputs[i].values) : inputs[i].dims, inputs.symbolNames));
        }
        return text;
    };
    std::vector<DimsExprs> answers(static_cast<size_t>(outputCount()));
    for (DimsExprs& answer : answers)
    {
        answer.nbDims = -1;
    }
    TENON_CHECK(object_->callForStatus("getOutputShapes", arguments, [&] {
        return object_->build()->getOutputShapes(dims.data(), static_cast<int32_t>(dims.size()), shapeValues.data(),
            static_cast<int32_t>(shapeValues.size()), answers.data(), outputCount(), exprs.builder());
    }));
    std::vector<graph::ValueSpec> outputs;
    for (size_t i = 0; i < answers.size(); ++i)
    {
        auto shape = exprs.read(answers[i]);
        if (!shape.ok())
        {
            return base::error(
                shape.error().code, "{}: getOutputShapes, output {}: {}", object_->label(), i, shape.error().message);
        }
        outputs.push_back({types[i], *std::move(shape), std::nullopt});
    }
    for (auto const& [index, size] : exprs.sizeTensors())
    {
        bool const isScalar = index >= 0 && index < outputCount() && outputs[static_cast<size_t>(index)].dims.empty()
            && (types[static_cast<size_t>(index)] == DataType::kINT32
                || types[static_cast<size_t>(index)] == DataType::kINT64);
        if (!isScalar)
        {
            return base::error(ErrorCode::kFAILED_EXECUTION,
                "{}: expected declareSizeTensor for an output of rank 0 and type int32 or int64, found {}",
                object_->label(),
                index < 0 || index >= outputCount()
                    ? fmt::format("output {} of {}", index, outputCount())
                    : fmt::format("output {} with dims {} and type {}", index,
                        graph::toString(outputs[static_cast<size_t>(index)].dims, inputs.symbolNames),
                        base::name(types[static_cast<size_t>(index)])));
        }
        outputs[static_cast<size_t>(index)].values = {size};
    }
    return outputs;
}

Result<Negotiation> V3PluginOp::askFormats(graph::CandidateQuery const& query) const
{
    std::vector<std::vector<TypeFormat>> choices;
    auto const add = [&](graph::Tensor const& tensor, DataType networkType) {
        choices.push_back(choicesFor(typesFor(query, tensor, networkType), graph::toDims(tensor.dims)));
    };
    size_t const inputCount = pluginInputCount();
    for (size_t i = 0; i < inputCount; ++i)
    {
        add(*inputs[i], query.inputTypes[i]);
    }
    for (size_t i = 0; i < outputs.size(); ++i)
    {
        add(*outputs[i], query.outputTypes[i]);
    }

    std::vector<graph::TensorRange> ranges;
    std::vector<graph::TensorRange> const in =
        query.profiles.empty() ? rangesWithoutProfile(inputs) : query.profiles.front().inputs;
    std::vector<graph::TensorRange> const out =
        query.profiles.empty() ? rangesWithoutProfile(outputs) : query.profiles.front().outputs;
    ranges.insert(ranges.end(), in.begin(), in.begin() + static_cast<ptrdiff_t>(inputCount));
    ranges.insert(ranges.end(), out.begin(), out.end());
    std::vector<DynamicPluginTensorDesc> const known = toDescs(ranges);

    TENON_ASSIGN(int32_t const limit, object_->call("getFormatCombinationLimit", kNoArguments, [&] {
        return object_->build()->getFormatCombinationLimit();
    }));
    if (limit < 1)
    {
        return base::error(ErrorCode::kFAILED_EXECUTION,
            "{}: expected at least 1 from getFormatCombinationLimit, found {}", object_->label(), limit);
    }
    return negotiate(
        choices,
        [&](std::span<TypeFormat const> combination) -> Result<bool> {
            std::vector<DynamicPluginTensorDesc> descs(known.size(), poisonedDynamicDesc());
            for (size_t i = 0; i < combination.size(); ++i)
            {
                descs[i] = known[i];
                descs[i].desc.type = combination[i].type;
                descs[i].desc.format = combination[i].format;
            }
            auto const pos = static_cast<int32_t>(combination.size()) - 1;
            return object_->call(
                "supportsFormatCombination",
                [&] { return fmt::format("pos {}: {}", pos, toString(combination.back())); },
                [&] {
                    return object_->build()->supportsFormatCombination(
                        pos, descs.data(), static_cast<int32_t>(inputCount), static_cast<int32_t>(outputs.size()));
                });
        },
        static_cast<size_t>(limit));
}

Status V3PluginOp::configure(V3Object const& plugin, std::vector<graph::ProfileRanges> const& profiles) const
{
    for (graph::ProfileRanges const& profile : profiles)
    {
        auto const in = toDescs(profile.inputs);
        auto const out = toDescs(profile.outputs);
        auto const arguments = [&] {
            return fmt::format("in {}; out {}", describe(std::span<graph::TensorRange const>(profile.inputs)),
                describe(std::span<graph::TensorRange const>(profile.outputs)));
        };
        TENON_CHECK(plugin.callForStatus("configurePlugin", arguments, [&] {
            return plugin.build()->configurePlugin(
                in.data(), static_cast<int32_t>(in.size()), out.data(), static_cast<int32_t>(out.size()));
        }));
    }
    return {};
}

Result<size_t> V3PluginOp::askWorkspace(V3Object const& plugin, std::vector<graph::ProfileRanges> const& profiles) const
{
    size_t largest = 0;
    for (graph::ProfileRanges const& profile : profiles)
    {
        auto const in = toDescs(profile.inputs);
        auto const out = toDescs(profile.outputs);
        TENON_ASSIGN(size_t const bytes, plugin.call("getWorkspaceSize", kNoArguments, [&] {
            return plugin.build()->getWorkspaceSize(
                in.data(), static_cast<int32_t>(in.size()), out.data(), static_cast<int32_t>(out.size()));
        }));
        TENON_CHECK(checkWorkspace(plugin.label(), bytes));
        largest = std::max(largest, bytes);
    }
    return largest;
}

Result<std::vector<int32_t>> V3PluginOp::askTactics() const
{
    nvinfer1::IPluginV3OneBuild* const build = object_->build();
    TENON_ASSIGN(
        int32_t const count, object_->call("getNbTactics", kNoArguments, [&] { return build->getNbTactics(); }));
    if (count < 0 || count > kMaxTactics)
    {
        return base::error(ErrorCode::kFAILED_EXECUTION,
            "{}: expected from 0 to {} tactics from getNbTactics, found {}", object_->label(), kMaxTactics, count);
    }
    if (count == 0)
    {
        return std::vector<int32_t>{0}; // the default tactic
    }
    std::vector<int32_t> tactics(static_cast<size_t>(count), 0);
    TENON_CHECK(object_->callForStatus(
        "getValidTactics", [&] { return fmt::format("room for {}", count); },
        [&] { return build->getValidTactics(tactics.data(), count); }));
    std::set<int32_t> seen;
    for (size_t i = 0; i < tactics.size(); ++i)
    {
        if (tactics[i] <= 0 || !seen.insert(tactics[i]).second)
        {
            return base::error(ErrorCode::kFAILED_EXECUTION,
                "{}: expected {} tactics from getValidTactics, positive and each once, found {} at place {}",
                object_->label(), count, tactics[i], i);
        }
    }
    return tactics;
}

Status V3PluginOp::readAliases()
{
    nvinfer1::v_2_0::IPluginV3OneBuild* const build = object_->buildWithAliases();
    if (build == nullptr)
    {
        return {};
    }
    aliases_.assign(outputs.size(), -1);
    for (int32_t o = 0; o < outputCount(); ++o)
    {
        TENON_ASSIGN(int32_t const input,
            object_->call(
                "getAliasedInput", [&] { return fmt::format("output {}", o); },
                [&] { return build->getAliasedInput(o); }));
        if (input < -1 || input >= static_cast<int32_t>(pluginInputCount()))
        {
            return base::error(ErrorCode::kFAILED_EXECUTION,
                "{}: expected from -1 to {} from getAliasedInput of output {}, found {}", object_->label(),
                static_cast<int32_t>(pluginInputCount()) - 1, o, input);
        }
        if (input >= 0 && std::find(aliases_.begin(), aliases_.end(), input) != aliases_.end())
        {
            return base::error(ErrorCode::kFAILED_EXECUTION,
                "{}: expected each input to be aliased by one output at most, found input {} in getAliasedInput of two",
                object_->label(), input);
        }
        if (input < 0)
        {
            continue;
        }
        graph::Shape const& mine = outputs[static_cast<size_t>(o)]->dims;
        graph::Shape const& theirs = inputs[static_cast<size_t>(input)]->dims;
        if (!std::equal(mine.begin(), mine.end(), theirs.begin(), theirs.end(), graph::equal))
        {
            return base::error(ErrorCode::kFAILED_EXECUTION,
                "{}: expected output {} to have the dims of input {}, which it aliases ({}), found {}",
                object_->label(), o, input, base::toString(graph::toDims(theirs)), base::toString(graph::toDims(mine)));
        }
        aliases_[static_cast<size_t>(o)] = input;
    }
    return {};
}

int32_t V3PluginOp::aliasedInput(int32_t output) const
{
    return static_cast<size_t>(output) < aliases_.size() ? static_cast<int32_t>(aliases_[static_cast<size_t>(output)])
                                                         : -1;
}

Status V3PluginOp::addTactics(
    graph::CandidateQuery const& query, graph::Candidate const& combination, graph::CandidateList& list) const
{
    for (size_t o = 0; o < combination.outputs.size(); ++o)
    {
        int32_t const input = aliasedInput(static_cast<int32_t>(o));
        if (input >= 0 && !(combination.outputs[o] == combination.inputs[static_cast<size_t>(input)]))
        {
            list.refused.push_back({"plugin",
                fmt::format("output {} is {}, input {}, which it aliases, {}", o, toString(combination.outputs[o]),
                    input, toString(combination.inputs[static_cast<size_t>(input)]))});
            return {};
        }
    }
    std::vector<graph::ProfileRanges> profiles = query.profiles;
    if (profiles.empty())
    {
        profiles.push_back({rangesWithoutProfile(inputs), rangesWithoutProfile(outputs)});
    }
    TENON_CHECK(configure(*object_, chosenRanges(std::move(profiles), combination, pluginInputCount())));
    TENON_ASSIGN(std::vector<int32_t> const tactics, askTactics());
    for (int32_t const tactic : tactics)
    {
        graph::Candidate candidate = combination;
        candidate.tactic = tactic;
        if (tactic != 0)
        {
            candidate.implementation = fmt::format("plugin, tactic {}", tactic);
        }
        // Shape inputs are read by nobody: they stay as the network has them.
        for (size_t i = pluginInputCount(); i < query.inputTypes.size(); ++i)
        {
            candidate.inputs.push_back({query.inputTypes[i], nvinfer1::TensorFormat::kLINEAR});
        }
        list.accepted.push_back(std::move(candidate));
    }
    return {};
}

Result<graph::CandidateList> V3PluginOp::candidates(graph::CandidateQuery const& query)
{
    TENON_ASSIGN(devices::DeviceKind const place, placeOf(identity(), *query.device));
    graph::CandidateList list;
    if (commitment_)
    {
        list.accepted.push_back(commitment_->candidate);
        list.accepted.back().device = place;
        return list;
    }
    if (query.inputTypes.size() != inputs.size() || query.outputTypes.size() != outputs.size())
    {
        return base::error(ErrorCode::kINTERNAL_ERROR,
            "{}: expected {} input and {} output types in the query, found {} and {}", object_->label(), inputs.size(),
            outputs.size(), query.inputTypes.size(), query.outputTypes.size());
    }
    object_->setDevice(place == query.device->kind() ? query.device : &devices::cpuDevice());
    TENON_CHECK(readAliases());
    TENON_ASSIGN(Negotiation found, askFormats(query));
    size_t const inputCount = pluginInputCount();
    list.questionsEnded = found.ending();
    for (graph::Candidate& combination : toCandidates(found, inputCount))
    {
        combination.device = place;
        TENON_CHECK(addTactics(query, combination, list));
    }
    for (Refusal const& refusal : found.refusals)
    {
        list.refused.push_back(
            {"plugin", fmt::format("pos {}: {} refused", refusal.prefix.size(), toString(refusal.refused))});
    }
    if (found.accepted.empty())
    {
        return base::error(ErrorCode::kUNSUPPORTED_STATE,
            "{}: expected at least one accepted combination of types and formats, found none after {} questions{}; accept one of them{}",
            object_->label(), found.questions, found.questionsExhausted ? " (the limit)" : "",
            describeRefusals(found, inputCount));
    }
    list.questions = std::move(found.trail);
    return list;
}

Status V3PluginOp::checkRequest(graph::KernelRequest const& request) const
{
    TENON_CHECK(checkServesDevice(identity(), *request.device));
    bool fits = !request.profiles.empty() && request.candidate.outputs.size() == static_cast<size_t>(outputCount())
        && request.candidate.inputs.size() >= shapeInputs_;
    for (graph::ProfileRanges const& profile : request.profiles)
    {
        fits = fits && profile.inputs.size() == request.candidate.inputs.size()
            && profile.outputs.size() == request.candidate.outputs.size();
    }
    for (graph::SizeSymbol const& size : sizes)
    {
        fits = fits && size.index >= 0 && size.index < outputCount();
        DataType const type = fits ? request.candidate.outputs[static_cast<size_t>(size.index)].type : DataType::kFLOAT;
        fits = fits && (type == DataType::kINT32 || type == DataType::kINT64);
    }
    for (int64_t const input : aliases_)
    {
        fits = fits && aliases_.size() == static_cast<size_t>(outputCount()) && input >= -1
            && input < static_cast<int64_t>(request.candidate.inputs.size() - shapeInputs_);
    }
    if (!fits)
    {
        return base::error(ErrorCode::kINTERNAL_ERROR,
            "{}: expected ranges for {} inputs and {} outputs in each of at least one profile, found others",
            object_->label(), request.candidate.inputs.size(), outputCount());
    }
    return {};
}

Status V3PluginOp::commit(graph::KernelRequest const& request)
{
    TENON_CHECK(checkRequest(request));
    if (commitment_)
    {
        return base::error(ErrorCode::kINTERNAL_ERROR,
            "{}: expected one commit, found a second; copy the network first", object_->label());
    }
    object_->setDevice(request.device);
    auto const profiles =
        chosenRanges(request.profiles, request.candidate, request.candidate.inputs.size() - shapeInputs_);
    TENON_CHECK(configure(*object_, profiles));
    TENON_ASSIGN(size_t const workspaceBytes, askWorkspace(*object_, profiles));
    commitment_ = Commitment{request.candidate, static_cast<int64_t>(workspaceBytes)};
    return {};
}

Result<std::unique_ptr<graph::Kernel>> V3PluginOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_CHECK(checkRequest(request));
    auto facts = std::make_shared<V3KernelFacts>();
    facts->device = request.device;
    facts->inputCount = request.candidate.inputs.size() - shapeInputs_;
    facts->outputCount = request.candidate.outputs.size();
    for (graph::SizeSymbol const& size : sizes)
    {
        facts->sizeOutputs.push_back(size.index);
    }
    facts->aliases = aliases_;
    std::shared_ptr<V3Object> plugin = object_;
    if (commitment_)
    {
        graph::Candidate const& fixed = commitment_->candidate;
        if (request.candidate.inputs != fixed.inputs || request.candidate.outputs != fixed.outputs)
        {
            return base::error(ErrorCode::kINTERNAL_ERROR,
                "{}: expected the types and formats that the plugin was configured with, found others",
                object_->label());
        }
        if (plugin->device() != nullptr && plugin->device() != request.device)
        {
            TENON_ASSIGN(plugin, object_->clone());
        }
        plugin->setDevice(request.device);
        facts->tactic = static_cast<int32_t>(fixed.tactic);
        facts->workspaceBytes = static_cast<size_t>(commitment_->workspaceBytes);
    }
    else
    {
        // To be timed: on a clone of its own.
        TENON_ASSIGN(plugin, object_->clone());
        plugin->setDevice(request.device);
        auto const profiles = chosenRanges(request.profiles, request.candidate, facts->inputCount);
        TENON_CHECK(configure(*plugin, profiles));
        TENON_ASSIGN(facts->workspaceBytes, askWorkspace(*plugin, profiles));
        facts->tactic = static_cast<int32_t>(request.candidate.tactic);
    }
    return std::unique_ptr<graph::Kernel>(std::make_unique<V3PluginKernel>(std::move(plugin), std::move(facts)));
}

namespace
{

//! makeKernel has made the clone; its clone is the attached one.
class V3TimingSubject final : public graph::TimingSubject
{
public:
    V3TimingSubject(std::unique_ptr<graph::Kernel> prototype, std::string identity)
        : prototype_(std::move(prototype))
        , identity_(std::move(identity))
    {
    }

    std::string const& identity() const override { return identity_; }
    Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::ContextResources const& resources) override
    {
        return prototype_->clone(resources);
    }

private:
    std::unique_ptr<graph::Kernel> prototype_;
    std::string identity_;
};

} // namespace

Result<std::unique_ptr<graph::TimingSubject>> V3PluginOp::prepareTiming(graph::KernelRequest const& request) const
{
    TENON_ASSIGN(auto prototype, makeKernel(request));
    TENON_ASSIGN(char const* const id,
        object_->call("getTimingCacheID", kNoArguments, [&] { return object_->build()->getTimingCacheID(); }));
    // Without an id, the plugin's times are nobody else's.
    std::string identity;
    if (id != nullptr)
    {
        TENON_ASSIGN(std::string const text, checkedString(id, object_->label(), "getTimingCacheID"));
        PluginIdentity const& plugin = this->identity();
        identity = fmt::format("{}|{}|{}|{}", kKind, plugin.label(), plugin.origin.buildId, text);
    }
    return std::unique_ptr<graph::TimingSubject>(
        std::make_unique<V3TimingSubject>(std::move(prototype), std::move(identity)));
}

Result<std::vector<std::byte>> V3PluginOp::serialize(V3Object const& plugin) const
{
    TENON_ASSIGN(nvinfer1::PluginFieldCollection const* const fields,
        plugin.call("getFieldsToSerialize", kNoArguments, [&] { return plugin.runtime()->getFieldsToSerialize(); }));
    return toBlob(plugin.label(), fields);
}

Status V3PluginOp::compareClone(std::span<std::byte const> blob) const
{
    TENON_ASSIGN(std::unique_ptr<V3Object> const twin, object_->clone());
    TENON_ASSIGN(std::vector<std::byte> const its, serialize(*twin));
    if (!std::equal(its.begin(), its.end(), blob.begin(), blob.end()))
    {
        identity().log.warning(
            "{}: expected its clone to serialize the same fields, found a difference in {}; copy them in clone",
            object_->label(), describeDifferences(blob, its));
    }
    return {};
}

Result<graph::OpRecord> V3PluginOp::record() const
{
    graph::OpRecord record;
    record.kind = kKind;
    record.name = name;
    record.plugin = describePlugin(identity());
    if (commitment_)
    {
        writeCommitment(*commitment_, record.attributes);
        TENON_ASSIGN(record.plugin->blob, serialize(*object_));
        record.attributes[kFieldValues] = describeFieldValues(record.plugin->blob);
        if (object_->build() != nullptr)
        {
            TENON_CHECK(compareClone(record.plugin->blob));
            record.attributes["metadata"] = std::string();
            TENON_ASSIGN(char const* const metadata, object_->call("getMetadataString", kNoArguments, [&] {
                return object_->build()->getMetadataString();
            }));
            if (metadata != nullptr)
            {
                TENON_ASSIGN(std::string text, checkedString(metadata, object_->label(), "getMetadataString"));
                record.attributes["metadata"] = std::move(text);
            }
        }
        else
        {
            record.attributes["metadata"] = metadata_;
        }
    }
    record.attributes["outputs"] = int64_t{outputCount()};
    record.attributes["shapeInputs"] = static_cast<int64_t>(shapeInputs_);
    record.attributes["aliases"] = aliases_;
    return record;
}

Result<std::unique_ptr<graph::Op>> V3PluginOp::copy() const
{
    TENON_ASSIGN(std::shared_ptr<V3Object> object, object_->clone());
    auto twin = std::make_unique<V3PluginOp>(std::move(object), shapeInputs_);
    twin->commitment_ = commitment_;
    twin->aliases_ = aliases_;
    twin->metadata_ = metadata_;
    twin->name = name;
    twin->requestedPrecision = requestedPrecision;
    twin->requestedOutputTypes = requestedOutputTypes;
    return std::unique_ptr<graph::Op>(std::move(twin));
}

} // namespace tenon::plugin_host
