#include "onnx/parser.h"

#include <tenon/network_memory.h>

#include <algorithm>
#include <filesystem>
#include <new>

namespace tenon::onnx
{

namespace
{

thread_local nvinfer1::ILogger* currentLogger = nullptr;

} // namespace

namespace missing
{

void report(char const* what) noexcept
{
    if (currentLogger != nullptr)
    {
        currentLogger->log(nvinfer1::ILogger::Severity::kERROR, fmt::format("not implemented yet: {}", what).c_str());
    }
}

} // namespace missing

ParserCode parserCodeOf(base::Error const& failure)
{
    switch (failure.code)
    {
    case base::ErrorCode::kUNSUPPORTED_STATE: return ParserCode::kUNSUPPORTED_NODE;
    case base::ErrorCode::kFAILED_ALLOCATION: return ParserCode::kMEM_ALLOC_FAILED;
    case base::ErrorCode::kINTERNAL_ERROR: return ParserCode::kINTERNAL_ERROR;
    default: return ParserCode::kINVALID_NODE;
    }
}

Parser::Parser(nvinfer1::INetworkDefinition& network, nvinfer1::ILogger& logger)
    : network_(network)
    , logger_(logger)
{
    currentLogger = &logger;
}

Parser::~Parser() noexcept
{
    if (currentLogger == &logger_)
    {
        currentLogger = nullptr;
    }
}

bool Parser::fail(base::Error const& failure, NodePosition position, char const* function, int32_t line) noexcept
try
{
    std::string const text = failure.text();
    logger_.log(nvinfer1::ILogger::Severity::kERROR, text.c_str());
    ParserCode const code = position.index < 0 && failure.code == base::ErrorCode::kINVALID_ARGUMENT
        ? (!hasModel_ ? ParserCode::kMODEL_DESERIALIZE_FAILED : ParserCode::kINVALID_GRAPH)
        : parserCodeOf(failure);
    errors_.push_back(
        std::make_unique<ParserError>(code, text, std::move(position), "onnx/parser.cpp", line, function));
    return false;
}
catch (...)
{
    return false; // no memory to tell of no memory
}

void Parser::beginCall()
{
    currentLogger = &logger_;
    hasModel_ = false;
    errors_.clear();
    subgraphs_.clear();
}

ModelMemory* Parser::keepModel(
    Result<std::unique_ptr<::onnx::ModelProto>> model, std::string directory, char const* function)
{
    if (!model.ok())
    {
        fail(model.error(), {}, function, __LINE__);
        return nullptr;
    }
    auto memory = std::make_unique<ModelMemory>(ModelMemory{std::move(*model), WeightStore(std::move(directory))});
    ModelMemory* const kept = memory.get();
    hasModel_ = true;
    if (!keepWithNetwork(network_, memory))
    {
        models_.push_back(std::move(memory));
    }
    return kept;
}

bool Parser::importModel(ModelMemory& memory, char const* function)
{
    Importer importer(network_, logger_, memory.weights, flags_);
    Status const status = importer.import(*memory.model);
    nodeOutputs_ = importer.nodeOutputs();
    return status.ok() || fail(status.error(), importer.position(), function, __LINE__);
}

namespace
{

std::span<std::byte const> bytesOf(void const* data, size_t bytes)
{
    return {static_cast<std::byte const*>(data), data == nullptr ? 0 : bytes};
}

std::string folderOf(char const* path)
{
    return path == nullptr ? "" : std::filesystem::absolute(path).parent_path().string();
}

} // namespace

bool Parser::parse(void const* model, size_t bytes, char const* path) noexcept
try
{
    beginCall();
    ModelMemory* const memory = keepModel(readModel(bytesOf(model, bytes)), folderOf(path), "parse");
    return memory != nullptr && importModel(*memory, "parse");
}
catch (std::exception const& failure)
{
    return fail(base::error(base::ErrorCode::kINTERNAL_ERROR, "parse: {}", failure.what()), {}, "parse", __LINE__);
}

bool Parser::parseFromFile(char const* path, int) noexcept
try
{
    beginCall();
    if (path == nullptr)
    {
        return fail(base::invalidArgument("parseFromFile: expected a path, found null"), {}, "parseFromFile", __LINE__);
    }
    ModelMemory* const memory = keepModel(readModelFile(path), folderOf(path), "parseFromFile");
    return memory != nullptr && importModel(*memory, "parseFromFile");
}
catch (std::exception const& failure)
{
    return fail(base::error(base::ErrorCode::kINTERNAL_ERROR, "parseFromFile: {}", failure.what()), {}, "parseFromFile",
        __LINE__);
}

bool Parser::findSubgraphs(ModelMemory& memory)
{
    Importer importer(network_, logger_, memory.weights, flags_);
    auto const support = importer.tryEach(*memory.model);
    nodeOutputs_ = importer.nodeOutputs();
    if (!support.ok())
    {
        return fail(support.error(), importer.position(), "supportsModelV2", __LINE__);
    }
    bool all = true;
    bool startsNew = true;
    for (size_t i = 0; i < support->size(); ++i)
    {
        Importer::NodeSupport const& node = (*support)[i];
        all = all && node.isSupported && node.isTried;
        if (node.isTried && !node.isSupported)
        {
            fail(node.failure, node.position, "supportsModelV2", __LINE__);
        }
        if (!node.isSupported)
        {
            startsNew = true;
            continue;
        }
        if (startsNew || subgraphs_.back().isSupported != node.isTried)
        {
            subgraphs_.push_back({{}, node.isTried});
        }
        subgraphs_.back().nodes.push_back(static_cast<int64_t>(i));
        startsNew = false;
    }
    return all;
}

bool Parser::supportsModelV2(void const* model, size_t bytes, char const* path) noexcept
try
{
    beginCall();
    ModelMemory* const memory = keepModel(readModel(bytesOf(model, bytes)), folderOf(path), "supportsModelV2");
    return memory != nullptr && findSubgraphs(*memory);
}
catch (std::exception const& failure)
{
    return fail(base::error(base::ErrorCode::kINTERNAL_ERROR, "supportsModelV2: {}", failure.what()), {},
        "supportsModelV2", __LINE__);
}

bool Parser::supportsModel(void const* model, size_t bytes, SubGraphCollection_t& subgraphs, char const* path) noexcept
try
{
    bool const all = supportsModelV2(model, bytes, path);
    subgraphs.clear();
    for (Subgraph const& each : subgraphs_)
    {
        subgraphs.emplace_back(std::vector<size_t>(each.nodes.begin(), each.nodes.end()), each.isSupported);
    }
    return all;
}
catch (std::exception const& failure)
{
    return fail(base::error(base::ErrorCode::kINTERNAL_ERROR, "supportsModel: {}", failure.what()), {}, "supportsModel",
        __LINE__);
}

bool Parser::isSubgraphSupported(int64_t index) noexcept
{
    bool const known = index >= 0 && static_cast<size_t>(index) < subgraphs_.size();
    return known && subgraphs_[static_cast<size_t>(index)].isSupported;
}

int64_t* Parser::getSubgraphNodes(int64_t index, int64_t& length) noexcept
{
    bool const known = index >= 0 && static_cast<size_t>(index) < subgraphs_.size();
    length = known ? static_cast<int64_t>(subgraphs_[static_cast<size_t>(index)].nodes.size()) : 0;
    return known ? subgraphs_[static_cast<size_t>(index)].nodes.data() : nullptr;
}

bool Parser::loadModelProto(void const* model, size_t bytes, char const* path) noexcept
try
{
    beginCall();
    loaded_.reset();
    initializers_.clear();
    auto read = readModel(bytesOf(model, bytes));
    if (!read.ok())
    {
        return fail(read.error(), {}, "loadModelProto", __LINE__);
    }
    loaded_ = std::move(*read);
    loadedFrom_ = folderOf(path);
    return true;
}
catch (std::exception const& failure)
{
    return fail(base::error(base::ErrorCode::kINTERNAL_ERROR, "loadModelProto: {}", failure.what()), {},
        "loadModelProto", __LINE__);
}

bool Parser::loadInitializer(char const* name, void const* data, size_t bytes) noexcept
try
{
    currentLogger = &logger_;
    if (loaded_ == nullptr || name == nullptr || data == nullptr)
    {
        return fail(base::invalidArgument(
                        "loadInitializer: expected a model that loadModelProto has read, a name and data, found {}",
                        loaded_ == nullptr ? "no model" : "a null pointer"),
            {}, "loadInitializer", __LINE__);
    }
    auto& list = *loaded_->mutable_graph()->mutable_initializer();
    auto const it = std::find_if(list.begin(), list.end(), [&](auto const& each) { return each.name() == name; });
    if (it == list.end())
    {
        return fail(base::invalidArgument("initializer \"{}\": expected one of the model's {}, found none of this name",
                        name, list.size()),
            {}, "loadInitializer", __LINE__);
    }
    initializers_.emplace_back(name, bytesOf(data, bytes));
    return true;
}
catch (std::exception const& failure)
{
    return fail(base::error(base::ErrorCode::kINTERNAL_ERROR, "loadInitializer: {}", failure.what()), {},
        "loadInitializer", __LINE__);
}

bool Parser::parseModelProto() noexcept
try
{
    beginCall();
    if (loaded_ == nullptr)
    {
        return fail(base::invalidArgument("parseModelProto: expected a model that loadModelProto has read, found none"),
            {}, "parseModelProto", __LINE__);
    }
    ModelMemory* const memory = keepModel(std::move(loaded_), std::move(loadedFrom_), "parseModelProto");
    for (auto const& [name, data] : initializers_)
    {
        memory->weights.replace(name, data);
    }
    initializers_.clear();
    return importModel(*memory, "parseModelProto");
}
catch (std::exception const& failure)
{
    return fail(base::error(base::ErrorCode::kINTERNAL_ERROR, "parseModelProto: {}", failure.what()), {},
        "parseModelProto", __LINE__);
}

bool Parser::setBuilderConfig(nvinfer1::IBuilderConfig const* config) noexcept
{
    // What is imported does not depend on how it will be built.
    return config != nullptr;
}

bool Parser::supportsOperator(char const* op) const noexcept
{
    return op != nullptr && findImporter(op) != nullptr;
}

int Parser::getNbErrors() const noexcept
{
    return static_cast<int>(errors_.size());
}

nvonnxparser::IParserError const* Parser::getError(int index) const noexcept
{
    return index < 0 || static_cast<size_t>(index) >= errors_.size() ? nullptr : errors_[index].get();
}

void Parser::clearErrors() noexcept
{
    errors_.clear();
}

char const* const* Parser::getUsedVCPluginLibraries(int64_t& count) const noexcept
{
    // No importer here stands on a plugin of the standard library.
    count = 0;
    return nullptr;
}

nvinfer1::ITensor const* Parser::getLayerOutputTensor(char const* name, int64_t index) noexcept
{
    auto const it = name == nullptr ? nodeOutputs_.end() : nodeOutputs_.find(name);
    bool const known = it != nodeOutputs_.end() && index >= 0 && static_cast<size_t>(index) < it->second.size();
    return known ? it->second[index] : nullptr;
}

} // namespace tenon::onnx

// The entry points that the headers' inline functions call.
extern "C" __attribute__((visibility("default"))) void* createNvOnnxParser_INTERNAL(
    void* network, void* logger, int) noexcept
{
    if (network == nullptr || logger == nullptr)
    {
        return nullptr;
    }
    nvonnxparser::IParser* const parser = new (std::nothrow) tenon::onnx::Parser(
        *static_cast<nvinfer1::INetworkDefinition*>(network), *static_cast<nvinfer1::ILogger*>(logger));
    return parser;
}

extern "C" __attribute__((visibility("default"))) int getNvOnnxParserVersion() noexcept
{
    return NV_ONNX_PARSER_VERSION;
}
