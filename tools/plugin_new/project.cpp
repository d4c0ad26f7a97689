#include "plugin_new/project.h"

#include <cctype>

namespace tenon::plugin_new
{
namespace
{

std::string replaced(std::string text, std::vector<std::pair<std::string, std::string>> const& words)
{
    for (auto const& [from, to] : words)
    {
        for (size_t place = text.find(from); place != std::string::npos; place = text.find(from, place + to.size()))
        {
            text.replace(place, from.size(), to);
        }
    }
    return text;
}

char const* const kHeader = R"file(// @Name@: @about@
#pragma once

#include <tenon/plugin.h>

struct @Name@ : tenon::plugin::Plugin
{
    static constexpr char const* kName = "@Name@";
    static constexpr char const* kVersion = "1";

    float scale{1.0F};

    // What the plugin is. Creator, fields, serialization, clone and the rest of the interface follow from it.
    template <typename D>
    static void declare(D& d)
    {
        d.about("@about@");
@declareInputs@@declareOutputs@        d.field("scale", &@Name@::scale, "factor");
@expression@        d.capturable();
    }

    // Outputs are shaped as input 0 where nothing else is said: void outputShapes(tenon::plugin::Shapes& s) const;
    // Scratch memory, where it is needed:                      size_t workspaceBytes(tenon::plugin::Problem const& p) const;
    int32_t enqueueCpu(tenon::plugin::Call const& call) const;
    int32_t enqueueCuda(tenon::plugin::Call const& call) const; // @snake@_cuda.cu, in builds with CUDA
};
)file";

char const* const kSource = R"file(#include "@snake@.h"

#include <tenon/half.h>
#include <tenon/host_kernels.h>

namespace
{

@cpuKernel@
} // namespace

int32_t @Name@::enqueueCpu(tenon::plugin::Call const& call) const
{
    return tenon::plugin::withFloating(call.input(0).type(), [&](auto element) {
        using T = decltype(element); // float, or tenon::Half
        T const* inputs[kInputs];
        for (int32_t i = 0; i < kInputs; ++i)
        {
            inputs[i] = call.input(i).template as<T>();
        }
        for (int32_t o = 0; o < kOutputs; ++o)
        {
            compute(inputs, call.output(o).template as<T>(), call.output(o), scale, static_cast<float>(o));
        }
        return 0;
    });
}

@register@
)file";

char const* const kPointwiseCpu = R"file(constexpr int32_t kInputs = @inputs@;
constexpr int32_t kOutputs = @outputs@;

//! y = scale · (x0 + x1 + …) + shift
template <typename T>
void compute(T const* const* inputs, T* output, tenon::plugin::Tensor const& tensor, float scale, float shift)
{
    tenon::parallelFor(tensor.count(), 32 * 1024, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i)
        {
            float sum = 0.0F;
            for (int32_t k = 0; k < kInputs; ++k)
            {
                sum += static_cast<float>(inputs[k][i]);
            }
            output[i] = T(scale * sum + shift);
        }
    });
}
)file";

char const* const kRowCpu = R"file(constexpr int32_t kInputs = @inputs@;
constexpr int32_t kOutputs = @outputs@;

//! Each row, a run along the last dimension, of x0 + x1 + …: y = scale · (x − the row's mean) + shift
template <typename T>
void compute(T const* const* inputs, T* output, tenon::plugin::Tensor const& tensor, float scale, float shift)
{
    int64_t const width = tensor.rank() == 0 ? 1 : tensor.dim(tensor.rank() - 1);
    int64_t const rows = width == 0 ? 0 : tensor.count() / width;
    tenon::parallelFor(rows, 64, [&](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row)
        {
            auto const sumAt = [&](int64_t i) {
                float sum = 0.0F;
                for (int32_t k = 0; k < kInputs; ++k)
                {
                    sum += static_cast<float>(inputs[k][row * width + i]);
                }
                return sum;
            };
            float total = 0.0F;
            for (int64_t i = 0; i < width; ++i)
            {
                total += sumAt(i);
            }
            float const mean = total / static_cast<float>(width);
            for (int64_t i = 0; i < width; ++i)
            {
                output[row * width + i] = T(scale * (sumAt(i) - mean) + shift);
            }
        }
    });
}
)file";

char const* const kCuda =
    R"file(// The kernel for GPUs. All work goes on the call's stream; nothing is allocated and nobody waits.
