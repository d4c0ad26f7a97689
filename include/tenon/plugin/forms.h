// The V2 forms of a plugin's class: static (IPluginV2IOExt, IPluginV2Ext) and dynamic (IPluginV2DynamicExt).
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_FORMS_H
#define TENON_PLUGIN_FORMS_H

#include <tenon/plugin/blob.h>

TENON_PLUGIN_OPEN

//! What all V2 forms have in common. Base is the interface, Form the final class.
template <typename Impl, typename Base, typename Form>
class V2Form : public Base
{
public:
    explicit V2Form(Impl impl)
        : impl_(std::move(impl))
    {
    }

    Impl& impl() { return impl_; }
    Impl const& impl() const { return impl_; }

    char const* getPluginType() const TENON_PLUGIN_NOEXCEPT override { return Impl::kName; }
    char const* getPluginVersion() const TENON_PLUGIN_NOEXCEPT override { return Impl::kVersion; }
    int32_t getNbOutputs() const TENON_PLUGIN_NOEXCEPT override { return outputCountOf(impl_); }
    int32_t initialize() TENON_PLUGIN_NOEXCEPT override
    {
        return guarded(labelOf<Impl>(impl_.layerName), "initialize", int32_t{1}, [&] { return impl_.prepare(); });
    }
    void terminate() TENON_PLUGIN_NOEXCEPT override {}
    void destroy() TENON_PLUGIN_NOEXCEPT override { delete static_cast<Form*>(this); }
    void setPluginNamespace(char const* pluginNamespace) TENON_PLUGIN_NOEXCEPT override
    {
        namespace_ = pluginNamespace == nullptr ? "" : pluginNamespace;
    }
    char const* getPluginNamespace() const TENON_PLUGIN_NOEXCEPT override { return namespace_.c_str(); }
    DataType getOutputDataType(
        int32_t index, DataType const* inputTypes, int32_t inputCount) const TENON_PLUGIN_NOEXCEPT override
    {
        return outputTypeOf(impl_, index, inputTypes, inputCount);
    }
    void attachToContext(
        cudnnContext* cudnn, cublasContext* cublas, nvinfer1::IGpuAllocator* allocator) TENON_PLUGIN_NOEXCEPT override
    {
        handles_ = Handles{cudnn, cublas, allocator};
    }
    void detachFromContext() TENON_PLUGIN_NOEXCEPT override { handles_ = Handles{}; }
    size_t getSerializationSize() const TENON_PLUGIN_NOEXCEPT override
    {
        return guarded(labelOf<Impl>(impl_.layerName), "getSerializationSize", size_t{0},
            [&] { return static_cast<Form const*>(this)->blob().size(); });
    }
    void serialize(void* buffer) const TENON_PLUGIN_NOEXCEPT override
    {
        guarded(labelOf<Impl>(impl_.layerName), "serialize", 0, [&] {
            std::vector<unsigned char> const blob = static_cast<Form const*>(this)->blob();
            std::memcpy(buffer, blob.data(), blob.size());
            return 0;
        });
    }

protected:
    V2Form(V2Form const&) = default;
    ~V2Form() noexcept override = default;

    //! For clone(): a twin without the handles, which are those of this object's context.
    Form* makeTwin() const
    {
        return guarded(labelOf<Impl>(impl_.layerName), "clone", static_cast<Form*>(nullptr), [&] {
            auto* const twin = new Form(static_cast<Form const&>(*this));
            static_cast<V2Form*>(twin)->handles_ = Handles{};
            return twin;
        });
    }

