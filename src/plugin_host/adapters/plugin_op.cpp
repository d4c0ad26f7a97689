#include "plugin_host/adapters/plugin_op.h"

#include "plugin_host/manifest.h"
#include "plugin_host/serialization.h"
#include "plugin_host/traits.h"

#include <algorithm>

namespace tenon::plugin_host
{

using base::ErrorCode;
using nvinfer1::DataType;

namespace
{

//! Serializing larger blobs twice would take longer than the check is worth.
constexpr size_t kMaxComparedBytes = size_t{64} << 20;
//! What the address sanitizer fills new memory with.
constexpr std::byte kSanitizersFill{0xBE};

//! Leaves a pattern in the memory that small objects will be made in next, as far as the allocator gives back what was freed last.
void fillFreeHeap(std::byte pattern)
{
    constexpr size_t kStepBytes = 16;
    constexpr size_t kMostBytes = 1032;
    std::vector<std::unique_ptr<std::byte[]>> pieces;
    for (size_t bytes = kStepBytes + kStepBytes / 2; bytes <= kMostBytes; bytes += kStepBytes)
    {
        pieces.emplace_back(new std::byte[bytes]);
        std::fill_n(pieces.back().get(), bytes, pattern);
        asm volatile("" : : "r"(pieces.back().get()) : "memory"); // else nobody would read what is written
    }
}

} // namespace

PluginOp::PluginOp(std::shared_ptr<PluginObject> object, bool implicitBatch)
    : object_(std::move(object))
    , implicitBatch_(implicitBatch)
{
}

Status checkWorkspace(std::string const& label, size_t bytes)
{
    // A negative number that became a size_t, most likely.
    if (bytes > kMaxBlobBytes)
    {
        return base::error(ErrorCode::kFAILED_EXECUTION,
            "{}: expected at most {} bytes from getWorkspaceSize, found {}", label, kMaxBlobBytes, bytes);
    }
    return {};
}

Status checkLaunches(std::string const& label, devices::Device const* device, Status enqueued)
{
    Status left = device == nullptr ? Status() : device->takeLastError();
    if (left.ok()) [[likely]]
    {
        return enqueued;
    }
    if (!enqueued.ok())
    {
        enqueued.error().notes.push_back(left.error().message);
        return enqueued;
    }
    base::Error failure = std::move(left).error();
    failure.message = fmt::format(
        "{}: expected enqueue to leave no CUDA error behind, found one that it hides by returning 0; check each launch "
        "with cudaGetLastError: {}",
        label, failure.message);
    return failure;
}

Status checkEnqueue(PluginObject const& plugin, Result<int32_t> const& code)
{
    Status enqueued = code.ok() ? Status() : Status(code.error());
    if (code.ok() && *code != 0)
    {
        base::Error failure = base::error(
            ErrorCode::kFAILED_EXECUTION, "{}: expected enqueue to return 0, found {}", plugin.label(), *code);
        if (plugin.bornInitialized())
        {
            failure.notes.push_back(
                "the object is a clone of an initialised plugin, on which initialize is not called: clone must copy or share "
                "what initialize made (weights on the device, tables, handles)");
        }
        enqueued = std::move(failure);
    }
    return checkLaunches(plugin.label(), plugin.device(), std::move(enqueued));
}

Status PluginOp::checkDevice(devices::Device const& device) const
{
    return checkServesDevice(identity(), device);
}

Status PluginOp::checkRequest(graph::KernelRequest const& request) const
{
    TENON_CHECK(checkDevice(*request.device));
    size_t const inputCount = request.candidate.inputs.size();
    size_t const outputs = request.candidate.outputs.size();
    bool fits = !request.profiles.empty() && outputs == static_cast<size_t>(outputCount());
    for (graph::ProfileRanges const& profile : request.profiles)
    {
        fits = fits && profile.inputs.size() == inputCount && profile.outputs.size() == outputs;
    }
    if (!fits)
    {
        return base::error(ErrorCode::kINTERNAL_ERROR,
            "{}: expected ranges for {} inputs and {} outputs in each of at least one profile, found others",
            object_->label(), inputCount, outputCount());
    }
    return {};
}

namespace
{

//! What a user may do who cannot change the plugin.
std::string otherRemedies(graph::CandidateQuery const& query, std::vector<graph::Tensor*> const& inputs,
    std::vector<graph::Tensor*> const& outputs)
{
    if (query.stronglyTyped)
    {
        return {};
    }
    bool lacksRange = false;
    for (auto const* const tensors : {&inputs, &outputs})
    {
        for (graph::Tensor const* const tensor : *tensors)
        {
            lacksRange = lacksRange || (tensor != nullptr && base::isFloating(tensor->type) && !tensor->dynamicRange);
        }
    }
    return std::string(query.allowHalf ? "" : ", or allow fp16 (BuilderFlag::kFP16) if the plugin needs it")
        + (query.allowInt8 && lacksRange
                ? ", or give all its inputs and outputs ranges (ITensor::setDynamicRange, or a calibration cache) if it needs int8"
                : "");
}

} // namespace

Result<graph::CandidateList> PluginOp::candidates(graph::CandidateQuery const& query)
{
    TENON_ASSIGN(devices::DeviceKind const place, placeOf(identity(), *query.device));
    graph::CandidateList list;
    if (commitment_)
    {
        list.accepted.push_back(commitment_->candidate);
        list.accepted.back().device = place;
        return list;
    }
    if (query.inputTypes.size() != inputs.size() || query.outputTypes.size() != static_cast<size_t>(outputCount()))
    {
        return base::error(ErrorCode::kINTERNAL_ERROR,
            "{}: expected {} input and {} output types in the query, found {} and {}", object_->label(), inputs.size(),
            outputCount(), query.inputTypes.size(), query.outputTypes.size());
    }
    object_->setDevice(place == query.device->kind() ? query.device : &devices::cpuDevice());
    TENON_ASSIGN(Negotiation found, askFormats(query));
    if (found.accepted.empty())
    {
        std::string const refusals = describeRefusals(found, inputs.size());
        return base::error(ErrorCode::kUNSUPPORTED_STATE,
            "{}: expected at least one accepted combination of types and formats, found none after {} questions{}; accept one of them"
            "{}{}",
            object_->label(), found.questions, found.questionsExhausted ? " (the limit)" : "",
            otherRemedies(query, inputs, outputs), refusals);
    }
    list = toCandidateList(std::move(found), inputs.size());
    for (graph::Candidate& candidate : list.accepted)
    {
        candidate.device = place;
    }
    return list;
}

Status PluginOp::commit(graph::KernelRequest const& request)
{
    TENON_CHECK(checkRequest(request));
    if (commitment_)
    {
        return base::error(ErrorCode::kINTERNAL_ERROR,
            "{}: expected one commit, found a second; copy the network first", object_->label());
    }
    object_->setDevice(request.device);
    TENON_CHECK(configureForBuild(*object_, request));
    TENON_CHECK(object_->initialize());
    TENON_ASSIGN(size_t const workspaceBytes, askWorkspace(*object_, request));
    commitment_ = Commitment{request.candidate, static_cast<int64_t>(workspaceBytes)};
    committedHere_ = true;
    return {};
}

Result<std::unique_ptr<graph::Kernel>> PluginOp::makeUncommittedKernel(graph::KernelRequest const& request) const
{
    if (request.phase != graph::Phase::kBUILD)
    {
        return base::error(ErrorCode::kINTERNAL_ERROR,
            "{}: expected a plugin that a build has configured, found one that none has", object_->label());
    }
    TENON_ASSIGN(std::shared_ptr<PluginObject> twin, object_->clone());
    twin->setDevice(request.device);
    TENON_CHECK(configureForBuild(*twin, request));
    TENON_CHECK(twin->initialize());
    TENON_ASSIGN(size_t const workspaceBytes, askWorkspace(*twin, request));
    return wrap(std::move(twin), request, workspaceBytes);
}

Result<std::unique_ptr<graph::Kernel>> PluginOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_CHECK(checkRequest(request));
    if (!commitment_)
    {
        return makeUncommittedKernel(request);
    }
    graph::Candidate const& fixed = commitment_->candidate;
    if (request.candidate.inputs != fixed.inputs || request.candidate.outputs != fixed.outputs)
    {
        return base::error(ErrorCode::kINTERNAL_ERROR,
            "{}: expected the types and formats that the plugin was configured with, found others", object_->label());
    }
    std::shared_ptr<PluginObject> plugin = object_;
    if (plugin->device() != nullptr && plugin->device() != request.device)
    {
        TENON_ASSIGN(plugin, object_->clone());
    }
    plugin->setDevice(request.device);
    TENON_CHECK(plugin->initialize());
    size_t workspaceBytes = static_cast<size_t>(commitment_->workspaceBytes);
    if (asksWorkspaceOnLoad() && request.phase == graph::Phase::kLOAD)
    {
        TENON_ASSIGN(workspaceBytes, askWorkspace(*plugin, request));
    }
    return wrap(std::move(plugin), request, workspaceBytes);
}

