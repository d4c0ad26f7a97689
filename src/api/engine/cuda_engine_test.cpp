// What engines tell about themselves, and engine files that are none.
#include "api/testing/engine_fixture.h"
#include "support/covers.h"

#include <tenon/device.h>
#include <tenon/engine_file.h>
#include <tenon/network_text.h>
#include <tenon/tap.h>

#include <cstdio>
#include <cstring>
#include <fstream>

namespace tenon::testing
{
namespace
{

using nvinfer1::DataType;
using ::testing::ElementsAre;

class CudaEngineTest : public EngineTest
{
protected:
    void define()
    {
        network->setName("net");
        nvinfer1::IActivationLayer* const relu =
            network->addActivation(input("x", {-1, 2}), nvinfer1::ActivationType::kRELU);
        relu->setName("relu");
        output(relu->getOutput(0), "y");
        addProfile("x", {1, 2}, {2, 2}, {4, 2});
    }
};

TEST_F(CudaEngineTest, DescribesInputsAndOutputs)
{
    TENON_COVERS("ICudaEngine::getNbIOTensors", "ICudaEngine::getIOTensorName", "ICudaEngine::getTensorShape",
        "ICudaEngine::getTensorDataType", "ICudaEngine::getTensorIOMode", "ICudaEngine::getTensorLocation",
        "ICudaEngine::getTensorFormat", "ICudaEngine::getTensorFormatDesc", "ICudaEngine::getTensorBytesPerComponent",
        "ICudaEngine::getTensorComponentsPerElement", "ICudaEngine::getTensorVectorizedDim",
        "ICudaEngine::isShapeInferenceIO", "ICudaEngine::isDebugTensor", "ICudaEngine::getAliasedInputTensor",
        "ICudaEngine::getProfileTensorValues", "ICudaEngine::getProfileTensorValuesV2");
    define();
    build();
    EXPECT_EQ(engine->getNbIOTensors(), 2);
    EXPECT_STREQ(engine->getIOTensorName(0), "x");
    EXPECT_STREQ(engine->getIOTensorName(1), "y");
    EXPECT_EQ(engine->getIOTensorName(2), nullptr);
    EXPECT_ONE_ERROR("input or output: expected an index from 0 to 1, found 2");
    EXPECT_EQ(sizes(engine->getTensorShape("x")), list({-1, 2}));
    EXPECT_EQ(engine->getTensorDataType("y"), DataType::kFLOAT);
    EXPECT_EQ(engine->getTensorIOMode("x"), nvinfer1::TensorIOMode::kINPUT);
    EXPECT_EQ(engine->getTensorIOMode("y"), nvinfer1::TensorIOMode::kOUTPUT);
    EXPECT_EQ(engine->getTensorIOMode("z"), nvinfer1::TensorIOMode::kNONE);
    EXPECT_EQ(engine->getTensorLocation("x"), nvinfer1::TensorLocation::kDEVICE);
    EXPECT_EQ(engine->getTensorFormat("x"), nvinfer1::TensorFormat::kLINEAR);
    EXPECT_STREQ(engine->getTensorFormatDesc("x"), "row-major linear fp32 (kLINEAR)");
    EXPECT_STREQ(engine->getTensorFormatDesc("x", 0), "row-major linear fp32 (kLINEAR)");
    EXPECT_EQ(engine->getTensorBytesPerComponent("x"), -1);
    EXPECT_EQ(engine->getTensorComponentsPerElement("x"), -1);
    EXPECT_EQ(engine->getTensorVectorizedDim("x"), -1);
    EXPECT_EQ(engine->getTensorFormat("x", 5), nvinfer1::TensorFormat::kLINEAR);
    EXPECT_ONE_ERROR("optimization profile: expected an index from 0 to 0, found 5");
    EXPECT_FALSE(engine->isShapeInferenceIO("x"));
    EXPECT_FALSE(engine->isDebugTensor("x"));
    EXPECT_EQ(engine->getAliasedInputTensor("y"), nullptr);
    EXPECT_EQ(engine->getProfileTensorValuesV2("x", 0, nvinfer1::OptProfileSelector::kMIN), nullptr);
    EXPECT_EQ(engine->getProfileTensorValues("x", 0, nvinfer1::OptProfileSelector::kMIN), nullptr);
    EXPECT_EQ(engine->getTensorShape("nope").nbDims, -1);
    EXPECT_ONE_ERROR("tensor \"nope\": expected the name of an input or output of the engine");
}

TEST_F(CudaEngineTest, DescribesItself)
{
    TENON_COVERS("ICudaEngine::getName", "ICudaEngine::getNbLayers", "ICudaEngine::isRefittable",
        "ICudaEngine::getEngineCapability", "ICudaEngine::hasImplicitBatchDimension",
        "ICudaEngine::getProfilingVerbosity", "ICudaEngine::getHardwareCompatibilityLevel",
        "ICudaEngine::getNbAuxStreams", "ICudaEngine::getEngineStat", "ICudaEngine::getTacticSources",
        "ICudaEngine::setErrorRecorder", "ICudaEngine::getErrorRecorder", "IBuilderConfig::setProfilingVerbosity",
        "ICudaEngine::getStreamableWeightsSize");
    define();
    config->setProfilingVerbosity(nvinfer1::ProfilingVerbosity::kDETAILED);
    build();
    EXPECT_STREQ(engine->getName(), "net");
    EXPECT_EQ(engine->getNbLayers(), 1);
    EXPECT_FALSE(engine->isRefittable());
    EXPECT_FALSE(engine->hasImplicitBatchDimension());
    EXPECT_EQ(engine->getEngineCapability(), nvinfer1::EngineCapability::kSTANDARD);
    EXPECT_EQ(engine->getProfilingVerbosity(), nvinfer1::ProfilingVerbosity::kDETAILED);
    EXPECT_EQ(engine->getHardwareCompatibilityLevel(), nvinfer1::HardwareCompatibilityLevel::kNONE);
    EXPECT_EQ(engine->getNbAuxStreams(), 0);
    EXPECT_EQ(engine->getTacticSources(), 0U);
    EXPECT_EQ(engine->getEngineStat(nvinfer1::EngineStat::kTOTAL_WEIGHTS_SIZE), 0);
    EXPECT_EQ(engine->getStreamableWeightsSize(), 0);
    RecordingErrorRecorder recorder;
    engine->setErrorRecorder(&recorder);
    EXPECT_EQ(engine->getErrorRecorder(), &recorder);
    EXPECT_EQ(engine->getIOTensorName(-1), nullptr);
    EXPECT_EQ(recorder.entries.size(), 1U);
    engine->setErrorRecorder(nullptr);
    logger.takeErrors();
}

TEST_F(CudaEngineTest, CountsWeights)
{
    Values const kernel(9, 1.0F);
    output(
        network->addConvolutionNd(input("x", {1, 1, 3, 3}), 1, dims({3, 3}), weightsOf(kernel), {})->getOutput(0), "y");
    build();
    EXPECT_EQ(engine->getEngineStat(nvinfer1::EngineStat::kTOTAL_WEIGHTS_SIZE), 36);
}

TEST_F(CudaEngineTest, InspectorShowsLayers)
{
    TENON_COVERS("ICudaEngine::createEngineInspector", "IEngineInspector::getLayerInformation",
        "IEngineInspector::getEngineInformation", "IEngineInspector::setExecutionContext",
        "IEngineInspector::getExecutionContext", "IEngineInspector::setErrorRecorder",
        "IEngineInspector::getErrorRecorder");
    using nvinfer1::LayerInformationFormat;
    define();
    config->setProfilingVerbosity(nvinfer1::ProfilingVerbosity::kDETAILED);
    build();
    std::unique_ptr<nvinfer1::IEngineInspector> inspector(engine->createEngineInspector());
    EXPECT_THAT(inspector->getLayerInformation(0, LayerInformationFormat::kONELINE),
        HasSubstr("relu [Activation]: x row-major linear fp32 (kLINEAR) -> y row-major linear fp32 (kLINEAR) by "));
    EXPECT_THAT(
        inspector->getLayerInformation(0, LayerInformationFormat::kJSON), HasSubstr("\"LayerType\": \"Activation\""));
    EXPECT_THAT(inspector->getEngineInformation(LayerInformationFormat::kJSON),
        HasSubstr("\"Bindings\": [\n    \"x\",\n    \"y\""));
    EXPECT_THAT(inspector->getEngineInformation(LayerInformationFormat::kONELINE), HasSubstr("relu [Activation]"));
    EXPECT_TRUE(inspector->setExecutionContext(context.get()));
    EXPECT_EQ(inspector->getExecutionContext(), context.get());
    EXPECT_EQ(inspector->getLayerInformation(1, LayerInformationFormat::kJSON), nullptr);
    EXPECT_ONE_ERROR("layer of the engine: expected an index from 0 to 0, found 1");
    EXPECT_EQ(inspector->getEngineInformation(static_cast<LayerInformationFormat>(4)), nullptr);
    EXPECT_ONE_ERROR("format of the information: expected an enumerator from 0 to 1, found 4");
    RecordingErrorRecorder recorder;
    inspector->setErrorRecorder(&recorder);
    EXPECT_EQ(inspector->getErrorRecorder(), &recorder);
    EXPECT_EQ(inspector->getLayerInformation(1, LayerInformationFormat::kJSON), nullptr);
    EXPECT_EQ(recorder.entries.size(), 1U);
    inspector->setErrorRecorder(nullptr);
    logger.takeErrors();
}

TEST_F(CudaEngineTest, InspectorTellsNamesAloneByDefault)
{
    using nvinfer1::LayerInformationFormat;
    define();
    build();
    std::unique_ptr<nvinfer1::IEngineInspector> inspector(engine->createEngineInspector());
    EXPECT_STREQ(inspector->getLayerInformation(0, LayerInformationFormat::kONELINE), "relu");
    EXPECT_STREQ(inspector->getLayerInformation(0, LayerInformationFormat::kJSON), "\"relu\"");
}

TEST_F(CudaEngineTest, SerializesAgain)
{
    TENON_COVERS("ICudaEngine::serialize", "ICudaEngine::createSerializationConfig", "ICudaEngine::serializeWithConfig",
        "ISerializationConfig::setFlag", "ISerializationConfig::getFlag", "ISerializationConfig::clearFlag",
        "ISerializationConfig::setFlags", "ISerializationConfig::getFlags", "IHostMemory::type");
    using nvinfer1::SerializationFlag;
    define();
    build();
    std::unique_ptr<nvinfer1::IHostMemory> const again(engine->serialize());
    ASSERT_NE(again, nullptr);
    ASSERT_EQ(again->size(), plan->size());
    EXPECT_EQ(std::memcmp(again->data(), plan->data(), plan->size()), 0);
    EXPECT_EQ(again->type(), DataType::kINT8);
    std::unique_ptr<nvinfer1::ISerializationConfig> const settings(engine->createSerializationConfig());
    EXPECT_TRUE(settings->setFlag(SerializationFlag::kEXCLUDE_LEAN_RUNTIME));
    EXPECT_TRUE(settings->getFlag(SerializationFlag::kEXCLUDE_LEAN_RUNTIME));
    EXPECT_TRUE(settings->setFlag(SerializationFlag::kEXCLUDE_WEIGHTS));
    EXPECT_EQ(engine->serializeWithConfig(*settings), nullptr);
    EXPECT_ONE_ERROR(
        "SerializationFlag::kEXCLUDE_WEIGHTS: expected an engine whose weights can be given back (BuilderFlag::kREFIT)");
    EXPECT_TRUE(settings->clearFlag(SerializationFlag::kEXCLUDE_WEIGHTS));
    EXPECT_FALSE(settings->setFlags(1U << 9));
    EXPECT_ONE_ERROR("serialization flags: expected bits of 0x7, found 0x200");
    EXPECT_TRUE(settings->clearFlag(SerializationFlag::kEXCLUDE_LEAN_RUNTIME));
    EXPECT_EQ(settings->getFlags(), 0U);
    std::unique_ptr<nvinfer1::IHostMemory> const third(engine->serializeWithConfig(*settings));
    EXPECT_EQ(third->size(), plan->size());
}

TEST_F(CudaEngineTest, ForeignAndDamagedPlansAreRefused)
{
    define();
    build();
    EXPECT_EQ(runtime->deserializeCudaEngine(nullptr, 10), nullptr);
    EXPECT_ONE_ERROR("serialized engine: expected an object, found a null pointer");
    EXPECT_EQ(runtime->deserializeCudaEngine(plan->data(), 0), nullptr);
    EXPECT_EQ(logger.errorCount(), 1U);
    logger.takeErrors();
    std::string const foreign(4096, 'f');
    EXPECT_EQ(runtime->deserializeCudaEngine(foreign.data(), foreign.size()), nullptr);
    EXPECT_ONE_ERROR("in IRuntime::deserializeCudaEngine");
    auto const* const bytes = static_cast<char const*>(plan->data());
    for (size_t const length : {plan->size() - 1, plan->size() / 2, size_t{16}})
    {
        EXPECT_EQ(runtime->deserializeCudaEngine(bytes, length), nullptr) << length;
        EXPECT_EQ(logger.errorCount(), 1U) << length;
        logger.takeErrors();
    }
    for (size_t at = 0; at < plan->size(); at += 97)
    {
        std::string flipped(bytes, plan->size());
        flipped[at] = static_cast<char>(flipped[at] ^ 0x40);
        std::unique_ptr<nvinfer1::ICudaEngine> const loaded(
            runtime->deserializeCudaEngine(flipped.data(), flipped.size()));
        if (loaded == nullptr)
        {
            EXPECT_EQ(logger.errorCount(), 1U) << at;
        }
        logger.takeErrors();
    }
}

struct StringReader final : nvinfer1::IStreamReader
{
    int64_t read(void* destination, int64_t bytes) override
    {
        if (fails)
        {
            return -1;
        }
        auto const count = std::min<int64_t>({bytes, 100, static_cast<int64_t>(text.size() - at)});
        std::memcpy(destination, text.data() + at, static_cast<size_t>(count));
        at += static_cast<size_t>(count);
        return count;
    }
    std::string text;
    size_t at{0};
    bool fails{false};
};

struct StringReaderV2 final : nvinfer1::IStreamReaderV2
{
    int64_t read(void* destination, int64_t bytes, cudaStream_t) noexcept override
    {
        return inner.read(destination, bytes);
    }
    bool seek(int64_t, nvinfer1::SeekPosition) noexcept override { return false; }
    StringReader inner;
};

struct StringWriter final : nvinfer1::IStreamWriter
{
    int64_t write(void const* data, int64_t bytes) override
    {
        int64_t const count = std::min(bytes, limit);
        text.append(static_cast<char const*>(data), static_cast<size_t>(count));
        return count;
    }
    std::string text;
    int64_t limit{1000};
};

TEST_F(CudaEngineTest, StreamsCarryPlans)
{
    TENON_COVERS("IBuilder::buildSerializedNetworkToStream", "IStreamReader::read", "IStreamReaderV2::read",
        "IStreamWriter::write");
    define();
    StringWriter writer;
    ASSERT_TRUE(builder->buildSerializedNetworkToStream(*network, *config, writer)) << logger.takeErrors();
    StringReader reader;
    reader.text = writer.text;
    engine.reset(runtime->deserializeCudaEngine(reader));
    ASSERT_NE(engine, nullptr) << logger.takeErrors();
    EXPECT_EQ(engine->getNbIOTensors(), 2);
    StringReaderV2 second;
    second.inner.text = writer.text;
    engine.reset(runtime->deserializeCudaEngine(second));
    ASSERT_NE(engine, nullptr) << logger.takeErrors();
    reader.fails = true;
    EXPECT_EQ(runtime->deserializeCudaEngine(reader), nullptr);
    EXPECT_ONE_ERROR("stream reader: expected 0 to 4194304 bytes at position 0, found -1");
    writer.limit = 0;
    EXPECT_FALSE(builder->buildSerializedNetworkToStream(*network, *config, writer));
    EXPECT_ONE_ERROR("found 0 as the answer of write");
}

TEST_F(CudaEngineTest, FilesAreMapped)
{
    define();
    build();
    std::string const path = ::testing::TempDir() + "cuda_engine_test.engine";
    std::ofstream(path, std::ios::binary)
        .write(static_cast<char const*>(plan->data()), static_cast<std::streamsize>(plan->size()));
    plan.reset();
    engine.reset(tenon::loadEngine(*runtime, path));
    ASSERT_NE(engine, nullptr) << logger.takeErrors();
    EXPECT_EQ(tenon::deviceOf(*engine), testsRunOnGpu() ? "cuda:0" : "cpu");
    context.reset(engine->createExecutionContext());
    ASSERT_TRUE(context->setInputShape("x", dims({1, 2})));
    EXPECT_THAT(run({{"x", {3, -3}}}, "y"), ElementsAre(3, 0));
    std::remove(path.c_str());
    EXPECT_EQ(tenon::loadEngine(*runtime, path), nullptr);
    EXPECT_ONE_ERROR("cuda_engine_test.engine");
}

TEST_F(CudaEngineTest, TapsSeeIntermediateValues)
{
    nvinfer1::IActivationLayer* const relu = network->addActivation(input("x", {2}), nvinfer1::ActivationType::kRELU);
    relu->getOutput(0)->setName("middle");
    nvinfer1::IShuffleLayer* const shuffle = network->addShuffle(*relu->getOutput(0));
    shuffle->setReshapeDimensions(dims({2, 1}));
    output(network->addActivation(*shuffle->getOutput(0), nvinfer1::ActivationType::kSOFTSIGN)->getOutput(0), "y");
    build();
    std::map<std::string, Values> seen;
    auto const tap = [](void* user, char const* name, DataType type, nvinfer1::TensorFormat,
                         nvinfer1::Dims64 const* dims, void const* data) {
        ASSERT_EQ(type, DataType::kFLOAT);
        auto const* const values = static_cast<float const*>(data);
        (*static_cast<std::map<std::string, Values>*>(user))[name] = Values(values, values + volume(*dims));
    };
    ASSERT_TRUE(tenon::setTap(*context, tap, &seen));
    run({{"x", {1, -1}}}, "y");
    EXPECT_THAT(seen["middle"], ElementsAre(1, 0));
    EXPECT_THAT(seen["y"], ElementsAre(0.5F, 0));
    ASSERT_TRUE(tenon::setTap(*context, nullptr, nullptr));
    seen.clear();
    run({{"x", {1, -1}}}, "y");
    EXPECT_TRUE(seen.empty());
}

TEST_F(CudaEngineTest, HostTensorsAreKeptAsSuch)
{
    TENON_COVERS("ITensor::setLocation", "ITensor::getLocation", "ICudaEngine::getTensorLocation");
    define();
    network->getInput(0)->setLocation(nvinfer1::TensorLocation::kHOST);
    if (testsRunOnGpu())
    {
        EXPECT_EQ(builder->buildSerializedNetwork(*network, *config), nullptr);
        EXPECT_ONE_ERROR("tensor \"x\": TensorLocation::kHOST for a tensor that is no shape input, on ");
        return;
    }
    build();
    EXPECT_EQ(engine->getTensorLocation("x"), nvinfer1::TensorLocation::kHOST);
    EXPECT_EQ(engine->getTensorLocation("y"), nvinfer1::TensorLocation::kDEVICE);
    ASSERT_TRUE(context->setInputShape("x", dims({1, 2})));
    EXPECT_THAT(run({{"x", {1, -1}}}, "y"), ElementsAre(1, 0));
}

TEST_F(CudaEngineTest, NetworksAsText)
{
    define();
    std::string const text = tenon::networkText(*network);
    EXPECT_THAT(text, HasSubstr("network \"net\" (explicit batch)"));
    EXPECT_THAT(text, HasSubstr("relu = Activation(x: fp32[x.d0x2])"));
    char few[8];
    EXPECT_EQ(tenonNetworkText(network.get(), few, sizeof few), text.size());
    EXPECT_STREQ(few, "network");
}

TEST_F(CudaEngineTest, DevicesAreChosenByName)
{
    setenv("TENON_DEVICE", "cpu", 1); // where the plan is loaded
    EXPECT_TRUE(tenon::setDevice(*config, "cpu"));
    EXPECT_FALSE(tenon::setDevice(*config, "tpu"));
    EXPECT_ONE_ERROR("device: expected cpu, cuda or cuda:<index>, found \"tpu\"");
    define();
    build();
    EXPECT_EQ(tenon::deviceOf(*engine), "cpu");
}

TEST_F(CudaEngineTest, RuntimeSettings)
{
    TENON_COVERS("IRuntime::setMaxThreads", "IRuntime::getMaxThreads", "IRuntime::setTemporaryDirectory",
        "IRuntime::getTemporaryDirectory", "IRuntime::setTempfileControlFlags", "IRuntime::getTempfileControlFlags",
        "IRuntime::getNbDLACores", "IRuntime::getDLACore", "IRuntime::setDLACore", "IRuntime::getPluginRegistry",
        "IRuntime::getLogger", "IRuntime::setErrorRecorder", "IRuntime::getErrorRecorder",
        "IRuntime::setEngineHostCodeAllowed", "IRuntime::getEngineHostCodeAllowed", "::createInferRuntime_INTERNAL",
        "IRuntime::setGpuAllocator");
    EXPECT_TRUE(runtime->setMaxThreads(2));
    EXPECT_EQ(runtime->getMaxThreads(), 2);
    EXPECT_FALSE(runtime->setMaxThreads(0));
    EXPECT_ONE_ERROR("runtime's threads: expected at least 1, found 0");
    runtime->setTemporaryDirectory("/nowhere");
    EXPECT_STREQ(runtime->getTemporaryDirectory(), "/nowhere");
    runtime->setTempfileControlFlags(1);
    EXPECT_EQ(runtime->getTempfileControlFlags(), 1U);
    runtime->setTempfileControlFlags(8);
    EXPECT_ONE_ERROR("temporary file flags: expected bits of 0x3, found 0x8");
    EXPECT_EQ(runtime->getNbDLACores(), 0);
    runtime->setDLACore(1);
    EXPECT_ONE_ERROR("DLA core");
    EXPECT_EQ(runtime->getDLACore(), -1);
    EXPECT_NE(&runtime->getPluginRegistry(), getPluginRegistry()) << "its own, which searches the process's";
    EXPECT_EQ(runtime->getLogger(), &logger);
    RecordingErrorRecorder recorder;
    runtime->setErrorRecorder(&recorder);
    EXPECT_EQ(runtime->getErrorRecorder(), &recorder);
    EXPECT_EQ(runtime->deserializeCudaEngine("x", 1), nullptr);
    EXPECT_EQ(recorder.entries.size(), 1U);
    runtime->setErrorRecorder(nullptr);
    logger.takeErrors();
    runtime->setEngineHostCodeAllowed(true);
    EXPECT_TRUE(runtime->getEngineHostCodeAllowed());
    runtime->setGpuAllocator(nullptr);
    EXPECT_EQ(runtime->loadRuntime("x"), nullptr);
    EXPECT_ONE_ERROR("not implemented yet: IRuntime::loadRuntime");
    EXPECT_EQ(createInferRuntime_INTERNAL(&logger, 1), nullptr);
    EXPECT_ONE_ERROR("version of the program's headers");
}

} // namespace
} // namespace tenon::testing