#include "@snake@.h"

@include@ <cuda_fp16.h>
@include@ <cuda_runtime_api.h>

namespace
{

constexpr int32_t kInputs = @inputs@;
constexpr int32_t kOutputs = @outputs@;
constexpr int32_t kThreads = 256;

template <typename T>
struct Inputs
{
    T const* of[kInputs];
};

template <typename T>
__device__ float sumAt(Inputs<T> inputs, int64_t place)
{
    float sum = 0.0F;
    for (int32_t k = 0; k < kInputs; ++k)
    {
        sum += static_cast<float>(inputs.of[k][place]);
    }
    return sum;
}

@kernel@
template <typename T>
int32_t launch(tenon::plugin::Call const& call, float scale)
{
    Inputs<T> inputs{};
    for (int32_t i = 0; i < kInputs; ++i)
    {
        inputs.of[i] = static_cast<T const*>(call.input(i).data);
    }
    auto const& x = call.input(0);
@grid@    if (blocks == 0)
    {
        return 0; // nothing to compute
    }
    for (int32_t o = 0; o < kOutputs; ++o)
    {
        compute<T><<<static_cast<unsigned>(blocks), kThreads, 0, call.stream()>>>(
            inputs, static_cast<T*>(call.output(o).data), @arguments@, scale, static_cast<float>(o));
    }
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}

} // namespace

int32_t @Name@::enqueueCuda(tenon::plugin::Call const& call) const
{
    return call.input(0).type() == nvinfer1::DataType::kHALF ? launch<__half>(call, scale) : launch<float>(call, scale);
}
)file";

char const* const kPointwiseKernel = R"file(//! One element a thread.
template <typename T>
__global__ void compute(Inputs<T> inputs, T* output, int64_t count, float scale, float shift)
{
    int64_t const i = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
    if (i < count)
    {
        output[i] = static_cast<T>(scale * sumAt(inputs, i) + shift);
    }
}
)file";

char const* const kRowKernel = R"file(//! One row a block.
template <typename T>
__global__ void compute(Inputs<T> inputs, T* output, int64_t width, float scale, float shift)
{
    __shared__ float partial[kThreads];
    int64_t const begin = static_cast<int64_t>(blockIdx.x) * width;
    float sum = 0.0F;
    for (int64_t i = threadIdx.x; i < width; i += kThreads)
    {
        sum += sumAt(inputs, begin + i);
    }
    partial[threadIdx.x] = sum;
    for (int32_t half = kThreads / 2; half > 0; half /= 2)
    {
        __syncthreads();
        if (threadIdx.x < half)
        {
            partial[threadIdx.x] += partial[threadIdx.x + half];
        }
    }
    __syncthreads();
    float const mean = partial[0] / static_cast<float>(width);
    for (int64_t i = threadIdx.x; i < width; i += kThreads)
    {
        output[begin + i] = static_cast<T>(scale * (sumAt(inputs, begin + i) - mean) + shift);
    }
}
)file";

char const* const kTest = R"file(#include "@snake@.h"

#include <tenon/plugin_test.h>

namespace
{

using namespace tenon::plugin_test;

constexpr float kScale = 1.5F;

// What the plugin should compute, written as plainly as can be.
std::vector<Array> reference(std::vector<Array> const& inputs)
{
    std::vector<Array> outputs;
    for (int o = 0; o < @outputs@; ++o)
    {
        Array y = Array::of(inputs[0].dims);
        for (size_t i = 0; i < y.values.size(); ++i)
        {
            for (Array const& x : inputs)
            {
                y.values[i] += x.values[i];
            }
        }
@referenceBody@        outputs.push_back(y);
    }
    return outputs;
}

PluginTest test()
{
    PluginTest made("@Name@", "1");
    made.field("scale", kScale).types({DataType::kFLOAT, DataType::kHALF}).reference(reference);
    for (std::vector<int64_t> const& dims : std::vector<std::vector<int64_t>>{{2, 4, 8, 8}, {1, 3, 5, 7}, {5, 16, 1, 33}})
    {
        made.shapes(std::vector<std::vector<int64_t>>(@inputs@, dims));
    }
    return made;
}

TEST(@Name@, Static)
{
    test().modes({Mode::kSTATIC}).run();
}

TEST(@Name@, DynamicBatch)
{
    test().modes({Mode::kDYNAMIC}).run();
}

} // namespace
)file";

