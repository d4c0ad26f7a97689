// Runs every plugin of the folder in an engine of its own kind of batch, as its users would: `gallery build <file>` writes an engine,
// `gallery run <file>` loads it in another process and compares with loops. One source for releases 7 and 8.
#include "NvInfer.h"
#include "cuda_runtime_api.h"
#include "grid_boxes.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

using namespace nvinfer1;

#define CHECK(status)                                                                                                  \
    do                                                                                                                 \
    {                                                                                                                  \
        auto ret = (status);                                                                                           \
        if (ret != 0)                                                                                                  \
        {                                                                                                              \
            std::cerr << "Cuda failure: " << ret << std::endl;                                                         \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

class Logger : public ILogger
{
public:
    void log(Severity severity, const char* msg) TRT_NOEXCEPT override
    {
        if (severity <= Severity::kWARNING)
        {
            std::cerr << msg << std::endl;
        }
    }
};

static Logger gLogger;

struct InferDeleter
{
    template <typename T>
    void operator()(T* obj) const
    {
        if (obj)
        {
            obj->destroy();
        }
    }
};

template <typename T>
using UniquePtr = std::unique_ptr<T, InferDeleter>;

static float valueAt(int i)
{
    return std::sin(0.37f * i + 0.1f) * 3.f;
}

static std::vector<float> filled(int count)
{
    std::vector<float> values(count);
    for (int i = 0; i < count; ++i)
        values[i] = valueAt(i);
    return values;
}

static IPluginV2* make(const char* name, const char* version, std::vector<PluginField> fields, const char* space = "")
{
    auto* creator = getPluginRegistry()->getPluginCreator(name, version, space);
    if (!creator)
    {
        std::cerr << "no creator " << name << std::endl;
        exit(1);
    }
    PluginFieldCollection fc;
    fc.nbFields = fields.size();
    fc.fields = fields.data();
    IPluginV2* plugin = creator->createPlugin(name, &fc);
    if (!plugin)
    {
        std::cerr << "no plugin " << name << std::endl;
        exit(1);
    }
    return plugin;
}

static const int C = 4, H = 3, W = 5, MAX_BATCH = 3;

// The static ones, one after another: scale → swish → split → (upsample | dense).
static void defineImplicit(INetworkDefinition& network)
{
    static const std::vector<float> scales{1.f, -0.5f, 2.f, 0.25f};
    static const std::vector<float> kernel = filled(3 * (C / 2) * H * W);
    static const int rows = 3;
    static const int64_t factor = 2;
    ITensor* data = network.addInput("data", DataType::kFLOAT, Dims3{C, H, W});
    auto add = [&](ITensor* input, IPluginV2* plugin) {
        ITensor* inputs[] = {input};
        IPluginV2Layer* layer = network.addPluginV2(inputs, 1, *plugin);
        plugin->destroy();
        return layer;
    };
    auto scale = add(data, make("ChannelScale_TRT", "1", {{"weights", scales.data(), PluginFieldType::kFLOAT32, C}}));
    auto swish = add(scale->getOutput(0), make("HardSwishLayer", "001", {}, "era"));
    auto split = add(swish->getOutput(0), make("EraSplitHalves", "1", {}));
    auto dense = add(split->getOutput(0),
        make("EraDense", "2",
            {{"rows", &rows, PluginFieldType::kINT32, 1},
                {"kernel", kernel.data(), PluginFieldType::kFLOAT32, (int)kernel.size()}}));
    auto up =
        add(split->getOutput(1), make("era2trt_upsample", "1", {{"factor", &factor, PluginFieldType::kUNKNOWN, 1}}));
    dense->getOutput(0)->setName("dense");
    up->getOutput(0)->setName("up");
    network.markOutput(*dense->getOutput(0));
    network.markOutput(*up->getOutput(0));
}

static void defineExplicit(INetworkDefinition& network)
{
    static const std::vector<float> bias{0.1f, -0.2f, 0.3f, 0.4f, -0.5f, 0.6f, 0.f, 1.f};
    static const int type = static_cast<int>(DataType::kFLOAT);
    static const float epsilon = 1e-3f;
    ITensor* x = network.addInput("x", DataType::kFLOAT, Dims3{-1, -1, 8});
    Dims width;
    width.nbDims = 1;
    width.d[0] = 8;
    static const std::vector<float> gamma = filled(8);
    auto weights = network.addConstant(width, Weights{DataType::kFLOAT, gamma.data(), 8});
    auto gelu = make("EraGeluBiasDynamic", "1",
        {{"type_id", &type, PluginFieldType::kINT32, 1}, {"bias", bias.data(), PluginFieldType::kFLOAT32, 8}});
    auto first = network.addPluginV2(&x, 1, *gelu);
    ITensor* inputs[] = {first->getOutput(0), weights->getOutput(0), weights->getOutput(0)};
    auto norm = make("EraRowNorm", "1", {{"epsilon", &epsilon, PluginFieldType::kFLOAT32, 1}});
    auto second = network.addPluginV2(inputs, 3, *norm);
    gelu->destroy();
    norm->destroy();
    second->getOutput(0)->setName("y");
    network.markOutput(*second->getOutput(0));
}

static void save(ICudaEngine& engine, const std::string& file)
{
    UniquePtr<IHostMemory> stream(engine.serialize());
    std::ofstream p(file, std::ios::binary);
    p.write(reinterpret_cast<const char*>(stream->data()), stream->size());
}

static int build(const std::string& file)
{
    UniquePtr<IBuilder> builder(createInferBuilder(gLogger));
    {
        UniquePtr<INetworkDefinition> network(builder->createNetworkV2(0));
        defineImplicit(*network);
        builder->setMaxBatchSize(MAX_BATCH);
#if NV_TENSORRT_MAJOR < 8
        builder->setMaxWorkspaceSize(1 << 20);
        UniquePtr<ICudaEngine> engine(builder->buildCudaEngine(*network));
#else
        UniquePtr<IBuilderConfig> config(builder->createBuilderConfig());
        config->setMaxWorkspaceSize(1 << 20);
        UniquePtr<ICudaEngine> engine(builder->buildEngineWithConfig(*network, *config));
#endif
        if (!engine) return 1;
        save(*engine, file + ".implicit");
    }
    const auto flag = 1U << static_cast<uint32_t>(NetworkDefinitionCreationFlag::kEXPLICIT_BATCH);
    UniquePtr<INetworkDefinition> network(builder->createNetworkV2(flag));
    defineExplicit(*network);
    UniquePtr<IBuilderConfig> config(builder->createBuilderConfig());
    auto profile = builder->createOptimizationProfile();
    profile->setDimensions("x", OptProfileSelector::kMIN, Dims3{1, 1, 8});
    profile->setDimensions("x", OptProfileSelector::kOPT, Dims3{2, 4, 8});
    profile->setDimensions("x", OptProfileSelector::kMAX, Dims3{4, 6, 8});
    config->addOptimizationProfile(profile);
    UniquePtr<ICudaEngine> engine(builder->buildEngineWithConfig(*network, *config));
    if (!engine) return 1;
    save(*engine, file + ".explicit");
    return 0;
}

static UniquePtr<ICudaEngine> load(IRuntime& runtime, const std::string& file)
{
    std::ifstream f(file, std::ios::binary);
    std::vector<char> bytes((std::istreambuf_iterator<char>(f)), std::istreambuf_iterator<char>());
    return UniquePtr<ICudaEngine>(runtime.deserializeCudaEngine(bytes.data(), bytes.size(), nullptr));
}

// Device memory for each binding, inputs filled; results by name.
class Buffers
{
public:
    void* add(const std::vector<float>& values)
    {
        void* p = nullptr;
        CHECK(cudaMalloc(&p, values.size() * sizeof(float)));
        CHECK(cudaMemcpy(p, values.data(), values.size() * sizeof(float), cudaMemcpyHostToDevice));
        mAll.push_back(p);
        return p;
    }
    static std::vector<float> back(const void* p, int count)
    {
        std::vector<float> values(count);
        CHECK(cudaMemcpy(values.data(), p, count * sizeof(float), cudaMemcpyDeviceToHost));
        return values;
    }
    ~Buffers()
    {
        for (void* p : mAll)
            cudaFree(p);
    }

private:
    std::vector<void*> mAll;
};

static double worst(const std::vector<float>& a, const std::vector<float>& b)
{
    double most = a.size() == b.size() ? 0 : 1e30;
    for (size_t i = 0; i < a.size() && i < b.size(); ++i)
        most = std::max(most, std::fabs(double(a[i]) - b[i]));
    return most;
}

static void expectImplicit(int batch, const std::vector<float>& data, std::vector<float>& dense, std::vector<float>& up)
{
    const float scales[] = {1.f, -0.5f, 2.f, 0.25f};
    const std::vector<float> kernel = filled(3 * (C / 2) * H * W);
    for (int n = 0; n < batch; ++n)
    {
        std::vector<float> v(C * H * W);
        for (int i = 0; i < C * H * W; ++i)
        {
            const float s = data[n * C * H * W + i] * scales[i / (H * W)];
            v[i] = s * std::min(std::max(s + 3.f, 0.f), 6.f) / 6.f;
        }
        const int half = C / 2 * H * W;
        for (int r = 0; r < 3; ++r)
        {
            double sum = 0;
            for (int i = 0; i < half; ++i)
                sum += kernel[r * half + i] * v[i];
            dense.push_back(sum);
        }
        for (int c = 0; c < C / 2; ++c)
            for (int y = 0; y < 2 * H; ++y)
                for (int x = 0; x < 2 * W; ++x)
                    up.push_back(v[half + (c * H + y / 2) * W + x / 2]);
    }
}

static std::vector<float> expectExplicit(const std::vector<float>& x)
{
    const float bias[] = {0.1f, -0.2f, 0.3f, 0.4f, -0.5f, 0.6f, 0.f, 1.f};
    const std::vector<float> gamma = filled(8);
    std::vector<float> y(x.size());
    for (size_t row = 0; row < x.size(); row += 8)
    {
        double v[8], mean = 0, var = 0;
        for (int i = 0; i < 8; ++i)
        {
            const double s = x[row + i] + bias[i];
            v[i] = 0.5 * s * (1 + std::erf(s / std::sqrt(2.0)));
            mean += v[i] / 8;
        }
        for (double each : v)
            var += (each - mean) * (each - mean) / 8;
        for (int i = 0; i < 8; ++i)
            y[row + i] = (v[i] - mean) / std::sqrt(var + 1e-3) * gamma[i] + gamma[i];
    }
    return y;
}

static int run(const std::string& file)
{
    UniquePtr<IRuntime> runtime(createInferRuntime(gLogger));
    UniquePtr<ICudaEngine> implicit = load(*runtime, file + ".implicit");
    UniquePtr<ICudaEngine> dynamic = load(*runtime, file + ".explicit");
    if (!implicit || !dynamic) return 1;
    cudaStream_t stream;
    CHECK(cudaStreamCreate(&stream));
    UniquePtr<IExecutionContext> first(implicit->createExecutionContext()), second(implicit->createExecutionContext());
    for (int batch = 1; batch <= MAX_BATCH; ++batch)
    {
        Buffers buffers;
        const std::vector<float> data = filled(batch * C * H * W);
        std::vector<float> dense, up;
        expectImplicit(batch, data, dense, up);
        std::vector<void*> bindings(implicit->getNbBindings());
        bindings[implicit->getBindingIndex("data")] = buffers.add(data);
        bindings[implicit->getBindingIndex("dense")] = buffers.add(std::vector<float>(dense.size(), -1));
        bindings[implicit->getBindingIndex("up")] = buffers.add(std::vector<float>(up.size(), -1));
        IExecutionContext& context = batch % 2 ? *first : *second;
        if (!context.enqueue(batch, bindings.data(), stream, nullptr)) return 1;
        cudaStreamSynchronize(stream);
        printf("batch %d: dense %s, up %s\n", batch,
            worst(dense, Buffers::back(bindings[implicit->getBindingIndex("dense")], dense.size())) < 1e-4 ? "right"
                                                                                                           : "WRONG",
            worst(up, Buffers::back(bindings[implicit->getBindingIndex("up")], up.size())) == 0 ? "right" : "WRONG");
    }
    UniquePtr<IExecutionContext> context(dynamic->createExecutionContext());
    const int shapes[][2] = {{1, 1}, {4, 6}, {3, 2}};
    for (auto& shape : shapes)
    {
        Buffers buffers;
        const std::vector<float> x = filled(shape[0] * shape[1] * 8);
        context->setBindingDimensions(0, Dims3{shape[0], shape[1], 8});
        if (!context->allInputDimensionsSpecified()) return 1;
        void* bindings[] = {buffers.add(x), buffers.add(std::vector<float>(x.size(), -1))};
        if (!context->executeV2(bindings)) return 1;
        printf("shape %dx%dx8: %s\n", shape[0], shape[1],
            worst(expectExplicit(x), Buffers::back(bindings[1], x.size())) < 1e-4 ? "right" : "WRONG");
    }
    cudaStreamDestroy(stream);
    return 0;
}

int main(int argc, char** argv)
{
    if (argc == 3 && !strcmp(argv[1], "build")) return build(argv[2]);
    if (argc == 3 && !strcmp(argv[1], "run")) return run(argv[2]);
    return 2;
}
