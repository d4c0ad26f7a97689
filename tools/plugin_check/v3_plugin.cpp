// IPluginV3 with its capabilities.
#include "plugin_check/call.h"
#include "plugin_check/creator.h"
#include "plugin_check/guarded_array.h"
#include "plugin_check/symbolic_answer.h"

#include <algorithm>
#include <cstring>

namespace tenon::plugin_check
{
namespace
{

using nvinfer1::DynamicPluginTensorDesc;
using nvinfer1::PluginTensorDesc;

class NoResources final : public nvinfer1::IPluginResourceContext
{
public:
    nvinfer1::IGpuAllocator* getGpuAllocator() const noexcept override { return nullptr; }
    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override { return nullptr; }
};

class V3Plugin final : public Plugin
{
    template <typename Function>
    auto call(char const* method, std::string const& arguments, Function const& function) const
    {
        return callPlugin(label_ + ", " + role, method, arguments, function);
    }

public:
    V3Plugin(nvinfer1::IPluginV3* plugin, std::string label)
        : plugin_(plugin)
        , label_(std::move(label))
    {
    }
    ~V3Plugin() override
    {
        if (plugin_ != nullptr && destroysObjects())
        {
            try
            {
                destroy();
            }
            catch (Thrown const&)
            {
            }
        }
    }

    //! Why it lacks what it needs; empty: it has all.
    std::string findCapabilities(bool needsBuild)
    {
        auto const get = [&](nvinfer1::PluginCapabilityType type, char const* kind, bool needed,
                             std::string& problem) -> nvinfer1::IPluginCapability* {
            auto* const found =
                call("getCapabilityInterface", kind, [&] { return plugin_->getCapabilityInterface(type); });
            if (found == nullptr)
            {
                problem += needed ? fmt::format("no {} capability; ", kind) : "";
                return nullptr;
            }
            char const* const foundKind = call("getInterfaceInfo", "", [&] { return found->getInterfaceInfo().kind; });
            if (foundKind == nullptr || std::string(foundKind) != kind)
            {
                problem +=
                    fmt::format("\"{}\" for the capability {}; ", foundKind == nullptr ? "null" : foundKind, kind);
                return nullptr;
            }
            return found;
        };
        std::string problem;
        core_ = static_cast<nvinfer1::IPluginV3OneCore*>(
            get(nvinfer1::PluginCapabilityType::kCORE, "PLUGIN_V3ONE_CORE", true, problem));
        runtime_ = static_cast<nvinfer1::IPluginV3OneRuntime*>(
            get(nvinfer1::PluginCapabilityType::kRUNTIME, "PLUGIN_V3ONE_RUNTIME", true, problem));
        build_ = static_cast<nvinfer1::IPluginV3OneBuild*>(
            get(nvinfer1::PluginCapabilityType::kBUILD, "PLUGIN_V3ONE_BUILD", needsBuild, problem));
        return problem;
    }

    Interface kind() const override { return Interface::kV3; }
    int32_t level() const override { return 10; }
    void const* address() const override { return plugin_; }
    char const* type() override
    {
        return call("getPluginName", "", [&] { return core_->getPluginName(); });
    }
    char const* version() override
    {
        return call("getPluginVersion", "", [&] { return core_->getPluginVersion(); });
    }
    char const* space() override
    {
        return call("getPluginNamespace", "", [&] { return core_->getPluginNamespace(); });
    }
    bool setSpace(char const*) override { return false; }
    int32_t outputCount() override
    {
        return call("getNbOutputs", "", [&] { return needBuild().getNbOutputs(); });
    }

