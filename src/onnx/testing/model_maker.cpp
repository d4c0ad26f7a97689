#include "onnx/testing/model_maker.h"

namespace tenon::onnx::testing
{

using ::onnx::AttributeProto;
using ::onnx::TensorProto;

ModelMaker::ModelMaker(int64_t opset)
{
    model_.set_ir_version(7);
    model_.add_opset_import()->set_version(opset);
    model_.mutable_graph()->set_name("test");
}

ModelMaker& ModelMaker::input(std::string const& name, std::vector<int64_t> const& dims, int32_t type)
{
    auto& info = *model_.mutable_graph()->add_input();
    info.set_name(name);
    auto& tensor = *info.mutable_type()->mutable_tensor_type();
    tensor.set_elem_type(type);
    auto& shape = *tensor.mutable_shape();
    for (int64_t const size : dims)
    {
        auto& dim = *shape.add_dim();
        size < 0 ? dim.set_dim_param("n") : dim.set_dim_value(size);
    }
    return *this;
}

ModelMaker& ModelMaker::output(std::string const& name, int32_t type)
{
    auto& info = *model_.mutable_graph()->add_output();
    info.set_name(name);
    info.mutable_type()->mutable_tensor_type()->set_elem_type(type);
    return *this;
}

ModelMaker& ModelMaker::floats(
    std::string const& name, std::vector<int64_t> const& dims, std::vector<float> const& values)
{
    auto& tensor = *model_.mutable_graph()->add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(TensorProto::FLOAT);
    *tensor.mutable_dims() = {dims.begin(), dims.end()};
    *tensor.mutable_float_data() = {values.begin(), values.end()};
    return *this;
}

ModelMaker& ModelMaker::integers(std::string const& name, std::vector<int64_t> const& values)
{
    auto& tensor = *model_.mutable_graph()->add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(TensorProto::INT64);
    tensor.add_dims(static_cast<int64_t>(values.size()));
    *tensor.mutable_int64_data() = {values.begin(), values.end()};
    return *this;
}

::onnx::NodeProto& ModelMaker::node(
    std::string const& op, std::vector<std::string> const& inputs, std::vector<std::string> const& outputs)
{
    auto& node = *model_.mutable_graph()->add_node();
    node.set_op_type(op);
    node.set_name(op + "_node");
    for (std::string const& each : inputs)
    {
        node.add_input(each);
    }
    for (std::string const& each : outputs)
    {
        node.add_output(each);
    }
    return node;
}

namespace
{

AttributeProto& addAttribute(::onnx::NodeProto& node, std::string const& name, AttributeProto::AttributeType type)
{
    auto& attribute = *node.add_attribute();
    attribute.set_name(name);
    attribute.set_type(type);
    return attribute;
}

} // namespace

void ModelMaker::attribute(::onnx::NodeProto& node, std::string const& name, int64_t value)
{
    addAttribute(node, name, AttributeProto::INT).set_i(value);
}

void ModelMaker::attribute(::onnx::NodeProto& node, std::string const& name, float value)
{
    addAttribute(node, name, AttributeProto::FLOAT).set_f(value);
}

void ModelMaker::attribute(::onnx::NodeProto& node, std::string const& name, std::string const& value)
{
    addAttribute(node, name, AttributeProto::STRING).set_s(value);
}

void ModelMaker::attribute(::onnx::NodeProto& node, std::string const& name, std::vector<int64_t> const& values)
{
    *addAttribute(node, name, AttributeProto::INTS).mutable_ints() = {values.begin(), values.end()};
}

} // namespace tenon::onnx::testing
