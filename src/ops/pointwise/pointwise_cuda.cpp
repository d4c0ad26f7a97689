// y = program(x0, x1, …) for each element, in one kernel that NVRTC compiles when the engine is built.
//
// Threads:   one pack of 16 bytes a thread, in order, of each input and of the output; the measurements are in plugins/lrelu/lrelu_cuda.cu. The last
//            elements, and tensors that are not aligned, go one by one.
// Memory:    each element of each input is read once, each of the output written once; what lies between steps stays in registers.
// Accuracy:  that of pointwise_functions_cuda.cuh in fp32; fp16 and bf16 are rounded at the end alone.
//
// The plan keeps machine code for the GPU that it was built on, and PTX, which the driver makes machine code of for others. Only a plan that was
// not built on a GPU at all has neither: then the kernel is compiled when it is loaded.
#include "ops/pointwise/pointwise.h"

#if TENON_CUDA
#include "ops/common/cuda_kernel.h"
#include "ops/common/library_symbols_cuda.h"

#include <cuda_runtime_api.h>
#include <nvrtc.h>

namespace tenon::ops
{
namespace
{

using base::DataType;
using base::operator==;
using graph::Result;
using graph::Status;

constexpr int64_t kThreads = 256;
constexpr char const* kKernelName = "tenonPointwise";

//! common/pointwise_functions_cuda.cuh as text.
constexpr char const* kFunctions =
#include "pointwise_functions_text.inc"
    ;

constexpr char const* kStorage = R"(
using namespace tenon::ops::pointwise;
#define TENON_LANES (16 / (int) sizeof(Element))
struct alignas(16) Pack { Element lane[TENON_LANES]; };
)";

//! How elements are stored: `Element`, and conversions without cuda_fp16.h, which NVRTC would have to find.
std::string storageOf(DataType type)
{
    switch (type)
    {
    case DataType::kHALF:
        return R"(
typedef unsigned short Element;
__device__ __forceinline__ float loaded(Element x) { float y; asm("cvt.f32.f16 %0, %1;" : "=f"(y) : "h"(x)); return y; }
__device__ __forceinline__ Element stored(float x) { Element y; asm("cvt.rn.f16.f32 %0, %1;" : "=h"(y) : "f"(x)); return y; }
)";
    case DataType::kBF16:
        return R"(
typedef unsigned short Element;
__device__ __forceinline__ float loaded(Element x) { return __uint_as_float((unsigned int) x << 16); }
__device__ __forceinline__ Element stored(float x) { Element y; asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(y) : "f"(x)); return y; }
)";
    default:
        return R"(
typedef float Element;
__device__ __forceinline__ float loaded(Element x) { return x; }
__device__ __forceinline__ Element stored(float x) { return x; }
)";
    }
}

//! "before0after, before1after, …"
std::string list(int64_t count, std::string const& before, std::string const& after)
{
    std::string text;
    for (int64_t i = 0; i < count; ++i)
    {
        text += fmt::format("{}{}{}{}", i == 0 ? "" : ", ", before, i, after);
    }
    return text;
}

std::string sourceOf(pointwise::Program const& program, DataType type)
{
    std::string source = std::string(kFunctions) + storageOf(type) + kStorage + pointwise::toCuda(program);
    source += fmt::format(
        "extern \"C\" __global__ void __launch_bounds__({}) {}({}, Element* y, long long count, int packed)\n{{\n",
        kThreads, kKernelName, list(program.inputs, "Element const* __restrict__ x", ""));
    source +=
        "    long long i = (long long) blockIdx.x * blockDim.x + threadIdx.x;\n    if (packed)\n    {\n        i *= TENON_LANES;\n"
        "        if (i + TENON_LANES <= count)\n        {\n            Pack result;\n";
    for (int64_t i = 0; i < program.inputs; ++i)
    {
        source += fmt::format("            Pack const p{0} = *reinterpret_cast<Pack const*>(x{0} + i);\n", i);
    }
    source +=
        "#pragma unroll\n            for (int k = 0; k < TENON_LANES; ++k)\n            {\n                result.lane[k] = stored(tenonElement("
        + list(program.inputs, "loaded(p", ".lane[k])") + "));\n            }\n"
        + "            *reinterpret_cast<Pack*>(y + i) = result;\n            return;\n        }\n    }\n";
    source +=
        "    long long const end = packed ? count : (i < count ? i + 1 : i);\n    for (; i < end; ++i)\n    {\n        y[i] = stored(tenonElement("
        + list(program.inputs, "loaded(x", "[i])") + "));\n    }\n}\n";
    return source;
}

//! FNV-1a, 64 bits: the same in every build.
int64_t hashOf(std::string const& text)
{
    uint64_t hash = 14695981039346656037ULL;
    for (unsigned char const byte : text)
    {
        hash = (hash ^ byte) * 1099511628211ULL;
    }
    return static_cast<int64_t>(hash);
}

