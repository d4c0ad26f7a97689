// What a tutorial for release 8 writes, in one file: a plugin, a network, an engine in memory, buffers by cudaMalloc, a stream, events, and the
// results copied back. Nothing in it knows of Tenon.
#include <NvInfer.h>
#include <cuda_runtime_api.h>

#include <cassert>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#define CHECK(call)                                                                                                    \
    do                                                                                                                 \
    {                                                                                                                  \
        cudaError_t error = call;                                                                                      \
        if (error != cudaSuccess)                                                                                      \
        {                                                                                                              \
            std::cerr << "CUDA error at line " << __LINE__ << ": " << cudaGetErrorString(error) << std::endl;          \
            return 1;                                                                                                  \
        }                                                                                                              \
    } while (0)

using namespace nvinfer1;

class Logger : public ILogger
{
    void log(Severity severity, const char* msg) noexcept override
    {
        if (severity <= Severity::kWARNING)
        {
            std::cout << msg << std::endl;
        }
    }
} gLogger;

namespace
{
const char* PLUGIN_NAME{"AddScalar"};
const char* PLUGIN_VERSION{"1"};
} // namespace

class AddScalarPlugin : public IPluginV2DynamicExt
{
private:
    const std::string name_;
    std::string namespace_;
    float scalar_;
    float* device_scalar_{nullptr};

public:
    AddScalarPlugin(const std::string& name, float scalar)
        : name_(name)
        , scalar_(scalar)
    {
    }
    AddScalarPlugin(const std::string& name, const void* buffer, size_t length)
        : name_(name)
    {
        memcpy(&scalar_, buffer, sizeof(scalar_));
    }
    ~AddScalarPlugin() override = default;

    const char* getPluginType() const noexcept override { return PLUGIN_NAME; }
    const char* getPluginVersion() const noexcept override { return PLUGIN_VERSION; }
    int32_t getNbOutputs() const noexcept override { return 1; }
    int32_t initialize() noexcept override { return 0; }
    void terminate() noexcept override {}
    size_t getSerializationSize() const noexcept override { return sizeof(scalar_); }
    void serialize(void* buffer) const noexcept override { memcpy(buffer, &scalar_, sizeof(scalar_)); }
    void destroy() noexcept override
    {
        cudaFree(device_scalar_);
        delete this;
    }
    void setPluginNamespace(const char* pluginNamespace) noexcept override { namespace_ = pluginNamespace; }
    const char* getPluginNamespace() const noexcept override { return namespace_.c_str(); }
    DataType getOutputDataType(int32_t index, DataType const* inputTypes, int32_t nbInputs) const noexcept override
    {
        return inputTypes[0];
    }
    IPluginV2DynamicExt* clone() const noexcept override
    {
        auto p = new AddScalarPlugin(name_, scalar_);
        p->setPluginNamespace(namespace_.c_str());
        return p;
    }
    DimsExprs getOutputDimensions(
        int32_t outputIndex, const DimsExprs* inputs, int32_t nbInputs, IExprBuilder& exprBuilder) noexcept override
    {
        return inputs[0];
    }
    bool supportsFormatCombination(
        int32_t pos, const PluginTensorDesc* inOut, int32_t nbInputs, int32_t nbOutputs) noexcept override
    {
        return inOut[pos].type == DataType::kFLOAT && inOut[pos].format == TensorFormat::kLINEAR;
    }
    void configurePlugin(const DynamicPluginTensorDesc* in, int32_t nbInputs, const DynamicPluginTensorDesc* out,
        int32_t nbOutputs) noexcept override
    {
    }
    size_t getWorkspaceSize(const PluginTensorDesc* inputs, int32_t nbInputs, const PluginTensorDesc* outputs,
        int32_t nbOutputs) const noexcept override
    {
        return 0;
    }
    void attachToContext(cudnnContext*, cublasContext*, IGpuAllocator*) noexcept override
    {
        cudaMalloc((void**)&device_scalar_, sizeof(float));
        cudaMemcpy(device_scalar_, &scalar_, sizeof(float), cudaMemcpyHostToDevice);
    }
    int32_t enqueue(const PluginTensorDesc* inputDesc, const PluginTensorDesc* outputDesc, const void* const* inputs,
        void* const* outputs, void* workspace, cudaStream_t stream) noexcept override
    {
        int nElement = 1;
        for (int i = 0; i < inputDesc[0].dims.nbDims; ++i)
        {
            nElement *= inputDesc[0].dims.d[i];
        }
        // The tutorial's kernel, on the CPU: copy within the device, then add.
        if (cudaMemcpyAsync(outputs[0], inputs[0], nElement * sizeof(float), cudaMemcpyDeviceToDevice, stream)
            != cudaSuccess)
        {
            return 1;
        }
        for (int i = 0; i < nElement; ++i)
        {
            static_cast<float*>(outputs[0])[i] += *device_scalar_;
        }
        return cudaGetLastError() == cudaSuccess ? 0 : 1;
    }
};

