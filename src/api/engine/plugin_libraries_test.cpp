// Plugin libraries: registries of builders and runtimes, libraries inside plans, and plugins that changed since an engine was built.
#include "api/testing/engine_fixture.h"
#include "support/covers.h"
#include "support/paths.h"

#include <tenon/engine_file.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <unistd.h>

namespace tenon::testing
{
namespace
{

using nvinfer1::IPluginRegistry;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

std::string scaler(char const* build)
{
    return binaryDir() + "/lib/fixtures/" + build + ".so";
}

class PluginLibrariesTest : public EngineTest
{
protected:
    //! x → Scaler → y with the plugin that a library brings to a registry; the plan carries these libraries.
    std::unique_ptr<nvinfer1::IHostMemory> planWith(
        char const* build, std::vector<std::string> const& carried, float bias = 0.0F)
    {
        auto const maker = makeBuilder(logger, NV_TENSORRT_VERSION);
        std::unique_ptr<nvinfer1::INetworkDefinition> const net(maker->createNetworkV2(0));
        IPluginRegistry& registry = maker->getPluginRegistry();
        void* const handle = registry.loadLibrary(scaler(build).c_str());
        EXPECT_NE(handle, nullptr) << logger.takeErrors();
        auto* const creator = static_cast<nvinfer1::IPluginCreator*>(registry.getCreator("Scaler", "1", ""));
        EXPECT_NE(creator, nullptr) << logger.takeErrors();
        nvinfer1::PluginField const field("bias", &bias, nvinfer1::PluginFieldType::kFLOAT32, 1);
        nvinfer1::PluginFieldCollection const fields{1, &field};
        nvinfer1::IPluginV2* const plugin = creator->createPlugin("scaler", &fields);
        nvinfer1::ITensor* x = net->addInput("x", nvinfer1::DataType::kFLOAT, dims({2}));
        nvinfer1::IPluginV2Layer* const layer = net->addPluginV2(&x, 1, *plugin);
        plugin->destroy();
        layer->setName("scaler");
        layer->getOutput(0)->setName("y");
        net->markOutput(*layer->getOutput(0));
        std::unique_ptr<nvinfer1::IBuilderConfig> const wishes(maker->createBuilderConfig());
        std::vector<char const*> paths;
        for (std::string const& path : carried)
        {
            paths.push_back(path.c_str());
        }
        wishes->setPluginsToSerialize(paths.data(), static_cast<int32_t>(paths.size()));
        return std::unique_ptr<nvinfer1::IHostMemory>(maker->buildSerializedNetwork(*net, *wishes));
    }

    std::unique_ptr<nvinfer1::ICudaEngine> load(nvinfer1::IRuntime& from, nvinfer1::IHostMemory const& bytes)
    {
        return std::unique_ptr<nvinfer1::ICudaEngine>(from.deserializeCudaEngine(bytes.data(), bytes.size()));
    }

    Values outputOf(nvinfer1::ICudaEngine* loaded)
    {
        if (loaded == nullptr)
        {
            return {};
        }
        std::unique_ptr<nvinfer1::IExecutionContext> const running(loaded->createExecutionContext());
        tenon::DeviceMemory x(*loaded, 2 * sizeof(float)), y(*loaded, 2 * sizeof(float));
        Values values{1, -3};
        x.copyFrom(values.data());
        running->setTensorAddress("x", x.data());
        running->setTensorAddress("y", y.data());
        EXPECT_TRUE(running->enqueueV3(nullptr)) << logger.takeErrors();
        y.copyTo(values.data());
        return values;
    }

    static bool has(IPluginRegistry& registry)
    {
        int32_t count = 0;
        nvinfer1::IPluginCreatorInterface* const* const list = registry.getAllCreators(&count);
        return std::any_of(list, list + count, [](auto* one) {
            return std::string(static_cast<nvinfer1::IPluginCreator*>(one)->getPluginName()) == "Scaler";
        });
    }

