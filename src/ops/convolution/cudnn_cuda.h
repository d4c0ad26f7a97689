// cuDNN, loaded when the first convolution is made: engines without one do without the library.
#pragma once

#if TENON_CUDA

#include "base/result.h"

#include <cudnn.h>

#include <memory>

namespace tenon::ops
{

//! The entry points that convolutions and deconvolutions use; see cuDNN's documentation, "legacy API".
struct Cudnn
{
    decltype(&cudnnCreate) create;
    decltype(&cudnnDestroy) destroy;
    decltype(&cudnnSetStream) setStream;
    decltype(&cudnnGetErrorString) errorString;
    decltype(&cudnnCreateTensorDescriptor) createTensor;
    decltype(&cudnnSetTensorNdDescriptor) setTensor;
    decltype(&cudnnDestroyTensorDescriptor) destroyTensor;
    decltype(&cudnnCreateFilterDescriptor) createFilter;
    decltype(&cudnnSetFilterNdDescriptor) setFilter;
    decltype(&cudnnDestroyFilterDescriptor) destroyFilter;
    decltype(&cudnnCreateConvolutionDescriptor) createConvolution;
    decltype(&cudnnSetConvolutionNdDescriptor) setConvolution;
    decltype(&cudnnSetConvolutionMathType) setMathType;
    decltype(&cudnnSetConvolutionGroupCount) setGroups;
    decltype(&cudnnDestroyConvolutionDescriptor) destroyConvolution;
    decltype(&cudnnGetConvolutionForwardAlgorithm_v7) heuristic;
    decltype(&cudnnConvolutionForward) forward;
    decltype(&cudnnGetConvolutionBackwardDataAlgorithm_v7) backwardHeuristic;
    decltype(&cudnnConvolutionBackwardData) backwardData;

    //! Error where the library or an entry point is not there. Lives until the process ends.
    static base::Result<Cudnn const*> load();
};

//! Ok, or `<call>: expected cuDNN to succeed, found <its message>`.
base::Status checkCudnn(Cudnn const& library, cudnnStatus_t status, char const* call);

//! A handle of one's own on the current device, for one thread at a time.
base::Result<std::shared_ptr<cudnnContext>> makeCudnnHandle(Cudnn const& library);

} // namespace tenon::ops

#endif // TENON_CUDA
