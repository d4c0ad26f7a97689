// The V3 form of a plugin's class (IPluginV3), from release 10 on.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_V3_FORM_H
#define TENON_PLUGIN_V3_FORM_H

#include <tenon/plugin/parsing.h>

#if NV_TENSORRT_MAJOR >= 10

TENON_PLUGIN_OPEN

template <typename Impl>
class V3Form final : public nvinfer1::IPluginV3,
                     public nvinfer1::IPluginV3OneCore,
                     public nvinfer1::IPluginV3OneBuild,
                     public nvinfer1::IPluginV3OneRuntime
{
public:
    V3Form(Impl impl, std::string pluginNamespace)
        : impl_(std::move(impl))
        , namespace_(std::move(pluginNamespace))
    {
    }
    ~V3Form() noexcept override = default;

    Impl& impl() { return impl_; }
    Impl const& impl() const { return impl_; }

    // IPluginV3
    nvinfer1::IPluginCapability* getCapabilityInterface(nvinfer1::PluginCapabilityType type) noexcept override
    {
        switch (type)
        {
        case nvinfer1::PluginCapabilityType::kCORE: return static_cast<nvinfer1::IPluginV3OneCore*>(this);
        case nvinfer1::PluginCapabilityType::kBUILD: return static_cast<nvinfer1::IPluginV3OneBuild*>(this);
        case nvinfer1::PluginCapabilityType::kRUNTIME: return static_cast<nvinfer1::IPluginV3OneRuntime*>(this);
        }
        return nullptr;
    }
    V3Form* clone() noexcept override
    {
        return guarded(label(), "clone", static_cast<V3Form*>(nullptr), [&] { return new V3Form(impl_, namespace_); });
    }

    // IPluginV3OneCore
    char const* getPluginName() const noexcept override { return Impl::kName; }
    char const* getPluginVersion() const noexcept override { return Impl::kVersion; }
    char const* getPluginNamespace() const noexcept override { return namespace_.c_str(); }

    // IPluginV3OneBuild
    int32_t getNbOutputs() const noexcept override { return outputCountOf(impl_); }
    int32_t getOutputDataTypes(
        DataType* outputTypes, int32_t outputs, DataType const* inputTypes, int32_t inputs) const noexcept override
    {
        for (int32_t i = 0; i < outputs; ++i)
        {
            outputTypes[i] = outputTypeOf(impl_, i, inputTypes, inputs);
        }
        return 0;
    }
    int32_t getOutputShapes(nvinfer1::DimsExprs const* inputs, int32_t inputCount,
        nvinfer1::DimsExprs const* shapeInputs, int32_t shapeInputCount, nvinfer1::DimsExprs* outputs,
        int32_t outputCount, nvinfer1::IExprBuilder& builder) noexcept override
    {
        return guarded(label(), "getOutputShapes", int32_t{1}, [&] {
            Shapes shapes(shapesFrom(inputs, inputCount, builder), outputCount, &builder);
            shapes.setShapeInputs(shapesFrom(shapeInputs, shapeInputCount, builder));
            shapes.allowSizeTensors();
            if (!shapesOf(impl_, shapes))
            {
                return 1;
            }
            for (int32_t i = 0; i < outputCount; ++i)
            {
                Shape const& shape = shapes.output(i);
                outputs[i].nbDims = static_cast<int32_t>(shape.size());
                for (size_t d = 0; d < shape.size(); ++d)
                {
                    outputs[i].d[d] = shape[d].expr(builder);
                }
            }
            return 0;
        });
    }
    bool supportsFormatCombination(
        int32_t pos, nvinfer1::DynamicPluginTensorDesc const* inOut, int32_t inputs, int32_t outputs) noexcept override
    {
        return guarded(label(), "supportsFormatCombination", false, [&] {
            std::vector<PluginTensorDesc> descs;
            for (int32_t i = 0; i <= pos; ++i)
            {
                descs.push_back(inOut[i].desc);
            }
            descs.resize(static_cast<size_t>(inputs + outputs), descs.back());
            return supportsOf(impl_, pos, descs.data(), inputs, outputs);
        });
    }
    int32_t configurePlugin(nvinfer1::DynamicPluginTensorDesc const* in, int32_t inputs,
        nvinfer1::DynamicPluginTensorDesc const* out, int32_t outputs) noexcept override
    {
        return withProblem("configurePlugin", int32_t{1}, in, inputs, out, outputs, [&](Problem const& problem) {
            impl_.configure(problem);
            return int32_t{0};
        });
    }
    size_t getWorkspaceSize(nvinfer1::DynamicPluginTensorDesc const* in, int32_t inputs,
        nvinfer1::DynamicPluginTensorDesc const* out, int32_t outputs) const noexcept override
    {
        return withProblem("getWorkspaceSize", size_t{0}, in, inputs, out, outputs,
            [&](Problem const& problem) { return static_cast<size_t>(impl_.workspaceBytes(problem)); });
    }
    int32_t getNbTactics() noexcept override
    {
        return guarded(
            label(), "getNbTactics", int32_t{0}, [&] { return static_cast<int32_t>(impl_.tactics().size()); });
    }
    int32_t getValidTactics(int32_t* tactics, int32_t count) noexcept override
    {
        return guarded(label(), "getValidTactics", int32_t{1}, [&] {
            std::vector<int32_t> const all = impl_.tactics();
            std::copy_n(all.begin(), std::min(all.size(), static_cast<size_t>(count)), tactics);
            return 0;
        });
    }
    //! Timings hold for plugins with equal fields.
    char const* getTimingCacheID() noexcept override
    {
        return guarded(label(), "getTimingCacheID", static_cast<char const*>(nullptr), [&] {
            timingCacheId_ = toString(impl_);
            return timingCacheId_.c_str();
        });
    }
    char const* getMetadataString() noexcept override { return getTimingCacheID(); }

    // IPluginV3OneRuntime
    int32_t setTactic(int32_t tactic) noexcept override
    {
        impl_.tactic = tactic;
        return 0;
    }
    int32_t onShapeChange(
        PluginTensorDesc const* in, int32_t inputs, PluginTensorDesc const* out, int32_t outputs) noexcept override
    {
        return guarded(label(), "onShapeChange", int32_t{1}, [&] {
            inputs_ = described(in, inputs);
            outputs_ = described(out, outputs);
            impl_.configure(tensors());
            return 0;
        });
    }
    int32_t enqueue(PluginTensorDesc const* inputDescs, PluginTensorDesc const* outputDescs, void const* const* inputs,
        void* const* outputs, void* workspace, cudaStream_t stream) noexcept override
    {
        for (size_t i = 0; i < inputs_.size(); ++i)
        {
            inputs_[i] = Tensor{inputDescs + i, const_cast<void*>(inputs[i])};
        }
        for (size_t i = 0; i < outputs_.size(); ++i)
        {
            outputs_[i] = Tensor{outputDescs + i, outputs[i]};
        }
        try
        {
            return enqueueOf(impl_, Call(tensors(), workspace, stream, handles_));
        }
        catch (std::exception const& exception)
        {
            report(Severity::kERROR, label() + ": enqueue: expected no exception, found one: " + exception.what());
            return 1;
        }
    }
    nvinfer1::IPluginV3* attachToContext(nvinfer1::IPluginResourceContext* context) noexcept override
    {
        return guarded(
            label(), "attachToContext", static_cast<nvinfer1::IPluginV3*>(nullptr), [&]() -> nvinfer1::IPluginV3* {
                auto twin = std::make_unique<V3Form>(impl_, namespace_);
                twin->handles_.allocator = context == nullptr ? nullptr : context->getGpuAllocator();
                int32_t const code = twin->impl_.prepare();
                if (code != 0)
                {
                    report(Severity::kERROR, label() + ": expected prepare to return 0, found " + std::to_string(code));
                    return nullptr;
                }
                return twin.release();
            });
    }
    PluginFieldCollection const* getFieldsToSerialize() noexcept override
    {
        return guarded(label(), "getFieldsToSerialize", static_cast<PluginFieldCollection const*>(nullptr),
            [&] { return &values_.fill(impl_); });
    }

private:
    std::string label() const { return labelOf<Impl>(impl_.layerName); }
    Tensors tensors() const
    {
        return {inputs_.data(), static_cast<int32_t>(inputs_.size()), outputs_.data(),
            static_cast<int32_t>(outputs_.size())};
    }
    static std::vector<Tensor> described(PluginTensorDesc const* descs, int32_t count)
    {
        std::vector<Tensor> tensors;
        for (int32_t i = 0; i < count; ++i)
        {
            tensors.push_back({descs + i, nullptr});
        }
        return tensors;
    }
    static std::vector<Shape> shapesFrom(
        nvinfer1::DimsExprs const* exprs, int32_t count, nvinfer1::IExprBuilder& builder)
    {
        std::vector<Shape> shapes;
        for (int32_t i = 0; i < count; ++i)
        {
            Shape shape;
            for (int32_t d = 0; d < exprs[i].nbDims; ++d)
            {
                shape.emplace_back(exprs[i].d[d], &builder);
            }
            shapes.push_back(std::move(shape));
        }
        return shapes;
    }
    //! Calls function with the largest shapes.
    template <typename Result, typename Function>
    Result withProblem(char const* method, Result otherwise, nvinfer1::DynamicPluginTensorDesc const* in,
        int32_t inputs, nvinfer1::DynamicPluginTensorDesc const* out, int32_t outputs, Function const& function) const
    {
        return guarded(label(), method, otherwise, [&] {
            auto const largest = [](nvinfer1::DynamicPluginTensorDesc const* descs, int32_t count) {
                std::vector<PluginTensorDesc> all;
                for (int32_t i = 0; i < count; ++i)
                {
                    all.push_back(descs[i].desc);
                    all.back().dims = descs[i].max;
                }
                return all;
            };
            std::vector<PluginTensorDesc> const inDescs = largest(in, inputs);
            std::vector<PluginTensorDesc> const outDescs = largest(out, outputs);
            std::vector<Tensor> const inTensors = described(inDescs.data(), inputs);
            std::vector<Tensor> const outTensors = described(outDescs.data(), outputs);
            return function(Problem(inTensors.data(), inputs, outTensors.data(), outputs));
        });
    }

    Impl impl_;
    std::string namespace_;
    std::string timingCacheId_;
    Handles handles_;
    FieldValues values_;
    std::vector<Tensor> inputs_, outputs_;
};

TENON_PLUGIN_CLOSE

#endif // NV_TENSORRT_MAJOR >= 10

#endif // TENON_PLUGIN_V3_FORM_H
