// tenon run: engine file + .npy inputs → .npy outputs, with latency.
#include "call_printer.h"
#include "console.h"
#include "model.h"
#include "npy.h"
#include "packing.h"
#include "shapes.h"

#include "base/tensor_types.h"

#include <tenon/device_memory.h>
#include <tenon/engine_file.h>
#include <tenon/tap.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <numeric>
#include <random>
#include <set>

namespace tenon::tools
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::Dims;
using nvinfer1::TensorIOMode;

struct RunOptions
{
    std::string loadEngine, shapes, dump, dumpFolder{"."};
    std::vector<std::string> plugins, inputs, outputs;
    int32_t iterations{10}, warmUp{1}, profile{0};
    bool verbose{false}, dumpProfile{false}, tracePlugins{false}, allowHostCode{false};
};

//! "name=file", or a file alone where there is one tensor only.
Result<std::map<std::string, std::string>> filesByName(
    std::vector<std::string> const& texts, std::vector<std::string> const& names, std::string_view flag)
{
    std::map<std::string, std::string> files;
    for (std::string const& text : texts)
    {
        size_t const equals = text.find('=');
        if (equals == std::string::npos && names.size() != 1)
        {
            return base::invalidArgument("{}: expected name=file since the engine has {} of them ({}), found \"{}\"",
                flag, names.size(), fmt::join(names, ", "), text);
        }
        std::string const name = equals == std::string::npos ? names[0] : text.substr(0, equals);
        if (std::find(names.begin(), names.end(), name) == names.end())
        {
            return base::invalidArgument("{}: expected one of {}, found \"{}\"", flag, fmt::join(names, ", "), name);
        }
        files[name] = equals == std::string::npos ? text : text.substr(equals + 1);
    }
    return files;
}

//! Seeded values that are neither all equal nor out of any type's range.
Array randomArray(DataType type, Dims const& dims)
{
    std::mt19937 generator(1);
    Array array{DataType::kFLOAT, dims,
        std::vector<std::byte>(static_cast<size_t>(base::volumeUnchecked(dims)) * sizeof(float))};
    auto* const values = reinterpret_cast<float*>(array.bytes.data());
    size_t const count = array.bytes.size() / sizeof(float);
    for (size_t i = 0; i < count; ++i)
    {
        values[i] = base::isFloating(type) ? std::uniform_real_distribution<float>(-1.0F, 1.0F)(generator)
                                           : static_cast<float>(generator() % 2U);
    }
    return converted(std::move(array), type, "random input").value();
}

//! What --dump collects.
struct Dump
{
    std::set<std::string> wanted; //!< empty: all
    std::string folder;
    std::set<std::string> seen, written;
    Status status;

    static std::string fileName(std::string name)
    {
        std::replace_if(
            name.begin(), name.end(), [](char c) { return c == '/' || c == '\\' || c == '\0'; }, '_');
        return name + ".npy";
    }

    static void tap(
        void* user, char const* name, DataType type, nvinfer1::TensorFormat format, Dims const* dims, void const* data)
    {
        auto& dump = *static_cast<Dump*>(user);
        dump.seen.insert(name);
        bool const isWanted = dump.wanted.empty() || dump.wanted.count(name) != 0;
        if (!isWanted || !dump.status.ok() || !dump.written.insert(name).second)
        {
            return;
        }
        // A tensor with no elements may have any address.
        auto const* const first = static_cast<std::byte const*>(data);
        Result<int64_t> const bytes = base::bytesOf(*dims, type, format);
        Array const array =
            unpacked(std::vector<std::byte>(first, first + (bytes.ok() ? *bytes : 0)), type, *dims, format);
        dump.status =
            writeNpy((std::filesystem::path(dump.folder) / fileName(name)).string(), type, *dims, array.bytes.data());
    }

    Status finish() const
    {
        TENON_CHECK(status);
        for (std::string const& name : wanted)
        {
            if (written.count(name) == 0)
            {
                return base::invalidArgument(
                    "--dump: expected a tensor that the engine computes, found \"{}\"; there are: {} (the others were "
                    "fused or folded: build with --markOutputs={} to keep it)",
                    name, fmt::join(seen, ", "), name);
            }
        }
        return {};
    }
};

class LayerTimes final : public nvinfer1::IProfiler
{
public:
    void reportLayerTime(char const* layer, float ms) noexcept override { times_.emplace_back(layer, ms); }