    //! Room for the call's tensors, so that enqueue allocates nothing.
    void setTensorCounts(int32_t inputs, int32_t outputs)
    {
        inputs_.resize(static_cast<size_t>(inputs));
        outputs_.resize(static_cast<size_t>(outputs));
    }
    Tensors tensors() const
    {
        return {inputs_.data(), static_cast<int32_t>(inputs_.size()), outputs_.data(),
            static_cast<int32_t>(outputs_.size())};
    }
    //! The same for descriptors alone.
    static std::vector<Tensor> described(PluginTensorDesc const* descs, int32_t count)
    {
        std::vector<Tensor> tensors(static_cast<size_t>(count));
        for (int32_t i = 0; i < count; ++i)
        {
            tensors[static_cast<size_t>(i)].desc = descs + i;
        }
        return tensors;
    }
    int32_t run(void const* const* inputs, void* const* outputs, void* workspace, cudaStream_t stream)
    {
        for (size_t i = 0; i < inputs_.size(); ++i)
        {
            inputs_[i].data = const_cast<void*>(inputs[i]);
        }
        for (size_t i = 0; i < outputs_.size(); ++i)
        {
            outputs_[i].data = outputs[i];
        }
        try
        {
            return enqueueOf(impl_, Call(tensors(), workspace, stream, handles_));
        }
        catch (std::exception const& exception)
        {
            report(Severity::kERROR,
                labelOf<Impl>(impl_.layerName) + ": enqueue: expected no exception, found one: " + exception.what());
            return 1;
        }
    }

    Impl impl_;
    std::string namespace_;
    Handles handles_;
    std::vector<Tensor> inputs_, outputs_;
};

//! The dynamic form, for explicit batch.
template <typename Impl>
class DynamicForm final : public V2Form<Impl, nvinfer1::IPluginV2DynamicExt, DynamicForm<Impl>>
{
    using Common = V2Form<Impl, nvinfer1::IPluginV2DynamicExt, DynamicForm<Impl>>;

public:
    using Common::Common;
    DynamicForm(DynamicForm const&) = default;
    ~DynamicForm() noexcept override = default;

    std::vector<unsigned char> blob() const { return writeBlob<Impl>(this->impl_, nullptr); }
    nvinfer1::IPluginV2DynamicExt* clone() const TENON_PLUGIN_NOEXCEPT override { return this->makeTwin(); }

