// Runs the models of libonnx-testdata; see README.md.
#include "tensor_file.h"

#include <NvInfer.h>
#include <NvInferPlugin.h>
#include <NvOnnxParser.h>
#include <tenon/device_memory.h>

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <set>

#include <sys/wait.h>
#include <unistd.h>

namespace tenon::onnx_backend
{
namespace
{

namespace fs = std::filesystem;
using base::Result;
using base::Status;

//! Keeps the last error for the report.
class Recorder final : public nvinfer1::ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        if (severity <= Severity::kERROR)
        {
            last = message;
        }
    }
    std::string last;
};

//! Memory for an output whose size only the inference tells.
class OutputMemory final : public nvinfer1::IOutputAllocator
{
public:
    void* reallocateOutput(char const*, void*, uint64_t size, uint64_t) noexcept override
    {
        value.bytes.assign(static_cast<size_t>(std::max<uint64_t>(size, 1)), std::byte{0xA5});
        at = place(value.bytes);
        return at;
    }
    void* reallocateOutputAsync(
        char const* name, void* current, uint64_t size, uint64_t alignment, cudaStream_t) noexcept override
    {
        return reallocateOutput(name, current, size, alignment);
    }
    void notifyShape(char const*, nvinfer1::Dims const& dims) noexcept override { value.dims = dims; }

    TensorValue value;
    void* at{nullptr};
    std::function<void*(std::vector<std::byte>&)> place; //!< memory where the engine wants it, filled with these bytes
};

base::Error refused(Recorder const& log, std::string_view stage)
{
    return base::error(base::ErrorCode::kUNSUPPORTED_STATE, "{}: {}", stage, log.last);
}

//! The values of a shape input.
std::vector<int64_t> integersOf(TensorValue const& value)
{
    bool const wide = value.type == nvinfer1::DataType::kINT64;
    std::vector<int64_t> values;
    for (int64_t i = 0; i < base::volumeUnchecked(value.dims); ++i)
    {
        values.push_back(wide ? reinterpret_cast<int64_t const*>(value.bytes.data())[i]
                              : reinterpret_cast<int32_t const*>(value.bytes.data())[i]);
    }
    return values;
}

Status setProfile(nvinfer1::IBuilder& builder, nvinfer1::INetworkDefinition const& network,
    nvinfer1::IBuilderConfig& config, std::vector<TensorValue> const& inputs)
{
    auto* const profile = builder.createOptimizationProfile();
    bool dynamic = false;
    for (int32_t i = 0; i < network.getNbInputs(); ++i)
    {
        auto const* const input = network.getInput(i);
        auto const dims = input->getDimensions();
        if (input->isShapeTensor())
        {
            dynamic = true;
            std::vector<int64_t> const values = integersOf(inputs[static_cast<size_t>(i)]);
            for (auto const selector : {nvinfer1::OptProfileSelector::kMIN, nvinfer1::OptProfileSelector::kOPT,
                     nvinfer1::OptProfileSelector::kMAX})
            {
                profile->setShapeValuesV2(
                    input->getName(), selector, values.data(), static_cast<int32_t>(values.size()));
            }
        }
        if (std::find(dims.d, dims.d + dims.nbDims, -1) == dims.d + dims.nbDims)
        {
            continue;
        }
        dynamic = true;
        for (auto const selector : {nvinfer1::OptProfileSelector::kMIN, nvinfer1::OptProfileSelector::kOPT,
                 nvinfer1::OptProfileSelector::kMAX})
        {
            profile->setDimensions(input->getName(), selector, inputs[i].dims);
        }
    }
    if (dynamic && config.addOptimizationProfile(profile) < 0)
    {
        return base::invalidArgument("profile refused");
    }
    return {};
}

::onnx::ModelProto readModel(fs::path const& folder)
{
    ::onnx::ModelProto model;
    std::ifstream file(folder / "model.onnx", std::ios::binary);
    model.ParseFromIstream(&file);
    return model;
}

