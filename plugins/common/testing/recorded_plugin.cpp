#include "plugins/common/testing/recorded_plugin.h"

#include "plugins/common/report.h"
#include "plugins/standard_plugins.h"

#include "support/paths.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace tenon::plugins::testing
{
namespace
{

using nvinfer1::DynamicPluginTensorDesc;
using nvinfer1::PluginField;
using nvinfer1::PluginFieldType;
using nvinfer1::PluginTensorDesc;
using nvinfer1::TensorFormat;

std::vector<StandardCreator> const& standardCreators()
{
    static std::vector<StandardCreator> const creators = makeStandardCreators("");
    return creators;
}

StandardCreator const* creatorOf(std::string const& name, std::string const& version)
{
    for (StandardCreator const& creator : standardCreators())
    {
        if (creator.name() == name && creator.version() == version)
        {
            return &creator;
        }
    }
    return nullptr;
}

PluginFieldType fieldTypeOf(std::string const& word)
{
    return word == "f32" ? PluginFieldType::kFLOAT32
                         : (word == "i32" ? PluginFieldType::kINT32 : PluginFieldType::kCHAR);
}

std::vector<double> numbersOf(std::istringstream& words)
{
    std::vector<double> values;
    for (std::string word; words >> word;)
    {
        values.push_back(std::strtod(word.c_str(), nullptr));
    }
    return values;
}

//! "f32 2x3x4 1 2 3 …"; no dims: "f32 - 1".
RecordedTensor readTensor(std::istringstream& words)
{
    RecordedTensor tensor;
    std::string type;
    std::string dims;
    words >> tensor.name >> type >> dims;
    tensor.isFloating = type != "i32";
    tensor.scale = type.rfind("i8:", 0) == 0 ? std::strtod(type.c_str() + 3, nullptr) : 0.0;
    std::istringstream sizes(dims);
    for (std::string size; dims != "-" && std::getline(sizes, size, 'x');)
    {
        tensor.dims.push_back(std::atoll(size.c_str()));
    }
    tensor.values = numbersOf(words);
    for (double& value : tensor.values)
    {
        value *= tensor.scale != 0.0 ? tensor.scale : 1.0;
    }
    return tensor;
}

RecordedField readField(std::istringstream& words)
{
    RecordedField field;
    std::string type;
    words >> field.name >> type;
    field.type = fieldTypeOf(type);
    if (field.type == PluginFieldType::kCHAR)
    {
        words >> field.text;
        return field;
    }
    field.values = numbersOf(words);
    return field;
}

PluginTensorDesc descOf(RecordedTensor const& tensor)
{
    PluginTensorDesc desc{};
    desc.dims.nbDims = static_cast<int32_t>(tensor.dims.size());
    std::copy(tensor.dims.begin(), tensor.dims.end(), desc.dims.d);
    desc.type = tensor.isFloating ? DataType::kFLOAT : DataType::kINT32;
    desc.format = TensorFormat::kLINEAR;
    desc.scale = tensor.scale != 0.0 ? static_cast<float>(tensor.scale) : 1.0F;
    return desc;
}

//! Where element i of a tensor [1, C, H, W] lies in kCHW32, and how many elements that has.
size_t placeIn32(std::vector<int64_t> const& dims, size_t i)
{
    auto const plane = static_cast<size_t>(dims[2] * dims[3]);
    size_t const channel = i / plane;
    return (channel / 32 * plane + i % plane) * 32 + channel % 32;
}
size_t sizeIn32(std::vector<int64_t> const& dims)
{
    return static_cast<size_t>((dims[1] + 31) / 32 * 32 * dims[2] * dims[3]);
}

std::vector<unsigned char> int8BytesOf(RecordedTensor const& tensor, bool vectorsOf32)
{
    std::vector<unsigned char> bytes(vectorsOf32 ? sizeIn32(tensor.dims) : tensor.values.size());
    for (size_t i = 0; i < tensor.values.size(); ++i)
    {
        auto const number = static_cast<int8_t>(std::lround(tensor.values[i] / tensor.scale));
        bytes[vectorsOf32 ? placeIn32(tensor.dims, i) : i] = static_cast<unsigned char>(number);
    }
    return bytes;
}

std::vector<double> int8ValuesFrom(
    RecordedTensor const& tensor, std::vector<unsigned char> const& bytes, bool vectorsOf32)
{
    std::vector<double> values(tensor.values.size());
    for (size_t i = 0; i < values.size(); ++i)
    {
        values[i] = static_cast<int8_t>(bytes[vectorsOf32 ? placeIn32(tensor.dims, i) : i]) * tensor.scale;
    }
    return values;
}

PluginTensorDesc withoutBatch(PluginTensorDesc desc)
{
    --desc.dims.nbDims;
    std::copy(desc.dims.d + 1, desc.dims.d + 1 + desc.dims.nbDims, desc.dims.d);
    return desc;
}

std::vector<unsigned char> bytesOf(DataType type, std::vector<double> const& values)
{
    if (type != DataType::kINT32)
    {
        return stored(type, values);
    }
    std::vector<unsigned char> bytes(4 * values.size());
    for (size_t i = 0; i < values.size(); ++i)
    {
        auto const value = static_cast<int32_t>(values[i]);
        std::memcpy(&bytes[4 * i], &value, 4);
    }
    return bytes;
}

} // namespace

ReportedMessages::ReportedMessages()
{
    setLoggerFinder(this);
}

ReportedMessages::~ReportedMessages()
{
    setLoggerFinder(nullptr);
}

std::vector<RecordedRun> recordedRuns(std::string const& file)
{
    std::ifstream stream(tenon::testing::sourceDir() + "/tests/data/plugins/" + file);
    EXPECT_TRUE(stream.good()) << "expected the file tests/data/plugins/" << file;
    std::vector<RecordedRun> runs;
    for (std::string line; std::getline(stream, line);)
    {
        std::istringstream words(line);
        std::string word;
        words >> word;
        if (word == "case")
        {
            runs.emplace_back();
            words >> runs.back().plugin >> runs.back().version >> runs.back().name;
        }
        else if (runs.empty())
        {
            continue;
        }
        else if (word == "field")
        {
            runs.back().fields.push_back(readField(words));
        }
        else if (word == "input" || word == "output")
        {
            (word == "input" ? runs.back().inputs : runs.back().outputs).push_back(readTensor(words));
        }
        else if (word == "tolerance")
        {
            words >> runs.back().tolerance >> runs.back().halfTolerance;
        }
        else if (word == "float-only")
        {
            runs.back().halfToo = false;
        }
        else if (word == "vectors-of-32")
        {
            runs.back().vectorsOf32 = true;
        }
        else if (word == "half-only")
        {
            runs.back().halfOnly = true;
        }
        else if (word == "explicit-batch" || word == "implicit-batch")
        {
            (word == "explicit-batch" ? runs.back().explicitBatchOnly : runs.back().implicitBatchOnly) = true;
        }
    }
    EXPECT_FALSE(runs.empty()) << file;
    return runs;
}

FieldsOf::FieldsOf(std::vector<RecordedField> const& fields)
{
    for (RecordedField const& field : fields)
    {
        std::vector<unsigned char> bytes(field.text.begin(), field.text.end());
        if (field.type != PluginFieldType::kCHAR)
        {
            bytes =
                bytesOf(field.type == PluginFieldType::kFLOAT32 ? DataType::kFLOAT : DataType::kINT32, field.values);
        }
        bytes_.push_back(std::move(bytes));
    }
    for (size_t i = 0; i < fields.size(); ++i)
    {
        size_t const count = fields[i].type == PluginFieldType::kCHAR ? fields[i].text.size() : fields[i].values.size();
        fields_.emplace_back(fields[i].name.c_str(), bytes_[i].data(), fields[i].type, static_cast<int32_t>(count));
    }
    collection_.nbFields = static_cast<int32_t>(fields_.size());
    collection_.fields = fields_.data();
}

//! Ends a V2 plugin; not in the anonymous namespace, since State has it.
struct PreparedPlugin::State
{
    PluginOwner v2;
    std::unique_ptr<nvinfer1::IPluginV3> v3;
    std::vector<PluginTensorDesc> inputs, outputs;
    std::vector<std::unique_ptr<DeviceBytes>> memory;
    std::vector<void const*> inputPointers;
    std::vector<void*> outputPointers;
    std::unique_ptr<DeviceBytes> workspace;
    int32_t batch{1};
    RecordedRun run;

    int32_t inputCount() const { return static_cast<int32_t>(inputs.size()); }
    int32_t outputCount() const { return static_cast<int32_t>(outputs.size()); }
    bool isDynamic() const
    {
        return v2 != nullptr
            && static_cast<uint32_t>(v2->getTensorRTVersion()) >> 24U
            == static_cast<uint32_t>(nvinfer1::PluginVersion::kV2_DYNAMICEXT);
    }
    nvinfer1::IPluginV2DynamicExt& dynamic() const { return static_cast<nvinfer1::IPluginV2DynamicExt&>(*v2); }
    nvinfer1::IPluginV2IOExt& fixed() const { return static_cast<nvinfer1::IPluginV2IOExt&>(*v2); }
    nvinfer1::IPluginV3OneBuild& build() const
    {
        return *static_cast<nvinfer1::IPluginV3OneBuild*>(
            v3->getCapabilityInterface(nvinfer1::PluginCapabilityType::kBUILD));
    }
    nvinfer1::IPluginV3OneRuntime& runtime() const
    {
        return *static_cast<nvinfer1::IPluginV3OneRuntime*>(
            v3->getCapabilityInterface(nvinfer1::PluginCapabilityType::kRUNTIME));
    }

    bool create(RecordedRun const& run)
    {
        StandardCreator const* const creator = creatorOf(run.plugin, run.version);
        EXPECT_NE(creator, nullptr) << run.plugin << " version " << run.version << " is not in plugins.inc";
        if (creator == nullptr)
        {
            return false;
        }
        FieldsOf const fields(run.fields);
        if (creator->v2() != nullptr)
        {
            v2.reset(creator->v2()->createPlugin("layer", &fields.collection()));
        }
        else
        {
            auto& v3Creator = static_cast<nvinfer1::IPluginCreatorV3One&>(creator->creator());
            v3.reset(v3Creator.createPlugin("layer", &fields.collection(), nvinfer1::TensorRTPhase::kBUILD));
        }
        EXPECT_TRUE(v2 != nullptr || v3 != nullptr) << "the creator made no plugin";
        return v2 != nullptr || v3 != nullptr;
    }

    bool supports(std::vector<PluginTensorDesc> const& all, int32_t pos) const
    {
        if (v3 != nullptr)
        {
            std::vector<DynamicPluginTensorDesc> descs;
            for (PluginTensorDesc const& desc : all)
            {
                descs.push_back({desc, desc.dims, desc.dims, desc.dims});
            }
            return build().supportsFormatCombination(pos, descs.data(), inputCount(), outputCount());
        }
        return isDynamic() ? dynamic().supportsFormatCombination(pos, all.data(), inputCount(), outputCount())
                           : fixed().supportsFormatCombination(pos, all.data(), inputCount(), outputCount());
    }

    //! Takes `precision` for each floating tensor that may have it, else fp32.
    bool negotiate(DataType precision)
    {
        std::vector<PluginTensorDesc> all = inputs;
        all.insert(all.end(), outputs.begin(), outputs.end());
        if (v3 == nullptr && !isDynamic())
        {
            for (PluginTensorDesc& desc : all)
                desc = withoutBatch(desc);
        }
        for (size_t i = 0; i < all.size(); ++i)
        {
            bool const floating = all[i].type != DataType::kINT32;
            all[i].type = floating ? precision : DataType::kINT32;
            if (floating && run.vectorsOf32)
            {
                all[i].format = TensorFormat::kCHW32;
            }
            auto const pos = static_cast<int32_t>(i);
            if (!supports(all, pos) && floating)
            {
                all[i].type = DataType::kFLOAT;
            }
            bool const taken = supports(all, pos);
            EXPECT_TRUE(taken) << "tensor " << i << " is taken in neither precision";
            if (!taken)
            {
                return false;
            }
            PluginTensorDesc& desc = i < inputs.size() ? inputs[i] : outputs[i - inputs.size()];
            desc.type = all[i].type;
            desc.format = all[i].format;
        }
        return true;
    }

    size_t configure()
    {
        if (v3 == nullptr && !isDynamic())
        {
            std::vector<PluginTensorDesc> in;
            std::vector<PluginTensorDesc> out;
            std::vector<nvinfer1::Dims> inDims;
            for (PluginTensorDesc const& desc : inputs)
            {
                in.push_back(withoutBatch(desc));
                inDims.push_back(in.back().dims);
            }
            for (PluginTensorDesc const& desc : outputs)
                out.push_back(withoutBatch(desc));
            for (int32_t i = 0; i < outputCount(); ++i)
            {
                nvinfer1::Dims const dims = fixed().getOutputDimensions(i, inDims.data(), inputCount());
                nvinfer1::Dims const& expected = out[static_cast<size_t>(i)].dims;
                bool const equal =
                    dims.nbDims == expected.nbDims && std::equal(dims.d, dims.d + std::max(dims.nbDims, 0), expected.d);
                EXPECT_TRUE(equal) << "dims of output " << i;
            }
            fixed().configurePlugin(in.data(), inputCount(), out.data(), outputCount());
            return fixed().getWorkspaceSize(batch);
        }
        auto const described = [](std::vector<PluginTensorDesc> const& descs) {
            std::vector<DynamicPluginTensorDesc> all;
            for (PluginTensorDesc const& desc : descs)
                all.push_back({desc, desc.dims, desc.dims, desc.dims});
            return all;
        };
        auto const in = described(inputs);
        auto const out = described(outputs);
        if (isDynamic())
        {
            dynamic().configurePlugin(in.data(), inputCount(), out.data(), outputCount());
            return dynamic().getWorkspaceSize(inputs.data(), inputCount(), outputs.data(), outputCount());
        }
        EXPECT_EQ(build().configurePlugin(in.data(), inputCount(), out.data(), outputCount()), 0);
        return build().getWorkspaceSize(in.data(), inputCount(), out.data(), outputCount());
    }

    //! Replaces the plugin by what its bytes, or its stored fields, make; a dynamic or V3 one must be configured again.
    bool reload(RecordedRun const& run)
    {
        StandardCreator const* const creator = creatorOf(run.plugin, run.version);
        if (v2 != nullptr)
        {
            std::vector<char> blob(v2->getSerializationSize());
            v2->serialize(blob.data());
            v2.reset(creator->v2()->deserializePlugin("layer", blob.data(), blob.size()));
        }
        else
        {
            nvinfer1::PluginFieldCollection const* const fields = runtime().getFieldsToSerialize();
            auto& v3Creator = static_cast<nvinfer1::IPluginCreatorV3One&>(creator->creator());
            std::unique_ptr<nvinfer1::IPluginV3> made(
                v3Creator.createPlugin("layer", fields, nvinfer1::TensorRTPhase::kRUNTIME));
            v3 = std::move(made);
        }
        EXPECT_TRUE(v2 != nullptr || v3 != nullptr) << "nothing comes back from what was serialized";
        return v2 != nullptr || v3 != nullptr;
    }

    void allocate(size_t workspaceBytes)
    {
        for (size_t i = 0; i < inputs.size(); ++i)
        {
            memory.push_back(std::make_unique<DeviceBytes>(inputs[i].type == DataType::kINT8
                    ? int8BytesOf(run.inputs[i], run.vectorsOf32)
                    : bytesOf(inputs[i].type, run.inputs[i].values)));
            inputPointers.push_back(memory.back()->data());
        }
        for (size_t i = 0; i < outputs.size(); ++i)
        {
            PluginTensorDesc const& desc = outputs[i];
            auto const bytes = desc.format == TensorFormat::kCHW32
                ? sizeIn32(run.outputs[i].dims)
                : static_cast<size_t>(plugin::volume(desc.dims) * plugin::bytesOf(desc.type));
            memory.push_back(std::make_unique<DeviceBytes>(std::vector<unsigned char>(bytes, DeviceBytes::kPattern)));
            outputPointers.push_back(memory.back()->data());
        }
        workspace = std::make_unique<DeviceBytes>(std::vector<unsigned char>(workspaceBytes, DeviceBytes::kPattern));
    }
};

PreparedPlugin::PreparedPlugin(RecordedRun const& run, DataType precision, bool serialized)
    : state_(std::make_unique<State>())
{
    State& state = *state_;
    state.run = run;
    for (RecordedTensor const& tensor : run.inputs)
        state.inputs.push_back(descOf(tensor));
    for (RecordedTensor const& tensor : run.outputs)
        state.outputs.push_back(descOf(tensor));
    RecordedTensor const& first = run.inputs.empty() ? run.outputs.front() : run.inputs.front();
    state.batch = first.dims.empty() ? 1 : static_cast<int32_t>(first.dims.front());
    if (!state.create(run) || !state.negotiate(precision))
    {
        return;
    }
    size_t workspace = state.configure();
    if (serialized)
    {
        bool const isFixed = state.v2 != nullptr && !state.isDynamic();
        if (!state.reload(run))
        {
            return;
        }
        workspace = isFixed ? state.fixed().getWorkspaceSize(state.batch) : state.configure();
    }
    if (state.v2 != nullptr)
    {
        EXPECT_EQ(state.v2->initialize(), 0);
    }
    else
    {
        EXPECT_EQ(state.runtime().onShapeChange(
                      state.inputs.data(), state.inputCount(), state.outputs.data(), state.outputCount()),
            0);
    }
    state.allocate(workspace);
    ready_ = true;
}

PreparedPlugin::~PreparedPlugin() = default;

void PreparedPlugin::wait()
{
#if TENON_PLUGIN_CUDA
    EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
#endif
}

int32_t PreparedPlugin::enqueue(cudaStream_t stream)
{
    State& state = *state_;
    void* const workspace = state.workspace->data();
    if (state.v3 != nullptr)
    {
        return state.runtime().enqueue(state.inputs.data(), state.outputs.data(), state.inputPointers.data(),
            state.outputPointers.data(), workspace, stream);
    }
    return state.isDynamic() ? state.dynamic().enqueue(state.inputs.data(), state.outputs.data(),
               state.inputPointers.data(), state.outputPointers.data(), workspace, stream)
                             : state.fixed().enqueue(state.batch, state.inputPointers.data(),
                                 state.outputPointers.data(), workspace, stream);
}

DataType PreparedPlugin::outputType(size_t index) const
{
    return state_->outputs[index].type;
}

std::vector<double> PreparedPlugin::output(size_t index) const
{
    state_->workspace->read(); // looks for writes behind its end
    std::vector<unsigned char> const bytes = state_->memory[state_->inputs.size() + index]->read();
    if (outputType(index) == DataType::kINT8)
    {
        return int8ValuesFrom(state_->run.outputs[index], bytes, state_->run.vectorsOf32);
    }
    if (outputType(index) != DataType::kINT32)
    {
        return loaded(outputType(index), bytes);
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

namespace
{

//! At most one step away, and that where the reference lies between two steps: in one of 50 elements at most.
void expectSteps(std::vector<double> const& found, RecordedTensor const& expected)
{
    expectNear(found, expected.values, 0.0, 1.01 * expected.scale);
    size_t different = 0;
    for (size_t i = 0; i < std::min(found.size(), expected.values.size()); ++i)
    {
        different += std::fabs(found[i] - expected.values[i]) > 0.5 * expected.scale ? 1 : 0;
    }
    EXPECT_LE(different, expected.values.size() / 50);
}

} // namespace

void expectRecorded(RecordedRun const& run, DataType precision)
{
    for (bool const serialized : {false, true})
    {
        SCOPED_TRACE(run.plugin + " version " + run.version + " case " + run.name + " in " + plugin::nameOf(precision)
            + (serialized ? ", from its bytes" : ""));
        PreparedPlugin prepared(run, precision, serialized);
        if (!prepared.ready())
        {
            return;
        }
        ASSERT_EQ(prepared.enqueue(), 0);
        for (size_t i = 0; i < run.outputs.size(); ++i)
        {
            SCOPED_TRACE("output " + run.outputs[i].name);
            if (precision == DataType::kINT8 && run.outputs[i].scale != 0.0)
            {
                EXPECT_EQ(prepared.outputType(i), DataType::kINT8);
                expectSteps(prepared.output(i), run.outputs[i]);
                continue;
            }
            double const tolerance = precision == DataType::kFLOAT ? run.tolerance : run.halfTolerance;
            double const limit = run.outputs[i].isFloating ? tolerance : 0.0;
            expectNear(prepared.output(i), run.outputs[i].values, limit, limit);
        }
    }
}

void expectAllRecorded(
    std::string const& file, std::string const& plugin, std::string const& version, size_t leastCases)
{
    size_t cases = 0;
    for (RecordedRun const& run : recordedRuns(file))
    {
        if (run.plugin != plugin || run.version != version)
        {
            continue;
        }
        ++cases;
        if (run.explicitBatchOnly)
        {
            continue; // full_path_test.cpp runs it
        }
        if (run.isInt8())
        {
            expectRecorded(run, DataType::kINT8);
            continue;
        }
        if (!run.halfOnly)
        {
            expectRecorded(run, DataType::kFLOAT);
        }
        if (run.halfToo)
        {
            expectRecorded(run, DataType::kHALF);
        }
    }
    EXPECT_GE(cases, leastCases) << "cases of " << plugin << " version " << version << " in " << file;
}

std::string refusalOf(std::string const& plugin, std::string const& version, std::vector<RecordedField> const& fields)
{
    ReportedMessages messages;
    StandardCreator const* const creator = creatorOf(plugin, version);
    EXPECT_NE(creator, nullptr) << plugin;
    FieldsOf const given(fields);
    if (creator != nullptr && creator->v2() != nullptr)
    {
        PluginOwner const made(creator->v2()->createPlugin("layer", &given.collection()));
        EXPECT_EQ(made, nullptr) << "expected a refusal";
    }
    else if (creator != nullptr)
    {
        auto& v3Creator = static_cast<nvinfer1::IPluginCreatorV3One&>(creator->creator());
        std::unique_ptr<nvinfer1::IPluginV3> const made(
            v3Creator.createPlugin("layer", &given.collection(), nvinfer1::TensorRTPhase::kBUILD));
        EXPECT_EQ(made, nullptr) << "expected a refusal";
    }
    return messages.text;
}

PluginOwner madeOf(std::string const& plugin, std::string const& version, std::vector<RecordedField> const& fields)
{
    StandardCreator const* const creator = creatorOf(plugin, version);
    bool const isV2 = creator != nullptr && creator->v2() != nullptr;
    EXPECT_TRUE(isV2) << plugin;
    FieldsOf const given(fields);
    PluginOwner made(isV2 ? creator->v2()->createPlugin("layer", &given.collection()) : nullptr);
    EXPECT_NE(made, nullptr) << plugin;
    return made;
}

std::string refusalOfDims(nvinfer1::IPluginV2& plugin, std::vector<nvinfer1::Dims> const& inputs)
{
    ReportedMessages messages;
    EXPECT_LT(plugin.getOutputDimensions(0, inputs.data(), static_cast<int32_t>(inputs.size())).nbDims, 0);
    return messages.text;
}

} // namespace tenon::plugins::testing
