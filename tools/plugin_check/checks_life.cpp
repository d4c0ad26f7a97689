// Checks 315 and 801: ends of lives, and what they leave behind.
#include "plugin_check/call.h"
#include "plugin_check/checks.h"
#include "plugin_check/gpu.h"
#include "plugin_check/hooks.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>

#include <malloc.h>

namespace tenon::plugin_check
{
namespace
{

struct Holdings
{
    int64_t bytes{0};
    int64_t files{0};
    int64_t threads{0};
    int64_t deviceBlocks{0}; //!< of the plugin's library, where its allocations are seen
    int64_t deviceBytes{0};  //!< of the whole device, where they are not
};

int64_t entriesOf(char const* folder)
{
    std::error_code ignored;
    int64_t count = 0;
    for (auto it = std::filesystem::directory_iterator(folder, ignored); it != std::filesystem::directory_iterator();
         it.increment(ignored))
    {
        ++count;
    }
    return count;
}

Holdings holdings()
{
    struct mallinfo2 const heap = mallinfo2();
    Holdings now;
    now.bytes = static_cast<int64_t>(heap.uordblks + heap.hblkhd);
    now.files = entriesOf("/proc/self/fd");
    now.threads = entriesOf("/proc/self/task");
    HeldOnDevice const held = heldOnDevice();
    now.deviceBlocks = held.blocks;
    now.deviceBytes = callDevice() == "cpu" || held.known ? 0 : -static_cast<int64_t>(gpu().freeBytes());
    return now;
}

void endOf(Ready& ready, bool terminate)
{
    ready.use().detach();
    if (ready.attached != nullptr)
    {
        ready.attached->destroy();
    }
    if (terminate)
    {
        ready.object->terminate();
    }
    ready.object->destroy();
}

} // namespace

void checkLife(Bench& bench)
{
    setDestroysObjects(true);
    mallopt(M_PERTURB, 0x5A);
    Setup const setup = bench.setup();
    // Ended right after it was made.
    bench.create()->destroy();
    {
        auto const plugin = bench.create();
        plugin->configure(setup);
        plugin->destroy();
    }
    Blob blob;
    {
        auto const plugin = bench.built(setup);
        blob = plugin->serialize();
        plugin->terminate();
        plugin->destroy();
    }
    if (auto const plugin = bench.tryDeserialize(blob); plugin != nullptr)
    {
        plugin->destroy();
    }
    if (auto const plugin = bench.tryDeserialize(blob); plugin != nullptr)
    {
        bench.initialize(*plugin);
        plugin->terminate();
        plugin->destroy();
    }
    if (bench.subject.canEnqueue)
    {
        std::vector<Bytes> const inputs = bench.values(setup);
        // The builder's own order: attach, use, detach, terminate, destroy on one object.
        Ready timed = bench.attached(bench.built(setup));
        bench.infer(timed.use(), setup, inputs);
        endOf(timed, true);
    }
}

void checkLeaks(Bench& bench)
{
    std::string unseen;
    watchLibrary(bench.creator.anchor(), unseen);
    setDestroysObjects(true);
    Setup const setup = bench.setup();
    std::vector<Bytes> const inputs = bench.values(setup);
    auto const engine = bench.built(setup);
    Blob const blob = engine->serialize();
    Ready context;
    std::optional<Buffers> buffers;
    if (bench.subject.canEnqueue)
    {
        context = bench.attached(bench.clone(*engine));
        bench.infer(context.use(), setup, inputs);
        buffers.emplace(bench, context.use(), setup, inputs);
    }
    struct Part
    {
        char const* method;
        char const* words;
        char const* remedy;
        std::function<void()> run;
    };
    std::vector<Part> parts{
        {"createPlugin", "createPlugin and destroy", "delete this in destroy, and give members destructors",
            [&] { bench.create()->destroy(); }},
        {"configurePlugin", "createPlugin, configurePlugin and destroy",
            "free in configurePlugin what an earlier call made, and the rest in destroy",
            [&] {
                auto const plugin = bench.create();
                plugin->configure(setup);
                plugin->configure(setup);
                plugin->destroy();
            }},
        {"initialize", "createPlugin, configurePlugin, initialize, terminate and destroy",
            "free in terminate what initialize made",
            [&] {
                auto const plugin = bench.built(setup);
                plugin->terminate();
                plugin->destroy();
            }},
        {"clone", "clone and destroy",
            "free in destroy what clone made: the host calls terminate only on objects that it initialized",
            [&] { bench.clone(*engine)->destroy(); }},
        {"serialize", "serialize", "free what serialize makes", [&] { engine->serialize(); }},
        {"deserializePlugin", "deserializePlugin and destroy", "free what the deserializing constructor made",
            [&] { bench.deserialize(blob)->destroy(); }},
    };
    if (bench.subject.canEnqueue)
    {
        parts.push_back({"attachToContext", "clone, attachToContext, detachFromContext and destroy",
            "free in detachFromContext what attachToContext made", [&] {
                Ready ready = bench.attached(bench.clone(*engine));
                endOf(ready, false);
            }});
        parts.push_back({"configurePlugin", "the execution-phase configurePlugin (onShapeChange)",
            "free what an earlier call made", [&] { context.use().prepare(setup); }});
        parts.push_back({"enqueue", "enqueue", "free in enqueue what it makes, or make nothing there", [&] {
                             buffers->enqueue(context.use(), nullptr);
                             if (callDevice() != "cpu")
                             {
                                 gpu().synchronize(nullptr);
                             }
                         }});
    }
    int32_t lives = 0;
    for (Part const& part : parts)
    {
        // Device memory is told free in steps of megabytes: it takes more lives to see a few hundred bytes.
        int32_t const kLives = callDevice() != "cpu" && !heldOnDevice().known ? 20'000 : 1000;
        auto const start = std::chrono::steady_clock::now();
        auto const longerThan = [&](int32_t milliseconds) {
            return std::chrono::steady_clock::now() - start > std::chrono::milliseconds(milliseconds);
        };
        for (int32_t i = 0; i < 20 && !longerThan(300); ++i)
        {
            part.run(); // tables that are made once
        }
        Holdings const before = holdings();
        int32_t done = 0;
        Holdings middle;
        while (done < kLives)
        {
            part.run();
            ++done;
            if (done == kLives / 2)
            {
                middle = holdings();
            }
            // Large plugins have fewer lives, but some.
            if ((done >= 60 && done % 20 == 0 && longerThan(1200)) || (done >= 24 && longerThan(1800)))
            {
                break;
            }
        }
        lives = std::max(lives, done);
        Holdings const after = holdings();
        auto const tell = [&](int64_t growth, char const* what) {
            bench.find(part.method, fmt::format("{} lives of: {}", done, part.words), "nothing left behind",
                fmt::format("{} {} more, {:.1f} for each", growth, what, static_cast<double>(growth) / done),
                part.remedy);
        };
        if (after.deviceBlocks - before.deviceBlocks >= done / 2)
        {
            tell(after.deviceBlocks - before.deviceBlocks, "allocations of device memory");
            return;
        }
        // The smallest allocation takes 32 bytes; a few that come once are no leak.
        int64_t const growth = after.bytes - before.bytes;
        bool steady = done < kLives || (middle.bytes - before.bytes) * 10 > growth * 3;
        if (growth >= static_cast<int64_t>(done) * 15 && done < kLives / 2)
        {
            // Few lives tell little: what is a leak goes on.
            int64_t const start2 = holdings().bytes;
            for (int32_t i = 0; i < done; ++i)
            {
                part.run();
            }
            steady = (holdings().bytes - start2) * 10 > growth * 3;
        }
        if (growth >= static_cast<int64_t>(done) * 15 && steady)
        {
            tell(growth, "bytes of host memory");
            return;
        }
        if (after.files - before.files >= done / 2)
        {
            tell(after.files - before.files, "open files");
            return;
        }
        if (after.threads - before.threads >= done / 2)
        {
            tell(after.threads - before.threads, "threads");
            return;
        }
        // Others use the device too: what is a leak goes on growing.
        int64_t const early = middle.deviceBytes - before.deviceBytes, late = after.deviceBytes - middle.deviceBytes;
        if (early > 0 && late > 0 && early + late >= int64_t{4} << 20)
        {
            tell(after.deviceBytes - before.deviceBytes, "bytes of device memory");
            return;
        }
    }
}

} // namespace tenon::plugin_check