//! Which file of the data set holds each input: they are numbered without the initializers that old models list among the inputs.
std::map<std::string, int> inputFiles(::onnx::ModelProto const& model)
{
    std::map<std::string, int> files;
    std::set<std::string> initializers;
    for (auto const& each : model.graph().initializer())
    {
        initializers.insert(each.name());
    }
    for (auto const& input : model.graph().input())
    {
        if (initializers.count(input.name()) == 0)
        {
            files.emplace(input.name(), static_cast<int>(files.size()));
        }
    }
    return files;
}

fs::path inputFile(fs::path const& folder, int index)
{
    return folder / "test_data_set_0" / fmt::format("input_{}.pb", index);
}

//! Inputs that hold parameters rather than data: numbers and lists that are not a node's first input, or any of an operation that has
//! parameters alone.
std::set<std::string> parameterInputs(::onnx::GraphProto const& graph)
{
    static std::set<std::string> const noData{
        "Range", "ConstantOfShape", "BlackmanWindow", "HammingWindow", "HannWindow"};
    std::set<std::string> parameters;
    for (auto const& node : graph.node())
    {
        for (int i = noData.count(node.op_type()) != 0 ? 0 : 1; i < node.input_size(); ++i)
        {
            parameters.insert(node.input(i));
        }
    }
    for (auto const& input : graph.input())
    {
        if (input.type().tensor_type().shape().dim_size() > 1)
        {
            parameters.erase(input.name());
        }
    }
    return parameters;
}

//! The model with such inputs as initializers: the API wants axes, sizes and bounds at build time, and exporters write them so.
std::string withFixedParameters(
    ::onnx::ModelProto model, fs::path const& folder, std::map<std::string, int> const& files)
{
    ::onnx::GraphProto& graph = *model.mutable_graph();
    std::set<std::string> const parameters = parameterInputs(graph);
    google::protobuf::RepeatedPtrField<::onnx::ValueInfoProto> kept;
    for (auto const& input : graph.input())
    {
        ::onnx::TensorProto value;
        auto const file = files.find(input.name());
        if (parameters.count(input.name()) != 0 && file != files.end())
        {
            std::ifstream data(inputFile(folder, file->second), std::ios::binary);
            if (value.ParseFromIstream(&data))
            {
                value.set_name(input.name());
                *graph.add_initializer() = std::move(value);
                continue;
            }
        }
        *kept.Add() = input;
    }
    graph.mutable_input()->Swap(&kept);
    return model.SerializeAsString();
}

//! One model on one data set. An error of code kUNSUPPORTED_STATE is a refusal, any other a failure.
//! Recorded values that hold their reference's own rounding where the exact result is 0: inverse transforms in fp32 from numbers around 1.
double absoluteTolerance(fs::path const& folder)
{
    return folder.filename().string().rfind("test_dft_inverse", 0) == 0 ? 1e-6 : 1e-7;
}

