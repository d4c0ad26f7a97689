// Channels last (TensorFormat::kHWC) in fp32 on the CPU, for operations over [batch, channels, height, width]: the layout in which oneDNN's
// convolutions are fastest, so that chains of operations that offer it need no conversions between them.
#pragma once

#include "graph/graph.h"

namespace tenon::ops
{

//! Adds a form of the list's fp32 CPU candidate (kLINEAR throughout) in which the chosen tensors are kHWC. `inputs` and `outputs` have bit
//! i set for the operation's input or output i; absent inputs are passed over. Adds nothing where one of those has not four
//! dimensions, or where the list has no such candidate. `costHint` is the linear candidate's times `costFactor`.
void addChannelsLast(
    graph::Op const& op, graph::CandidateList& list, uint32_t inputs, uint32_t outputs, double costFactor = 1.0);

//! True if the request's candidate computes in kHWC: its first input is.
bool isChannelsLast(graph::KernelRequest const& request);

//! Dims in the order in which they lie in memory: [N, H, W, C] for a tensor in kHWC, else as they are.
base::Dims dimsInMemory(graph::TensorDesc const& tensor);
//! Where dimension `axis` of a tensor with four dimensions stands then.
int32_t axisInMemory(base::TensorFormat format, int32_t axis);

//! The other way: which dimension of the tensor stands at `place` in memory.
int32_t dimensionInMemory(base::TensorFormat format, int32_t place);

} // namespace tenon::ops
