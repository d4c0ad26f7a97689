// The layers at the edge of a loop, as the user places them: a flat network in which one back edge for each recurrence closes a cycle. Builder
// pass `form_regions` makes a LoopOp of them and of what lies between.
#pragma once

#include "graph/op.h"

#include <NvInfer.h>

namespace tenon::ops
{

//! Which loop of its network an operation bounds.
struct RecurrenceParams
{
    int32_t loop{0};

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("loop", loop);
    }
};

//! A value that an iteration hands to the next. Inputs: the initial value; what is handed on (a back edge). Both have one type and shape.
class RecurrenceOp final : public graph::BuiltinOp<RecurrenceOp, RecurrenceParams>
{
public:
    static constexpr std::string_view kKind = "Recurrence";

    bool isBackEdge(size_t input) const override { return input == 1; }
    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

struct TripLimitParams
{
    int32_t loop{0};
    nvinfer1::TripLimit limit{nvinfer1::TripLimit::kCOUNT};

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("loop", loop);
        visitor("limit", limit);
    }
};

//! How long a loop runs: a number of iterations (kCOUNT: int32 or int64 of rank 0), or while a boolean is true (kWHILE).
class TripLimitOp final : public graph::BuiltinOp<TripLimitOp, TripLimitParams>
{
public:
    static constexpr std::string_view kKind = "TripLimit";

    int32_t outputCount() const override { return 0; }
    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

struct IteratorParams
{
    int32_t loop{0};
    int32_t axis{0};
    bool reverse{false};

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("loop", loop);
        visitor("axis", axis);
        visitor("reverse", reverse);
    }
};

//! A slice of a tensor for each iteration, without the dimension that it goes along.
class IteratorOp final : public graph::BuiltinOp<IteratorOp, IteratorParams>
{
public:
    static constexpr std::string_view kKind = "Iterator";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

struct LoopOutputParams
{
    int32_t loop{0};
    nvinfer1::LoopOutput output{nvinfer1::LoopOutput::kLAST_VALUE};
    int32_t axis{0};

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("loop", loop);
        visitor("output", output);
        visitor("axis", axis);
    }
};

//! What leaves a loop. Inputs: a value of the loop (for kLAST_VALUE a recurrence's). For kCONCATENATE and kREVERSE, input 1 is the number of
//! slices along the new dimension (a shape tensor); or, in its place, input 2 is a bound of it: the output then has as many slices as there
//! were iterations, which depends on data.
class LoopOutputOp final : public graph::BuiltinOp<LoopOutputOp, LoopOutputParams>
{
public:
    static constexpr std::string_view kKind = "LoopOutput";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

} // namespace tenon::ops
