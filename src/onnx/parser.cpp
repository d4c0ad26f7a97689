#include "onnx/parser.h"

#include "onnx/missing/parser_refitter.h"

#include <tenon/network_memory.h>

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
    errors_.push_back(std::make_unique<ParserError>(code, text, std::move(position), "onnx/parser.cpp", line, function));
    return false;
}
catch (...)
{
    return false; // no memory to tell of no memory
}

bool Parser::importModel(Result<std::unique_ptr<::onnx::ModelProto>> model, std::string directory)
{
    if (!model.ok())
    {
        return fail(model.error(), {}, "parse", __LINE__);
    }
    auto memory = std::make_unique<ModelMemory>(ModelMemory{std::move(*model), WeightStore(std::move(directory))});
    ModelMemory& parsed = *memory;
    hasModel_ = true;
    if (!keepWithNetwork(network_, memory))
    {
        models_.push_back(std::move(memory));
    }
    Importer importer(network_, logger_, parsed.weights);
    Status const status = importer.import(parsed.model->graph(), *defaultOpset(*parsed.model));
    nodeOutputs_ = importer.nodeOutputs();
    return status.ok() || fail(status.error(), importer.position(), "parse", __LINE__);
}

bool Parser::parse(void const* model, size_t bytes, char const* path) noexcept
try
{
    currentLogger = &logger_;
    std::string const directory = path == nullptr ? "" : std::filesystem::absolute(path).parent_path().string();
    return importModel(readModel({static_cast<std::byte const*>(model), model == nullptr ? 0 : bytes}), directory);
}
catch (std::exception const& failure)
{
    return fail(base::error(base::ErrorCode::kINTERNAL_ERROR, "parse: {}", failure.what()), {}, "parse", __LINE__);
}

bool Parser::parseFromFile(char const* path, int) noexcept
try
{
    currentLogger = &logger_;
    if (path == nullptr)
    {
        return fail(base::invalidArgument("parseFromFile: expected a path, found null"), {}, "parseFromFile", __LINE__);
    }
    return importModel(readModelFile(path), std::filesystem::absolute(path).parent_path().string());
}
catch (std::exception const& failure)
{
    return fail(base::error(base::ErrorCode::kINTERNAL_ERROR, "parseFromFile: {}", failure.what()), {}, "parseFromFile", __LINE__);
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
extern "C" __attribute__((visibility("default"))) void* createNvOnnxParser_INTERNAL(void* network, void* logger, int) noexcept
{
    if (network == nullptr || logger == nullptr)
    {
        return nullptr;
    }
    nvonnxparser::IParser* const parser = new (std::nothrow) tenon::onnx::Parser(
        *static_cast<nvinfer1::INetworkDefinition*>(network), *static_cast<nvinfer1::ILogger*>(logger));
    return parser;
}

extern "C" __attribute__((visibility("default"))) void* createNvOnnxParserRefitter_INTERNAL(void*, void* logger, int32_t) noexcept
{
    if (logger != nullptr)
    {
        static_cast<nvinfer1::ILogger*>(logger)->log(
            nvinfer1::ILogger::Severity::kERROR, "not implemented yet: createParserRefitter");
    }
    return nullptr;
}

extern "C" __attribute__((visibility("default"))) int getNvOnnxParserVersion() noexcept
{
    return NV_ONNX_PARSER_VERSION;
}
