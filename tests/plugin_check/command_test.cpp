// tenon plugin check, run, trace, list and new: reports, messages, files.
#include "programs/processes.h"
#include "support/paths.h"

#include <nlohmann/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace tenon::testing
{
namespace
{

using ::testing::HasSubstr;
using ::testing::Not;

Finished plugin(std::vector<std::string> arguments)
{
    arguments.insert(arguments.begin(), "plugin");
    return runProgram("tenon", arguments);
}

std::string faults(int level)
{
    return binaryDir() + "/lib/fixtures/fault_plugins" + std::to_string(level) + ".so";
}

std::string content(std::string const& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

//! NumPy's format 1.0, fp32.
void writeArray(std::string const& path, std::string const& shape, std::vector<float> const& values)
{
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }";
    header.resize((header.size() + 10 + 64) / 64 * 64 - 11, ' ');
    header += '\n';
    std::ofstream file(path, std::ios::binary);
    file << "\x93NUMPY" << '\x01' << '\0' << static_cast<char>(header.size() & 255U)
         << static_cast<char>(header.size() >> 8) << header;
    file.write(reinterpret_cast<char const*>(values.data()), static_cast<std::streamsize>(values.size() * 4));
}

std::vector<float> readArray(std::string const& path, size_t count)
{
    std::string const all = content(path);
    std::vector<float> values(count);
    if (all.size() >= count * 4)
    {
        std::memcpy(values.data(), all.data() + all.size() - count * 4, count * 4);
    }
    return values;
}

TEST(PluginCheck, FindingNamesEverything)
{
    Finished const finished = plugin({"check", faults(8), "--plugin", "Fault_CloneCopiesHostMembersOnly_Dynamic"});
    EXPECT_EQ(finished.status, 1);
    for (char const* const part : {"finding 403 clone-ready", "plugin:", "method:", "arguments:", "expected:", "found:",
             "fix:", "stack:", "a null pointer", "see:       docs/checks/403-clone-ready.md"})
    {
        EXPECT_THAT(finished.output, HasSubstr(part));
    }
}

TEST(PluginCheck, CrashHangExitAndTerminateAreFindings)
{
    EXPECT_THAT(
        plugin({"check", faults(8), "--plugin", "Fault_DividesByBatch_Dynamic", "--only", "empty-tensors"}).output,
        HasSubstr("crashed (SIGFPE"));
    EXPECT_THAT(plugin({"check", faults(10), "--plugin", "Fault_CloneHangs_Dynamic", "--only", "clone-answers",
                           "--time-limit", "2"})
                    .output,
        HasSubstr("did not come back within 2 s"));
    EXPECT_THAT(plugin({"check", faults(10), "--plugin", "Fault_ExitsOnTruncated_Dynamic", "--only", "505"}).output,
        HasSubstr("ended the process with exit status 3"));
    EXPECT_THAT(plugin({"check", faults(10), "--plugin", "Fault_ThrowsInCreate_Dynamic", "--only", "103"}).output,
        HasSubstr("an exception left a method that must not throw: std::out_of_range"));
}

TEST(PluginCheck, StandardPluginsBringTheirCases)
{
    Finished const finished = plugin({"check", "--plugin", "PriorBox_TRT", "--only", "104"});
    EXPECT_EQ(finished.status, 0) << finished.output;
    EXPECT_THAT(finished.output, HasSubstr("case 1 of \"plugins/prior_box/check.json\""));
    // What is given counts alone.
    Finished const given = plugin({"check", "--plugin", "PriorBox_TRT", "--only", "104", "--inputs", "x=3"});
    EXPECT_THAT(given.output, Not(HasSubstr("check.json")));
    EXPECT_THAT(given.output, HasSubstr("no legal case was found"));
}

TEST(PluginCheck, LeavesNothingInTheWorkingDirectory)
{
    namespace fs = std::filesystem;
    std::string const folder = scratchFile("checked");
    ASSERT_TRUE(fs::create_directory(folder));
    fs::path const before = fs::current_path();
    fs::current_path(folder);
    // Its fields "file" and "folder" name what it writes.
    Finished const finished = plugin({"check", "--plugin", "DebugPrint", "--inputs", "x=2x4x6x8"});
    fs::current_path(before);
    EXPECT_EQ(finished.status, 0) << finished.output;
    EXPECT_TRUE(fs::is_empty(folder)) << fs::directory_iterator(folder)->path();
    fs::remove_all(folder);
}

TEST(PluginCheck, ReportsInEachFormat)
{
    std::string const path = scratchFile("report");
    auto const report = [&](char const* format) {
        plugin({"check", faults(8), "--plugin", "Fault_OnePastTheEnd_Dynamic", "--only", "303", "--format", format,
            "--output", path});
        return content(path);
    };
    auto const json = nlohmann::json::parse(report("json"));
    EXPECT_EQ(json["findings"], 1);
    auto const finding = json["plugins"][0]["checks"][0]["findings"][0];
    EXPECT_EQ(finding["check"], "output-overrun");
    EXPECT_EQ(finding["number"], 303);
    EXPECT_EQ(finding["method"], "enqueue");
    EXPECT_THAT(finding["found"].get<std::string>(), HasSubstr("byte 0 past the end of output 0"));
    std::string const junit = report("junit");
    EXPECT_THAT(junit, HasSubstr("<testsuite name=\"Fault_OnePastTheEnd_Dynamic\" tests=\"1\" failures=\"1\""));
    EXPECT_THAT(junit, HasSubstr("<failure message="));
    auto const sarif = nlohmann::json::parse(report("sarif"));
    EXPECT_EQ(sarif["version"], "2.1.0");
    EXPECT_EQ(sarif["runs"][0]["results"][0]["ruleId"], "output-overrun");
    std::filesystem::remove(path);
}

//! "id: result (findings)" of each check, in order.
std::vector<std::string> resultsWith(char const* jobs, int level, char const* name)
{
    std::string const path = scratchFile("jobs");
    plugin({"check", faults(level), "--plugin", name, "--jobs", jobs, "--time-limit", "4", "--format", "json",
        "--output", path});
    auto const json = nlohmann::json::parse(content(path));
    std::filesystem::remove(path);
    std::vector<std::string> all;
    for (auto const& check : json["plugins"][0]["checks"])
    {
        all.push_back(check["id"].get<std::string>() + ": " + check["result"].get<std::string>() + " "
            + check["note"].get<std::string>() + " (");
        for (auto const& finding : check["findings"])
        {
            all.back() += finding["check"].get<std::string>() + " ";
        }
    }
    return all;
}

//! Checks that run ahead of their turn change nothing: not where one hangs, and not where a finding makes later ones moot.
TEST(PluginCheck, JobsChangeNothing)
{
    for (auto const& [level, name] :
        std::vector<std::pair<int, char const*>>{{8, "Twin_OnePastTheEnd_Dynamic"}, {10, "Fault_CloneHangs_Dynamic"},
            {8, "Fault_DividesByBatch_Dynamic"}, {8, "Fault_CloneCopiesHostMembersOnly_Dynamic"}})
    {
        auto const one = resultsWith("1", level, name);
        EXPECT_GE(one.size(), 40U);
        EXPECT_EQ(resultsWith("6", level, name), one) << name;
    }
    Finished const none = plugin({"check", faults(8), "--jobs", "0"});
    EXPECT_NE(none.status, 0);
    EXPECT_THAT(none.output, HasSubstr("--jobs"));
}

//! The device that the check is for, not the one that the environment names.
TEST(PluginCheck, NetworkRunsOnTheCheckedDevice)
{
    Finished const finished = runProgram("tenon",
        {"plugin", "check", "--plugin", "LReLU_TRT", "--plugin-version", "1", "--device", "cpu", "--only", "network"},
        {"TENON_DEVICE=cuda"});
    EXPECT_EQ(finished.status, 0) << finished.output;
    EXPECT_THAT(finished.output, HasSubstr("703 network              ok"));
}

//! An interpreter with NumPy; empty: none.
std::string pythonWithNumPy()
{
    for (char const* const python : {"python3", "/usr/bin/python3"})
    {
        if (std::system((std::string(python) + " -c 'import numpy' >/dev/null 2>&1").c_str()) == 0)
        {
            return python;
        }
    }
    return {};
}

TEST(PluginCheckReference, Python)
{
    std::string const python = pythonWithNumPy();
    if (python.empty())
    {
        GTEST_SKIP() << "no python3 has NumPy here";
    }
    // Twin_Dynamic: alpha · x + bias, then its negative (mode 1). A wrong array must be found, at its first wrong element.
    std::string const script = scratchFile("reference.py");
    std::ofstream(script) << "import numpy as np\n"
                             "def reference(x, alpha=1.0, mode=0, bias=0.0):\n"
                             "    y = alpha * x + np.resize(np.atleast_1d(bias), x.shape[1]).reshape(1, -1, 1, 1)\n"
                             "    return np.concatenate([y, -y if mode == 1 else y + 1], axis=2).astype(np.float32)\n";
    std::vector<std::string> const arguments{"plugin", "check", faults(10), "--plugin", "Twin_Dynamic", "--inputs",
        "x=2x4x6x8:fp32", "--fields", R"({"alpha": 0.5, "mode": 1, "bias": [1, 2, 3, 4]})", "--only", "reference",
        "--reference", script};
    auto const check = [&] { return runProgram("tenon", arguments, {"TENON_PYTHON=" + python}); };
    Finished const right = check();
    EXPECT_EQ(right.status, 0) << right.output;
    EXPECT_THAT(right.output, HasSubstr("702 reference            ok"));
    std::ofstream(script, std::ios::app)
        << "def twice(x, **fields):\n    y = correct(x, **fields)\n    y[0, 1, 2, 3] += 1\n    return y\ncorrect = reference\nreference = twice\n";
    Finished const wrong = check();
    EXPECT_EQ(wrong.status, 1);
    EXPECT_THAT(wrong.output, HasSubstr("element 115 [0, 1, 2, 3]: 2.5859375 and 3.5859375; 1 of 768"));
    std::ofstream(script) << "def other(x):\n    return x\n";
    EXPECT_THAT(check().output, HasSubstr("expected a function reference(*inputs, **fields)"));
    std::filesystem::remove(script);
}

void appendNumber(std::string& bytes, uint64_t value, int count)
{
    for (int i = 0; i < count; ++i)
    {
        bytes += static_cast<char>(value >> (8 * i));
    }
}

//! A zip archive of stored files, as numpy.savez writes; `method` 8 claims that they are compressed.
void writeArchive(
    std::string const& path, std::vector<std::pair<std::string, std::string>> const& files, int method = 0)
{
    std::string all, directory;
    for (auto const& [name, bytes] : files)
    {
        std::string entry;
        appendNumber(entry, 20, 2); // version
        appendNumber(entry, 0, 2);
        appendNumber(entry, static_cast<uint64_t>(method), 2);
        appendNumber(entry, 0, 8); // time, checksum
        appendNumber(entry, bytes.size(), 4);
        appendNumber(entry, bytes.size(), 4);
        appendNumber(entry, name.size(), 2);
        appendNumber(entry, 0, 2);
        directory += std::string("PK\x01\x02\x14\x00", 6) + entry;
        appendNumber(directory, 0, 10); // comment, disk, attributes
        appendNumber(directory, all.size(), 4);
        directory += name;
        all += "PK\x03\x04" + entry + name + bytes;
    }
    std::string end = "PK\x05\x06";
    appendNumber(end, 0, 4);
    appendNumber(end, files.size(), 2);
    appendNumber(end, files.size(), 2);
    appendNumber(end, directory.size(), 4);
    appendNumber(end, all.size(), 4);
    appendNumber(end, 0, 2);
    std::ofstream(path, std::ios::binary) << all << directory << end;
}

std::string arrayBytes(std::string const& shape, std::vector<float> const& values)
{
    std::string const path = scratchFile("part.npy");
    writeArray(path, shape, values);
    std::string const bytes = content(path);
    std::filesystem::remove(path);
    return bytes;
}

TEST(PluginCheckReference, Archive)
{
    std::string const path = scratchFile("reference.npz");
    auto const check = [&] {
        return plugin({"check", "--plugin", "LReLU_TRT", "--fields", "{\"negSlope\": 0.5}", "--inputs", "x=1x2x3:fp32",
            "--only", "702", "--reference", path});
    };
    std::string const x = arrayBytes("1, 2, 3", {-1, 2, -3, 4, -5, 6});
    writeArchive(path, {{"input_0.npy", x}, {"output_0.npy", arrayBytes("1, 2, 3", {-0.5F, 2, -1.5F, 4, -2.5F, 6})}});
    Finished const right = check();
    EXPECT_EQ(right.status, 0) << right.output;
    EXPECT_THAT(right.output, HasSubstr("702 reference            ok"));
    writeArchive(path, {{"input_0.npy", x}, {"output_0.npy", arrayBytes("1, 2, 3", {-0.5F, 2, -1.5F, 4, -2.25F, 6})}});
    Finished const wrong = check();
    EXPECT_EQ(wrong.status, 1);
    EXPECT_THAT(wrong.output, HasSubstr("output 0"));
    EXPECT_THAT(wrong.output, HasSubstr("element 4 [0, 1, 1]: -2.5 and -2.25"));
    writeArchive(path, {{"input_0.npy", x}});
    EXPECT_THAT(check().output, HasSubstr("expected an array output_0, found none"));
    writeArchive(path, {{"output_0.npy", arrayBytes("2, 3", {1, 2, 3, 4, 5, 6})}});
    EXPECT_THAT(check().output, HasSubstr("expected dims"));
    writeArchive(path, {{"output_0.npy", x}}, 8);
    EXPECT_THAT(check().output, HasSubstr("is compressed; write the file with numpy.savez"));
    std::ofstream(path) << "no archive";
    EXPECT_THAT(check().output, HasSubstr("expected an .npz file, which is a zip archive"));
    std::filesystem::remove(path);
}

TEST(PluginCheckReference, Model)
{
    std::string const model = "/usr/share/libonnx-testdata/data/node/test_leakyrelu/model.onnx";
    if (!std::filesystem::exists(model))
    {
        GTEST_SKIP() << "libonnx-testdata is not installed";
    }
    auto const check = [&](char const* slope, std::string const& reference) {
        return plugin({"check", "--plugin", "LReLU_TRT", "--fields", std::string("{\"negSlope\": ") + slope + "}",
            "--inputs", "x=3x4x5:fp32", "--only", "702", "--reference", reference});
    };
    Finished const right = check("0.1", model);
    EXPECT_EQ(right.status, 0) << right.output;
    EXPECT_THAT(right.output, HasSubstr("702 reference            ok"));
    Finished const wrong = check("0.2", model);
    EXPECT_EQ(wrong.status, 1);
    EXPECT_THAT(wrong.output, HasSubstr("finding 702 reference"));
    EXPECT_THAT(wrong.output, HasSubstr("output 0"));
    std::string const broken = scratchFile("broken.onnx");
    std::ofstream(broken) << "no model";
    EXPECT_THAT(check("0.1", broken).output, HasSubstr("cannot be imported"));
    std::filesystem::remove(broken);
}

TEST(PluginCheckCases, AreCheckedEach)
{
    std::string const path = scratchFile("cases.json");
    std::ofstream(path)
        << R"([{"plugin": "Twin_V2", "fields": {"alpha": 0.5}, "inputs": [{"name": "x", "shape": [2, 4, 6], "range": [0, 1]}]},
 {"plugin": "Fault_OnePastTheEnd_Dynamic", "version": "1", "fields": {"alpha": 0.5}, "other_fields": {"alpha": 2},
  "inputs": [{"shape": [1, 2, 3], "type": "fp32", "values": [1, 2, 3]}], "shapes": [[[2, 2, 3]]], "skip": {"batch": "just so"}}])";
    Finished const right = plugin({"check", faults(8), "--plugin", "Twin_V2", "--case", path});
    EXPECT_EQ(right.status, 0) << right.output;
    EXPECT_THAT(right.output, HasSubstr("checked with case 1 of \"" + path + "\": fields alpha=0.5; inputs fp32"));
    Finished const wrong = plugin({"check", faults(8), "--plugin", "Fault_OnePastTheEnd_Dynamic", "--case", path});
    EXPECT_EQ(wrong.status, 1);
    EXPECT_THAT(wrong.output, HasSubstr("and with inputs 2x2x3\n"));
    EXPECT_THAT(wrong.output, HasSubstr("finding 303 output-overrun"));
    EXPECT_THAT(wrong.output, HasSubstr("310 batch                not applicable: just so (case 2 of"));
    struct Bad
    {
        char const* text;
        char const* message;
    };
    for (Bad const& bad : std::vector<Bad>{
             {"[", "expected a JSON list of cases"},
             {"[{}]",
                 "case 1 of \""
                 "@"
                 "\": expected \"inputs\": a list of at least one input"},
             {R"([{"inputs": [{"shape": [2]}], "plugin": "Nobody"}])", "expected one of the library's plugins"},
             {R"([{"inputs": [{"shape": [2], "typ": "fp32"}]}])",
                 "input 0: \"name\", \"shape\", \"type\", \"range\", \"values\" only, found \"typ\""},
             {R"([{"inputs": [{"shape": [-2]}]}])", "input 0, \"shape\": a list of at most 8 sizes, found [-2]"},
             {R"([{"inputs": [{"shape": [2], "type": "fp31"}]}])", "expected a type among fp32"},
             {R"([{"inputs": [{"shape": [2], "range": [3, 1]}]}])", "\"range\": [least, greatest], found [3,1]"},
             {R"([{"inputs": [{"shape": [2], "values": []}]}])", "\"values\": a list of numbers"},
             {R"([{"inputs": [{"shape": [2]}], "shapes": [[[2], [3]]]}])", "\"shapes\": a list of lists of 1 shapes"},
             {R"([{"inputs": [{"shape": [2]}], "skip": {"nothing": "why"}}])", "\"skip\": ids of checks"},
             {R"([{"inputs": [{"shape": [2]}], "fields": {"alpha": "x"}}])",
                 "\"fields\": \"alpha\": expected values of type float32, found a text"},
         })
    {
        std::ofstream(path) << bad.text;
        std::string message = bad.message;
        if (size_t const place = message.find('@'); place != std::string::npos)
        {
            message.replace(place, 1, path);
        }
        Finished const finished = plugin({"check", faults(8), "--plugin", "Twin_V2", "--case", path});
        EXPECT_EQ(finished.status, 1) << bad.text;
        EXPECT_THAT(finished.output, HasSubstr(message));
    }
    EXPECT_THAT(plugin({"check", faults(8), "--case", path, "--fields", "{}"}).output,
        HasSubstr("--case: expected without --fields and --inputs"));
    EXPECT_THAT(plugin({"check", faults(8), "--case", "/nowhere/c.json"}).output,
        HasSubstr("\"/nowhere/c.json\" cannot be read"));
    std::filesystem::remove(path);
}

