#include "plugins/common/testing/engine_run.h"

#include <NvInfer.h>
#include <NvOnnxParser.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace tenon::plugins::testing
{
namespace
{

std::vector<unsigned char> bytesFor(RecordedTensor const& tensor)
{
    if (tensor.isFloating)
    {
        return stored(DataType::kFLOAT, tensor.values);
    }
    std::vector<unsigned char> bytes(4 * tensor.values.size());
    for (size_t i = 0; i < tensor.values.size(); ++i)
    {
        auto const value = static_cast<int32_t>(tensor.values[i]);
        std::memcpy(&bytes[4 * i], &value, 4);
    }
    return bytes;
}

std::vector<double> valuesFrom(DataType type, std::vector<unsigned char> const& bytes)
{
    if (type != DataType::kINT32)
    {
        return loaded(type, bytes);
    }
    std::vector<double> values(bytes.size() / 4);
    for (size_t i = 0; i < values.size(); ++i)
    {
        int32_t value = 0;
        std::memcpy(&value, &bytes[4 * i], 4);
        values[i] = value;
    }
    return values;
}

//! The plugin's layers in the precision, where they have it.
void constrain(nvinfer1::INetworkDefinition& network, nvinfer1::IBuilderConfig& config, nvinfer1::BuilderFlag flag,
    DataType precision)
{
    config.setFlag(flag);
    config.setFlag(nvinfer1::BuilderFlag::kPREFER_PRECISION_CONSTRAINTS);
    for (int32_t i = 0; i < network.getNbLayers(); ++i)
    {
        nvinfer1::ILayer& layer = *network.getLayer(i);
        bool const isPlugin =
            layer.getType() == nvinfer1::LayerType::kPLUGIN_V2 || layer.getType() == nvinfer1::LayerType::kPLUGIN_V3;
        if (isPlugin)
        {
            layer.setPrecision(precision);
        }
    }
}

void setRange(nvinfer1::ITensor& tensor, RecordedTensor const& recorded)
{
    if (recorded.scale != 0.0)
    {
        auto const range = static_cast<float>(127.0 * recorded.scale);
        EXPECT_TRUE(tensor.setDynamicRange(-range, range));
    }
}

} // namespace

std::string engineOf(std::string const& onnxModel, RecordedRun const& run)
{
    ErrorMessages messages;
    std::unique_ptr<nvinfer1::IBuilder> const builder(nvinfer1::createInferBuilder(messages));
    std::unique_ptr<nvinfer1::INetworkDefinition> const network(builder->createNetworkV2(0));
    std::unique_ptr<nvonnxparser::IParser> const parser(nvonnxparser::createParser(*network, messages));
    bool const parsed = parser->parse(onnxModel.data(), onnxModel.size());
    EXPECT_TRUE(parsed) << messages.text;
    if (!parsed)
    {
        return {};
    }
    for (size_t i = 0; i < run.outputs.size(); ++i)
    {
        nvinfer1::Dims const dims = network->getOutput(static_cast<int32_t>(i))->getDimensions();
        std::vector<int64_t> const found(dims.d, dims.d + std::max(dims.nbDims, 0));
        EXPECT_EQ(found, run.outputs[i].dims) << "dimensions of output " << i;
    }
    std::unique_ptr<nvinfer1::IBuilderConfig> const config(builder->createBuilderConfig());
    config->setBuilderOptimizationLevel(0);
    if (run.halfOnly)
    {
        constrain(*network, *config, nvinfer1::BuilderFlag::kFP16, DataType::kHALF);
    }
    if (run.isInt8())
    {
        constrain(*network, *config, nvinfer1::BuilderFlag::kINT8, DataType::kINT8);
        for (size_t i = 0; i < run.inputs.size(); ++i)
        {
            setRange(*network->getInput(static_cast<int32_t>(i)), run.inputs[i]);
        }
        for (size_t i = 0; i < run.outputs.size(); ++i)
        {
            setRange(*network->getOutput(static_cast<int32_t>(i)), run.outputs[i]);
        }
    }
    std::unique_ptr<nvinfer1::IHostMemory> const plan(builder->buildSerializedNetwork(*network, *config));
    EXPECT_NE(plan, nullptr) << messages.text;
    return plan == nullptr ? std::string() : std::string(static_cast<char const*>(plan->data()), plan->size());
}

std::vector<std::vector<double>> outputsOf(std::string const& engineBytes, RecordedRun const& run,
    std::function<std::string(size_t)> const& inputName, std::function<std::string(size_t)> const& outputName)
{
    ErrorMessages messages;
    std::unique_ptr<nvinfer1::IRuntime> const runtime(nvinfer1::createInferRuntime(messages));
    std::unique_ptr<nvinfer1::ICudaEngine> const engine(
        runtime->deserializeCudaEngine(engineBytes.data(), engineBytes.size()));
    EXPECT_NE(engine, nullptr) << messages.text;
    if (engine == nullptr)
    {
        return {};
    }
    std::unique_ptr<nvinfer1::IExecutionContext> const context(engine->createExecutionContext());
    std::vector<std::unique_ptr<DeviceBytes>> memory;
    for (size_t i = 0; i < run.inputs.size(); ++i)
    {
        memory.push_back(std::make_unique<DeviceBytes>(bytesFor(run.inputs[i])));
        EXPECT_TRUE(context->setTensorAddress(inputName(i).c_str(), memory.back()->data())) << messages.text;
    }
    std::vector<DataType> types; // a plugin may say that a network's output is fp16
    for (size_t i = 0; i < run.outputs.size(); ++i)
    {
        types.push_back(engine->getTensorDataType(outputName(i).c_str()));
        EXPECT_EQ(types.back() == DataType::kINT32, !run.outputs[i].isFloating);
        auto const width = static_cast<size_t>(plugin::bytesOf(types.back()));
        std::vector<unsigned char> const poison(width * run.outputs[i].values.size(), DeviceBytes::kPattern);
        memory.push_back(std::make_unique<DeviceBytes>(poison));
        EXPECT_TRUE(context->setTensorAddress(outputName(i).c_str(), memory.back()->data())) << messages.text;
    }
    bool const ran = context->enqueueV3(nullptr);
    EXPECT_TRUE(ran) << messages.text;
    std::vector<std::vector<double>> outputs;
    for (size_t i = 0; i < run.outputs.size() && ran; ++i)
    {
        outputs.push_back(valuesFrom(types[i], memory[run.inputs.size() + i]->read()));
    }
    return outputs;
}

} // namespace tenon::plugins::testing
