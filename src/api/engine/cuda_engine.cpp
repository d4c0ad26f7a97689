#include "api/engine/cuda_engine.h"

#include "api/argument_checks.h"
#include "api/engine/engine_inspector.h"
#include "api/engine/execution_context.h"
#include "api/guard.h"
#include "api/host_memory.h"
#include "builder/build.h"
#include "plan/writer.h"

#include <cstdlib>

namespace tenon::api
{

using nvinfer1::OptProfileSelector;
using runtime::Binding;

Result<devices::Device*> deviceFor(plan::Plan const& plan)
{
    TENON_ASSIGN(devices::Device * standard, devices::defaultDevice());
    char const* const wanted = std::getenv("TENON_DEVICE");
    if ((wanted != nullptr && *wanted != '\0') || plan.overlayFor(*standard) != nullptr)
    {
        return standard;
    }
    for (plan::Overlay const& overlay : plan.overlays)
    {
        auto device = devices::deviceNamed(devices::name(overlay.device));
        if (device.ok() && plan.overlayFor(**device) != nullptr)
        {
            return device;
        }
    }
    return standard;
}

Result<nvinfer1::ICudaEngine*> makeEngine(
    std::shared_ptr<plan::Plan> plan, devices::Device& device, std::shared_ptr<Reporting const> reporting)
{
    base::Log const log = reporting->log();
    if (plan->overlayFor(device) == nullptr)
    {
        log.info("engine \"{}\": not tuned for {}; tuning it now (build it there to avoid this)", plan->settings.name, device.description());
        TENON_CHECK(builder::tune(*plan, device, log));
    }
    TENON_ASSIGN(auto engine, runtime::Engine::create(std::move(plan), device, log));
    return new CudaEngine(std::move(engine), std::make_shared<Reporting>(std::move(reporting)));
}

CudaEngine::CudaEngine(std::shared_ptr<runtime::Engine> engine, std::shared_ptr<Reporting> reporting)
    : engine_(std::move(engine))
    , reporting_(std::move(reporting))
    , legacy_(*this)
{
    mImpl = this;
}

base::Dims CudaEngine::visible(base::Dims const& dims) const
{
    if (!implicitBatch() || dims.nbDims <= 0)
    {
        return dims;
    }
    base::Dims hidden{};
    hidden.nbDims = dims.nbDims - 1;
    std::copy(dims.d + 1, dims.d + dims.nbDims, hidden.d);
    return hidden;
}

Result<int32_t> CudaEngine::bindingOf(char const* name) const
{
    TENON_CHECK(checkText("name of the tensor", name));
    int32_t const binding = engine_->bindingIndex(name);
    if (binding < 0)
    {
        std::vector<std::string> known;
        for (Binding const& each : engine_->bindings())
        {
            known.push_back("\"" + each.name + "\"");
        }
        return base::invalidArgument(
            "tensor \"{}\": expected an input or output of the engine ({}), found no such name", name, fmt::join(known, ", "));
    }
    return binding;
}

template <typename T, typename Get>
T CudaEngine::ofTensor(char const* method, char const* name, T otherwise, Get const& get) const noexcept
{
    return valueOr<T>(callLog(), method, otherwise, [&]() -> Result<T> {
        TENON_ASSIGN(int32_t const binding, bindingOf(name));
        return get(engine_->bindings()[binding]);
    });
}

int32_t CudaEngine::getNbLayers() const noexcept
{
    return static_cast<int32_t>(engine_->overlay().steps.size());
}

nvinfer1::IHostMemory* CudaEngine::serialize() const noexcept
{
    return valueOr<nvinfer1::IHostMemory*>(
        callLog(), "ICudaEngine::serialize", nullptr, [&]() -> Result<nvinfer1::IHostMemory*> {
            TENON_ASSIGN(auto bytes, plan::toBytes(engine_->plan()));
            return new HostMemory(std::move(bytes));
        });
}

nvinfer1::IExecutionContext* CudaEngine::makeContext(char const* method, bool ownMemory) noexcept
{
    return valueOr<nvinfer1::IExecutionContext*>(callLog(), method, nullptr, [&]() -> Result<nvinfer1::IExecutionContext*> {
        TENON_ASSIGN(auto context, runtime::Context::create(engine_, ownMemory));
        return new ExecutionContext(*this, std::move(context));
    });
}

nvinfer1::IExecutionContext* CudaEngine::createExecutionContext(nvinfer1::ExecutionContextAllocationStrategy strategy) noexcept
{
    bool const valid = succeeds(callLog(), "ICudaEngine::createExecutionContext",
        [&] { return checkEnumerator("allocation strategy", strategy); });
    // kON_PROFILE_CHANGE allocates for the largest profile too: memory here is planned once for all profiles.
    bool const ownMemory = strategy != nvinfer1::ExecutionContextAllocationStrategy::kUSER_MANAGED;
    return valid ? makeContext("ICudaEngine::createExecutionContext", ownMemory) : nullptr;
}

nvinfer1::IExecutionContext* CudaEngine::createExecutionContextWithoutDeviceMemory() noexcept
{
    return makeContext("ICudaEngine::createExecutionContextWithoutDeviceMemory", false);
}

size_t CudaEngine::getDeviceMemorySizeForProfile(int32_t profile) const noexcept
{
    return static_cast<size_t>(getDeviceMemorySizeForProfileV2(profile));
}

int64_t CudaEngine::getDeviceMemorySizeForProfileV2(int32_t profile) const noexcept
{
    return valueOr<int64_t>(callLog(), "ICudaEngine::getDeviceMemorySizeForProfileV2", 0, [&]() -> Result<int64_t> {
        TENON_CHECK(checkIndex("optimization profile", profile, engine_->profileCount()));
        return getDeviceMemorySizeV2();
    });
}

int64_t const* CudaEngine::getProfileTensorValuesV2(
    char const* name, int32_t profile, OptProfileSelector select) const noexcept
{
    return valueOr<int64_t const*>(callLog(), "ICudaEngine::getProfileTensorValuesV2", nullptr, [&]() -> Result<int64_t const*> {
        TENON_ASSIGN([[maybe_unused]] int32_t const binding, bindingOf(name));
        TENON_CHECK(checkEnumerator("profile selector", select));
        TENON_CHECK(checkIndex("optimization profile", profile, engine_->profileCount()));
        auto const& profiles = engine_->plan().profiles;
        if (profiles.empty() || profiles[profile].shapeValues.count(name) == 0)
        {
            return static_cast<int64_t const*>(nullptr);
        }
        auto const& values = profiles[profile].shapeValues.at(name);
        auto const& chosen = select == OptProfileSelector::kMIN ? values.min : select == OptProfileSelector::kOPT ? values.opt : values.max;
        return chosen.data();
    });
}

int32_t const* CudaEngine::getProfileTensorValues(
    char const* name, int32_t profile, OptProfileSelector select) const noexcept
{
    int64_t const* const wide = getProfileTensorValuesV2(name, profile, select);
    if (wide == nullptr)
    {
        return nullptr;
    }
    return valueOr<int32_t const*>(callLog(), "ICudaEngine::getProfileTensorValues", nullptr, [&]() -> Result<int32_t const*> {
        size_t const count = engine_->plan().profiles[profile].shapeValues.at(name).min.size();
        auto& narrow = narrowValues_[{wide, count}];
        narrow.assign(wide, wide + count);
        return narrow.data();
    });
}

nvinfer1::ProfilingVerbosity CudaEngine::getProfilingVerbosity() const noexcept
{
    return static_cast<nvinfer1::ProfilingVerbosity>(engine_->plan().settings.profilingVerbosity);
}

nvinfer1::IEngineInspector* CudaEngine::createEngineInspector() const noexcept
{
    return valueOr<nvinfer1::IEngineInspector*>(callLog(), "ICudaEngine::createEngineInspector", nullptr,
        [&]() -> Result<nvinfer1::IEngineInspector*> { return new EngineInspector(engine_, reporting_); });
}

nvinfer1::Dims CudaEngine::getTensorShape(char const* name) const noexcept
{
    return ofTensor(
        "ICudaEngine::getTensorShape", name, nvinfer1::Dims{-1, {}}, [&](Binding const& binding) { return visible(binding.dims); });
}

nvinfer1::DataType CudaEngine::getTensorDataType(char const* name) const noexcept
{
    return ofTensor("ICudaEngine::getTensorDataType", name, nvinfer1::DataType::kFLOAT, [](Binding const& binding) { return binding.type; });
}

nvinfer1::TensorLocation CudaEngine::getTensorLocation(char const* name) const noexcept
{
    using nvinfer1::TensorLocation;
    return ofTensor("ICudaEngine::getTensorLocation", name, TensorLocation::kDEVICE,
        [](Binding const& binding) { return binding.isShapeInput ? TensorLocation::kHOST : TensorLocation::kDEVICE; });
}

bool CudaEngine::isShapeInferenceIO(char const* name) const noexcept
{
    return ofTensor("ICudaEngine::isShapeInferenceIO", name, false, [](Binding const& binding) { return binding.isShapeInput; });
}

nvinfer1::TensorIOMode CudaEngine::getTensorIOMode(char const* name) const noexcept
{
    using nvinfer1::TensorIOMode;
    return ofTensor("ICudaEngine::getTensorIOMode", name, TensorIOMode::kNONE,
        [](Binding const& binding) { return binding.isInput ? TensorIOMode::kINPUT : TensorIOMode::kOUTPUT; });
}

int32_t CudaEngine::getTensorBytesPerComponent(char const* name) const noexcept
{
    return ofTensor("ICudaEngine::getTensorBytesPerComponent", name, int32_t{-1}, [](Binding const& binding) {
        return base::layoutOf(binding.format).components > 1 ? base::bytesOf(binding.type) : int32_t{-1};
    });
}

int32_t CudaEngine::getTensorComponentsPerElement(char const* name) const noexcept
{
    return ofTensor("ICudaEngine::getTensorComponentsPerElement", name, int32_t{-1}, [](Binding const& binding) {
        int32_t const components = base::layoutOf(binding.format).components;
        return components > 1 ? components : int32_t{-1};
    });
}

nvinfer1::TensorFormat CudaEngine::getTensorFormat(char const* name) const noexcept
{
    return ofTensor("ICudaEngine::getTensorFormat", name, nvinfer1::TensorFormat::kLINEAR, [](Binding const& binding) { return binding.format; });
}

char const* CudaEngine::formatText(base::DataType type, base::TensorFormat format)
{
    // One text for each pair, made once: the API hands out pointers that live as long as the process.
    static std::map<std::pair<base::DataType, base::TensorFormat>, std::string> const* const texts = [] {
        auto* const all = new std::map<std::pair<base::DataType, base::TensorFormat>, std::string>;
        for (int32_t t = 0; t < nvinfer1::EnumMax<base::DataType>(); ++t)
        {
            for (int32_t f = 0; f < nvinfer1::EnumMax<base::TensorFormat>(); ++f)
            {
                auto const oneType = static_cast<base::DataType>(t);
                auto const oneFormat = static_cast<base::TensorFormat>(f);
                bool const isLinear = oneFormat == base::TensorFormat::kLINEAR;
                (*all)[{oneType, oneFormat}] = fmt::format("{} {} format ({})", isLinear ? "Row major" : "Vectorized or channels-last",
                    base::name(oneType), base::name(oneFormat));
            }
        }
        return all;
    }();
    auto const it = texts->find({type, format});
    return it == texts->end() ? "unknown format" : it->second.c_str();
}

char const* CudaEngine::getTensorFormatDesc(char const* name) const noexcept
{
    return ofTensor("ICudaEngine::getTensorFormatDesc", name, static_cast<char const*>(nullptr),
        [](Binding const& binding) { return formatText(binding.type, binding.format); });
}

int32_t CudaEngine::getTensorVectorizedDim(char const* name) const noexcept
{
    return ofTensor("ICudaEngine::getTensorVectorizedDim", name, int32_t{-1}, [&](Binding const& binding) {
        base::FormatLayout const layout = base::layoutOf(binding.format);
        return layout.components > 1 ? visible(binding.dims).nbDims - 1 - layout.spatialDims : int32_t{-1};
    });
}

int32_t CudaEngine::getTensorBytesPerComponentV2(char const* name, int32_t) const noexcept
{
    return getTensorBytesPerComponent(name);
}

int32_t CudaEngine::getTensorComponentsPerElementV2(char const* name, int32_t) const noexcept
{
    return getTensorComponentsPerElement(name);
}

nvinfer1::TensorFormat CudaEngine::getTensorFormatV2(char const* name, int32_t) const noexcept
{
    return getTensorFormat(name);
}

char const* CudaEngine::getTensorFormatDescV2(char const* name, int32_t) const noexcept
{
    return getTensorFormatDesc(name);
}

int32_t CudaEngine::getTensorVectorizedDimV2(char const* name, int32_t) const noexcept
{
    return getTensorVectorizedDim(name);
}

Result<base::Dims> CudaEngine::profileDims(int32_t binding, int32_t profile, OptProfileSelector select) const
{
    TENON_CHECK(checkEnumerator("profile selector", select));
    TENON_CHECK(checkIndex("optimization profile", profile, engine_->profileCount()));
    Binding const& entry = engine_->bindings()[binding];
    if (!entry.isInput)
    {
        return base::invalidArgument("tensor \"{}\": expected an input, which profiles speak of, found an output", entry.name);
    }
    auto const& bounds = engine_->ranges().bounds(profile, entry.tensor);
    return visible(select == OptProfileSelector::kMIN ? bounds.min : select == OptProfileSelector::kOPT ? bounds.opt : bounds.max);
}

nvinfer1::Dims CudaEngine::getProfileShape(char const* name, int32_t profile, OptProfileSelector select) const noexcept
{
    return valueOr<nvinfer1::Dims>(callLog(), "ICudaEngine::getProfileShape", nvinfer1::Dims{-1, {}}, [&]() -> Result<nvinfer1::Dims> {
        TENON_ASSIGN(int32_t const binding, bindingOf(name));
        return profileDims(binding, profile, select);
    });
}

char const* CudaEngine::getIOTensorName(int32_t index) const noexcept
{
    return valueOr<char const*>(callLog(), "ICudaEngine::getIOTensorName", nullptr, [&]() -> Result<char const*> {
        TENON_CHECK(checkIndex("index of the tensor", index, getNbIOTensors()));
        return engine_->bindings()[index].name.c_str();
    });
}

nvinfer1::HardwareCompatibilityLevel CudaEngine::getHardwareCompatibilityLevel() const noexcept
{
    return nvinfer1::HardwareCompatibilityLevel::kNONE;
}

bool CudaEngine::isDebugTensor(char const* name) const noexcept
{
    return ofTensor("ICudaEngine::isDebugTensor", name, false, [](Binding const&) { return false; });
}

char const* CudaEngine::getAliasedInputTensor(char const* name) const noexcept
{
    return ofTensor("ICudaEngine::getAliasedInputTensor", name, static_cast<char const*>(nullptr),
        [](Binding const&) -> char const* { return nullptr; });
}

} // namespace tenon::api