//! NVRTC, loaded when something is compiled: engines from plans do without the library.
struct Nvrtc
{
    decltype(&nvrtcCreateProgram) create;
    decltype(&nvrtcDestroyProgram) destroy;
    decltype(&nvrtcCompileProgram) compile;
    decltype(&nvrtcGetProgramLogSize) logSize;
    decltype(&nvrtcGetProgramLog) log;
    decltype(&nvrtcGetCUBINSize) cubinSize;
    decltype(&nvrtcGetCUBIN) cubin;
    decltype(&nvrtcGetPTXSize) ptxSize;
    decltype(&nvrtcGetPTX) ptx;
    decltype(&nvrtcGetErrorString) errorString;

    static Result<Nvrtc const*> load()
    {
        static Result<Nvrtc const*> const loaded = []() -> Result<Nvrtc const*> {
            TENON_ASSIGN(LibrarySymbols const library,
                LibrarySymbols::open("NVRTC", {"libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so"}));
            static Nvrtc table;
            TENON_CHECK(library.find("nvrtcCreateProgram", table.create));
            TENON_CHECK(library.find("nvrtcDestroyProgram", table.destroy));
            TENON_CHECK(library.find("nvrtcCompileProgram", table.compile));
            TENON_CHECK(library.find("nvrtcGetProgramLogSize", table.logSize));
            TENON_CHECK(library.find("nvrtcGetProgramLog", table.log));
            TENON_CHECK(library.find("nvrtcGetCUBINSize", table.cubinSize));
            TENON_CHECK(library.find("nvrtcGetCUBIN", table.cubin));
            TENON_CHECK(library.find("nvrtcGetPTXSize", table.ptxSize));
            TENON_CHECK(library.find("nvrtcGetPTX", table.ptx));
            TENON_CHECK(library.find("nvrtcGetErrorString", table.errorString));
            return &table;
        }();
        return loaded;
    }
};

//! One compilation. Owned; not copied.
class Compilation
{
public:
    explicit Compilation(Nvrtc const& library)
        : library_(library)
    {
    }
    ~Compilation()
    {
        if (program_ != nullptr)
        {
            static_cast<void>(library_.destroy(&program_));
        }
    }
    Compilation(Compilation const&) = delete;
    Compilation& operator=(Compilation const&) = delete;

    Status run(std::string const& source, std::string const& architecture)
    {
        TENON_CHECK(check(
            library_.create(&program_, source.c_str(), "pointwise.cu", 0, nullptr, nullptr), "nvrtcCreateProgram"));
        std::string const target = "--gpu-architecture=" + architecture;
        char const* const options[]{target.c_str(), "--std=c++17"};
        nvrtcResult const result = library_.compile(program_, 2, options);
        return result == NVRTC_SUCCESS ? base::okStatus() : check(result, "nvrtcCompileProgram").withNote("{}", log());
    }

    Result<graph::ConstantData> cubin() { return bytes(library_.cubinSize, library_.cubin, "nvrtcGetCUBIN"); }
    Result<graph::ConstantData> ptx() { return bytes(library_.ptxSize, library_.ptx, "nvrtcGetPTX"); }

private:
    Status check(nvrtcResult result, char const* call) const
    {
        return result == NVRTC_SUCCESS
            ? base::okStatus()
            : Status(base::error(base::ErrorCode::kFAILED_EXECUTION,
                "fused pointwise kernel: {}: expected NVRTC to succeed, found {}", call, library_.errorString(result)));
    }

    std::string log() const
    {
        size_t size = 0;
        if (library_.logSize(program_, &size) != NVRTC_SUCCESS || size < 2)
        {
            return "the compiler gives no reason";
        }
        std::string text(size, '\0');
        static_cast<void>(library_.log(program_, text.data()));
        return text.substr(0, size - 1);
    }

    template <typename Size, typename Get>
    Result<graph::ConstantData> bytes(Size const& sizeOf, Get const& get, char const* call)
    {
        size_t size = 0;
        TENON_CHECK(check(sizeOf(program_, &size), call));
        auto const owner = std::make_shared<std::vector<char>>(size);
        TENON_CHECK(check(get(program_, owner->data()), call));
        return graph::ConstantData{DataType::kUINT8, static_cast<int64_t>(size), owner->data(), owner};
    }

    Nvrtc const& library_;
    nvrtcProgram program_{nullptr};
};

Result<std::string> architectureOf(devices::Device const& device)
{
    int major = 0;
    int minor = 0;
    TENON_CHECK(devices::checkCuda(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device.ordinal()),
        "reading its architecture", device.ordinal()));
    TENON_CHECK(devices::checkCuda(cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, device.ordinal()),
        "reading its architecture", device.ordinal()));
    return fmt::format("sm_{}{}", major, minor);
}

