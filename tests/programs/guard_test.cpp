// TENON_GUARD=1 names who writes where he must not, TENON_TRACE and the observer of calls show a plugin's life: planted plugins in engines, in this process.
#include "processes.h"

#include <NvInfer.h>
#include <tenon/plugin.h>
#include <tenon/trace.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace
{

using namespace nvinfer1;
using ::testing::HasSubstr;

//! What the planted plugin does besides copying.
enum class Fault : int32_t
{
    kNONE,
    kPAST_OUTPUT,
    kBEFORE_OUTPUT,
    kPAST_WORKSPACE,
    kBEFORE_WORKSPACE,
    kPAST_INPUT,
    kCHANGES_INPUT,
    kSKIPS_TWO_ELEMENTS,
};

//! y = x, and z = sum of x; uses 40 bytes of workspace.
struct Trespasser : tenon::plugin::Plugin
{
    static constexpr char const* kName = "Trespasser";
    static constexpr char const* kVersion = "1";
    Fault fault{Fault::kNONE};

    template <typename D>
    static void declare(D& d)
    {
        d.input("x", "[N, 6]");
        d.output("y", "shaped as `x`");
        d.output("z", "[N]").float32();
        d.field("fault", &Trespasser::fault, "what it does wrong");
    }
    void outputShapes(tenon::plugin::Shapes& shapes) const { shapes.output(1) = {shapes.input(0)[0]}; }
    size_t workspaceBytes(tenon::plugin::Problem const&) const { return 40; }
    int32_t enqueueCpu(tenon::plugin::Call const& call) const
    {
        auto const& x = call.input(0);
        auto* const y = static_cast<unsigned char*>(call.output(0).data);
        auto* const workspace = static_cast<unsigned char*>(call.workspace());
        auto const bytes = static_cast<size_t>(x.bytes());
        size_t const copied = fault == Fault::kSKIPS_TWO_ELEMENTS ? bytes - 8 : bytes;
        std::memcpy(y, x.data, copied);
        for (int64_t n = 0; n < x.dim(0); ++n)
        {
            call.output(1).as<float>()[n] = 1.0F;
        }
        std::memset(workspace, 1, 40);
        switch (fault)
        {
        case Fault::kPAST_OUTPUT: y[bytes] = 7; break;
        case Fault::kBEFORE_OUTPUT: static_cast<unsigned char*>(call.output(1).data)[-3] = 7; break;
        case Fault::kPAST_WORKSPACE: workspace[40] = 7; break;
        case Fault::kBEFORE_WORKSPACE: workspace[-1] = 7; break;
        case Fault::kPAST_INPUT: static_cast<unsigned char*>(x.data)[bytes + 1] = 7; break;
        case Fault::kCHANGES_INPUT: static_cast<unsigned char*>(x.data)[5] ^= 0x40; break;
        default: break;
        }
        return 0;
    }
};
TENON_REGISTER_PLUGIN(Trespasser, kDYNAMIC);

//! y = 2x in fact; declares what its field says.
struct Boaster : tenon::plugin::Plugin
{
    static constexpr char const* kName = "Boaster";
    static constexpr char const* kVersion = "1";
    float factor{2.0F};

    template <typename D>
    static void declare(D& d)
    {
        d.input("x", "any shape");
        d.output("y", "shaped as `x`");
        d.field("factor", &Boaster::factor, "what it says that it multiplies by");
        d.expression("x * factor");
    }
    int32_t enqueueCpu(tenon::plugin::Call const& call) const
    {
        for (int64_t i = 0; i < call.input(0).count(); ++i)
        {
            call.output(0).as<float>()[i] = 2.0F * call.input(0).as<float>()[i];
        }
        return 0;
    }
};
TENON_REGISTER_PLUGIN(Boaster, kDYNAMIC);

class GuardMessages final : public ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        if (severity <= Severity::kWARNING)
        {
            text += std::string(message) + "\n";
        }
    }

    std::string text;
};

class Watched : public ::testing::Test
{
protected:
    void SetUp() override
    {
        setenv("TENON_DEVICE", "cpu", 1);
        setenv("TENON_GUARD", "1", 1);
    }
    void TearDown() override { unsetenv("TENON_GUARD"); }

