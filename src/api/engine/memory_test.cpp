// Where memory comes from: the user's allocator, tenon::DeviceMemory; events and recording, which an engine on the CPU has no use for.
#include "api/testing/engine_fixture.h"
#include "support/covers.h"

#include <tenon/cuda_graph.h>
#include <tenon/device.h>

#include <cstdlib>
#include <set>

namespace tenon::testing
{
namespace
{

using ::testing::ElementsAre;

struct CountingAllocator : nvinfer1::IGpuAllocator
{
    void* allocate(uint64_t const size, uint64_t const alignment, nvinfer1::AllocatorFlags const) noexcept override
    {
        ++calls;
        if (fails)
        {
            return nullptr;
        }
        auto* const memory =
            static_cast<char*>(std::aligned_alloc(alignment, (size + 2 * alignment) / alignment * alignment));
        live.insert(memory);
        return memory + (misaligned ? 1 : 0);
    }
    bool deallocate(void* const memory) noexcept override
    {
        char* const first = static_cast<char*>(memory) - (misaligned ? 1 : 0);
        std::free(first);
        return live.erase(first) == 1;
    }

    std::set<char*> live;
    int calls{0};
    bool fails{false}, misaligned{false};
};

struct AsyncAllocator final : nvinfer1::IGpuAsyncAllocator
{
    void* allocateAsync(
        uint64_t const size, uint64_t const alignment, nvinfer1::AllocatorFlags const, cudaStream_t) noexcept override
    {
        ++live;
        return std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
    }
    bool deallocateAsync(void* const memory, cudaStream_t) noexcept override
    {
        --live;
        std::free(memory);
        return true;
    }
    int live{0};
};

class MemoryTest : public EngineTest
{
protected:
    void SetUp() override
    {
        // The allocators here give host memory.
        setenv("TENON_DEVICE", "cpu", 1);
        output(network->addActivation(input("x", {2, 2}), nvinfer1::ActivationType::kRELU)->getOutput(0), "y");
    }
    void TearDown() override
    {
        context.reset();
        engine.reset();
    }