Status runModel(fs::path const& folder, bool fixParameters)
{
    Recorder log;
    initLibNvInferPlugins(&log, "");
    std::unique_ptr<nvinfer1::IBuilder> const builder(nvinfer1::createInferBuilder(log));
    std::unique_ptr<nvinfer1::INetworkDefinition> const network(builder->createNetworkV2(0));
    std::unique_ptr<nvonnxparser::IParser> const parser(nvonnxparser::createParser(*network, log));
    ::onnx::ModelProto const model = readModel(folder);
    std::map<std::string, int> const files = inputFiles(model);
    std::string const fixed = fixParameters ? withFixedParameters(model, folder, files) : std::string();
    bool const parsed = fixParameters ? parser->parse(fixed.data(), fixed.size())
                                      : parser->parseFromFile((folder / "model.onnx").c_str(), 0);
    if (!parsed)
    {
        return refused(log, "parse");
    }
    fs::path const data = folder / "test_data_set_0";
    std::vector<TensorValue> inputs;
    for (int32_t i = 0; i < network->getNbInputs(); ++i)
    {
        auto const file = files.find(network->getInput(i)->getName());
        TENON_ASSIGN(TensorValue value, readTensor(inputFile(folder, file == files.end() ? i : file->second)));
        inputs.push_back(std::move(value));
    }
    std::unique_ptr<nvinfer1::IBuilderConfig> const config(builder->createBuilderConfig());
    TENON_CHECK(setProfile(*builder, *network, *config, inputs));
    std::unique_ptr<nvinfer1::IHostMemory> const plan(builder->buildSerializedNetwork(*network, *config));
    if (plan == nullptr)
    {
        return refused(log, "build");
    }
    std::unique_ptr<nvinfer1::IRuntime> const runtime(nvinfer1::createInferRuntime(log));
    std::unique_ptr<nvinfer1::ICudaEngine> const engine(runtime->deserializeCudaEngine(plan->data(), plan->size()));
    if (engine == nullptr)
    {
        return base::invalidArgument("engine does not load: {}", log.last);
    }
    std::unique_ptr<nvinfer1::IExecutionContext> const context(engine->createExecutionContext());
    // Where the engine wants a tensor: shape tensors on the host, others in memory of its device.
    std::vector<tenon::DeviceMemory> memory;
    auto const placeOf = [&](char const* name, std::vector<std::byte>& bytes) -> void* {
        if (engine->getTensorLocation(name) == nvinfer1::TensorLocation::kHOST)
        {
            return bytes.data();
        }
        memory.emplace_back(*engine, bytes.size());
        return memory.back().copyFrom(bytes.data()) ? memory.back().data() : nullptr;
    };
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        char const* const name = network->getInput(static_cast<int32_t>(i))->getName();
        if (!context->setInputShape(name, inputs[i].dims)
            || !context->setTensorAddress(name, placeOf(name, inputs[i].bytes)))
        {
            return base::invalidArgument("input {}: {}", name, log.last);
        }
    }
    std::vector<OutputMemory> outputs(static_cast<size_t>(network->getNbOutputs()));
    for (int32_t i = 0; i < network->getNbOutputs(); ++i)
    {
        char const* const name = network->getOutput(i)->getName();
        OutputMemory& output = outputs[static_cast<size_t>(i)];
        output.value = {engine->getTensorDataType(name), context->getTensorShape(name), {}};
        output.place = [&placeOf, name](std::vector<std::byte>& bytes) { return placeOf(name, bytes); };
        base::Dims const& dims = output.value.dims;
        if (std::find(dims.d, dims.d + dims.nbDims, -1) != dims.d + dims.nbDims)
        {
            context->setOutputAllocator(name, &output);
            continue;
        }
        TENON_ASSIGN(int64_t const bytes, base::bytesOf(dims, output.value.type, nvinfer1::TensorFormat::kLINEAR));
        context->setTensorAddress(name, output.reallocateOutput(name, nullptr, static_cast<uint64_t>(bytes), 0));
    }
    // On a GPU the third inference may be a recording (TENON_CUDA_GRAPH=1).
    int32_t const inferences = std::getenv("TENON_TEST_DEVICE") == nullptr ? 1 : 3;
    for (int32_t i = 0; i < inferences; ++i)
    {
        if (!context->enqueueV3(nullptr))
        {
            return base::invalidArgument("inference: {}", log.last);
        }
    }
    if (!tenon::finish(*context, nullptr))
    {
        return base::invalidArgument("end of the inference: {}", log.last);
    }
    for (size_t i = 0; i < outputs.size(); ++i)
    {
        auto const held = std::find_if(memory.begin(), memory.end(),
            [&](tenon::DeviceMemory const& each) { return each.data() == outputs[i].at; });
        if (held != memory.end() && !held->copyTo(outputs[i].value.bytes.data()))
        {
            return base::invalidArgument("output {}: {}", i, log.last);
        }
        TENON_ASSIGN(TensorValue const expected, readTensor(data / fmt::format("output_{}.pb", i)));
        std::string const difference = firstDifference(outputs[i].value, expected, absoluteTolerance(folder));
        if (!difference.empty())
        {
            return base::invalidArgument("output {}: {}", i, difference);
        }
    }
    return {};
}