    std::vector<Dims> outputDims(std::vector<Dims> const& inputs) override
    {
        std::vector<std::vector<bool>> constant;
        for (Dims const& dims : inputs)
        {
            constant.emplace_back(static_cast<size_t>(std::max(0, dims.nbDims)), false);
        }
        return symbolicDims(inputs, constant)->at(inputs);
    }
    std::unique_ptr<SymbolicShapes> symbolicDims(
        std::vector<Dims> const& inputs, std::vector<std::vector<bool>> const& isDynamic) override
    {
        auto answer = std::make_unique<SymbolicAnswer>(inputs, isDynamic);
        int32_t const count = outputCount();
        std::vector<nvinfer1::DimsExprs> outputs(static_cast<size_t>(std::max(0, count)));
        GuardedArray<nvinfer1::DimsExprs> const in(answer->inputs(), "the array of input dims");
        GuardedArray<nvinfer1::DimsExprs> const out(outputs, "the array of output dims");
        std::string arguments = "inputs";
        for (Dims const& dims : inputs)
        {
            arguments += " " + base::toString(dims);
        }
        int32_t const code = call("getOutputShapes", arguments, [&] {
            return needBuild().getOutputShapes(
                in.data(), static_cast<int32_t>(inputs.size()), nullptr, 0, out.data(), count, answer->builder());
        });
        if (code != 0)
        {
            throw Misdeed{
                "getOutputShapes", arguments, "0", std::to_string(code), "return 0 for shapes that the plugin serves"};
        }
        for (int32_t i = 0; i < count; ++i)
        {
            answer->take(i, out.data()[i], "getOutputShapes");
        }
        return answer;
    }
    std::vector<DataType> outputTypes(std::vector<DataType> const& inputs) override
    {
        std::vector<DataType> outputs(static_cast<size_t>(std::max(0, outputCount())), static_cast<DataType>(-1));
        GuardedArray<DataType> const in(inputs, "the array of input types");
        GuardedArray<DataType> const out(outputs, "the array of output types");
        int32_t const code = call("getOutputDataTypes", "", [&] {
            return needBuild().getOutputDataTypes(
                out.data(), static_cast<int32_t>(outputs.size()), in.data(), static_cast<int32_t>(inputs.size()));
        });
        if (code != 0)
        {
            throw Misdeed{
                "getOutputDataTypes", "", "0", std::to_string(code), "return 0 for types that the plugin serves"};
        }
        std::memcpy(outputs.data(), out.data(), outputs.size() * sizeof(DataType));
        return outputs;
    }
    bool supports(int32_t pos, std::vector<Tensor> const& inOut, int32_t inputs) override
    {
        std::vector<DynamicPluginTensorDesc> descs;
        for (Tensor const& tensor : inOut)
        {
            descs.push_back({desc(tensor), tensor.dims, tensor.dims, tensor.dims});
        }
        GuardedArray<DynamicPluginTensorDesc> const guarded(descs, "inOut");
        auto const outputs = static_cast<int32_t>(inOut.size()) - inputs;
        return call("supportsFormatCombination",
            fmt::format("pos {}, inOut[{}] = {}, {} inputs, {} outputs", pos, pos,
                text(inOut[static_cast<size_t>(pos)]), inputs, outputs),
            [&] { return needBuild().supportsFormatCombination(pos, guarded.data(), inputs, outputs); });
    }
    void configure(Setup const& setup) override
    {
        GuardedArray<DynamicPluginTensorDesc> const in(
            ranges(setup.inputs, setup.inputMin, setup.inputMax), "the inputs' descriptors");
        GuardedArray<DynamicPluginTensorDesc> const out(
            ranges(setup.outputs, setup.outputMin, setup.outputMax), "the outputs' descriptors");
        std::string const arguments = fmt::format("in {}; out {}", text(setup.inputs), text(setup.outputs));
        int32_t const code = call("configurePlugin", arguments, [&] {
            return needBuild().configurePlugin(in.data(), static_cast<int32_t>(setup.inputs.size()), out.data(),
                static_cast<int32_t>(setup.outputs.size()));
        });
        if (code != 0)
        {
            throw Misdeed{"configurePlugin", arguments, "0", std::to_string(code),
                "return 0 for a combination that supportsFormatCombination accepted"};
        }
    }
    int32_t initialize() override { return 0; }
    void terminate() override {}
    int32_t prepare(Setup const& setup) override
    {
        GuardedArray<PluginTensorDesc> const in(descs(setup.inputs), "the inputs' descriptors"),
            out(descs(setup.outputs), "the outputs' descriptors");
        return call("onShapeChange", fmt::format("in {}; out {}", text(setup.inputs), text(setup.outputs)), [&] {
            return runtime_->onShapeChange(in.data(), static_cast<int32_t>(setup.inputs.size()), out.data(),
                static_cast<int32_t>(setup.outputs.size()));
        });
    }
    size_t workspace(Setup const& setup) override
    {
        if (build_ == nullptr)
        {
            return workspaceBytes_;
        }
        GuardedArray<DynamicPluginTensorDesc> const in(
            ranges(setup.inputs, setup.inputMin, setup.inputMax), "the inputs' descriptors");
        GuardedArray<DynamicPluginTensorDesc> const out(
            ranges(setup.outputs, setup.outputMin, setup.outputMax), "the outputs' descriptors");
        workspaceBytes_ =
            call("getWorkspaceSize", fmt::format("in {}; out {}", text(setup.inputs), text(setup.outputs)), [&] {
                return build_->getWorkspaceSize(in.data(), static_cast<int32_t>(setup.inputs.size()), out.data(),
                    static_cast<int32_t>(setup.outputs.size()));
            });
        return workspaceBytes_;
    }
    int32_t enqueue(Setup const& setup, std::vector<void const*> const& inputs, std::vector<void*> const& outputs,
        void* workspace, void* stream) override
    {
        GuardedArray<PluginTensorDesc> const in(descs(setup.inputs), "the inputs' descriptors"),
            out(descs(setup.outputs), "the outputs' descriptors");
        GuardedArray<void const*> const inPointers(inputs, "the array of input pointers");
        GuardedArray<void*> const outPointers(outputs, "the array of output pointers");
        return call("enqueue", fmt::format("in {}; out {}", text(setup.inputs), text(setup.outputs)), [&] {
            return runtime_->enqueue(in.data(), out.data(), inPointers.data(), outPointers.data(), workspace,
                static_cast<cudaStream_t>(stream));
        });
    }

