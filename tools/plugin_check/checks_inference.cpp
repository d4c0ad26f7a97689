// Checks 301 to 314: inferences of one object.
#include "plugin_check/call.h"
#include "plugin_check/checks.h"
#include "plugin_check/gpu.h"
#include "plugin_check/hooks.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>

#include <dlfcn.h>
#include <unistd.h>

namespace tenon::plugin_check
{
namespace
{

std::string where(Setup const& setup)
{
    return fmt::format("in {}; out {}", text(setup.inputs), text(setup.outputs));
}

} // namespace

void checkNullHandles(Bench& bench)
{
    Setup const setup = bench.setup();
    std::vector<Bytes> const inputs = bench.values(setup);
    Ready const ready = bench.ready(setup);
    bench.infer(ready.use(), setup, inputs);
}

void checkDeterministic(Bench& bench)
{
    for (size_t variant = 0; variant < std::min<size_t>(2, bench.variantCount()); ++variant)
    {
        Setup const setup = bench.setup(variant);
        std::vector<Bytes> const inputs = bench.values(setup);
        // Heap memory that was never written shows as a difference between two patterns; −1 and NaN are likely to matter.
        setHeapPattern(0x5A);
        Ready const first = bench.ready(setup);
        std::vector<Bytes> const once = bench.infer(first.use(), setup, inputs).outputs;
        std::vector<Bytes> const again = bench.infer(first.use(), setup, inputs).outputs;
        setHeapPattern(0x83);
        Ready const second = bench.ready(setup);
        std::vector<Bytes> const other = bench.infer(second.use(), setup, inputs).outputs;
        setHeapPattern(-1);
        // Sums in another order are no fault.
        Tolerance const small{1e-4, 1e-3};
        std::string const repeated = differenceOf(again, once, setup.outputs, small);
        std::string const fresh = differenceOf(other, once, setup.outputs, small);
        if (!repeated.empty() && !fresh.empty())
        {
            // Both: its results change from call to call. Only the first: something is left behind, which has a check of its own.
            bench.find("enqueue", where(setup), "equal outputs for equal inputs",
                "another object, and the same one called again, compute something else: " + repeated,
                "do not use random numbers, time or memory that was never written");
            return;
        }
        if (!fresh.empty())
        {
            bench.find("enqueue", where(setup), "equal outputs from two objects made alike", fresh,
                "initialise every member and buffer: two objects differ in what memory held before");
            return;
        }
    }
}

void checkOutputOverrun(Bench& bench)
{
    for (size_t variant = 0; variant < bench.variantCount(); ++variant)
    {
        Setup const setup = bench.setup(variant);
        std::vector<Bytes> const inputs = bench.values(setup);
        Ready const ready = bench.ready(setup);
        Inferred const inferred = bench.infer(ready.use(), setup, inputs);
        for (std::string const& violation : inferred.violations)
        {
            std::string remedy =
                "check index arithmetic, the batch that enqueue is given, and sizes in elements and bytes";
            bench.find("enqueue", where(setup), "writes inside of the outputs and the workspace only",
                "written: " + violation, remedy);
            return;
        }
    }
    // With forbidden pages at both ends: who writes further away crashes.
    for (Placement const placement : {Placement::kEND, Placement::kBEGIN})
    {
        Setup const setup = bench.setup();
        InferOptions options;
        options.placement = placement;
        Ready const ready = bench.ready(setup);
        bench.infer(ready.use(), setup, bench.values(setup), options);
    }
}

void checkOutputWritten(Bench& bench)
{
    if (bench.theCase.dataDependent)
    {
        bench.notApplicable("sizes of the outputs depend on data");
    }
    for (size_t variant = 0; variant < bench.variantCount(); ++variant)
    {
        Setup const setup = bench.setup(variant);
        std::vector<Bytes> const inputs = bench.values(setup);
        // Two objects: what the first inference leaves behind is another check's affair.
        Ready const first1 = bench.ready(setup), first2 = bench.ready(setup);
        InferOptions options;
        options.outputFill = 0xC3;
        std::vector<Bytes> const one = bench.infer(first1.use(), setup, inputs, options).outputs;
        options.outputFill = 0x3C;
        std::vector<Bytes> const other = bench.infer(first2.use(), setup, inputs, options).outputs;
        for (size_t o = 0; o < setup.outputs.size(); ++o)
        {
            auto const size = static_cast<size_t>(std::max(1, base::bytesOf(setup.outputs[o].type)));
            size_t unwritten = 0, first = 0;
            for (size_t i = 0; i + size <= one[o].size(); i += size)
            {
                bool open = true;
                for (size_t b = 0; b < size; ++b)
                {
                    open = open && one[o][i + b] == std::byte{0xC3} && other[o][i + b] == std::byte{0x3C};
                }
                first = open && unwritten == 0 ? i / size : first;
                unwritten += open ? 1 : 0;
            }
            if (unwritten != 0)
            {
                bench.find("enqueue", where(setup), fmt::format("every element of output {} to be written", o),
                    fmt::format("{} of {} elements are not, the first is element {} {}", unwritten,
                        one[o].size() / size, first, indexText(first, setup.outputs[o].dims)),
                    "write the whole output for the batch and dims of this call; do the dims of getOutputDimensions agree with what enqueue computes?");
                return;
            }
            // Half-written: whoever adds to what was there before.
            std::string const depends = differenceOf(one[o], other[o], setup.outputs[o], Tolerance{1e-4, 1e-3});
            if (!depends.empty())
            {
                bench.find("enqueue", where(setup),
                    fmt::format("output {} not to depend on what the buffer held before", o), depends,
                    "write the output instead of adding to it");
                return;
            }
        }
    }
}

void checkInputsUnchanged(Bench& bench)
{
    for (size_t variant = 0; variant < bench.variantCount(); ++variant)
    {
        Setup const setup = bench.setup(variant);
        Ready const ready = bench.ready(setup);
        Inferred const inferred = bench.infer(ready.use(), setup, bench.values(setup));
        if (!inferred.changedInputs.empty())
        {
            bench.find("enqueue", where(setup), "inputs as they were", inferred.changedInputs.front(),
                "compute into the output or the workspace");
            return;
        }
    }
}

void checkInputOverread(Bench& bench)
{
    for (size_t variant = 0; variant < bench.variantCount(); ++variant)
    {
        Setup const setup = bench.setup(variant);
        std::vector<Bytes> const inputs = bench.values(setup);
        std::optional<std::vector<Bytes>> first;
        // Zeros, then values that would show in any type.
        for (int32_t const slack : {0x00, 0x42, 0xBD})
        {
            Ready const ready = bench.ready(setup);
            InferOptions options;
            options.slack = static_cast<unsigned char>(slack);
            std::vector<Bytes> const outputs = bench.infer(ready.use(), setup, inputs, options).outputs;
            std::string const difference =
                first ? differenceOf(outputs, *first, setup.outputs, bench.sameTolerance()) : "";
            first = first ? first : outputs;
            if (!difference.empty())
            {
                bench.find("enqueue", where(setup), "outputs that do not depend on what lies around the inputs",
                    difference,
                    "check index arithmetic: the last row, the last block of a vectorised loop, sizes in elements and bytes");
                return;
            }
        }
        for (Placement const placement : {Placement::kEND, Placement::kBEGIN})
        {
            Ready const ready = bench.ready(setup);
            InferOptions options;
            options.placement = placement;
            bench.infer(ready.use(), setup, inputs, options);
        }
    }
}

void checkWorkspace(Bench& bench)
{
    bool any = false;
    for (size_t variant = 0; variant < bench.variantCount(); ++variant)
    {
        Setup const setup = bench.setup(variant);
        std::vector<Bytes> const inputs = bench.values(setup);
        Ready const ready = bench.ready(setup);
        if (ready.use().prepare(setup) != 0)
        {
            continue;
        }
        size_t const bytes = bench.workspaceFor(ready.use(), setup);
        if (bytes == 0)
        {
            continue;
        }
        any = true;
        if (bytes > (size_t{1} << 36))
        {
            bench.find("getWorkspaceSize", where(setup), "the bytes that these sizes need",
                fmt::format("{} bytes", bytes), "compute it from dims that are known");
            return;
        }
        std::optional<std::vector<Bytes>> first;
        for (int32_t const fill : {0x00, 0xFF, 0x41})
        {
            InferOptions options;
            options.workspaceFill = static_cast<unsigned char>(fill);
            Ready const fresh = bench.ready(setup);
            Inferred const inferred = bench.infer(fresh.use(), setup, inputs, options);
            std::string const difference =
                first ? differenceOf(inferred.outputs, *first, setup.outputs, bench.sameTolerance()) : "";
            first = first ? first : inferred.outputs;
            for (std::string const& violation : inferred.violations)
            {
                if (violation.find("workspace") != std::string::npos)
                {
                    bench.find("enqueue", where(setup),
                        fmt::format("at most the {} bytes of workspace that getWorkspaceSize asked for", bytes),
                        "written: " + violation, "ask for enough: bytes, not elements, for the batch and dims given");
                    return;
                }
            }
            if (!difference.empty())
            {
                bench.find("enqueue", where(setup), "outputs that do not depend on what the workspace held before",
                    difference, "write the workspace before you read it");
                return;
            }
        }
        InferOptions options;
        options.placement = Placement::kEND;
        bench.infer(ready.use(), setup, inputs, options);
    }
    // A plugin that asked for none gets none: enqueue with a null workspace is what every other check does.
    if (!any)
    {
        bench.notApplicable("the plugin asks for no workspace");
    }
}

void checkNoAllocation(Bench& bench)
{
    if (bench.creator.inPython())
    {
        bench.notApplicable("each call of a plugin in Python allocates the objects that it is given");
    }
    std::string problem;
    if (!watchLibrary(bench.creator.anchor(), problem))
    {
        bench.notApplicable(problem);
    }
    Setup const setup = bench.setup();
    std::vector<Bytes> const inputs = bench.values(setup);
    Ready const ready = bench.ready(setup);
    ready.use().prepare(setup);
    Buffers const buffers(bench, ready.use(), setup, inputs);
    size_t freeBefore = 0;
    // Tables that are made once are no fault: two inferences go before.
    for (int32_t i = 0; i < 6; ++i)
    {
        if (i == 2)
        {
            freeBefore = callDevice() == "cpu" ? 0 : gpu().freeBytes();
            startWatching(nullptr);
        }
        buffers.enqueue(ready.use(), nullptr);
        if (callDevice() != "cpu")
        {
            gpu().synchronize(nullptr);
        }
    }
    WatchedCalls const calls = stopWatching();
    std::string const remedy =
        "ask for a workspace, or allocate in initialize, attachToContext or the execution-phase configure";
    if (!calls.deviceAllocations.empty())
    {
        bench.find("enqueue", where(setup), "no allocation of device memory",
            calls.deviceAllocations.front() + ", in each of 4 inferences after the first two", remedy);
    }
    else if (calls.allocations >= 4)
    {
        std::string const found =
            fmt::format("{} allocations of {} bytes together in 4 inferences after the first two: {}, …",
                calls.allocations, calls.allocatedBytes, calls.firstAllocation);
        // Host memory for a few strides is no fault worth an alarm; tensors and tables are.
        bool const small = calls.allocatedBytes < size_t{4} * 128 && calls.allocations <= 4 * 4;
        small ? bench.advise("enqueue", where(setup), "no allocation", found, remedy)
              : bench.find("enqueue", where(setup), "no allocation", found, remedy);
    }
    else if (callDevice() != "cpu" && !heldOnDevice().known && gpu().freeBytes() + (size_t{1} << 20) < freeBefore)
    {
        bench.find("enqueue", where(setup), "no allocation of device memory",
            fmt::format("{} bytes less are free after 4 inferences", freeBefore - gpu().freeBytes()), remedy);
    }
}

void checkEmptyTensors(Bench& bench)
{
    auto const probe = bench.create();
    std::vector<Dims> dims;
    for (Tensor const& input : bench.theCase.inputs)
    {
        dims.push_back(input.dims);
    }
    bool const hasBatch = !dims.empty() && std::all_of(dims.begin(), dims.end(), [&](Dims const& one) {
        return one.nbDims > 0 && one.d[0] == dims[0].d[0];
    });
    if (!hasBatch)
    {
        bench.notApplicable("the inputs have no leading dimension in common");
    }
    bool const varies = std::any_of(bench.theCase.variants.begin(), bench.theCase.variants.end(),
        [&](std::vector<Dims> const& one) { return one[0].d[0] != dims[0].d[0]; });
    if (probe->dynamic() && !varies)
    {
        bench.notApplicable("the plugin serves one leading dimension only");
    }
    for (Dims& one : dims)
    {
        one.d[0] = 0;
    }
    Setup setup = bench.setup();
    std::vector<Dims> outputs = probe->outputDims(dims);
    for (size_t o = 0; o < outputs.size(); ++o)
    {
        for (int32_t d = 0; d < outputs[o].nbDims; ++d)
        {
            if (outputs[o].d[d] < 0)
            {
                bench.find("getOutputDimensions", "an input with leading dimension 0", "dims of at least 0",
                    base::toString(outputs[o]), "do not subtract from a dimension that may be 0");
                return;
            }
        }
    }
    for (size_t i = 0; i < dims.size(); ++i)
    {
        setup.inputs[i].dims = dims[i];
        if (!setup.inputMin.empty())
        {
            setup.inputMin[i].d[0] = 0;
        }
    }
    for (size_t o = 0; o < outputs.size(); ++o)
    {
        setup.outputs[o].dims = outputs[o];
        for (int32_t d = 0; !setup.outputMin.empty() && d < outputs[o].nbDims; ++d)
        {
            setup.outputMin[o].d[d] = std::min(setup.outputMin[o].d[d], outputs[o].d[d]);
        }
    }
    // Configured for what came before, then run on nothing.
    Ready const ready = bench.ready(bench.setup());
    Inferred const inferred = bench.infer(ready.use(), setup, bench.values(setup));
    if (!inferred.violations.empty())
    {
        bench.find("enqueue", where(setup), "nothing written where there are no elements",
            "written: " + inferred.violations.front(), "return 0 at once where there is nothing to compute");
    }
}

void checkBatch(Bench& bench)
{
    auto const probe = bench.create();
    if (probe->dynamic())
    {
        bench.notApplicable("the interface tells no batch apart");
    }
    Setup const whole = bench.setup(bench.variantCount() - 1);
    std::vector<Bytes> const inputs = bench.values(whole);
    std::vector<Bytes> const expected = bench.truth(whole, inputs);
    int32_t const batch = whole.batch();
    for (int32_t sample = 0; sample < batch; ++sample)
    {
        Setup one = whole;
        std::vector<Bytes> values;
        for (size_t i = 0; i < inputs.size(); ++i)
        {
            one.inputs[i].dims.d[0] = 1;
            size_t const bytes = inputs[i].size() / static_cast<size_t>(batch);
            values.emplace_back(inputs[i].begin() + static_cast<ptrdiff_t>(bytes * static_cast<size_t>(sample)),
                inputs[i].begin() + static_cast<ptrdiff_t>(bytes * static_cast<size_t>(sample + 1)));
        }
        std::vector<Bytes> slices;
        for (size_t o = 0; o < expected.size(); ++o)
        {
            one.outputs[o].dims.d[0] = 1;
            size_t const bytes = expected[o].size() / static_cast<size_t>(batch);
            slices.emplace_back(expected[o].begin() + static_cast<ptrdiff_t>(bytes * static_cast<size_t>(sample)),
                expected[o].begin() + static_cast<ptrdiff_t>(bytes * static_cast<size_t>(sample + 1)));
        }
        // Still configured for the whole maximum batch.
        Ready const ready = bench.ready(whole);
        std::string const difference =
            differenceOf(bench.infer(ready.use(), one, values).outputs, slices, one.outputs, Tolerance{1e-5, 1e-4});
        if (!difference.empty())
        {
            bench.find("enqueue",
                fmt::format("sample {} of a batch of {}, and the same sample as a batch of 1", sample, batch),
                "equal outputs", difference,
                "use the batch that enqueue is given, and step by the volume of one sample");
            return;
        }
    }
}

void checkSecondInference(Bench& bench)
{
    Setup const setup = bench.setup();
    std::vector<Bytes> const first = bench.values(setup, 1), second = bench.values(setup, 2);
    std::vector<Bytes> const expected1 = bench.truth(setup, first), expected2 = bench.truth(setup, second);
    Ready const ready = bench.ready(setup);
    struct Step
    {
        std::vector<Bytes> const& inputs;
        std::vector<Bytes> const& expected;
        bool prepare;
        char const* words;
    };
    Step const steps[]{{first, expected1, true, "the first inference"},
        {second, expected2, false, "the second, with other inputs"},
        {first, expected1, false, "the third, with the first's inputs"},
        {second, expected2, false, "the fourth, with the second's inputs"}};
    // Memory lies elsewhere each time: who remembers an address reads what is there no more.
    std::vector<std::unique_ptr<Block>> taken;
    for (Step const& step : steps)
    {
        for (Bytes const& values : first)
        {
            taken.push_back(makeBlock(values.size(), Placement::kLOOSE, 0, "another tensor"));
        }
        InferOptions options;
        options.prepare = step.prepare;
        std::string const difference = differenceOf(bench.infer(ready.use(), setup, step.inputs, options).outputs,
            step.expected, setup.outputs, bench.sameTolerance());
        if (!difference.empty())
        {
            bench.find("enqueue", fmt::format("{} of one object", step.words), "what a fresh object computes",
                difference, "clear at the beginning of enqueue what you accumulate into; keep nothing of the inputs");
            return;
        }
    }
}

void checkReconfigure(Bench& bench)
{
    if (bench.variantCount() < 2)
    {
        bench.notApplicable("one shape only is served");
    }
    std::vector<Setup> setups;
    std::vector<std::vector<Bytes>> inputs, expected;
    for (size_t i = 0; i < bench.variantCount(); ++i)
    {
        setups.push_back(bench.setup(i));
        inputs.push_back(bench.values(setups.back()));
        expected.push_back(bench.truth(setups.back(), inputs.back()));
    }
    Ready const ready = bench.ready(setups[0]);
    std::vector<size_t> order;
    for (size_t i = 0; i < setups.size(); ++i)
    {
        order.push_back(0);
        order.push_back(i);
    }
    size_t before = 0;
    for (size_t const i : order)
    {
        Inferred const inferred = bench.infer(ready.use(), setups[i], inputs[i]);
        std::string difference = inferred.violations.empty()
            ? differenceOf(inferred.outputs, expected[i], setups[i].outputs, bench.sameTolerance())
            : "written: " + inferred.violations.front();
        if (!difference.empty())
        {
            bench.find("enqueue", fmt::format("{}, after {}", where(setups[i]), text(setups[before].inputs)),
                "what an object computes that saw this shape only", difference,
                "take sizes from the descriptors that enqueue gets, or renew what you keep in the execution-phase configurePlugin (onShapeChange)");
            return;
        }
        before = i;
    }
}

namespace
{

std::atomic<bool> released{false};

void waitForRelease(void*)
{
    for (int32_t i = 0; i < 4000 && !released; ++i)
    {
        usleep(500);
    }
}

//! On a GPU: the stream is held back, so that enqueue must return before its inputs are there.
void checkStreamOnGpu(
    Bench& bench, Setup const& setup, std::vector<Bytes> const& inputs, std::vector<Bytes> const& expected)
{
    Ready const ready = bench.ready(setup);
    void* const stream = gpu().makeStream();
    // Everything that is made on first use is made now.
    InferOptions options;
    options.stream = stream;
    bench.infer(ready.use(), setup, inputs, options);
    Buffers buffers(bench, ready.use(), setup, inputs), real(bench, ready.use(), setup, inputs);
    buffers.fillInputs(0);
    gpu().synchronize(nullptr);
    released = false;
    gpu().hold(stream, waitForRelease, nullptr);
    buffers.copyInputsOn(real, stream);
    auto const start = std::chrono::steady_clock::now();
    int32_t const code = buffers.enqueue(ready.use(), stream);
    double const seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    usleep(20'000); // work on another stream has the time to go wrong
    released = true;
    gpu().synchronize(stream);
    if (code != 0)
    {
        bench.find("enqueue", "on a stream that is busy", "0", std::to_string(code), "let enqueue only enqueue");
        return;
    }
    if (seconds > 1.0)
    {
        bench.find("enqueue", "on a stream that is busy", "to return at once",
            fmt::format("it returned after {:.1f} s, when the stream went on: it waits", seconds),
            "do not call cudaStreamSynchronize, cudaDeviceSynchronize, cudaMemcpy or cudaFree in enqueue");
        return;
    }
    std::string const difference = differenceOf(buffers.outputs(), expected, setup.outputs, bench.sameTolerance());
    if (!difference.empty())
    {
        bench.find("enqueue", "on a stream whose inputs come late",
            "outputs computed from them, in order with the stream", difference,
            "pass the stream to every launch, cudaMemcpyAsync, cudaMemsetAsync and library handle");
    }
}

} // namespace

void checkStream(Bench& bench)
{
    std::string problem;
    bool const watching = watchLibrary(bench.creator.anchor(), problem);
    Setup const setup = bench.setup();
    std::vector<Bytes> const inputs = bench.values(setup);
    std::vector<Bytes> const expected = bench.truth(setup, inputs);
    Ready const ready = bench.ready(setup);
    // A plugin that calls a CUDA runtime on the CPU is given a stream of that runtime.
    void* stream = nullptr;
    void* const library = dlopen(bench.creator.library().c_str(), RTLD_NOW | RTLD_NOLOAD);
    void* creates = library == nullptr ? nullptr : dlsym(library, "tenonHost_cudaStreamCreate");
    creates = library != nullptr && creates == nullptr ? dlsym(library, "cudaStreamCreate") : creates;
    auto* const make = reinterpret_cast<int (*)(void**)>(creates);
    if (make != nullptr)
    {
        make(&stream);
    }
    else if (callDevice() == "cpu")
    {
        bench.notApplicable("the plugin's library calls no CUDA runtime");
    }
    if (callDevice() != "cpu")
    {
        stream = gpu().makeStream();
    }
    InferOptions options;
    options.stream = stream;
    bench.infer(ready.use(), setup, inputs, options); // what is made on first use
    ready.use().prepare(setup);
    options.prepare = false;
    if (watching)
    {
        startWatching(stream);
        bench.infer(ready.use(), setup, inputs, options);
        WatchedCalls const calls = stopWatching();
        if (!calls.waits.empty())
        {
            bench.find("enqueue", where(setup), "not to wait for the GPU", "a call of " + calls.waits.front(),
                "leave it out: the host waits where it must");
            return;
        }
        if (!calls.otherStreams.empty())
        {
            bench.find("enqueue", where(setup), "all work on the given stream",
                calls.otherStreams.front() + fmt::format(", given stream {}", stream),
                "pass the stream to every launch, cudaMemcpyAsync, cudaMemsetAsync and library handle");
            return;
        }
    }
    if (callDevice() != "cpu")
    {
        checkStreamOnGpu(bench, setup, inputs, expected);
    }
}

void checkCudaGraph(Bench& bench)
{
    Setup const setup = bench.setup();
    std::vector<Bytes> const inputs = bench.values(setup), others = bench.values(setup, 2);
    std::vector<Bytes> const expected = bench.truth(setup, others);
    Ready const ready = bench.ready(setup);
    void* const stream = gpu().makeStream();
    InferOptions options;
    options.stream = stream;
    bench.infer(ready.use(), setup, inputs, options);
    Buffers buffers(bench, ready.use(), setup, inputs);
    gpu().synchronize(nullptr);
    gpu().beginCapture(stream);
    int32_t const code = buffers.enqueue(ready.use(), stream);
    std::string problem;
    void* const graph = gpu().endCapture(stream, problem);
    std::string const remedy =
        "do not synchronise, allocate or use another stream in enqueue; make library handles before";
    if (code != 0 || graph == nullptr)
    {
        bench.find("enqueue", "while the stream is captured", "a graph",
            code != 0 ? fmt::format("code {} ({})", code, problem) : problem, remedy);
        return;
    }
    buffers.write(others);
    gpu().synchronize(nullptr);
    gpu().launch(graph, stream);
    gpu().synchronize(stream);
    std::string const difference = differenceOf(buffers.outputs(), expected, setup.outputs, bench.sameTolerance());
    if (!difference.empty())
    {
        bench.find("enqueue", "replayed from a graph with other inputs", "the outputs of those inputs", difference,
            "let all work that depends on inputs be on the GPU; keep addresses and parameters that the graph holds alive");
    }
}

} // namespace tenon::plugin_check
