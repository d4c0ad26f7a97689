#include "plugin_host/registry.h"

#include "plugin_host/lookup_explanation.h"
#include "plugin_host/plugin_host.h"
#include "plugin_host/plugin_object.h"
#include "plugin_host/testing/recording_logger.h"
#include "support/covers.h"
#include "support/paths.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include <dlfcn.h>
#include <unistd.h>

#include <tenon/plugin_lookup.h>

namespace tenon::plugin_host
{
namespace
{

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::RecordingLogger;
using Severity = nvinfer1::ILogger::Severity;

class NamedCreator final : public nvinfer1::IPluginCreator
{
public:
    explicit NamedCreator(char const* name, char const* version = "1")
        : name_(name)
        , version_(version)
    {
    }
    char const* getPluginName() const noexcept override { return name_; }
    char const* getPluginVersion() const noexcept override { return version_; }
    nvinfer1::PluginFieldCollection const* getFieldNames() noexcept override { return nullptr; }
    nvinfer1::IPluginV2* createPlugin(char const*, nvinfer1::PluginFieldCollection const*) noexcept override
    {
        return nullptr;
    }
    nvinfer1::IPluginV2* deserializePlugin(char const*, void const*, size_t) noexcept override { return nullptr; }
    void setPluginNamespace(char const* pluginNamespace) noexcept override { namespace_ = pluginNamespace; }
    char const* getPluginNamespace() const noexcept override { return namespace_.c_str(); }

private:
    char const* name_;
    char const* version_;
    std::string namespace_;
};

class ThirdCreator final : public nvinfer1::IPluginCreatorV3One
{
public:
    nvinfer1::IPluginV3* createPlugin(
        char const*, nvinfer1::PluginFieldCollection const*, nvinfer1::TensorRTPhase) noexcept override
    {
        return nullptr;
    }
    nvinfer1::PluginFieldCollection const* getFieldNames() noexcept override { return nullptr; }
    char const* getPluginName() const noexcept override { return "Three"; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    char const* getPluginNamespace() const noexcept override { return ""; }
};

class Recorder final : public nvinfer1::IErrorRecorder
{
public:
    int32_t getNbErrors() const noexcept override { return static_cast<int32_t>(texts.size()); }
    nvinfer1::ErrorCode getErrorCode(int32_t) const noexcept override
    {
        return nvinfer1::ErrorCode::kUNSPECIFIED_ERROR;
    }
    ErrorDesc getErrorDesc(int32_t i) const noexcept override { return texts[i].c_str(); }
    bool hasOverflowed() const noexcept override { return false; }
    void clear() noexcept override { texts.clear(); }
    bool reportError(nvinfer1::ErrorCode, ErrorDesc text) noexcept override
    {
        texts.emplace_back(text);
        return true;
    }
    RefCount incRefCount() noexcept override { return ++references; }
    RefCount decRefCount() noexcept override { return --references; }

    std::vector<std::string> texts;
    int32_t references{0};
};

std::string fixture(char const* name)
{
    return fmt::format("{}/lib/fixtures/{}.so", tenon::testing::binaryDir(), name);
}

class RegistryTest : public ::testing::Test
{
protected:
    void SetUp() override { registry_.attachLogger(logger_); }
    void TearDown() override { registry_.detachLogger(logger_); }