char const* const kCmake = R"file(cmake_minimum_required(VERSION 3.22)
project(@Name@ LANGUAGES CXX)

set(CMAKE_CXX_STANDARD 17)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release)
endif()

# Tenon: cmake -DCMAKE_PREFIX_PATH=<where it is installed>
find_package(Tenon REQUIRED)

# The kernel for GPUs, where there is a CUDA compiler.
include(CheckLanguage)
check_language(CUDA)
set(with_cuda OFF)
if(CMAKE_CUDA_COMPILER)
    set(with_cuda ON)
endif()
option(WITH_CUDA "Build the kernel for GPUs" ${with_cuda})
set(sources @snake@.cpp)
if(WITH_CUDA)
    enable_language(CUDA)
    list(APPEND sources @snake@_cuda.cu)
endif()

tenon_add_plugin(@snake@ SOURCES ${sources} LEVEL @level@)
if(WITH_CUDA)
    find_package(CUDAToolkit REQUIRED)
    target_compile_definitions(@snake@ PRIVATE TENON_PLUGIN_CUDA=1)
    target_link_libraries(@snake@ PRIVATE CUDA::cudart)
    set_target_properties(@snake@ PROPERTIES CUDA_STANDARD 17)
endif()

enable_testing()
find_package(GTest QUIET)
if(GTest_FOUND)
    add_executable(@snake@_test @snake@_test.cpp)
    target_link_libraries(@snake@_test PRIVATE Tenon::trt@level@ @snake@ GTest::gtest GTest::gtest_main)
    add_test(NAME reference COMMAND @snake@_test)
else()
    message(STATUS "GoogleTest was not found: @snake@_test is left out (Debian: apt install libgtest-dev)")
endif()
add_test(NAME check COMMAND ${Tenon_COMMAND} plugin check $<TARGET_FILE:@snake@>)
add_test(NAME build_engine COMMAND ${Tenon_COMMAND} build --onnx ${CMAKE_SOURCE_DIR}/@snake@.onnx --plugins $<TARGET_FILE:@snake@>
    @shapes@ --saveEngine ${CMAKE_BINARY_DIR}/@snake@.engine --quiet)
)file";

char const* const kReadme = R"file(# @Name@

@about@

| file | what it is |
|---|---|
| `@snake@.h` | the plugin: what it takes, gives and has for fields |
| `@snake@.cpp` | its kernel for CPUs, and its registration |
| `@snake@_cuda.cu` | its kernel for GPUs; built where CMake finds a CUDA compiler |
| `@snake@_test.cpp` | a comparison with a plain reference over shapes, types and batch modes |
| `@snake@.onnx` | a model of one node @Name@ |

```sh
cmake -S . -B build -DCMAKE_PREFIX_PATH=<where Tenon is installed>
cmake --build build
ctest --test-dir build --output-on-failure
tenon plugin check build/lib@snake@.so
tenon build --onnx @snake@.onnx --plugins build/lib@snake@.so @shapes@ --saveEngine @snake@.engine
```

`tenon plugin check` finds what is wrong with the plugin beyond its numbers: clones, serialization, memory, threads. `tenon plugin run` runs it on
arrays, `tenon plugin trace` prints its life, call by call.
)file";

std::string formName(Form form)
{
    switch (form)
    {
    case Form::kSTATIC: return "kSTATIC";
    case Form::kDYNAMIC: return "kDYNAMIC";
    default: return "kSTATIC_AND_DYNAMIC";
    }
}

} // namespace

std::string snakeCase(std::string const& name)
{
    std::string snake;
    for (size_t i = 0; i < name.size(); ++i)
    {
        bool const upper = std::isupper(static_cast<unsigned char>(name[i])) != 0;
        bool const begins = upper && i > 0 && name[i - 1] != '_'
            && (std::isupper(static_cast<unsigned char>(name[i - 1])) == 0
                || (i + 1 < name.size() && std::islower(static_cast<unsigned char>(name[i + 1])) != 0));
        snake += begins ? "_" : "";
        snake += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
    }
    return snake;
}

