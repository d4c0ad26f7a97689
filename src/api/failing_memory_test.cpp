// Allocations that fail, at every place where one happens: the failure value and one report, nothing else.
#include "api/testing/engine_fixture.h"

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>

namespace
{

//! How many allocations this thread may still make; negative: as many as it likes.
thread_local int64_t allocationsLeft = -1;
//! Whether those after the first that failed fail too.
thread_local bool failsForGood = false;

bool mayAllocate()
{
    if (allocationsLeft < 0)
    {
        return true;
    }
    if (allocationsLeft > 0)
    {
        --allocationsLeft;
        return true;
    }
    allocationsLeft = failsForGood ? 0 : -1;
    return false;
}

void* allocate(size_t bytes, size_t alignment)
{
    void* memory = nullptr;
    if (mayAllocate()
        && posix_memalign(&memory, alignment < sizeof(void*) ? sizeof(void*) : alignment, bytes == 0 ? 1 : bytes) == 0)
    {
        return memory;
    }
    return nullptr;
}

void* allocateOrThrow(size_t bytes, size_t alignment)
{
    void* const memory = allocate(bytes, alignment);
    if (memory == nullptr)
    {
        throw std::bad_alloc();
    }
    return memory;
}

} // namespace

// The test binary's own, for all of its threads; they fail only where a test says so.
void* operator new(size_t bytes)
{
    return allocateOrThrow(bytes, alignof(std::max_align_t));
}
void* operator new[](size_t bytes)
{
    return allocateOrThrow(bytes, alignof(std::max_align_t));
}
void* operator new(size_t bytes, std::align_val_t alignment)
{
    return allocateOrThrow(bytes, static_cast<size_t>(alignment));
}
void* operator new[](size_t bytes, std::align_val_t alignment)
{
    return allocateOrThrow(bytes, static_cast<size_t>(alignment));
}
void* operator new(size_t bytes, std::nothrow_t const&) noexcept
{
    return allocate(bytes, alignof(std::max_align_t));
}
void* operator new[](size_t bytes, std::nothrow_t const&) noexcept
{
    return allocate(bytes, alignof(std::max_align_t));
}
void operator delete(void* memory) noexcept
{
    std::free(memory);
}
void operator delete[](void* memory) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, size_t) noexcept
{
    std::free(memory);
}
void operator delete[](void* memory, size_t) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept
{
    std::free(memory);
}
void operator delete[](void* memory, std::align_val_t) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, size_t, std::align_val_t) noexcept
{
    std::free(memory);
}
void operator delete[](void* memory, size_t, std::align_val_t) noexcept
{
    std::free(memory);
}

namespace tenon::testing
{
namespace
{

//! Counts reports and allocates nothing.
class CountingLogger final : public nvinfer1::ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        if (severity <= Severity::kERROR)
        {
            ++errors;
            std::strncpy(last, message, sizeof last - 1);
        }
    }
    int32_t errors{0};
    char last[256]{};
};

class CountingRecorder final : public nvinfer1::IErrorRecorder
{
public:
    int32_t getNbErrors() const noexcept override { return errors; }
    nvinfer1::ErrorCode getErrorCode(int32_t) const noexcept override { return last; }
    ErrorDesc getErrorDesc(int32_t) const noexcept override { return ""; }
    bool hasOverflowed() const noexcept override { return false; }
    void clear() noexcept override { errors = 0; }
    bool reportError(nvinfer1::ErrorCode code, ErrorDesc) noexcept override
    {
        ++errors;
        last = code;
        return true;
    }
    RefCount incRefCount() noexcept override { return 1; }
    RefCount decRefCount() noexcept override { return 1; }

    int32_t errors{0};
    nvinfer1::ErrorCode last{nvinfer1::ErrorCode::kSUCCESS};
};

class FailingMemoryTest : public ::testing::Test
{
protected:
    FailingMemoryTest()
    {
        setenv("TENON_DEVICE", "cpu", 1);
        builder->setErrorRecorder(&recorder);
        runtime->setErrorRecorder(&recorder);
    }

    //! Lets each allocation of `call`, which tells whether it succeeded, fail in turn: every `stride`-th one, until none is left to
    //! fail. A call that fails reports once to logger and recorder; one that succeeds in spite of it reports nothing.
    template <typename Call>
    void failEach(char const* what, int64_t stride, Call&& call)
    {
        int32_t failures = 0;
        for (bool const forGood : {false, true})
        {
            bool reached = true;
            for (int64_t n = 0; reached; n += stride)
            {
                logger.errors = recorder.errors = 0;
                failsForGood = forGood;
                allocationsLeft = n;
                bool const succeeded = call();
                // Used up: −1 after one failure, 0 while all fail.
                reached = forGood ? allocationsLeft == 0 : allocationsLeft == -1;
                allocationsLeft = -1;
                ASSERT_EQ(logger.errors, succeeded ? 0 : 1) << what << ", allocation " << n << ": " << logger.last;
                ASSERT_EQ(recorder.errors, succeeded ? 0 : 1) << what << ", allocation " << n;
                if (!succeeded)
                {
                    ++failures;
                    ASSERT_EQ(recorder.last, nvinfer1::ErrorCode::kFAILED_ALLOCATION)
                        << what << ", allocation " << n << ": " << logger.last;
                }
            }
        }
        EXPECT_GT(failures, 0) << what;
    }