//! The one type of all tensors.
Result<DataType> typeOf(graph::Candidate const& candidate)
{
    DataType const type = candidate.outputs[0].type;
    for (graph::TypeFormat const& input : candidate.inputs)
    {
        if (input.type != type)
        {
            return base::notImplemented(
                "a fused pointwise kernel from {} to {}", base::name(input.type), base::name(type));
        }
    }
    return type;
}

struct PointwiseWork
{
    std::shared_ptr<void const> kernel; //!< cudaKernel_t; keeps its library
    int64_t inputs;
    int64_t elementBytes;
    int64_t count{0};

    static constexpr char const* kName = "a fused pointwise kernel";

    Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs)
    {
        for (graph::TensorDesc const& input : inputs)
        {
            if (!(input.dims == outputs[0].dims))
            {
                return base::invalidArgument("pointwise: expected inputs of {} as the output, found {}",
                    base::toString(outputs[0].dims), base::toString(input.dims));
            }
        }
        TENON_ASSIGN(count, base::volume(outputs[0].dims));
        return {};
    }

    cudaError_t enqueue(void const* const* in, void* const* outputs, void*, cudaStream_t stream) const
    {
        if (count == 0)
        {
            return cudaSuccess; // a launch of no blocks is an error
        }
        constexpr int64_t kMaxArguments = 64 + 3;
        void* arguments[kMaxArguments];
        uintptr_t all = reinterpret_cast<uintptr_t>(outputs[0]);
        for (int64_t i = 0; i < inputs; ++i)
        {
            arguments[i] = const_cast<void const**>(&in[i]);
            all |= reinterpret_cast<uintptr_t>(in[i]);
        }
        int packed = all % 16 == 0 ? 1 : 0;
        long long elements = count;
        void* out = outputs[0];
        arguments[inputs] = &out;
        arguments[inputs + 1] = &elements;
        arguments[inputs + 2] = &packed;
        int64_t const perBlock = kThreads * (packed != 0 ? 16 / elementBytes : 1);
        dim3 const grid(static_cast<unsigned>((count + perBlock - 1) / perBlock));
        return cudaLaunchKernel(kernel.get(), grid, dim3(kThreads), arguments, 0, stream);
    }
};

Result<std::shared_ptr<void const>> loadKernel(graph::ConstantData const& code, int32_t ordinal)
{
    cudaLibrary_t library = nullptr;
    TENON_CHECK(devices::checkCuda(cudaLibraryLoadData(&library, code.data, nullptr, nullptr, 0, nullptr, nullptr, 0),
        "loading a fused pointwise kernel", ordinal));
    std::shared_ptr<void> const owner(
        library, [](void* each) { static_cast<void>(cudaLibraryUnload(static_cast<cudaLibrary_t>(each))); });
    cudaKernel_t kernel = nullptr;
    TENON_CHECK(devices::checkCuda(
        cudaLibraryGetKernel(&kernel, library, kKernelName), "finding a fused pointwise kernel", ordinal));
    return std::shared_ptr<void const>(owner, static_cast<void const*>(kernel));
}

} // namespace

Result<PointwiseImage> compilePointwise(pointwise::Program const& program, graph::KernelRequest const& request)
{
    TENON_ASSIGN(DataType const type, typeOf(request.candidate));
    TENON_ASSIGN(Nvrtc const* const library, Nvrtc::load());
    PointwiseImage image;
    TENON_ASSIGN(image.architecture, architectureOf(*request.device));
    std::string const source = sourceOf(program, type);
    image.sourceHash = hashOf(source);
    Compilation compilation(*library);
    TENON_CHECK(compilation.run(source, image.architecture));
    TENON_ASSIGN(image.cubin, compilation.cubin());
    TENON_ASSIGN(image.ptx, compilation.ptx());
    return image;
}

Result<std::unique_ptr<graph::Kernel>> makePointwiseCuda(
    pointwise::Program const& program, PointwiseImage const& image, graph::KernelRequest const& request)
{
    TENON_ASSIGN(DataType const type, typeOf(request.candidate));
    TENON_ASSIGN(std::string const architecture, architectureOf(*request.device));
    bool const fits = !image.architecture.empty() && image.sourceHash == hashOf(sourceOf(program, type));
    PointwiseImage compiled;
    if (!fits)
    {
        TENON_ASSIGN(compiled, compilePointwise(program, request));
    }
    PointwiseImage const& used = fits ? image : compiled;
    devices::CurrentDevice const current(request.device->ordinal());
    graph::ConstantData const& code = used.architecture == architecture ? used.cubin : used.ptx;
    TENON_ASSIGN(auto kernel, loadKernel(code, request.device->ordinal()));
    return makeCudaKernel(PointwiseWork{std::move(kernel), program.inputs, base::bytesOf(type)}, request);
}

} // namespace tenon::ops
#endif // TENON_CUDA
