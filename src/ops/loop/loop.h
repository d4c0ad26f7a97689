// Loop: a body that runs again and again, with values that one iteration hands to the next.
#pragma once

#include "graph/graph.h"
#include "ops/common/body/body_program.h"

#include <NvInfer.h>

namespace tenon::ops
{

//! Where an input of the body comes from.
struct LoopInput
{
    enum class Kind : int64_t
    {
        kINVARIANT = 0, //!< the same in each iteration
        kITERATED = 1,  //!< a slice along `axis`
        kCARRIED = 2,   //!< at first the loop's input, then the body's output `next` of the iteration before
    };
    Kind kind{Kind::kINVARIANT};
    int64_t input{0}; //!< of the loop
    int64_t axis{0};
    bool reverse{false};
    int64_t next{0};
};

//! Where an output of the loop comes from.
struct LoopResult
{
    nvinfer1::LoopOutput kind{nvinfer1::LoopOutput::kLAST_VALUE};
    int64_t source{0}; //!< kLAST_VALUE: a carried input of the body; else an output of the body
    int64_t axis{0};
    int64_t length{-1};  //!< input of the loop that tells how many slices there are, or −1
    bool isBound{false}; //!< `length` is a bound: there are as many slices as there were iterations
};

struct LoopParams
{
    int64_t countInput{-1};       //!< input of the loop that tells how many iterations there are at most, or −1
    int64_t conditionOutput{-1};  //!< output of the body that must be true for an iteration to go on, or −1
    std::vector<int64_t> inputs;  //!< see LoopInput: five numbers each
    std::vector<int64_t> results; //!< see LoopResult: five numbers each

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("countInput", countInput);
        visitor("conditionOutput", conditionOutput);
        visitor("inputs", inputs);
        visitor("results", results);
    }

    void addInput(LoopInput const& input);
    void addResult(LoopResult const& result);
    size_t inputCount() const { return inputs.size() / 5; }
    size_t resultCount() const { return results.size() / 5; }
    LoopInput input(size_t index) const;
    LoopResult result(size_t index) const;
};

//! All inputs of the loop are there. An iteration first computes the condition from the values that it was given, and ends the loop where that is
//! false. Slices that no iteration wrote are 0. Error at run time: more iterations than an output has slices or an iterated tensor has; a
//! carried value that changes its shape.
class LoopOp final : public graph::BuiltinOp<LoopOp, LoopParams>
{
public:
    static constexpr std::string_view kKind = "Loop";

    int32_t outputCount() const override { return static_cast<int32_t>(params.resultCount()); }
    bool isPure() const override;
    std::vector<std::shared_ptr<graph::Graph>> bodies() const override { return {body}; }
    graph::Result<graph::OpRecord> record() const override;
    graph::Result<std::unique_ptr<graph::Op>> copy() const override;
    static graph::Result<std::unique_ptr<graph::Op>> fromRecord(graph::OpRecord const& record);

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    base::Status commit(graph::KernelRequest const& request) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;

    std::shared_ptr<graph::Graph> body; //!< not null
};

//! The kernel around a body's program.
graph::Result<std::unique_ptr<graph::Kernel>> makeLoopKernel(
    LoopParams const& params, std::shared_ptr<BodyProgram const> program);

} // namespace tenon::ops