enum class Outcome
{
    kPASSED,
    kREFUSED,
    kFAILED,
};

//! The message of a model that passes with its parameters as initializers.
constexpr char const* kFixedParameters = "with its parameters as initializers";

struct Report
{
    Outcome outcome;
    std::string message;
};

//! A letter for the outcome, and the message.
std::string answerOf(fs::path const& folder)
{
    Status status = runModel(folder, false);
    bool const fixesParameters = !status.ok() && status.error().code == base::ErrorCode::kUNSUPPORTED_STATE;
    if (fixesParameters)
    {
        status = runModel(folder, true);
    }
    return status.ok()
        ? (fixesParameters ? "I" : "P")
        : (status.error().code == base::ErrorCode::kUNSUPPORTED_STATE ? "R" : "F") + status.error().text();
}

Report reportOf(std::string const& answer)
{
    Outcome const outcome = answer[0] == 'P' || answer[0] == 'I' ? Outcome::kPASSED
        : answer[0] == 'R'                                       ? Outcome::kREFUSED
                                                                 : Outcome::kFAILED;
    return {outcome, answer[0] == 'I' ? kFixedParameters : answer.substr(1)};
}

Report runInChild(fs::path const& folder)
{
    int ends[2];
    if (pipe(ends) != 0)
    {
        return {Outcome::kFAILED, "no pipe"};
    }
    pid_t const child = fork();
    if (child == 0)
    {
        close(ends[0]);
        alarm(60);
        std::string const text = answerOf(folder);
        [[maybe_unused]] ssize_t const written = write(ends[1], text.data(), text.size());
        _exit(0);
    }
    close(ends[1]);
    std::string text;
    char buffer[4096];
    for (ssize_t count; (count = read(ends[0], buffer, sizeof(buffer))) > 0;)
    {
        text.append(buffer, static_cast<size_t>(count));
    }
    close(ends[0]);
    int state = 0;
    waitpid(child, &state, 0);
    if (text.empty() || !WIFEXITED(state))
    {
        return {Outcome::kFAILED,
            WIFSIGNALED(state) ? fmt::format("ended by signal {}", WTERMSIG(state)) : "ended without an answer"};
    }
    return reportOf(text);
}

std::set<std::string> readList(char const* path = TENON_PASSING_LIST)
{
    std::set<std::string> names;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);)
    {
        if (!line.empty() && line[0] != '#')
        {
            names.insert(line);
        }
    }
    return names;
}

void writeList(std::set<std::string> const& names, char const* path = TENON_PASSING_LIST)
{
    std::ofstream file(path);
    file << "# Models of ONNX's backend tests that pass; see README.md.\n";
    for (std::string const& name : names)
    {
        file << name << "\n";
    }
}

