// The benchmark on a GPU: the kernels of LReLU, bias + GELU and skip + layer normalization against the copy bandwidth of the same run, and the same
// through engines. usage: tenon_gpu_bench [--small] [--out FILE.json]
//
// Each result is checked against its definition in double first. Peers are measured by peers.py; table.py puts both side by side.
#include "gpu/measure.h"

#include "plugins/gelu/gelu_kernel.h"
#include "plugins/lrelu/lrelu_kernel.h"
#include "plugins/skip_layer_norm/skip_layer_norm_kernel.h"

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cmath>
#include <cstring>
#include <type_traits>

namespace tenon::benchmarks
{
namespace
{

using nvinfer1::DataType;

constexpr int64_t kGiB = int64_t{1} << 30;

__device__ float numberAt(int64_t i, uint32_t seed)
{
    uint32_t hash = static_cast<uint32_t>(i) * 2654435761U + seed;
    hash ^= hash >> 15;
    hash *= 2246822519U;
    hash ^= hash >> 13;
    return (static_cast<float>(hash & 0xFFFFFFU) / 8388608.0F - 1.0F) * 3.0F;
}

//! Evenly distributed in [−3, 3).
template <typename T>
__global__ void fill(T* to, int64_t count, uint32_t seed)
{
    for (int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < count;
         i += static_cast<int64_t>(gridDim.x) * blockDim.x)
    {
        to[i] = static_cast<T>(numberAt(i, seed));
    }
}

//! The kernel of the tutorial that many plugins began as: one element a thread, a grid of n / 512.
__global__ void tutorialLRelu(int count, float slope, float const* input, float* output)
{
    int const i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
    if (i < count)
    {
        output[i] = input[i] > 0.0F ? input[i] : input[i] * slope;
    }
}

struct Arrays
{
    void* x;
    void* skip;
    void* y;
    float* weights; //!< gamma, beta and bias lie kWeightStride apart
};
constexpr int64_t kWeightStride = 8192;

template <typename T>
void fillAll(Arrays const& arrays, cudaStream_t stream)
{
    int64_t const count = kGiB / static_cast<int64_t>(sizeof(T));
    fill<<<4096, 256, 0, stream>>>(static_cast<T*>(arrays.x), count, 1U);
    fill<<<4096, 256, 0, stream>>>(static_cast<T*>(arrays.skip), count, 2U);
    check(cudaMemsetAsync(arrays.y, 0xFF, kGiB, stream), "poisoning the output");
    check(cudaStreamSynchronize(stream), "filling the inputs");
}

template <typename T>
std::vector<double> download(void const* from, int64_t first, int64_t count)
{
    std::vector<T> values(static_cast<size_t>(count));
    check(cudaMemcpy(
              values.data(), static_cast<T const*>(from) + first, values.size() * sizeof(T), cudaMemcpyDeviceToHost),
        "reading results");
    std::vector<double> result;
    for (T const value : values)
    {
        result.push_back(static_cast<double>(static_cast<float>(value)));
    }
    return result;
}

//! Compares rows at the beginning, in the middle and at the end with a definition; ends the program where they differ.
template <typename T, typename Definition>
void verify(std::string const& name, Arrays const& arrays, int64_t rows, int64_t hidden, Definition const& definition)
{
    double const tolerance = sizeof(T) == 4 ? 2e-5 : (std::is_same_v<T, __half> ? 8e-3 : 3e-2);
    for (int64_t const row : {int64_t{0}, rows / 2, rows - 1})
    {
        std::vector<double> const x = download<T>(arrays.x, row * hidden, hidden);
        std::vector<double> const skip = download<T>(arrays.skip, row * hidden, hidden);
        std::vector<double> const y = download<T>(arrays.y, row * hidden, hidden);
        std::vector<double> const expected = definition(x, skip);
        for (size_t i = 0; i < y.size(); ++i)
        {
            if (!(std::fabs(y[i] - expected[i]) <= tolerance * std::max(1.0, std::fabs(expected[i]))))
            {
                std::fprintf(stderr, "%s: row %lld, element %zu: expected %g, found %g\n", name.c_str(),
                    static_cast<long long>(row), i, expected[i], y[i]);
                std::exit(1);
            }
        }
    }
}

class Bench
{
public:
    Bench(Arrays const& arrays, cudaStream_t stream, std::vector<Line>& lines)
        : arrays_(arrays)
        , stream_(stream)
        , lines_(lines)
    {
        weights_ = download<float>(arrays.weights, 0, 3 * kWeightStride);
    }