base::Result<Files> projectFiles(Wish const& wish)
{
    bool legal = !wish.name.empty() && std::isalpha(static_cast<unsigned char>(wish.name[0])) != 0;
    for (char const letter : wish.name)
    {
        legal = legal && (std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_');
    }
    if (!legal)
    {
        return base::invalidArgument("name: expected a C++ class name such as MyOp, found \"{}\"", wish.name);
    }
    bool const pointwise = wish.kind == Kind::kPOINTWISE;
    std::string declareInputs, declareOutputs, sum;
    for (int32_t i = 0; i < wish.inputs; ++i)
    {
        declareInputs += fmt::format("        d.input(\"x{}\", \"{}\");\n", i, i == 0 ? "any shape" : "shaped as `x0`");
        sum += (i == 0 ? "x" : " + x") + std::to_string(i);
    }
    for (int32_t i = 0; i < wish.outputs; ++i)
    {
        declareOutputs += fmt::format("        d.output(\"y{}\", \"shaped as `x0`\");\n", i);
    }
    std::string const inner = wish.inputs == 1 ? "x0" : "(" + sum + ")";
    std::string const about = pointwise
        ? fmt::format("y = scale · {}{}", inner, wish.outputs > 1 ? " + the output's number" : "")
        : fmt::format("y = scale · ({} − its row's mean){}; a row runs along the last dimension", sum,
            wish.outputs > 1 ? " + the output's number" : "");
    std::string const registration = wish.form == Form::kV3
        ? fmt::format("TENON_REGISTER_PLUGIN_V3({});", wish.name)
        : fmt::format("TENON_REGISTER_PLUGIN({}, {});", wish.name, formName(wish.form));
    std::string shapes;
    for (char const* const flag : {"--minShapes", "--optShapes", "--maxShapes"})
    {
        std::string values;
        for (int32_t i = 0; i < wish.inputs; ++i)
        {
            values += fmt::format("{}x{}:{}x4x8x8", i == 0 ? "" : ",", i,
                std::string(flag) == "--minShapes"       ? 1
                    : std::string(flag) == "--optShapes" ? 2
                                                         : 8);
        }
        shapes += (shapes.empty() ? "" : " ") + std::string(flag) + "=" + values;
    }
    std::string const referenceBody = pointwise ? R"(        for (double& value : y.values)
        {
            value = kScale * value + o;
        }
)"
                                                : R"(        auto const width = static_cast<size_t>(y.dims.back());
        for (size_t row = 0; row < y.values.size(); row += width)
        {
            double total = 0;
            for (size_t i = 0; i < width; ++i)
            {
                total += y.values[row + i];
            }
            for (size_t i = 0; i < width; ++i)
            {
                y.values[row + i] = kScale * (y.values[row + i] - total / static_cast<double>(width)) + o;
            }
        }
)";
    std::vector<std::pair<std::string, std::string>> const words{
        {"@cpuKernel@", pointwise ? kPointwiseCpu : kRowCpu},
        {"@kernel@", pointwise ? kPointwiseKernel : kRowKernel},
        {"@grid@",
            pointwise
                ? "    int64_t const blocks = (x.count() + kThreads - 1) / kThreads;\n"
                : "    int64_t const width = x.rank() == 0 ? 1 : x.dim(x.rank() - 1);\n    int64_t const blocks = width == 0 ? 0 : x.count() / width;\n"},
        {"@arguments@", pointwise ? "x.count()" : "width"},
        {"@declareInputs@", declareInputs},
        {"@declareOutputs@", declareOutputs},
        {"@expression@",
            pointwise && wish.outputs == 1 ? fmt::format(
                "        d.expression(\"scale * {}\"); // lets Tenon fuse neighbours through the plugin\n", inner)
                                           : ""},
        {"@referenceBody@", referenceBody},
        {"@register@", registration},
        {"@shapes@", shapes},
        {"@about@", about},
        {"@Name@", wish.name},
        {"@snake@", snakeCase(wish.name)},
        {"@inputs@", std::to_string(wish.inputs)},
        {"@outputs@", std::to_string(wish.outputs)},
        {"@level@", "10"},
        {"@include@", "#include"},
    };
    std::string const snake = snakeCase(wish.name);
    return Files{
        {"CMakeLists.txt", replaced(kCmake, words)},
        {"README.md", replaced(kReadme, words)},
        {snake + ".h", replaced(kHeader, words)},
        {snake + ".cpp", replaced(kSource, words)},
        {snake + "_cuda.cu", replaced(kCuda, words)},
        {snake + "_test.cpp", replaced(kTest, words)},
        {snake + ".onnx", onnxModel(wish)},
    };
}

} // namespace tenon::plugin_new
