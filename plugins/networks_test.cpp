// Whole networks with plugin nodes equal what PyTorch, torchvision and the transformers library compute for the plain ones; see
// tests/data/plugin_networks.
#include "plugins/common/testing/engine_run.h"

#include "support/paths.h"

#include <NvInferPlugin.h>

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

namespace tenon::plugins
{
namespace
{

using testing::RecordedRun;

RecordedRun networkRun(std::string const& model, char const* file = "networks.txt")
{
    for (RecordedRun& run : testing::recordedRuns(std::string("../plugin_networks/") + file))
    {
        if (run.plugin == model)
        {
            return run;
        }
    }
    ADD_FAILURE() << "expected " << model << " in " << file;
    return {};
}

std::vector<std::vector<double>> outputsOfNetwork(RecordedRun const& run)
{
    EXPECT_TRUE(initLibNvInferPlugins(nullptr, ""));
    std::ifstream file(tenon::testing::sourceDir() + "/tests/data/plugin_networks/" + run.plugin, std::ios::binary);
    std::stringstream model;
    model << file.rdbuf();
    std::string const engine = testing::engineOf(model.str(), run);
    return testing::outputsOf(
        engine, run, [&](size_t i) { return run.inputs[i].name; }, [&](size_t i) { return run.outputs[i].name; });
}

TEST(Networks, BertOfPluginsEqualsThePlainOne)
{
    RecordedRun const run = networkRun("bert.onnx");
    auto const outputs = outputsOfNetwork(run);
    ASSERT_EQ(outputs.size(), 1U);
    std::vector<double> const& expected = run.outputs[0].values;
    ASSERT_EQ(outputs[0].size(), expected.size());
    int64_t const steps = run.outputs[0].dims[0];
    int64_t const batch = run.outputs[0].dims[1];
    int64_t const hidden = run.outputs[0].dims[2];
    for (int64_t token = 0; token < steps * batch; ++token)
    {
        double dot = 0;
        double a = 0;
        double b = 0;
        for (int64_t i = token * hidden; i < (token + 1) * hidden; ++i)
        {
            auto const at = static_cast<size_t>(i);
            dot += outputs[0][at] * expected[at];
            a += outputs[0][at] * outputs[0][at];
            b += expected[at] * expected[at];
        }
        EXPECT_GE(dot / std::sqrt(a * b), 0.9999) << "token " << token;
        EXPECT_NEAR(std::sqrt(a / b), 1.0, 1e-2) << "token " << token;
    }
}

//! Kept boxes, classes and order exactly; numbers to 1e-4.
void expectOutputs(char const* model, char const* file = "networks.txt")
{
    RecordedRun const run = networkRun(model, file);
    auto const outputs = outputsOfNetwork(run);
    ASSERT_EQ(outputs.size(), run.outputs.size());
    for (size_t i = 0; i < outputs.size(); ++i)
    {
        SCOPED_TRACE(run.outputs[i].name);
        double const tolerance = run.outputs[i].isFloating ? 1e-4 : 0.0;
        testing::expectNear(outputs[i], run.outputs[i].values, tolerance, tolerance);
    }
}

TEST(Networks, SsdHeadWithPriorBoxesEqualsTorchvision)
{
    expectOutputs("ssd_priorbox.onnx");
}

TEST(Networks, SsdHeadWithGridAnchorsEqualsTorchvision)
{
    expectOutputs("ssd_gridanchor.onnx");
}

TEST(Networks, YoloHeadWithEfficientNmsEqualsTorchvision)
{
    expectOutputs("yolo.onnx");
}

TEST(Networks, PointPillarsEqualsPytorch)
{
    expectOutputs("pointpillars.onnx", "pointpillars.txt");
}

TEST(Networks, DebertasAttentionEqualsTheTransformersLibrary)
{
    expectOutputs("deberta.onnx", "deberta.txt");
}

} // namespace
} // namespace tenon::plugins
