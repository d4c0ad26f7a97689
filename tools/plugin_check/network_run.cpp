#include "plugin_check/network_run.h"

#include "plugin_check/call.h"

#include <tenon/device.h>
#include <tenon/device_memory.h>

#include <NvOnnxParser.h>

#include <cstdlib>
#include <cstring>

namespace tenon::plugin_check
{
namespace
{

//! Keeps what the library says.
class KeptMessages final : public nvinfer1::ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        if (severity <= Severity::kERROR && text_.size() < 4000)
        {
            text_ += text_.empty() ? message : std::string("; ") + message;
        }
    }
    std::string const& text() const { return text_; }

private:
    std::string text_;
};

base::Result<std::vector<Bytes>> buildAndRun(nvinfer1::IBuilder& builder, nvinfer1::INetworkDefinition& network,
    KeptMessages& messages, std::string const& device, Setup const& setup, std::vector<Bytes> const& inputs)
{
    auto const failed = [&](char const* what) {
        return base::error(base::ErrorCode::kFAILED_EXECUTION, "{}: {}", what,
            messages.text().empty() ? "no reason was given" : messages.text());
    };
    // Of this child process alone. An engine is loaded onto the device that the environment names, whatever it was built for.
    setenv("TENON_DEVICE", device.c_str(), 1);
    std::unique_ptr<nvinfer1::IBuilderConfig> const config(builder.createBuilderConfig());
    if (!tenon::setDevice(*config, device))
    {
        return failed("the device cannot be chosen");
    }
    // What the case's types need to be allowed.
    for (auto const* const tensors : {&setup.inputs, &setup.outputs})
    {
        for (Tensor const& tensor : *tensors)
        {
            if (tensor.type == DataType::kHALF)
            {
                config->setFlag(nvinfer1::BuilderFlag::kFP16);
            }
            if (tensor.type == DataType::kBF16)
            {
                config->setFlag(nvinfer1::BuilderFlag::kBF16);
            }
        }
    }
    std::unique_ptr<nvinfer1::IHostMemory> const plan(builder.buildSerializedNetwork(network, *config));
    if (plan == nullptr)
    {
        return failed("the network cannot be built");
    }
    std::unique_ptr<nvinfer1::IRuntime> const runtime(nvinfer1::createInferRuntime(messages));
    std::unique_ptr<nvinfer1::ICudaEngine> const engine(runtime->deserializeCudaEngine(plan->data(), plan->size()));
    if (engine == nullptr)
    {
        return failed("the engine cannot be loaded");
    }
    std::unique_ptr<nvinfer1::IExecutionContext> const context(engine->createExecutionContext());
    if (context == nullptr)
    {
        return failed("no context can be made");
    }
    std::vector<DeviceMemory> memory;
    std::vector<Tensor> outputs;
    size_t input = 0;
    for (int32_t i = 0; i < engine->getNbIOTensors(); ++i)
    {
        char const* const tensorName = engine->getIOTensorName(i);
        bool const isInput = engine->getTensorIOMode(tensorName) == nvinfer1::TensorIOMode::kINPUT;
        Tensor tensor;
        tensor.type = engine->getTensorDataType(tensorName);
        if (isInput)
        {
            if (input >= inputs.size())
            {
                return base::invalidArgument("the model has more inputs than the case, {}", inputs.size());
            }
            tensor.dims = setup.inputs[input].dims;
            if (!context->setInputShape(tensorName, tensor.dims))
            {
                return failed("an input's shape is refused");
            }
            Bytes const values = tensor.type == setup.inputs[input].type
                ? inputs[input]
                : bytesFrom(numbersOf(inputs[input], setup.inputs[input]), tensor);
            memory.emplace_back(*engine, values.size());
            if (!memory.back().copyFrom(values.data()))
            {
                return failed("memory cannot be had");
            }
            ++input;
        }
        else
        {
            tensor.dims = context->getTensorShape(tensorName);
            if (!base::volume(tensor.dims).ok())
            {
                return base::invalidArgument("not checked: sizes of the outputs depend on data");
            }
            memory.emplace_back(*engine, bytesOf(tensor));
            outputs.push_back(tensor);
        }
        context->setTensorAddress(tensorName, memory.back().data());
    }
    if (!context->enqueueV3(nullptr) || !tenon::finish(*context, nullptr))
    {
        return failed("the inference fails");
    }
    std::vector<Bytes> results;
    for (size_t o = 0; o < outputs.size(); ++o)
    {
        Bytes bytes(bytesOf(outputs[o]));
        memory[memory.size() - outputs.size() + o].copyTo(bytes.data());
        if (o < setup.outputs.size())
        {
            if (!base::operator==(outputs[o].dims, setup.outputs[o].dims))
            {
                return base::invalidArgument("output {}: expected dims {}, found {}", o,
                    base::toString(setup.outputs[o].dims), base::toString(outputs[o].dims));
            }
            bytes = outputs[o].type == setup.outputs[o].type
                ? bytes
                : bytesFrom(numbersOf(bytes, outputs[o]), setup.outputs[o]);
        }
        results.push_back(std::move(bytes));
    }
    return results;
}

} // namespace

