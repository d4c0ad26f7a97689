// Style: a detector's decoding layer that lives in the library's namespace, registers itself in its header, and keeps its constants in a
// namespace beside it. IPluginV2IOExt, implicit batch.
#ifndef ERA_GRID_BOXES_H
#define ERA_GRID_BOXES_H

#include "release_macros.h"

#include <string>
#include <vector>

namespace Grid
{
static constexpr int NUM_CLASS = 3;
static constexpr int MAX_BOXES = 64;
static constexpr float MIN_SCORE = 0.5f;
struct Head
{
    int width;
    int height;
    float stride;
};
struct alignas(float) Box
{
    float left, top, right, bottom;
    float score;
    float label;
};
} // namespace Grid

namespace nvinfer1
{
class GridBoxesPlugin : public IPluginV2IOExt
{
public:
    explicit GridBoxesPlugin(const std::vector<Grid::Head>& heads);
    GridBoxesPlugin(const void* data, size_t length);
    ~GridBoxesPlugin();

    int getNbOutputs() const TRT_NOEXCEPT override { return 1; }
    Dims getOutputDimensions(int index, const Dims* inputs, int nbInputDims) TRT_NOEXCEPT override;
    int initialize() TRT_NOEXCEPT override;
    virtual void terminate() TRT_NOEXCEPT override{};
    virtual size_t getWorkspaceSize(int maxBatchSize) const TRT_NOEXCEPT override { return 0; }
    virtual int enqueue(int batchSize, const void* const* inputs, void* TRT_CONST_ENQUEUE* outputs, void* workspace,
        cudaStream_t stream) TRT_NOEXCEPT override;
    virtual size_t getSerializationSize() const TRT_NOEXCEPT override;
    virtual void serialize(void* buffer) const TRT_NOEXCEPT override;
    bool supportsFormatCombination(
        int pos, const PluginTensorDesc* inOut, int nbInputs, int nbOutputs) const TRT_NOEXCEPT override
    {
        return inOut[pos].format == TensorFormat::kLINEAR && inOut[pos].type == DataType::kFLOAT;
    }
    const char* getPluginType() const TRT_NOEXCEPT override;
    const char* getPluginVersion() const TRT_NOEXCEPT override;
    void destroy() TRT_NOEXCEPT override;
    IPluginV2IOExt* clone() const TRT_NOEXCEPT override;
    void setPluginNamespace(const char* pluginNamespace) TRT_NOEXCEPT override { mPluginNamespace = pluginNamespace; }
    const char* getPluginNamespace() const TRT_NOEXCEPT override { return mPluginNamespace; }
    DataType getOutputDataType(
        int index, const nvinfer1::DataType* inputTypes, int nbInputs) const TRT_NOEXCEPT override;
    bool isOutputBroadcastAcrossBatch(
        int outputIndex, const bool* inputIsBroadcasted, int nbInputs) const TRT_NOEXCEPT override;
    bool canBroadcastInputAcrossBatch(int inputIndex) const TRT_NOEXCEPT override;
    void attachToContext(cudnnContext* cudnn, cublasContext* cublas, IGpuAllocator* allocator) TRT_NOEXCEPT override;
    void configurePlugin(
        const PluginTensorDesc* in, int nbInput, const PluginTensorDesc* out, int nbOutput) TRT_NOEXCEPT override;
    void detachFromContext() TRT_NOEXCEPT override;

private:
    void upload();
    void decode(const float* scores, const Grid::Head& head, float* sample) const;

    const char* mPluginNamespace = "";
    std::vector<Grid::Head> mHeads;
    Grid::Head* mDeviceHeads = nullptr;
};

class GridBoxesCreator : public IPluginCreator
{
public:
    GridBoxesCreator();
    ~GridBoxesCreator() override = default;
    const char* getPluginName() const TRT_NOEXCEPT override;
    const char* getPluginVersion() const TRT_NOEXCEPT override;
    const PluginFieldCollection* getFieldNames() TRT_NOEXCEPT override;
    IPluginV2IOExt* createPlugin(const char* name, const PluginFieldCollection* fc) TRT_NOEXCEPT override;
    IPluginV2IOExt* deserializePlugin(
        const char* name, const void* serialData, size_t serialLength) TRT_NOEXCEPT override;
    void setPluginNamespace(const char* libNamespace) TRT_NOEXCEPT override { mNamespace = libNamespace; }
    const char* getPluginNamespace() const TRT_NOEXCEPT override { return mNamespace.c_str(); }

private:
    std::string mNamespace;
    static PluginFieldCollection mFC;
    static std::vector<PluginField> mPluginAttributes;
};
REGISTER_TENSORRT_PLUGIN(GridBoxesCreator);
}; // namespace nvinfer1

#endif