    Blob serialize() override
    {
        Blob blob;
        blob.ofFields = true;
        auto const* const collection =
            call("getFieldsToSerialize", "", [&] { return runtime_->getFieldsToSerialize(); });
        if (collection != nullptr)
        {
            blob.fields = copyOf(*collection);
        }
        return blob;
    }
    size_t serializedBytes() override { return 0; }
    void serializeInto(void*) override {}

    std::unique_ptr<Plugin> clone(std::string& problem) override
    {
        auto* const twin = call("clone", "", [&] { return plugin_->clone(); });
        return adopt(twin, build_ != nullptr, "a clone of " + role, problem);
    }
    std::unique_ptr<Plugin> attach(std::string& problem) override
    {
        static NoResources resources;
        auto* const twin = call("attachToContext", "a context without allocator and error recorder",
            [&] { return runtime_->attachToContext(&resources); });
        auto attached = adopt(twin, false, "the attached clone of " + role, problem);
        if (attached != nullptr)
        {
            static_cast<V3Plugin&>(*attached).workspaceBytes_ = workspaceBytes_;
        }
        return attached;
    }
    void detach() override {}
    void destroy() override
    {
        auto* const plugin = std::exchange(plugin_, nullptr);
        callPlugin(label_ + ", " + role, "destructor", "", [&] { delete plugin; });
    }

private:
    nvinfer1::IPluginV3OneBuild& needBuild() const
    {
        if (build_ == nullptr)
        {
            throw Misdeed{"getCapabilityInterface", "kBUILD", "a build capability", "none",
                "return the object itself for kBUILD"};
        }
        return *build_;
    }
    std::unique_ptr<Plugin> adopt(
        nvinfer1::IPluginV3* twin, bool needsBuild, std::string twinRole, std::string& problem)
    {
        if (twin == nullptr || twin == plugin_)
        {
            problem = twin == nullptr ? "a null pointer" : "the plugin itself, which would be deleted twice";
            return nullptr;
        }
        auto made = wrapV3(twin, label_, needsBuild, problem);
        if (made != nullptr)
        {
            made->role = std::move(twinRole);
        }
        return made;
    }
    static PluginTensorDesc desc(Tensor const& tensor)
    {
        return {tensor.dims, tensor.type, tensor.format, tensor.scale};
    }
    static std::vector<PluginTensorDesc> descs(std::vector<Tensor> const& tensors)
    {
        std::vector<PluginTensorDesc> all;
        for (Tensor const& tensor : tensors)
        {
            all.push_back(desc(tensor));
        }
        return all;
    }
    static std::vector<DynamicPluginTensorDesc> ranges(
        std::vector<Tensor> const& tensors, std::vector<Dims> const& least, std::vector<Dims> const& most)
    {
        std::vector<DynamicPluginTensorDesc> all;
        for (size_t i = 0; i < tensors.size(); ++i)
        {
            DynamicPluginTensorDesc range{desc(tensors[i]), tensors[i].dims, tensors[i].dims, tensors[i].dims};
            range.min = least.empty() ? range.min : least[i];
            range.max = most.empty() ? range.max : most[i];
            for (int32_t d = 0; d < range.min.nbDims; ++d)
            {
                range.desc.dims.d[d] = range.min.d[d] == range.max.d[d] ? range.min.d[d] : -1;
            }
            all.push_back(range);
        }
        return all;
    }

    nvinfer1::IPluginV3* plugin_;
    std::string label_;
    nvinfer1::IPluginV3OneCore* core_{nullptr};
    nvinfer1::IPluginV3OneBuild* build_{nullptr};
    nvinfer1::IPluginV3OneRuntime* runtime_{nullptr};
    size_t workspaceBytes_{0};
};

} // namespace

std::unique_ptr<Plugin> wrapV3(
    nvinfer1::IPluginV3* plugin, std::string const& label, bool needsBuild, std::string& problem)
{
    auto made = std::make_unique<V3Plugin>(plugin, label);
    problem = made->findCapabilities(needsBuild);
    return problem.empty() ? std::unique_ptr<Plugin>(std::move(made)) : nullptr;
}

} // namespace tenon::plugin_check
