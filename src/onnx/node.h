// Node: a NodeProto with typed access to its attributes. A wrong type is an error that names node, attribute and both types.
#pragma once

#include "onnx/error.h"

#include <onnx/onnx_pb.h>

#include <set>

namespace tenon::onnx
{

class Node
{
public:
    Node(::onnx::NodeProto const& proto, int32_t index, int64_t opset)
        : proto_(proto)
        , index_(index)
        , opset_(opset)
    {
    }

    ::onnx::NodeProto const& proto() const { return proto_; }
    std::string const& op() const { return proto_.op_type(); }
    std::string const& domain() const { return proto_.domain(); }
    int64_t opset() const { return opset_; }
    NodePosition position() const { return {index_, proto_.name(), proto_.op_type()}; }
    //! The node's own name, or "<op>_<index>".
    std::string name() const;
    //! `node 3 "conv1" (Conv)`, as messages name it.
    std::string label() const;

    ::onnx::AttributeProto const* attribute(std::string_view name) const;
    Result<int64_t> integer(std::string_view name, int64_t otherwise) const;
    Result<float> number(std::string_view name, float otherwise) const;
    Result<std::string> text(std::string_view name, std::string otherwise) const;
    Result<std::vector<int64_t>> integers(std::string_view name, std::vector<int64_t> otherwise = {}) const;

private:
    Result<::onnx::AttributeProto const*> typed(std::string_view name, int32_t type) const;

    ::onnx::NodeProto const& proto_;
    int32_t index_;
    int64_t opset_;
};

} // namespace tenon::onnx