    nvinfer1::DimsExprs getOutputDimensions(int32_t index, nvinfer1::DimsExprs const* inputs, int32_t inputCount,
        nvinfer1::IExprBuilder& builder) TENON_PLUGIN_NOEXCEPT override
    {
        nvinfer1::DimsExprs none{};
        none.nbDims = -1;
        return guarded(labelOf<Impl>(this->impl_.layerName), "getOutputDimensions", none, [&] {
            std::vector<Shape> shapes;
            for (int32_t i = 0; i < inputCount; ++i)
            {
                Shape shape;
                for (int32_t d = 0; d < inputs[i].nbDims; ++d)
                {
                    shape.emplace_back(inputs[i].d[d], &builder);
                }
                shapes.push_back(std::move(shape));
            }
            Shapes all(std::move(shapes), outputCountOf(this->impl_), &builder);
            return shapesOf(this->impl_, all) ? exprsOf(all.output(index), builder) : none;
        });
    }
    bool supportsFormatCombination(
        int32_t pos, PluginTensorDesc const* inOut, int32_t inputs, int32_t outputs) TENON_PLUGIN_NOEXCEPT override
    {
        return supportsOf(this->impl_, pos, inOut, inputs, outputs);
    }
    void configurePlugin(nvinfer1::DynamicPluginTensorDesc const* in, int32_t inputs,
        nvinfer1::DynamicPluginTensorDesc const* out, int32_t outputs) TENON_PLUGIN_NOEXCEPT override
    {
        guarded(labelOf<Impl>(this->impl_.layerName), "configurePlugin", 0, [&] {
            this->setTensorCounts(inputs, outputs);
            std::vector<PluginTensorDesc> const inDescs = largest(in, inputs);
            std::vector<PluginTensorDesc> const outDescs = largest(out, outputs);
            std::vector<Tensor> const inTensors = Common::described(inDescs.data(), inputs);
            std::vector<Tensor> const outTensors = Common::described(outDescs.data(), outputs);
            this->impl_.configure(Problem(inTensors.data(), inputs, outTensors.data(), outputs));
            return 0;
        });
    }
    size_t getWorkspaceSize(PluginTensorDesc const* inputs, int32_t inputCount, PluginTensorDesc const* outputs,
        int32_t outputCount) const TENON_PLUGIN_NOEXCEPT override
    {
        return guarded(labelOf<Impl>(this->impl_.layerName), "getWorkspaceSize", size_t{0}, [&] {
            std::vector<Tensor> const in = Common::described(inputs, inputCount);
            std::vector<Tensor> const out = Common::described(outputs, outputCount);
            return static_cast<size_t>(
                this->impl_.workspaceBytes(Problem(in.data(), inputCount, out.data(), outputCount)));
        });
    }
    int32_t enqueue(PluginTensorDesc const* inputDescs, PluginTensorDesc const* outputDescs, void const* const* inputs,
        void* const* outputs, void* workspace, cudaStream_t stream) TENON_PLUGIN_NOEXCEPT override
    {
        if (this->inputs_.empty() && this->outputs_.empty())
        {
            // A host that never configured it tells no counts: those that are declared, then.
            this->setTensorCounts(declarationOf<Impl>().minInputs(), outputCountOf(this->impl_));
        }
        for (size_t i = 0; i < this->inputs_.size(); ++i)
        {
            this->inputs_[i].desc = inputDescs + i;
        }
        for (size_t i = 0; i < this->outputs_.size(); ++i)
        {
            this->outputs_[i].desc = outputDescs + i;
        }
        return this->run(inputs, outputs, workspace, stream);
    }

private:
    static nvinfer1::DimsExprs exprsOf(Shape const& shape, nvinfer1::IExprBuilder& builder)
    {
        nvinfer1::DimsExprs exprs{};
        exprs.nbDims = static_cast<int32_t>(shape.size());
        for (size_t d = 0; d < shape.size(); ++d)
        {
            exprs.d[d] = shape[d].expr(builder);
        }
        return exprs;
    }
    //! The shapes that are known, the maxima of those that are not.
    static std::vector<PluginTensorDesc> largest(nvinfer1::DynamicPluginTensorDesc const* descs, int32_t count)
    {
        std::vector<PluginTensorDesc> all;
        for (int32_t i = 0; i < count; ++i)
        {
            PluginTensorDesc desc = descs[i].desc;
            for (int32_t d = 0; d < desc.dims.nbDims; ++d)
            {
                desc.dims.d[d] = desc.dims.d[d] < 0 ? descs[i].max.d[d] : desc.dims.d[d];
            }
            all.push_back(desc);
        }
        return all;
    }
};

//! What the static forms have in common: they see shapes without the batch, Impl sees them with it.
template <typename Impl, typename Base, typename Form>
class StaticCommon : public V2Form<Impl, Base, Form>
{
    using Common = V2Form<Impl, Base, Form>;

public:
    using Common::Common;

    std::vector<unsigned char> blob() const { return writeBlob<Impl>(this->impl_, &shapes_); }
    //! From an engine.
    void setShapes(StaticShapes shapes)
    {
        shapes_ = std::move(shapes);
        place();
    }

