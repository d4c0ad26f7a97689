// Unit tests of plugins with GoogleTest: one call runs a plugin over shapes, types, formats and batch modes and compares with a reference function.
//
//     #include <tenon/plugin_test.h>
//
//     TEST(MyScale, Reference)
//     {
//         using namespace tenon::plugin_test;
//         PluginTest test("MyScale", "1");
//         test.field("factor", 2.5F)
//             .shapes({{2, 3, 8, 8}})                     // one case: the dims of each input, batch in front
//             .shapes({{1, 3, 5, 7}})
//             .types({DataType::kFLOAT, DataType::kHALF})
//             .modes({Mode::kSTATIC, Mode::kDYNAMIC})
//             .reference([](std::vector<Array> const& in) {
//                 Array y = in[0];
//                 for (double& value : y.values) { value *= 2.5; }
//                 return std::vector<Array>{y};
//             });
//         test.run();                                     // GoogleTest failures, the first differing element in each
//     }
//
// It is compiled at any API level; the plugin may be of any other. The library that holds the plugin is linked, or loaded by .library("libp.so").
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_TEST_H
#define TENON_PLUGIN_TEST_H

#if !defined(__cplusplus) || __cplusplus < 201703L
#error "tenon/plugin_test.h needs C++17 or later (-std=c++17)"
#endif

#include <tenon/device.h>
#include <tenon/device_memory.h>
#include <tenon/half.h>

