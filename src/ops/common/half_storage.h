// fp16 and bf16 for operations that compute in fp32: tensors are stored in half the bytes, and converted around the fp32 kernel.
//
// An operation whose kernels know fp32 alone becomes one that also serves fp16 and bf16 like this:
//
//     Result<CandidateList> SoftMaxOp::candidates(CandidateQuery const& query)
//     {
//         return floatingCandidates(query, "onednn");
//     }
//     Result<std::unique_ptr<Kernel>> SoftMaxOp::makeKernel(KernelRequest const& request) const
//     {
//         return withHalfStorage(request, [&](KernelRequest const& asFloat) { return makeSoftMaxCpu(params, asFloat); });
//     }
//
// Kernels that treat each element alone do better with flat_kernel.h, which converts in the cache.
#pragma once

#include "graph/kernel.h"

#include <functional>

namespace tenon::ops
{

//! One candidate for each floating type that the query allows, preferred first: all floating tensors have that type, all others
//! the network's; every format is kLINEAR. Floating types without a kernel (fp8) are refused with the reason. On the CPU `costHint` of the
//! fp32 candidate is 1, of the others 1.25; on CUDA, where half the bytes are half the time, 0.5. `cudaImplementation` is
//! the name there; without one the operation has no kernel for CUDA and offers the CPU's there too, around which the builder places copies.
graph::CandidateList floatingCandidates(
    graph::CandidateQuery const& query, std::string const& implementation, std::string const& cudaImplementation = {});

//! The same for operations without floating tensors, or that take each tensor as the network has it: one candidate.
graph::CandidateList networkTypeCandidate(
    graph::CandidateQuery const& query, std::string const& implementation, std::string const& cudaImplementation = {});

//! Makes the fp32 kernel for a request in which every fp16 and bf16 stands as fp32.
using MakeFloatKernel = std::function<graph::Result<std::unique_ptr<graph::Kernel>>(graph::KernelRequest const&)>;

//! The fp32 kernel itself where the candidate has no fp16 or bf16; else one that converts such inputs into its workspace, runs
//! the fp32 kernel on them, and converts such outputs back. Tensors of other types, and formats, pass through. Its workspace is
//! the fp32 kernel's plus 4 bytes for each element of a converted tensor at its largest over the profiles. `unreadInputs` has bit i set
//! for an input that the fp32 kernel never reads, because it keeps that constant in a layout of its own: it is not converted.
graph::Result<std::unique_ptr<graph::Kernel>> withHalfStorage(
    graph::KernelRequest const& request, MakeFloatKernel const& make, uint32_t unreadInputs = 0);

} // namespace tenon::ops
