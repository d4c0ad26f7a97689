#include "plugin_check/gpu.h"

#include "plugin_check/isolation.h"

#include <cstdlib>
#include <stdexcept>
#include <vector>

#include <dlfcn.h>

namespace tenon::plugin_check
{
namespace
{

// As the runtime's interface numbers them.
constexpr int kCopyByAddresses = 4;
constexpr unsigned kNonBlocking = 1;
constexpr int kThreadLocalCapture = 1;
constexpr int kNotReady = 600;

class Runtime final : public Gpu
{
public:
    Runtime()
    {
        for (char const* const name : {"libcudart.so.13", "libcudart.so.12", "libcudart.so.11.0", "libcudart.so"})
        {
            library_ = library_ == nullptr ? dlopen(name, RTLD_NOW | RTLD_GLOBAL) : library_;
        }
        if (library_ == nullptr)
        {
            problem_ = "no CUDA runtime library can be loaded";
            return;
        }
        int count = 0;
        auto const counted = reinterpret_cast<int (*)(int*)>(dlsym(library_, "cudaGetDeviceCount"));
        if (counted == nullptr || counted(&count) != 0 || count == 0)
        {
            problem_ = "this machine has no CUDA device";
        }
    }

    std::string problem() const override { return problem_; }
    void* allocate(size_t bytes) override
    {
        void* memory = nullptr;
        check(call<int(void**, size_t)>("cudaMalloc")(&memory, bytes == 0 ? 256 : bytes), "cudaMalloc");
        return memory;
    }
    void release(void* memory) override { call<int(void*)>("cudaFree")(memory); }
    void fill(void* memory, unsigned char value, size_t bytes) override
    {
        check(call<int(void*, int, size_t)>("cudaMemset")(memory, value, bytes), "cudaMemset");
    }
    void copy(void* into, void const* from, size_t bytes) override
    {
        check(call<int(void*, void const*, size_t, int)>("cudaMemcpy")(into, from, bytes, kCopyByAddresses),
            "cudaMemcpy");
    }
    void copyOn(void* into, void const* from, size_t bytes, void* stream) override
    {
        check(call<int(void*, void const*, size_t, int, void*)>("cudaMemcpyAsync")(
                  into, from, bytes, kCopyByAddresses, stream),
            "cudaMemcpyAsync");
    }
    void* makeStream() override
    {
        void* stream = nullptr;
        check(call<int(void**, unsigned)>("cudaStreamCreateWithFlags")(&stream, kNonBlocking),
            "cudaStreamCreateWithFlags");
        return stream;
    }
    void destroyStream(void* stream) override { call<int(void*)>("cudaStreamDestroy")(stream); }
    void synchronize(void* stream) override
    {
        check(call<int(void*)>("cudaStreamSynchronize")(stream), "cudaStreamSynchronize");
    }
    void hold(void* stream, void (*function)(void*), void* user) override
    {
        check(call<int(void*, void (*)(void*), void*)>("cudaLaunchHostFunc")(stream, function, user),
            "cudaLaunchHostFunc");
    }
    bool idle(void* stream) override { return call<int(void*)>("cudaStreamQuery")(stream) != kNotReady; }
    std::string takeError() override
    {
        int const code = call<int()>("cudaGetLastError")();
        return code == 0 ? std::string() : errorText(code);
    }
    size_t freeBytes() override
    {
        size_t free = 0, total = 0;
        check(call<int(size_t*, size_t*)>("cudaMemGetInfo")(&free, &total), "cudaMemGetInfo");
        return free;
    }
    void scrubFreeMemory() override
    {
        std::vector<void*> blocks;
        for (size_t bytes = 256; bytes <= size_t{1} << 20; bytes *= 4)
        {
            for (int i = 0; i < 16; ++i)
            {
                blocks.push_back(allocate(bytes));
                fill(blocks.back(), 0x5A, bytes);
            }
        }
        synchronize(nullptr);
        for (void* const block : blocks)
        {
            release(block);
        }
    }
    void beginCapture(void* stream) override
    {
        check(call<int(void*, int)>("cudaStreamBeginCapture")(stream, kThreadLocalCapture), "cudaStreamBeginCapture");
    }
    void* endCapture(void* stream, std::string& problem) override
    {
        void* graph = nullptr;
        int const ended = call<int(void*, void**)>("cudaStreamEndCapture")(stream, &graph);
        if (ended != 0 || graph == nullptr)
        {
            problem = ended != 0 ? errorText(ended) : "no graph";
            takeError();
            return nullptr;
        }
        void* executable = nullptr;
        int const made =
            call<int(void**, void*, unsigned long long)>("cudaGraphInstantiateWithFlags")(&executable, graph, 0);
        call<int(void*)>("cudaGraphDestroy")(graph);
        problem = made != 0 ? errorText(made) : "";
        return made != 0 ? nullptr : executable;
    }
    void launch(void* graph, void* stream) override
    {
        check(call<int(void*, void*)>("cudaGraphLaunch")(graph, stream), "cudaGraphLaunch");
    }

private:
    template <typename Signature>
    Signature* call(char const* name) const
    {
        auto* const function = reinterpret_cast<Signature*>(dlsym(library_, name));
        if (function == nullptr)
        {
            throw std::runtime_error(std::string("the CUDA runtime has no ") + name);
        }
        return function;
    }
    std::string errorText(int code) const { return call<char const*(int)>("cudaGetErrorString")(code); }
    void check(int code, char const* what) const
    {
        if (code != 0)
        {
            throw std::runtime_error(std::string(what) + ": " + errorText(code));
        }
    }

    void* library_{nullptr};
    std::string problem_;
};

} // namespace

Gpu& gpu()
{
    static Runtime runtime;
    return runtime;
}

std::string gpuProblem()
{
    constexpr double kSeconds = 60;
    Ending const ending = runIsolated(kSeconds, [](Emit const& emit) { emit(gpu().problem()); });
    if (!ending.finished())
    {
        return "looking for CUDA devices " + ending.text();
    }
    return ending.payload.substr(0, ending.payload.find('\n'));
}

} // namespace tenon::plugin_check