base::Result<std::vector<Bytes>> runInNetwork(Bench& bench, Setup const& setup, std::vector<Bytes> const& inputs)
{
    KeptMessages messages;
    std::unique_ptr<nvinfer1::IBuilder> const builder(nvinfer1::createInferBuilder(messages));
    std::unique_ptr<nvinfer1::INetworkDefinition> const network(builder->createNetworkV2(0));
    std::vector<nvinfer1::ITensor*> tensors;
    for (size_t i = 0; i < setup.inputs.size(); ++i)
    {
        Tensor const& input = setup.inputs[i];
        if (input.type == DataType::kINT8 || input.type == DataType::kUINT8)
        {
            return base::invalidArgument("not checked: a network with {} inputs needs scales", base::name(input.type));
        }
        tensors.push_back(network->addInput(("input_" + std::to_string(i)).c_str(), input.type, input.dims));
    }
    auto const plugin = bench.create();
    auto const count = static_cast<int32_t>(tensors.size());
    void* const object = const_cast<void*>(plugin->address());
    nvinfer1::ILayer* layer = nullptr;
    if (plugin->kind() == Interface::kV3)
    {
        layer = network->addPluginV3(tensors.data(), count, nullptr, 0, *static_cast<nvinfer1::IPluginV3*>(object));
    }
    else
    {
        layer = network->addPluginV2(tensors.data(), count, *static_cast<nvinfer1::IPluginV2*>(object));
    }
    if (layer == nullptr)
    {
        return base::error(base::ErrorCode::kFAILED_EXECUTION, "the layer is refused: {}", messages.text());
    }
    for (int32_t o = 0; o < layer->getNbOutputs(); ++o)
    {
        layer->getOutput(o)->setName(("output_" + std::to_string(o)).c_str());
        network->markOutput(*layer->getOutput(o));
    }
    return buildAndRun(*builder, *network, messages, callDevice(), setup, inputs);
}

base::Result<std::vector<Bytes>> runModel(std::string const& path, Setup const& setup, std::vector<Bytes> const& inputs)
{
    KeptMessages messages;
    std::unique_ptr<nvinfer1::IBuilder> const builder(nvinfer1::createInferBuilder(messages));
    std::unique_ptr<nvinfer1::INetworkDefinition> const network(builder->createNetworkV2(0));
    std::unique_ptr<nvonnxparser::IParser> const parser(nvonnxparser::createParser(*network, messages));
    if (!parser->parseFromFile(path.c_str(), 0))
    {
        return base::invalidArgument("model \"{}\": cannot be imported: {}", path, messages.text());
    }
    if (network->getNbInputs() != static_cast<int32_t>(inputs.size()))
    {
        return base::invalidArgument("model \"{}\": expected {} inputs, as the plugin has, found {}", path,
            inputs.size(), network->getNbInputs());
    }
    for (int32_t i = 0; i < network->getNbInputs(); ++i)
    {
        network->getInput(i)->setDimensions(setup.inputs[static_cast<size_t>(i)].dims);
    }
    return buildAndRun(*builder, *network, messages, "cpu", setup, inputs);
}

} // namespace tenon::plugin_check
