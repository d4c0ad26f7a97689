// Builds of chains of plugins that accept eight formats each: negotiation and choice must grow with the length. Timing is off: it would
// measure the plugins.
#include "api/testing/api_fixture.h"
#include "api/testing/format_plugin.h"

#include <tenon/build_report.h>

#include <benchmark/benchmark.h>

#include <cstdlib>

namespace tenon::testing
{
namespace
{

void buildPluginChain(benchmark::State& state)
{
    setenv("TENON_DEVICE", "cpu", 1);
    RecordingLogger logger;
    auto const builder = makeBuilder(logger, NV_TENSORRT_VERSION);
    std::unique_ptr<nvinfer1::INetworkDefinition> const network(builder->createNetworkV2(0));
    nvinfer1::ITensor* value = network->addInput("x", nvinfer1::DataType::kFLOAT, dims({1, 8, 16, 16}));
    for (int64_t i = 0; i < state.range(0); ++i)
    {
        // fp16 has nine formats at this rank; one is refused, each plugin another.
        auto const refused = static_cast<int32_t>(1 + i % 6);
        FormatPlugin plugin(
            [refused](int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t) {
                return inOut[pos].type == nvinfer1::DataType::kHALF
                    && static_cast<int32_t>(inOut[pos].format) != refused
                    && (pos == 0 || inOut[pos].format == inOut[0].format);
            },
            i);
        value = network->addPluginV2(&value, 1, plugin)->getOutput(0);
    }
    network->markOutput(*value);
    std::unique_ptr<nvinfer1::IBuilderConfig> const config(builder->createBuilderConfig());
    config->setFlag(nvinfer1::BuilderFlag::kFP16);
    setTiming(*config, false);
    for (auto _ : state)
    {
        formatLog.reset();
        std::unique_ptr<nvinfer1::IHostMemory> const plan(builder->buildSerializedNetwork(*network, *config));
        if (plan == nullptr)
        {
            state.SkipWithError(logger.takeErrors().c_str());
        }
    }
    state.SetComplexityN(state.range(0));
}
BENCHMARK(buildPluginChain)
    ->Arg(125)
    ->Arg(250)
    ->Arg(500)
    ->Arg(1000)
    ->Arg(2000)
    ->Unit(benchmark::kMillisecond)
    ->Complexity(benchmark::oN);

} // namespace
} // namespace tenon::testing