    template <typename T>
    void lrelu(std::string const& name, DataType type, int64_t count)
    {
        auto const call = [=, this] {
            expect(plugins::lrelu::enqueueCuda(type, arrays_.x, arrays_.y, count, 0.1F, stream_));
        };
        call();
        verify<T>(name, arrays_, count / 4096, 4096, [](auto const& x, auto const&) {
            std::vector<double> y;
            for (double const v : x)
                y.push_back(v < 0 ? v * 0.1F : v);
            return y;
        });
        add(name, call, 2.0 * static_cast<double>(count) * sizeof(T));
    }

    template <typename T>
    void gelu(std::string const& name, DataType type, int64_t rows, int64_t hidden)
    {
        auto const call = [=, this] {
            expect(plugins::gelu::enqueueCuda(type, arrays_.x, arrays_.weights, arrays_.y, {rows, hidden}, stream_));
        };
        call();
        verify<T>(name, arrays_, rows, hidden, [&](auto const& x, auto const&) {
            std::vector<double> y;
            for (size_t i = 0; i < x.size(); ++i)
            {
                double const v = x[i] + weights_[i];
                y.push_back(v / 2 * (1 + std::tanh(std::sqrt(2 / M_PI) * (v + 0.044715 * v * v * v))));
            }
            return y;
        });
        add(name, call, 2.0 * static_cast<double>(rows * hidden) * sizeof(T));
    }

    template <typename T>
    void skipLayerNorm(std::string const& name, DataType type, int64_t rows, int64_t hidden)
    {
        float const* const w = arrays_.weights;
        auto const call = [=, this] {
            expect(plugins::skip_layer_norm::enqueueCuda(
                type, arrays_.x, arrays_.skip, arrays_.y, {w, w + kWeightStride, nullptr}, {rows, hidden}, stream_));
        };
        call();
        verify<T>(name, arrays_, rows, hidden, [&](auto const& x, auto const& skip) {
            double mean = 0;
            double variance = 0;
            for (size_t i = 0; i < x.size(); ++i)
                mean += (x[i] + skip[i]) / static_cast<double>(x.size());
            for (size_t i = 0; i < x.size(); ++i)
                variance += std::pow(x[i] + skip[i] - mean, 2) / static_cast<double>(x.size());
            std::vector<double> y;
            for (size_t i = 0; i < x.size(); ++i)
            {
                y.push_back(
                    (x[i] + skip[i] - mean) / std::sqrt(variance + 1e-5) * weights_[i] + weights_[i + kWeightStride]);
            }
            return y;
        });
        add(name, call, 3.0 * static_cast<double>(rows * hidden) * sizeof(T));
    }

    void tutorial()
    {
        auto const count = static_cast<int>(kGiB / sizeof(float));
        auto const call = [=, this] {
            tutorialLRelu<<<count / 512, 512, 0, stream_>>>(
                count, 0.1F, static_cast<float const*>(arrays_.x), static_cast<float*>(arrays_.y));
            check(cudaGetLastError(), "launching the tutorial's kernel");
        };
        add("lrelu tutorial's kernel fp32", call, 2.0 * kGiB);
    }

private:
    static void expect(bool launched)
    {
        if (!launched)
        {
            check(cudaGetLastError(), "launching a kernel");
        }
    }

    void add(std::string const& name, std::function<void()> const& call, double bytes)
    {
        lines_.push_back({name, medianMicroseconds(stream_, call), medianCaptured(stream_, call),
            medianCaptured(stream_, call, kCallsInARow), bytes});
    }

