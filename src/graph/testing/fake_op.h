// An operation for the tests of builder, plan and runtime: y = factor · (x0 + x1 + …) + bias, for the types, formats, workspace and
// faults that a test wants.
#pragma once

#include "base/half.h"
#include "graph/graph.h"

#include <atomic>
#include <bit>
#include <cstring>

namespace tenon::graph::testing
{

struct FakeParams
{
    double factor{1.0};
    int64_t outputs{1};
    //! what it offers, all tensors alike, in order of preference
    std::vector<int64_t> types{static_cast<int64_t>(DataType::kFLOAT)};
    std::vector<int64_t> formats{0};
    std::vector<int64_t> workspaceBytes{0}; //!< one implementation an entry: "fake 0", "fake 1", …
    int64_t setShapesFailsAt{-1};           //!< leading dimension at which setShapes fails
    bool enqueueFails{false};
    bool pure{true};
    bool fixedBoundary{false};
    bool onCuda{false}; //!< has an implementation for a GPU, namely devices/testing/fake_gpu.h
    base::Dims dims{};  //!< output dims, where it has no inputs
    ConstantData bias;  //!< one float, or none

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("factor", factor);
        visitor("outputs", outputs);
        visitor("types", types);
        visitor("formats", formats);
        visitor("workspaceBytes", workspaceBytes);
        visitor("setShapesFailsAt", setShapesFailsAt);
        visitor("enqueueFails", enqueueFails);
        visitor("pure", pure);
        visitor("fixedBoundary", fixedBoundary);
        visitor("onCuda", onCuda);
        visitor("dims", dims);
        visitor("bias", bias);
    }
};

//! Calls to count, over all fake operations.
struct FakeCalls
{
    std::atomic<int32_t> commits{0}, setShapes{0}, enqueues{0};
};
inline FakeCalls fakeCalls;

class FakeKernel final : public Kernel
{
public:
    FakeKernel(FakeParams const& params, Candidate candidate, size_t workspace)
        : params_(params)
        , candidate_(std::move(candidate))
        , workspace_(workspace)
    {
    }

    Result<std::unique_ptr<Kernel>> clone(ContextResources const&) const override
    {
        return std::unique_ptr<Kernel>(std::make_unique<FakeKernel>(params_, candidate_, workspace_));
    }
    size_t maxWorkspaceBytes() const override { return workspace_; }

    Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs) override
    {
        ++fakeCalls.setShapes;
        count_ = outputs.empty() ? 0 : base::volumeUnchecked(outputs[0].dims);
        inputs_ = inputs.size();
        outputs_ = outputs.size();
        for (TensorDesc const& input : inputs)
        {
            if (base::volumeUnchecked(input.dims) != count_ || candidate_.inputs.size() != inputs.size())
            {
                return base::invalidArgument("fake: expected inputs of one size, found {}", base::toString(input.dims));
            }
        }
        if (!outputs.empty() && outputs[0].dims.nbDims > 0 && outputs[0].dims.d[0] == params_.setShapesFailsAt)
        {
            return base::invalidArgument("fake: refuses the leading dimension {}", params_.setShapesFailsAt);
        }
        return {};
    }

    Status enqueue(void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle) override
    {
        fakeCalls.enqueues.fetch_add(1, std::memory_order_relaxed);
        if (params_.enqueueFails)
        {
            return base::error(base::ErrorCode::kFAILED_EXECUTION, "fake: fails on purpose");
        }
        if (workspace_ != 0)
        {
            std::memset(workspace, 0xAB, workspace_);
        }
        float const bias = params_.bias.empty() ? 0.0F : params_.bias.floats()[0];
        for (size_t o = 0; o < outputs_; ++o)
        {
            for (int64_t i = 0; i < count_; ++i)
            {
                float sum = 0;
                for (size_t in = 0; in < inputs_; ++in)
                {
                    sum += load(inputs[in], candidate_.inputs[in].type, i, candidate_.device);
                }
                store(outputs[o], candidate_.outputs[o].type, i, static_cast<float>(params_.factor) * sum + bias,
                    candidate_.device);
            }
        }
        return {};
    }

private:
    //! Bits lie inverted in the memory of the fake GPU.
    static uint32_t maskOf(devices::DeviceKind device) { return device == devices::DeviceKind::kCUDA ? ~0U : 0U; }
    static float load(void const* data, DataType type, int64_t i, devices::DeviceKind device)
    {
        if (type == DataType::kHALF)
        {
            return base::halfToFloat(static_cast<uint16_t>(static_cast<uint16_t const*>(data)[i] ^ maskOf(device)));
        }
        return std::bit_cast<float>(static_cast<uint32_t const*>(data)[i] ^ maskOf(device));
    }
    static void store(void* data, DataType type, int64_t i, float value, devices::DeviceKind device)
    {
        if (type == DataType::kHALF)
        {
            static_cast<uint16_t*>(data)[i] = static_cast<uint16_t>(base::floatToHalf(value) ^ maskOf(device));
        }
        else
        {
            static_cast<uint32_t*>(data)[i] = std::bit_cast<uint32_t>(value) ^ maskOf(device);
        }
    }

    FakeParams params_;
    Candidate candidate_;
    size_t workspace_;
    int64_t count_{0};
    size_t inputs_{0}, outputs_{0};
};