class AddScalarPluginCreator : public IPluginCreator
{
private:
    static PluginFieldCollection fc_;
    static std::vector<PluginField> attr_;
    std::string namespace_;

public:
    AddScalarPluginCreator()
    {
        attr_.clear();
        attr_.emplace_back(PluginField("scalar", nullptr, PluginFieldType::kFLOAT32, 1));
        fc_.nbFields = attr_.size();
        fc_.fields = attr_.data();
    }
    const char* getPluginName() const noexcept override { return PLUGIN_NAME; }
    const char* getPluginVersion() const noexcept override { return PLUGIN_VERSION; }
    const PluginFieldCollection* getFieldNames() noexcept override { return &fc_; }
    IPluginV2* createPlugin(const char* name, const PluginFieldCollection* fc) noexcept override
    {
        float scalar = 0;
        for (int i = 0; i < fc->nbFields; ++i)
        {
            if (!strcmp(fc->fields[i].name, "scalar"))
            {
                scalar = *static_cast<const float*>(fc->fields[i].data);
            }
        }
        return new AddScalarPlugin(name, scalar);
    }
    IPluginV2* deserializePlugin(const char* name, const void* serialData, size_t serialLength) noexcept override
    {
        return new AddScalarPlugin(name, serialData, serialLength);
    }
    void setPluginNamespace(const char* pluginNamespace) noexcept override { namespace_ = pluginNamespace; }
    const char* getPluginNamespace() const noexcept override { return namespace_.c_str(); }
};
PluginFieldCollection AddScalarPluginCreator::fc_{};
std::vector<PluginField> AddScalarPluginCreator::attr_;
REGISTER_TENSORRT_PLUGIN(AddScalarPluginCreator);