    void print() const
    {
        float const total = std::accumulate(
            times_.begin(), times_.end(), 0.0F, [](float sum, auto const& each) { return sum + each.second; });
        std::printf("%10s %7s  layer\n", "ms", "%");
        for (auto const& [layer, ms] : times_)
        {
            std::printf(
                "%10.4f %7.1f  %s\n", static_cast<double>(ms), total > 0 ? 100.0 * ms / total : 0.0, layer.c_str());
        }
    }

private:
    std::vector<std::pair<std::string, float>> times_;
};

//! An engine with a context, and memory for its inputs and outputs.
class Session
{
public:
    static Result<std::unique_ptr<Session>> open(RunOptions const& options);
    Status setInputs(RunOptions const& options);
    Status setOutputs(RunOptions const& options);
    Status infer();
    Status writeOutputs() const;
    Result<int64_t> bytesFor(std::string const& output, Array const& array) const;
    nvinfer1::IExecutionContext& context() { return *context_; }

private:
    std::vector<std::string> names(TensorIOMode mode) const;
    //! Memory on the engine's device (on the host: values of shape inputs), under the tensor's name.
    Status place(std::string const& name, Array& array, bool isInput);

    std::unique_ptr<ConsoleLogger> logger_;
    std::unique_ptr<nvinfer1::IRuntime> runtime_;
    std::unique_ptr<nvinfer1::ICudaEngine> engine_;
    std::unique_ptr<nvinfer1::IExecutionContext> context_;
    std::map<std::string, Array> inputs_, outputs_;
    std::map<std::string, std::string> outputFiles_; //!< by output
    std::map<std::string, DeviceMemory> inputMemory_, outputMemory_;
};

Result<std::unique_ptr<Session>> Session::open(RunOptions const& options)
{
    auto session = std::make_unique<Session>();
    session->logger_ = std::make_unique<ConsoleLogger>(options.verbose);
    TENON_CHECK(loadPlugins(options.plugins, *session->logger_));
    session->runtime_.reset(nvinfer1::createInferRuntime(*session->logger_));
    if (session->runtime_ != nullptr)
    {
        session->runtime_->setEngineHostCodeAllowed(options.allowHostCode);
    }
    session->engine_.reset(session->runtime_ == nullptr ? nullptr : loadEngine(*session->runtime_, options.loadEngine));
    if (session->engine_ == nullptr)
    {
        return base::invalidArgument(
            "--loadEngine: \"{}\" cannot be loaded; the reason is in the log above", options.loadEngine);
    }
    session->context_.reset(session->engine_->createExecutionContext());
    if (session->context_ == nullptr)
    {
        return base::error(base::ErrorCode::kFAILED_INITIALIZATION,
            "engine \"{}\": no context can be made; the reason is in the log above", options.loadEngine);
    }
    if (options.profile != 0 && !session->context_->setOptimizationProfileAsync(options.profile, nullptr))
    {
        return base::invalidArgument("--useProfile: expected 0 to {}, found {}",
            session->engine_->getNbOptimizationProfiles() - 1, options.profile);
    }
    return session;
}

std::vector<std::string> Session::names(TensorIOMode mode) const
{
    std::vector<std::string> found;
    std::set<std::string> listed;
    for (int32_t i = 0; i < engine_->getNbIOTensors(); ++i)
    {
        char const* const name = engine_->getIOTensorName(i);
        // An input that is an output too is listed twice, as the input first.
        bool const isInput = listed.insert(name).second && engine_->getTensorIOMode(name) == TensorIOMode::kINPUT;
        if (isInput == (mode == TensorIOMode::kINPUT))
        {
            found.emplace_back(name);
        }
    }
    return found;
}