    Arrays arrays_;
    cudaStream_t stream_;
    std::vector<Line>& lines_;
    std::vector<double> weights_;
};

template <typename T>
void measureType(Bench& bench, DataType type, std::string const& typeName, bool large)
{
    if (large)
    {
        bench.lrelu<T>("lrelu large " + typeName, type, int64_t{64} * 64 * 256 * 256);
        bench.gelu<T>("bias_gelu large " + typeName, type, 64 * 512, 3072);
        bench.skipLayerNorm<T>("skip_layer_norm large " + typeName, type, 64 * 512, 768);
    }
    bench.lrelu<T>("lrelu small " + typeName, type, 8 * 64 * 56 * 56);
    bench.gelu<T>("bias_gelu small " + typeName, type, 128, 3072);
    bench.skipLayerNorm<T>("skip_layer_norm small " + typeName, type, 128, 768);
}

void print(std::vector<Line> const& lines, double copyRate, char const* path)
{
    std::printf("%-40s%12s%12s%12s%10s%14s%14s\n", "case", "direct us", "captured us", "in a row us", "GB/s",
        "of the copy", "in a row");
    for (Line const& line : lines)
    {
        double const time = line.captured > 0 ? std::min(line.captured, line.direct) : line.direct;
        double const rate = line.bytes / time / 1e3;
        std::printf("%-40s%12.1f%12.1f%12.1f", line.name.c_str(), line.direct, line.captured, line.inARow);
        line.bytes > 0 ? std::printf(
            "%10.0f%13.1f%%%13.1f%%\n", rate, 100.0 * rate / copyRate, line.bytes / line.inARow / 10.0 / copyRate)
                       : std::printf("\n");
    }
    FILE* const file = path == nullptr ? nullptr : std::fopen(path, "w");
    if (file == nullptr)
    {
        return;
    }
    std::fprintf(file, "{\"copy_gbps\": %.1f, \"cases\": {", copyRate);
    for (size_t i = 0; i < lines.size(); ++i)
    {
        std::fprintf(file, "%s\n \"%s\": {\"direct\": %.3f, \"captured\": %.3f, \"row\": %.3f, \"bytes\": %.0f}",
            i == 0 ? "" : ",", lines[i].name.c_str(), lines[i].direct, lines[i].captured, lines[i].inARow,
            lines[i].bytes);
    }
    std::fprintf(file, "}}\n");
    std::fclose(file);
}

int run(bool large, char const* path)
{
    cudaStream_t stream = nullptr;
    check(cudaStreamCreate(&stream), "making a stream");
    Arrays arrays{};
    for (void** const each : {&arrays.x, &arrays.skip, &arrays.y})
    {
        check(cudaMalloc(each, 2 * kGiB), "allocating 2 GiB");
    }
    check(cudaMalloc(&arrays.weights, 3 * kWeightStride * sizeof(float)), "allocating weights");
    fill<<<64, 256, 0, stream>>>(arrays.weights, 3 * kWeightStride, 5U);
    fill<<<4096, 256, 0, stream>>>(static_cast<float*>(arrays.x), 2 * kGiB / 4, 1U);
    double const copyTime = medianMicroseconds(
        stream,
        [&] {
            check(cudaMemcpyAsync(arrays.y, arrays.x, 2 * kGiB, cudaMemcpyDeviceToDevice, stream), "copying 2 GiB");
        },
        21);
    double const copyRate = 4.0 * kGiB / copyTime / 1e3;
    std::printf("copy of 2 GiB: %.0f GB/s\n", copyRate);

    std::vector<Line> lines;
    Bench bench(arrays, stream, lines);
    fillAll<float>(arrays, stream);
    measureType<float>(bench, DataType::kFLOAT, "fp32", large);
    bench.tutorial();
    fillAll<__half>(arrays, stream);
    measureType<__half>(bench, DataType::kHALF, "fp16", large);
    fillAll<__nv_bfloat16>(arrays, stream);
    measureType<__nv_bfloat16>(bench, DataType::kBF16, "bf16", large);
    for (void* const each : {arrays.x, arrays.skip, arrays.y})
    {
        check(cudaFree(each), "freeing memory");
    }
    measureEngines(stream, large, lines);
    print(lines, copyRate, path);
    return 0;
}

} // namespace
} // namespace tenon::benchmarks

int main(int argc, char** argv)
{
    bool large = true;
    char const* path = nullptr;
    for (int i = 1; i < argc; ++i)
    {
        large = large && std::strcmp(argv[i], "--small") != 0;
        path = std::strcmp(argv[i], "--out") == 0 && i + 1 < argc ? argv[++i] : path;
    }
    return tenon::benchmarks::run(large, path);
}
