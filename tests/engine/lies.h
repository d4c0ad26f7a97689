// Plans whose metadata say something else than what was written, under right checksums: whatever they say, reading them ends with a
// plan that runs, or with an error.
#pragma once

#include "run_network.h"

#include "plan/reader.h"
#include "plan/testing/sealed.h"

#include <random>

namespace tenon::testing
{

//! Memory for all bindings at the largest shapes of the first profile, within reason; then one inference. What fails, fails.
inline void runOnce(Loaded& loaded)
{
    std::vector<devices::Buffer> memory;
    runtime::Context& context = *loaded.context;
    constexpr int64_t kMostBytes = 1 << 16;
    for (size_t b = 0; b < loaded.engine->bindings().size(); ++b)
    {
        runtime::Binding const& binding = loaded.engine->bindings()[b];
        auto const& bounds = loaded.engine->ranges().bounds(0, binding.tensor);
        if (binding.isInput)
        {
            (void)context.setInputShape(static_cast<int32_t>(b), bounds.opt);
        }
        auto const bytes = base::bytesOf(bounds.max, binding.type, binding.format);
        if (!bytes.ok() || *bytes > kMostBytes)
        {
            return;
        }
        memory.push_back(std::move(devices::cpuDevice().allocate(static_cast<size_t>(*bytes))).value());
        (void)devices::cpuDevice().fill(memory.back().data(), 0, memory.back().bytes(), nullptr);
        (void)context.setAddress(static_cast<int32_t>(b), memory.back().data());
    }
    (void)context.enqueue(nullptr);
}

//! Changes one or two bytes of the metadata, `tries` times. Returns how many of the changed plans ran.
inline int32_t tryLies(std::span<std::byte const> plan, graph::OpFactory const& factory, int32_t tries, uint32_t seed)
{
    plan::SectionEntry const metadata = plan::testing::sectionOf(plan, 0);
    std::mt19937 random(seed);
    int32_t accepted = 0;
    for (int32_t i = 0; i < tries; ++i)
    {
        std::vector<std::byte> lie(plan.begin(), plan.end());
        for (uint32_t changes = 1 + random() % 2; changes > 0; --changes)
        {
            size_t const position = metadata.offset + random() % metadata.bytes;
            static constexpr uint8_t kValues[]{0, 1, 2, 0x7f, 0x80, 0xff, 4, 8};
            lie[position] =
                random() % 2 == 0 ? std::byte{kValues[random() % 8]} : lie[position] ^ (std::byte{1} << (random() % 8));
        }
        plan::testing::seal(lie);
        auto const image = plan::copyOf(lie);
        auto read = plan::read(*image, factory, {});
        if (!read.ok())
        {
            continue;
        }
        auto loaded = load(std::move(read).value());
        if (loaded.ok() && loaded->engine->contextBytes() < (1 << 20))
        {
            ++accepted;
            runOnce(*loaded);
        }
    }
    return accepted;
}

} // namespace tenon::testing