TEST(PluginCheck, WrongUseIsNamed)
{
    struct Wrong
    {
        std::vector<std::string> arguments;
        char const* message;
    };
    std::string const text = scratchFile("text.so");
    std::ofstream(text) << "no library";
    for (Wrong const& wrong : std::vector<Wrong>{
             {{"check", "/nowhere/libp.so"}, "library: expected a plugin library, \"/nowhere/libp.so\" is not there"},
             {{"check", text}, "cannot be loaded"},
             {{"check", faults(8), "--plugin", "Nobody"}, "--plugin: expected one of the plugins of"},
             {{"check", faults(8), "--plugin", "Twin_V2", "--only", "nothing"},
                 "--only: expected ids or numbers of checks"},
             {{"check", faults(8), "--plugin", "Twin_V2", "--fields", "{\"alpha\":"},
                 "--fields: expected a JSON object"},
             {{"check", faults(8), "--plugin", "Twin_V2", "--fields", "{\"alpha\": \"big\"}"},
                 "\"alpha\": expected values of type float32, found a text"},
             {{"check", faults(8), "--plugin", "Twin_V2", "--inputs", "x=2xx3"}, "--inputs: expected dimensions"},
             {{"check", faults(8), "--plugin", "Twin_V2", "--device", "tpu"},
                 "--device: expected cpu, cuda or cuda:<n>, found \"tpu\""},
             {{"check", faults(8), "--plugin", "Twin_V2", "--reference", "x.txt", "--only", "reference"},
                 "expected a file .npz, .py or .onnx"},
             {{"run", faults(8), "--plugin", "Twin_V2", "--input", "/nowhere/x.npy"}, "/nowhere/x.npy"},
             {{"new", "1Op"}, "name: expected a C++ class name such as MyOp, found \"1Op\""},
         })
    {
        Finished const finished = plugin(wrong.arguments);
        EXPECT_EQ(finished.status, 1) << wrong.message;
        EXPECT_THAT(finished.output, HasSubstr(wrong.message));
    }
    std::filesystem::remove(text);
}

