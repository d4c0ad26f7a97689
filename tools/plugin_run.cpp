// tenon plugin run: one plugin on arrays, without a network. tenon plugin trace: its life, call by call. Both in a process of their own, so that a
// plugin that crashes is named.
#include "npy.h"
#include "plugin_check/call.h"
#include "plugin_check/gpu.h"
#include "plugin_check/isolation.h"
#include "plugin_check/survey.h"
#include "plugin_options.h"

#include <tenon/plugin_driver.h>

#include <cstdio>
#include <sstream>

namespace tenon::tools
{
namespace
{

using plugin_check::Bench;
using plugin_check::Bytes;
using plugin_check::Case;
using plugin_check::Creator;
using plugin_check::Subject;
using plugin_check::Tensor;

struct RunOnArraysOptions
{
    PluginOptions plugin;
    std::vector<std::string> inputs;
    std::vector<std::string> outputs;
};

Result<Creator> creatorNamed(plugin_check::RunOptions const& options)
{
    TENON_CHECK(plugin_check::loadLibraries(options.library));
    std::string known;
    for (Creator& creator : plugin_check::creatorsOf(options.library))
    {
        char const* const name = creator.name();
        char const* const version = creator.version();
        bool const named = name != nullptr && (options.plugin.empty() || options.plugin == name);
        if (named && (options.version.empty() || (version != nullptr && options.version == version)))
        {
            return creator;
        }
        known += (known.empty() ? "" : ", ") + std::string(name == nullptr ? "?" : name);
    }
    return base::invalidArgument("--plugin: expected one of the plugins of {} ({}), found \"{}\"",
        options.library.empty() ? "the standard library" : options.library, known.empty() ? "none" : known,
        options.plugin);
}

//! Where it is called; error where it serves neither that device nor this machine has it.
Result<std::string> chooseDevice(plugin_check::RunOptions const& options, Creator& creator)
{
    uint32_t devices = TENON_PLUGIN_ON_CPU;
    if (tenonTraitsOfPlugin != nullptr)
    {
        TenonPluginTraits traits{};
        tenonTraitsOfPlugin(creator.name(), creator.version(), creator.anchor(), &traits);
        devices = traits.devices;
    }
    bool const onCpu = (devices & TENON_PLUGIN_ON_CPU) != 0;
    bool const wantsGpu = options.device.rfind("cuda", 0) == 0 || (options.device.empty() && !onCpu);
    if (!wantsGpu && !onCpu)
    {
        return base::invalidArgument("--device: {} does not serve the CPU; use --device cuda", creator.label());
    }
    if (wantsGpu && (devices & TENON_PLUGIN_ON_CUDA) == 0)
    {
        return base::invalidArgument("--device: {} does not serve GPUs; use --device cpu", creator.label());
    }
    if (std::string const problem = wantsGpu ? plugin_check::gpuProblem() : std::string(); !problem.empty())
    {
        return base::invalidArgument("--device: {} needs a GPU, and {}", creator.label(), problem);
    }
    return std::string(!wantsGpu                                 ? "cpu"
            : options.device.empty() || options.device == "cuda" ? "cuda:0"
                                                                 : options.device);
}

base::Error errorOf(plugin_check::Misdeed const& misdeed, std::string const& label)
{
    return base::error(base::ErrorCode::kFAILED_EXECUTION, "{}: {}({}): expected {}, found {}; {}", label,
        misdeed.method, misdeed.arguments, misdeed.expected, misdeed.found, misdeed.remedy);
}

//! Fields as given, else the declared defaults.
Status takeFields(plugin_check::RunOptions const& options, Creator& creator, Case& one)
{
    std::vector<plugin_check::DeclaredField> const declared = creator.declared();
    if (!options.fieldsText.empty())
    {
        TENON_ASSIGN(one.fields, plugin_check::fieldsFromJson(options.fieldsText, declared));
        return {};
    }
    for (plugin_check::DeclaredField const& field : declared)
    {
        if (field.defaultValue)
        {
            one.fields.push_back(*field.defaultValue);
        }
    }
    return {};
}

//! The life of a plugin in an engine with one context, up to its outputs.
Result<std::vector<Bytes>> live(Bench& bench, std::vector<Bytes> const& inputs, plugin_check::Setup& setup)
{
    plugin_check::setDestroysObjects(true);
    auto const users = bench.create();
    auto const engine = bench.clone(*users);
    users->destroy();
    setup = bench.setup();
    engine->configure(setup);
    bench.initialize(*engine);
    auto const blob = engine->serialize();
    engine->terminate();
    engine->destroy();
    auto const loaded = bench.deserialize(blob);
    bench.initialize(*loaded);
    plugin_check::Ready context = bench.attached(bench.clone(*loaded));
    std::vector<Bytes> outputs = bench.infer(context.use(), setup, inputs).outputs;
    context.use().detach();
    if (context.attached != nullptr)
    {
        context.attached->destroy();
    }
    context.object->destroy();
    loaded->terminate();
    loaded->destroy();
    return outputs;
}

//! Runs `body` in a child, prints its lines "P …" and gives its error.
Status inChild(std::function<Status(plugin_check::Emit const&)> const& body)
{
    plugin_check::Ending const ending = plugin_check::runIsolated(600, [&](plugin_check::Emit const& emit) {
        Status status;
        try
        {
            status = body(emit);
        }
        catch (plugin_check::Misdeed const& misdeed)
        {
            status = errorOf(misdeed, "plugin");
        }
        catch (plugin_check::Thrown const& thrown)
        {
            status = base::error(base::ErrorCode::kFAILED_EXECUTION, "{}: {}({}): it threw {}", thrown.object,
                thrown.method, thrown.arguments, thrown.what);
        }
        catch (plugin_check::NotApplicable const& reason)
        {
            status = base::error(base::ErrorCode::kFAILED_EXECUTION, "{}", reason.why);
        }
        if (!status.ok())
        {
            std::istringstream text(status.error().text());
            std::string line;
            while (std::getline(text, line))
            {
                emit("E " + line);
            }
        }
    });
    std::string failure;
    std::istringstream lines(ending.payload);
    std::string line;
    while (std::getline(lines, line))
    {
        if (line.rfind("P ", 0) == 0)
        {
            std::printf("%s\n", line.c_str() + 2);
        }
        else if (line.rfind("E ", 0) == 0)
        {
            failure += (failure.empty() ? "" : "\n") + line.substr(2);
        }
    }
    if (!ending.finished())
    {
        base::Error error = base::error(base::ErrorCode::kFAILED_EXECUTION, "{}: {}({}): {}", ending.object,
            ending.method, ending.arguments, ending.text());
        for (std::string const& frame : ending.stack)
        {
            error.notes.push_back("at " + frame);
        }
        if (!ending.printed.empty())
        {
            error.notes.push_back("it printed: " + ending.printed);
        }
        return error;
    }
    return failure.empty() ? Status() : Status(base::error(base::ErrorCode::kFAILED_EXECUTION, "{}", failure));
}

Subject subjectOf(plugin_check::RunOptions const& options)
{
    Subject subject;
    subject.library = options.library;
    subject.plugin = options.plugin;
    return subject;
}

//! Types in linear formats that the plugin accepts for these inputs; fills the case's outputs.
Status negotiate(Bench& bench, Case& one)
{
    auto const plugin = bench.create();
    std::vector<nvinfer1::Dims> dims;
    std::vector<Tensor> tensors = one.inputs;
    for (Tensor const& input : one.inputs)
    {
        dims.push_back(input.dims);
    }
    for (nvinfer1::Dims const& output : plugin->outputDims(dims))
    {
        if (!base::volume(output).ok())
        {
            return base::error(base::ErrorCode::kFAILED_EXECUTION,
                "{}: expected output dims of at least 0 for inputs {}, found {}", bench.creator.label(),
                text(one.inputs), base::toString(output));
        }
        Tensor tensor;
        tensor.dims = output;
        tensors.push_back(tensor);
    }
    auto const count = static_cast<int32_t>(one.inputs.size());
    auto const accepted = negotiateLinear(*plugin, tensors, count, true);
    if (!accepted)
    {
        return base::invalidArgument(
            "{}: expected inputs that the plugin accepts, found {}, which it refuses in linear format; convert the arrays (astype)",
            bench.creator.label(), text(one.inputs));
    }
    one.outputs.assign(accepted->begin() + count, accepted->end());
    return {};
}

Status runOnArrays(RunOnArraysOptions options)
{
    TENON_CHECK(readPluginOptions(options.plugin));
    std::vector<Array> arrays;
    for (std::string const& path : options.inputs)
    {
        size_t const equals = path.find('=');
        TENON_ASSIGN(Array array, readNpy(equals == std::string::npos ? path : path.substr(equals + 1)));
        arrays.push_back(std::move(array));
    }
    plugin_check::RunOptions const& run = options.plugin.run;
    return inChild([&](plugin_check::Emit const& emit) -> Status {
        TENON_ASSIGN(Creator creator, creatorNamed(run));
        TENON_ASSIGN(std::string const device, chooseDevice(run, creator));
        plugin_check::setCallDevice(device);
        Case one;
        TENON_CHECK(takeFields(run, creator, one));
        std::vector<Bytes> inputs;
        for (Array const& array : arrays)
        {
            Tensor tensor;
            tensor.type = array.type;
            tensor.dims = array.dims;
            one.inputs.push_back(tensor);
            inputs.push_back(array.bytes);
        }
        Subject const subject = subjectOf(run);
        Bench bench(subject, one, creator, [](plugin_check::Finding const&) {});
        TENON_CHECK(negotiate(bench, one));
        if (options.outputs.size() > one.outputs.size())
        {
            return base::invalidArgument(
                "--output: expected at most {} files, as many as the plugin has outputs, found {}", one.outputs.size(),
                options.outputs.size());
        }
        plugin_check::Setup setup;
        TENON_ASSIGN(std::vector<Bytes> const outputs, live(bench, inputs, setup));
        for (size_t i = 0; i < outputs.size(); ++i)
        {
            Tensor const& output = setup.outputs[i];
            if (i < options.outputs.size())
            {
                TENON_CHECK(writeNpy(options.outputs[i], output.type, output.dims, outputs[i].data()));
            }
            emit(fmt::format(
                "P output {}: {}{}", i, text(output), i < options.outputs.size() ? " -> " + options.outputs[i] : ""));
        }
        return {};
    });
}

Status trace(PluginOptions options)
{
    TENON_CHECK(readPluginOptions(options));
    plugin_check::RunOptions const& run = options.run;
    return inChild([&](plugin_check::Emit const& emit) -> Status {
        TENON_ASSIGN(Creator creator, creatorNamed(run));
        TENON_ASSIGN(std::string const device, chooseDevice(run, creator));
        Subject subject = subjectOf(run);
        subject.inputs = run.inputs;
        subject.typesGiven = run.typesGiven;
        subject.device = device;
        if (!run.fieldsText.empty())
        {
            TENON_ASSIGN(subject.fields, plugin_check::fieldsFromJson(run.fieldsText, creator.declared()));
            subject.fieldsGiven = true;
        }
        plugin_check::Survey const found = plugin_check::survey(subject, creator);
        if (!found.found)
        {
            plugin_check::Finding const& finding = found.findings.front();
            return base::error(base::ErrorCode::kFAILED_EXECUTION, "{}: {}({}): expected {}, found {}; {}",
                finding.object, finding.method, finding.arguments, finding.expected, finding.found, finding.remedy);
        }
        plugin_check::setCallDevice(subject.device);
        Case const& one = found.theCase;
        emit(
            fmt::format("P # fields {}; inputs {}; outputs {}", text(one.fields), text(one.inputs), text(one.outputs)));
        Bench bench(subject, one, creator, [](plugin_check::Finding const&) {});
        int32_t number = 0;
        plugin_check::setCallListener([&](std::string const& object, std::string const& method,
                                          std::string const& arguments, double microseconds) {
            size_t const comma = object.find(", ");
            emit(fmt::format("P {:4}  {:<34} {}({})  {:.1f} us", ++number,
                comma == std::string::npos ? object : object.substr(comma + 2), method, arguments, microseconds));
        });
        plugin_check::Setup const setup = bench.setup();
        plugin_check::Setup used;
        TENON_ASSIGN(std::vector<Bytes> const outputs, live(bench, bench.values(setup), used));
        emit(fmt::format("P # {} calls", number));
        return {};
    });
}

} // namespace

void addPluginRun(CLI::App& plugin, Chosen& chosen)
{
    auto const options = std::make_shared<RunOnArraysOptions>();
    CLI::App* const command = plugin.add_subcommand("run", "Run one plugin on arrays, without a network");
    addPluginOptions(*command, options->plugin);
    command->remove_option(command->get_option("--inputs"));
    command->get_option("--plugin")->required();
    command->add_option("--input", options->inputs, "A .npy file for each input, in order, batch included")
        ->required()
        ->take_all();
    command->add_option("--output", options->outputs, "A .npy file for each output, in order")->take_all();
    command->callback([options, &chosen] { chosen = [options] { return runOnArrays(*options); }; });
}

void addPluginTrace(CLI::App& plugin, Chosen& chosen)
{
    auto const options = std::make_shared<PluginOptions>();
    CLI::App* const command = plugin.add_subcommand("trace", "Print a plugin's life, call by call");
    addPluginOptions(*command, *options);
    command->get_option("--plugin")->required();
    command->callback([options, &chosen] { chosen = [options] { return trace(*options); }; });
}

} // namespace tenon::tools