#include <NvInfer.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon
{
namespace plugin_test
{

using nvinfer1::DataType;
using nvinfer1::TensorFormat;

//! A tensor as numbers in row-major order.
struct Array
{
    std::vector<int64_t> dims;
    std::vector<double> values;

    static int64_t volume(std::vector<int64_t> const& dims)
    {
        int64_t product = 1;
        for (int64_t const size : dims)
        {
            product *= size;
        }
        return product;
    }
    //! All zeros.
    static Array of(std::vector<int64_t> dims)
    {
        Array array{std::move(dims), {}};
        array.values.assign(static_cast<size_t>(volume(array.dims)), 0.0);
        return array;
    }
};

//! How the network that the plugin runs in tells shapes.
enum class Mode
{
    kSTATIC,   //!< all dims known when it is built
    kDYNAMIC,  //!< the leading dimension (and all others of plugins that serve that) within a profile
    kIMPLICIT, //!< implicit batch; at API levels 7 and 8
};

inline char const* nameOf(Mode mode)
{
    return mode == Mode::kSTATIC ? "static" : mode == Mode::kDYNAMIC ? "dynamic" : "implicit batch";
}

namespace detail
{

inline char const* nameOf(DataType type)
{
    switch (type)
    {
    case DataType::kFLOAT: return "fp32";
    case DataType::kHALF: return "fp16";
    case DataType::kINT8: return "int8";
    case DataType::kINT32: return "int32";
    case DataType::kBOOL: return "bool";
    default: return "another type";
    }
}

inline size_t bytesOf(DataType type)
{
    switch (type)
    {
    case DataType::kFLOAT:
    case DataType::kINT32: return 4;
    case DataType::kHALF: return 2;
#if NV_TENSORRT_MAJOR >= 10
    case DataType::kBF16: return 2;
    case DataType::kINT64: return 8;
#endif
    default: return 1;
    }
}

inline bool isFloating(DataType type)
{
#if NV_TENSORRT_MAJOR >= 10
    if (type == DataType::kBF16)
    {
        return true;
    }
#endif
    return type == DataType::kFLOAT || type == DataType::kHALF;
}

inline uint16_t toBfloat16(float value)
{
    uint32_t bits = 0;
    std::memcpy(&bits, &value, 4);
    return static_cast<uint16_t>((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16);
}

inline void write(std::vector<char>& bytes, DataType type, size_t index, double number)
{
    auto const put = [&](auto value) { std::memcpy(bytes.data() + index * sizeof value, &value, sizeof value); };
    switch (type)
    {
    case DataType::kFLOAT: put(static_cast<float>(number)); break;
    case DataType::kHALF: put(tenon::Half(static_cast<float>(number))); break;
    case DataType::kINT32: put(static_cast<int32_t>(number)); break;
    case DataType::kINT8: put(static_cast<int8_t>(number)); break;
#if NV_TENSORRT_MAJOR >= 10
    case DataType::kBF16: put(toBfloat16(static_cast<float>(number))); break;
    case DataType::kINT64: put(static_cast<int64_t>(number)); break;
#endif
    default: put(static_cast<uint8_t>(number)); break;
    }
}

inline double read(std::vector<char> const& bytes, DataType type, size_t index)
{
    auto const get = [&](auto value) {
        std::memcpy(&value, bytes.data() + index * sizeof value, sizeof value);
        return value;
    };
    switch (type)
    {
    case DataType::kFLOAT: return static_cast<double>(get(0.0F));
    case DataType::kHALF: return static_cast<double>(static_cast<float>(get(tenon::Half(0.0F))));
    case DataType::kINT32: return get(int32_t{0});
    case DataType::kINT8: return get(int8_t{0});
#if NV_TENSORRT_MAJOR >= 10
    case DataType::kBF16:
    {
        uint32_t const bits = static_cast<uint32_t>(get(uint16_t{0})) << 16;
        float value = 0;
        std::memcpy(&value, &bits, 4);
        return static_cast<double>(value);
    }
    case DataType::kINT64: return static_cast<double>(get(int64_t{0}));
#endif
    default: return get(uint8_t{0});
    }
}

template <typename Dims>
Dims toDims(std::vector<int64_t> const& sizes)
{
    Dims dims{};
    dims.nbDims = static_cast<int32_t>(sizes.size());
    for (size_t i = 0; i < sizes.size(); ++i)
    {
        dims.d[i] = static_cast<std::remove_reference_t<decltype(dims.d[0])>>(sizes[i]);
    }
    return dims;
}

inline std::string text(std::vector<int64_t> const& dims)
{
    std::string all;
    for (int64_t const size : dims)
    {
        all += (all.empty() ? "" : "x") + std::to_string(size);
    }
    return all.empty() ? "scalar" : all;
}

inline std::string indexText(size_t flat, std::vector<int64_t> const& dims)
{
    std::string all;
    for (size_t d = dims.size(); d-- > 0;)
    {
        auto const size = static_cast<size_t>(std::max<int64_t>(1, dims[d]));
        all = std::to_string(flat % size) + (all.empty() ? "" : ", ") + all;
        flat /= size;
    }
    return "[" + all + "]";
}

//! How a format lays out [.., C, H, W]: `components` channels side by side, padded; channels innermost where `channelsLast`.
struct Layout
{
    int64_t components{1};
    bool channelsLast{false};
};
inline Layout layoutOf(TensorFormat format)
{
    switch (format)
    {
    case TensorFormat::kCHW2: return {2, false};
    case TensorFormat::kCHW4: return {4, false};
    case TensorFormat::kCHW16: return {16, false};
    case TensorFormat::kCHW32: return {32, false};
    case TensorFormat::kHWC8: return {8, true};
#if NV_TENSORRT_MAJOR >= 8
    case TensorFormat::kHWC: return {1, true};
    case TensorFormat::kHWC16: return {16, true};
#endif
    default: return {1, false};
    }
}

//! Elements that a tensor takes, padding included.
inline size_t elementsOf(std::vector<int64_t> dims, TensorFormat format)
{
    if (format != TensorFormat::kLINEAR && dims.size() >= 3)
    {
        int64_t& channels = dims[dims.size() - 3];
        int64_t const components = layoutOf(format).components;
        channels = (channels + components - 1) / components * components;
    }
    int64_t product = 1;
    for (int64_t const size : dims)
    {
        product *= size;
    }
    return static_cast<size_t>(product);
}

//! Where element `flat` (row-major) lies.
inline size_t placeOf(size_t flat, std::vector<int64_t> const& dims, TensorFormat format)
{
    if (format == TensorFormat::kLINEAR || dims.size() < 3)
    {
        return flat;
    }
    Layout const layout = layoutOf(format);
    auto const size = [&](size_t fromLast) { return static_cast<size_t>(dims[dims.size() - fromLast]); };
    auto const components = static_cast<size_t>(layout.components);
    size_t const w = flat % size(1), h = flat / size(1) % size(2), c = flat / (size(1) * size(2)) % size(3),
                 n = flat / (size(1) * size(2) * size(3));
    size_t const groups = (size(3) + components - 1) / components;
    if (layout.channelsLast)
    {
        return ((n * size(2) + h) * size(1) + w) * groups * components + c;
    }
    return (((n * groups + c / components) * size(2) + h) * size(1) + w) * components + c % components;
}

//! Keeps errors for the failure's text.
class Messages final : public nvinfer1::ILogger
{
public:
#if NV_TENSORRT_MAJOR >= 8
    void log(Severity severity, char const* message) noexcept override
#else
    void log(Severity severity, char const* message) override
#endif
    {
        if (severity <= Severity::kERROR)
        {
            text_ += std::string("\n    ") + message;
        }
    }
    std::string const& text() const
    {
        return text_;
    }

private:
    std::string text_;
};

template <typename T>
struct End
{
    void operator()(T* object) const
    {
#if NV_TENSORRT_MAJOR >= 8
        delete object;
#else
        object->destroy();
#endif
    }
};
template <typename T>
using Owned = std::unique_ptr<T, End<T>>;

} // namespace detail

//! What is to be run, and what it should compute. One thread at a time.
class PluginTest
{
public:
    using Reference = std::function<std::vector<Array>(std::vector<Array> const&)>;

    explicit PluginTest(std::string name, std::string version = "1", std::string space = "")
        : name_(std::move(name))
        , version_(std::move(version))
        , space_(std::move(space))
    {
    }

    //! A library to load before the plugin is looked for.
    PluginTest& library(std::string path)
    {
        library_ = std::move(path);
        return *this;
    }
    PluginTest& field(std::string name, float value)
    {
        return add(std::move(name), nvinfer1::PluginFieldType::kFLOAT32, &value, sizeof value, 1);
    }
    PluginTest& field(std::string name, int32_t value)
    {
        return add(std::move(name), nvinfer1::PluginFieldType::kINT32, &value, sizeof value, 1);
    }
    PluginTest& field(std::string name, bool value) { return field(std::move(name), static_cast<int32_t>(value)); }
    PluginTest& field(std::string name, char const* value)
    {
        return add(std::move(name), nvinfer1::PluginFieldType::kCHAR, value, std::strlen(value) + 1,
            static_cast<int32_t>(std::strlen(value)));
    }
    PluginTest& field(std::string name, std::vector<float> const& values)
    {
        return add(std::move(name), nvinfer1::PluginFieldType::kFLOAT32, values.data(), values.size() * sizeof(float),
            static_cast<int32_t>(values.size()));
    }
    PluginTest& field(std::string name, std::vector<int32_t> const& values)
    {
        return add(std::move(name), nvinfer1::PluginFieldType::kINT32, values.data(), values.size() * sizeof(int32_t),
            static_cast<int32_t>(values.size()));
    }
    //! One more case: the dims of each input, batch in front.
    PluginTest& shapes(std::vector<std::vector<int64_t>> dims)
    {
        shapes_.push_back(std::move(dims));
        return *this;
    }
    //! Types of the inputs; each is tried for all of them. fp32 where nothing is said.
    PluginTest& types(std::vector<DataType> types)
    {
        types_ = std::move(types);
        return *this;
    }
    //! The type of one input, whatever types() says: indices, lengths.
    PluginTest& inputType(size_t input, DataType type)
    {
        fixedTypes_.emplace_back(input, type);
        return *this;
    }
    //! Formats of the engine's inputs and outputs, and so of the plugin's; each is tried. Packed ones need [C, H, W] behind the batch and a type that has them.
    PluginTest& formats(std::vector<TensorFormat> formats)
    {
        formats_ = std::move(formats);
        return *this;
    }
    PluginTest& modes(std::vector<Mode> modes)
    {
        modes_ = std::move(modes);
        return *this;
    }
    //! Values of an input, instead of stand-in ones: `make(dims)`.
    PluginTest& input(size_t index, std::function<Array(std::vector<int64_t> const&)> make)
    {
        makers_.emplace_back(index, std::move(make));
        return *this;
    }
    PluginTest& reference(Reference function)
    {
        reference_ = std::move(function);
        return *this;
    }
    //! Allowed difference: absolute + relative · |reference|. Where nothing is said: 1e-5 and 1e-4 in fp32, 4e-3 and 1e-2 in fp16, more in bf16 and int8.
    PluginTest& tolerance(double absolute, double relative)
    {
        absolute_ = absolute;
        relative_ = relative;
        return *this;
    }
    //! "cpu" (the default), "cuda".
    PluginTest& device(std::string device)
    {
        device_ = std::move(device);
        return *this;
    }

    //! Runs everything; each combination that differs or fails is one GoogleTest failure. Returns how many combinations ran.
    int run()
    {
        int count = 0;
        for (std::vector<std::vector<int64_t>> const& shapes : shapes_)
        {
            for (DataType const type : types_)
            {
                for (TensorFormat const format : formats_)
                {
                    for (Mode const mode : modes_)
                    {
                        std::string const failure = one(shapes, type, format, mode);
                        EXPECT_EQ(failure, "") << describe(shapes, type, format, mode);
                        ++count;
                    }
                }
            }
        }
        EXPECT_GT(count, 0) << "tenon/plugin_test.h: expected at least one case, found none; call shapes()";
        return count;
    }

private:
    struct Field
    {
        std::string name;
        nvinfer1::PluginFieldType type;
        std::vector<char> data;
        int32_t length;
    };

    PluginTest& add(std::string name, nvinfer1::PluginFieldType type, void const* data, size_t bytes, int32_t length)
    {
        Field field{std::move(name), type, {}, length};
        field.data.assign(static_cast<char const*>(data), static_cast<char const*>(data) + bytes);
        fields_.push_back(std::move(field));
        return *this;
    }

    std::string describe(
        std::vector<std::vector<int64_t>> const& shapes, DataType type, TensorFormat format, Mode mode) const
    {
        std::string all = "plugin " + name_ + " version " + version_ + ", inputs";
        for (std::vector<int64_t> const& dims : shapes)
        {
            all += " " + detail::text(dims);
        }
        return all + ", " + detail::nameOf(type) + ", format " + std::to_string(static_cast<int32_t>(format)) + ", "
            + nameOf(mode);
    }

    DataType typeOf(size_t input, DataType type) const
    {
        for (auto const& fixed : fixedTypes_)
        {
            type = fixed.first == input ? fixed.second : type;
        }
        return type;
    }

    //! Values that every floating type holds; integers are small.
    Array standIn(size_t input, std::vector<int64_t> const& dims, DataType type) const
    {
        for (auto const& maker : makers_)
        {
            if (maker.first == input)
            {
                return maker.second(dims);
            }
        }
        Array array = Array::of(dims);
        uint64_t state = 0x9E3779B97F4A7C15ULL * (input + 1);
        for (double& value : array.values)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            value = detail::isFloating(type) ? (static_cast<double>(state % 513U) - 256) / 128
                                             : static_cast<double>(state % 4U);
        }
        return array;
    }

    //! Empty, or what went wrong.
    std::string one(std::vector<std::vector<int64_t>> const& shapes, DataType type, TensorFormat format, Mode mode)
    {
        detail::Messages messages;
        auto const failed = [&](std::string const& what) {
            return what + (messages.text().empty() ? "" : ":" + messages.text());
        };
        if (!library_.empty() && !loaded_)
        {
            loaded_ = getPluginRegistry()->loadLibrary(library_.c_str()) != nullptr;
            if (!loaded_)
            {
                return "library " + library_ + ": expected a plugin library, found none that can be loaded";
            }
        }
        detail::Owned<nvinfer1::IBuilder> const builder(nvinfer1::createInferBuilder(messages));
        bool const implicitBatch = mode == Mode::kIMPLICIT;
#if NV_TENSORRT_MAJOR >= 10
        if (implicitBatch)
        {
            return "mode implicit batch: expected API level 7 or 8, found 10; compile the test with TENON_API_LEVEL=8";
        }
        detail::Owned<nvinfer1::INetworkDefinition> const network(builder->createNetworkV2(0U));
#else
        detail::Owned<nvinfer1::INetworkDefinition> const network(builder->createNetworkV2(implicitBatch
                ? 0U
                : 1U << static_cast<uint32_t>(nvinfer1::NetworkDefinitionCreationFlag::kEXPLICIT_BATCH)));
#endif
        detail::Owned<nvinfer1::IBuilderConfig> const config(builder->createBuilderConfig());
        tenon::setDevice(*config, device_);
        if (type == DataType::kHALF)
        {
            config->setFlag(nvinfer1::BuilderFlag::kFP16);
        }
        std::vector<nvinfer1::ITensor*> tensors;
        std::vector<Array> inputs;
        nvinfer1::IOptimizationProfile* const profile =
            mode == Mode::kDYNAMIC ? builder->createOptimizationProfile() : nullptr;
        for (size_t i = 0; i < shapes.size(); ++i)
        {
            std::vector<int64_t> dims = shapes[i];
            std::string const tensorName = "input_" + std::to_string(i);
            if (implicitBatch)
            {
                dims.erase(dims.begin());
            }
            if (profile != nullptr)
            {
                std::vector<int64_t> least = dims, most = dims;
                least[0] = std::min<int64_t>(1, dims[0]);
                most[0] = std::max<int64_t>(1, dims[0] * 2);
                dims[0] = -1;
                profile->setDimensions(
                    tensorName.c_str(), nvinfer1::OptProfileSelector::kMIN, detail::toDims<nvinfer1::Dims>(least));
                profile->setDimensions(
                    tensorName.c_str(), nvinfer1::OptProfileSelector::kOPT, detail::toDims<nvinfer1::Dims>(shapes[i]));
                profile->setDimensions(
                    tensorName.c_str(), nvinfer1::OptProfileSelector::kMAX, detail::toDims<nvinfer1::Dims>(most));
            }
            DataType const inputType = typeOf(i, type);
            if (format != TensorFormat::kLINEAR && shapes[i].size() < 4)
            {
                return "input " + std::to_string(i) + ": expected [N, C, H, W] for a packed format, found "
                    + detail::text(shapes[i]);
            }
            tensors.push_back(network->addInput(tensorName.c_str(), inputType, detail::toDims<nvinfer1::Dims>(dims)));
            if (tensors.back() == nullptr)
            {
                return failed("an input cannot be added");
            }
            tensors.back()->setAllowedFormats(1U << static_cast<uint32_t>(format));
            inputs.push_back(rounded(standIn(i, shapes[i], inputType), inputType));
        }
        if (profile != nullptr)
        {
            config->addOptimizationProfile(profile);
        }
        std::string problem;
        nvinfer1::ILayer* const layer = addLayer(*network, tensors, problem);
        if (layer == nullptr)
        {
            return failed(problem);
        }
        for (int32_t o = 0; o < layer->getNbOutputs(); ++o)
        {
            nvinfer1::ITensor* const output = layer->getOutput(o);
            output->setName(("output_" + std::to_string(o)).c_str());
            network->markOutput(*output);
            if (detail::isFloating(type) && detail::isFloating(output->getType()))
            {
                output->setType(type);
            }
            output->setAllowedFormats(1U << static_cast<uint32_t>(format));
        }
#if NV_TENSORRT_MAJOR < 10
        if (implicitBatch)
        {
            builder->setMaxBatchSize(static_cast<int32_t>(shapes[0][0]));
        }
#endif
        detail::Owned<nvinfer1::IHostMemory> const plan(builder->buildSerializedNetwork(*network, *config));
        if (plan == nullptr)
        {
            return failed("the network cannot be built");
        }
        detail::Owned<nvinfer1::IRuntime> const runtime(nvinfer1::createInferRuntime(messages));
        detail::Owned<nvinfer1::ICudaEngine> const engine(load(*runtime, *plan));
        if (engine == nullptr)
        {
            return failed("the engine cannot be loaded");
        }
        detail::Owned<nvinfer1::IExecutionContext> const context(engine->createExecutionContext());
        std::vector<Array> outputs;
        problem = infer(*engine, *context, shapes, inputs, implicitBatch, format, outputs);
        if (!problem.empty())
        {
            return failed(problem);
        }
        return reference_ ? compare(outputs, reference_(inputs), type) : std::string();
    }

    static Array rounded(Array array, DataType type)
    {
        std::vector<char> bytes(detail::bytesOf(type));
        for (double& value : array.values)
        {
            detail::write(bytes, type, 0, value);
            value = detail::read(bytes, type, 0);
        }
        return array;
    }

    nvinfer1::ILayer* addLayer(
        nvinfer1::INetworkDefinition& network, std::vector<nvinfer1::ITensor*> const& inputs, std::string& problem)
    {
        std::vector<nvinfer1::PluginField> fields;
        for (Field const& field : fields_)
        {
            fields.emplace_back(field.name.c_str(), field.data.data(), field.type, field.length);
        }
        nvinfer1::PluginFieldCollection collection{};
        collection.nbFields = static_cast<int32_t>(fields.size());
        collection.fields = fields.data();
        auto const count = static_cast<int32_t>(inputs.size());
        problem = "plugin " + name_ + " version " + version_
            + ": expected it in the registry, found none; link its library, or call library()";
#if NV_TENSORRT_MAJOR >= 10
        auto* const creator = getPluginRegistry()->getCreator(name_.c_str(), version_.c_str(), space_.c_str());
        if (creator == nullptr)
        {
            return nullptr;
        }
        problem = "createPlugin: expected a plugin, found a null pointer, or a layer that the network refuses";
        if (std::string(creator->getInterfaceInfo().kind) == "PLUGIN CREATOR_V3ONE")
        {
            std::unique_ptr<nvinfer1::IPluginV3> const plugin(
                static_cast<nvinfer1::IPluginCreatorV3One*>(creator)->createPlugin(
                    "test", &collection, nvinfer1::TensorRTPhase::kBUILD));
            return plugin == nullptr ? nullptr : network.addPluginV3(inputs.data(), count, nullptr, 0, *plugin);
        }
        auto* const known = static_cast<nvinfer1::IPluginCreator*>(creator);
#else
        auto* const known = getPluginRegistry()->getPluginCreator(name_.c_str(), version_.c_str(), space_.c_str());
        if (known == nullptr)
        {
            return nullptr;
        }
        problem = "createPlugin: expected a plugin, found a null pointer, or a layer that the network refuses";
#endif
        auto* const plugin = known->createPlugin("test", &collection);
        if (plugin == nullptr)
        {
            return nullptr;
        }
        nvinfer1::ILayer* const layer = network.addPluginV2(inputs.data(), count, *plugin);
        plugin->destroy();
        return layer;
    }

    static nvinfer1::ICudaEngine* load(nvinfer1::IRuntime& runtime, nvinfer1::IHostMemory const& plan)
    {
#if NV_TENSORRT_MAJOR >= 8
        return runtime.deserializeCudaEngine(plan.data(), plan.size());
#else
        return runtime.deserializeCudaEngine(plan.data(), plan.size(), nullptr);
#endif
    }

    std::string infer(nvinfer1::ICudaEngine& engine, nvinfer1::IExecutionContext& context,
        std::vector<std::vector<int64_t>> const& shapes, std::vector<Array> const& inputs, bool implicitBatch,
        TensorFormat format, std::vector<Array>& outputs)
    {
        std::vector<DeviceMemory> memory;
        std::vector<void*> bindings;
        std::vector<std::pair<size_t, DataType>> places;
#if NV_TENSORRT_MAJOR >= 10
        int32_t const count = engine.getNbIOTensors();
        auto const isInput = [&](int32_t i) {
            return engine.getTensorIOMode(engine.getIOTensorName(i)) == nvinfer1::TensorIOMode::kINPUT;
        };
        auto const typeAt = [&](int32_t i) { return engine.getTensorDataType(engine.getIOTensorName(i)); };
        auto const dimsAt = [&](int32_t i) { return context.getTensorShape(engine.getIOTensorName(i)); };
        auto const setDims = [&](int32_t i, nvinfer1::Dims const& dims) {
            return context.setInputShape(engine.getIOTensorName(i), dims);
        };
#else
        int32_t const count = engine.getNbBindings();
        auto const isInput = [&](int32_t i) { return engine.bindingIsInput(i); };
        auto const typeAt = [&](int32_t i) { return engine.getBindingDataType(i); };
        auto const dimsAt = [&](int32_t i) {
            return implicitBatch ? engine.getBindingDimensions(i) : context.getBindingDimensions(i);
        };
        auto const setDims = [&](int32_t i, nvinfer1::Dims const& dims) {
            return context.setBindingDimensions(i, dims);
        };
#endif
        size_t input = 0;
        for (int32_t i = 0; i < count; ++i)
        {
            DataType const type = typeAt(i);
            if (isInput(i))
            {
                if (!implicitBatch && !setDims(i, detail::toDims<nvinfer1::Dims>(shapes[input])))
                {
                    return "an input's shape is refused";
                }
                std::vector<char> bytes(detail::elementsOf(shapes[input], format) * detail::bytesOf(type));
                for (size_t e = 0; e < inputs[input].values.size(); ++e)
                {
                    detail::write(bytes, type, detail::placeOf(e, shapes[input], format), inputs[input].values[e]);
                }
                memory.emplace_back(engine, bytes.size());
                memory.back().copyFrom(bytes.data());
                ++input;
            }
            else
            {
                auto const dims = dimsAt(i);
                std::vector<int64_t> sizes(dims.d, dims.d + std::max(0, static_cast<int32_t>(dims.nbDims)));
                if (implicitBatch)
                {
                    sizes.insert(sizes.begin(), shapes[0][0]);
                }
                if (std::any_of(sizes.begin(), sizes.end(), [](int64_t size) { return size < 0; }))
                {
                    return "output " + std::to_string(outputs.size())
                        + ": its size depends on data, which tenon/plugin_test.h does not serve";
                }
                outputs.push_back(Array::of(sizes));
                places.emplace_back(memory.size(), type);
                memory.emplace_back(engine, detail::elementsOf(sizes, format) * detail::bytesOf(type));
            }
            bindings.push_back(memory.back().data());
        }
#if NV_TENSORRT_MAJOR >= 10
        bool const ran = context.executeV2(bindings.data());
#else
        bool const ran = implicitBatch ? context.execute(static_cast<int32_t>(shapes[0][0]), bindings.data())
                                       : context.executeV2(bindings.data());
#endif
        if (!ran)
        {
            return "the inference fails";
        }
        for (size_t o = 0; o < outputs.size(); ++o)
        {
            std::vector<char> bytes(memory[places[o].first].bytes());
            memory[places[o].first].copyTo(bytes.data());
            for (size_t e = 0; e < outputs[o].values.size(); ++e)
            {
                outputs[o].values[e] =
                    detail::read(bytes, places[o].second, detail::placeOf(e, outputs[o].dims, format));
            }
        }
        return {};
    }

    std::string compare(std::vector<Array> const& found, std::vector<Array> const& expected, DataType type) const
    {
        if (found.size() != expected.size())
        {
            return "expected " + std::to_string(expected.size()) + " outputs, as the reference has, found "
                + std::to_string(found.size());
        }
        for (size_t o = 0; o < found.size(); ++o)
        {
            if (found[o].dims != expected[o].dims)
            {
                return "output " + std::to_string(o) + ": expected dims " + detail::text(expected[o].dims) + ", found "
                    + detail::text(found[o].dims);
            }
            size_t differing = 0, first = 0;
            for (size_t i = 0; i < found[o].values.size(); ++i)
            {
                double const a = found[o].values[i], b = expected[o].values[i];
                bool const same = a == b || (std::isnan(a) && std::isnan(b))
                    || std::fabs(a - b) <= absoluteFor(type) + relativeFor(type) * std::fabs(b);
                first = !same && differing == 0 ? i : first;
                differing += same ? 0 : 1;
            }
            if (differing != 0)
            {
                std::ostringstream text;
                text.precision(9);
                text << "output " << o << ", element " << first << " " << detail::indexText(first, found[o].dims)
                     << ": expected " << expected[o].values[first] << ", found " << found[o].values[first] << "; "
                     << differing << " of " << found[o].values.size() << " elements differ";
                return text.str();
            }
        }
        return {};
    }

    double absoluteFor(DataType type) const
    {
        return absolute_ >= 0 ? absolute_ : type == DataType::kFLOAT ? 1e-5 : type == DataType::kHALF ? 4e-3 : 3e-2;
    }
    double relativeFor(DataType type) const
    {
        return relative_ >= 0 ? relative_ : type == DataType::kFLOAT ? 1e-4 : type == DataType::kHALF ? 1e-2 : 6e-2;
    }

    std::string name_, version_, space_, library_, device_{"cpu"};
    bool loaded_{false};
    std::vector<Field> fields_;
    std::vector<std::vector<std::vector<int64_t>>> shapes_;
    std::vector<DataType> types_{DataType::kFLOAT};
    std::vector<std::pair<size_t, DataType>> fixedTypes_;
    std::vector<TensorFormat> formats_{TensorFormat::kLINEAR};
    std::vector<Mode> modes_{Mode::kSTATIC};
    std::vector<std::pair<size_t, std::function<Array(std::vector<int64_t> const&)>>> makers_;
    Reference reference_;
    double absolute_{-1}, relative_{-1};
};

} // namespace plugin_test
} // namespace tenon

#endif // TENON_PLUGIN_TEST_H
