// Small ONNX models for tests, made by hand.
#pragma once

#include <onnx/onnx_pb.h>

#include <string>
#include <vector>

namespace tenon::onnx::testing
{

class ModelMaker
{
public:
    explicit ModelMaker(int64_t opset = 13);

    //! A dim of −1 becomes the symbol "n".
    ModelMaker& input(
        std::string const& name, std::vector<int64_t> const& dims, int32_t type = ::onnx::TensorProto::FLOAT);
    ModelMaker& output(std::string const& name, int32_t type = ::onnx::TensorProto::FLOAT);
    ModelMaker& floats(std::string const& name, std::vector<int64_t> const& dims, std::vector<float> const& values);
    ModelMaker& integers(std::string const& name, std::vector<int64_t> const& values);
    //! The node may be changed further (attributes) until the next call.
    ::onnx::NodeProto& node(
        std::string const& op, std::vector<std::string> const& inputs, std::vector<std::string> const& outputs);

    static void attribute(::onnx::NodeProto& node, std::string const& name, int64_t value);
    static void attribute(::onnx::NodeProto& node, std::string const& name, float value);
    static void attribute(::onnx::NodeProto& node, std::string const& name, std::string const& value);
    static void attribute(::onnx::NodeProto& node, std::string const& name, std::vector<int64_t> const& values);

    ::onnx::ModelProto& proto() { return model_; }
    std::string bytes() const { return model_.SerializeAsString(); }

private:
    ::onnx::ModelProto model_;
};

} // namespace tenon::onnx::testing