    Dims getOutputDimensions(int32_t index, Dims const* inputs, int32_t inputCount) TENON_PLUGIN_NOEXCEPT override
    {
        Dims none{};
        none.nbDims = -1;
        return guarded(labelOf<Impl>(this->impl_.layerName), "getOutputDimensions", none, [&] {
            std::vector<Shape> shapes;
            for (int32_t i = 0; i < inputCount; ++i)
            {
                Shape shape{Dim::batch()};
                for (int32_t d = 0; d < inputs[i].nbDims; ++d)
                {
                    shape.emplace_back(static_cast<int64_t>(inputs[i].d[d]));
                }
                shapes.push_back(std::move(shape));
            }
            Shapes all(std::move(shapes), outputCountOf(this->impl_), nullptr);
            return shapesOf(this->impl_, all) ? withoutBatch(all.output(index)) : none;
        });
    }
    bool isOutputBroadcastAcrossBatch(int32_t, bool const*, int32_t) const TENON_PLUGIN_NOEXCEPT override
    {
        return false;
    }
    bool canBroadcastInputAcrossBatch(int32_t) const TENON_PLUGIN_NOEXCEPT override { return false; }
    size_t getWorkspaceSize(int32_t maxBatch) const TENON_PLUGIN_NOEXCEPT override
    {
        return guarded(labelOf<Impl>(this->impl_.layerName), "getWorkspaceSize", size_t{0}, [&] {
            std::vector<PluginTensorDesc> const in = withBatch(shapes_.inputs, maxBatch);
            std::vector<PluginTensorDesc> const out = withBatch(shapes_.outputs, maxBatch);
            return static_cast<size_t>(
                withTensors(in, out, [&](Problem const& problem) { return this->impl_.workspaceBytes(problem); }));
        });
    }
    int32_t enqueue(int32_t batch, void const* const* inputs, OutputPointers outputs, void* workspace,
        cudaStream_t stream) TENON_PLUGIN_NOEXCEPT override
    {
        for (std::vector<PluginTensorDesc>* const descs : {&inDescs_, &outDescs_})
        {
            for (PluginTensorDesc& desc : *descs)
            {
                desc.dims.d[0] = batch;
            }
        }
        return this->run(inputs, outputs, workspace, stream);
    }

protected:
    ~StaticCommon() noexcept override = default;
    StaticCommon(StaticCommon const& other)
        : Common(other)
        , shapes_(other.shapes_)
    {
        place();
    }

    void configureShapes(std::vector<PluginTensorDesc> inputs, std::vector<PluginTensorDesc> outputs, int32_t maxBatch)
    {
        guarded(labelOf<Impl>(this->impl_.layerName), "configurePlugin", 0, [&] {
            setShapes({std::move(inputs), std::move(outputs)});
            std::vector<PluginTensorDesc> const in = withBatch(shapes_.inputs, maxBatch);
            std::vector<PluginTensorDesc> const out = withBatch(shapes_.outputs, maxBatch);
            withTensors(in, out, [&](Problem const& problem) {
                this->impl_.configure(problem);
                return 0;
            });
            return 0;
        });
    }

private:
    static std::vector<PluginTensorDesc> withBatch(std::vector<PluginTensorDesc> descs, int32_t batch)
    {
        for (PluginTensorDesc& desc : descs)
        {
            for (int32_t d = desc.dims.nbDims; d > 0; --d)
            {
                desc.dims.d[d] = desc.dims.d[d - 1];
            }
            desc.dims.d[0] = batch;
            ++desc.dims.nbDims;
        }
        return descs;
    }
    template <typename Function>
    static auto withTensors(
        std::vector<PluginTensorDesc> const& in, std::vector<PluginTensorDesc> const& out, Function const& function)
    {
        auto const inputs = static_cast<int32_t>(in.size());
        auto const outputs = static_cast<int32_t>(out.size());
        std::vector<Tensor> const inTensors = Common::described(in.data(), inputs);
        std::vector<Tensor> const outTensors = Common::described(out.data(), outputs);
        return function(Problem(inTensors.data(), inputs, outTensors.data(), outputs));
    }
    Dims withoutBatch(Shape const& shape) const
    {
        Dims dims{};
        dims.nbDims = -1;
        for (size_t d = 0; d < shape.size(); ++d)
        {
            if (shape[d].isBatch() != (d == 0))
            {
                report(Severity::kERROR,
                    labelOf<Impl>(this->impl_.layerName)
                        + ": expected the batch as the first dimension of an output and nowhere else, found another shape; the static form "
                          "cannot have it");
                return dims;
            }
        }
        dims.nbDims = static_cast<int32_t>(shape.size()) - 1;
        for (int32_t d = 0; d < dims.nbDims; ++d)
        {
            dims.d[d] = static_cast<Extent>(shape[static_cast<size_t>(d) + 1].value());
        }
        return dims;
    }
    //! Makes the call's tensors point to this object's descriptors.
    void place()
    {
        inDescs_ = withBatch(shapes_.inputs, 1);
        outDescs_ = withBatch(shapes_.outputs, 1);
        this->inputs_ = Common::described(inDescs_.data(), static_cast<int32_t>(inDescs_.size()));
        this->outputs_ = Common::described(outDescs_.data(), static_cast<int32_t>(outDescs_.size()));
    }

