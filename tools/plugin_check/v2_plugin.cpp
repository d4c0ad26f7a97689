// The V2 interfaces at each API level, through the tables of tenon/plugin_abi.h.
#include "plugin_check/call.h"
#include "plugin_check/guarded_array.h"
#include "plugin_check/symbolic_answer.h"

#include <tenon/plugin_abi.h>

#include <algorithm>

namespace tenon::plugin_check
{
namespace
{

using namespace plugin_abi;

Dims behindBatch(Dims const& dims)
{
    Dims rest{};
    rest.nbDims = std::max(0, dims.nbDims - 1);
    for (int32_t i = 1; i < dims.nbDims; ++i)
    {
        rest.d[i - 1] = dims.d[i];
    }
    return rest;
}

Dims withBatch(int64_t batch, Dims const& dims)
{
    Dims whole{};
    whole.nbDims = dims.nbDims + 1;
    whole.d[0] = batch;
    for (int32_t i = 0; i < dims.nbDims; ++i)
    {
        whole.d[i + 1] = dims.d[i];
    }
    return whole;
}

std::string dimsText(std::vector<Dims> const& dims)
{
    std::string all;
    for (Dims const& one : dims)
    {
        all += (all.empty() ? "" : ", ") + base::toString(one);
    }
    return all;
}

template <typename Level>
class V2Plugin final : public Plugin
{
    template <typename Function>
    auto call(char const* method, std::string const& arguments, Function const& function) const
    {
        return callPlugin(label_ + ", " + role, method, arguments, function);
    }

    using LevelDims = typename Level::Dims;
    using Desc = typename Level::TensorDesc;
    using DynamicDesc = typename Level::DynamicTensorDesc;
    using DynamicTable = V2DynamicExtTable<Level>;

public:
    V2Plugin(nvinfer1::IPluginV2* plugin, Interface kind, std::string label)
        : plugin_(plugin)
        , kind_(kind)
        , label_(std::move(label))
    {
    }
    ~V2Plugin() override
    {
        if (plugin_ != nullptr && destroysObjects())
        {
            try
            {
                destroy();
            }
            catch (Thrown const&) // a destructor cannot tell; the checks of destroy call it themselves
            {
            }
        }
    }

    Interface kind() const override { return kind_; }
    int32_t level() const override { return Level::kNumber; }
    void const* address() const override { return plugin_; }

    char const* type() override
    {
        return call("getPluginType", "", [&] { return v2().getPluginType(plugin_); });
    }
    char const* version() override
    {
        return call("getPluginVersion", "", [&] { return v2().getPluginVersion(plugin_); });
    }
    char const* space() override
    {
        return call("getPluginNamespace", "", [&] { return v2().getPluginNamespace(plugin_); });
    }
    bool setSpace(char const* space) override
    {
        call("setPluginNamespace", fmt::format("\"{}\"", space), [&] { v2().setPluginNamespace(plugin_, space); });
        return true;
    }
    int32_t outputCount() override
    {
        return call("getNbOutputs", "", [&] { return v2().getNbOutputs(plugin_); });
    }

    std::vector<Dims> outputDims(std::vector<Dims> const& inputs) override
    {
        if (dynamic())
        {
            std::vector<std::vector<bool>> constant;
            for (Dims const& dims : inputs)
            {
                constant.emplace_back(static_cast<size_t>(std::max(0, dims.nbDims)), false);
            }
            return symbolicDims(inputs, constant)->at(inputs);
        }
        std::vector<LevelDims> dims;
        for (Dims const& one : inputs)
        {
            dims.push_back(toLevel(behindBatch(one)));
        }
        std::vector<Dims> all;
        int32_t const count = outputCount();
        for (int32_t i = 0; i < count; ++i)
        {
            GuardedArray<LevelDims> const guarded(dims, "the array of input dims");
            std::string const arguments = fmt::format("output {}, inputs {} (without batch)", i, dimsText(inputs));
            auto const answer = call("getOutputDimensions", arguments, [&] {
                return v2().getOutputDimensions(plugin_, i, guarded.data(), static_cast<int32_t>(dims.size()));
            });
            if (answer.nbDims < 0 || answer.nbDims >= base::kMaxDims)
            {
                throw Misdeed{"getOutputDimensions", arguments, fmt::format("a rank from 0 to {}", base::kMaxDims - 1),
                    fmt::format("rank {}", answer.nbDims), "set nbDims of the Dims that are returned"};
            }
            all.push_back(withBatch(inputs.empty() ? 1 : inputs[0].d[0], fromLevel(answer)));
        }
        return all;
    }