    RecordingLogger logger_;
    Registry registry_;
};

TEST_F(RegistryTest, FindsByNameVersionAndNamespace)
{
    TENON_COVERS("IPluginRegistry::registerCreator", "IPluginRegistry::getPluginCreator",
        "IPluginRegistry::getPluginCreatorList", "IPluginRegistry::deregisterCreator", "IPluginCreator::getPluginName",
        "IPluginCreator::getPluginVersion", "IPluginCreator::setPluginNamespace");
    NamedCreator one("Op"), two("Op", "2"), mine("Op");
    EXPECT_TRUE(registry_.registerCreator(one, ""));
    EXPECT_TRUE(registry_.registerCreator(two, ""));
    EXPECT_TRUE(registry_.registerCreator(mine, "mine"));
    EXPECT_EQ(registry_.getPluginCreator("Op", "1", ""), &one);
    EXPECT_EQ(registry_.getPluginCreator("Op", "2", ""), &two);
    EXPECT_EQ(registry_.getPluginCreator("Op", "1", "mine"), &mine);
    EXPECT_STREQ(mine.getPluginNamespace(), "mine");
    EXPECT_EQ(registry_.getPluginCreator("Op", "2", "mine"), nullptr);
    EXPECT_EQ(registry_.getPluginCreator(nullptr, nullptr, nullptr), nullptr);

    int32_t count = 0;
    nvinfer1::IPluginCreator* const* const list = registry_.getPluginCreatorList(&count);
    ASSERT_EQ(count, 3);
    EXPECT_EQ(list[0], &one);
    EXPECT_EQ(list[2], &mine);
    EXPECT_TRUE(registry_.deregisterCreator(static_cast<nvinfer1::IPluginCreator const&>(one)));
    EXPECT_FALSE(registry_.deregisterCreator(static_cast<nvinfer1::IPluginCreator const&>(one)));
    EXPECT_EQ(list[0], &one) << "a list that was handed out stays readable";
    registry_.getPluginCreatorList(&count);
    EXPECT_EQ(count, 2);
}

TEST_F(RegistryTest, TellsV3CreatorsFromV2Ones)
{
    TENON_COVERS("IPluginRegistry::getCreator", "IPluginRegistry::getAllCreators", "IPluginCreatorV3One::getPluginName",
        "IPluginCreatorV3One::getPluginVersion");
    ThirdCreator three;
    EXPECT_TRUE(registry_.registerCreator(three, ""));
    EXPECT_EQ(registry_.getCreator("Three", "1", ""), &three);
    EXPECT_EQ(registry_.getPluginCreator("Three", "1", ""), nullptr);
    int32_t count = -1;
    registry_.getPluginCreatorList(&count);
    EXPECT_EQ(count, 0);
    EXPECT_EQ(registry_.getAllCreators(&count)[0], &three);
    EXPECT_EQ(count, 1);
    EXPECT_TRUE(registry_.deregisterCreator(static_cast<nvinfer1::IPluginCreatorInterface const&>(three)));
}

TEST_F(RegistryTest, AV3CreatorDoesNotHideAV2OneOfAParent)
{
    NamedCreator second("Three");
    ThirdCreator third;
    Registry child(&registry_);
    EXPECT_TRUE(registry_.registerCreator(second, ""));
    EXPECT_TRUE(child.registerCreator(third, ""));
    EXPECT_EQ(child.getCreator("Three", "1", ""), &third);
    EXPECT_EQ(child.getPluginCreator("Three", "1", ""), &second);
    EXPECT_EQ(child.findV3Creator("Three", "1", ""), &third);
}

TEST_F(RegistryTest, HandsAnUnchangedListOutAgain)
{
    NamedCreator one("Op"), two("Op", "2");
    EXPECT_TRUE(registry_.registerCreator(one, ""));
    int32_t count = 0;
    auto* const before = registry_.getAllCreators(&count);
    EXPECT_EQ(registry_.getAllCreators(&count), before);
    EXPECT_TRUE(registry_.registerCreator(two, ""));
    EXPECT_NE(registry_.getAllCreators(&count), before);
    EXPECT_EQ(count, 2);
}

TEST_F(RegistryTest, ASecondRegistrationIsRefusedAndHarmlessFromTheSameLibrary)
{
    NamedCreator first("Op"), second("Op");
    EXPECT_TRUE(registry_.registerCreator(first, ""));
    EXPECT_FALSE(registry_.registerCreator(second, ""));
    EXPECT_FALSE(registry_.registerCreator(first, ""));
    EXPECT_EQ(registry_.getPluginCreator("Op", "1", ""), &first);
    EXPECT_EQ(logger_.text(), "") << "same library: nobody is worried";
    EXPECT_THAT(logger_.text(Severity::kVERBOSE), HasSubstr("expected one registration, found a second from"));
}

TEST_F(RegistryTest, ASecondRegistrationFromAnotherLibraryNamesBoth)
{
    TENON_COVERS("IPluginRegistry::setErrorRecorder", "IPluginRegistry::getErrorRecorder",
        "IPluginRegistry::deregisterLibrary", "IErrorRecorder::reportError", "IErrorRecorder::incRefCount",
        "IErrorRecorder::decRefCount", "ILogger::log");
    Recorder recorder;
    registry_.setErrorRecorder(&recorder);
    EXPECT_EQ(registry_.getErrorRecorder(), &recorder);
    void* const first = registry_.loadLibrary(fixture("get_creators").c_str());
    void* const second = registry_.loadLibrary(fixture("duplicate").c_str());
    ASSERT_NE(first, nullptr);
    ASSERT_NE(second, nullptr);
    EXPECT_THAT(logger_.text(),
        AllOf(
            HasSubstr(
                "plugin \"ByGetCreators\" version \"1\" (namespace \"exported\"): expected one registration, found a second from "),
            HasSubstr("fixtures/duplicate.so (build "), HasSubstr("the first, from "),
            HasSubstr("fixtures/get_creators.so (build ")));
    ASSERT_EQ(recorder.texts.size(), 1U);
    EXPECT_EQ(recorder.references, 1);
    registry_.setErrorRecorder(nullptr);
    EXPECT_EQ(recorder.references, 0);
    registry_.deregisterLibrary(second);
    EXPECT_NE(registry_.getCreator("ByGetCreators", "1", "exported"), nullptr);
    registry_.deregisterLibrary(first);
    EXPECT_EQ(registry_.getCreator("ByGetCreators", "1", "exported"), nullptr);
}

TEST_F(RegistryTest, ACopyOfALibraryIsThatLibrary)
{
    void* const first = registry_.loadLibrary(fixture("get_creators").c_str());
    void* const second = registry_.loadLibrary(fixture("copy").c_str());
    EXPECT_EQ(logger_.text(), "") << "the same build from another file: nobody is worried";
    EXPECT_THAT(logger_.text(Severity::kINFO), HasSubstr("copy.so\": loaded, no new creators: it offers 1, and"));
    EXPECT_THAT(logger_.text(Severity::kVERBOSE), HasSubstr("fixtures/get_creators.so"));
    registry_.deregisterLibrary(second);
    registry_.deregisterLibrary(first);
}

TEST_F(RegistryTest, ALibraryLoadedTwiceStaysUntilBothHandlesGo)
{
    void* const first = registry_.loadLibrary(fixture("get_creators").c_str());
    void* const second = registry_.loadLibrary(fixture("get_creators").c_str());
    ASSERT_NE(first, second);
    registry_.deregisterLibrary(first);
    EXPECT_NE(registry_.getCreator("ByGetCreators", "1", "exported"), nullptr);
    registry_.deregisterLibrary(second);
    EXPECT_EQ(registry_.getCreator("ByGetCreators", "1", "exported"), nullptr);
}

// Searching.

class SearchTest : public RegistryTest
{
protected:
    void SetUp() override
    {
        RegistryTest::SetUp();
        folder_ = std::filesystem::temp_directory_path() / fmt::format("tenon_search_{}", getpid());
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override
    {
        std::filesystem::remove_all(folder_);
        RegistryTest::TearDown();
    }
    void put(char const* library, std::string const& name)
    {
        std::filesystem::copy_file(fixture(library), folder_ / name);
    }

    std::filesystem::path folder_;
};

TEST_F(SearchTest, ALookupThatFailsLoadsWhatHoldsTheNameAndNothingElse)
{
    put("get_plugin_creators", "a_other.so");
    put("get_creators", "b_wanted.so.1");
    put("no_creators", "c_no_plugins.so");
    std::ofstream(folder_ / "d_text.so") << "INPUT(libfoo.so)";
    registry_.addSearchPlace(folder_, "test");
    EXPECT_TRUE(registry_.loadedLibraries().empty()) << "nothing is loaded before it is needed";

    EXPECT_NE(registry_.getCreator("ByGetCreators", "1", "exported"), nullptr);
    ASSERT_EQ(registry_.loadedLibraries().size(), 1U);
    EXPECT_EQ(registry_.loadedLibraries()[0], std::filesystem::canonical(folder_ / "b_wanted.so.1"));
    EXPECT_NE(registry_.getCreator("ByGetCreators", "1", "exported"), nullptr);
    EXPECT_EQ(registry_.loadedLibraries().size(), 1U);

    logger_.clear();
    EXPECT_EQ(registry_.getCreator("Nowhere", "1", ""), nullptr);
    EXPECT_EQ(registry_.loadedLibraries().size(), 2U) << "a name may be made at run time: what is left is tried";
    EXPECT_THAT(logger_.text(),
        HasSubstr(
            fmt::format("searched: {} (test): 2 plugin libraries", std::filesystem::canonical(folder_).string())));
}

TEST_F(SearchTest, ChildrenSearchTooUnlessParentsAreLeftOut)
{
    put("get_creators", "wanted.so");
    registry_.addSearchPlace(folder_ / "wanted.so", "test");
    Registry child(&registry_);
    child.setParentSearchEnabled(false);
    EXPECT_EQ(child.getCreator("ByGetCreators", "1", "exported"), nullptr);
    EXPECT_TRUE(registry_.loadedLibraries().empty());
    EXPECT_TRUE(child.searchPlaces().empty());
    child.setParentSearchEnabled(true);
    EXPECT_EQ(child.searchPlaces(), registry_.searchPlaces());
    EXPECT_EQ(child.searchPlaces().size(), 1U);
    EXPECT_NE(child.getCreator("ByGetCreators", "1", "exported"), nullptr);
}

TEST_F(SearchTest, WhatIsLoadedAlreadyIsNotLoadedAgain)
{
    put("get_creators", "wanted.so");
    ASSERT_NE(registry_.loadLibrary((folder_ / "wanted.so").c_str()), nullptr);
    registry_.addSearchPlace(folder_, "test");
    EXPECT_EQ(registry_.getCreator("Nowhere", "1", ""), nullptr);
    EXPECT_EQ(registry_.loadedLibraries().size(), 1U);
}

TEST_F(SearchTest, NamesWhatCannotBeSearchedOrLoaded)
{
    {
        std::fstream whole(fixture("get_creators"), std::ios::in | std::ios::binary);
        std::vector<char> bytes{std::istreambuf_iterator<char>(whole), {}};
        std::ofstream(folder_ / "truncated.so", std::ios::binary)
            .write(bytes.data(), static_cast<std::streamsize>(bytes.size() / 2));
    }
    registry_.addSearchPlace(folder_, "test");
    registry_.addSearchPlace("/no/such/folder", "test");
    EXPECT_EQ(registry_.getCreator("ByGetCreators", "1", "exported"), nullptr);
    EXPECT_THAT(logger_.text(),
        AllOf(
            HasSubstr(
                "test: expected folders and plugin libraries, found \"/no/such/folder\": No such file or directory; it is not searched"),
            HasSubstr("while searching for plugin \"ByGetCreators\": library \""),
            HasSubstr("truncated.so\": expected a shared library of at least"), HasSubstr("the file is truncated")));
    logger_.clear();
    EXPECT_EQ(registry_.getCreator("ByGetCreators", "1", "exported"), nullptr);
    EXPECT_THAT(logger_.text(), Not(HasSubstr("while searching"))) << "each is tried once";
}

TEST_F(SearchTest, TheProcessesRegistryObeysTheEnvironment)
{
    put("get_plugin_creators", "environment.so");
    setenv("TENON_PLUGIN_PATH", fmt::format("/no/such/place::{}", folder_.string()).c_str(), 1);
    RecordingLogger logger;
    attachLogger(logger);
    EXPECT_EQ(registry_.getPluginCreator("ByGetPluginCreators", "1", "exported"), nullptr) << "no other does";
    EXPECT_NE(processRegistry().getPluginCreator("ByGetPluginCreators", "1", "exported"), nullptr) << logger.text();
    EXPECT_THAT(
        logger.text(), HasSubstr("TENON_PLUGIN_PATH: expected folders and plugin libraries, found \"/no/such/place\""));
    EXPECT_THAT(
        tenon::explainPluginLookup("NoSuchPlugin", "1", ""), HasSubstr("(TENON_PLUGIN_PATH): 1 plugin libraries"));
    unsetenv("TENON_PLUGIN_PATH");
    EXPECT_EQ(processRegistry().getPluginCreator("NoSuchPlugin", "1", ""), nullptr);
    EXPECT_THAT(tenon::explainPluginLookup("NoSuchPlugin", "1", ""), Not(HasSubstr("TENON_PLUGIN_PATH): ")));
    detachLogger(logger);
}

TEST_F(SearchTest, ProgramsAddPlacesInC)
{
    put("scaler2", "added.so");
    EXPECT_TRUE(tenon::addPluginSearchPlace((folder_ / "added.so").string()));
    EXPECT_FALSE(tenon::addPluginSearchPlace("/no/such/place"));
    nvinfer1::IPluginCreator* const creator = processRegistry().getPluginCreator("Scaler", "1", "");
    ASSERT_NE(creator, nullptr) << "registered by a static object while it was loaded";
    EXPECT_TRUE(processRegistry().deregisterCreator(*creator));
}

TEST(RegistryWithoutLogger, KeepsTheFirstHundredMessages)
{
    Registry registry;
    NamedCreator first("Op"), second("Op");
    EXPECT_TRUE(registry.registerCreator(first, ""));
    for (int32_t i = 0; i < 150; ++i)
    {
        EXPECT_FALSE(registry.registerCreator(second, ""));
    }
    RecordingLogger logger;
    registry.attachLogger(logger);
    std::string const text = logger.text(Severity::kVERBOSE);
    size_t refusals = 0;
    for (size_t at = text.find("found a second"); at != std::string::npos; at = text.find("found a second", at + 1))
    {
        ++refusals;
    }
    EXPECT_EQ(refusals, 99U) << "and the one that says that the first was registered";
    registry.detachLogger(logger);
}

TEST_F(RegistryTest, ADiversionIsOfTheProcessesRegistryAlone)
{
    Registry target;
    NamedCreator here("Here"), there("There");
    {
        Registry::Diversion const diversion(target);
        EXPECT_TRUE(registry_.registerCreator(here, ""));
        EXPECT_TRUE(processRegistry().registerCreator(there, ""));
    }
    EXPECT_EQ(registry_.findCreator("Here", "1", ""), &here);
    EXPECT_EQ(target.findCreator("Here", "1", ""), nullptr);
    EXPECT_EQ(target.findCreator("There", "1", ""), &there);
    EXPECT_EQ(Registry::process().findCreator("There", "1", ""), nullptr);
}

TEST_F(RegistryTest, FindsTheCreatorOfALibraryAnywhere)
{
    NamedCreator second("Three");
    ThirdCreator third;
    EXPECT_TRUE(registry_.registerCreator(second, ""));
    Registry other;
    EXPECT_TRUE(other.registerCreator(third, ""));
    EXPECT_EQ(Registry::findAnywhere("Three", "1", "", "", true), &second);
    EXPECT_EQ(Registry::findAnywhere("Three", "1", "", "", false), &third);

    void* const whole = registry_.loadLibrary(fixture("get_creators").c_str());
    void* const copied = other.loadLibrary(fixture("copy").c_str());
    auto const ofWhole = registry_.registrations().back();
    auto const ofCopy = other.registrations().back();
    ASSERT_NE(ofWhole.creator, ofCopy.creator);
    auto const found = [&](std::string const& path) {
        return Registry::findAnywhere("ByGetCreators", "1", "exported", path, ofWhole.v2 != nullptr);
    };
    EXPECT_EQ(found(ofWhole.origin.path), ofWhole.creator);
    EXPECT_EQ(found(ofCopy.origin.path), ofCopy.creator);
    EXPECT_EQ(found("/no/such/library.so"), ofWhole.creator) << "the first";
    registry_.deregisterLibrary(whole);
    other.deregisterLibrary(copied);
}

TEST_F(RegistryTest, AChildKnowsItsParentsLibraries)
{
    void* const handle = registry_.loadLibrary(fixture("get_creators").c_str());
    EXPECT_EQ(registry_.loadLibrary("/no/such/lib.so"), nullptr);
    Registry child(&registry_);
    EXPECT_EQ(child.loadedLibraries(), registry_.loadedLibraries());
    EXPECT_EQ(child.loadedLibraries().size(), 1U);
    ASSERT_EQ(child.failedLibraries().size(), 1U);
    EXPECT_EQ(child.failedLibraries()[0].path, "/no/such/lib.so");
    registry_.deregisterLibrary(handle);
}

TEST_F(RegistryTest, NamesMustBeStringsOfBoundedLength)
{
    NamedCreator nameless(nullptr);
    EXPECT_FALSE(registry_.registerCreator(nameless, ""));
    EXPECT_THAT(logger_.text(), HasSubstr("expected a string from getPluginName, found a null pointer"));
    logger_.clear();
    std::string const most(1023, 'n');
    std::string const tooMany(1024, 'n');
    NamedCreator longest(most.c_str()), longer(tooMany.c_str()), spaced("Op");
    EXPECT_TRUE(registry_.registerCreator(longest, ""));
    EXPECT_FALSE(registry_.registerCreator(longer, ""));
    EXPECT_THAT(
        logger_.text(), HasSubstr("expected at most 1024 bytes with the ending zero from getPluginName, found more"));
    EXPECT_FALSE(registry_.registerCreator(spaced, tooMany.c_str()));
}

TEST_F(RegistryTest, AChildSearchesItsParentWhereThatIsEnabled)
{
    TENON_COVERS("IPluginRegistry::isParentSearchEnabled", "IPluginRegistry::setParentSearchEnabled",
        "IPluginRegistry::getAllCreatorsRecursive");
    Registry child(&registry_);
    NamedCreator above("Above"), below("Below");
    registry_.registerCreator(above, "");
    child.registerCreator(below, "");
    EXPECT_TRUE(child.isParentSearchEnabled());
    EXPECT_EQ(child.getCreator("Above", "1", ""), &above);
    int32_t count = 0;
    child.getAllCreators(&count);
    EXPECT_EQ(count, 1);
    child.getAllCreatorsRecursive(&count);
    EXPECT_EQ(count, 2);
    child.setParentSearchEnabled(false);
    EXPECT_EQ(child.getCreator("Above", "1", ""), nullptr);
    EXPECT_EQ(child.getCreator("Below", "1", ""), &below);
}

TEST_F(RegistryTest, WhatWasToBeSaidBeforeThereIsALoggerIsSaidThen)
{
    Registry registry;
    NamedCreator nameless(nullptr);
    registry.registerCreator(nameless, "");
    RecordingLogger logger;
    registry.attachLogger(logger);
    EXPECT_THAT(logger.text(), HasSubstr("found a null pointer"));
    EXPECT_EQ(registry.logger(), &logger);
    registry.detachLogger(logger);
    EXPECT_EQ(registry.logger(), nullptr);
}

class QuickCreator final : public nvinfer1::IPluginCreatorInterface
{
public:
    nvinfer1::InterfaceInfo getInterfaceInfo() const noexcept override { return {"PLUGIN CREATOR_V3QUICK", 1, 0}; }
};

TEST_F(RegistryTest, CreatorsOfPythonModulesAreRefused)
{
    Registry registry;
    RecordingLogger logger;
    registry.attachLogger(logger);
    QuickCreator quick;
    EXPECT_FALSE(registry.registerCreator(quick, ""));
    EXPECT_THAT(logger.text(),
        HasSubstr(
            "not supported: creators of kind \"PLUGIN CREATOR_V3QUICK\", which Python modules make; use IPluginCreatorV3One"));
    registry.detachLogger(logger);
}

class Resource final : public nvinfer1::IPluginResource
{
public:
    int32_t release() noexcept override
    {
        ++released;
        return 0;
    }
    nvinfer1::IPluginResource* clone() noexcept override { return new Resource; }
    ~Resource() noexcept override { ++destroyed; }

