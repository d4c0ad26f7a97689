// From a network to values, through the public API alone: build, serialize, deserialize, run by tensor names.
#pragma once

#include "api/testing/api_fixture.h"
#include "devices/testing/shared_memory.h"
#include "plugin_host/testing/cpu_plugins.h"

#include <tenon/device_memory.h>

#include <cstdlib>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace tenon::testing
{

//! Host and device reach them alike, so that tests may bind them.
using Values = devices::testing::SharedVector<float>;

inline std::unique_ptr<nvinfer1::IRuntime> makeRuntime(nvinfer1::ILogger& logger, int32_t version = NV_TENSORRT_VERSION)
{
    return std::unique_ptr<nvinfer1::IRuntime>(
        static_cast<nvinfer1::IRuntime*>(createInferRuntime_INTERNAL(&logger, version)));
}

//! Tests run on a GPU, so that kernels work there and steps on the CPU after enqueueV3 has returned.
inline bool testsRunOnGpu()
{
    char const* const device = std::getenv("TENON_TEST_DEVICE");
    return device != nullptr && std::string(device).rfind("cuda", 0) == 0;
}

//! One inference on the default stream, waited for.
inline bool inferred(nvinfer1::IExecutionContext& context)
{
    return context.enqueueV3(nullptr) && tenon::finish(context, nullptr);
}

inline nvinfer1::Weights weightsOf(Values const& values)
{
    return {nvinfer1::DataType::kFLOAT, values.data(), static_cast<int64_t>(values.size())};
}

inline size_t volume(nvinfer1::Dims const& dims)
{
    size_t count = 1;
    for (int32_t i = 0; i < dims.nbDims; ++i)
    {
        count *= static_cast<size_t>(dims.d[i]);
    }
    return count;
}

//! Tests on the CPU, or on the device that TENON_TEST_DEVICE names: those that run networks by run() pass on a GPU too. Networks of
//! explicit batch; fp32 inputs and outputs.
class EngineTest : public ApiTest
{
protected:
    EngineTest()
    {
        char const* const device = std::getenv("TENON_TEST_DEVICE");
        setenv("TENON_DEVICE", device == nullptr ? "cpu" : device, 1);
        plugin_host::testing::declareCpuPlugins(
            {"Multiplier", "FormatPlugin", "OneAnswer", "StaticFormat", "ScaleV3", "KeepRowsV3", "Positives"});
    }

    nvinfer1::ITensor& input(char const* name, std::initializer_list<int64_t> sizes)
    {
        return *network->addInput(name, nvinfer1::DataType::kFLOAT, dims(sizes));
    }

    void output(nvinfer1::ITensor* tensor, char const* name)
    {
        ASSERT_NE(tensor, nullptr);
        tensor->setName(name);
        network->markOutput(*tensor);
    }

    void addProfile(char const* name, std::initializer_list<int64_t> min, std::initializer_list<int64_t> opt,
        std::initializer_list<int64_t> max)
    {
        nvinfer1::IOptimizationProfile* const profile = builder->createOptimizationProfile();
        ASSERT_TRUE(profile->setDimensions(name, nvinfer1::OptProfileSelector::kMIN, dims(min)));
        ASSERT_TRUE(profile->setDimensions(name, nvinfer1::OptProfileSelector::kOPT, dims(opt)));
        ASSERT_TRUE(profile->setDimensions(name, nvinfer1::OptProfileSelector::kMAX, dims(max)));
        ASSERT_GE(config->addOptimizationProfile(profile), 0);
    }

    //! Builds, serializes, deserializes, and makes a context.
    void build()
    {
        plan.reset(builder->buildSerializedNetwork(*network, *config));
        ASSERT_NE(plan, nullptr) << logger.takeErrors();
        engine.reset(runtime->deserializeCudaEngine(plan->data(), plan->size()));
        ASSERT_NE(engine, nullptr) << logger.takeErrors();
        context.reset(engine->createExecutionContext());
        ASSERT_NE(context, nullptr) << logger.takeErrors();
    }

    //! Runs with these inputs and gives the value of an output, whose shape must be known by then.
    Values run(std::map<std::string, Values> inputs, char const* outputName)
    {
        std::map<std::string, tenon::DeviceMemory> memory;
        for (int32_t i = 0; i < engine->getNbIOTensors(); ++i)
        {
            char const* const name = engine->getIOTensorName(i);
            size_t const count = volume(context->getTensorShape(name));
            memory[name] = tenon::DeviceMemory(*engine, count * sizeof(float));
            // Outputs are poisoned: all of them must be written.
            Values filling(count, std::numeric_limits<float>::quiet_NaN());
            if (engine->getTensorIOMode(name) == nvinfer1::TensorIOMode::kINPUT)
            {
                EXPECT_EQ(inputs[name].size(), count) << name;
                filling = inputs[name];
                filling.resize(count);
            }
            EXPECT_TRUE(memory[name].copyFrom(filling.data()));
            EXPECT_TRUE(context->setTensorAddress(name, memory[name].data())) << logger.takeErrors();
        }
        EXPECT_TRUE(inferred(*context)) << logger.takeErrors();
        Values result(memory[outputName].bytes() / sizeof(float));
        EXPECT_TRUE(memory[outputName].copyTo(result.data()));
        return result;
    }

    std::unique_ptr<nvinfer1::IBuilderConfig> config{builder->createBuilderConfig()};
    std::unique_ptr<nvinfer1::IRuntime> runtime = makeRuntime(logger);
    std::unique_ptr<nvinfer1::IHostMemory> plan;
    std::unique_ptr<nvinfer1::ICudaEngine> engine;
    std::unique_ptr<nvinfer1::IExecutionContext> context;
};

} // namespace tenon::testing