    std::unique_ptr<SymbolicShapes> symbolicDims(
        std::vector<Dims> const& inputs, std::vector<std::vector<bool>> const& isDynamic) override
    {
        if (!dynamic())
        {
            return nullptr;
        }
        auto answer = std::make_unique<SymbolicAnswer>(inputs, isDynamic);
        int32_t const count = outputCount();
        for (int32_t i = 0; i < count; ++i)
        {
            GuardedArray<nvinfer1::DimsExprs> const guarded(answer->inputs(), "the array of input dims");
            auto const dims =
                call("getOutputDimensions", fmt::format("output {}, inputs {}", i, dimsText(inputs)), [&] {
                    return dynamicTable().getOutputDimsExprs(
                        plugin_, i, guarded.data(), static_cast<int32_t>(inputs.size()), answer->builder());
                });
            answer->take(i, dims, "getOutputDimensions");
        }
        return answer;
    }

    std::vector<DataType> outputTypes(std::vector<DataType> const& inputs) override
    {
        std::vector<DataType> types;
        int32_t const count = outputCount();
        for (int32_t i = 0; i < count; ++i)
        {
            if (kind_ == Interface::kV2)
            {
                types.push_back(inputs.empty() ? DataType::kFLOAT : inputs[0]);
                continue;
            }
            GuardedArray<DataType> const guarded(inputs, "the array of input types");
            types.push_back(call("getOutputDataType", fmt::format("output {}, inputs {}", i, typesText(inputs)), [&] {
                return ext().getOutputDataType(plugin_, i, guarded.data(), static_cast<int32_t>(inputs.size()));
            }));
        }
        return types;
    }

    bool supports(int32_t pos, std::vector<Tensor> const& inOut, int32_t inputs) override
    {
        auto const at = static_cast<size_t>(pos);
        if (kind_ == Interface::kV2 || kind_ == Interface::kEXT)
        {
            return call("supportsFormat",
                fmt::format("{} {}", base::name(inOut[at].type), base::name(inOut[at].format)),
                [&] { return v2().supportsFormat(plugin_, inOut[at].type, inOut[at].format); });
        }
        std::vector<Desc> descs;
        for (Tensor const& tensor : inOut)
        {
            descs.push_back(toDesc(tensor));
        }
        GuardedArray<Desc> const guarded(descs, "inOut");
        auto const outputs = static_cast<int32_t>(inOut.size()) - inputs;
        std::string const arguments =
            fmt::format("pos {}, inOut[{}] = {}, {} inputs, {} outputs", pos, pos, text(inOut[at]), inputs, outputs);
        return call("supportsFormatCombination", arguments, [&] {
            return kind_ == Interface::kIO_EXT
                ? ioExt().supportsFormatCombination(plugin_, pos, guarded.data(), inputs, outputs)
                : dynamicTable().supportsFormatCombination(plugin_, pos, guarded.data(), inputs, outputs);
        });
    }

