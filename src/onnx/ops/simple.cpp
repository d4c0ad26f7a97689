// Constant, Identity, Dropout (inference), Cast, Concat.
#include "onnx/ops/compose.h"

namespace tenon::onnx
{

using base::invalidArgument;

Result<std::vector<Value>> importConstant(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 0, 0));
    if (node.proto().attribute_size() != 1 || node.proto().output_size() != 1)
    {
        return invalidArgument("expected one attribute with the value and one output, found {} and {}",
            node.proto().attribute_size(), node.proto().output_size());
    }
    auto const& attribute = node.proto().attribute(0);
    std::string const& name = node.proto().output(0);
    WeightStore& weights = importer.weights();
    if (attribute.name() == "value" && attribute.type() == ::onnx::AttributeProto::TENSOR)
    {
        TENON_ASSIGN(Constant const* const constant, weights.add(attribute.t()));
        return std::vector<Value>{{nullptr, constant}};
    }
    if (attribute.name() == "value_float")
    {
        return std::vector<Value>{{nullptr, weights.add<float>(name, DataType::kFLOAT, {}, {attribute.f()})}};
    }
    if (attribute.name() == "value_floats")
    {
        std::vector<float> const values(attribute.floats().begin(), attribute.floats().end());
        return std::vector<Value>{{nullptr, weights.add(name, DataType::kFLOAT, {attribute.floats_size()}, values)}};
    }
    if (attribute.name() == "value_int")
    {
        return std::vector<Value>{{nullptr, weights.add<int64_t>(name, DataType::kINT64, {}, {attribute.i()})}};
    }
    if (attribute.name() == "value_ints")
    {
        std::vector<int64_t> const values(attribute.ints().begin(), attribute.ints().end());
        return std::vector<Value>{{nullptr, weights.add(name, DataType::kINT64, {attribute.ints_size()}, values)}};
    }
    return base::notImplemented("Constant with attribute \"{}\"", attribute.name());
}

Result<std::vector<Value>> importIdentity(Importer& importer, Node const&, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    if (inputs[0].isConstant())
    {
        return std::vector<Value>{inputs[0]};
    }
    return importer.result(importer.network().addIdentity(*inputs[0].tensor));
}

namespace
{

//! True if training is off, or nothing is dropped.
Result<bool> keepsAll(std::span<Value const> inputs)
{
    if (!inputs[2].isConstant() || inputs[2].constant->weights.count != 1)
    {
        return false;
    }
    bool const training = *static_cast<uint8_t const*>(inputs[2].constant->weights.values) != 0;
    if (!training || !inputs[1].isConstant())
    {
        return !training;
    }
    TENON_ASSIGN(auto const ratio, floatsOf(*inputs[1].constant));
    return ratio.size() == 1 && ratio[0] == 0.0F;
}

} // namespace

Result<std::vector<Value>> importDropout(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 3));
    if (inputs.size() == 3 && inputs[2])
    {
        TENON_ASSIGN(bool const off, keepsAll(inputs));
        if (!off)
        {
            return base::notImplemented("Dropout in training mode; export the model for inference");
        }
    }
    TENON_ASSIGN(auto results, importIdentity(importer, node, inputs.first(1)));
    if (node.proto().output_size() > 1)
    {
        // The mask: everything is kept.
        TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
        TENON_ASSIGN(ITensor* const yes,
            constantOf(importer, node.name() + " mask", node.opset() < 10 ? x->getType() : DataType::kBOOL, {}, {1.0}));
        TENON_ASSIGN(Sizes const sizes, sizesOf(importer, *x));
        TENON_ASSIGN(ITensor* const mask, expandTo(importer, *yes, sizes));
        results.push_back({mask, nullptr});
    }
    return results;
}

Result<std::vector<Value>> importCast(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    int32_t to = 0;
    if (node.opset() < 6)
    {
        // The type's name.
        TENON_ASSIGN(std::string const name, node.text("to", ""));
        ::onnx::TensorProto::DataType parsed{};
        to = ::onnx::TensorProto::DataType_Parse(name, &parsed) ? parsed : 0;
    }
    else
    {
        TENON_ASSIGN(int64_t const number, node.integer("to", 0));
        to = static_cast<int32_t>(number);
    }
    TENON_ASSIGN(DataType const type, dataTypeOf(to, "attribute \"to\""));
    TENON_ASSIGN(ITensor* const input, importer.tensor(inputs[0]));
    return importer.result(importer.network().addCast(*input, type));
}

Result<std::vector<Value>> importConcat(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, SIZE_MAX));
    if (node.attribute("axis") == nullptr && node.opset() >= 4)
    {
        return invalidArgument("attribute \"axis\": expected an integer, found none");
    }
    TENON_ASSIGN(int64_t const onnxAxis, node.integer("axis", 1));
    std::vector<ITensor*> tensors;
    for (Value const& input : inputs)
    {
        TENON_ASSIGN(ITensor* const tensor, importer.tensor(input));
        tensors.push_back(tensor);
    }
    TENON_ASSIGN(int32_t const axis, importer.axis(onnxAxis, tensors[0]->getDimensions().nbDims));
    TENON_ASSIGN(auto* const layer,
        importer.added(importer.network().addConcatenation(tensors.data(), static_cast<int32_t>(tensors.size()))));
    layer->setAxis(axis);
    return importer.result(layer);
}

} // namespace tenon::onnx
