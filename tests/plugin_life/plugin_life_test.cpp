// The whole life of a plugin of each interface, at each API level, in each batch mode that is legal: from creation through build, a new
// process and two contexts to the last destroy. The plugins record what they are called; the record must be the one in golden/ (written anew
// with TENON_UPDATE_GOLDEN=1), the same at every level, and keep the rules of docs/plugin-lifecycle.md.
#include "life_rules.h"
#include "support/covers.h"
#include "support/paths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <sys/wait.h>
#include <unistd.h>

namespace tenon::testing
{
namespace
{

struct Case
{
    char const* interface;
    char const* mode;
    std::vector<int> levels;
};

void PrintTo(Case const& one, std::ostream* stream)
{
    *stream << one.interface << " " << one.mode;
}

std::string contentOf(std::string const& path)
{
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

//! How often a builder runs a kernel to time it is nobody's affair.
std::string withoutRepeats(std::string const& text)
{
    std::istringstream lines(text);
    std::string line, last, all;
    bool repeated = false;
    while (std::getline(lines, line))
    {
        bool const isRepeat = line == last && line.find(" enqueue") != std::string::npos;
        all += isRepeat ? (repeated ? "" : "   (again and again)\n") : line + "\n";
        repeated = isRepeat;
        last = line;
    }
    return all;
}

class PluginLife : public ::testing::TestWithParam<Case>
{
protected:
    //! Runs the driver; what it and the plugin wrote.
    std::string drive(std::string const& action, int level, std::string const& precision)
    {
        Case const& one = GetParam();
        std::string const scratch =
            std::filesystem::temp_directory_path().string() + "/tenon_life_" + std::to_string(getpid());
        std::string const log = scratch + ".log";
        std::filesystem::remove(log);
        // Implicit batch and binding indices are of levels 7 and 8.
        bool const isOld = std::string(one.mode) == "implicit" || std::string(one.mode) == "shared" || level < 10;
        std::string const library = binaryDir() + "/lib/fixtures/life"
            + (std::string(one.interface) == "V3" ? "_v3" : std::to_string(level)) + ".so";
        std::string const command = "TENON_DEVICE=cpu TENON_LIFE_LOG=" + log + " '" + binaryDir() + "/bin/life_driver_"
            + (isOld ? "8" : "10") + "' " + action + " Life" + one.interface + " " + std::to_string(level) + " "
            + one.mode + " " + precision + " " + scratch + "." + precision + ".plan '" + library + "' 2>&1";
        std::FILE* const pipe = popen(command.c_str(), "r");
        std::string said;
        char buffer[256];
        while (std::fgets(buffer, sizeof buffer, pipe) != nullptr)
        {
            said += buffer;
        }
        int const status = pclose(pipe);
        EXPECT_EQ(status, 0) << said;
        EXPECT_EQ(said, "") << "warnings of the host";
        std::string const text = contentOf(log);
        std::filesystem::remove(log);
        if (action == "run")
        {
            std::filesystem::remove(scratch + "." + precision + ".plan");
        }
        return text;
    }
};

TEST_P(PluginLife, IsAsRecordedAtEveryLevel)
{
    TENON_COVERS("IPluginV2::configureWithFormat", "IPluginV2::supportsFormat", "IPluginV2::clone",
        "IPluginV2Ext::configurePlugin", "IPluginV2Ext::isOutputBroadcastAcrossBatch",
        "IPluginV2Ext::canBroadcastInputAcrossBatch");
    Case const& one = GetParam();
    std::string const golden = sourceDir() + "/tests/plugin_life/golden/" + one.interface + "_" + one.mode + ".txt";
    for (int const level : one.levels)
    {
        std::string record;
        for (std::string const precision : {"fp32", "fp16"})
        {
            std::string const built = drive("build", level, precision);
            EXPECT_EQ(brokenRules(built), "") << built;
            std::string const ran = drive("run", level, precision);
            EXPECT_EQ(brokenRules(ran), "") << ran;
            record +=
                (precision == "fp32" ? "=== fp32\n" : "=== with fp16\n") + withoutRepeats(built) + withoutRepeats(ran);
        }
        if (std::getenv("TENON_UPDATE_GOLDEN") != nullptr && level == one.levels.front())
        {
            std::ofstream(golden) << record;
        }
        EXPECT_EQ(record, contentOf(golden))
            << "level " << level << "; TENON_UPDATE_GOLDEN=1 writes the file anew, docs/plugin-lifecycle.md follows "
            << "with scripts/docs/plugin_lifecycle.py";
    }
}

INSTANTIATE_TEST_SUITE_P(Interfaces, PluginLife,
    ::testing::Values(Case{"V2", "implicit", {7, 8, 10}}, Case{"V2", "explicit", {7, 8, 10}},
        Case{"V2", "shared", {7, 8, 10}}, Case{"V2Ext", "shared", {7, 8, 10}}, Case{"V2IOExt", "shared", {7, 8, 10}},
        Case{"V2Ext", "implicit", {7, 8, 10}}, Case{"V2Ext", "explicit", {7, 8, 10}},
        Case{"V2IOExt", "implicit", {7, 8, 10}}, Case{"V2IOExt", "explicit", {7, 8, 10}},
        Case{"V2IOExt", "dynamic", {7, 8, 10}}, Case{"V2DynamicExt", "explicit", {7, 8, 10}},
        Case{"V2DynamicExt", "dynamic", {7, 8, 10}}, Case{"V3", "explicit", {10}}, Case{"V3", "dynamic", {10}}),
    [](auto const& info) { return std::string(info.param.interface) + "_" + info.param.mode; });

//! The rules find what they are there for.
TEST(LifeRules, FindEachBreach)
{
    using ::testing::HasSubstr;
    std::string const born = "#1 is born: createPlugin\n";
    EXPECT_EQ(brokenRules(born + "#1 initialize\n#1 terminate\n#1 destroy\n#1 ends\n"), "");
    EXPECT_THAT(brokenRules(born), HasSubstr("#1 never ends"));
    EXPECT_THAT(brokenRules(born + "#1 destroy\n#1 ends\n#1 enqueue\n"), HasSubstr("#1 enqueue: after its end"));
    EXPECT_THAT(brokenRules(born + "#1 initialize\n#1 destroy\n#1 ends\n"),
        HasSubstr("#1 destroy: initialised and not terminated"));
    EXPECT_THAT(brokenRules(born + "#1 initialize\n#1 initialize\n"), HasSubstr("#1 initialize: a second time"));
    EXPECT_THAT(brokenRules(born + "#1 terminate\n"), HasSubstr("#1 terminate: not initialised by the host"));
    EXPECT_THAT(brokenRules(born + "#1 attachToContext\n#1 destroy\n#1 ends\n"),
        HasSubstr("#1 destroy: attached and not detached"));
    EXPECT_THAT(brokenRules(born + "#1 enqueue\n#1 destroy\n#1 ends\n"), HasSubstr("#1 enqueue: never initialised"));
    EXPECT_THAT(
        brokenRules(born + "#1 serialize\n"), HasSubstr("#1 serialize: without getSerializationSize right before"));
    EXPECT_THAT(brokenRules(born + "#1 destroy\n#1 ends\n#2 is born: clone of #1\n"),
        HasSubstr("#2 is born: from #1, which has ended"));
    EXPECT_THAT(brokenRules("#1 is born: deserializePlugin\n#1 configurePlugin in fp32 3, out fp32 3\n"),
        HasSubstr("#1 configurePlugin: a static plugin from an engine"));
    EXPECT_THAT(brokenRules("#1 is born: createPlugin, kRUNTIME, 1 field\n#1 getOutputShapes\n"),
        HasSubstr("#1 getOutputShapes: in an engine"));
    EXPECT_THAT(brokenRules("#1 is born: attachToContext of #1\n#1 enqueue in fp32 3\n"),
        HasSubstr("#1 enqueue: before setTactic and onShapeChange"));
    EXPECT_THAT(brokenRules(born + "#1 enqueue, no workspace\n"), HasSubstr("no workspace"));
}

} // namespace
} // namespace tenon::testing
