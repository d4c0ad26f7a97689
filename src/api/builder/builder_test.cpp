#include "api/testing/api_fixture.h"
#include "support/covers.h"

namespace tenon::testing
{
namespace
{

using BuilderTest = ApiTest;

TEST_F(BuilderTest, RefusesForeignVersionsAndNullLoggers)
{
    EXPECT_EQ(createInferBuilder_INTERNAL(&logger, 110000), nullptr);
    EXPECT_ONE_ERROR(
        "version of the program's headers: expected 7.x (7000 to 7999), 8.x (8000 to 8999) or 10.x (100000 to 109999), "
        "found 110000");
    EXPECT_EQ(createInferBuilder_INTERNAL(&logger, 0), nullptr);
    EXPECT_ONE_ERROR("found 0;");
    EXPECT_EQ(createInferBuilder_INTERNAL(nullptr, NV_TENSORRT_VERSION), nullptr);
}

TEST_F(BuilderTest, BatchModeFollowsLevelAndFlags)
{
    constexpr uint32_t kExplicit =
        1U << static_cast<uint32_t>(nvinfer1::NetworkDefinitionCreationFlag::kEXPLICIT_BATCH);
    TENON_COVERS("IBuilder::createNetworkV2", "INetworkDefinition::hasImplicitBatchDimension",
        "INetworkDefinition::getFlag", "INetworkDefinition::getFlags", "INetworkDefinition::getBuilder");
    EXPECT_FALSE(network->hasImplicitBatchDimension());
    for (int32_t const version : {kVersion7, kVersion8})
    {
        auto const old = makeBuilder(logger, version);
        std::unique_ptr<nvinfer1::INetworkDefinition> const implicit(old->createNetworkV2(0));
        std::unique_ptr<nvinfer1::INetworkDefinition> const explicitOne(old->createNetworkV2(kExplicit));
        EXPECT_TRUE(implicit->hasImplicitBatchDimension()) << version;
        EXPECT_FALSE(explicitOne->hasImplicitBatchDimension()) << version;
        EXPECT_TRUE(explicitOne->getFlag(nvinfer1::NetworkDefinitionCreationFlag::kEXPLICIT_BATCH));
        EXPECT_EQ(explicitOne->getFlags(), kExplicit);
        EXPECT_EQ(&explicitOne->getBuilder(), old.get());
    }
}

TEST_F(BuilderTest, RefusesUnknownNetworkFlags)
{
    std::unique_ptr<nvinfer1::INetworkDefinition> const precise(builder->createNetworkV2(1U << 24));
    ASSERT_NE(precise, nullptr) << "kEXPLICIT_PRECISION of releases 7 and 8 has no effect";
    EXPECT_EQ(precise->getFlags(), 0U);
    EXPECT_TRUE(logger.takeErrors().empty());
    EXPECT_EQ(builder->createNetworkV2(1U << 20), nullptr);
    EXPECT_ONE_ERROR("flags of the network: expected bits of 0xf, found 0x100000");
    auto const old = makeBuilder(logger, kVersion8);
    EXPECT_EQ(
        old->createNetworkV2(1U << static_cast<uint32_t>(nvinfer1::NetworkDefinitionCreationFlag::kSTRONGLY_TYPED)),
        nullptr);
    EXPECT_ONE_ERROR("expected kEXPLICIT_BATCH beside kSTRONGLY_TYPED");
}

TEST_F(BuilderTest, ReportsOnceToLoggerAndRecorder)
{
    TENON_COVERS("IBuilder::setErrorRecorder", "IBuilder::getErrorRecorder", "INetworkDefinition::setErrorRecorder",
        "INetworkDefinition::getErrorRecorder", "IErrorRecorder::reportError", "IErrorRecorder::incRefCount",
        "IErrorRecorder::decRefCount", "ILogger::log");
    RecordingErrorRecorder recorder;
    builder->setErrorRecorder(&recorder);
    EXPECT_EQ(builder->getErrorRecorder(), &recorder);
    EXPECT_EQ(recorder.references, 1);
    EXPECT_FALSE(builder->setMaxThreads(0));
    EXPECT_ONE_ERROR("builder's threads: expected at least 1, found 0\n  in IBuilder::setMaxThreads");
    ASSERT_EQ(recorder.entries.size(), 1U);
    EXPECT_EQ(recorder.entries[0].code, nvinfer1::ErrorCode::kINVALID_ARGUMENT);
    EXPECT_THAT(recorder.entries[0].text, HasSubstr("expected at least 1, found 0"));

    // A network reports to its builder's recorder until it has one of its own.
    EXPECT_EQ(network->getErrorRecorder(), nullptr);
    EXPECT_EQ(network->getLayer(3), nullptr);
    EXPECT_EQ(recorder.entries.size(), 2U);
    RecordingErrorRecorder own;
    network->setErrorRecorder(&own);
    EXPECT_EQ(network->getLayer(3), nullptr);
    EXPECT_EQ(recorder.entries.size(), 2U);
    EXPECT_EQ(own.entries.size(), 1U);
    EXPECT_EQ(logger.errorCount(), 2U);
    logger.takeErrors();

    network.reset();
    EXPECT_EQ(own.references, 0);
    builder->setErrorRecorder(nullptr);
    EXPECT_EQ(recorder.references, 0);
}

TEST_F(BuilderTest, WhatIsMissingSaysSo)
{
    nvinfer1::ITensor* const input = network->addInput("x", nvinfer1::DataType::kFLOAT, dims({1, 3}));
    EXPECT_EQ(network->addDynamicQuantize(*input, 1, 16, nvinfer1::DataType::kFP4, nvinfer1::DataType::kFP8), nullptr);
    EXPECT_ONE_ERROR(
        "not implemented yet: INetworkDefinition::addDynamicQuantize: scales of blocks, which only fp8, fp4 and int4 have");
    EXPECT_EQ(network->addDynamicQuantizeV2(*input, dims({1, 16}), nvinfer1::DataType::kFP4, nvinfer1::DataType::kFP8),
        nullptr);
    EXPECT_ONE_ERROR("INetworkDefinition::addDynamicQuantizeV2: scales of blocks");
    RecordingLogger other;
    auto const second = makeBuilder(other, NV_TENSORRT_VERSION);
    EXPECT_EQ(network->addDynamicQuantize(*input, 1, 16, nvinfer1::DataType::kFP4, nvinfer1::DataType::kFP8), nullptr);
    EXPECT_EQ(other.errorCount(), 0U) << "another builder's logger hears nothing of it";
    EXPECT_ONE_ERROR("addDynamicQuantize");
}

TEST_F(BuilderTest, TellsAboutItself)
{
    TENON_COVERS("IBuilder::getLogger", "IBuilder::platformHasFastFp16", "IBuilder::platformHasFastInt8",
        "IBuilder::platformHasTf32", "IBuilder::getNbDLACores", "IBuilder::getMaxDLABatchSize",
        "IBuilder::setMaxThreads", "IBuilder::getMaxThreads", "IBuilder::reset", "IBuilder::getPluginRegistry",
        "::getLogger", "::getInferLibVersion", "::getInferLibMajorVersion", "::getInferLibMinorVersion",
        "::getInferLibPatchVersion", "::getInferLibBuildVersion", "::createInferBuilder_INTERNAL",
        "::getPluginRegistry", "::getBuilderPluginRegistry", "::setInternalLibraryPath");
    EXPECT_EQ(builder->getLogger(), &logger);
    EXPECT_EQ(getLogger(), &logger);
    EXPECT_TRUE(builder->platformHasFastFp16());
    EXPECT_FALSE(builder->platformHasFastInt8());
    EXPECT_EQ(builder->getNbDLACores(), 0);
    EXPECT_EQ(builder->getMaxDLABatchSize(), 0);
    EXPECT_TRUE(builder->setMaxThreads(3));
    EXPECT_EQ(builder->getMaxThreads(), 3);
    builder->reset();
    EXPECT_EQ(builder->getMaxThreads(), 1);
    EXPECT_NE(&builder->getPluginRegistry(), getPluginRegistry()) << "its own, which searches the process's";
    EXPECT_EQ(getInferLibVersion(), 101600);
    EXPECT_EQ(getInferLibMajorVersion(), 10);
    EXPECT_EQ(getInferLibMinorVersion(), 16);
    EXPECT_EQ(getInferLibPatchVersion(), NV_TENSORRT_PATCH);
    EXPECT_EQ(getInferLibBuildVersion(), NV_TENSORRT_BUILD);
    EXPECT_EQ(nvinfer1::getBuilderPluginRegistry(nvinfer1::EngineCapability::kSTANDARD), getPluginRegistry());
    EXPECT_EQ(nvinfer1::getBuilderPluginRegistry(nvinfer1::EngineCapability::kSAFETY), nullptr);
    EXPECT_TRUE(nvinfer1::setInternalLibraryPath("/nowhere"));
    EXPECT_FALSE(nvinfer1::setInternalLibraryPath(nullptr));
    setenv("TENON_DEVICE", "cpu", 1);
    EXPECT_FALSE(builder->platformHasTf32());
    network.reset();
    builder.reset();
    EXPECT_EQ(getLogger(), nullptr);
}

} // namespace
} // namespace tenon::testing