    void configure(Setup const& setup) override
    {
        if (kind_ == Interface::kDYNAMIC_EXT)
        {
            configureDynamic(setup, true);
            return;
        }
        auto const inCount = static_cast<int32_t>(setup.inputs.size());
        auto const outCount = static_cast<int32_t>(setup.outputs.size());
        std::string const arguments =
            fmt::format("in {}; out {}; maximum batch {}", text(setup.inputs), text(setup.outputs), setup.maxBatch);
        std::vector<Desc> in, out;
        std::vector<LevelDims> inDims, outDims;
        std::vector<DataType> inTypes, outTypes;
        for (Tensor const& tensor : setup.inputs)
        {
            in.push_back(toDesc(tensor));
            inDims.push_back(in.back().dims);
            inTypes.push_back(tensor.type);
        }
        for (Tensor const& tensor : setup.outputs)
        {
            out.push_back(toDesc(tensor));
            outDims.push_back(out.back().dims);
            outTypes.push_back(tensor.type);
        }
        GuardedArray<Desc> const inDescs(in, "the inputs' descriptors"), outDescs(out, "the outputs' descriptors");
        GuardedArray<LevelDims> const inArray(inDims, "the array of input dims"),
            outArray(outDims, "the array of output dims");
        GuardedArray<DataType> const inTypeArray(inTypes, "the array of input types"),
            outTypeArray(outTypes, "the array of output types");
        std::vector<char> const noFlags(std::max(inDims.size(), outDims.size()) + 1, 0);
        GuardedArray<char> const flags(noFlags, "the array of broadcast flags");
        auto const* const broadcast = reinterpret_cast<bool const*>(flags.data());
        auto const floating =
            std::find_if(inTypes.begin(), inTypes.end(), [](DataType type) { return base::isFloating(type); });
        DataType const type = inTypes.empty() ? DataType::kFLOAT
            : floating != inTypes.end()       ? *floating
                                              : inTypes.front();
        TensorFormat const format = setup.inputs.empty() ? TensorFormat::kLINEAR : setup.inputs.front().format;
        switch (kind_)
        {
        case Interface::kV2:
            call("configureWithFormat", arguments, [&] {
                v2().configureWithFormat(
                    plugin_, inArray.data(), inCount, outArray.data(), outCount, type, format, setup.maxBatch);
            });
            break;
        case Interface::kEXT:
            call("configurePlugin", arguments, [&] {
                ext().configurePlugin(plugin_, inArray.data(), inCount, outArray.data(), outCount, inTypeArray.data(),
                    outTypeArray.data(), broadcast, broadcast, format, setup.maxBatch);
            });
            break;
        default:
            call("configurePlugin", arguments,
                [&] { ioExt().configureIO(plugin_, inDescs.data(), inCount, outDescs.data(), outCount); });
        }
    }

    int32_t initialize() override
    {
        return call("initialize", "", [&] { return v2().initialize(plugin_); });
    }
    void terminate() override
    {
        call("terminate", "", [&] { v2().terminate(plugin_); });
    }

    int32_t prepare(Setup const& setup) override
    {
        if (kind_ == Interface::kDYNAMIC_EXT)
        {
            configureDynamic(setup, false);
        }
        return 0;
    }

    size_t workspace(Setup const& setup) override
    {
        if (kind_ != Interface::kDYNAMIC_EXT)
        {
            return call("getWorkspaceSize", fmt::format("maximum batch {}", setup.maxBatch),
                [&] { return v2().getWorkspaceSize(plugin_, setup.maxBatch); });
        }
        GuardedArray<Desc> const in(descsOf(setup.inputs), "the inputs' descriptors"),
            out(descsOf(setup.outputs), "the outputs' descriptors");
        return call("getWorkspaceSize", fmt::format("in {}; out {}", text(setup.inputs), text(setup.outputs)), [&] {
            return dynamicTable().getDynamicWorkspaceSize(plugin_, in.data(), static_cast<int32_t>(setup.inputs.size()),
                out.data(), static_cast<int32_t>(setup.outputs.size()));
        });
    }