Status Session::setInputs(RunOptions const& options)
{
    auto const inputNames = names(TensorIOMode::kINPUT);
    TENON_ASSIGN(auto const files, filesByName(options.inputs, inputNames, "--input"));
    TENON_ASSIGN(Shapes const shapes, parseShapes(options.shapes, "--shapes"));
    for (auto const& [name, dims] : shapes)
    {
        if (std::find(inputNames.begin(), inputNames.end(), name) == inputNames.end())
        {
            return base::invalidArgument(
                "--shapes: expected one of {}, found \"{}\"", fmt::join(inputNames, ", "), name);
        }
    }
    for (std::string const& name : inputNames)
    {
        DataType const type = engine_->getTensorDataType(name.c_str());
        Array array;
        if (files.count(name) != 0)
        {
            TENON_ASSIGN(Array read, readNpy(files.at(name)));
            TENON_ASSIGN(
                array, converted(std::move(read), type, fmt::format("input \"{}\" from \"{}\"", name, files.at(name))));
        }
        else
        {
            Dims dims = shapes.count(name) != 0 ? shapes.at(name) : engine_->getTensorShape(name.c_str());
            auto const sizes = base::sizesOf(dims);
            if (std::find(sizes.begin(), sizes.end(), -1) != sizes.end())
            {
                dims = engine_->getProfileShape(name.c_str(), options.profile, nvinfer1::OptProfileSelector::kOPT);
            }
            std::fprintf(stderr, "input \"%s\": random values of shape %s (no --input %s=file given)\n", name.c_str(),
                base::toString(dims).c_str(), name.c_str());
            array = randomArray(type, dims);
        }
        if (!context_->setInputShape(name.c_str(), array.dims))
        {
            return base::invalidArgument("input \"{}\": the shape {} is refused; the reason is in the log above", name,
                base::toString(array.dims));
        }
        TENON_ASSIGN(array.bytes, packed(array, engine_->getTensorFormat(name.c_str())).withNote("input \"{}\"", name));
        inputs_[name] = std::move(array);
        TENON_CHECK(place(name, inputs_[name], true));
    }
    return {};
}

Status Session::place(std::string const& name, Array& array, bool isInput)
{
    char const* const role = isInput ? "input" : "output";
    array.bytes.resize(std::max<size_t>(array.bytes.size(), 1));
    void* address = array.bytes.data();
    if (engine_->getTensorLocation(name.c_str()) == nvinfer1::TensorLocation::kDEVICE)
    {
        DeviceMemory memory(*engine_, array.bytes.size());
        if (!memory.copyFrom(array.bytes.data()))
        {
            return base::error(base::ErrorCode::kFAILED_ALLOCATION,
                "{} \"{}\": no memory for {} bytes; the reason is in the log above", role, name, array.bytes.size());
        }
        address = memory.data();
        (isInput ? inputMemory_ : outputMemory_)[name] = std::move(memory);
    }
    bool const taken = isInput ? context_->setInputTensorAddress(name.c_str(), address)
                               : context_->setOutputTensorAddress(name.c_str(), address);
    return taken ? Status()
                 : Status(base::invalidArgument(
                     "{} \"{}\": its address is refused; the reason is in the log above", role, name));
}

//! Where sizes are known only once the engine has run: what the largest takes.
Result<int64_t> Session::bytesFor(std::string const& output, Array const& array) const
{
    auto const sizes = base::sizesOf(array.dims);
    if (std::find(sizes.begin(), sizes.end(), -1) != sizes.end())
    {
        return context_->getMaxOutputSize(output.c_str());
    }
    return base::bytesOf(array.dims, array.type, engine_->getTensorFormat(output.c_str()))
        .withNote("output \"{}\"", output);
}

Status Session::setOutputs(RunOptions const& options)
{
    auto const outputNames = names(TensorIOMode::kOUTPUT);
    // Told before the inferences, not after.
    TENON_ASSIGN(outputFiles_, filesByName(options.outputs, outputNames, "--output"));
    for (std::string const& name : outputNames)
    {
        Array array{engine_->getTensorDataType(name.c_str()), context_->getTensorShape(name.c_str()), {}};
        TENON_ASSIGN(int64_t const bytes, bytesFor(name, array));
        array.bytes.resize(static_cast<size_t>(std::max<int64_t>(bytes, 1)));
        outputs_[name] = std::move(array);
        TENON_CHECK(place(name, outputs_[name], false));
    }
    return {};
}

Status Session::infer()
{
    return context_->enqueueV3(nullptr) && finish(*context_, nullptr)
        ? Status()
        : Status(base::error(base::ErrorCode::kFAILED_EXECUTION, "inference failed; the reason is in the log above"));
}