    StaticShapes shapes_;
    std::vector<PluginTensorDesc> inDescs_, outDescs_; //!< with the batch of the latest enqueue
};

//! The static form of hosts that speak of each tensor's type and format (IPluginV2IOExt): the one to choose.
template <typename Impl>
class StaticForm final : public StaticCommon<Impl, nvinfer1::IPluginV2IOExt, StaticForm<Impl>>
{
    using Common = StaticCommon<Impl, nvinfer1::IPluginV2IOExt, StaticForm<Impl>>;

public:
    using Common::Common;
    StaticForm(StaticForm const&) = default;
    ~StaticForm() noexcept override = default;

    nvinfer1::IPluginV2Ext* clone() const TENON_PLUGIN_NOEXCEPT override { return this->makeTwin(); }

    void configurePlugin(PluginTensorDesc const* in, int32_t inputs, PluginTensorDesc const* out,
        int32_t outputs) TENON_PLUGIN_NOEXCEPT override
    {
        this->configureShapes({in, in + inputs}, {out, out + outputs}, 1);
    }
    bool supportsFormatCombination(int32_t pos, PluginTensorDesc const* inOut, int32_t inputs,
        int32_t outputs) const TENON_PLUGIN_NOEXCEPT override
    {
        return supportsOf(this->impl_, pos, inOut, inputs, outputs);
    }
};

//! The static form of IPluginV2Ext: one type and format for all floating tensors.
template <typename Impl>
class ExtForm final : public StaticCommon<Impl, nvinfer1::IPluginV2Ext, ExtForm<Impl>>
{
    using Common = StaticCommon<Impl, nvinfer1::IPluginV2Ext, ExtForm<Impl>>;

public:
    using Common::Common;
    ExtForm(ExtForm const&) = default;
    ~ExtForm() noexcept override = default;

    nvinfer1::IPluginV2Ext* clone() const TENON_PLUGIN_NOEXCEPT override { return this->makeTwin(); }

    bool supportsFormat(DataType type, TensorFormat format) const TENON_PLUGIN_NOEXCEPT override
    {
        return declarationOf<Impl>().inputSpec(0).mayBe(type, format);
    }
    void configurePlugin(Dims const* inDims, int32_t inputs, Dims const* outDims, int32_t outputs,
        DataType const* inTypes, DataType const* outTypes, bool const*, bool const*, TensorFormat format,
        int32_t maxBatch) TENON_PLUGIN_NOEXCEPT override
    {
        auto const describe = [&](Dims const* dims, DataType const* types, int32_t count) {
            std::vector<PluginTensorDesc> descs;
            for (int32_t i = 0; i < count; ++i)
            {
                descs.push_back({dims[i], types[i], format, 1.0F});
            }
            return descs;
        };
        this->configureShapes(describe(inDims, inTypes, inputs), describe(outDims, outTypes, outputs), maxBatch);
    }
};

TENON_PLUGIN_CLOSE

#endif // TENON_PLUGIN_FORMS_H
