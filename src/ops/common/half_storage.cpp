#include "ops/common/half_storage.h"

#include "base/checked.h"
#include "ops/common/half_conversion.h"

#include <algorithm>

namespace tenon::ops
{

using graph::Candidate;
using graph::CandidateList;
using graph::CandidateQuery;
using graph::DataType;
using graph::Dims;
using graph::Kernel;
using graph::KernelRequest;
using graph::ProfileRanges;
using graph::Result;
using graph::Status;
using graph::TensorDesc;
using graph::TensorFormat;
using graph::TensorRange;
using graph::TypeFormat;

namespace
{

//! The floating type that stands for all of the query's; nullopt where there is none.
std::optional<DataType> firstFloating(CandidateQuery const& query)
{
    for (auto const* const list : {&query.inputTypes, &query.outputTypes})
    {
        auto const it = std::find_if(list->begin(), list->end(), base::isFloating);
        if (it != list->end())
        {
            return *it;
        }
    }
    return std::nullopt;
}

std::vector<TypeFormat> linear(std::vector<DataType> const& types, std::optional<DataType> floating)
{
    std::vector<TypeFormat> all;
    for (DataType const type : types)
    {
        all.push_back({floating && base::isFloating(type) ? *floating : type, TensorFormat::kLINEAR});
    }
    return all;
}

std::optional<std::string> refusal(CandidateQuery const& query)
{
    for (auto const* const list : {&query.inputTypes, &query.outputTypes})
    {
        for (DataType const type : *list)
        {
            if (base::isFloating(type) && type != DataType::kFLOAT && !isHalfStorage(type))
            {
                return fmt::format("not implemented yet: a kernel for {}", base::name(type));
            }
        }
    }
    return std::nullopt;
}

//! Where the kernel runs: on CUDA where that is asked for and there is an implementation.
devices::DeviceKind kernelDevice(CandidateQuery const& query, std::string const& cudaImplementation)
{
    return query.device == nullptr || cudaImplementation.empty() ? devices::DeviceKind::kCPU : query.device->kind();
}

} // namespace

CandidateList networkTypeCandidate(
    CandidateQuery const& query, std::string const& cpuImplementation, std::string const& cudaImplementation)
{
    CandidateList list;
    devices::DeviceKind const device = kernelDevice(query, cudaImplementation);
    std::string const& implementation = device == devices::DeviceKind::kCUDA ? cudaImplementation : cpuImplementation;
    if (auto why = refusal(query))
    {
        list.refused.push_back({implementation, *std::move(why)});
        return list;
    }
    list.accepted.push_back({implementation, linear(query.inputTypes, std::nullopt),
        linear(query.outputTypes, std::nullopt), 0, 1.0, device});
    return list;
}

CandidateList floatingCandidates(
    CandidateQuery const& query, std::string const& cpuImplementation, std::string const& cudaImplementation)
{
    auto const floating = firstFloating(query);
    if (!floating || query.stronglyTyped)
    {
        return networkTypeCandidate(query, cpuImplementation, cudaImplementation);
    }
    CandidateList list;
    devices::DeviceKind const device = kernelDevice(query, cudaImplementation);
    bool const onCuda = device == devices::DeviceKind::kCUDA;
    std::string const& implementation = onCuda ? cudaImplementation : cpuImplementation;
    if (auto why = refusal(query))
    {
        list.refused.push_back({implementation, *std::move(why)});
        return list;
    }
    for (DataType const choice : query.choices(*floating))
    {
        double const cost = isHalfStorage(choice) ? (onCuda ? 0.5 : 1.25) : 1.0;
        list.accepted.push_back(
            {implementation, linear(query.inputTypes, choice), linear(query.outputTypes, choice), 0, cost, device});
    }
    return list;
}

namespace
{

//! Where a converted tensor lies in the workspace, and how many elements it has now.
struct ConvertedTensor
{
    DataType stored{DataType::kFLOAT};
    size_t offsetBytes{0};
    int64_t capacity{0};
    int64_t count{0};

    bool converts() const { return isHalfStorage(stored); }
};

//! Elements that a tensor takes in its format, padding included.
Result<int64_t> storedElements(Dims const& dims, TensorFormat format)
{
    TENON_ASSIGN(int64_t const bytes, base::bytesOf(dims, DataType::kFLOAT, format));
    return bytes / static_cast<int64_t>(sizeof(float));
}

class HalfStorageKernel final : public Kernel
{
public:
    static Result<std::unique_ptr<Kernel>> create(
        KernelRequest const& request, std::unique_ptr<Kernel> inner, uint32_t unreadInputs)
    {
        auto kernel = std::unique_ptr<HalfStorageKernel>(new HalfStorageKernel(std::move(inner)));
        kernel->workspaceBytes_ = base::alignUp(kernel->inner_->maxWorkspaceBytes(), devices::kAlignmentBytes);
        TENON_CHECK(kernel->place(
            request.candidate.inputs, request.profiles, &ProfileRanges::inputs, unreadInputs, kernel->inputs_));
        TENON_CHECK(
            kernel->place(request.candidate.outputs, request.profiles, &ProfileRanges::outputs, 0, kernel->outputs_));
        kernel->inputAddresses_.resize(kernel->inputs_.size());
        kernel->outputAddresses_.resize(kernel->outputs_.size());
        return std::unique_ptr<Kernel>(std::move(kernel));
    }

    Result<std::unique_ptr<Kernel>> clone(graph::ContextResources const& resources) const override
    {
        TENON_ASSIGN(auto inner, inner_->clone(resources));
        auto twin = std::unique_ptr<HalfStorageKernel>(new HalfStorageKernel(std::move(inner)));
        twin->inputs_ = inputs_;
        twin->outputs_ = outputs_;
        twin->workspaceBytes_ = workspaceBytes_;
        twin->inputAddresses_.resize(inputs_.size());
        twin->outputAddresses_.resize(outputs_.size());
        return std::unique_ptr<Kernel>(std::move(twin));
    }

