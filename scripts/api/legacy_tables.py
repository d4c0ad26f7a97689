"""The second tables: methods that only releases 7 and 8 had, and that need more than the tables of 10.16 offer.

Each entry is a table of nvinfer1::apiv::legacy. `of` names the table of 10.16 whose object it belongs to; a client asks for
it with tenonLegacyTable(object, kind). `public` is the class that clients see, `methods` are C++ declarations without
`virtual` and `= 0`. Tables only grow at their ends, and kinds keep their numbers: programs are compiled against them.
"""
import re

TABLES = [
    {"name": "VBuilder", "kind": "kBUILDER", "value": 0, "of": "VBuilder", "public": "IBuilder", "methods": [
        "INetworkDefinition* createNetworkV2(NetworkDefinitionCreationFlags flags, int32_t apiLevel) noexcept",
        "void setMaxBatchSize(int32_t batchSize) noexcept",
        "int32_t getMaxBatchSize() const noexcept",
        "IBuilderConfig* getDefaultConfig() noexcept",
    ], "docs": {
        "createNetworkV2": "Flags 0 make an implicit-batch network: this table is for levels 7 and 8 (`apiLevel`).",
        "getDefaultConfig": "The configuration that level 7 sets through the builder itself, and that buildCudaEngine uses. "
                            "Owned by the builder, the same at every call.",
    }},
    {"name": "VBuilderConfig", "kind": "kBUILDER_CONFIG", "value": 1, "of": "VBuilderConfig", "public": "IBuilderConfig",
     "methods": [
        "void setMinTimingIterations(int32_t minTiming) noexcept",
        "int32_t getMinTimingIterations() const noexcept",
    ]},
    {"name": "VNetworkDefinition", "kind": "kNETWORK_DEFINITION", "value": 2, "of": "VNetworkDefinition",
     "public": "INetworkDefinition", "methods": [
        "IFullyConnectedLayer* addFullyConnected(ITensor& input, int32_t nbOutputs, Weights kernelWeights, "
        "Weights biasWeights) noexcept",
        "IRNNv2Layer* addRNNv2(ITensor& input, int32_t layerCount, int32_t hiddenSize, int32_t maxSeqLen, RNNOperation op) "
        "noexcept",
        "IRNNLayer* addRNN(ITensor& inputs, int32_t layerCount, std::size_t hiddenSize, int32_t maxSeqLen, RNNOperation op, "
        "RNNInputMode mode, RNNDirection dir, Weights weights, Weights bias) noexcept",
        "IPluginLayer* addPlugin(ITensor* const* inputs, int32_t nbInputs, IPlugin& plugin) noexcept",
        "IPluginLayer* addPluginExt(ITensor* const* inputs, int32_t nbInputs, IPluginExt& plugin) noexcept",
        "void setOutputDimensionsFormula(LayerType layer, VOutputDimensionsFormula* formula) noexcept",
        "VOutputDimensionsFormula* getOutputDimensionsFormula(LayerType layer) const noexcept",
    ], "docs": {
        "setOutputDimensionsFormula": "For kPOOLING, kCONVOLUTION or kDECONVOLUTION; nullptr restores the usual sizes. The formula is the "
                                      "caller's, and must live as long as the network.",
        "getOutputDimensionsFormula": "nullptr where none was set.",
    }},
    {"name": "VCudaEngine", "kind": "kCUDA_ENGINE", "value": 3, "of": "VCudaEngine", "public": "ICudaEngine", "methods": [
        "int32_t getNbBindings() const noexcept",
        "int32_t getBindingIndex(const char* name) const noexcept",
        "const char* getBindingName(int32_t bindingIndex) const noexcept",
        "bool bindingIsInput(int32_t bindingIndex) const noexcept",
        "Dims64 getBindingDimensions(int32_t bindingIndex) const noexcept",
        "DataType getBindingDataType(int32_t bindingIndex) const noexcept",
        "int32_t getMaxBatchSize() const noexcept",
        "TensorLocation getLocation(int32_t bindingIndex) const noexcept",
        "int32_t getBindingBytesPerComponent(int32_t bindingIndex) const noexcept",
        "int32_t getBindingComponentsPerElement(int32_t bindingIndex) const noexcept",
        "TensorFormat getBindingFormat(int32_t bindingIndex) const noexcept",
        "const char* getBindingFormatDesc(int32_t bindingIndex) const noexcept",
        "int32_t getBindingVectorizedDim(int32_t bindingIndex) const noexcept",
        "Dims64 getProfileDimensions(int32_t bindingIndex, int32_t profileIndex, OptProfileSelector select) const noexcept",
        "const int32_t* getProfileShapeValues(int32_t profileIndex, int32_t inputIndex, OptProfileSelector select) const "
        "noexcept",
        "bool isShapeBinding(int32_t bindingIndex) const noexcept",
        "bool isExecutionBinding(int32_t bindingIndex) const noexcept",
        "std::size_t getWorkspaceSize() const noexcept",
    ]},
    {"name": "VExecutionContext", "kind": "kEXECUTION_CONTEXT", "value": 4, "of": "VExecutionContext",
     "public": "IExecutionContext", "methods": [
        "bool execute(int32_t batchSize, void* const* bindings) noexcept",
        "bool enqueue(int32_t batchSize, void* const* bindings, cudaStream_t stream, cudaEvent_t* inputConsumed) noexcept",
        "bool enqueueV2(void* const* bindings, cudaStream_t stream, cudaEvent_t* inputConsumed) noexcept",
        "Dims64 getStrides(int32_t bindingIndex) const noexcept",
        "bool setOptimizationProfile(int32_t profileIndex) noexcept",
        "bool setBindingDimensions(int32_t bindingIndex, const Dims64& dimensions) noexcept",
        "Dims64 getBindingDimensions(int32_t bindingIndex) const noexcept",
        "bool setInputShapeBinding(int32_t bindingIndex, const int32_t* data) noexcept",
        "bool getShapeBinding(int32_t bindingIndex, int32_t* data) const noexcept",
    ]},
    {"name": "VAlgorithmIOInfo", "kind": "kALGORITHM_IO_INFO", "value": 5, "of": "VAlgorithmIOInfo",
     "public": "IAlgorithmIOInfo", "methods": [
        "TensorFormat getTensorFormat() const noexcept",
    ]},
    {"name": "VRuntime", "kind": "kRUNTIME", "value": 6, "of": "VRuntime", "public": "IRuntime", "methods": [
        "ICudaEngine* deserializeCudaEngine(const void* blob, std::size_t size, IPluginFactory* pluginFactory) noexcept",
    ]},
]

# Layers of 8.6 that 10.16 lacks. They have a public class and a table of their own, as all layers have.
LAYERS = [
    {"name": "VFullyConnectedLayer", "public": "IFullyConnectedLayer", "methods": [
        "void setNbOutputChannels(int32_t nbOutputs) noexcept",
        "int32_t getNbOutputChannels() const noexcept",
        "void setKernelWeights(Weights weights) noexcept",
        "Weights getKernelWeights() const noexcept",
        "void setBiasWeights(Weights weights) noexcept",
        "Weights getBiasWeights() const noexcept",
    ]},
]


def parse(declaration):
    """A declaration as the dictionary form that the facts use for methods."""
    match = re.fullmatch(r"(.*?[\s*&])(\w+)\((.*)\)( const)?( noexcept)?", declaration)
    params = []
    for text in match[3].split(", ") if match[3] else []:
        kind, name = re.fullmatch(r"(.*?[\s*&])(\w+|/\*\w+\*/)", text).groups()
        params.append({"n": name, "t": kind.strip()})
    return {"name": match[2], "ret": match[1].strip(), "params": params, "const": bool(match[4]), "noexcept": bool(match[5])}


def methods(table):
    return [parse(d) for d in table["methods"]]
