// examples/pool_plugin_ext as its README says, in its three precisions.
#include "processes.h"

#include "support/paths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace
{

using tenon::testing::Finished;
using tenon::testing::runProgram;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

class PoolPluginExt : public ::testing::TestWithParam<char const*>
{};

//! How many of the scans the plain network reads rightly is in examples/digits/data/digits_native.json.
TEST_P(PoolPluginExt, ReadsDigitsAndTellsWhatIsCalled)
{
    std::string const examples = tenon::testing::sourceDir() + "/examples";
    Finished const finished = runProgram("program_pool_plugin_ext_demo",
        {examples + "/pool_plugin_ext/data/digits_pool.onnx", examples + "/digits/data/scans.npy",
            examples + "/digits/data/labels.npy", GetParam()});
    ASSERT_EQ(finished.status, 0) << finished.output;
    std::string const precision = GetParam();
    EXPECT_THAT(finished.output,
        HasSubstr("configurePlugin: 32x8x8, " + precision + ", scales " + (precision == "int8" ? "0.02" : "1 and 1")));
    EXPECT_THAT(finished.output, HasSubstr("enqueue: 64 samples, " + precision));
    EXPECT_THAT(finished.output,
        ContainsRegex(precision == "fp32" ? "\n357 of 360 digits are right" : "\n35[5-9] of 360 digits are right"));
    size_t const loaded = finished.output.find("now it is loaded again");
    ASSERT_NE(loaded, std::string::npos);
    size_t previous = loaded;
    for (char const* const call : {"deserializePlugin for layer", "initialize", "clone: #", "attachToContext",
             "enqueue", "detachFromContext", "terminate"})
    {
        size_t const at = finished.output.find(call, previous);
        EXPECT_NE(at, std::string::npos) << call << " after the one before it";
        previous = at == std::string::npos ? previous : at;
    }
    EXPECT_EQ(finished.output.find("configurePlugin", loaded), std::string::npos)
        << "an object that comes from an engine is not configured";
}

INSTANTIATE_TEST_SUITE_P(Precisions, PoolPluginExt, ::testing::Values("fp32", "fp16", "int8"));

} // namespace