    int32_t enqueue(Setup const& setup, std::vector<void const*> const& inputs, std::vector<void*> const& outputs,
        void* workspace, void* stream) override
    {
        GuardedArray<void const*> const in(inputs, "the array of input pointers");
        GuardedArray<void*> const out(outputs, "the array of output pointers");
        auto* const cudaStream = static_cast<cudaStream_t>(stream);
        if (kind_ != Interface::kDYNAMIC_EXT)
        {
            std::string const arguments =
                fmt::format("batch {}; in {}; out {}", setup.batch(), text(setup.inputs), text(setup.outputs));
            return call("enqueue", arguments,
                [&] { return v2().enqueue(plugin_, setup.batch(), in.data(), out.data(), workspace, cudaStream); });
        }
        GuardedArray<Desc> const inDescs(descsOf(setup.inputs), "the inputs' descriptors"),
            outDescs(descsOf(setup.outputs), "the outputs' descriptors");
        return call("enqueue", fmt::format("in {}; out {}", text(setup.inputs), text(setup.outputs)), [&] {
            return dynamicTable().enqueueDynamic(
                plugin_, inDescs.data(), outDescs.data(), in.data(), out.data(), workspace, cudaStream);
        });
    }

    Blob serialize() override
    {
        Blob blob;
        size_t const bytes = serializedBytes();
        if (bytes > (size_t{1} << 32))
        {
            throw Misdeed{"getSerializationSize", "", "the bytes that serialize writes", fmt::format("{} bytes", bytes),
                "return the size of what serialize writes"};
        }
        // With room behind: who writes too much is found by a check of its own.
        std::vector<std::byte> memory(bytes + 65536, std::byte{0xA5});
        serializeInto(memory.data());
        memory.resize(bytes);
        blob.bytes = std::move(memory);
        return blob;
    }
    size_t serializedBytes() override
    {
        return call("getSerializationSize", "", [&] { return v2().getSerializationSize(plugin_); });
    }
    void serializeInto(void* buffer) override
    {
        call("serialize", "", [&] { v2().serialize(plugin_, buffer); });
    }

    std::unique_ptr<Plugin> clone(std::string& problem) override
    {
        auto* const twin = call("clone", "", [&] { return v2().clone(plugin_); });
        if (twin == nullptr || twin == plugin_)
        {
            problem = twin == nullptr ? "a null pointer" : "the plugin itself, which would be destroyed twice";
            return nullptr;
        }
        auto made = wrapV2(twin, label_, problem);
        if (made != nullptr)
        {
            made->role = "a clone of " + role;
        }
        return made;
    }
    std::unique_ptr<Plugin> attach(std::string&) override
    {
        if (kind_ != Interface::kV2)
        {
            call("attachToContext", "cudnn null, cublas null, allocator null",
                [&] { ext().attachToContext(plugin_, nullptr, nullptr, nullptr); });
        }
        return nullptr;
    }
    void detach() override
    {
        if (kind_ != Interface::kV2)
        {
            call("detachFromContext", "", [&] { ext().detachFromContext(plugin_); });
        }
    }
    void destroy() override
    {
        auto* const plugin = std::exchange(plugin_, nullptr);
        call("destroy", "", [&] { tableOf<V2Table<Level>>(plugin).destroy(plugin); });
    }

private:
    V2Table<Level> const& v2() const { return tableOf<V2Table<Level>>(plugin_); }
    V2ExtTable<Level> const& ext() const { return tableOf<V2ExtTable<Level>>(plugin_); }
    V2IOExtTable<Level> const& ioExt() const { return tableOf<V2IOExtTable<Level>>(plugin_); }
    DynamicTable const& dynamicTable() const { return tableOf<DynamicTable>(plugin_); }

