#include "api/engine/cuda_engine.h"

#include "api/argument_checks.h"
#include "api/engine/engine_inspector.h"
#include "api/engine/execution_context.h"
#include "api/engine/runtime_config.h"
#include "api/engine/serialization_config.h"
#include "api/guard.h"
#include "api/host_memory.h"
#include "api/user_memory.h"
#include "plan/writer.h"
#include "runtime/refit.h"

namespace tenon::api
{

using nvinfer1::ExecutionContextAllocationStrategy;

namespace
{

//! Weights of all operations and constants, each counted once for each place that holds it. Attributes of kUINT8 are code of kernels, not weights.
Result<int64_t> weightBytes(plan::Plan const& plan)
{
    int64_t bytes = 0;
    for (auto const& tensor : plan.network.tensors())
    {
        bytes += tensor != nullptr && tensor->constant ? static_cast<int64_t>(tensor->constant->bytes()) : 0;
    }
    for (auto const& op : plan.network.ops())
    {
        TENON_ASSIGN(graph::OpRecord const record, op->record());
        for (auto const& [name, value] : record.attributes)
        {
            auto const* const data = std::get_if<graph::ConstantData>(&value);
            bytes += data != nullptr && data->type != base::DataType::kUINT8 ? static_cast<int64_t>(data->bytes()) : 0;
        }
    }
    return bytes;
}

bool wasStripped(plan::Plan const& plan)
{
    return (plan.settings.builderFlags >> static_cast<uint32_t>(nvinfer1::BuilderFlag::kSTRIP_PLAN) & 1U) != 0;
}

//! What a stripped plan leaves out, each set counted once for each place that holds it.
int64_t refittableBytes(runtime::Engine& engine)
{
    int64_t bytes = 0;
    for (runtime::RefittableWeights const& each : runtime::refittableWeights(engine))
    {
        bytes += static_cast<int64_t>(each.weights->bytes());
    }
    return bytes;
}

std::string nameOf(devices::Device const& device)
{
    std::string const kind(devices::name(device.kind()));
    return device.kind() == devices::DeviceKind::kCPU ? kind : fmt::format("{}:{}", kind, device.ordinal());
}

} // namespace

CudaEngine::CudaEngine(std::shared_ptr<runtime::Engine> engine, std::shared_ptr<Reporting const> parent,
    nvinfer1::IGpuAllocator* allocator)
    : engine_(std::move(engine))
    , reporting_(std::make_shared<Reporting>(std::move(parent)))
    , allocator_(allocator)
    , link_(std::make_shared<std::atomic<CudaEngine*>>(this))
    , deviceName_(nameOf(engine_->device()))
    , legacyTable_(*this)
{
    mImpl = this;
    for (runtime::Binding const& binding : engine_->bindings())
    {
        formatTexts_.push_back(describeFormat(binding.type, binding.format));
    }
}

CudaEngine::~CudaEngine()
{
    *link_ = nullptr;
}

int32_t CudaEngine::getNbLayers() const noexcept
{
    return static_cast<int32_t>(engine_->overlay().steps.size());
}

nvinfer1::IHostMemory* CudaEngine::serialize() const noexcept
{
    return valueOr<nvinfer1::IHostMemory*>(
        callLog(), "ICudaEngine::serialize", nullptr, [&]() -> Result<nvinfer1::IHostMemory*> {
            TENON_ASSIGN(std::vector<std::byte> bytes, plan::toBytes(engine_->plan()));
            return new HostMemory(std::move(bytes));
        });
}

namespace
{

//! Weights lie in a mapped file or in device memory as a whole: there is nothing to stream, and 0 says so.
Status checkStreamingBudget(int64_t bytes, int64_t streamable)
{
    return bytes >= 0 && bytes <= streamable
        ? Status()
        : Status(base::invalidArgument(
            "weight streaming budget in bytes: expected from 0 to the {} streamable bytes (getStreamableWeightsSize), found {}; "
            "weights are not streamed, leave the budget away",
            streamable, bytes));
}

} // namespace

bool CudaEngine::setWeightStreamingBudget(int64_t bytes) noexcept
{
    // −1 and 0 stood for "as the library likes" and "none" in its first form.
    return succeeds(callLog(), "ICudaEngine::setWeightStreamingBudget",
        [&] { return checkStreamingBudget(bytes == -1 ? 0 : bytes, getStreamableWeightsSize()); });
}

bool CudaEngine::setWeightStreamingBudgetV2(int64_t bytes) noexcept
{
    return succeeds(callLog(), "ICudaEngine::setWeightStreamingBudgetV2",
        [&] { return checkStreamingBudget(bytes, getStreamableWeightsSize()); });
}

nvinfer1::ISerializationConfig* CudaEngine::createSerializationConfig() noexcept
{
    return valueOr<nvinfer1::ISerializationConfig*>(
        callLog(), "ICudaEngine::createSerializationConfig", nullptr, [&]() -> Result<nvinfer1::ISerializationConfig*> {
            return new SerializationConfig(reporting_, wasStripped(engine_->plan()));
        });
}

nvinfer1::IHostMemory* CudaEngine::serializeWithConfig(nvinfer1::ISerializationConfig& config) const noexcept
{
    return valueOr<nvinfer1::IHostMemory*>(
        callLog(), "ICudaEngine::serializeWithConfig", nullptr, [&]() -> Result<nvinfer1::IHostMemory*> {
            // There is no lean runtime to leave out, and what could be refitted stays so: the other flags change nothing.
            bool const strips = config.getFlag(nvinfer1::SerializationFlag::kEXCLUDE_WEIGHTS);
            if (strips && !isRefittable())
            {
                return base::error(base::ErrorCode::kINVALID_STATE,
                    "SerializationFlag::kEXCLUDE_WEIGHTS: expected an engine whose weights can be given back (BuilderFlag::kREFIT), "
                    "found \"{}\", which was built without; clear the flag",
                    getName());
            }
            if (!strips)
            {
                TENON_CHECK(engine_->checkWeights());
            }
            TENON_ASSIGN(std::vector<std::byte> bytes,
                plan::toBytes(engine_->plan(), strips ? plan::Contents::kWITHOUT_REFITTABLE : plan::Contents::kALL));
            return new HostMemory(std::move(bytes));
        });
}

nvinfer1::IExecutionContext* CudaEngine::makeContext(
    char const* method, ExecutionContextAllocationStrategy strategy) noexcept
{
    return valueOr<nvinfer1::IExecutionContext*>(
        callLog(), method, nullptr, [&]() -> Result<nvinfer1::IExecutionContext*> {
            TENON_CHECK(checkEnumerator("allocation strategy", strategy));
            bool const ownMemory = strategy != ExecutionContextAllocationStrategy::kUSER_MANAGED;
            TENON_ASSIGN(std::unique_ptr<runtime::Context> context,
                runtime::Context::create(engine_,
                    runtime::ContextOptions{ownMemory,
                        allocator_ != nullptr ? allocator_ : &deviceAllocator(engine_->device()),
                        callLog().recorder()}));
            return new ExecutionContext(std::move(context), engine_, link_, reporting_, strategy);
        });
}

nvinfer1::IExecutionContext* CudaEngine::createExecutionContext(ExecutionContextAllocationStrategy strategy) noexcept
{
    return makeContext("ICudaEngine::createExecutionContext", strategy);
}

nvinfer1::IExecutionContext* CudaEngine::createExecutionContextWithoutDeviceMemory() noexcept
{
    return makeContext(
        "ICudaEngine::createExecutionContextWithoutDeviceMemory", ExecutionContextAllocationStrategy::kUSER_MANAGED);
}

nvinfer1::IExecutionContext* CudaEngine::createExecutionContextWithRuntimeConfig(
    nvinfer1::IRuntimeConfig* config) noexcept
{
    return makeContext("ICudaEngine::createExecutionContext",
        config == nullptr ? ExecutionContextAllocationStrategy::kSTATIC
                          : config->getExecutionContextAllocationStrategy());
}

nvinfer1::IRuntimeConfig* CudaEngine::createRuntimeConfig() noexcept
{
    return valueOr<nvinfer1::IRuntimeConfig*>(callLog(), "ICudaEngine::createRuntimeConfig", nullptr,
        [&]() -> Result<nvinfer1::IRuntimeConfig*> { return new RuntimeConfig(reporting_); });
}

nvinfer1::IEngineInspector* CudaEngine::createEngineInspector() const noexcept
{
    return valueOr<nvinfer1::IEngineInspector*>(callLog(), "ICudaEngine::createEngineInspector", nullptr,
        [&]() -> Result<nvinfer1::IEngineInspector*> { return new EngineInspector(engine_, reporting_); });
}

Status CudaEngine::checkProfile(int32_t profile) const
{
    return checkIndex("optimization profile", profile, engine_->profileCount());
}

size_t CudaEngine::getDeviceMemorySizeForProfile(int32_t profile) const noexcept
{
    return succeeds(callLog(), "ICudaEngine::getDeviceMemorySizeForProfile", [&] { return checkProfile(profile); })
        ? engine_->contextBytes()
        : 0;
}

int64_t CudaEngine::getDeviceMemorySizeForProfileV2(int32_t profile) const noexcept
{
    return static_cast<int64_t>(getDeviceMemorySizeForProfile(profile));
}

bool CudaEngine::isRefittable() const noexcept
{
    auto const has = [&](nvinfer1::BuilderFlag flag) {
        return (engine_->plan().settings.builderFlags >> static_cast<uint32_t>(flag) & 1U) != 0;
    };
    return has(nvinfer1::BuilderFlag::kREFIT) || has(nvinfer1::BuilderFlag::kREFIT_IDENTICAL)
        || has(nvinfer1::BuilderFlag::kREFIT_INDIVIDUAL) || has(nvinfer1::BuilderFlag::kSTRIP_PLAN);
}

nvinfer1::EngineCapability CudaEngine::getEngineCapability() const noexcept
{
    return nvinfer1::EngineCapability::kSTANDARD;
}

nvinfer1::ProfilingVerbosity CudaEngine::getProfilingVerbosity() const noexcept
{
    return static_cast<nvinfer1::ProfilingVerbosity>(engine_->plan().settings.profilingVerbosity);
}

nvinfer1::HardwareCompatibilityLevel CudaEngine::getHardwareCompatibilityLevel() const noexcept
{
    return nvinfer1::HardwareCompatibilityLevel::kNONE;
}

int64_t CudaEngine::getEngineStat(nvinfer1::EngineStat stat) const noexcept
{
    return valueOr<int64_t>(callLog(), "ICudaEngine::getEngineStat", -1, [&]() -> Result<int64_t> {
        TENON_CHECK(checkEnumerator("engine statistic", stat));
        if (stat == nvinfer1::EngineStat::kSTRIPPED_WEIGHTS_SIZE)
        {
            return wasStripped(engine_->plan()) ? refittableBytes(*engine_) : 0;
        }
        return weightBytes(engine_->plan());
    });
}

} // namespace tenon::api
