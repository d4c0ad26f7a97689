// Style: a handle of the library's own, kept when attachToContext brings it; without one (no GPU, or a later GPU) a loop. Weights read from
// Weights structures given to the constructor, swapped layout, noexcept by hand under #if. IPluginV2IOExt.
#include <NvInfer.h>

#include <cassert>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#if NV_TENSORRT_MAJOR >= 8
#define ERA_NOEXCEPT noexcept
#define ERA_OUTPUTS void* const*
#else
#define ERA_NOEXCEPT
#define ERA_OUTPUTS void**
#endif

// The handle types, for a source that includes no CUDA header.
typedef struct cublasContext* cublasHandle_t;
typedef struct cudnnContext* cudnnHandle_t;

class DensePlugin final : public nvinfer1::IPluginV2IOExt
{
public:
    DensePlugin(int rows, nvinfer1::Weights kernel)
        : rows_(rows)
        , columns_(static_cast<int>(kernel.count) / rows)
        , kernel_(static_cast<const float*>(kernel.values), static_cast<const float*>(kernel.values) + kernel.count)
    {
        assert(kernel.type == nvinfer1::DataType::kFLOAT);
    }
    DensePlugin(const void* bytes, size_t size)
    {
        auto* numbers = static_cast<const int*>(bytes);
        rows_ = numbers[0];
        columns_ = numbers[1];
        kernel_.resize(rows_ * columns_);
        assert(size == 2 * sizeof(int) + kernel_.size() * sizeof(float));
        (void)size;
        std::memcpy(kernel_.data(), numbers + 2, kernel_.size() * sizeof(float));
    }

    int getNbOutputs() const ERA_NOEXCEPT override { return 1; }
    nvinfer1::Dims getOutputDimensions(int, const nvinfer1::Dims* inputs, int count) ERA_NOEXCEPT override
    {
        assert(count == 1 && inputs->nbDims == 3);
        nvinfer1::Dims dims(*inputs);
        dims.d[0] = rows_;
        dims.d[1] = dims.d[2] = 1;
        return dims;
    }
    int initialize() ERA_NOEXCEPT override { return 0; }
    void terminate() ERA_NOEXCEPT override {}
    size_t getWorkspaceSize(int) const ERA_NOEXCEPT override { return 0; }
    int enqueue(int batch, const void* const* inputs, ERA_OUTPUTS outputs, void*, cudaStream_t) ERA_NOEXCEPT override
    {
        assert(attached_);
        if (cublas_ != nullptr)
        {
            return 1; // this build of the plugin has no call of the library
        }
        auto* x = static_cast<const float*>(inputs[0]);
        auto* y = static_cast<float*>(outputs[0]);
        for (int n = 0; n < batch; ++n)
        {
            for (int r = 0; r < rows_; ++r)
            {
                float sum = 0;
                for (int c = 0; c < columns_; ++c)
                {
                    sum += kernel_[r * columns_ + c] * x[n * columns_ + c];
                }
                y[n * rows_ + r] = sum;
            }
        }
        return 0;
    }
    size_t getSerializationSize() const ERA_NOEXCEPT override
    {
        return 2 * sizeof(int) + kernel_.size() * sizeof(float);
    }
    void serialize(void* buffer) const ERA_NOEXCEPT override
    {
        auto* numbers = static_cast<int*>(buffer);
        numbers[0] = rows_;
        numbers[1] = columns_;
        std::memcpy(numbers + 2, kernel_.data(), kernel_.size() * sizeof(float));
    }
    bool supportsFormatCombination(int pos, const nvinfer1::PluginTensorDesc* d, int, int) const ERA_NOEXCEPT override
    {
        return d[pos].type == nvinfer1::DataType::kFLOAT && d[pos].format == nvinfer1::TensorFormat::kLINEAR;
    }
    void configurePlugin(
        const nvinfer1::PluginTensorDesc* in, int, const nvinfer1::PluginTensorDesc*, int) ERA_NOEXCEPT override
    {
        assert(in->dims.d[0] * in->dims.d[1] * in->dims.d[2] == columns_);
        (void)in;
    }
    nvinfer1::DataType getOutputDataType(int, const nvinfer1::DataType* types, int) const ERA_NOEXCEPT override
    {
        return *types;
    }
    bool isOutputBroadcastAcrossBatch(int, const bool*, int) const ERA_NOEXCEPT override { return false; }
    bool canBroadcastInputAcrossBatch(int) const ERA_NOEXCEPT override { return false; }
    void attachToContext(cudnnHandle_t, cublasHandle_t cublas, nvinfer1::IGpuAllocator*) ERA_NOEXCEPT override
    {
        cublas_ = cublas;
        attached_ = true;
    }
    void detachFromContext() ERA_NOEXCEPT override
    {
        cublas_ = nullptr;
        attached_ = false;
    }
    const char* getPluginType() const ERA_NOEXCEPT override { return "EraDense"; }
    const char* getPluginVersion() const ERA_NOEXCEPT override { return "2"; }
    void destroy() ERA_NOEXCEPT override { delete this; }
    nvinfer1::IPluginV2Ext* clone() const ERA_NOEXCEPT override
    {
        std::unique_ptr<DensePlugin> twin(
            new DensePlugin(rows_, {nvinfer1::DataType::kFLOAT, kernel_.data(), (int64_t)kernel_.size()}));
        twin->setPluginNamespace(space_.c_str());
        return twin.release();
    }
    void setPluginNamespace(const char* space) ERA_NOEXCEPT override { space_ = space; }
    const char* getPluginNamespace() const ERA_NOEXCEPT override { return space_.c_str(); }

private:
    int rows_, columns_;
    std::vector<float> kernel_;
    std::string space_;
    cublasHandle_t cublas_ = nullptr;
    bool attached_ = false;
};

class DenseCreator final : public nvinfer1::IPluginCreator
{
public:
    const char* getPluginName() const ERA_NOEXCEPT override { return "EraDense"; }
    const char* getPluginVersion() const ERA_NOEXCEPT override { return "2"; }
    const nvinfer1::PluginFieldCollection* getFieldNames() ERA_NOEXCEPT override
    {
        static nvinfer1::PluginField fields[] = {{"rows", nullptr, nvinfer1::PluginFieldType::kINT32, 1},
            {"kernel", nullptr, nvinfer1::PluginFieldType::kFLOAT32, 0}};
        static nvinfer1::PluginFieldCollection all = {2, fields};
        return &all;
    }
    nvinfer1::IPluginV2* createPlugin(const char*, const nvinfer1::PluginFieldCollection* fc) ERA_NOEXCEPT override
    {
        int rows = 0;
        nvinfer1::Weights kernel{nvinfer1::DataType::kFLOAT, nullptr, 0};
        for (auto* f = fc->fields; f != fc->fields + fc->nbFields; ++f)
        {
            if (std::string(f->name) == "rows") rows = *reinterpret_cast<const int*>(f->data);
            else if (std::string(f->name) == "kernel") kernel = {nvinfer1::DataType::kFLOAT, f->data, f->length};
        }
        return rows > 0 && kernel.count % rows == 0 ? new DensePlugin(rows, kernel) : nullptr;
    }
    nvinfer1::IPluginV2* deserializePlugin(const char*, const void* bytes, size_t size) ERA_NOEXCEPT override
    {
        return new DensePlugin(bytes, size);
    }
    void setPluginNamespace(const char* space) ERA_NOEXCEPT override { space_ = space; }
    const char* getPluginNamespace() const ERA_NOEXCEPT override { return space_.c_str(); }

private:
    std::string space_;
};
REGISTER_TENSORRT_PLUGIN(DenseCreator);