TEST(OnnxBackend, ModelsPassOrAreRefusedWithAReason)
{
    char const* const device = std::getenv("TENON_TEST_DEVICE");
    setenv("TENON_DEVICE", device == nullptr ? "cpu" : device, 1);
    fs::path const root = TENON_ONNX_TEST_DATA;
    if (!fs::exists(root))
    {
        GTEST_SKIP() << root << " is not there: install libonnx-testdata";
    }
    char const* const only = std::getenv("TENON_ONNX_ONLY");
    std::set<std::string> const mustPass = readList();
    std::set<std::string> passed;
    size_t refusals = 0;
    size_t fixed = 0;
    // Several processes may share the models out: TENON_ONNX_SHARD (from 0) of TENON_ONNX_SHARDS.
    char const* const shardIndex = std::getenv("TENON_ONNX_SHARD");
    char const* const shardCount = std::getenv("TENON_ONNX_SHARDS");
    size_t const shards = shardCount == nullptr ? 1 : static_cast<size_t>(std::max(std::atoi(shardCount), 1));
    size_t const shard = shardIndex == nullptr ? 0 : static_cast<size_t>(std::atoi(shardIndex));
    size_t index = 0;
    for (char const* const suite : {"node", "simple", "pytorch-operator", "pytorch-converted"})
    {
        std::set<fs::path> const folders{fs::directory_iterator(root / suite), fs::directory_iterator()};
        for (fs::path const& folder : folders)
        {
            std::string const name = fmt::format("{}/{}", suite, folder.filename().string());
            if ((only != nullptr && name.find(only) == std::string::npos) || index++ % shards != shard)
            {
                continue;
            }
            // To start a GPU's driver in a process for each model takes longer than the models.
            Report const report = device == nullptr ? runInChild(folder) : reportOf(answerOf(folder));
            if (device != nullptr)
            {
                fprintf(stderr, "%s\n", name.c_str()); // a crash comes behind the last that ended
            }
            bool const reasonGiven = report.outcome != Outcome::kREFUSED || report.message.size() > 10;
            EXPECT_NE(report.outcome, Outcome::kFAILED) << name << ": " << report.message;
            EXPECT_TRUE(reasonGiven) << name << ": refused without a reason";
            if (report.outcome == Outcome::kPASSED)
            {
                passed.insert(name);
                fixed += report.message == kFixedParameters ? 1 : 0;
            }
            else if (report.outcome == Outcome::kREFUSED)
            {
                ++refusals;
                EXPECT_EQ(mustPass.count(name), 0U) << name << " passed before: " << report.message;
                if (only != nullptr || std::getenv("TENON_SHOW_REFUSALS") != nullptr)
                {
                    printf("%s: %s\n", name.c_str(), report.message.c_str());
                }
            }
        }
    }
    printf(
        "ONNX backend tests: %zu passed (%zu of them with parameters that are inputs made initializers), %zu refused with a reason\n",
        passed.size(), fixed, refusals);
    for (std::string const& name : passed)
    {
        if (mustPass.count(name) == 0 && only == nullptr && std::getenv("TENON_UPDATE_PASSING") == nullptr)
        {
            printf("passes, but is not on the list yet: %s\n", name.c_str());
        }
    }
    if (std::getenv("TENON_UPDATE_PASSING") != nullptr)
    {
        writeList(passed);
    }
}

//! Models that tests/peers/node_tests.py writes from the cases of the onnx package, opsets 18 to 23. In ./dev peers alone.
TEST(OnnxBackend, NewerNodeTestsPass)
{
    char const* const root = std::getenv("TENON_ONNX_NODE_TESTS");
    if (root == nullptr)
    {
        GTEST_SKIP() << "TENON_ONNX_NODE_TESTS is not set: ./dev peers makes these models";
    }
    setenv("TENON_DEVICE", "cpu", 1);
    char const* const only = std::getenv("TENON_ONNX_ONLY");
    std::set<std::string> const mustPass = readList(TENON_NEWER_LIST);
    std::set<std::string> passed;
    size_t count = 0;
    std::set<fs::path> const folders{fs::directory_iterator(root), fs::directory_iterator()};
    for (fs::path const& folder : folders)
    {
        std::string const name = folder.filename().string();
        if (only != nullptr && name.find(only) == std::string::npos)
        {
            continue;
        }
        ++count;
        Report const report = runInChild(folder);
        bool const passes = report.outcome == Outcome::kPASSED;
        passes ? void(passed.insert(name)) : void(printf("%s: %s\n", name.c_str(), report.message.c_str()));
        EXPECT_TRUE(passes || mustPass.count(name) == 0) << name << " passed before: " << report.message;
    }
    printf("ONNX node tests of opsets 18 to 23: %zu of %zu expressible pass\n", passed.size(), count);
    EXPECT_GE(passed.size() * 100, count * 95) << "expected 95 of 100 to pass";
    if (std::getenv("TENON_UPDATE_PASSING") != nullptr && only == nullptr)
    {
        writeList(passed, TENON_NEWER_LIST);
    }
}

} // namespace
} // namespace tenon::onnx_backend
