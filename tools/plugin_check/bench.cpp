#include "plugin_check/bench.h"

#include "plugin_check/call.h"
#include "plugin_check/gpu.h"
#include "plugin_check/hosted.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>

#include <malloc.h>

namespace tenon::plugin_check
{

void Bench::find(Finding finding)
{
    ++findings_;
    finding.object = finding.object.empty() ? creator.label() : finding.object;
    report_(std::move(finding));
}

void Bench::find(std::string method, std::string arguments, std::string expected, std::string found, std::string remedy)
{
    Finding finding;
    finding.method = std::move(method);
    finding.arguments = std::move(arguments);
    finding.expected = std::move(expected);
    finding.found = std::move(found);
    finding.remedy = std::move(remedy);
    find(std::move(finding));
}

void Bench::advise(
    std::string method, std::string arguments, std::string expected, std::string found, std::string remedy)
{
    Finding finding;
    finding.object = creator.label();
    finding.method = std::move(method);
    finding.arguments = std::move(arguments);
    finding.expected = std::move(expected);
    finding.found = std::move(found);
    finding.remedy = std::move(remedy);
    finding.advice = true;
    report_(std::move(finding));
}

void Bench::notApplicable(std::string why)
{
    throw NotApplicable{std::move(why)};
}

void fillFreeHeap(unsigned char value)
{
    mallopt(M_PERTURB, value ^ 0xFF);
    // Blocks that the allocator keeps at hand for each size come back as they were freed.
    std::vector<void*> blocks;
    for (size_t bytes = 24; bytes <= 1032; bytes += 16)
    {
        for (int32_t i = 0; i < 12; ++i)
        {
            blocks.push_back(std::malloc(bytes));
            std::memset(blocks.back(), value, bytes);
        }
    }
    for (void* const block : blocks)
    {
        std::free(block);
    }
}

std::unique_ptr<Plugin> Bench::create(Fields const& fields)
{
    std::string problem;
    auto plugin = creator.create(fields, problem);
    if (plugin == nullptr)
    {
        throw Misdeed{"createPlugin", "fields " + text(fields), "a plugin", problem, "make a plugin of legal fields"};
    }
    return plugin;
}

void Bench::initialize(Plugin& plugin)
{
    int32_t const code = plugin.initialize();
    if (code != 0 && subject.canEnqueue)
    {
        throw Misdeed{"initialize", "", "0", std::to_string(code), "return 0, or say in the log what is missing"};
    }
}

std::unique_ptr<Plugin> Bench::built(Setup const& setup, Fields const& fields)
{
    auto plugin = create(fields);
    plugin->configure(setup);
    initialize(*plugin);
    return plugin;
}

std::unique_ptr<Plugin> Bench::clone(Plugin& plugin)
{
    if (cloneIsBad)
    {
        notApplicable("the finding of clone-answers comes first");
    }
    std::string problem;
    auto twin = plugin.clone(problem);
    if (twin == nullptr)
    {
        throw Misdeed{"clone", "", "a new plugin object", problem, "return a new object with all of this one's state"};
    }
    return twin;
}

std::unique_ptr<Plugin> Bench::deserialize(Blob const& blob)
{
    std::string problem;
    auto plugin = creator.deserialize(blob, problem);
    if (plugin == nullptr)
    {
        throw Misdeed{blob.ofFields ? "createPlugin" : "deserializePlugin",
            blob.ofFields ? "phase kRUNTIME; fields " + text(blob.fields)
                          : fmt::format("{} bytes that serialize wrote", blob.bytes.size()),
            "a plugin", problem, "make a plugin of what its own serialize wrote"};
    }
    return plugin;
}

std::unique_ptr<Plugin> Bench::tryDeserialize(Blob const& blob)
{
    std::string problem;
    return creator.deserialize(blob, problem);
}

Ready Bench::attached(std::unique_ptr<Plugin> plugin)
{
    Ready ready;
    std::string problem;
    ready.attached = plugin->attach(problem);
    if (plugin->kind() == Interface::kV3 && ready.attached == nullptr)
    {
        throw Misdeed{"attachToContext", "", "a new plugin object", problem, "return a clone of the plugin"};
    }
    ready.object = std::move(plugin);
    return ready;
}

Tensor poisonedTensor()
{
    Tensor tensor;
    tensor.type = static_cast<DataType>(-1);
    tensor.format = static_cast<TensorFormat>(-1);
    tensor.dims.nbDims = -1;
    tensor.scale = std::numeric_limits<float>::quiet_NaN();
    return tensor;
}

namespace
{

constexpr DataType kTypes[]{DataType::kFLOAT, DataType::kHALF, DataType::kINT32, DataType::kINT8, DataType::kBF16,
    DataType::kINT64, DataType::kBOOL, DataType::kUINT8};

bool oneAnswerForAll(Plugin const& plugin)
{
    return plugin.kind() == Interface::kV2 || plugin.kind() == Interface::kEXT;
}

//! Asks for tensor `pos` with nothing valid behind it.
bool ask(Plugin& plugin, std::vector<Tensor> const& tensors, size_t pos, int32_t inputs)
{
    std::vector<Tensor> told = tensors;
    for (size_t i = pos + 1; i < told.size(); ++i)
    {
        told[i] = poisonedTensor();
    }
    return plugin.supports(static_cast<int32_t>(pos), told, inputs);
}

bool negotiateFrom(
    Plugin& plugin, std::vector<Tensor>& tensors, size_t pos, int32_t inputs, bool typesFixed, int32_t& questions)
{
    if (pos == tensors.size())
    {
        return true;
    }
    std::vector<DataType> choices(std::begin(kTypes), std::end(kTypes));
    if (pos < static_cast<size_t>(inputs) && typesFixed)
    {
        choices = {tensors[pos].type};
    }
    else if (pos >= static_cast<size_t>(inputs))
    {
        // What it tells of the output's type comes first.
        std::vector<DataType> types;
        for (int32_t i = 0; i < inputs; ++i)
        {
            types.push_back(tensors[static_cast<size_t>(i)].type);
        }
        DataType const told = plugin.outputTypes(types).at(pos - static_cast<size_t>(inputs));
        choices.insert(choices.begin(), told);
    }
    for (DataType const type : choices)
    {
        if (++questions > 2000)
        {
            return false;
        }
        tensors[pos].type = type;
        tensors[pos].format = TensorFormat::kLINEAR;
        if (base::isKnown(type) && ask(plugin, tensors, pos, inputs)
            && negotiateFrom(plugin, tensors, pos + 1, inputs, typesFixed, questions))
        {
            return true;
        }
    }
    return false;
}

} // namespace

std::optional<std::vector<Tensor>> negotiateLinear(
    Plugin& plugin, std::vector<Tensor> tensors, int32_t inputs, bool typesFixed)
{
    for (Tensor& tensor : tensors)
    {
        tensor.format = TensorFormat::kLINEAR;
    }
    if (!oneAnswerForAll(plugin))
    {
        int32_t questions = 0;
        if (negotiateFrom(plugin, tensors, 0, inputs, typesFixed, questions))
        {
            return tensors;
        }
        return std::nullopt;
    }
    for (DataType const type : kTypes)
    {
        if (typesFixed && std::none_of(tensors.begin(), tensors.begin() + inputs, [&](Tensor const& one) {
                return one.type == type;
            }))
        {
            continue;
        }
        Tensor asked;
        asked.type = type;
        if (!plugin.supports(0, {asked}, 1))
        {
            continue;
        }
        std::vector<DataType> inputTypes;
        for (int32_t i = 0; i < inputs; ++i)
        {
            Tensor& tensor = tensors[static_cast<size_t>(i)];
            tensor.type = typesFixed ? tensor.type : type;
            inputTypes.push_back(tensor.type);
        }
        std::vector<DataType> const outputTypes = plugin.outputTypes(inputTypes);
        for (size_t o = 0; o < outputTypes.size(); ++o)
        {
            Tensor& output = tensors[static_cast<size_t>(inputs) + o];
            // One type for all floating tensors; other types are as told.
            output.type = base::isKnown(outputTypes[o]) && !base::isFloating(outputTypes[o]) ? outputTypes[o] : type;
        }
        return tensors;
    }
    return std::nullopt;
}

std::vector<std::vector<Tensor>> acceptedCombinations(
    Plugin& plugin, std::vector<Tensor> const& tensors, int32_t inputs, bool formats, size_t limit)
{
    std::vector<std::vector<Tensor>> accepted;
    int32_t questions = 0;
    auto const fits = [&](TensorFormat format, DataType type, Dims const& dims) {
        if (format != TensorFormat::kLINEAR && !formats)
        {
            return false;
        }
        Dims told = dims;
        told.nbDims -= plugin.dynamic() ? 0 : 1;
        return base::isBound(format, type) && !base::isDlaFormat(format)
            && base::checkFormat(format, type, told.nbDims).ok();
    };
    if (oneAnswerForAll(plugin))
    {
        for (DataType const type : {DataType::kFLOAT, DataType::kHALF, DataType::kINT8})
        {
            for (TensorFormat const format : {TensorFormat::kLINEAR, TensorFormat::kCHW2, TensorFormat::kHWC8})
            {
                bool const all = std::all_of(tensors.begin(), tensors.end(),
                    [&](Tensor const& one) { return !base::isFloating(one.type) || fits(format, type, one.dims); });
                Tensor asked;
                asked.type = type;
                asked.format = format;
                if (all && plugin.supports(0, {asked}, 1))
                {
                    std::vector<Tensor> combination = tensors;
                    for (Tensor& one : combination)
                    {
                        if (base::isFloating(one.type))
                        {
                            one.type = type;
                            one.format = format;
                        }
                    }
                    accepted.push_back(std::move(combination));
                }
            }
        }
        return accepted;
    }
    std::vector<Tensor> current = tensors;
    std::function<void(size_t)> const extend = [&](size_t pos) {
        if (pos == current.size())
        {
            accepted.push_back(current);
            return;
        }
        for (DataType const type : kTypes)
        {
            for (TensorFormat const format : base::formatsOf(type))
            {
                if (accepted.size() >= limit || questions > 20'000)
                {
                    return;
                }
                current[pos].type = type;
                current[pos].format = format;
                if (!fits(format, type, current[pos].dims))
                {
                    continue;
                }
                ++questions;
                if (ask(plugin, current, pos, inputs))
                {
                    extend(pos + 1);
                }
            }
        }
    };
    extend(0);
    return accepted;
}

Setup Bench::setup(size_t variant)
{
    return setupFor(theCase.variants.empty() ? [&] {
        std::vector<Dims> dims;
        for (Tensor const& input : theCase.inputs)
        {
            dims.push_back(input.dims);
        }
        return dims;
    }() : theCase.variants.at(variant));
}

Setup Bench::setupFor(std::vector<Dims> const& inputDims)
{
    auto const asked = create();
    Setup setup;
    setup.inputs = theCase.inputs;
    setup.outputs = theCase.outputs;
    std::vector<Dims> const outputs = asked->outputDims(inputDims);
    for (size_t i = 0; i < setup.inputs.size(); ++i)
    {
        setup.inputs[i].dims = inputDims[i];
    }
    for (size_t o = 0; o < setup.outputs.size(); ++o)
    {
        setup.outputs[o].dims = outputs.at(o);
    }
    if (asked->dynamic())
    {
        std::vector<Dims> least = inputDims, most = inputDims;
        for (std::vector<Dims> const& variant : theCase.variants)
        {
            for (size_t i = 0; i < variant.size(); ++i)
            {
                for (int32_t d = 0; d < std::min(variant[i].nbDims, least[i].nbDims); ++d)
                {
                    least[i].d[d] = std::min(least[i].d[d], variant[i].d[d]);
                    most[i].d[d] = std::max(most[i].d[d], variant[i].d[d]);
                }
            }
        }
        setup.inputMin = least;
        setup.inputMax = most;
        setup.outputMin = asked->outputDims(least);
        setup.outputMax = asked->outputDims(most);
    }
    else
    {
        setup.maxBatch = 1;
        for (std::vector<Dims> const& variant : theCase.variants)
        {
            setup.maxBatch = std::max(setup.maxBatch, static_cast<int32_t>(variant.empty() ? 1 : variant[0].d[0]));
        }
        setup.maxBatch = std::max(setup.maxBatch, setup.batch());
    }
    return setup;
}

Setup Bench::withTensors(Setup base, std::vector<Tensor> const& inputs, std::vector<Tensor> const& outputs) const
{
    for (size_t i = 0; i < base.inputs.size(); ++i)
    {
        base.inputs[i].type = inputs[i].type;
        base.inputs[i].format = inputs[i].format;
        base.inputs[i].scale = inputs[i].scale;
    }
    for (size_t i = 0; i < base.outputs.size(); ++i)
    {
        base.outputs[i].type = outputs[i].type;
        base.outputs[i].format = outputs[i].format;
        base.outputs[i].scale = outputs[i].scale;
    }
    return base;
}

std::vector<Bytes> Bench::values(Setup const& setup, uint32_t seed) const
{
    std::vector<Bytes> all;
    for (size_t i = 0; i < setup.inputs.size(); ++i)
    {
        all.push_back(standInValues(setup.inputs[i], seed * 131 + static_cast<uint32_t>(i),
            i < theCase.inputValues.size() ? theCase.inputValues[i] : InputValues()));
    }
    return all;
}

size_t Bench::workspaceFor(Plugin& plugin, Setup const& setup)
{
    if (plugin.kind() != Interface::kV3)
    {
        return plugin.workspace(setup);
    }
    // Asked once, of the builder's object.
    std::string const key = text(setup.inputs) + text(setup.outputs);
    auto const it = workspaces_.find(key);
    return it != workspaces_.end() ? it->second : workspaces_[key] = built(setup)->workspace(setup);
}

Inferred Bench::infer(Plugin& plugin, Setup const& setup, std::vector<Bytes> const& inputs, InferOptions const& options)
{
    if (options.prepare)
    {
        int32_t const code = plugin.prepare(setup);
        if (code != 0)
        {
            throw Misdeed{"onShapeChange", fmt::format("in {}; out {}", text(setup.inputs), text(setup.outputs)), "0",
                std::to_string(code), "return 0 for shapes of the profile"};
        }
    }
    size_t const workspaceBytes =
        options.workspaceBytes >= 0 ? static_cast<size_t>(options.workspaceBytes) : workspaceFor(plugin, setup);
    if (workspaceBytes > (size_t{1} << 36))
    {
        throw Misdeed{"getWorkspaceSize", fmt::format("in {}; out {}", text(setup.inputs), text(setup.outputs)),
            "bytes for these shapes", fmt::format("{} bytes", workspaceBytes),
            "compute the size from dims that are known: in[i].max in a build, without −1"};
    }
    std::vector<std::unique_ptr<Block>> in, out;
    std::vector<void const*> inPointers;
    std::vector<void*> outPointers;
    for (size_t i = 0; i < setup.inputs.size(); ++i)
    {
        in.push_back(makeBlock(inputs[i].size(), options.placement, options.slack, fmt::format("input {}", i).c_str()));
        in.back()->write(inputs[i].data());
        inPointers.push_back(in.back()->data());
    }
    for (size_t i = 0; i < setup.outputs.size(); ++i)
    {
        out.push_back(makeBlock(
            bytesOf(setup.outputs[i]), options.placement, options.slack, fmt::format("output {}", i).c_str()));
        out.back()->fill(options.outputFill);
        outPointers.push_back(out.back()->data());
    }
    std::unique_ptr<Block> workspace;
    if (workspaceBytes != 0)
    {
        workspace = makeBlock(workspaceBytes, options.placement, options.slack, "the workspace");
        workspace->fill(options.workspaceFill);
    }
    if (callDevice() != "cpu")
    {
        gpu().synchronize(nullptr); // the values are there, also for streams that do not wait for the default one
    }
    int32_t const code = plugin.enqueue(
        setup, inPointers, outPointers, workspace == nullptr ? nullptr : workspace->data(), options.stream);
    std::string const arguments =
        fmt::format("in {}; out {}; {}", text(setup.inputs), text(setup.outputs), plugin.role);
    std::string const failedCheck = latestFailedCheck();
    if (callDevice() != "cpu")
    {
        finishDevice(options.stream, arguments);
    }
    if (code != 0 || !failedCheck.empty())
    {
        throw Misdeed{"enqueue", arguments, "0",
            failedCheck.empty()                      ? std::to_string(code)
                : hosted().takeExceptions != nullptr ? failedCheck
                : code != 0                          ? std::to_string(code)
                                                     : "its own check failed: " + failedCheck,
            "return 0 once the work is done or enqueued; find out which call in it failed"};
    }
    Inferred inferred;
    for (size_t i = 0; i < in.size(); ++i)
    {
        std::string const outside = in[i]->violation();
        if (!outside.empty())
        {
            inferred.violations.push_back(outside);
        }
        std::string const changed = differenceOf(in[i]->content(), inputs[i], setup.inputs[i]);
        if (!changed.empty())
        {
            inferred.changedInputs.push_back(fmt::format("input {}, {} before it", i, changed));
        }
    }
    for (std::unique_ptr<Block> const& block : out)
    {
        std::string const outside = block->violation();
        if (!outside.empty())
        {
            inferred.violations.push_back(outside);
        }
        inferred.outputs.push_back(block->content());
    }
    if (workspace != nullptr && !workspace->violation().empty())
    {
        inferred.violations.push_back(workspace->violation());
    }
    return inferred;
}

void Bench::finishDevice(void* stream, std::string const& arguments)
{
    std::string failure;
    try
    {
        gpu().synchronize(stream);
    }
    catch (std::exception const& exception)
    {
        failure = exception.what();
    }
    std::string const left = gpu().takeError();
    failure = failure.empty() ? left : failure;
    if (!failure.empty())
    {
        throw Misdeed{"enqueue", arguments, "work on the GPU without errors", failure,
            "check the result of every launch and call; look for addresses outside of the buffers"};
    }
}

Buffers::Buffers(Bench& bench, Plugin& prepared, Setup const& setup, std::vector<Bytes> const& inputs)
    : setup_(setup)
{
    for (Bytes const& values : inputs)
    {
        in_.push_back(makeBlock(values.size(), Placement::kLOOSE, 0, "input"));
        inPointers_.push_back(in_.back()->data());
    }
    for (Tensor const& output : setup.outputs)
    {
        out_.push_back(makeBlock(bytesOf(output), Placement::kLOOSE, 0, "output"));
        outPointers_.push_back(out_.back()->data());
    }
    size_t const bytes = bench.workspaceFor(prepared, setup);
    workspace_ = bytes == 0 ? nullptr : makeBlock(bytes, Placement::kLOOSE, 0, "workspace");
    write(inputs);
    fillOutputs(0xC3);
}

void Buffers::write(std::vector<Bytes> const& inputs)
{
    for (size_t i = 0; i < in_.size(); ++i)
    {
        in_[i]->write(inputs[i].data());
    }
}

void Buffers::fillInputs(unsigned char value)
{
    for (std::unique_ptr<Block> const& block : in_)
    {
        block->fill(value);
    }
}

void Buffers::copyInputsOn(Buffers const& from, void* stream)
{
    for (size_t i = 0; i < in_.size(); ++i)
    {
        gpu().copyOn(in_[i]->data(), from.in_[i]->data(), in_[i]->bytes(), stream);
    }
}

void Buffers::fillOutputs(unsigned char value)
{
    for (std::unique_ptr<Block> const& block : out_)
    {
        block->fill(value);
    }
}

int32_t Buffers::enqueue(Plugin& plugin, void* stream) const
{
    return plugin.enqueue(
        setup_, inPointers_, outPointers_, workspace_ == nullptr ? nullptr : workspace_->data(), stream);
}

std::vector<Bytes> Buffers::outputs() const
{
    std::vector<Bytes> all;
    for (std::unique_ptr<Block> const& block : out_)
    {
        all.push_back(block->content());
    }
    return all;
}

std::vector<Bytes> Bench::truth(Setup const& setup, std::vector<Bytes> const& inputs)
{
    Ready const plain = ready(setup);
    return infer(plain.use(), setup, inputs).outputs;
}

Tolerance Bench::sameTolerance()
{
    if (!sameTolerance_)
    {
        Setup const plain = setup();
        std::vector<Bytes> const inputs = values(plain);
        bool const same = differenceOf(truth(plain, inputs), truth(plain, inputs), plain.outputs).empty();
        sameTolerance_ = same ? Tolerance{} : Tolerance{1e-4, 1e-3};
    }
    return *sameTolerance_;
}

} // namespace tenon::plugin_check
