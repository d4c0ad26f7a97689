// cudaGetLastError's memory: one error for each thread.
#pragma once

#include <driver_types.h>

namespace tenon::cuda_host
{

//! Remembers an error, and hands it on. Success and cudaErrorNotReady are not remembered.
cudaError_t told(cudaError_t error);

//! The error remembered on this thread, and forgets it if `forget`.
cudaError_t lastError(bool forget);

} // namespace tenon::cuda_host