    Values inferred() { return run({{"x", {-1, 2, -3, 4}}}, "y"); }
};

TEST_F(MemoryTest, ContextsTakeTheirMemoryFromTheRuntimesAllocator)
{
    TENON_COVERS("IRuntime::setGpuAllocator", "IGpuAllocator::allocate", "IGpuAllocator::deallocate");
    CountingAllocator allocator;
    runtime->setGpuAllocator(&allocator);
    build();
    EXPECT_EQ(allocator.live.size(), 1U);
    EXPECT_THAT(inferred(), ElementsAre(0, 2, 0, 4));
    int const calls = allocator.calls;
    EXPECT_THAT(inferred(), ElementsAre(0, 2, 0, 4));
    EXPECT_EQ(allocator.calls, calls) << "an inference allocates nothing";
    context.reset(engine->createExecutionContextWithoutDeviceMemory());
    EXPECT_TRUE(allocator.live.empty());
}

TEST_F(MemoryTest, AnAsynchronousAllocatorServesToo)
{
    TENON_COVERS("IGpuAsyncAllocator::allocateAsync", "IGpuAsyncAllocator::deallocateAsync");
    AsyncAllocator allocator;
    runtime->setGpuAllocator(&allocator);
    build();
    EXPECT_EQ(allocator.live, 1);
    EXPECT_THAT(inferred(), ElementsAre(0, 2, 0, 4));
    context.reset();
    EXPECT_EQ(allocator.live, 0);
}

TEST_F(MemoryTest, EnginesOfABuilderUseTheBuildersAllocator)
{
    TENON_COVERS("IBuilder::setGpuAllocator");
    CountingAllocator allocator;
    builder->setGpuAllocator(&allocator);
    engine.reset(builder->buildEngineWithConfig(*network, *config));
    ASSERT_NE(engine, nullptr);
    context.reset(engine->createExecutionContext());
    EXPECT_EQ(allocator.live.size(), 1U);
    EXPECT_THAT(inferred(), ElementsAre(0, 2, 0, 4));
    // The allocator must outlive what it gave memory to.
    context.reset();
    EXPECT_TRUE(allocator.live.empty());
}

TEST_F(MemoryTest, AllocatorsThatFailAreNamed)
{
    build();
    CountingAllocator allocator;
    runtime->setGpuAllocator(&allocator);
    engine.reset(runtime->deserializeCudaEngine(plan->data(), plan->size()));
    ASSERT_NE(engine, nullptr);
    allocator.fails = true;
    EXPECT_EQ(engine->createExecutionContext(), nullptr);
    EXPECT_ONE_ERROR("IGpuAllocator: expected");
    allocator.fails = false;
    allocator.misaligned = true;
    EXPECT_EQ(engine->createExecutionContext(), nullptr);
    EXPECT_ONE_ERROR("IGpuAllocator: expected an address that is a multiple of 256, as asked, found");
    EXPECT_TRUE(allocator.live.empty());
}

TEST_F(MemoryTest, TheAllocatorOfTemporaryStorageIsKept)
{
    TENON_COVERS("IExecutionContext::setTemporaryStorageAllocator", "IExecutionContext::getTemporaryStorageAllocator");
    build();
    EXPECT_EQ(context->getTemporaryStorageAllocator(), nullptr);
    CountingAllocator allocator;
    EXPECT_TRUE(context->setTemporaryStorageAllocator(&allocator));
    EXPECT_EQ(context->getTemporaryStorageAllocator(), &allocator);
    EXPECT_THAT(inferred(), ElementsAre(0, 2, 0, 4));
    EXPECT_EQ(allocator.calls, 0);
}

TEST_F(MemoryTest, AnEngineOnTheCpuConsumesItsInputsAtOnce)
{
    TENON_COVERS("IExecutionContext::setInputConsumedEvent", "IExecutionContext::getInputConsumedEvent");
    build();
    EXPECT_TRUE(context->setInputConsumedEvent(nullptr));
    int event = 0;
    EXPECT_FALSE(context->setInputConsumedEvent(reinterpret_cast<cudaEvent_t>(&event)));
    EXPECT_ONE_ERROR("input-consumed event: expected an engine for a GPU, found one for cpu");
    EXPECT_EQ(context->getInputConsumedEvent(), nullptr);
}

TEST_F(MemoryTest, RecordingChangesNothingOnTheCpu)
{
    build();
    EXPECT_TRUE(tenon::setCudaGraph(*context, true));
    for (int i = 0; i < 3; ++i)
    {
        EXPECT_THAT(inferred(), ElementsAre(0, 2, 0, 4));
    }
    EXPECT_EQ(tenon::cudaGraphParts(*context), 0);
}

TEST_F(MemoryTest, DeviceMemoryIsCopiedAndGivenBack)
{
    build();
    tenon::DeviceMemory memory(*engine, 8);
    ASSERT_NE(memory.data(), nullptr);
    float const from[]{1, 2};
    float to[2]{};
    EXPECT_TRUE(memory.copyFrom(from));
    EXPECT_TRUE(memory.copyTo(to));
    EXPECT_THAT(to, ElementsAre(1, 2));
    EXPECT_FALSE(memory.copyFrom(nullptr));
    EXPECT_ONE_ERROR("source of the copy: expected an object, found a null pointer");
    tenonFreeMemory(engine.get(), to);
    EXPECT_ONE_ERROR("memory to free: expected what tenonAllocateMemory gave, found another pointer");
    EXPECT_EQ(tenon::DeviceMemory(*engine, SIZE_MAX / 2).data(), nullptr);
    EXPECT_ONE_ERROR("bytes of memory");
}

} // namespace
} // namespace tenon::testing
