// Product of batches of matrices or vectors, as nvinfer1::IMatrixMultiplyLayer.
//
//     input 0, input 1  [batch…, rows, columns]; kTRANSPOSE: [batch…, columns, rows]; kVECTOR: [batch…, elements], a row on the left and
//                       a column on the right. Batch dimensions are equally many; one of size 1 is repeated.
//     input 2           addend, as the output; absent as a rule: a pass makes it of a sum behind the product (builder/passes/fuse_sums.cpp). It
//                       is added before the activation. On the CPU alone.
//     output 0          [batch…, rows of input 0, columns of input 1], without the dimension of an operand that is a vector
#pragma once

#include "graph/memory_reuse.h"
#include "graph/op.h"
#include "ops/common/fused_activation.h"

#include <NvInfer.h>

namespace tenon::ops
{

using base::Dims;
using base::Result;
using base::Status;
using nvinfer1::MatrixOperation;

struct MatrixMultiplyParams
{
    MatrixOperation operation0{MatrixOperation::kNONE};
    MatrixOperation operation1{MatrixOperation::kNONE};
    //! Set by passes: added to each row of the result (one value a column of input 1, which is not a vector), before the activation.
    graph::ConstantData bias;
    FusedActivation activation;

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("operation0", operation0);
        visitor("operation1", operation1);
        visitor("bias", bias);
        activation.visit(visitor);
    }
};

class MatrixMultiplyOp final : public graph::BuiltinOp<MatrixMultiplyOp, MatrixMultiplyParams>,
                               public graph::MemoryReuse
{
public:
    static constexpr std::string_view kKind = "MatrixMultiply";

    Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
    int32_t reusableInput(int32_t output) const override;
};

//! The addend's place among a product's inputs.
inline constexpr size_t kProductAddend = 2;

//! True if input 1 has constant values that are one matrix or vector: the kernel packs them, and does not read the input.
bool isOneMatrix(
    MatrixMultiplyParams const& params, graph::ConstantData const& right, graph::KernelRequest const& request);

//! fp32 on the CPU. `right` has the values of input 1 where it is a constant, else none.
Result<std::unique_ptr<graph::Kernel>> makeMatrixMultiplyCpu(
    MatrixMultiplyParams const& params, graph::ConstantData const& right, graph::KernelRequest const& request);

//! For CUDA; only in builds with it.
Result<std::unique_ptr<graph::Kernel>> makeMatrixMultiplyCuda(
    MatrixMultiplyParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