    bool wasLogged(std::string const& text) const
    {
        return std::any_of(logger.others().begin(), logger.others().end(),
            [&](std::string const& line) { return line.find(text) != std::string::npos; });
    }
};

TEST_F(PluginLibrariesTest, BuildersAndRuntimesHaveRegistriesOfTheirOwn)
{
    TENON_COVERS("IBuilder::getPluginRegistry", "IRuntime::getPluginRegistry");
    IPluginRegistry& ours = builder->getPluginRegistry();
    IPluginRegistry& theirs = runtime->getPluginRegistry();
    EXPECT_NE(&ours, getPluginRegistry());
    EXPECT_NE(&ours, &theirs);
    void* const handle = ours.loadLibrary(scaler("scaler5_exported").c_str());
    ASSERT_NE(handle, nullptr);
    EXPECT_TRUE(has(ours));
    EXPECT_FALSE(has(theirs));
    EXPECT_FALSE(has(*getPluginRegistry())) << "what it exports is the registry's that loaded it";
    ours.deregisterLibrary(handle);
    EXPECT_FALSE(has(ours));

    // Static registration speaks to the process's registry; a registry of its own finds that through its parent.
    void* const registering = ours.loadLibrary(scaler("scaler2").c_str());
    EXPECT_FALSE(has(ours));
    EXPECT_TRUE(has(*getPluginRegistry()));
    EXPECT_NE(theirs.getCreator("Scaler", "1", ""), nullptr);
    theirs.setParentSearchEnabled(false);
    EXPECT_EQ(theirs.getCreator("Scaler", "1", ""), nullptr);
    theirs.setParentSearchEnabled(true);
    ours.deregisterLibrary(registering);
    EXPECT_FALSE(has(*getPluginRegistry()));
}

TEST_F(PluginLibrariesTest, AnEngineFindsPluginsInItsRuntimesRegistry)
{
    auto const bytes = planWith("scaler5_exported", {});
    ASSERT_NE(bytes, nullptr);
    EXPECT_EQ(load(*runtime, *bytes), nullptr);
    EXPECT_ONE_ERROR("plugin \"Scaler\" version \"1\" (namespace \"\"): expected a registered creator, found none");
    ASSERT_NE(runtime->getPluginRegistry().loadLibrary(scaler("scaler5_exported").c_str()), nullptr);
    auto loaded = load(*runtime, *bytes);
    runtime.reset(); // the engine keeps what it needs
    EXPECT_THAT(outputOf(loaded.get()), ElementsAre(5, -15));
}

TEST_F(PluginLibrariesTest, GoIntoThePlanAndComeOutOfItWhereThatIsAllowed)
{
    TENON_COVERS("IBuilderConfig::setPluginsToSerialize", "IBuilderConfig::getPluginToSerialize",
        "IBuilderConfig::getNbPluginsToSerialize", "IRuntime::setEngineHostCodeAllowed");
    for (char const* const build : {"scaler2", "scaler5_exported"})
    {
        SCOPED_TRACE(build);
        float const factor = build[6] == '2' ? 2 : 5;
        auto const bytes = planWith(build, {scaler(build)}, 0.5F);
        ASSERT_NE(bytes, nullptr) << logger.takeErrors();
        EXPECT_FALSE(has(*getPluginRegistry()));
        auto const reader = makeRuntime(logger);
        EXPECT_EQ(load(*reader, *bytes), nullptr);
        EXPECT_ONE_ERROR(std::string("plugin libraries inside the engine (") + build
            + ".so): expected leave to run their code, found none; call IRuntime::setEngineHostCodeAllowed(true) if you trust the engine");
        reader->setEngineHostCodeAllowed(true);
        auto loaded = load(*reader, *bytes);
        ASSERT_NE(loaded, nullptr) << logger.takeErrors();
        EXPECT_THAT(outputOf(loaded.get()), ElementsAre(factor + 0.5F, -3 * factor + 0.5F));
        EXPECT_TRUE(has(reader->getPluginRegistry()));
        EXPECT_FALSE(has(*getPluginRegistry()));

        // What it serializes carries the library on.
        std::unique_ptr<nvinfer1::IHostMemory> const again(loaded->serialize());
        ASSERT_NE(again, nullptr) << logger.takeErrors();
        loaded.reset();
        EXPECT_FALSE(has(reader->getPluginRegistry())) << "the library went with the engine";
        EXPECT_THAT(outputOf(load(*reader, *again).get()), ElementsAre(factor + 0.5F, -3 * factor + 0.5F));
    }
}

TEST_F(PluginLibrariesTest, EnginesWithACopyOfOnePluginLiveSideBySide)
{
    auto const first = planWith("scaler2", {scaler("scaler2")}, 1.0F);
    auto const second = planWith("scaler2", {scaler("scaler2")}, 2.0F);
    ASSERT_TRUE(first != nullptr && second != nullptr);
    auto const other = makeRuntime(logger);
    runtime->setEngineHostCodeAllowed(true);
    other->setEngineHostCodeAllowed(true);
    // In one runtime, and in another; beside the library itself, which the program has loaded too.
    void* const handle = getPluginRegistry()->loadLibrary(scaler("scaler2").c_str());
    auto one = load(*runtime, *first);
    auto two = load(*runtime, *second);
    auto three = load(*other, *second);
    EXPECT_EQ(logger.takeErrors(), "");
    EXPECT_THAT(outputOf(one.get()), ElementsAre(3, -5));
    one.reset();
    EXPECT_THAT(outputOf(two.get()), ElementsAre(4, -4));
    two.reset();
    EXPECT_THAT(outputOf(three.get()), ElementsAre(4, -4));
    getPluginRegistry()->deregisterLibrary(handle);
    EXPECT_THAT(outputOf(three.get()), ElementsAre(4, -4));
}

TEST_F(PluginLibrariesTest, EachEngineRunsTheBuildThatItCarries)
{
    auto const two = planWith("scaler2", {scaler("scaler2")});
    auto const five = planWith("scaler5_exported", {scaler("scaler5_exported")});
    auto const three = planWith("scaler3", {scaler("scaler3")});
    runtime->setEngineHostCodeAllowed(true);
    auto const engineOfTwo = load(*runtime, *two);
    auto const engineOfFive = load(*runtime, *five);
    auto const engineOfThree = load(*runtime, *three);
    EXPECT_EQ(logger.takeErrors(), "");
    EXPECT_THAT(outputOf(engineOfTwo.get()), ElementsAre(2, -6));
    EXPECT_THAT(outputOf(engineOfFive.get()), ElementsAre(5, -15));
    EXPECT_THAT(outputOf(engineOfThree.get()), ElementsAre(3, -9));
}

TEST_F(PluginLibrariesTest, ObeyWhereFilesMayBeMade)
{
    using nvinfer1::TempfileControlFlag;
    auto const bytes = planWith("scaler2", {scaler("scaler2")});
    std::filesystem::path const folder =
        std::filesystem::temp_directory_path() / ("tenon_embedded_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    runtime->setEngineHostCodeAllowed(true);
    runtime->setTemporaryDirectory(folder.c_str());
    for (TempfileControlFlag const flag :
        {TempfileControlFlag::kALLOW_IN_MEMORY_FILES, TempfileControlFlag::kALLOW_TEMPORARY_FILES})
    {
        runtime->setTempfileControlFlags(1U << static_cast<uint32_t>(flag));
        EXPECT_THAT(outputOf(load(*runtime, *bytes).get()), ElementsAre(2, -6)) << static_cast<int>(flag);
        EXPECT_TRUE(std::filesystem::is_empty(folder)) << "no file stays";
    }
    runtime->setTempfileControlFlags(0);
    EXPECT_EQ(load(*runtime, *bytes), nullptr);
    EXPECT_ONE_ERROR("set TempfileControlFlag::kALLOW_IN_MEMORY_FILES or kALLOW_TEMPORARY_FILES");
    runtime->setTempfileControlFlags(1U << static_cast<uint32_t>(TempfileControlFlag::kALLOW_TEMPORARY_FILES));
    runtime->setTemporaryDirectory("/no/such/folder");
    EXPECT_EQ(load(*runtime, *bytes), nullptr);
    EXPECT_ONE_ERROR("temporary directory \"/no/such/folder\": expected that a folder can be made in it");
    std::filesystem::remove_all(folder);
}

TEST_F(PluginLibrariesTest, WhatCannotBeCarriedIsNamed)
{
    std::string const two = scaler("scaler2");
    char const* const twice[]{two.c_str(), two.c_str()};
    config->setPluginsToSerialize(twice, 2);
    EXPECT_ONE_ERROR("paths of plugin libraries: expected each once, found \"");
    EXPECT_EQ(config->getNbPluginsToSerialize(), 0);
    config->setPluginsToSerialize(twice, 1);
    EXPECT_EQ(config->getNbPluginsToSerialize(), 1);
    EXPECT_EQ(config->getPluginToSerialize(0), two);
    EXPECT_EQ(config->getPluginToSerialize(1), nullptr);
    EXPECT_ONE_ERROR("index of a plugin library: expected from 0 to 0, found 1");
    config->setPluginsToSerialize(nullptr, 2);
    EXPECT_ONE_ERROR("paths of plugin libraries");
    config->reset();
    EXPECT_EQ(config->getNbPluginsToSerialize(), 0);

    EXPECT_EQ(planWith("scaler2", {"/no/such/lib.so"}), nullptr);
    EXPECT_ONE_ERROR("\"/no/such/lib.so\": expected a 64-bit ELF file, found none");
    EXPECT_EQ(planWith("scaler2", {__FILE__}), nullptr);
    EXPECT_ONE_ERROR("expected a 64-bit ELF file, found none");
    // A library that the loader refuses is named when the engine is loaded.
    auto const bytes = planWith("scaler2", {scaler("scaler2"), scaler("unresolved")});
    ASSERT_NE(bytes, nullptr);
    runtime->setEngineHostCodeAllowed(true);
    EXPECT_EQ(load(*runtime, *bytes), nullptr);
    EXPECT_EQ(logger.errorCount(), 1U);
    EXPECT_THAT(logger.takeErrors(),
        AllOf(HasSubstr("undefined symbol: tenonFixtureSymbolThatNobodyDefines"),
            HasSubstr("plugin library \"unresolved.so\" inside the engine")));
    EXPECT_FALSE(has(runtime->getPluginRegistry())) << "nothing is left of what was loaded before";
}

TEST_F(PluginLibrariesTest, AChangedSchemaIsAnErrorAndAnotherBuildAWarning)
{
    auto const bytes = planWith("scaler2", {});
    void* handle = runtime->getPluginRegistry().loadLibrary(scaler("scaler2_renamed").c_str());
    EXPECT_EQ(load(*runtime, *bytes), nullptr);
    EXPECT_EQ(logger.errorCount(), 1U);
    EXPECT_THAT(logger.takeErrors(),
        AllOf(
            HasSubstr(
                "plugin \"Scaler\" version \"1\" (namespace \"\"): expected the fields that the engine was built with: bias (type 1, length 1)"),
            HasSubstr("scaler2_renamed.so"), HasSubstr("offset (type 1, length 1)"),
            HasSubstr("build the engine anew")));
    runtime->getPluginRegistry().deregisterLibrary(handle);

    handle = runtime->getPluginRegistry().loadLibrary(scaler("scaler3").c_str());
    auto loaded = load(*runtime, *bytes);
    ASSERT_NE(loaded, nullptr) << logger.takeErrors();
    EXPECT_TRUE(wasLogged("plugin \"Scaler\" version \"1\" (namespace \"\"): the engine was built with build "));
    EXPECT_THAT(outputOf(loaded.get()), ElementsAre(3, -9)) << "the library that is there";
    loaded.reset();
    runtime->getPluginRegistry().deregisterLibrary(handle);
}

TEST_F(PluginLibrariesTest, AFileTellsWhatItHoldsWithoutLoadingIt)
{
    auto const bytes = planWith("scaler5_exported", {scaler("scaler5_exported")}, 0.25F);
    std::string const path =
        (std::filesystem::temp_directory_path() / ("tenon_inspected_" + std::to_string(getpid()) + ".engine")).string();
    std::ofstream(path, std::ios::binary)
        .write(static_cast<char const*>(bytes->data()), static_cast<std::streamsize>(bytes->size()));
    std::string text;
    ASSERT_TRUE(inspectEngineFile(path, false, text)) << text;
    EXPECT_THAT(text,
        AllOf(HasSubstr("layer \"scaler\": Scaler version \"1\" namespace \"\", IPluginV2DynamicExt of release 10"),
            HasSubstr("bias: float32"), HasSubstr("data: 4 bytes, hash "), HasSubstr("/scaler5_exported.so (build "),
            HasSubstr("also in this file"),
            HasSubstr("plugin libraries in the file (1):\n  scaler5_exported.so (build "),
            HasSubstr("devices it is tuned for (1):"), HasSubstr("x fp32 [2]")));
    EXPECT_FALSE(has(*getPluginRegistry()));
    ASSERT_TRUE(inspectEngineFile(path, true, text)) << text;
    EXPECT_THAT(text, AllOf(HasSubstr("\"interface\": \"IPluginV2DynamicExt\""), HasSubstr("\"libraryInFile\": true")));
    std::filesystem::resize_file(path, bytes->size() / 2);
    EXPECT_FALSE(inspectEngineFile(path, true, text));
    EXPECT_THAT(text, AllOf(HasSubstr("the file is truncated"), HasSubstr("in file " + path)));
    std::filesystem::remove(path);
    EXPECT_FALSE(inspectEngineFile(path, false, text));
    EXPECT_THAT(text, HasSubstr(path));
}

} // namespace
} // namespace tenon::testing