    static LevelDims toLevel(Dims const& dims)
    {
        LevelDims converted{};
        converted.nbDims = dims.nbDims;
        for (int32_t i = 0; i < std::max(0, std::min(dims.nbDims, base::kMaxDims)); ++i)
        {
            converted.d[i] = static_cast<std::remove_reference_t<decltype(converted.d[0])>>(dims.d[i]);
            if constexpr (Level::kNumber == 7)
            {
                converted.type[i] = i == dims.nbDims - 3 ? 1 : 0;
            }
        }
        return converted;
    }
    static Dims fromLevel(LevelDims const& dims)
    {
        Dims converted{};
        converted.nbDims = dims.nbDims;
        for (int32_t i = 0; i < dims.nbDims; ++i)
        {
            converted.d[i] = dims.d[i];
        }
        return converted;
    }
    //! Without batch where the plugin is not dynamic.
    Desc toDesc(Tensor const& tensor) const
    {
        Dims const dims = dynamic() || tensor.dims.nbDims < 0 ? tensor.dims : behindBatch(tensor.dims);
        return Desc{toLevel(dims), tensor.type, tensor.format, tensor.scale};
    }
    std::vector<Desc> descsOf(std::vector<Tensor> const& tensors) const
    {
        std::vector<Desc> descs;
        for (Tensor const& tensor : tensors)
        {
            descs.push_back(toDesc(tensor));
        }
        return descs;
    }
    static std::string typesText(std::vector<DataType> const& types)
    {
        std::string all;
        for (DataType const type : types)
        {
            all += (all.empty() ? "" : ", ") + std::string(base::name(type));
        }
        return all;
    }
    void configureDynamic(Setup const& setup, bool building)
    {
        auto const convert = [&](std::vector<Tensor> const& tensors, std::vector<Dims> const& least,
                                 std::vector<Dims> const& most) {
            std::vector<DynamicDesc> descs;
            for (size_t i = 0; i < tensors.size(); ++i)
            {
                DynamicDesc desc{};
                Tensor told = tensors[i];
                Dims const& min = least.empty() ? told.dims : least[i];
                Dims const& max = most.empty() ? told.dims : most[i];
                for (int32_t d = 0; building && d < told.dims.nbDims; ++d)
                {
                    told.dims.d[d] = min.d[d] == max.d[d] ? min.d[d] : -1;
                }
                desc.desc = toDesc(told);
                desc.min = toLevel(min);
                desc.max = toLevel(max);
                if constexpr (Level::kNumber == 10)
                {
                    desc.opt = tensors[i].dims;
                }
                descs.push_back(desc);
            }
            return descs;
        };
        GuardedArray<DynamicDesc> const in(
            convert(setup.inputs, setup.inputMin, setup.inputMax), "the inputs' descriptors");
        GuardedArray<DynamicDesc> const out(
            convert(setup.outputs, setup.outputMin, setup.outputMax), "the outputs' descriptors");
        call("configurePlugin",
            fmt::format(
                "{} phase: in {}; out {}", building ? "build" : "execution", text(setup.inputs), text(setup.outputs)),
            [&] {
                dynamicTable().configureDynamic(plugin_, in.data(), static_cast<int32_t>(setup.inputs.size()),
                    out.data(), static_cast<int32_t>(setup.outputs.size()));
            });
    }

    nvinfer1::IPluginV2* plugin_;
    Interface kind_;
    std::string label_;
};

} // namespace

std::unique_ptr<Plugin> wrapV2(nvinfer1::IPluginV2* plugin, std::string const& label, std::string& problem)
{
    int32_t const version = callPlugin(
        label, "getTensorRTVersion", "", [&] { return tableOf<V2Table<Level10>>(plugin).getTensorRTVersion(plugin); });
    uint32_t const number = (static_cast<uint32_t>(version) >> 24) & ~0x40U;
    int32_t const release = version & 0xFFFFFF;
    if (number > static_cast<uint32_t>(Interface::kDYNAMIC_EXT))
    {
        problem =
            fmt::format("interface number {} in the upper byte of getTensorRTVersion, where 0 to 3 are known", number);
        return nullptr;
    }
    auto const kind = static_cast<Interface>(number);
    if (release >= 7000 && release < 8000)
    {
        return std::make_unique<V2Plugin<Level7>>(plugin, kind, label);
    }
    if (release >= 8000 && release < 10000)
    {
        return std::make_unique<V2Plugin<Level8>>(plugin, kind, label);
    }
    if (release >= 100000 && release < 110000)
    {
        return std::make_unique<V2Plugin<Level10>>(plugin, kind, label);
    }
    problem = fmt::format("release number {} in getTensorRTVersion, where those of 7, 8 and 10 are known", release);
    return nullptr;
}

} // namespace tenon::plugin_check
