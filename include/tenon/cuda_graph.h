// Whole inferences as CUDA graphs: one launch instead of one for each step.
#pragma once

#include <tenon/extensions.h>

//! Lets a context record what enqueueV3 and its like enqueue, and launch that as one: the first inference with new shapes runs as it is, the
//! next is recorded. One at other addresses is recorded again, by calling the plugins' enqueue as always and bringing a graph up to date, which
//! takes a fraction of the launches' time; up to eight sets of addresses that come back keep their graphs and are launched at once. A step
//! whose plugin waits, allocates or works on another stream cannot be recorded: the log names it with the cause, and it runs between two
//! recordings. An input-consumed event is recorded behind the last step. Graphs take device memory, some 2 KiB a step. While a context
//! records, no other thread may wait for the whole device (cudaDeviceSynchronize): CUDA forbids it during any capture, and drivers were seen to
//! crash; waiting for streams and events is fine.
//!
//! Off by default; the environment variable TENON_CUDA_GRAPH=1 turns it on for all contexts. Nothing changes for engines on the CPU. False if
//! the context is not Tenon's. Not needed for a program that captures enqueueV3 into a graph of its own.
TENON_EXTENSION bool tenonSetCudaGraph(nvinfer1::IExecutionContext* context, bool on) noexcept;

//! Parts of the latest recording: 1 where the whole inference is one launch, more where steps run between recordings, 0 where nothing
//! was recorded.
TENON_EXTENSION int32_t tenonCudaGraphParts(nvinfer1::IExecutionContext const* context) noexcept;

namespace tenon
{

inline bool setCudaGraph(nvinfer1::IExecutionContext& context, bool on)
{
    return tenonSetCudaGraph != nullptr && tenonSetCudaGraph(&context, on);
}

inline int32_t cudaGraphParts(nvinfer1::IExecutionContext const& context)
{
    return tenonCudaGraphParts == nullptr ? 0 : tenonCudaGraphParts(&context);
}

} // namespace tenon