class FakeOp final : public BuiltinOp<FakeOp, FakeParams>
{
public:
    static constexpr std::string_view kKind = "Fake";

    int32_t outputCount() const override { return static_cast<int32_t>(params.outputs); }
    bool isPure() const override { return params.pure; }
    bool hasFixedBoundary() const override { return params.fixedBoundary; }

    Result<std::vector<ValueSpec>> infer(InferenceInputs const& inputs) const override
    {
        for (size_t i = 0; i < inputs.size(); ++i)
        {
            if (inputs.has(i) && inputs[i].type != DataType::kFLOAT && inputs[i].type != DataType::kHALF)
            {
                return base::invalidArgument("fake: expected floating inputs, found {}", base::name(inputs[i].type));
            }
        }
        if (params.bias.count > 0 && params.bias.type != DataType::kFLOAT)
        {
            return base::invalidArgument("fake: expected a bias in fp32, found {}", base::name(params.bias.type));
        }
        Shape dims = constantShape(params.dims);
        if (inputs.has(0))
        {
            dims = inputs[0].dims;
        }
        return std::vector<ValueSpec>(
            static_cast<size_t>(outputCount()), ValueSpec{DataType::kFLOAT, dims, std::nullopt});
    }

    Result<CandidateList> candidates(CandidateQuery const& query) override
    {
        CandidateList list;
        for (int64_t const typeNumber : params.types)
        {
            auto const type = static_cast<DataType>(typeNumber);
            std::vector<DataType> const allowed = query.choices(DataType::kFLOAT);
            if (std::find(allowed.begin(), allowed.end(), type) == allowed.end())
            {
                list.refused.push_back({fmt::format("fake in {}", base::name(type)), "the type is not allowed"});
                continue;
            }
            for (int64_t const format : params.formats)
            {
                for (size_t i = 0; i < params.workspaceBytes.size(); ++i)
                {
                    TypeFormat const as{type, static_cast<base::TensorFormat>(format)};
                    list.accepted.push_back(
                        {fmt::format("fake {}", i), std::vector<TypeFormat>(query.inputTypes.size(), as),
                            std::vector<TypeFormat>(query.outputTypes.size(), as), static_cast<int64_t>(i), 1.0});
                    if (params.onCuda && query.device->kind() == devices::DeviceKind::kCUDA)
                    {
                        list.accepted.push_back(list.accepted.back());
                        list.accepted.back().device = devices::DeviceKind::kCUDA;
                    }
                }
            }
        }
        return list;
    }

    Status commit(KernelRequest const&) override
    {
        ++fakeCalls.commits;
        return {};
    }

    Result<std::unique_ptr<Kernel>> makeKernel(KernelRequest const& request) const override
    {
        auto const tactic = static_cast<size_t>(request.candidate.tactic);
        if (tactic >= params.workspaceBytes.size())
        {
            return base::invalidArgument(
                "fake: expected one of {} implementations, found {}", params.workspaceBytes.size(), tactic);
        }
        for (TypeFormat const& each : request.candidate.inputs)
        {
            if (each.type != DataType::kFLOAT && each.type != DataType::kHALF)
            {
                return base::invalidArgument("fake: expected fp32 or fp16, found {}", base::name(each.type));
            }
        }
        auto const bytes = static_cast<size_t>(params.workspaceBytes[tactic]);
        return std::unique_ptr<Kernel>(std::make_unique<FakeKernel>(params, request.candidate, bytes));
    }
};

inline Tensor& addFake(Graph& graph, std::string name, std::vector<Tensor*> inputs, FakeParams params = {})
{
    auto op = std::make_unique<FakeOp>();
    op->name = std::move(name);
    op->params = std::move(params);
    return *graph.addOp(std::move(op), std::move(inputs)).outputs[0];
}

inline FakeParams scaledBy(double factor)
{
    FakeParams params;
    params.factor = factor;
    return params;
}

//! Offers fp16 before fp32.
inline FakeParams halfOrFloat(double factor = 1.0)
{
    FakeParams params = scaledBy(factor);
    params.types = {static_cast<int64_t>(DataType::kHALF), static_cast<int64_t>(DataType::kFLOAT)};
    return params;
}

//! A factory that knows fake operations only.
inline OpFactory fakeFactory()
{
    OpFactory factory;
    factory.add("Fake", FakeOp::fromRecord);
    return factory;
}

} // namespace tenon::graph::testing