    //! (x + constant) → activation, explicit batch: our own kernels, since oneDNN keeps primitives half made (see devices/cpu/onednn.h).
    std::unique_ptr<nvinfer1::INetworkDefinition> define()
    {
        std::unique_ptr<nvinfer1::INetworkDefinition> network(builder->createNetworkV2(0));
        nvinfer1::ITensor* const x = network->addInput("x", nvinfer1::DataType::kFLOAT, dims({1, 4}));
        auto* const constant = network->addConstant(dims({1, 4}), weightsOf(addend));
        auto* const sum = network->addElementWise(*x, *constant->getOutput(0), nvinfer1::ElementWiseOperation::kSUM);
        auto* const act = network->addActivation(*sum->getOutput(0), nvinfer1::ActivationType::kSOFTSIGN);
        network->markOutput(*act->getOutput(0));
        return network;
    }

    CountingLogger logger;
    CountingRecorder recorder;
    Values const kernel{2};
    Values const addend{1, -1, 0, 3};
    std::unique_ptr<nvinfer1::IBuilder> builder = makeBuilder(logger, NV_TENSORRT_VERSION);
    std::unique_ptr<nvinfer1::IRuntime> runtime = makeRuntime(logger);
};

TEST_F(FailingMemoryTest, Networks)
{
    failEach("createNetworkV2", 1,
        [&] { return std::unique_ptr<nvinfer1::INetworkDefinition>(builder->createNetworkV2(0)) != nullptr; });
    failEach("createBuilderConfig", 1,
        [&] { return std::unique_ptr<nvinfer1::IBuilderConfig>(builder->createBuilderConfig()) != nullptr; });
    failEach("createOptimizationProfile", 1, [&] { return builder->createOptimizationProfile() != nullptr; });
    std::unique_ptr<nvinfer1::INetworkDefinition> const network(builder->createNetworkV2(0));
    nvinfer1::ITensor* const x = network->addInput("x", nvinfer1::DataType::kFLOAT, dims({1, 1, 2, 2}));
    failEach("addConvolutionNd", 1, [&] {
        return network->addConvolutionNd(*x, 1, dims({1, 1}), weightsOf(kernel), {}) != nullptr;
    });
    failEach(
        "addActivation", 1, [&] { return network->addActivation(*x, nvinfer1::ActivationType::kRELU) != nullptr; });
    // What failed must not have left half a layer behind.
    auto* const act = network->addActivation(*x, nvinfer1::ActivationType::kRELU);
    network->markOutput(*act->getOutput(0));
    std::unique_ptr<nvinfer1::IBuilderConfig> const config(builder->createBuilderConfig());
    std::unique_ptr<nvinfer1::IHostMemory> const plan(builder->buildSerializedNetwork(*network, *config));
    EXPECT_NE(plan, nullptr) << logger.last;
}

TEST_F(FailingMemoryTest, Builds)
{
    auto const network = define();
    std::unique_ptr<nvinfer1::IBuilderConfig> const config(builder->createBuilderConfig());
    failEach("buildSerializedNetwork", 7, [&] {
        return std::unique_ptr<nvinfer1::IHostMemory>(builder->buildSerializedNetwork(*network, *config)) != nullptr;
    });
}

TEST_F(FailingMemoryTest, EnginesAndContexts)
{
    auto const network = define();
    std::unique_ptr<nvinfer1::IBuilderConfig> const config(builder->createBuilderConfig());
    std::unique_ptr<nvinfer1::IHostMemory> const plan(builder->buildSerializedNetwork(*network, *config));
    ASSERT_NE(plan, nullptr) << logger.last;
    failEach("deserializeCudaEngine", 3, [&] {
        return std::unique_ptr<nvinfer1::ICudaEngine>(runtime->deserializeCudaEngine(plan->data(), plan->size()))
            != nullptr;
    });
    std::unique_ptr<nvinfer1::ICudaEngine> const engine(runtime->deserializeCudaEngine(plan->data(), plan->size()));
    ASSERT_NE(engine, nullptr) << logger.last;
    failEach("createExecutionContext", 1,
        [&] { return std::unique_ptr<nvinfer1::IExecutionContext>(engine->createExecutionContext()) != nullptr; });
    failEach("serialize", 3, [&] { return std::unique_ptr<nvinfer1::IHostMemory>(engine->serialize()) != nullptr; });
    // A context whose first inference failed for want of memory works afterwards.
    Values x{1, -1, 0, 3};
    Values y(4);
    void* bindings[]{x.data(), y.data()};
    std::unique_ptr<nvinfer1::IExecutionContext> context;
    failEach("executeV2", 1, [&] {
        int64_t const left = std::exchange(allocationsLeft, -1);
        bool const forGood = std::exchange(failsForGood, false);
        context.reset(engine->createExecutionContext());
        allocationsLeft = left;
        failsForGood = forGood;
        return context->executeV2(bindings);
    });
    ASSERT_TRUE(context->executeV2(bindings)) << logger.last;
    EXPECT_THAT(y, ::testing::Pointwise(::testing::FloatEq(), Values{2.0F / 3, -2.0F / 3, 0, 6.0F / 7}));
}

} // namespace
} // namespace tenon::testing
