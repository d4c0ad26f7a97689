// Checks 401 to 404, 501 to 507 and 601 to 604: clones, serialization, several objects.
#include "plugin_check/call.h"
#include "plugin_check/checks.h"
#include "plugin_check/gpu.h"
#include "plugin_check/guarded_array.h"

#include <algorithm>
#include <atomic>
#include <barrier>
#include <chrono>
#include <cstring>
#include <mutex>
#include <thread>

#include <malloc.h>

namespace tenon::plugin_check
{
namespace
{

std::string tensorsText(Setup const& setup)
{
    return fmt::format("in {}; out {}", text(setup.inputs), text(setup.outputs));
}

//! Where two objects answer otherwise; empty: nowhere.
std::string answersDiffer(
    Plugin& a, Plugin& b, std::vector<Dims> const& inputDims, std::vector<DataType> const& inputTypes)
{
    auto const same = [](char const* x, char const* y) { return x != nullptr && y != nullptr && std::string(x) == y; };
    auto const quoted = [](char const* x) { return x == nullptr ? std::string("null") : fmt::format("\"{}\"", x); };
    if (!same(a.type(), b.type()))
    {
        return fmt::format("name {} and {}", quoted(a.type()), quoted(b.type()));
    }
    if (!same(a.version(), b.version()))
    {
        return fmt::format("version {} and {}", quoted(a.version()), quoted(b.version()));
    }
    if (a.kind() != b.kind())
    {
        return fmt::format("interface {} and {}", name(a.kind()), name(b.kind()));
    }
    if (a.outputCount() != b.outputCount())
    {
        return fmt::format("{} and {} outputs", a.outputCount(), b.outputCount());
    }
    std::vector<Dims> const x = a.outputDims(inputDims), y = b.outputDims(inputDims);
    for (size_t i = 0; i < x.size(); ++i)
    {
        if (!base::operator==(x[i], y[i]))
        {
            return fmt::format("dims {} and {} for output {}", base::toString(x[i]), base::toString(y[i]), i);
        }
    }
    std::vector<DataType> const p = a.outputTypes(inputTypes), q = b.outputTypes(inputTypes);
    for (size_t i = 0; i < p.size(); ++i)
    {
        if (p[i] != q[i])
        {
            return fmt::format("types {} and {} for output {}", base::name(p[i]), base::name(q[i]), i);
        }
    }
    return {};
}

//! Bytes that differ between two objects made alike are not the plugin's own: padding of structs.
std::vector<bool> openBytes(Blob const& a, Blob const& b)
{
    std::vector<bool> open(a.bytes.size(), false);
    for (size_t i = 0; i < std::min(a.bytes.size(), b.bytes.size()); ++i)
    {
        open[i] = a.bytes[i] != b.bytes[i];
    }
    return open;
}

Blob without(Blob blob, std::vector<bool> const& open)
{
    for (size_t i = 0; i < std::min(blob.bytes.size(), open.size()); ++i)
    {
        blob.bytes[i] = open[i] ? std::byte{0} : blob.bytes[i];
    }
    return blob;
}

//! Which bytes two equal objects leave open, in a configured and initialised state.
std::vector<bool> openBytesOf(Bench& bench, Setup const& setup)
{
    fillFreeHeap(0x5A);
    Blob const one = bench.built(setup)->serialize();
    fillFreeHeap(0x21);
    Blob const other = bench.built(setup)->serialize();
    return openBytes(one, other);
}

//! What a context's last inference gave, where that could not be looked at in between.
void gpuCompare(void* stream, std::vector<std::unique_ptr<Block>> const& out, std::vector<Bytes> const& expected,
    Setup const& setup, Tolerance tolerance, std::string& problem)
{
    static std::mutex mutex;
    std::lock_guard const lock(mutex);
    gpu().synchronize(stream);
    std::vector<Bytes> outputs;
    for (auto const& block : out)
    {
        outputs.push_back(block->content());
    }
    problem = problem.empty() ? differenceOf(outputs, expected, setup.outputs, tolerance) : problem;
}

void blobVariants(Bench& bench, Blob const& blob)
{
    std::string problem;
    auto const plugin = bench.creator.deserialize(blob, problem);
    if (plugin != nullptr)
    {
        plugin->type();
        plugin->serializedBytes();
    }
}

} // namespace

void checkCloneAnswers(Bench& bench)
{
    Setup const setup = bench.setup();
    std::vector<Dims> inputDims;
    std::vector<DataType> inputTypes;
    for (Tensor const& input : setup.inputs)
    {
        inputDims.push_back(input.dims);
        inputTypes.push_back(input.type);
    }
    std::vector<bool> const open = openBytesOf(bench, setup);
    auto const plugin = bench.create();
    auto const compare = [&](char const* when) {
        auto const twin = bench.clone(*plugin);
        std::string difference = answersDiffer(*plugin, *twin, inputDims, inputTypes);
        if (!difference.empty())
        {
            bench.find("clone", when, "a clone that answers as the original does", difference,
                "copy every member in clone; let a copy constructor do it");
            return false;
        }
        Blob const own = without(plugin->serialize(), open), cloned = without(twin->serialize(), open);
        difference = own.difference(cloned);
        if (!difference.empty())
        {
            bench.find("clone", when, "a clone that serializes to the original's bytes", difference,
                "copy every member in clone; let a copy constructor do it");
            return false;
        }
        auto const second = bench.clone(*twin);
        difference = own.difference(without(second->serialize(), open));
        if (!difference.empty())
        {
            bench.find("clone", fmt::format("a clone of a clone, {}", when), "the original's bytes", difference,
                "copy every member in clone");
            return false;
        }
        return true;
    };
    if (!compare("before configurePlugin"))
    {
        return;
    }
    plugin->configure(setup);
    if (compare("after configurePlugin"))
    {
        bench.initialize(*plugin);
        compare("after initialize");
    }
}

void checkCloneOutput(Bench& bench)
{
    Setup const setup = bench.setup();
    std::vector<Bytes> const inputs = bench.values(setup);
    std::vector<Bytes> const expected = bench.truth(setup, inputs);
    auto const original = bench.create();
    auto twin = bench.clone(*original);
    twin->configure(setup);
    bench.initialize(*twin);
    Ready const ready = bench.attached(std::move(twin));
    std::string const difference =
        differenceOf(bench.infer(ready.use(), setup, inputs).outputs, expected, setup.outputs, bench.sameTolerance());
    if (!difference.empty())
    {
        bench.find("clone", "then configurePlugin, initialize and enqueue of the clone", "the original's output",
            difference, "copy every member in clone, also those that are not serialized");
        return;
    }
    if (original->kind() != Interface::kV3)
    {
        return;
    }
    if (callDevice() != "cpu")
    {
        return; // a child of a process with a GPU's context cannot use it
    }
    // All that a context uses are clones: what clone forgets is missing in all of them. The object that was configured tells, if it runs without a context.
    Ending const alone = runIsolated(10, [&](Emit const& emit) {
        auto const plugin = bench.built(setup);
        std::string const other =
            differenceOf(bench.infer(*plugin, setup, inputs).outputs, expected, setup.outputs, Tolerance{1e-4, 1e-3});
        emit("D " + other);
    });
    if (alone.finished() && alone.payload.rfind("D output", 0) == 0)
    {
        bench.find("clone", "by attachToContext, then enqueue of the clone", "what the object itself computes",
            alone.payload.substr(2, alone.payload.find('\n') - 2), "copy every member in clone");
    }
}

void checkCloneReady(Bench& bench)
{
    Setup const setup = bench.setup();
    std::vector<Bytes> const inputs = bench.values(setup);
    std::vector<Bytes> const expected = bench.truth(setup, inputs);
    auto const original = bench.built(setup);
    for (int32_t generation = 1; generation <= 2; ++generation)
    {
        auto twin = bench.clone(*original);
        if (generation == 2)
        {
            twin = bench.clone(*twin);
        }
        twin->role = generation == 1 ? "the clone of an initialized plugin, on which initialize is not called"
                                     : "a clone of the clone of an initialized plugin";
        Ready const ready = bench.attached(std::move(twin));
        std::string const difference = differenceOf(
            bench.infer(ready.use(), setup, inputs).outputs, expected, setup.outputs, bench.sameTolerance());
        if (!difference.empty())
        {
            bench.find("clone",
                fmt::format("of an initialized plugin{}, then enqueue without initialize",
                    generation == 2 ? ", and a clone of that" : ""),
                "the original's output: a clone is born initialized", difference,
                "in clone make what initialize makes (call initialize on the clone, or share the memory), and copy what configurePlugin told");
            return;
        }
    }
}

void checkCloneIndependent(Bench& bench)
{
    Setup const setup = bench.setup();
    std::vector<Bytes> const inputs = bench.values(setup);
    std::vector<Bytes> const expected = bench.truth(setup, inputs);
    setDestroysObjects(true);
    // Freed memory is written over, so that who still uses it computes something else.
    mallopt(M_PERTURB, 0x5A);
    auto const compare = [&](Plugin& plugin, char const* when) {
        std::string difference;
        if (callDevice() != "cpu")
        {
            difference = gpu().takeError();
            gpu().scrubFreeMemory();
        }
        difference = !difference.empty()
            ? "an error of the GPU: " + difference
            : differenceOf(bench.infer(plugin, setup, inputs).outputs, expected, setup.outputs, bench.sameTolerance());
        if (!difference.empty())
        {
            bench.find("destroy", when, "no effect on the other object", difference,
                "give each object memory of its own, or share it through a std::shared_ptr");
        }
        return difference.empty();
    };
    std::string problem;
    // The user destroys his plugin once the network has its clone.
    auto original = bench.create();
    auto kept = bench.clone(*original);
    original->destroy();
    kept->configure(setup);
    bench.initialize(*kept);
    Ready ready;
    ready.attached = kept->attach(problem);
    ready.object = std::move(kept);
    if (!compare(ready.use(), "of the plugin that the network cloned"))
    {
        return;
    }
    // A context goes, another stays, and so does the engine's object.
    auto engine = bench.built(setup);
    auto first = bench.clone(*engine);
    auto second = bench.clone(*engine);
    Ready a = bench.attached(std::move(first));
    Ready b = bench.attached(std::move(second));
    bench.infer(a.use(), setup, inputs);
    auto const end = [](Ready& one) {
        one.use().detach();
        if (one.attached != nullptr)
        {
            one.attached->destroy();
        }
        one.object->destroy();
    };
    end(a);
    if (!compare(b.use(), "of one context's clone, then enqueue of another's"))
    {
        return;
    }
    end(b);
    auto third = bench.clone(*engine);
    Ready c = bench.attached(std::move(third));
    if (!compare(c.use(), "of all contexts' clones, then enqueue of a new clone"))
    {
        return;
    }
    end(c);
    engine->terminate();
    engine->destroy();
    end(ready);
    std::string const error = callDevice() == "cpu" ? std::string() : gpu().takeError();
    if (!error.empty())
    {
        bench.find("destroy", "of all objects", "no error of the GPU", error,
            "give each object memory of its own, or share it through a std::shared_ptr");
    }
}

void checkBlobSize(Bench& bench)
{
    Setup const setup = bench.setup();
    auto const plugin = bench.built(setup);
    if (plugin->kind() == Interface::kV3)
    {
        Blob const blob = plugin->serialize();
        for (Field const& field : blob.fields)
        {
            if (field.name.empty() || (field.null && field.length > 0))
            {
                bench.find("getFieldsToSerialize", "", "a name and a value for each field", text(Fields{field}),
                    "give each field name, data, type and length");
                return;
            }
        }
        Blob const again = plugin->serialize();
        if (!(blob == again))
        {
            bench.find("getFieldsToSerialize", "asked twice", "the same fields", blob.difference(again),
                "rebuild the collection, do not append to it");
        }
        return;
    }
    size_t const bytes = plugin->serializedBytes();
    if (bytes > (size_t{1} << 34))
    {
        bench.find("getSerializationSize", "", "the bytes that serialize writes", fmt::format("{} bytes", bytes),
            "return their number");
        return;
    }
    constexpr size_t kRoom = 65536;
    std::vector<unsigned char> a(bytes + 2 * kRoom, 0xA5), b(bytes + 2 * kRoom, 0x5A);
    plugin->serializeInto(a.data() + kRoom);
    plugin->serializeInto(b.data() + kRoom);
    for (size_t i = a.size(); i-- > 0;)
    {
        bool const outside = i < kRoom || i >= kRoom + bytes;
        if (outside && (a[i] != 0xA5 || b[i] != 0x5A))
        {
            bench.find("serialize", "", fmt::format("{} bytes, as getSerializationSize says", bytes),
                i < kRoom ? "bytes written before the buffer" : fmt::format("{} bytes written", i - kRoom + 1),
                "compute the size from the same list of members that serialize writes");
            return;
        }
    }
    size_t unwritten = 0;
    size_t first = 0;
    for (size_t i = kRoom; i < kRoom + bytes; ++i)
    {
        bool const open = a[i] == 0xA5 && b[i] == 0x5A;
        first = open && unwritten == 0 ? i - kRoom : first;
        unwritten += open ? 1 : 0;
    }
    if (unwritten != 0)
    {
        bench.find("serialize", "", fmt::format("{} bytes, as getSerializationSize says", bytes),
            fmt::format("{} of them were not written, the first is byte {}", unwritten, first),
            "compute the size from the same list of members that serialize writes");
        return;
    }
    if (plugin->serializedBytes() != bytes)
    {
        bench.find("getSerializationSize", "asked again after serialize", fmt::format("{} bytes", bytes),
            fmt::format("{} bytes", plugin->serializedBytes()), "return the same number");
        return;
    }
    // A page behind the buffer that may not be touched.
    GuardedMemory const tight(bytes, 1, "the serialization buffer");
    plugin->serializeInto(tight.data());
}

void checkBlobIdentity(Bench& bench)
{
    for (size_t variant = 0; variant < std::min<size_t>(2, bench.variantCount()); ++variant)
    {
        Setup const setup = bench.setup(variant);
        std::vector<bool> const open = openBytesOf(bench, setup);
        auto const plugin = bench.built(setup);
        Blob const first = plugin->serialize();
        auto const loaded = bench.deserialize(first);
        std::string difference = without(first, open).difference(without(loaded->serialize(), open));
        if (!difference.empty())
        {
            bench.find("serialize", "of a deserialized plugin", "the bytes that it was made from", difference,
                "read what serialize wrote, in the same order and types");
            return;
        }
        bench.initialize(*loaded);
        difference = without(first, open).difference(without(loaded->serialize(), open));
        if (!difference.empty())
        {
            bench.find("serialize", "of a deserialized and initialized plugin", "the bytes that it was made from",
                difference, "initialize must not change what is serialized");
            return;
        }
        if (loaded->kind() != Interface::kV3 && loaded->outputCount() != plugin->outputCount())
        {
            bench.find("deserializePlugin", "", fmt::format("a plugin with {} outputs", plugin->outputCount()),
                fmt::format("{}", loaded->outputCount()), "serialize what the number depends on");
            return;
        }
        char const* const type = loaded->type();
        if (type == nullptr || std::string(type) != bench.creator.name()
            || std::string(loaded->version() == nullptr ? "" : loaded->version()) != bench.creator.version())
        {
            bench.find("deserializePlugin", "",
                fmt::format("a plugin \"{}\" version \"{}\"", bench.creator.name(), bench.creator.version()),
                fmt::format("\"{}\" version \"{}\"", type == nullptr ? "null" : type,
                    loaded->version() == nullptr ? "null" : loaded->version()),
                "let the deserialized object say the same name");
            return;
        }
    }
}

void checkBlobOutput(Bench& bench)
{
    for (size_t variant = 0; variant < std::min<size_t>(2, bench.variantCount()); ++variant)
    {
        Setup const setup = bench.setup(variant);
        std::vector<Bytes> const inputs = bench.values(setup);
        std::vector<Bytes> const expected = bench.truth(setup, inputs);
        auto const plugin = bench.built(setup);
        auto loaded = bench.deserialize(plugin->serialize());
        bench.initialize(*loaded);
        Ready const ready = bench.attached(std::move(loaded));
        Inferred const inferred = bench.infer(ready.use(), setup, inputs);
        std::string difference = differenceOf(inferred.outputs, expected, setup.outputs, bench.sameTolerance());
        difference = inferred.violations.empty() ? difference : "written: " + inferred.violations.front();
        if (!difference.empty())
        {
            bench.find(
                loaded == nullptr && ready.object->kind() == Interface::kV3 ? "createPlugin" : "deserializePlugin",
                "then initialize, attachToContext and enqueue", "the original's output", difference,
                "serialize everything that enqueue needs, and read it again; a static plugin is not configured after loading");
            return;
        }
    }
}

void checkBlobCloneReady(Bench& bench)
{
    Setup const setup = bench.setup();
    std::vector<Bytes> const inputs = bench.values(setup);
    std::vector<Bytes> const expected = bench.truth(setup, inputs);
    auto const loaded = bench.deserialize(bench.built(setup)->serialize());
    bench.initialize(*loaded);
    auto twin = bench.clone(*loaded);
    twin->role = "the clone of a deserialized and initialized plugin";
    Ready const ready = bench.attached(std::move(twin));
    std::string const difference =
        differenceOf(bench.infer(ready.use(), setup, inputs).outputs, expected, setup.outputs, bench.sameTolerance());
    if (!difference.empty())
    {
        bench.find("clone", "of a deserialized and initialized plugin, then enqueue without initialize",
            "the original's output", difference,
            "let clone copy what the deserializing constructor and initialize made");
    }
}

void checkBlobTruncated(Bench& bench)
{
    Setup const setup = bench.setup();
    Blob const blob = bench.built(setup)->serialize();
    if (blob.ofFields)
    {
        for (size_t i = 0; i < blob.fields.size(); ++i)
        {
            Blob less = blob;
            less.fields.erase(less.fields.begin() + static_cast<ptrdiff_t>(i));
            blobVariants(bench, less);
            less = blob;
            less.fields[i].length = 0;
            less.fields[i].data.clear();
            blobVariants(bench, less);
        }
        blobVariants(bench, Blob{{}, {}, true});
        return;
    }
    if (blob.bytes.empty())
    {
        bench.notApplicable("the plugin serializes to no bytes");
    }
    size_t const count = blob.bytes.size();
    std::vector<size_t> lengths;
    for (size_t i = 0; i < std::min<size_t>(count, 48); ++i)
    {
        lengths.push_back(i);
    }
    for (size_t i = 1; i <= std::min<size_t>(count, 16); ++i)
    {
        lengths.push_back(count - i);
        lengths.push_back(count * i / 17);
    }
    for (size_t const length : lengths)
    {
        Blob less = blob;
        less.bytes.resize(length);
        blobVariants(bench, less);
    }
}

void checkBlobExtended(Bench& bench)
{
    Blob const blob = bench.built(bench.setup())->serialize();
    if (blob.ofFields)
    {
        Blob more = blob;
        Field unknown;
        unknown.name = "tenon_unknown_field";
        unknown.type = nvinfer1::PluginFieldType::kINT32;
        unknown.length = 1;
        unknown.data.assign(4, std::byte{1});
        more.fields.push_back(unknown);
        blobVariants(bench, more);
        return;
    }
    for (size_t const extra : {1, 4, 64, 4096})
    {
        Blob more = blob;
        more.bytes.resize(blob.bytes.size() + extra, std::byte{0x7F});
        blobVariants(bench, more);
    }
}

void checkBlobFlipped(Bench& bench)
{
    Blob const blob = bench.built(bench.setup())->serialize();
    auto const flipAll = [&](std::vector<std::byte> const& bytes, auto const& use) {
        size_t const step = std::max<size_t>(1, bytes.size() / 64);
        for (size_t i = 0; i < bytes.size(); i += step)
        {
            for (int32_t const mask : {0xFF, 0x80, 0x01})
            {
                std::vector<std::byte> flipped = bytes;
                flipped[i] ^= static_cast<std::byte>(mask);
                use(flipped);
            }
        }
    };
    if (blob.ofFields)
    {
        for (size_t f = 0; f < blob.fields.size(); ++f)
        {
            flipAll(blob.fields[f].data, [&](std::vector<std::byte> const& bytes) {
                Blob other = blob;
                other.fields[f].data = bytes;
                blobVariants(bench, other);
            });
        }
        return;
    }
    if (blob.bytes.empty())
    {
        bench.notApplicable("the plugin serializes to no bytes");
    }
    flipAll(blob.bytes, [&](std::vector<std::byte> const& bytes) {
        Blob other = blob;
        other.bytes = bytes;
        blobVariants(bench, other);
    });
}

void checkTwoInstances(Bench& bench)
{
    // Statics show between instances with other fields, other shapes, or both.
    Fields const& other = bench.theCase.hasOtherFields ? bench.theCase.otherFields : bench.theCase.fields;
    Setup const setupA = bench.setup();
    std::vector<Setup> setups{setupA};
    auto const probe = bench.create();
    if (!probe->dynamic() && setupA.inputs.front().dims.nbDims > 1)
    {
        // Another network's instance, with other static dims, where such are served.
        std::vector<Dims> dims;
        for (Tensor const& input : setupA.inputs)
        {
            dims.push_back(input.dims);
            if (base::operator==(input.dims, setupA.inputs.front().dims))
            {
                dims.back().d[dims.back().nbDims - 1] += 4;
            }
        }
        try
        {
            Setup const wide = bench.setupFor(dims);
            bench.truth(wide, bench.values(wide, 3));
            setups.push_back(wide);
        }
        catch (Misdeed const&)
        {
        }
    }
    else if (bench.variantCount() > 1)
    {
        setups.push_back(bench.setup(bench.variantCount() - 1));
    }
    std::vector<Bytes> const inputsA = bench.values(setupA, 1);
    std::vector<Bytes> const expectedA = bench.truth(setupA, inputsA);
    for (Setup const& setupB : setups)
    {
        std::vector<Bytes> const inputsB = bench.values(setupB, 3);
        auto const makeB = [&] { return bench.attached(bench.built(setupB, other)); };
        Ready const alone = makeB();
        std::vector<Bytes> const expectedB = bench.infer(alone.use(), setupB, inputsB).outputs;
        Ready const a = bench.ready(setupA);
        bench.infer(a.use(), setupA, inputsA);
        Ready const b = makeB();
        auto const compare = [&](Plugin& plugin, Setup const& setup, std::vector<Bytes> const& inputs,
                                 std::vector<Bytes> const& expected, bool prepare, char const* when) {
            InferOptions options;
            options.prepare = prepare;
            Inferred const inferred = bench.infer(plugin, setup, inputs, options);
            std::string difference = differenceOf(inferred.outputs, expected, setup.outputs, bench.sameTolerance());
            difference = inferred.violations.empty() ? difference : "written: " + inferred.violations.front();
            if (!difference.empty())
            {
                bench.find("enqueue", when, "what the instance computes where it is the only one", difference,
                    "keep parameters, sizes and buffers in members, not in static or global variables");
            }
            return difference.empty();
        };
        std::string const described =
            fmt::format("an instance with fields {}, after another was made with fields {} for {}",
                text(bench.theCase.fields), text(other), text(setupB.inputs));
        if (!compare(a.use(), setupA, inputsA, expectedA, false, described.c_str())
            || !compare(b.use(), setupB, inputsB, expectedB, true, "the second instance, after the first was used")
            || !compare(a.use(), setupA, inputsA, expectedA, false, "the first instance, after the second was used")
            || !compare(
                b.use(), setupB, inputsB, expectedB, false, "the second instance, after the first was used again"))
        {
            return;
        }
    }
}

void checkContexts(Bench& bench)
{
    auto const engine = bench.built(bench.setup());
    std::vector<Setup> setups;
    std::vector<std::vector<Bytes>> inputs, expected;
    std::vector<Ready> contexts;
    for (size_t i = 0; i < std::max<size_t>(2, bench.variantCount()); ++i)
    {
        setups.push_back(bench.setup(i % bench.variantCount()));
        inputs.push_back(bench.values(setups.back(), static_cast<uint32_t>(i) + 1));
        expected.push_back(bench.truth(setups.back(), inputs.back()));
        contexts.push_back(bench.attached(bench.clone(*engine)));
    }
    // All are told their shapes first; then all run.
    for (size_t i = 0; i < contexts.size(); ++i)
    {
        contexts[i].use().prepare(setups[i]);
    }
    for (int32_t round = 0; round < 2; ++round)
    {
        for (size_t i = 0; i < contexts.size(); ++i)
        {
            InferOptions options;
            options.prepare = false;
            Inferred const inferred = bench.infer(contexts[i].use(), setups[i], inputs[i], options);
            std::string difference =
                differenceOf(inferred.outputs, expected[i], setups[i].outputs, bench.sameTolerance());
            difference = inferred.violations.empty() ? difference : "written: " + inferred.violations.front();
            if (!difference.empty())
            {
                bench.find("enqueue",
                    fmt::format("context {} of {}, for {}", i, contexts.size(), text(setups[i].inputs)),
                    "what a context computes that is the only one", difference,
                    "do not share between clones what configurePlugin or enqueue changes");
                return;
            }
        }
    }
}

void checkThreads(Bench& bench)
{
    constexpr size_t kThreads = 8;
    Setup const setup = [&] {
        // Long enough to overlap: more samples, where the leading dimension may be larger.
        Setup plain = bench.setup();
        std::vector<Dims> dims;
        int64_t volume = 1;
        for (Tensor const& input : plain.inputs)
        {
            dims.push_back(input.dims);
            volume = std::max(volume, base::volumeUnchecked(input.dims));
        }
        bool const common = std::all_of(
            dims.begin(), dims.end(), [&](Dims const& one) { return one.nbDims > 0 && one.d[0] == dims[0].d[0]; });
        bool const varies = std::any_of(bench.theCase.variants.begin(), bench.theCase.variants.end(),
            [&](std::vector<Dims> const& one) { return one[0].nbDims > 0 && one[0].d[0] > dims[0].d[0]; });
        if (common && varies)
        {
            int64_t const factor = std::clamp<int64_t>(24'000 / volume, 1, 64);
            for (Dims& one : dims)
            {
                one.d[0] *= factor;
            }
            try
            {
                Setup const larger = bench.setupFor(dims);
                bench.truth(larger, bench.values(larger));
                return larger;
            }
            catch (Misdeed const&)
            {
                // Larger than what it serves.
            }
        }
        return plain;
    }();
    auto const engine = bench.built(setup);
    std::vector<std::vector<Bytes>> inputs, expected;
    std::vector<Ready> contexts;
    std::vector<std::string> problems(kThreads);
    for (size_t i = 0; i < kThreads; ++i)
    {
        inputs.push_back(bench.values(setup, static_cast<uint32_t>(i) + 11));
        expected.push_back(bench.truth(setup, inputs.back()));
        contexts.push_back(bench.attached(bench.clone(*engine)));
    }
    Tolerance const tolerance = bench.sameTolerance();
    size_t const workspaceBytes = [&] {
        contexts[0].use().prepare(setup);
        return bench.workspaceFor(contexts[0].use(), setup);
    }();
    std::barrier together(kThreads);
    std::atomic<bool> stop{false};
    auto const start = std::chrono::steady_clock::now();
    auto const work = [&](size_t i) {
        // Memory is made once: only the calls overlap.
        std::vector<std::unique_ptr<Block>> in, out;
        std::vector<void const*> inPointers;
        std::vector<void*> outPointers;
        for (Bytes const& values : inputs[i])
        {
            in.push_back(makeBlock(values.size(), Placement::kLOOSE, 0, "input"));
            in.back()->write(values.data());
            inPointers.push_back(in.back()->data());
        }
        for (Tensor const& output : setup.outputs)
        {
            out.push_back(makeBlock(bytesOf(output), Placement::kLOOSE, 0, "output"));
            outPointers.push_back(out.back()->data());
        }
        auto const workspace = makeBlock(workspaceBytes, Placement::kLOOSE, 0, "workspace");
        void* const stream = callDevice() == "cpu" ? nullptr : gpu().makeStream();
        if (stream != nullptr)
        {
            gpu().synchronize(nullptr);
        }
        bool fine = true;
        for (int32_t round = 0; round < 160; ++round)
        {
            together.arrive_and_wait();
            if (stop)
            {
                break;
            }
            try
            {
                if (round % 8 == 0)
                {
                    contexts[i].use().prepare(setup);
                }
                // Each second thread waits in the middle of reading or of writing, while the others run on.
                if (round < 24 && callDevice() == "cpu" && (i + static_cast<size_t>(round)) % 2 == 0)
                {
                    Block& place = round % 4 < 2 ? *out[0] : *in[0];
                    stallNextAccess(place.data(), place.bytes());
                }
                int32_t const code = contexts[i].use().enqueue(
                    setup, inPointers, outPointers, workspaceBytes == 0 ? nullptr : workspace->data(), stream);
                problems[i] = fine && code != 0 ? fmt::format("enqueue returned {}", code) : problems[i];
            }
            catch (Thrown const& thrown)
            {
                problems[i] = fine ? "enqueue threw " + thrown.what : problems[i];
            }
            if (callDevice() != "cpu")
            {
                // Device memory is read by one at a time: what counts are the calls.
                continue;
            }
            std::vector<Bytes> outputs;
            for (auto const& block : out)
            {
                outputs.push_back(block->content());
            }
            std::string const difference = fine ? differenceOf(outputs, expected[i], setup.outputs, tolerance) : "";
            problems[i] = problems[i].empty() ? difference : problems[i];
            fine = problems[i].empty();
            bool const late = std::chrono::steady_clock::now() - start > std::chrono::milliseconds(2500);
            if (!fine || late)
            {
                stop = true;
            }
        }
        together.arrive_and_drop();
        if (callDevice() != "cpu")
        {
            gpuCompare(stream, out, expected[i], setup, tolerance, problems[i]);
        }
    };
    std::vector<std::thread> threads;
    for (size_t i = 0; i < kThreads; ++i)
    {
        threads.emplace_back(work, i);
    }
    for (std::thread& thread : threads)
    {
        thread.join();
    }
    for (size_t i = 0; i < kThreads; ++i)
    {
        if (!problems[i].empty())
        {
            bench.find("enqueue", fmt::format("of {} clones in {} threads, {}", kThreads, kThreads, tensorsText(setup)),
                "what each computes alone", problems[i],
                "keep scratch memory in the workspace or in members of each clone; no static buffers");
            return;
        }
    }
}

void checkCallOrders(Bench& bench)
{
    Setup const setup = bench.setup();
    std::vector<Bytes> const inputs = bench.values(setup);
    std::vector<Bytes> const expected = bench.truth(setup, inputs);
    struct Order
    {
        char const* words;
        std::function<Ready()> make;
    };
    std::vector<Dims> inputDims;
    for (Tensor const& input : setup.inputs)
    {
        inputDims.push_back(input.dims);
    }
    auto const askAll = [&](Plugin& plugin) {
        std::vector<Tensor> all = setup.inputs;
        all.insert(all.end(), setup.outputs.begin(), setup.outputs.end());
        plugin.outputDims(inputDims);
        acceptedCombinations(plugin, all, static_cast<int32_t>(setup.inputs.size()), true, 20);
    };
    std::vector<Order> orders{
        {"clone → configurePlugin → initialize → clone → attach",
            [&] {
                auto first = bench.clone(*bench.create());
                first->configure(setup);
                bench.initialize(*first);
                return bench.attached(bench.clone(*first));
            }},
        {"configurePlugin → initialize → questions about dims and formats → attach",
            [&] {
                auto plugin = bench.built(setup);
                askAll(*plugin);
                return bench.attached(std::move(plugin));
            }},
        {"configurePlugin → initialize → serialize → attach",
            [&] {
                auto plugin = bench.built(setup);
                plugin->serialize();
                plugin->serialize();
                return bench.attached(std::move(plugin));
            }},
        {"setPluginNamespace → configurePlugin → initialize → attach",
            [&] {
                auto plugin = bench.create();
                plugin->setSpace("bench");
                plugin->configure(setup);
                bench.initialize(*plugin);
                return bench.attached(std::move(plugin));
            }},
        {"attach → detach → attach",
            [&] {
                Ready ready = bench.attached(bench.clone(*bench.built(setup)));
                ready.use().detach();
                if (ready.attached != nullptr)
                {
                    return bench.attached(std::move(ready.object));
                }
                std::string problem;
                ready.object->attach(problem);
                return ready;
            }},
    };
    if (bench.create()->dynamic())
    {
        orders.push_back({"configurePlugin for one profile, then for another → initialize → attach", [&] {
                              auto plugin = bench.create();
                              Setup other = setup;
                              other.inputMin.clear();
                              other.inputMax.clear();
                              other.outputMin.clear();
                              other.outputMax.clear();
                              plugin->configure(other);
                              plugin->configure(setup);
                              bench.initialize(*plugin);
                              return bench.attached(std::move(plugin));
                          }});
    }
    for (Order const& order : orders)
    {
        Ready const ready = order.make();
        std::string const difference = differenceOf(
            bench.infer(ready.use(), setup, inputs).outputs, expected, setup.outputs, bench.sameTolerance());
        if (!difference.empty())
        {
            bench.find("enqueue", order.words,
                "the answer of the plain order: configurePlugin → initialize → attach → enqueue", difference,
                "make no method rely on another that the interface does not promise to come before");
            return;
        }
    }
}

} // namespace tenon::plugin_check
