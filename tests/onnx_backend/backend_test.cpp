// Runs the models of libonnx-testdata; see README.md.
#include "tensor_file.h"

#include <NvInfer.h>
#include <NvInferPlugin.h>
#include <NvOnnxParser.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
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

base::Error refused(Recorder const& log, std::string_view stage)
{
    return base::error(base::ErrorCode::kUNSUPPORTED_STATE, "{}: {}", stage, log.last);
}

Status setProfile(nvinfer1::IBuilder& builder, nvinfer1::INetworkDefinition const& network, nvinfer1::IBuilderConfig& config,
    std::vector<TensorValue> const& inputs)
{
    auto* const profile = builder.createOptimizationProfile();
    bool dynamic = false;
    for (int32_t i = 0; i < network.getNbInputs(); ++i)
    {
        auto const* const input = network.getInput(i);
        auto const dims = input->getDimensions();
        if (std::find(dims.d, dims.d + dims.nbDims, -1) == dims.d + dims.nbDims)
        {
            continue;
        }
        dynamic = true;
        for (auto const selector : {nvinfer1::OptProfileSelector::kMIN, nvinfer1::OptProfileSelector::kOPT, nvinfer1::OptProfileSelector::kMAX})
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

//! One model on one data set. An error of code kUNSUPPORTED_STATE is a refusal, any other a failure.
Status runModel(fs::path const& folder)
{
    Recorder log;
    initLibNvInferPlugins(&log, "");
    std::unique_ptr<nvinfer1::IBuilder> const builder(nvinfer1::createInferBuilder(log));
    std::unique_ptr<nvinfer1::INetworkDefinition> const network(builder->createNetworkV2(0));
    std::unique_ptr<nvonnxparser::IParser> const parser(nvonnxparser::createParser(*network, log));
    if (!parser->parseFromFile((folder / "model.onnx").c_str(), 0))
    {
        return refused(log, "parse");
    }
    fs::path const data = folder / "test_data_set_0";
    std::vector<TensorValue> inputs;
    for (int32_t i = 0; i < network->getNbInputs(); ++i)
    {
        TENON_ASSIGN(TensorValue value, readTensor(data / fmt::format("input_{}.pb", i)));
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
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        char const* const name = network->getInput(static_cast<int32_t>(i))->getName();
        if (!context->setInputShape(name, inputs[i].dims) || !context->setTensorAddress(name, inputs[i].bytes.data()))
        {
            return base::invalidArgument("input {}: {}", name, log.last);
        }
    }
    std::vector<TensorValue> outputs;
    for (int32_t i = 0; i < network->getNbOutputs(); ++i)
    {
        char const* const name = network->getOutput(i)->getName();
        TensorValue output{engine->getTensorDataType(name), context->getTensorShape(name), {}};
        TENON_ASSIGN(int64_t const bytes, base::bytesOf(output.dims, output.type, nvinfer1::TensorFormat::kLINEAR));
        output.bytes.assign(static_cast<size_t>(std::max<int64_t>(bytes, 1)), std::byte{0xA5});
        outputs.push_back(std::move(output));
        context->setTensorAddress(name, outputs.back().bytes.data());
    }
    if (!context->enqueueV3(nullptr))
    {
        return base::invalidArgument("inference: {}", log.last);
    }
    for (size_t i = 0; i < outputs.size(); ++i)
    {
        TENON_ASSIGN(TensorValue const expected, readTensor(data / fmt::format("output_{}.pb", i)));
        std::string const difference = firstDifference(outputs[i], expected);
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

struct Report
{
    Outcome outcome;
    std::string message;
};

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
        Status const status = runModel(folder);
        std::string const text = status.ok() ? "P"
            : (status.error().code == base::ErrorCode::kUNSUPPORTED_STATE ? "R" : "F") + status.error().text();
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
        return {Outcome::kFAILED, WIFSIGNALED(state) ? fmt::format("ended by signal {}", WTERMSIG(state)) : "ended without an answer"};
    }
    Outcome const outcome = text[0] == 'P' ? Outcome::kPASSED : text[0] == 'R' ? Outcome::kREFUSED : Outcome::kFAILED;
    return {outcome, text.substr(1)};
}

std::set<std::string> readList()
{
    std::set<std::string> names;
    std::ifstream file(TENON_PASSING_LIST);
    for (std::string line; std::getline(file, line);)
    {
        if (!line.empty() && line[0] != '#')
        {
            names.insert(line);
        }
    }
    return names;
}

void writeList(std::set<std::string> const& names)
{
    std::ofstream file(TENON_PASSING_LIST);
    file << "# Models of ONNX's backend tests that pass; see README.md.\n";
    for (std::string const& name : names)
    {
        file << name << "\n";
    }
}

TEST(OnnxBackend, ModelsPassOrAreRefusedWithAReason)
{
    setenv("TENON_DEVICE", "cpu", 1);
    fs::path const root = TENON_ONNX_TEST_DATA;
    if (!fs::exists(root))
    {
        GTEST_SKIP() << root << " is not there: install libonnx-testdata";
    }
    char const* const only = std::getenv("TENON_ONNX_ONLY");
    std::set<std::string> const mustPass = readList();
    std::set<std::string> passed;
    size_t refusals = 0;
    for (char const* const suite : {"node", "simple", "pytorch-operator", "pytorch-converted"})
    {
        std::set<fs::path> const folders{fs::directory_iterator(root / suite), fs::directory_iterator()};
        for (fs::path const& folder : folders)
        {
            std::string const name = fmt::format("{}/{}", suite, folder.filename().string());
            if (only != nullptr && name.find(only) == std::string::npos)
            {
                continue;
            }
            Report const report = runInChild(folder);
            bool const reasonGiven = report.outcome != Outcome::kREFUSED || report.message.size() > 10;
            EXPECT_NE(report.outcome, Outcome::kFAILED) << name << ": " << report.message;
            EXPECT_TRUE(reasonGiven) << name << ": refused without a reason";
            if (report.outcome == Outcome::kPASSED)
            {
                passed.insert(name);
            }
            else if (report.outcome == Outcome::kREFUSED)
            {
                ++refusals;
                EXPECT_EQ(mustPass.count(name), 0U) << name << " passed before: " << report.message;
                if (only != nullptr)
                {
                    printf("%s: %s\n", name.c_str(), report.message.c_str());
                }
            }
        }
    }
    printf("ONNX backend tests: %zu passed, %zu refused with a reason\n", passed.size(), refusals);
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

} // namespace
} // namespace tenon::onnx_backend