TEST(PluginRun, ComputesOneOutput)
{
    std::string const x = scratchFile("x.npy"), y = scratchFile("y.npy");
    writeArray(x, "1, 1, 2, 3", {-1, 2, -3, 4, -5, 6});
    Finished const finished =
        plugin({"run", "--plugin", "LReLU_TRT", "--fields", "{\"negSlope\": 0.5}", "--input", x, "--output", y});
    EXPECT_EQ(finished.status, 0) << finished.output;
    EXPECT_THAT(finished.output, HasSubstr("output 0: fp32 kLINEAR 1x1x2x3"));
    EXPECT_EQ(readArray(y, 6), (std::vector<float>{-0.5F, 2, -1.5F, 4, -2.5F, 6}));
    std::filesystem::remove(x);
    std::filesystem::remove(y);
}

TEST(PluginRun, NamesAPluginThatCrashes)
{
    std::string const x = scratchFile("x.npy"), y = scratchFile("y.npy");
    writeArray(x, "1, 4, 2, 3", std::vector<float>(24, 1.0F));
    Finished const finished = plugin({"run", faults(8), "--plugin", "Fault_CloneCopiesHostMembersOnly_Dynamic",
        "--fields", "{\"bias\": [1, 2, 3, 4]}", "--input", x, "--output", y});
    EXPECT_EQ(finished.status, 1);
    EXPECT_THAT(finished.output, HasSubstr("enqueue("));
    EXPECT_THAT(finished.output, HasSubstr("crashed (SIGSEGV"));
    EXPECT_FALSE(std::filesystem::exists(y)) << "no half-made output is left behind";
    std::filesystem::remove(x);
}

