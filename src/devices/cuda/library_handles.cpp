#include "devices/cuda/library_handles.h"

#include <dlfcn.h>

namespace tenon::devices
{
namespace
{

//! The entry points by name, as the libraries' public headers declare them; 0 is success in both.
struct Cublas
{
    int (*create)(void** handle){nullptr};
    int (*destroy)(void* handle){nullptr};
    int (*setStream)(void* handle, void* stream){nullptr};
    int (*setWorkspace)(void* handle, void* workspace, size_t bytes){nullptr};
};
struct Cudnn
{
    int (*create)(void** handle){nullptr};
    int (*destroy)(void* handle){nullptr};
    int (*setStream)(void* handle, void* stream){nullptr};
};

void* openFirst(std::initializer_list<char const*> names)
{
    for (char const* const name : names)
    {
        if (void* const library = dlopen(name, RTLD_NOW | RTLD_LOCAL))
        {
            return library;
        }
    }
    return nullptr;
}

template <typename Function>
bool find(void* library, char const* name, Function*& function)
{
    function = library == nullptr ? nullptr : reinterpret_cast<Function*>(dlsym(library, name));
    return function != nullptr;
}

//! Loaded once and kept: plugins hold the handles.
Cublas const* cublasLibrary()
{
    static Cublas functions;
    static bool const there = [] {
        void* const library = openFirst({"libcublas.so.13", "libcublas.so.12", "libcublas.so"});
        return find(library, "cublasCreate_v2", functions.create)
            && find(library, "cublasDestroy_v2", functions.destroy)
            && find(library, "cublasSetStream_v2", functions.setStream)
            && find(library, "cublasSetWorkspace_v2", functions.setWorkspace);
    }();
    return there ? &functions : nullptr;
}

Cudnn const* cudnnLibrary()
{
    static Cudnn functions;
    static bool const there = [] {
        void* const library = openFirst({"libcudnn.so.9", "libcudnn.so"});
        return find(library, "cudnnCreate", functions.create) && find(library, "cudnnDestroy", functions.destroy)
            && find(library, "cudnnSetStream", functions.setStream);
    }();
    return there ? &functions : nullptr;
}

Status checkLibrary(int code, char const* call)
{
    return code == 0
        ? base::okStatus()
        : Status(base::error(base::ErrorCode::kFAILED_INITIALIZATION, "{}: expected status 0, found {}", call, code));
}

//! What cuBLAS's documentation recommends for Hopper.
constexpr size_t kCublasWorkspaceBytes = size_t{32} << 20;

} // namespace

Result<std::unique_ptr<LibraryHandles>> LibraryHandles::make(Device& device, base::Log const& log)
{
    std::unique_ptr<LibraryHandles> handles(new LibraryHandles);
    if (device.kind() != DeviceKind::kCUDA)
    {
        return handles;
    }
    if (Cublas const* const cublas = cublasLibrary())
    {
        TENON_CHECK(checkLibrary(cublas->create(&handles->cublas_), "cublasCreate"));
        TENON_ASSIGN(
            handles->cublasWorkspace_, device.allocate(kCublasWorkspaceBytes).withNote("for cuBLAS's workspace"));
    }
    else
    {
        log.warning("plugins get no cuBLAS handle: expected libcublas.so in the loader's path, found none");
    }
    if (Cudnn const* const cudnn = cudnnLibrary())
    {
        TENON_CHECK(checkLibrary(cudnn->create(&handles->cudnn_), "cudnnCreate"));
    }
    else
    {
        log.info("plugins get no cuDNN handle: expected libcudnn.so.9 in the loader's path, found none");
    }
    return handles;
}

LibraryHandles::~LibraryHandles()
{
    if (cublas_ != nullptr)
    {
        static_cast<void>(cublasLibrary()->destroy(cublas_));
    }
    if (cudnn_ != nullptr)
    {
        static_cast<void>(cudnnLibrary()->destroy(cudnn_));
    }
}

Status LibraryHandles::useStream(StreamHandle stream)
{
    if (streamKnown_ && stream == stream_) [[likely]]
    {
        return {};
    }
    return setStream(stream);
}

Status LibraryHandles::setStream(StreamHandle stream)
{
    streamKnown_ = false;
    if (cublas_ != nullptr)
    {
        // Setting the stream takes the workspace away.
        TENON_CHECK(checkLibrary(cublasLibrary()->setStream(cublas_, stream), "cublasSetStream"));
        TENON_CHECK(
            checkLibrary(cublasLibrary()->setWorkspace(cublas_, cublasWorkspace_.data(), cublasWorkspace_.bytes()),
                "cublasSetWorkspace"));
    }
    if (cudnn_ != nullptr)
    {
        TENON_CHECK(checkLibrary(cudnnLibrary()->setStream(cudnn_, stream), "cudnnSetStream"));
    }
    stream_ = stream;
    streamKnown_ = true;
    return {};
}

} // namespace tenon::devices