Status Session::writeOutputs() const
{
    for (auto const& [name, file] : outputFiles_)
    {
        Array stored = outputs_.at(name);
        auto const memory = outputMemory_.find(name);
        if (memory != outputMemory_.end() && !memory->second.copyTo(stored.bytes.data()))
        {
            return base::error(base::ErrorCode::kFAILED_EXECUTION,
                "output \"{}\": cannot be read; the reason is in the log above", name);
        }
        // Now that the inference told them.
        stored.dims = context_->getTensorShape(name.c_str());
        TENON_ASSIGN(int64_t const bytes, bytesFor(name, stored));
        stored.bytes.resize(static_cast<size_t>(bytes));
        Array const array = unpacked(stored.bytes, stored.type, stored.dims, engine_->getTensorFormat(name.c_str()));
        TENON_CHECK(writeNpy(file, array.type, array.dims, array.bytes.data()));
    }
    return {};
}

void printLatency(std::vector<double> milliseconds)
{
    if (milliseconds.empty())
    {
        return;
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    std::printf("latency over %zu inferences: min %.4f ms, median %.4f ms, max %.4f ms\n", milliseconds.size(),
        milliseconds.front(), milliseconds[milliseconds.size() / 2], milliseconds.back());
}

Status run(RunOptions const& options)
{
    if (options.iterations < 1 || options.warmUp < 0)
    {
        return base::invalidArgument("--iterations and --warmUp: expected at least 1 and 0, found {} and {}",
            options.iterations, options.warmUp);
    }
    CallPrinter const calls(options.tracePlugins); // outlives the session, so that the last calls are seen
    TENON_ASSIGN(auto const session, Session::open(options));
    TENON_CHECK(session->setInputs(options));
    TENON_CHECK(session->setOutputs(options));
    if (!options.dump.empty())
    {
        Dump dump;
        dump.folder = options.dumpFolder;
        auto const wanted = splitList(options.dump);
        dump.wanted =
            options.dump == "all" ? std::set<std::string>() : std::set<std::string>(wanted.begin(), wanted.end());
        setTap(session->context(), Dump::tap, &dump);
        TENON_CHECK(session->infer());
        setTap(session->context(), nullptr, nullptr);
        TENON_CHECK(dump.finish());
        std::printf("dumped %zu tensors to %s\n", dump.written.size(), options.dumpFolder.c_str());
    }
    for (int32_t i = 0; i < options.warmUp; ++i)
    {
        TENON_CHECK(session->infer());
    }
    std::vector<double> milliseconds;
    for (int32_t i = 0; i < options.iterations; ++i)
    {
        auto const begin = std::chrono::steady_clock::now();
        TENON_CHECK(session->infer());
        milliseconds.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
    }
    TENON_CHECK(session->writeOutputs());
    printLatency(std::move(milliseconds));
    if (options.dumpProfile)
    {
        LayerTimes times;
        session->context().setProfiler(&times);
        TENON_CHECK(session->infer());
        times.print();
        session->context().setProfiler(nullptr);
    }
    return {};
}

} // namespace

void addRun(CLI::App& app, Chosen& chosen)
{
    auto const options = std::make_shared<RunOptions>();
    CLI::App* const command = app.add_subcommand("run", "Run an engine on .npy files");
    command->add_option("--loadEngine", options->loadEngine, "Engine file")->required();
    command
        ->add_option("--plugins", options->plugins,
            "Plugin libraries to load first; folders of them are searched when a plugin is missing")
        ->delimiter(',');
    command->add_flag("--allowHostCode", options->allowHostCode,
        "Run the code of plugin libraries inside the engine file: for files that you trust");
    command->add_option("--input,--loadInputs", options->inputs, "name=file.npy (random values where none is given)")
        ->delimiter(',');
    command->add_option("--output", options->outputs, "name=file.npy, or file.npy where there is one output")
        ->delimiter(',');
    command->add_option("--shapes", options->shapes, "Shapes of inputs without a file: input:1x3x8x8");
    command->add_option("--useProfile", options->profile, "Optimization profile");
    command->add_option("--dump", options->dump, "Tensors to write as .npy, t1,t2 or all");
    command->add_option("--dumpFolder", options->dumpFolder, "Folder for --dump");
    command->add_option("--iterations", options->iterations, "Inferences to time");
    command->add_option("--warmUp", options->warmUp, "Inferences before");
    command->add_flag("--dumpProfile", options->dumpProfile, "Print the time of each layer");
    command->add_flag("--trace-plugins", options->tracePlugins, "Print one line for each call into a plugin");
    command->add_flag("--verbose", options->verbose, "Print all messages");
    command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

} // namespace tenon::tools