    //! x → Boaster → y: what the run says, "no error" if it succeeds.
    std::string runBoaster(float factor)
    {
        GuardMessages messages;
        std::unique_ptr<IBuilder> const builder(createInferBuilder(messages));
        std::unique_ptr<INetworkDefinition> const network(builder->createNetworkV2(0));
        std::unique_ptr<IBuilderConfig> const config(builder->createBuilderConfig());
        PluginField const field("factor", &factor, PluginFieldType::kFLOAT32, 1);
        PluginFieldCollection fields{};
        fields.nbFields = 1;
        fields.fields = &field;
        IPluginV2* const plugin =
            getPluginRegistry()->getPluginCreator("Boaster", "1", "")->createPlugin("boaster", &fields);
        ITensor* x = network->addInput("x", DataType::kFLOAT, Dims2(1, 3));
        IPluginV2Layer* const layer = network->addPluginV2(&x, 1, *plugin);
        plugin->destroy();
        layer->getOutput(0)->setName("y");
        network->markOutput(*layer->getOutput(0));
        std::unique_ptr<IHostMemory> const plan(builder->buildSerializedNetwork(*network, *config));
        std::unique_ptr<IRuntime> const runtime(createInferRuntime(messages));
        std::unique_ptr<ICudaEngine> const engine(runtime->deserializeCudaEngine(plan->data(), plan->size()));
        std::unique_ptr<IExecutionContext> const context(engine->createExecutionContext());
        std::vector<float> in{1.0F, 0.0F, -3.0F}, y(3);
        context->setTensorAddress("x", in.data());
        context->setTensorAddress("y", y.data());
        messages.text.clear();
        return context->enqueueV3(nullptr) ? "no error" : messages.text;
    }

    //! x → ReLU → Trespasser → y, z; what the run says, "no error" if it succeeds.
    std::string run(Fault fault)
    {
        GuardMessages messages;
        std::unique_ptr<IBuilder> const builder(createInferBuilder(messages));
        std::unique_ptr<INetworkDefinition> const network(builder->createNetworkV2(0));
        std::unique_ptr<IBuilderConfig> const config(builder->createBuilderConfig());
        auto const value = static_cast<int32_t>(fault);
        PluginField const field("fault", &value, PluginFieldType::kINT32, 1);
        PluginFieldCollection fields{};
        fields.nbFields = 1;
        fields.fields = &field;
        IPluginV2* const plugin =
            getPluginRegistry()->getPluginCreator("Trespasser", "1", "")->createPlugin("guilty", &fields);
        ITensor* x = network->addInput("x", DataType::kFLOAT, Dims2(2, 6));
        x = network->addActivation(*x, ActivationType::kRELU)->getOutput(0);
        x->setName("hidden");
        IPluginV2Layer* const layer = network->addPluginV2(&x, 1, *plugin);
        plugin->destroy();
        layer->setName("guilty");
        layer->getOutput(0)->setName("y");
        layer->getOutput(1)->setName("z");
        network->markOutput(*layer->getOutput(0));
        network->markOutput(*layer->getOutput(1));
        std::unique_ptr<IHostMemory> const plan(builder->buildSerializedNetwork(*network, *config));
        std::unique_ptr<IRuntime> const runtime(createInferRuntime(messages));
        std::unique_ptr<ICudaEngine> const engine(
            plan == nullptr ? nullptr : runtime->deserializeCudaEngine(plan->data(), plan->size()));
        if (engine == nullptr)
        {
            return "no engine: " + messages.text;
        }
        std::unique_ptr<IExecutionContext> const context(engine->createExecutionContext());
        // With room around each, so that faults do no harm where nothing guards.
        std::vector<float> in(12 + 8, 3.0F), y(12 + 8, -1.0F), z(2 + 8, -1.0F);
        context->setTensorAddress("x", in.data() + 4);
        context->setTensorAddress("y", y.data() + 4);
        context->setTensorAddress("z", z.data() + 4);
        messages.text.clear();
        bool const done = context->enqueueV3(nullptr);
        if (done)
        {
            EXPECT_EQ(std::vector<float>(y.begin() + 4, y.begin() + 14), std::vector<float>(10, 3.0F));
            EXPECT_EQ(z[4], 1.0F);
        }
        return done ? "no error" : messages.text;
    }
};

TEST_F(Watched, AHonestPluginRuns)
{
    EXPECT_EQ(run(Fault::kNONE), "no error");
}

TEST_F(Watched, OneBytePastAnOutputIsNamed)
{
    EXPECT_THAT(run(Fault::kPAST_OUTPUT),
        HasSubstr(
            "output 0 (\"y\"): expected nothing written behind its 48 bytes, found 0x07 at offset 48, 1 past the end"));
    EXPECT_THAT(run(Fault::kPAST_OUTPUT), HasSubstr("guilty"));
}

TEST_F(Watched, BeforeAnOutputIsNamed)
{
    EXPECT_THAT(run(Fault::kBEFORE_OUTPUT),
        HasSubstr("output 1 (\"z\"): expected nothing written before its 8 bytes, found 0x07 at offset -3"));
}

TEST_F(Watched, OneBytePastTheWorkspaceIsNamed)
{
    EXPECT_THAT(run(Fault::kPAST_WORKSPACE),
        HasSubstr("workspace: expected nothing written behind its 40 bytes, found 0x07 at offset 40, 1 past the end"));
    EXPECT_THAT(run(Fault::kBEFORE_WORKSPACE),
        HasSubstr("workspace: expected nothing written before its 40 bytes, found 0x07 at offset -1"));
}

TEST_F(Watched, WritesIntoInputsAreNamed)
{
    EXPECT_THAT(run(Fault::kPAST_INPUT),
        HasSubstr(
            "input 0 (\"hidden\"): expected nothing written behind its 48 bytes, found 0x07 at offset 49, 2 past the end"));
    EXPECT_THAT(run(Fault::kCHANGES_INPUT),
        HasSubstr(
            "input 0 (\"hidden\"): expected an input to stay as it is, found byte 5 of 48 changed from 0x00 to 0x40"));
}