    static inline int released = 0, destroyed = 0;
};

TEST_F(RegistryTest, ResourcesAreClonedOnceAndReleasedByTheLastUser)
{
    TENON_COVERS("IPluginRegistry::acquirePluginResource", "IPluginRegistry::releasePluginResource",
        "IPluginResource::clone", "IPluginResource::release");
    Resource::released = Resource::destroyed = 0;
    {
        Resource mine;
        nvinfer1::IPluginResource* const kept = registry_.acquirePluginResource("weights", &mine);
        ASSERT_NE(kept, nullptr);
        EXPECT_NE(kept, &mine);
        EXPECT_EQ(registry_.acquirePluginResource("weights", nullptr), kept);
        EXPECT_EQ(registry_.releasePluginResource("weights"), 0);
        EXPECT_EQ(Resource::released, 0);
        EXPECT_EQ(registry_.releasePluginResource("weights"), 0);
        EXPECT_EQ(Resource::released, 1);
        EXPECT_EQ(Resource::destroyed, 1);
    }
    EXPECT_EQ(registry_.releasePluginResource("weights"), -1);
    EXPECT_THAT(logger_.text(), HasSubstr("plugin resource \"weights\": expected a key that was acquired, found none"));
    EXPECT_EQ(registry_.acquirePluginResource("new", nullptr), nullptr);
    EXPECT_THAT(logger_.text(),
        HasSubstr("plugin resource \"new\": expected a resource to keep under a new key, found a null pointer"));
    EXPECT_EQ(registry_.acquirePluginResource(nullptr, nullptr), nullptr);
}

TEST_F(RegistryTest, ThreadsRegisterAndLookUp)
{
    std::vector<std::unique_ptr<NamedCreator>> creators;
    std::vector<std::string> names(64);
    for (size_t i = 0; i < names.size(); ++i)
    {
        names[i] = fmt::format("Op{}", i);
        creators.push_back(std::make_unique<NamedCreator>(names[i].c_str()));
    }
    std::vector<std::thread> threads;
    for (size_t t = 0; t < 4; ++t)
    {
        threads.emplace_back([&, t] {
            for (size_t i = t; i < names.size(); i += 4)
            {
                EXPECT_TRUE(registry_.registerCreator(*creators[i], ""));
                EXPECT_EQ(registry_.getPluginCreator(names[i].c_str(), "1", ""), creators[i].get());
                int32_t count = 0;
                registry_.getAllCreators(&count);
                EXPECT_GE(count, 1);
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    int32_t count = 0;
    registry_.getAllCreators(&count);
    EXPECT_EQ(count, 64);
}

// Failed lookups.

TEST_F(RegistryTest, AFailedLookupExplainsItself)
{
    NamedCreator version("GroupNorm", "1"), cased("ROIAlign_TRT", "1"), slip("GroupNrom", "2"), far("Proposal", "2");
    registry_.registerCreator(version, "");
    registry_.registerCreator(cased, "");
    registry_.registerCreator(slip, "");
    registry_.registerCreator(far, "");
    NamedCreator spaced("GroupNorm", "2");
    registry_.registerCreator(spaced, "mine");
    registry_.loadLibrary("/no/such/lib.so");
    logger_.clear();

    EXPECT_EQ(registry_.getPluginCreator("GroupNorm", "2", ""), nullptr);
    std::string const text = logger_.text();
    EXPECT_THAT(text,
        HasSubstr(
            "plugin \"GroupNorm\" version \"2\" (namespace \"\"): expected a registered creator, found none among 5"));
    EXPECT_THAT(
        text, HasSubstr("plugin \"GroupNorm\" version \"1\" (namespace \"\") is registered (another version), from /"));
    EXPECT_THAT(text,
        HasSubstr("plugin \"GroupNorm\" version \"2\" (namespace \"mine\") is registered (another namespace), from /"));
    EXPECT_THAT(text,
        HasSubstr("plugin \"GroupNrom\" version \"2\" (namespace \"\") is registered (the name differs), from /"));
    EXPECT_THAT(text, Not(HasSubstr("Proposal")));
    EXPECT_THAT(text, HasSubstr("loaded: /"));
    EXPECT_THAT(text,
        HasSubstr(
            "failed to load: library \"/no/such/lib.so\": expected a shared library, found no such file (loader: /no/such/"
            "lib.so: cannot open shared object file"));
    EXPECT_THAT(explainLookup(registry_, "RoiAlign_TRT", "1", ""),
        HasSubstr(
            "plugin \"ROIAlign_TRT\" version \"1\" (namespace \"\") is registered (the name differs in case), from /"));
}

TEST(LookupExplanation, IsThereForOtherLibrariesInC)
{
    std::string const text = tenon::explainPluginLookup("NoSuchPlugin", "3", nullptr);
    EXPECT_THAT(text,
        HasSubstr("plugin \"NoSuchPlugin\" version \"3\" (namespace \"\"): expected a registered creator, found none"));
    char buffer[8];
    size_t const needed = tenonExplainPluginLookup("NoSuchPlugin", "3", "", buffer, sizeof buffer);
    EXPECT_EQ(needed, text.size() + 1);
    EXPECT_STREQ(buffer, "plugin ");
}

TEST(LookupExplanation, EditDistance)
{
    EXPECT_EQ(editDistance("", "abc"), 3U);
    EXPECT_EQ(editDistance("kitten", "sitting"), 3U);
    EXPECT_EQ(editDistance("LReLU_TRT", "lrelu_trt"), 0U);
}

// Loading libraries.

TEST_F(RegistryTest, LoadsLibrariesThatExportCreators)
{
    TENON_COVERS("IPluginRegistry::loadLibrary");
    void* const ten = registry_.loadLibrary(fixture("get_creators").c_str());
    void* const eight = registry_.loadLibrary(fixture("get_plugin_creators").c_str());
    ASSERT_NE(ten, nullptr);
    ASSERT_NE(eight, nullptr);
    EXPECT_NE(registry_.getPluginCreator("ByGetCreators", "1", "exported"), nullptr);
    EXPECT_NE(registry_.getPluginCreator("ByGetPluginCreators", "1", "exported"), nullptr);
    EXPECT_THAT(logger_.text(Severity::kINFO),
        AllOf(HasSubstr("get_creators.so\": loaded, 1 new creators"),
            HasSubstr("get_plugin_creators.so\": loaded, 1 new creators")));
    registry_.deregisterLibrary(ten);
    registry_.deregisterLibrary(eight);
    EXPECT_EQ(registry_.registrations().size(), 0U);
}

TEST(ProcessRegistry, TakesStaticRegistrationsAndOffersItsLogger)
{
    TENON_COVERS("ILoggerFinder::findLogger", "::getPluginRegistry");
    RecordingLogger logger;
    attachLogger(logger);
    nvinfer1::IPluginRegistry& registry = processRegistry();
    void* const era = registry.loadLibrary(fixture("era10").c_str());
    void* const exported = registry.loadLibrary(fixture("get_creators").c_str());
    EXPECT_NE(era, nullptr);
    EXPECT_NE(registry.getCreator("EraIOExt", "10", ""), nullptr);
    EXPECT_THAT(logger.text(Severity::kINFO), HasSubstr("fixture: found the logger"));
    registry.deregisterLibrary(exported);
    detachLogger(logger);
}

TEST_F(RegistryTest, SaysWhyALibraryDoesNotLoad)
{
    auto const textOf = [&](std::string const& path) {
        logger_.clear();
        EXPECT_EQ(registry_.loadLibrary(path.c_str()), nullptr);
        return logger_.text();
    };
    EXPECT_THAT(textOf("/no/such/lib.so"), HasSubstr("found no such file"));
    EXPECT_THAT(textOf("/tmp"), HasSubstr("found a folder"));
    std::string const text = std::filesystem::temp_directory_path() / "tenon_not_a_library.so";
    std::ofstream(text) << "hello";
    EXPECT_THAT(textOf(text), HasSubstr("found a file that is no 64-bit ELF library"));
    std::filesystem::remove(text);
    EXPECT_THAT(textOf(fixture("unresolved")),
        AllOf(HasSubstr("unresolved.so\": expected that it loads, the loader says: "),
            HasSubstr("undefined symbol: tenonFixtureSymbolThatNobodyDefines"),
            HasSubstr("link the library that defines the symbol to it")));
    EXPECT_THAT(
        textOf(fixture("wild_count")), HasSubstr("expected from 0 to 4096 creators from getCreators, found -7"));
    EXPECT_THAT(textOf("libtenon_nowhere.so"), HasSubstr("put the missing library beside it"));
    EXPECT_EQ(registry_.loadLibrary(nullptr), nullptr);
    EXPECT_EQ(registry_.failedLibraries().size(), 5U) << "each once; what loaded is not among them";
}

TEST(ProcessRegistry, SaysThatALibrarysStaticCreatorsWereRefusedAsRegistered)
{
    RecordingLogger logger;
    attachLogger(logger);
    nvinfer1::IPluginRegistry& registry = processRegistry();
    void* const first = registry.loadLibrary(fixture("scaler2").c_str());
    EXPECT_THAT(logger.text(Severity::kINFO), HasSubstr("scaler2.so\": loaded, 1 new creators"));
    logger.clear();
    void* const again = registry.loadLibrary(fixture("scaler2").c_str());
    EXPECT_EQ(logger.text(), "");
    EXPECT_THAT(
        logger.text(Severity::kINFO), HasSubstr("scaler2.so\": loaded before, its creators are registered already"));
    void* const second = registry.loadLibrary(fixture("scaler3").c_str());
    EXPECT_THAT(logger.text(),
        AllOf(HasSubstr(
                  "plugin \"Scaler\" version \"1\" (namespace \"\"): expected one registration, found a second from "),
            Not(HasSubstr("found none"))));
    EXPECT_THAT(logger.text(Severity::kINFO),
        HasSubstr("scaler3.so\": loaded, no new creators: it offers 1, and their names, versions and namespaces are "
                  "registered already"));
    registry.deregisterLibrary(second);
    registry.deregisterLibrary(again);
    EXPECT_NE(registry.getCreator("Scaler", "1", ""), nullptr) << "the first handle keeps it";
    registry.deregisterLibrary(first);
    EXPECT_EQ(registry.getCreator("Scaler", "1", ""), nullptr);
    detachLogger(logger);
}

TEST_F(RegistryTest, RemembersAFailedLibraryOnceAndUntilItLoads)
{
    std::filesystem::path const path =
        std::filesystem::temp_directory_path() / fmt::format("tenon_mended_{}.so", getpid());
    std::ofstream(path) << "hello";
    EXPECT_EQ(registry_.loadLibrary(path.c_str()), nullptr);
    EXPECT_EQ(registry_.loadLibrary(path.c_str()), nullptr);
    EXPECT_EQ(registry_.failedLibraries().size(), 1U);
    std::filesystem::copy_file(fixture("get_creators"), path, std::filesystem::copy_options::overwrite_existing);
    void* const handle = registry_.loadLibrary(path.c_str());
    EXPECT_NE(handle, nullptr);
    EXPECT_TRUE(registry_.failedLibraries().empty());
    registry_.deregisterLibrary(handle);
    std::filesystem::remove(path);
}

TEST_F(RegistryTest, KeepsALibraryLoadedWhoseObjectsLive)
{
    std::filesystem::path const path =
        std::filesystem::canonical(std::filesystem::temp_directory_path()) / fmt::format("tenon_alive_{}.so", getpid());
    std::filesystem::copy_file(fixture("get_plugin_creators"), path);
    void* const handle = registry_.loadLibrary(path.c_str());
    ASSERT_NE(handle, nullptr);
    countLiveObject(path, 1);
    registry_.deregisterLibrary(handle);
    EXPECT_EQ(registry_.getCreator("ByGetPluginCreators", "1", "exported"), nullptr);
    EXPECT_THAT(logger_.text(),
        HasSubstr(fmt::format(
            "library \"{}\": expected no plugin objects alive when it is deregistered, found 1; it stays loaded",
            path.string())));
    void* const still = ::dlopen(path.c_str(), RTLD_NOW | RTLD_NOLOAD);
    ASSERT_NE(still, nullptr) << "code of living objects lies in it";
    ::dlclose(still);
    countLiveObject(path, -1);
    std::filesystem::remove(path);
}

TEST_F(RegistryTest, ForgetsCreatorsOfALibraryThatSomebodyElseKeepsLoaded)
{
    void* const kept = ::dlopen(fixture("get_creators").c_str(), RTLD_NOW | RTLD_LOCAL);
    ASSERT_NE(kept, nullptr);
    void* const handle = registry_.loadLibrary(fixture("get_creators").c_str());
    EXPECT_NE(registry_.getCreator("ByGetCreators", "1", "exported"), nullptr);
    registry_.deregisterLibrary(handle);
    EXPECT_EQ(registry_.getCreator("ByGetCreators", "1", "exported"), nullptr);
    ::dlclose(kept);
}

TEST(ProcessRegistry, ForgetsCreatorsOfALibraryThatIsUnloadedBehindItsBack)
{
    void* const library = ::dlopen(fixture("scaler3").c_str(), RTLD_NOW | RTLD_LOCAL);
    ASSERT_NE(library, nullptr);
    EXPECT_NE(processRegistry().getCreator("Scaler", "1", ""), nullptr);
    ::dlclose(library);
    EXPECT_EQ(processRegistry().getCreator("Scaler", "1", ""), nullptr);
}

TEST(ProcessRegistry, ListsNoCreatorsOfALibraryThatIsGone)
{
    auto const loadAndUnload = [](char const* name) {
        void* const library = ::dlopen(fixture(name).c_str(), RTLD_NOW | RTLD_LOCAL);
        ASSERT_NE(library, nullptr);
        ::dlclose(library);
    };
    int32_t before = 0;
    processRegistry().getAllCreators(&before);
    int32_t v2Before = 0;
    processRegistry().getPluginCreatorList(&v2Before);
    int32_t count = 0;
    loadAndUnload("scaler3");
    processRegistry().getPluginCreatorList(&count);
    EXPECT_EQ(count, v2Before);
    loadAndUnload("scaler3");
    processRegistry().getAllCreators(&count);
    EXPECT_EQ(count, before);
    // Nor does one that is gone stand in the way of another.
    loadAndUnload("scaler3");
    void* const other = ::dlopen(fixture("scaler2").c_str(), RTLD_NOW | RTLD_LOCAL);
    ASSERT_NE(other, nullptr);
    EXPECT_NE(processRegistry().getCreator("Scaler", "1", ""), nullptr);
    ::dlclose(other);
}

//! Static objects register with the process's registry, also where a child loads their library.
TEST(ProcessRegistry, ForgetsWhatAChildsLibraryRegistered)
{
    RecordingLogger logger;
    for (bool const byHandle : {true, false})
    {
        void* kept = nullptr;
        {
            Registry child(&Registry::process());
            child.attachLogger(logger);
            void* const handle = child.loadLibrary(fixture("scaler2").c_str());
            ASSERT_NE(handle, nullptr);
            EXPECT_NE(processRegistry().getCreator("Scaler", "1", ""), nullptr);
            kept = ::dlopen(fixture("scaler2").c_str(), RTLD_NOW | RTLD_NOLOAD);
            ASSERT_NE(kept, nullptr) << "somebody else keeps it loaded";
            if (byHandle)
            {
                child.deregisterLibrary(handle);
            }
            child.detachLogger(logger);
        }
        EXPECT_EQ(processRegistry().getCreator("Scaler", "1", ""), nullptr);
        ::dlclose(kept);
    }
}

TEST(ProcessRegistry, SaysThatAParentHasALibrarysCreators)
{
    RecordingLogger logger;
    void* const first = processRegistry().loadLibrary(fixture("scaler2").c_str());
    Registry child(&Registry::process());
    child.attachLogger(logger);
    void* const second = child.loadLibrary(fixture("scaler2").c_str());
    EXPECT_EQ(logger.text(), "");
    EXPECT_THAT(
        logger.text(Severity::kINFO), HasSubstr("scaler2.so\": loaded before, its creators are registered already"));
    child.deregisterLibrary(second);
    child.detachLogger(logger);
    EXPECT_NE(processRegistry().getCreator("Scaler", "1", ""), nullptr) << "the first handle keeps it";
    processRegistry().deregisterLibrary(first);
}

TEST_F(RegistryTest, WarnsOfALibraryWhoseCreatorsAreFaulty)
{
    void* const handle = registry_.loadLibrary(fixture("nameless").c_str());
    EXPECT_NE(handle, nullptr);
    EXPECT_THAT(logger_.text(),
        AllOf(HasSubstr("expected a string from getPluginName, found a null pointer"),
            HasSubstr(
                "nameless.so\": loaded, no new creators: it offers 1, and what they answered is wrong or registered "
                "already, as the messages before this say"),
            Not(HasSubstr("found none"))));
    registry_.deregisterLibrary(handle);
}

TEST_F(RegistryTest, WarnsOfALibraryWithoutPlugins)
{
    void* const handle = registry_.loadLibrary(fixture("no_creators").c_str());
    EXPECT_NE(handle, nullptr);
    EXPECT_THAT(logger_.text(),
        HasSubstr("no_creators.so\": expected plugin creators, found none: it exports neither getCreators nor"));
    registry_.deregisterLibrary(handle);
    logger_.clear();
    registry_.deregisterLibrary(handle);
    EXPECT_THAT(logger_.text(),
        HasSubstr("deregisterLibrary: expected a handle from loadLibrary of this registry, found another"));
}

} // namespace
} // namespace tenon::plugin_host
