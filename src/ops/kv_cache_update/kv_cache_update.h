// KVCacheUpdate: new keys or values written into a cache, as nvinfer1::IKVCacheUpdateLayer.
#pragma once

#include "graph/op.h"
#include "ops/common/plain_kernel.h"

#include <NvInfer.h>

namespace tenon::ops
{

struct KVCacheUpdateParams
{
    nvinfer1::KVCacheMode mode{nvinfer1::KVCacheMode::kLINEAR};

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("mode", mode);
    }
};

//! Inputs: 0 cache [batch, heads, capacity, size]; 1 update [batch, heads, tokens, size] of the same type, of at least a byte an element; 2 the
//! place of the first new token of each batch item, [batch], int32 or int64. Output: the cache with the update in it. Where the output's memory
//! is the cache's (a program may bind one address to both) nothing but the update is written. Tokens that lie outside of the cache are an error of
//! the inference on the CPU; on CUDA they are left out.
class KVCacheUpdateOp final : public graph::BuiltinOp<KVCacheUpdateOp, KVCacheUpdateParams>
{
public:
    static constexpr std::string_view kKind = "KVCacheUpdate";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! For CUDA; only in builds with it.
std::unique_ptr<graph::Kernel> makeKVCacheUpdateCuda(graph::KernelRequest const& request, CheckPlain check);

} // namespace tenon::ops
