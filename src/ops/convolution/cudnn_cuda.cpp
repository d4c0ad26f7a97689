#include "ops/convolution/cudnn_cuda.h"

#if TENON_CUDA
#include "ops/common/library_symbols_cuda.h"

namespace tenon::ops
{

base::Result<Cudnn const*> Cudnn::load()
{
    static base::Result<Cudnn const*> const loaded = []() -> base::Result<Cudnn const*> {
        TENON_ASSIGN(LibrarySymbols const library, LibrarySymbols::open("cuDNN", {"libcudnn.so.9", "libcudnn.so"}));
        static Cudnn table;
        TENON_CHECK(library.find("cudnnCreate", table.create));
        TENON_CHECK(library.find("cudnnDestroy", table.destroy));
        TENON_CHECK(library.find("cudnnSetStream", table.setStream));
        TENON_CHECK(library.find("cudnnGetErrorString", table.errorString));
        TENON_CHECK(library.find("cudnnCreateTensorDescriptor", table.createTensor));
        TENON_CHECK(library.find("cudnnSetTensorNdDescriptor", table.setTensor));
        TENON_CHECK(library.find("cudnnDestroyTensorDescriptor", table.destroyTensor));
        TENON_CHECK(library.find("cudnnCreateFilterDescriptor", table.createFilter));
        TENON_CHECK(library.find("cudnnSetFilterNdDescriptor", table.setFilter));
        TENON_CHECK(library.find("cudnnDestroyFilterDescriptor", table.destroyFilter));
        TENON_CHECK(library.find("cudnnCreateConvolutionDescriptor", table.createConvolution));
        TENON_CHECK(library.find("cudnnSetConvolutionNdDescriptor", table.setConvolution));
        TENON_CHECK(library.find("cudnnSetConvolutionMathType", table.setMathType));
        TENON_CHECK(library.find("cudnnSetConvolutionGroupCount", table.setGroups));
        TENON_CHECK(library.find("cudnnDestroyConvolutionDescriptor", table.destroyConvolution));
        TENON_CHECK(library.find("cudnnGetConvolutionForwardAlgorithm_v7", table.heuristic));
        TENON_CHECK(library.find("cudnnConvolutionForward", table.forward));
        TENON_CHECK(library.find("cudnnGetConvolutionBackwardDataAlgorithm_v7", table.backwardHeuristic));
        TENON_CHECK(library.find("cudnnConvolutionBackwardData", table.backwardData));
        return &table;
    }();
    return loaded;
}

base::Status checkCudnn(Cudnn const& library, cudnnStatus_t status, char const* call)
{
    return status == CUDNN_STATUS_SUCCESS
        ? base::okStatus()
        : base::Status(base::error(base::ErrorCode::kFAILED_EXECUTION, "{}: expected cuDNN to succeed, found {}", call,
            library.errorString(status)));
}

base::Result<std::shared_ptr<cudnnContext>> makeCudnnHandle(Cudnn const& library)
{
    cudnnHandle_t handle = nullptr;
    TENON_CHECK(checkCudnn(library, library.create(&handle), "cudnnCreate"));
    return std::shared_ptr<cudnnContext>(
        handle, [&library](cudnnHandle_t each) { static_cast<void>(library.destroy(each)); });
}

} // namespace tenon::ops
#endif // TENON_CUDA