TEST_F(Watched, ElementsThatAreNotWrittenAreNamed)
{
    EXPECT_THAT(run(Fault::kSKIPS_TWO_ELEMENTS),
        HasSubstr("output 0 (\"y\"): expected all of its 48 bytes written, found those from offset 40 untouched"));
}

TEST_F(Watched, APointwisePluginMustComputeWhatItDeclares)
{
    EXPECT_EQ(runBoaster(2.0F), "no error");
    EXPECT_THAT(runBoaster(2.5F),
        HasSubstr(
            "it declares a pointwise expression: expected 2.5 at element 0 (of input 1), found 2 from its enqueue; correct one of the two"));
}

TEST_F(Watched, WithoutTheGuardNothingIsChecked)
{
    setenv("TENON_GUARD", "0", 1);
    EXPECT_EQ(run(Fault::kSKIPS_TWO_ELEMENTS), "no error");
    unsetenv("TENON_GUARD");
    EXPECT_EQ(run(Fault::kSKIPS_TWO_ELEMENTS), "no error");
}

TEST_F(Watched, EveryCallIsObservedInOrder)
{
    unsetenv("TENON_GUARD");
    std::vector<std::string> calls;
    ASSERT_TRUE(tenon::observePluginCalls(
        [](void* user, TenonPluginCall const* call) {
            auto& all = *static_cast<std::vector<std::string>*>(user);
            EXPECT_GT(call->order, 0U);
            EXPECT_GE(call->microseconds, 0.0);
            all.push_back(std::string(call->plugin) + " " + call->method + " -> " + call->result);
        },
        &calls));
    EXPECT_EQ(run(Fault::kNONE), "no error");
    tenon::observePluginCalls(nullptr, nullptr);
    size_t const count = calls.size();
    EXPECT_EQ(run(Fault::kNONE), "no error");
    EXPECT_EQ(calls.size(), count) << "no more once the observer is gone";
    auto const position = [&](char const* call) { return std::find(calls.begin(), calls.end(), call) - calls.begin(); };
    EXPECT_LT(position("Trespasser supportsFormatCombination -> true"), position("Trespasser configurePlugin -> "));
    EXPECT_LT(position("Trespasser configurePlugin -> "), position("Trespasser initialize -> 0"));
    EXPECT_LT(position("Trespasser initialize -> 0"), position("Trespasser serialize -> "));
    EXPECT_LT(position("Trespasser serialize -> "), position("Trespasser enqueue -> 0"));
    EXPECT_LT(position("Trespasser enqueue -> 0"), static_cast<ptrdiff_t>(calls.size()));
    EXPECT_EQ(calls.back(), "Trespasser destroy -> ");
}

TEST(TraceOfAProcess, HoldsCallsAndSteps)
{
    std::string const engine = tenon::testing::scratchFile("traced.engine");
    std::string const trace = tenon::testing::scratchFile("trace.json");
    auto const built = tenon::testing::runProgram(
        "program_my_custom_plugin_demo", {"build", engine, "explicit", "fp32"}, {"TENON_TRACE=" + trace});
    ASSERT_EQ(built.status, 0) << built.output;
    auto const contentOf = [](std::string const& path) {
        std::ifstream file(path);
        std::stringstream text;
        text << file.rdbuf();
        return text.str();
    };
    EXPECT_THAT(contentOf(trace),
        HasSubstr(
            "{\"name\":\"MyCustomPluginDynamic.supportsFormatCombination\",\"cat\":\"plugin\",\"ph\":\"X\",\"ts\":"));
    auto const ran = tenon::testing::runProgram(
        "program_my_custom_plugin_demo", {"run", engine, "2", "5", "7"}, {"TENON_TRACE=" + trace});
    ASSERT_EQ(ran.status, 0) << ran.output;
    std::string const text = contentOf(trace);
    EXPECT_THAT(text, HasSubstr("\"name\":\"MyCustomPluginDynamic.enqueue\",\"cat\":\"plugin\""));
    EXPECT_THAT(text, HasSubstr("\"name\":\"linear\",\"cat\":\"step\""));
    EXPECT_THAT(text, HasSubstr("\"arguments\":\" fp32 2x3x5x7 -> fp32 2x4x5x7\"")) << text;
    EXPECT_EQ(text.substr(text.size() - 3), "\n]\n");
    auto const refused = tenon::testing::runProgram(
        "program_my_custom_plugin_demo", {"run", engine, "2", "5", "7"}, {"TENON_TRACE=/nowhere/trace.json"});
    EXPECT_EQ(refused.status, 0);
    EXPECT_THAT(refused.output,
        HasSubstr(
            "TENON_TRACE: trace file \"/nowhere/trace.json\": expected a file that can be written, found: No such file"));
    std::filesystem::remove(engine);
    std::filesystem::remove(trace);
}

} // namespace