Result<std::vector<std::byte>> PluginOp::blobOfClone(std::byte heapPattern) const
{
    fillFreeHeap(heapPattern);
    TENON_ASSIGN(std::unique_ptr<PluginObject> const twin, object_->clone());
    return twin->serialize().withNote(
        "it was a clone that serialized, of an object that does it well: copy every field in clone");
}

Status PluginOp::compareClone(std::span<std::byte const> blob) const
{
    // What a context's clone does not have, the blob of such a clone does not have either.
    auto const first = blobOfClone(std::byte{0xA5});
    if (!first.ok())
    {
        identity().log.warning("{}", first.error().text());
        return {};
    }
    if (first->size() != blob.size())
    {
        identity().log.warning(
            "{}: expected its clone to serialize {} bytes as it does itself, found {}; copy every field in clone",
            object_->label(), blob.size(), first->size());
        return {};
    }
    if (std::equal(blob.begin(), blob.end(), first->begin()))
    {
        return {};
    }
    // Many plugins copy whole structs, gaps between fields included, where anything may stand. In a second clone it is something else.
    auto const second = blobOfClone(std::byte{0x5A});
    for (size_t i = 0; second.ok() && second->size() == blob.size() && i < blob.size(); ++i)
    {
        bool const lost = (*first)[i] == (*second)[i] && (*first)[i] != blob[i] && (*first)[i] != kSanitizersFill;
        if (lost)
        {
            identity().log.warning(
                "{}: expected its clone to serialize the same {} bytes, found another byte {}; copy every field in clone",
                object_->label(), blob.size(), i);
            return {};
        }
    }
    return {};
}

