// IBuilder's build methods: from a network and a configuration to a plan.
#include "builder/build.h"

#include "api/builder/algorithm_selector.h"
#include "api/builder/builder.h"
#include "api/builder/builder_config.h"
#include "api/builder/builder_flags.h"
#include "api/builder/calibration.h"
#include "api/builder/plugin_libraries.h"
#include "api/engine/cuda_engine.h"
#include "api/engine/load_engine.h"
#include "api/engine/stream_bytes.h"
#include "api/guard.h"
#include "api/host_memory.h"
#include "api/network/network_definition.h"
#include "plan/writer.h"

#include <algorithm>
#include <optional>

namespace tenon::api
{

using nvinfer1::BuilderFlag;
using nvinfer1::IBuilderConfig;
using nvinfer1::IHostMemory;
using nvinfer1::INetworkDefinition;

namespace
{

constexpr char const* kVersion = TENON_VERSION;

builder::Progress progressOf(nvinfer1::IProgressMonitor* monitor)
{
    if (monitor == nullptr)
    {
        return {};
    }
    return {
        [monitor](std::string const& phase, std::string const& parent, int32_t steps) {
            monitor->phaseStart(phase.c_str(), parent.empty() ? nullptr : parent.c_str(), steps);
        },
        [monitor](std::string const& phase, int32_t step) { return monitor->stepComplete(phase.c_str(), step); },
        [monitor](std::string const& phase) { monitor->phaseFinish(phase.c_str()); },
    };
}

Status checkPrecisionFlags(BuilderConfig const& config)
{
    if (config.getFlag(BuilderFlag::kOBEY_PRECISION_CONSTRAINTS)
        && config.getFlag(BuilderFlag::kPREFER_PRECISION_CONSTRAINTS))
    {
        return base::invalidArgument(
            "builder flags: expected kOBEY_PRECISION_CONSTRAINTS or kPREFER_PRECISION_CONSTRAINTS, "
            "found both; clear one of them");
    }
    return {};
}

Status checkTypedFlags(NetworkDefinition const& network, BuilderConfig const& config)
{
    for (BuilderFlag const flag : {BuilderFlag::kFP16, BuilderFlag::kBF16, BuilderFlag::kINT8,
             BuilderFlag::kOBEY_PRECISION_CONSTRAINTS, BuilderFlag::kPREFER_PRECISION_CONSTRAINTS})
    {
        if (network.graph().stronglyTyped && config.getFlag(flag))
        {
            return base::invalidArgument(
                "builder flags: expected none about precision for the strongly typed network \"{}\", found {}; "
                "clear it, the types in the network say all",
                network.getName(), name(flag));
        }
    }
    return {};
}

//! In an implicit-batch network somebody must bring the batch that others have.
Status checkBatch(graph::Graph& graph)
{
    auto const hasBatch = [](graph::Tensor const* tensor) {
        return tensor != nullptr && !tensor->dims.empty() && !tensor->dims[0]->isConstant();
    };
    auto const& inputs = graph.inputs();
    if (!graph.implicitBatch || inputs.empty() || std::any_of(inputs.begin(), inputs.end(), hasBatch)
        || !graph.inferAll().ok())
    {
        return {};
    }
    for (std::unique_ptr<graph::Tensor> const& tensor : graph.tensors())
    {
        if (hasBatch(tensor.get()))
        {
            return base::invalidArgument(
                "tensor \"{}\": expected a network input that has a batch, as this tensor has, found only inputs that "
                "are the same for all of a batch (ITensor::setBroadcastAcrossBatch)",
                tensor->name);
        }
    }
    return {};
}

plan::Settings settingsOf(
    NetworkDefinition const& network, BuilderConfig const& config, int32_t maxBatchSize, ApiLevel level)
{
    plan::Settings settings;
    settings.name = network.graph().name;
    settings.implicitBatch = network.graph().implicitBatch;
    settings.maxBatchSize = settings.implicitBatch ? maxBatchSize : 1;
    settings.builderApiLevel = static_cast<int32_t>(level);
    settings.builderFlags = config.getFlags();
    settings.profilingVerbosity = static_cast<int32_t>(config.getProfilingVerbosity());
    settings.tenonVersion = kVersion;
    settings.showsUnfused = network.showsUnfused();
    return settings;
}

Status checkTuningData(graph::Graph const& network, builder::TuningData const& data)
{
    for (auto const& [name, fill] : data.byTensor)
    {
        bool const isThere = std::any_of(network.tensors().begin(), network.tensors().end(),
            [&wanted = name](auto const& tensor) { return tensor != nullptr && tensor->name == wanted; });
        if (!isThere)
        {
            return base::invalidArgument(
                "tuning data: expected the name of a tensor of the network, found \"{}\"", name);
        }
    }
    return {};
}

int64_t workspaceLimitOf(BuilderConfig const& config)
{
    std::size_t const bytes = config.getMemoryPoolLimit(nvinfer1::MemoryPoolType::kWORKSPACE);
    return bytes > static_cast<std::size_t>(INT64_MAX) ? INT64_MAX : static_cast<int64_t>(bytes);
}

} // namespace

Result<plan::Plan> Builder::plan(INetworkDefinition& network, IBuilderConfig& config)
{
    auto& ours = static_cast<NetworkDefinition&>(network);
    auto& wishes = static_cast<BuilderConfig&>(config);
    TENON_CHECK(checkPrecisionFlags(wishes));
    TENON_CHECK(checkTypedFlags(ours, wishes));
    TENON_CHECK(checkBatch(ours.graph()));
    FixedOutputSizes fixed;
    TENON_CHECK(fixed.fix(ours.graph()));
    builder::BuildRequest request;
    TENON_ASSIGN(request.device, deviceFor(wishes));
    request.settings = settingsOf(ours, wishes, legacyTable_.getMaxBatchSize(), reporting_->level());
    request.profiles = wishes.profiles();
    request.allowHalf = wishes.getFlag(BuilderFlag::kFP16);
    request.allowBfloat16 = wishes.getFlag(BuilderFlag::kBF16);
    request.allowInt8 = wishes.getFlag(BuilderFlag::kINT8);
    request.directIo = wishes.getFlag(BuilderFlag::kDIRECT_IO);
    TENON_ASSIGN(request.timing, wishes.timingOptions());
    TENON_CHECK(checkTuningData(ours.graph(), wishes.tuningData()));
    request.report = wishes.report();
    request.obeyPrecision = wishes.getFlag(BuilderFlag::kOBEY_PRECISION_CONSTRAINTS);
    // What releases 7 and 8 called strict types was a preference.
    request.preferPrecision =
        wishes.getFlag(BuilderFlag::kPREFER_PRECISION_CONSTRAINTS) || wishes.getFlag(kStrictTypesFlag);
    request.allowAliasedPluginIo = wishes.getPreviewFeature(nvinfer1::PreviewFeature::kALIASED_PLUGIN_IO_10_03);
    request.refitsMarkedAlone = wishes.getFlag(BuilderFlag::kREFIT_INDIVIDUAL);
    request.isRefittable = wishes.getFlag(BuilderFlag::kREFIT) || wishes.getFlag(BuilderFlag::kREFIT_IDENTICAL)
        || wishes.getFlag(BuilderFlag::kSTRIP_PLAN) || request.refitsMarkedAlone;
    request.weightsNames = ours.weightsNames();
    request.markedWeights = ours.markedWeights();
    request.workspaceLimitBytes = workspaceLimitOf(wishes);
    request.progress = progressOf(wishes.getProgressMonitor());
    std::optional<AlgorithmSelector> selector;
    if (wishes.getAlgorithmSelector() != nullptr)
    {
        selector.emplace(
            *wishes.getAlgorithmSelector(), wishes.getFlag(BuilderFlag::kREJECT_EMPTY_ALGORITHMS), callLog());
    }
    // Failures are reported here, at the boundary: below there is only the logger.
    request.log = base::Log(getLogger());
    if (request.allowInt8)
    {
        request.log.info(
            "BuilderFlag::kINT8: plugins are asked for int8 where tensors have dynamic ranges; built-in operations compute in floating types");
    }
    std::unique_ptr<CalibratedRanges> calibrated; // goes once the plan is built: the network stays the user's
    if (request.allowInt8 && wishes.getInt8Calibrator() != nullptr)
    {
        auto const& shapes = wishes.calibrationShapes();
        TENON_ASSIGN(calibrated,
            CalibratedRanges::of(ours.graph(), *wishes.getInt8Calibrator(), shapes ? &*shapes : nullptr, request,
                EngineSources{registry_, {}, allocator_}));
    }
    request.selector = selector ? &*selector : nullptr;
    TENON_ASSIGN(plan::Plan built, builder::build(ours.graph(), request));
    TENON_ASSIGN(built.libraries, readPluginLibraries(wishes.pluginsToSerialize()));
    return built;
}

Result<devices::Device*> Builder::deviceFor(BuilderConfig const& config)
{
    return config.device() != nullptr ? Result<devices::Device*>(config.device()) : devices::defaultDevice();
}

namespace
{

plan::Contents contentsFor(IBuilderConfig const& config)
{
    return config.getFlag(BuilderFlag::kSTRIP_PLAN) ? plan::Contents::kWITHOUT_REFITTABLE : plan::Contents::kALL;
}

} // namespace

IHostMemory* Builder::buildSerializedNetwork(INetworkDefinition& network, IBuilderConfig& config) noexcept
{
    return valueOr<IHostMemory*>(callLog(), "IBuilder::buildSerializedNetwork", nullptr, [&]() -> Result<IHostMemory*> {
        TENON_ASSIGN(plan::Plan const built, plan(network, config));
        TENON_ASSIGN(std::vector<std::byte> bytes, plan::toBytes(built, contentsFor(config)));
        return new HostMemory(std::move(bytes));
    });
}

IHostMemory* Builder::buildSerializedNetworkWithKernelText(
    INetworkDefinition& network, IBuilderConfig& config, IHostMemory*& kernelText) noexcept
{
    // Plans carry no kernels in source form.
    kernelText = nullptr;
    return buildSerializedNetwork(network, config);
}

bool Builder::buildSerializedNetworkToStream(
    INetworkDefinition& network, IBuilderConfig& config, nvinfer1::IStreamWriter& writer) noexcept
{
    return succeeds(callLog(), "IBuilder::buildSerializedNetworkToStream", [&]() -> Status {
        TENON_ASSIGN(plan::Plan const built, plan(network, config));
        return plan::write(
            built, [&](std::span<std::byte const> piece) { return writeAll(writer, piece); }, contentsFor(config));
    });
}

nvinfer1::ICudaEngine* Builder::buildEngineWithConfig(INetworkDefinition& network, IBuilderConfig& config) noexcept
{
    return valueOr<nvinfer1::ICudaEngine*>(
        callLog(), "IBuilder::buildEngineWithConfig", nullptr, [&]() -> Result<nvinfer1::ICudaEngine*> {
            // Through bytes, as every other engine: the engine must not depend on the network's weights or plugins.
            TENON_ASSIGN(plan::Plan const built, plan(network, config));
            TENON_ASSIGN(std::vector<std::byte> const bytes, plan::toBytes(built, contentsFor(config)));
            TENON_ASSIGN(plan::Image const image, plan::copyOf(bytes));
            TENON_ASSIGN(devices::Device * device, deviceFor(static_cast<BuilderConfig&>(config)));
            TENON_ASSIGN(std::shared_ptr<runtime::Engine> engine,
                loadEngine(image, device, callLog(), EngineSources{registry_, {true}, allocator_}));
            return new CudaEngine(std::move(engine), reporting_, allocator_);
        });
}

bool Builder::isNetworkSupported(INetworkDefinition const& network, IBuilderConfig const& config) const noexcept
{
    return succeeds(callLog(), "IBuilder::isNetworkSupported", [&]() -> Status {
        // Asking infers what is not inferred yet and changes nothing else.
        auto& ours = const_cast<NetworkDefinition&>(static_cast<NetworkDefinition const&>(network));
        auto const& wishes = static_cast<BuilderConfig const&>(config);
        TENON_CHECK(checkPrecisionFlags(wishes));
        TENON_CHECK(checkTypedFlags(ours, wishes));
        TENON_CHECK(ours.graph().verify());
        return ours.graph().inferAll();
    });
}

} // namespace tenon::api