int main()
{
    CHECK(cudaSetDevice(0));
    cudaDeviceProp prop;
    CHECK(cudaGetDeviceProperties(&prop, 0));
    std::cout << "running on " << prop.name << std::endl;

    IBuilder* builder = createInferBuilder(gLogger);
    INetworkDefinition* network = builder->createNetworkV2(1U << int(NetworkDefinitionCreationFlag::kEXPLICIT_BATCH));
    IOptimizationProfile* profile = builder->createOptimizationProfile();
    IBuilderConfig* config = builder->createBuilderConfig();
    config->setMaxWorkspaceSize(1 << 30);
    ITensor* inputTensor = network->addInput("inputT0", DataType::kFLOAT, Dims3{-1, -1, -1});
    profile->setDimensions(inputTensor->getName(), OptProfileSelector::kMIN, Dims3{1, 1, 1});
    profile->setDimensions(inputTensor->getName(), OptProfileSelector::kOPT, Dims3{3, 4, 5});
    profile->setDimensions(inputTensor->getName(), OptProfileSelector::kMAX, Dims3{6, 8, 10});
    config->addOptimizationProfile(profile);
    auto creator = getPluginRegistry()->getPluginCreator(PLUGIN_NAME, PLUGIN_VERSION);
    float scalar = 0.5f;
    PluginField field{"scalar", &scalar, PluginFieldType::kFLOAT32, 1};
    PluginFieldCollection fc{1, &field};
    IPluginV2* plugin = creator->createPlugin("AddScalar", &fc);
    auto* layer = network->addPluginV2(&inputTensor, 1, *plugin);
    network->markOutput(*layer->getOutput(0));
    IHostMemory* engineString = builder->buildSerializedNetwork(*network, *config);
    if (engineString == nullptr || engineString->size() == 0)
    {
        std::cout << "Failed building serialized engine!" << std::endl;
        return 1;
    }
    IRuntime* runtime{createInferRuntime(gLogger)};
    ICudaEngine* engine = runtime->deserializeCudaEngine(engineString->data(), engineString->size());
    if (engine == nullptr)
    {
        std::cout << "Failed building engine!" << std::endl;
        return 1;
    }
    IExecutionContext* context = engine->createExecutionContext();
    context->setBindingDimensions(0, Dims3{3, 4, 5});
    int nBinding = engine->getNbBindings();
    std::vector<int> vBindingSize(nBinding, 0);
    for (int i = 0; i < nBinding; ++i)
    {
        Dims dim = context->getBindingDimensions(i);
        int size = 1;
        for (int j = 0; j < dim.nbDims; ++j)
        {
            size *= dim.d[j];
        }
        vBindingSize[i] = size * sizeof(float);
        std::cout << (engine->bindingIsInput(i) ? "input " : "output ") << engine->getBindingName(i) << ": " << size
                  << " elements" << std::endl;
    }
    std::vector<void*> vBufferH(nBinding, nullptr);
    std::vector<void*> vBufferD(nBinding, nullptr);
    for (int i = 0; i < nBinding; ++i)
    {
        CHECK(cudaMallocHost(&vBufferH[i], vBindingSize[i]));
        CHECK(cudaMalloc(&vBufferD[i], vBindingSize[i]));
    }
    float* pData = static_cast<float*>(vBufferH[0]);
    for (size_t i = 0; i < vBindingSize[0] / sizeof(float); ++i)
    {
        pData[i] = float(i);
    }
    cudaStream_t stream;
    cudaEvent_t start, stop;
    CHECK(cudaStreamCreate(&stream));
    CHECK(cudaEventCreate(&start));
    CHECK(cudaEventCreate(&stop));
    CHECK(cudaMemcpyAsync(vBufferD[0], vBufferH[0], vBindingSize[0], cudaMemcpyHostToDevice, stream));
    CHECK(cudaEventRecord(start, stream));
    if (!context->enqueueV2(vBufferD.data(), stream, nullptr))
    {
        std::cout << "enqueue failed" << std::endl;
        return 1;
    }
    CHECK(cudaEventRecord(stop, stream));
    CHECK(cudaMemcpyAsync(vBufferH[1], vBufferD[1], vBindingSize[1], cudaMemcpyDeviceToHost, stream));
    CHECK(cudaStreamSynchronize(stream));
    float ms = -1;
    CHECK(cudaEventElapsedTime(&ms, start, stop));
    std::cout << (ms >= 0 ? "timed" : "not timed") << std::endl;
    int wrong = 0;
    for (size_t i = 0; i < vBindingSize[1] / sizeof(float); ++i)
    {
        wrong += static_cast<float*>(vBufferH[1])[i] != float(i) + 0.5f;
    }
    std::cout << "wrong: " << wrong << std::endl;
    for (int i = 0; i < nBinding; ++i)
    {
        CHECK(cudaFreeHost(vBufferH[i]));
        CHECK(cudaFree(vBufferD[i]));
    }
    CHECK(cudaEventDestroy(start));
    CHECK(cudaEventDestroy(stop));
    CHECK(cudaStreamDestroy(stream));
    context->destroy();
    engine->destroy();
    runtime->destroy();
    engineString->destroy();
    plugin->destroy();
    network->destroy();
    config->destroy();
    builder->destroy();
    return wrong == 0 ? 0 : 1;
}
