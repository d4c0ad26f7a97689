// Pointwise: a chain of operations that treat each element alone, as one. Made by the builder (builder/passes/fuse_pointwise.cpp), never by users.
#pragma once

#include "graph/op.h"
#include "ops/pointwise/program.h"

namespace tenon::ops
{

//! Machine code for one GPU architecture, and PTX for later ones, which the build compiled.
struct PointwiseImage
{
    std::string architecture;       //!< "sm_90"; empty: there is no image
    int64_t sourceHash{0};          //!< of the source that it was compiled from, which also says the element type
    graph::ConstantData cubin, ptx; //!< bytes

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("architecture", architecture);
        visitor("sourceHash", sourceHash);
        visitor("cubin", cubin);
        visitor("ptx", ptx);
    }
};

struct PointwiseParams
{
    //! pointwise::Program: five numbers a step (code, kind, a, b, c), and two (alpha, beta).
    int64_t inputs{1};
    std::vector<int64_t> steps;
    std::vector<double> numbers;
    PointwiseImage image;

    void set(pointwise::Program const& program);
    //! Error where the lists make no valid program.
    graph::Result<pointwise::Program> program() const;

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("inputs", inputs);
        visitor("steps", steps);
        visitor("numbers", numbers);
        image.visit(visitor);
    }
};

//! Inputs: as many as the program has, of equal dims, fp32, fp16 or bf16; computed in fp32. Output: the same dims, rounded once, in the type of
//! input 0.
class PointwiseOp final : public graph::BuiltinOp<PointwiseOp, PointwiseParams>
{
public:
    static constexpr std::string_view kKind = "Pointwise";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    //! On CUDA: compiles the image that the plan keeps.
    graph::Status commit(graph::KernelRequest const& request) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

std::unique_ptr<graph::Kernel> makePointwiseCpu(pointwise::Program program, graph::KernelRequest const& request);

//! For CUDA; only in builds with it. Uses the image if it fits program, type and device, else compiles.
graph::Result<std::unique_ptr<graph::Kernel>> makePointwiseCuda(
    pointwise::Program const& program, PointwiseImage const& image, graph::KernelRequest const& request);
graph::Result<PointwiseImage> compilePointwise(pointwise::Program const& program, graph::KernelRequest const& request);

} // namespace tenon::ops