    size_t maxWorkspaceBytes() const override { return workspaceBytes_; }

    Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs) override
    {
        TENON_ASSIGN(auto const floatInputs, describe(inputs, inputs_, "input"));
        TENON_ASSIGN(auto const floatOutputs, describe(outputs, outputs_, "output"));
        return inner_->setShapes(floatInputs, floatOutputs);
    }

    Status enqueue(
        void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle stream) override
    {
        auto* const base = static_cast<std::byte*>(workspace);
        for (size_t i = 0; i < inputs_.size(); ++i)
        {
            ConvertedTensor const& tensor = inputs_[i];
            inputAddresses_[i] = inputs[i];
            if (tensor.converts())
            {
                auto* const floats = reinterpret_cast<float*>(base + tensor.offsetBytes);
                loadFloatsParallel(tensor.stored, inputs[i], floats, tensor.count);
                inputAddresses_[i] = floats;
            }
        }
        for (size_t i = 0; i < outputs_.size(); ++i)
        {
            outputAddresses_[i] = outputs_[i].converts() ? base + outputs_[i].offsetBytes : outputs[i];
        }
        TENON_CHECK(inner_->enqueue(inputAddresses_.data(), outputAddresses_.data(), workspace, stream));
        for (size_t i = 0; i < outputs_.size(); ++i)
        {
            if (outputs_[i].converts())
            {
                auto const* const floats = static_cast<float const*>(outputAddresses_[i]);
                storeFloatsParallel(outputs_[i].stored, floats, outputs[i], outputs_[i].count);
            }
        }
        return {};
    }

    Status readSizes(std::span<int64_t> sizes, devices::StreamHandle stream) override
    {
        return inner_->readSizes(sizes, stream);
    }

private:
    explicit HalfStorageKernel(std::unique_ptr<Kernel> inner)
        : inner_(std::move(inner))
    {
    }

    //! Gives each converted tensor room for its largest shape, behind what was placed before.
    Status place(std::vector<TypeFormat> const& types, std::vector<ProfileRanges> const& profiles,
        std::vector<TensorRange> ProfileRanges::*tensors, uint32_t unread, std::vector<ConvertedTensor>& places)
    {
        places.resize(types.size());
        for (size_t i = 0; i < types.size(); ++i)
        {
            bool const skipped = i < 32 && (unread >> i & 1U) != 0;
            places[i].stored = skipped ? DataType::kFLOAT : types[i].type;
            if (!places[i].converts())
            {
                continue;
            }
            for (ProfileRanges const& profile : profiles)
            {
                TENON_ASSIGN(int64_t const elements, storedElements((profile.*tensors)[i].max, types[i].format));
                places[i].capacity = std::max(places[i].capacity, elements);
            }
            auto const bytes = base::checkedMul(places[i].capacity, sizeof(float));
            if (!bytes)
            {
                return base::invalidArgument(
                    "half storage: expected a tensor below 2^61 elements, found {}", places[i].capacity);
            }
            places[i].offsetBytes = workspaceBytes_;
            workspaceBytes_ += base::alignUp(static_cast<size_t>(*bytes), devices::kAlignmentBytes);
        }
        return {};
    }

    //! Descriptions as the fp32 kernel sees them; remembers the counts.
    static Result<std::vector<TensorDesc>> describe(
        std::span<TensorDesc const> tensors, std::vector<ConvertedTensor>& places, char const* role)
    {
        std::vector<TensorDesc> floats(tensors.begin(), tensors.end());
        for (size_t i = 0; i < places.size(); ++i)
        {
            if (!places[i].converts())
            {
                continue;
            }
            floats[i].type = DataType::kFLOAT;
            TENON_ASSIGN(places[i].count, storedElements(floats[i].dims, floats[i].format));
            if (places[i].count > places[i].capacity)
            {
                return base::invalidArgument(
                    "half storage: expected {} {} to have at most {} elements, the maximum of its "
                    "profiles, found {} ({})",
                    role, i, places[i].capacity, places[i].count, base::toString(floats[i].dims));
            }
        }
        return floats;
    }

    std::unique_ptr<Kernel> inner_;
    std::vector<ConvertedTensor> inputs_, outputs_;
    size_t workspaceBytes_{0};
    std::vector<void const*> inputAddresses_;
    std::vector<void*> outputAddresses_;
};

bool hasHalf(std::vector<TypeFormat> const& types)
{
    return std::any_of(types.begin(), types.end(), [](TypeFormat const& each) { return isHalfStorage(each.type); });
}

KernelRequest asFloat(KernelRequest request)
{
    auto const widen = [](auto& tensors) {
        for (auto& tensor : tensors)
        {
            tensor.type = isHalfStorage(tensor.type) ? DataType::kFLOAT : tensor.type;
        }
    };
    widen(request.candidate.inputs);
    widen(request.candidate.outputs);
    for (ProfileRanges& profile : request.profiles)
    {
        widen(profile.inputs);
        widen(profile.outputs);
    }
    return request;
}

} // namespace

Result<std::unique_ptr<Kernel>> withHalfStorage(
    KernelRequest const& request, MakeFloatKernel const& make, uint32_t unreadInputs)
{
    if (!hasHalf(request.candidate.inputs) && !hasHalf(request.candidate.outputs))
    {
        return make(request);
    }
    TENON_ASSIGN(auto inner, make(asFloat(request)));
    return HalfStorageKernel::create(request, std::move(inner), unreadInputs);
}

} // namespace tenon::ops
