// An ONNX model of one node, as bytes: what a plugin's case looks like in a file. Protobuf's wire format by hand, since this room sees
// the public headers alone.
#pragma once

#include "plugins/common/testing/recorded_plugin.h"

#include <cstring>
#include <string>

namespace tenon::plugins::testing
{

//! A message under construction. Field numbers are those of onnx.proto.
class Message
{
public:
    Message& number(int field, uint64_t value)
    {
        varint(static_cast<uint64_t>(field) << 3);
        varint(value);
        return *this;
    }
    Message& real32(int field, float value)
    {
        varint(static_cast<uint64_t>(field) << 3 | 5);
        bytes_.append(reinterpret_cast<char const*>(&value), 4);
        return *this;
    }
    Message& text(int field, std::string const& value)
    {
        varint(static_cast<uint64_t>(field) << 3 | 2);
        varint(value.size());
        bytes_ += value;
        return *this;
    }
    Message& message(int field, Message const& value) { return text(field, value.bytes_); }
    std::string const& bytes() const { return bytes_; }

private:
    void varint(uint64_t value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            bytes_ += static_cast<char>(value | 0x80);
        }
        bytes_ += static_cast<char>(value);
    }

    std::string bytes_;
};

inline Message attributeOf(RecordedField const& field)
{
    enum Type : uint64_t
    {
        kFLOAT = 1,
        kINT = 2,
        kSTRING = 3,
        kFLOATS = 6,
        kINTS = 7,
    };
    Message attribute;
    attribute.text(1, field.name);
    if (field.type == nvinfer1::PluginFieldType::kCHAR)
    {
        return attribute.text(4, field.text).number(20, kSTRING);
    }
    bool const isReal = field.type == nvinfer1::PluginFieldType::kFLOAT32;
    bool const isList = field.values.size() != 1;
    for (double const value : field.values)
    {
        isReal ? attribute.real32(isList ? 7 : 2, static_cast<float>(value))
               : attribute.number(isList ? 8 : 3, static_cast<uint64_t>(static_cast<int64_t>(value)));
    }
    return attribute.number(20, isReal ? (isList ? kFLOATS : kFLOAT) : (isList ? kINTS : kINT));
}

inline Message valueInfo(std::string const& name, RecordedTensor const& tensor)
{
    Message shape;
    for (int64_t const size : tensor.dims)
    {
        shape.message(1, Message().number(1, static_cast<uint64_t>(size)));
    }
    Message const type = Message().message(1, Message().number(1, tensor.isFloating ? 1 : 6).message(2, shape));
    return Message().text(1, name).message(2, type);
}

//! Inputs are called in0, in1, …, outputs out0, out1, ….
inline std::string onnxModelOf(RecordedRun const& run)
{
    Message node;
    Message graph;
    for (size_t i = 0; i < run.inputs.size(); ++i)
    {
        node.text(1, "in" + std::to_string(i));
    }
    for (size_t i = 0; i < run.outputs.size(); ++i)
    {
        node.text(2, "out" + std::to_string(i));
    }
    node.text(3, "node").text(4, run.plugin).text(7, "trt.plugins");
    node.message(5, attributeOf({"plugin_version", nvinfer1::PluginFieldType::kCHAR, {}, run.version}));
    node.message(5, attributeOf({"plugin_namespace", nvinfer1::PluginFieldType::kCHAR, {}, ""}));
    for (RecordedField const& field : run.fields)
    {
        node.message(5, attributeOf(field));
    }
    graph.message(1, node).text(2, "graph");
    for (size_t i = 0; i < run.inputs.size(); ++i)
    {
        graph.message(11, valueInfo("in" + std::to_string(i), run.inputs[i]));
    }
    for (size_t i = 0; i < run.outputs.size(); ++i)
    {
        graph.message(12, valueInfo("out" + std::to_string(i), run.outputs[i]));
    }
    Message model;
    model.number(1, 8).message(7, graph);
    model.message(8, Message().text(1, "").number(2, 17)).message(8, Message().text(1, "trt.plugins").number(2, 1));
    return model.bytes();
}

} // namespace tenon::plugins::testing