Result<graph::OpRecord> PluginOp::record() const
{
    graph::OpRecord record;
    record.kind = kKind;
    record.name = name;
    record.plugin = describePlugin(identity());
    if (commitment_)
    {
        writeCommitment(*commitment_, record.attributes);
        TENON_ASSIGN(record.plugin->blob, object_->serialize());
        if (committedHere_ && record.plugin->blob.size() <= kMaxComparedBytes)
        {
            TENON_CHECK(compareClone(record.plugin->blob));
        }
    }
    record.attributes[kFieldValues] = fieldValuesOf(object_->get(), identity());
    record.attributes["outputs"] = int64_t{outputCount()};
    record.attributes["implicitBatch"] = int64_t{implicitBatch_};
    return record;
}

Result<std::unique_ptr<graph::Op>> PluginOp::copy() const
{
    TENON_ASSIGN(std::shared_ptr<PluginObject> object, object_->clone());
    std::unique_ptr<PluginOp> twin = makeTwin(std::move(object));
    twin->commitment_ = commitment_;
    twin->name = name;
    twin->requestedPrecision = requestedPrecision;
    twin->requestedOutputTypes = requestedOutputTypes;
    return std::unique_ptr<graph::Op>(std::move(twin));
}

std::vector<std::vector<TypeFormat>> PluginOp::choices(graph::CandidateQuery const& query) const
{
    std::vector<std::vector<TypeFormat>> all;
    for (size_t i = 0; i < inputs.size() + outputs.size(); ++i)
    {
        bool const isInput = i < inputs.size();
        graph::Tensor const& tensor = isInput ? *inputs[i] : *outputs[i - inputs.size()];
        DataType const networkType = isInput ? query.inputTypes[i] : query.outputTypes[i - inputs.size()];
        all.push_back(choicesFor(typesFor(query, tensor, networkType), formatDims(tensor)));
    }
    return all;
}

std::vector<DataType> PluginOp::typesToldTo(graph::InferenceInputs const& inputs)
{
    std::vector<DataType> types;
    for (auto const& input : inputs.inputs)
    {
        DataType const type = input->type;
        bool const open = !inputs.stronglyTyped && base::isFloating(type) && type != DataType::kFP8;
        types.push_back(open ? DataType::kFLOAT : type);
    }
    return types;
}

Result<DataType> PluginOp::askOutputType(int32_t index, std::vector<DataType> const& inputTypes) const
{
    TENON_ASSIGN(DataType const type,
        object_->call<&V2ExtTable<Level10>::getOutputDataType>(
            "getOutputDataType", [&] { return fmt::format("output {}", index); }, index, inputTypes.data(),
            static_cast<int32_t>(inputTypes.size())));
    if (!base::isKnown(type))
    {
        return base::error(ErrorCode::kFAILED_EXECUTION,
            "{}: expected a DataType from getOutputDataType for output {}, found number {}", object_->label(), index,
            static_cast<int32_t>(type));
    }
    return type;
}

} // namespace tenon::plugin_host