TEST(PluginTrace, PrintsALife)
{
    Finished const finished = plugin({"trace", faults(8), "--plugin", "Twin_IOExt"});
    EXPECT_EQ(finished.status, 0) << finished.output;
    size_t place = 0;
    for (char const* const call : {"createPlugin(", "clone(", "configurePlugin(", "initialize(", "serialize(",
             "terminate(", "destroy(", "deserializePlugin(", "initialize(", "clone(", "attachToContext(",
             "getWorkspaceSize(", "enqueue(", "detachFromContext(", "destroy("})
    {
        place = finished.output.find(call, place);
        ASSERT_NE(place, std::string::npos) << call << " in order\n" << finished.output;
    }
}

TEST(PluginList, TellsFieldsInterfaceAndLibrary)
{
    Finished const finished = plugin({"list", faults(8)});
    EXPECT_EQ(finished.status, 0);
    EXPECT_THAT(finished.output, HasSubstr("Twin_IOExt version \"1\" namespace \"\""));
    EXPECT_THAT(finished.output, HasSubstr("fields:  alpha: float32, mode: int32, bias: float32[4]"));
    EXPECT_THAT(finished.output, HasSubstr("plugin:  IPluginV2IOExt, API level 8"));
    EXPECT_THAT(finished.output, HasSubstr("fault_plugins8.so"));
    EXPECT_THAT(finished.output, Not(HasSubstr("LReLU_TRT")));
}

TEST(PluginNew, WritesAProject)
{
    std::string const folder = scratchFile("new_op");
    std::filesystem::remove_all(folder);
    Finished const finished =
        plugin({"new", "HTMLParserOp", "--inputs", "2", "--outputs", "3", "--dynamic", "--kernel", "--dir", folder});
    EXPECT_EQ(finished.status, 0) << finished.output;
    for (char const* const name : {"CMakeLists.txt", "README.md", "html_parser_op.h", "html_parser_op.cpp",
             "html_parser_op_cuda.cu", "html_parser_op_test.cpp", "html_parser_op.onnx"})
    {
        std::string const text = content(folder + "/" + name);
        EXPECT_FALSE(text.empty()) << name;
        EXPECT_EQ(text.find("@Name@"), std::string::npos) << name;
        EXPECT_EQ(text.find("@snake@"), std::string::npos) << name;
    }
    Finished const again = plugin({"new", "HTMLParserOp", "--dir", folder});
    EXPECT_EQ(again.status, 1);
    EXPECT_THAT(again.output, HasSubstr("expected a new or empty folder"));
    std::filesystem::remove_all(folder);
}

} // namespace
} // namespace tenon::testing
