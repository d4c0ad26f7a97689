#include "onnx/parser_refitter.h"

#include "onnx/parser.h"

#include <filesystem>
#include <set>

namespace tenon::onnx
{

using base::invalidArgument;

template <typename Body>
bool ParserRefitter::run(char const* function, Body&& body) noexcept
try
{
    Status const status = body();
    if (status.ok())
    {
        return true;
    }
    std::string const text = status.error().text();
    logger_.log(nvinfer1::ILogger::Severity::kERROR, text.c_str());
    errors_.push_back(std::make_unique<ParserError>(
        ParserCode::kREFIT_FAILED, text, NodePosition{}, "onnx/parser_refitter.cpp", __LINE__, function));
    return false;
}
catch (...)
{
    return false; // no memory to tell of no memory
}

nvonnxparser::IParserError const* ParserRefitter::getError(int32_t index) const noexcept
{
    return index < 0 || static_cast<size_t>(index) >= errors_.size() ? nullptr
                                                                     : errors_[static_cast<size_t>(index)].get();
}

Status ParserRefitter::load(Result<std::unique_ptr<::onnx::ModelProto>> model, std::string directory)
{
    TENON_ASSIGN(model_, std::move(model));
    weights_ = std::make_unique<WeightStore>(std::move(directory));
    return {};
}

namespace
{

//! Names of what the engine has.
std::set<std::string> namesIn(nvinfer1::IRefitter& refitter)
{
    int32_t const count = refitter.getAllWeights(0, nullptr);
    std::vector<char const*> names(static_cast<size_t>(count), nullptr);
    refitter.getAllWeights(count, names.data());
    return {names.begin(), names.end()};
}

bool isTrainedType(nvinfer1::DataType type)
{
    return type == nvinfer1::DataType::kFLOAT || type == nvinfer1::DataType::kHALF || type == nvinfer1::DataType::kBF16;
}

} // namespace

Status ParserRefitter::refitGraph(::onnx::GraphProto const& graph)
{
    std::set<std::string> const known = namesIn(refitter_);
    std::string strangers;
    for (auto const& proto : graph.initializer())
    {
        TENON_ASSIGN(Constant const* const constant, weights_->add(proto));
        if (known.count(proto.name()) == 0)
        {
            // Shapes and single numbers may be part of the network's structure.
            bool const matters = isTrainedType(constant->weights.type) && constant->weights.count > 1;
            strangers += matters ? fmt::format("{}\"{}\"", strangers.empty() ? "" : ", ", proto.name()) : "";
            continue;
        }
        if (!refitter_.setNamedWeights(proto.name().c_str(), constant->weights))
        {
            return invalidArgument("initializer \"{}\": the engine refused it; its reason is in the log", proto.name());
        }
    }
    if (!strangers.empty())
    {
        return invalidArgument(
            "initializers {}: expected weights of these names in the engine, found none: they were joined with others when the model was "
            "parsed, or are not used; build the engine again",
            strangers);
    }
    return {};
}

Status ParserRefitter::refit()
{
    if (model_ == nullptr)
    {
        return invalidArgument("refit: expected a model that loadModelProto has read, found none");
    }
    return refitGraph(model_->graph());
}

bool ParserRefitter::refitFromBytes(void const* model, size_t bytes, char const* path) noexcept
{
    return run("refitFromBytes", [&]() -> Status {
        std::string const directory = path == nullptr ? "" : std::filesystem::absolute(path).parent_path().string();
        TENON_CHECK(load(readModel({static_cast<std::byte const*>(model), model == nullptr ? 0 : bytes}), directory));
        return refit();
    });
}

bool ParserRefitter::refitFromFile(char const* path) noexcept
{
    return run("refitFromFile", [&]() -> Status {
        if (path == nullptr)
        {
            return invalidArgument("refitFromFile: expected a path, found null");
        }
        TENON_CHECK(load(readModelFile(path), std::filesystem::absolute(path).parent_path().string()));
        return refit();
    });
}

bool ParserRefitter::loadModelProto(void const* model, size_t bytes, char const* path) noexcept
{
    return run("loadModelProto", [&]() -> Status {
        std::string const directory = path == nullptr ? "" : std::filesystem::absolute(path).parent_path().string();
        return load(readModel({static_cast<std::byte const*>(model), model == nullptr ? 0 : bytes}), directory);
    });
}

bool ParserRefitter::loadInitializer(char const* name, void const* data, size_t bytes) noexcept
{
    return run("loadInitializer", [&]() -> Status {
        if (model_ == nullptr || name == nullptr || data == nullptr)
        {
            return invalidArgument(
                "loadInitializer: expected a model that loadModelProto has read, a name and data, found {}",
                model_ == nullptr ? "no model" : "a null pointer");
        }
        weights_->replace(name, {static_cast<std::byte const*>(data), bytes});
        return {};
    });
}

bool ParserRefitter::refitModelProto() noexcept
{
    return run("refitModelProto", [&] { return refit(); });
}

} // namespace tenon::onnx

extern "C" __attribute__((visibility("default"))) void* createNvOnnxParserRefitter_INTERNAL(
    void* refitter, void* logger, int32_t) noexcept
{
    if (refitter == nullptr || logger == nullptr)
    {
        return nullptr;
    }
    nvonnxparser::IParserRefitter* const made = new (std::nothrow) tenon::onnx::ParserRefitter(
        *static_cast<nvinfer1::IRefitter*>(refitter), *static_cast<nvinfer1::ILogger*>(logger));
    return made;
}
