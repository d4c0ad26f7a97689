#include "api/builder/builder.h"

#include "api/argument_checks.h"
#include "api/builder/builder_config.h"
#include "api/guard.h"
#include "api/network/network_definition.h"
#include "devices/device.h"
#include "plugin_host/plugin_host.h"

namespace tenon::api
{

using nvinfer1::NetworkDefinitionCreationFlag;
using nvinfer1::NetworkDefinitionCreationFlags;

namespace
{

NetworkDefinitionCreationFlags bitOf(NetworkDefinitionCreationFlag flag)
{
    return NetworkDefinitionCreationFlags{1} << static_cast<uint32_t>(flag);
}

//! Of releases 7 and 8, where it had no effect in the end: precision is explicit wherever quantization layers stand.
constexpr NetworkDefinitionCreationFlags kExplicitPrecision = 1U << 24;

Status checkCreationFlags(NetworkDefinitionCreationFlags flags, bool implicitBatch)
{
    constexpr NetworkDefinitionCreationFlags kKnown =
        (NetworkDefinitionCreationFlags{1} << nvinfer1::EnumMax<NetworkDefinitionCreationFlag>()) - 1;
    if ((flags & ~kKnown) != 0)
    {
        return base::invalidArgument("flags of the network: expected bits of 0x{:x}, found 0x{:x}", kKnown, flags);
    }
    if (implicitBatch && (flags & bitOf(NetworkDefinitionCreationFlag::kSTRONGLY_TYPED)) != 0)
    {
        return base::invalidArgument(
            "flags of the network: expected kEXPLICIT_BATCH beside kSTRONGLY_TYPED, found kSTRONGLY_TYPED alone");
    }
    return {};
}

} // namespace

Builder::Builder(nvinfer1::ILogger& logger, ApiLevel level)
    : reporting_(std::make_shared<Reporting>(&logger, level))
    , registry_(plugin_host::makeRegistry(logger))
{
    mImpl = this;
}

Builder::~Builder() noexcept
{
    // Engines that it built may keep the registry longer than the user keeps the logger.
    plugin_host::detachLogger(*registry_, *reporting_->logger());
}

bool Builder::platformHasFastFp16() const noexcept
{
    // Served on every device: on the CPU fp16 halves the memory traffic and is computed in fp32.
    return true;
}

bool Builder::platformHasTf32() const noexcept
{
    return valueOr<bool>(callLog(), "IBuilder::platformHasTf32", false, []() -> Result<bool> {
        TENON_ASSIGN(devices::Device * device, devices::defaultDevice());
        return device->kind() == devices::DeviceKind::kCUDA;
    });
}

nvinfer1::IBuilderConfig* Builder::createBuilderConfig() noexcept
{
    return valueOr<nvinfer1::IBuilderConfig*>(callLog(), "IBuilder::createBuilderConfig", nullptr,
        [&]() -> Result<nvinfer1::IBuilderConfig*> { return new BuilderConfig(reporting_); });
}

nvinfer1::INetworkDefinition* Builder::createNetworkV2(NetworkDefinitionCreationFlags flags) noexcept
{
    return createNetwork(flags, reporting_->level(), "IBuilder::createNetworkV2");
}

nvinfer1::INetworkDefinition* Builder::createNetwork(
    NetworkDefinitionCreationFlags flags, ApiLevel level, char const* method) noexcept
{
    return valueOr<
        nvinfer1::INetworkDefinition*>(callLog(), method, nullptr, [&]() -> Result<nvinfer1::INetworkDefinition*> {
        bool const implicitBatch =
            level != ApiLevel::k10 && (flags & bitOf(NetworkDefinitionCreationFlag::kEXPLICIT_BATCH)) == 0;
        if ((flags & kExplicitPrecision) != 0)
        {
            callLog().warning(
                "flags of the network: kEXPLICIT_PRECISION has no effect; precision is explicit wherever quantization layers stand");
            flags &= ~kExplicitPrecision;
        }
        TENON_CHECK(checkCreationFlags(flags, implicitBatch));
        return new NetworkDefinition(reporting_, *this, flags, implicitBatch);
    });
}

nvinfer1::IOptimizationProfile* Builder::createOptimizationProfile() noexcept
{
    return valueOr<nvinfer1::IOptimizationProfile*>(
        callLog(), "IBuilder::createOptimizationProfile", nullptr, [&]() -> Result<nvinfer1::IOptimizationProfile*> {
            profiles_.push_back(std::make_unique<OptimizationProfile>(reporting_));
            return profiles_.back().get();
        });
}

void Builder::reset() noexcept
{
    // Networks, configurations and profiles stay with those who hold them.
    maxThreads_ = 1;
}

bool Builder::setMaxThreads(int32_t maxThreads) noexcept
{
    return succeeds(callLog(), "IBuilder::setMaxThreads", [&]() -> Status {
        if (maxThreads < 1)
        {
            return base::invalidArgument("builder's threads: expected at least 1, found {}", maxThreads);
        }
        maxThreads_ = maxThreads;
        return {};
    });
}

} // namespace tenon::api
