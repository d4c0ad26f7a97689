// INetworkDefinition.
#include "plugins.h"
#include "properties.h"

#include <impl/NvInferLegacyLayers.h>

namespace tenon::python
{

namespace
{

using namespace nvinfer1;
using Network = INetworkDefinition;
using Tensors = std::vector<ITensor*>;

constexpr auto kInNetwork = nb::rv_policy::reference_internal;

std::int32_t countOf(Tensors const& tensors)
{
    return static_cast<std::int32_t>(tensors.size());
}

Network& networkOf(nb::handle self)
{
    return nb::cast<Network&>(self);
}

std::int32_t indexIn(std::int64_t index, std::int32_t count, char const* of)
{
    std::int64_t const at = index < 0 ? index + count : index;
    if (at < 0 || at >= count)
    {
        throw nb::index_error((
            std::string(of) + ": expected an index below " + std::to_string(count) + ", found " + std::to_string(index))
                                  .c_str());
    }
    return static_cast<std::int32_t>(at);
}

//! Activations and poolings as networks list them: their `type` is the layer's kind, as scripts that look for layers of a kind expect. Once
//! `__class__` is assigned, it is the class's own. The layout is the class's, which that assignment needs.
struct ListedActivation : IActivationLayer
{};
struct ListedPooling : IPoolingLayer
{};

template <typename Listed, typename Layer>
void bindListed(nb::module_& m, char const* name)
{
    nb::class_<Listed, Layer>(m, name).def_prop_ro("type", [](Listed const& self) { return self.getType(); });
}

//! A layer as networks list it. One that Python holds is given as it is.
nb::object listed(nb::handle network, ILayer* layer)
{
    if (layer == nullptr)
    {
        return nb::none();
    }
    nb::object found = nb::find(layer);
    if (!found.is_valid())
    {
        switch (layer->getType())
        {
        case LayerType::kACTIVATION: found = nb::inst_reference(nb::type<ListedActivation>(), layer, network); break;
        case LayerType::kPOOLING: found = nb::inst_reference(nb::type<ListedPooling>(), layer, network); break;
        default: found = nb::cast(layer, nb::rv_policy::reference); keepWith(found, network);
        }
    }
    return found;
}

//! Layers of large language models.
void bindAttention(Documented<Network>& network)
{
    network
        .def(
            "add_attention",
            [](Network& self, ITensor& query, ITensor& key, ITensor& value, AttentionNormalizationOp op, bool causal) {
                return self.addAttention(query, key, value, op, causal);
            },
            nb::arg("query"), nb::arg("key"), nb::arg("value"), nb::arg("norm_op"), nb::arg("causal"), kInNetwork)
        .def(
            "add_rotary_embedding",
            [](Network& self, ITensor& input, ITensor& cosines, ITensor& sines, bool interleaved, std::int32_t dim) {
                return self.addRotaryEmbedding(input, cosines, sines, interleaved, dim);
            },
            nb::arg("input"), nb::arg("cos_cache"), nb::arg("sin_cache"), nb::arg("interleaved"),
            nb::arg("rotary_embedding_dim"), kInNetwork)
        .def(
            "add_kv_cache_update",
            [](Network& self, ITensor& cache, ITensor& update, ITensor& indices, KVCacheMode mode) {
                return self.addKVCacheUpdate(cache, update, indices, mode);
            },
            nb::arg("cache"), nb::arg("update"), nb::arg("write_indices"), nb::arg("cache_mode"), kInNetwork)
        .def(
            "add_moe",
            [](Network& self, ITensor& states, ITensor& experts, ITensor& scores) {
                return self.addMoE(states, experts, scores);
            },
            nb::arg("hidden_states"), nb::arg("selected_experts_for_tokens"), nb::arg("scores_for_selected_experts"),
            kInNetwork)
        .def(
            "add_dist_collective",
            [](Network& self, ITensor& input, CollectiveOperation op, ReduceOperation reduce, std::int64_t root,
                std::vector<std::int64_t> groups) {
                return self.addDistCollective(
                    input, op, reduce, root, groups.data(), static_cast<std::int64_t>(groups.size()));
            },
            nb::arg("input"), nb::arg("collective_op"), nb::arg("reduce_op"), nb::arg("root"), nb::arg("groups"),
            kInNetwork)
        .def(
            "add_dynamic_quantize",
            [](Network& self, ITensor& input, std::int32_t axis, std::int32_t block, DataType output, DataType scale) {
                return self.addDynamicQuantize(input, axis, block, output, scale);
            },
            nb::arg("input"), nb::arg("axis"), nb::arg("block_size"), nb::arg("output_type"), nb::arg("scale_type"),
            kInNetwork)
        .def(
            "add_dynamic_quantize_v2",
            [](Network& self, ITensor& input, Dims const& block, DataType output, DataType scale) {
                return self.addDynamicQuantizeV2(input, block, output, scale);
            },
            nb::arg("input"), nb::arg("block_shape"), nb::arg("output_type"), nb::arg("scale_type"), kInNetwork);
}

void bindAsContainer(Documented<Network>& network)
{
    bindWith(network);
    network.TENON_PROPERTY(Network, "name", Name)
        .TENON_READONLY(Network, "num_layers", getNbLayers)
        .TENON_READONLY(Network, "num_inputs", getNbInputs)
        .TENON_READONLY(Network, "num_outputs", getNbOutputs)
        .TENON_READONLY(Network, "has_implicit_batch_dimension", hasImplicitBatchDimension)
        .TENON_READONLY(Network, "flags", getFlags)
        .def("get_flag", &Network::getFlag, nb::arg("flag"))
        .def_prop_rw("error_recorder", &Network::getErrorRecorder, &Network::setErrorRecorder,
            nb::for_setter(nb::arg("recorder").none()), nb::for_setter(nb::keep_alive<1, 2>()),
            nb::for_getter(nb::rv_policy::reference))
        .def("add_input", &Network::addInput, nb::arg("name"), nb::arg("dtype"), nb::arg("shape"), kInNetwork)
        .def("mark_output", &Network::markOutput, nb::arg("tensor"))
        .def("unmark_output", &Network::unmarkOutput, nb::arg("tensor"))
        .def("mark_output_for_shapes", &Network::markOutputForShapes, nb::arg("tensor"))
        .def("unmark_output_for_shapes", &Network::unmarkOutputForShapes, nb::arg("tensor"))
        .def("mark_debug", &Network::markDebug, nb::arg("tensor"))
        .def("unmark_debug", &Network::unmarkDebug, nb::arg("tensor"))
        .def("is_debug_tensor", &Network::isDebugTensor, nb::arg("tensor"))
        .def("mark_unfused_tensors_as_debug_tensors", &Network::markUnfusedTensorsAsDebugTensors)
        .def("unmark_unfused_tensors_as_debug_tensors", &Network::unmarkUnfusedTensorsAsDebugTensors)
        .def_prop_ro(
            "builder", [](Network const& self) { return &self.getBuilder(); }, nb::rv_policy::reference)
        .def_prop_ro(
            "engine_capability", [](Network const&) { return EngineCapability::kSTANDARD; },
            "The only one that is served.")
        .def("remove_tensor", &Network::removeTensor, nb::arg("tensor"))
        .def(
            "get_layer",
            [](nb::handle self, std::int32_t index) { return listed(self, networkOf(self).getLayer(index)); },
            nb::arg("index"), nb::sig("def get_layer(self, index: int) -> ILayer"),
            "The layer, None where there is no such one. The `type` of activations and poolings is the layer's kind, as of any layer, until "
            "`__class__` is assigned.")
        .def("get_input", &Network::getInput, nb::arg("index"), kInNetwork)
        .def("get_output", &Network::getOutput, nb::arg("index"), kInNetwork)
        .def("mark_weights_refittable", &Network::markWeightsRefittable, nb::arg("name"))
        .def("unmark_weights_refittable", &Network::unmarkWeightsRefittable, nb::arg("name"))
        .def("are_weights_marked_refittable", &Network::areWeightsMarkedRefittable, nb::arg("name"))
        .def(
            "set_weights_name",
            [](nb::handle self, nb::object weights, char const* name) {
                return networkOf(self).setWeightsName(weightsOf(weights, self), name);
            },
            nb::arg("weights"), nb::arg("name"))
        .def("__len__", &Network::getNbLayers)
        .def(
            "__getitem__",
            [](nb::handle self, std::int64_t index) {
                Network& network = networkOf(self);
                return listed(self, network.getLayer(indexIn(index, network.getNbLayers(), "network")));
            },
            nb::sig("def __getitem__(self, arg: int, /) -> ILayer"), "A layer, as get_layer gives it.");
}

void addWithWeights(Documented<Network>& network)
{
    auto const convolution = [](nb::handle self, ITensor& input, std::int64_t maps, Dims const& kernelShape,
                                 nb::object kernel, nb::object bias) {
        return networkOf(self).addConvolutionNd(
            input, maps, kernelShape, weightsOf(kernel, self), weightsOf(bias, self));
    };
    auto const deconvolution = [](nb::handle self, ITensor& input, std::int64_t maps, Dims const& kernelShape,
                                   nb::object kernel, nb::object bias) {
        return networkOf(self).addDeconvolutionNd(
            input, maps, kernelShape, weightsOf(kernel, self), weightsOf(bias, self));
    };
    for (char const* name : {"add_convolution_nd", "add_convolution"})
    {
        network.def(name, convolution, nb::arg("input"), nb::arg("num_output_maps"), nb::arg("kernel_shape"),
            nb::arg("kernel"), nb::arg("bias") = nb::none(), kInNetwork,
            "The kernel is [maps, channels / groups, size …], the bias [maps] or None.");
    }
    for (char const* name : {"add_deconvolution_nd", "add_deconvolution"})
    {
        network.def(name, deconvolution, nb::arg("input"), nb::arg("num_output_maps"), nb::arg("kernel_shape"),
            nb::arg("kernel"), nb::arg("bias") = nb::none(), kInNetwork,
            "The kernel is [channels, maps / groups, size …], the bias [maps] or None.");
    }
    network
        .def(
            "add_fully_connected",
            [](nb::handle self, ITensor& input, std::int32_t outputs, nb::object kernel,
                nb::object bias) -> IFullyConnectedLayer* {
                Network& network = networkOf(self);
                auto& legacy =
                    legacyOf<apiv::legacy::VNetworkDefinition>(network, apiv::legacy::TableKind::kNETWORK_DEFINITION);
                return legacy.addFullyConnected(input, outputs, weightsOf(kernel, self), weightsOf(bias, self));
            },
            nb::arg("input"), nb::arg("num_outputs"), nb::arg("kernel"), nb::arg("bias") = nb::none(), kInNetwork)
        .def(
            "add_scale",
            [](nb::handle self, ITensor& input, ScaleMode mode, nb::object shift, nb::object scale, nb::object power) {
                return networkOf(self).addScale(
                    input, mode, weightsOf(shift, self), weightsOf(scale, self), weightsOf(power, self));
            },
            nb::arg("input"), nb::arg("mode"), nb::arg("shift") = nb::none(), nb::arg("scale") = nb::none(),
            nb::arg("power") = nb::none(), kInNetwork)
        .def(
            "add_scale_nd",
            [](nb::handle self, ITensor& input, ScaleMode mode, nb::object shift, nb::object scale, nb::object power,
                std::int32_t axis) {
                return networkOf(self).addScaleNd(
                    input, mode, weightsOf(shift, self), weightsOf(scale, self), weightsOf(power, self), axis);
            },
            nb::arg("input"), nb::arg("mode"), nb::arg("shift") = nb::none(), nb::arg("scale") = nb::none(),
            nb::arg("power") = nb::none(), nb::arg("channel_axis") = 1, kInNetwork)
        .def(
            "add_constant",
            [](nb::handle self, Dims const& shape, nb::object weights) {
                return networkOf(self).addConstant(shape, weightsOf(weights, self));
            },
            nb::arg("shape"), nb::arg("weights"), kInNetwork);
}

void addPointwise(Documented<Network>& network)
{
    network.def("add_activation", &Network::addActivation, nb::arg("input"), nb::arg("type"), kInNetwork)
        .def("add_elementwise", &Network::addElementWise, nb::arg("input1"), nb::arg("input2"), nb::arg("op"),
            kInNetwork)
        .def("add_unary", &Network::addUnary, nb::arg("input"), nb::arg("op"), kInNetwork)
        .def("add_parametric_relu", &Network::addParametricReLU, nb::arg("input"), nb::arg("slopes"), kInNetwork)
        .def("add_select", &Network::addSelect, nb::arg("condition"), nb::arg("then_input"), nb::arg("else_input"),
            kInNetwork)
        .def("add_identity", &Network::addIdentity, nb::arg("input"), kInNetwork)
        .def("add_cast", &Network::addCast, nb::arg("input"), nb::arg("to_type"), kInNetwork)
        .def(
            "add_quantize",
            [](Network& self, ITensor& input, ITensor& scale, DataType type) {
                return self.addQuantize(input, scale, type);
            },
            nb::arg("input"), nb::arg("scale"), nb::arg("output_type") = DataType::kINT8, kInNetwork)
        .def(
            "add_dequantize",
            [](Network& self, ITensor& input, ITensor& scale, DataType type) {
                return self.addDequantize(input, scale, type);
            },
            nb::arg("input"), nb::arg("scale"), nb::arg("output_type") = DataType::kFLOAT, kInNetwork);
}

void addNeighbourhood(Documented<Network>& network)
{
    for (char const* name : {"add_pooling_nd", "add_pooling"})
    {
        network.def(
            name, &Network::addPoolingNd, nb::arg("input"), nb::arg("type"), nb::arg("window_size"), kInNetwork);
    }
    for (char const* name : {"add_padding_nd", "add_padding"})
    {
        network.def(name, &Network::addPaddingNd, nb::arg("input"), nb::arg("pre_padding"), nb::arg("post_padding"),
            kInNetwork);
    }
    network
        .def("add_lrn", &Network::addLRN, nb::arg("input"), nb::arg("window"), nb::arg("alpha"), nb::arg("beta"),
            nb::arg("k"), kInNetwork)
        .def("add_resize", &Network::addResize, nb::arg("input"), kInNetwork)
        .def("add_grid_sample", &Network::addGridSample, nb::arg("input"), nb::arg("grid"), kInNetwork);
}

void addRearranging(Documented<Network>& network)
{
    network
        .def(
            "add_concatenation",
            [](Network& self, Tensors const& inputs) { return self.addConcatenation(inputs.data(), countOf(inputs)); },
            nb::arg("inputs"), kInNetwork)
        .def("add_shuffle", &Network::addShuffle, nb::arg("input"), kInNetwork)
        .def("add_slice", &Network::addSlice, nb::arg("input"), nb::arg("start"), nb::arg("shape"), nb::arg("stride"),
            kInNetwork)
        .def("add_shape", &Network::addShape, nb::arg("input"), kInNetwork)
        .def("add_gather", &Network::addGather, nb::arg("input"), nb::arg("indices"), nb::arg("axis"), kInNetwork)
        .def("add_gather_v2", &Network::addGatherV2, nb::arg("input"), nb::arg("indices"), nb::arg("mode"), kInNetwork)
        .def("add_scatter", &Network::addScatter, nb::arg("data"), nb::arg("indices"), nb::arg("updates"),
            nb::arg("mode"), kInNetwork)
        .def("add_one_hot", &Network::addOneHot, nb::arg("indices"), nb::arg("values"), nb::arg("depth"),
            nb::arg("axis"), kInNetwork)
        .def("add_reverse_sequence", &Network::addReverseSequence, nb::arg("input"), nb::arg("sequence_lens"),
            kInNetwork)
        .def("add_squeeze", &Network::addSqueeze, nb::arg("input"), nb::arg("axes"), kInNetwork)
        .def("add_unsqueeze", &Network::addUnsqueeze, nb::arg("input"), nb::arg("axes"), kInNetwork)
        .def(
            "add_fill",
            [](Network& self, Dims const& shape, FillOperation op, DataType type) {
                return self.addFill(shape, op, type);
            },
            nb::arg("shape"), nb::arg("op"), nb::arg("output_type") = DataType::kFLOAT, kInNetwork);
}

void addReductions(Documented<Network>& network)
{
    network.def("add_softmax", &Network::addSoftMax, nb::arg("input"), kInNetwork)
        .def("add_ragged_softmax", &Network::addRaggedSoftMax, nb::arg("input"), nb::arg("bounds"), kInNetwork)
        .def("add_reduce", &Network::addReduce, nb::arg("input"), nb::arg("op"), nb::arg("axes"), nb::arg("keep_dims"),
            kInNetwork)
        .def(
            "add_topk",
            [](Network& self, ITensor& input, TopKOperation op, std::int32_t k, std::uint32_t axes,
                DataType indicesType) { return self.addTopK(input, op, k, axes, indicesType); },
            nb::arg("input"), nb::arg("op"), nb::arg("k"), nb::arg("axes"), nb::arg("indices_type") = DataType::kINT32,
            kInNetwork)
        .def("add_matrix_multiply", &Network::addMatrixMultiply, nb::arg("input0"), nb::arg("op0"), nb::arg("input1"),
            nb::arg("op1"), kInNetwork)
        .def(
            "add_einsum",
            [](Network& self, Tensors const& inputs, char const* equation) {
                return self.addEinsum(inputs.data(), countOf(inputs), equation);
            },
            nb::arg("inputs"), nb::arg("equation"), kInNetwork)
        .def("add_normalization", &Network::addNormalization, nb::arg("input"), nb::arg("scale"), nb::arg("bias"),
            nb::arg("axesMask"), kInNetwork)
        .def("add_normalization_v2", &Network::addNormalizationV2, nb::arg("input"), nb::arg("scale"), nb::arg("bias"),
            nb::arg("axesMask"), kInNetwork)
        .def("add_cumulative", &Network::addCumulative, nb::arg("input"), nb::arg("axis"), nb::arg("op"),
            nb::arg("exclusive"), nb::arg("reverse"), kInNetwork)
        .def(
            "add_non_zero", [](Network& self, ITensor& input, DataType type) { return self.addNonZero(input, type); },
            nb::arg("input"), nb::arg("indices_type") = DataType::kINT32, kInNetwork)
        .def(
            "add_nms",
            [](Network& self, ITensor& boxes, ITensor& scores, ITensor& most, DataType type) {
                return self.addNMS(boxes, scores, most, type);
            },
            nb::arg("boxes"), nb::arg("scores"), nb::arg("max_output_boxes_per_class"),
            nb::arg("indices_type") = DataType::kINT32, kInNetwork)
        .def("add_assertion", &Network::addAssertion, nb::arg("condition"), nb::arg("message"), kInNetwork)
        .def("add_loop", &Network::addLoop, kInNetwork)
        .def("add_if_conditional", &Network::addIfConditional, kInNetwork);
}

void addPlugins(Documented<Network>& network)
{
    for (char const* name : {"add_plugin_v2", "add_plugin"})
    {
        network.def(
            name,
            [](Network& self, Tensors const& inputs, nb::object plugin) -> ILayer* {
                return self.addPluginV2(inputs.data(), countOf(inputs), *lendPluginV2(plugin));
            },
            nb::arg("inputs"), nb::arg("plugin"), kInNetwork, "The network keeps a clone of the plugin.");
    }
    network
        .def(
            "add_plugin",
            [](Network& self, std::tuple<Tensors, Tensors, nb::object> const& call, nb::object aot) -> ILayer* {
                if (!aot.is_none() && nb::cast<bool>(aot))
                {
                    throw nb::value_error(
                        "add_plugin: expected aot=False or None, found True: plugins run their implementation in Python");
                }
                auto const& [inputs, shapeInputs, plugin] = call;
                return self.addPluginV3(
                    inputs.data(), countOf(inputs), shapeInputs.data(), countOf(shapeInputs), *lendPluginV3(plugin));
            },
            nb::arg("func"), nb::arg("aot") = nb::none(), kInNetwork,
            "A plugin as tenon.plugin.op gives it: inputs, shape inputs and the plugin.")
        .def(
            "add_plugin_v3",
            [](Network& self, Tensors const& inputs, Tensors const& shapeInputs, nb::object plugin) -> ILayer* {
                return self.addPluginV3(
                    inputs.data(), countOf(inputs), shapeInputs.data(), countOf(shapeInputs), *lendPluginV3(plugin));
            },
            nb::arg("inputs"), nb::arg("shape_inputs"), nb::arg("plugin"), kInNetwork,
            "The network keeps a clone of the plugin.");
}

} // namespace

void bindNetwork(nb::module_& m)
{
    Documented<Network> network(m, "INetworkDefinition",
        "A network under construction. Methods that add a layer give it, or None where it cannot be added: the logger says why.");
    bindAttention(network);
    bindAsContainer(network);
    addWithWeights(network);
    addPointwise(network);
    addNeighbourhood(network);
    addRearranging(network);
    addReductions(network);
    addPlugins(network);
    bindListed<ListedActivation, IActivationLayer>(m, "_ListedActivationLayer");
    bindListed<ListedPooling, IPoolingLayer>(m, "_ListedPoolingLayer");
    Documented<IPluginV2Layer, ILayer>(m, "IPluginV2Layer", "A plugin of the V2 family.")
        .def_prop_ro(
            "plugin", [](IPluginV2Layer& self) { return wrapPluginV2(&self.getPlugin(), false); },
            nb::keep_alive<0, 1>());
    Documented<IPluginV3Layer, ILayer>(m, "IPluginV3Layer", "A plugin of the V3 interface.")
        .def_prop_ro(
            "plugin", [](IPluginV3Layer& self) { return wrapPluginV3(&self.getPlugin(), false); },
            nb::keep_alive<0, 1>());
}

} // namespace tenon::python
