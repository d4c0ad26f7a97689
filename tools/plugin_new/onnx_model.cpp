// Writes the few messages of ONNX that one node needs (protobuf's wire format: a key with field number and kind, then the value).
#include "plugin_new/project.h"

#include <cstring>

namespace tenon::plugin_new
{
namespace
{

std::string varint(uint64_t value)
{
    std::string bytes;
    while (value >= 128)
    {
        bytes += static_cast<char>((value & 127U) | 128U);
        value >>= 7;
    }
    return bytes + static_cast<char>(value);
}

std::string number(int32_t field, uint64_t value)
{
    return varint(static_cast<uint64_t>(field) << 3) + varint(value);
}

//! A text or an embedded message.
std::string part(int32_t field, std::string const& bytes)
{
    return varint((static_cast<uint64_t>(field) << 3) | 2U) + varint(bytes.size()) + bytes;
}

std::string floating(int32_t field, float value)
{
    std::string bytes(4, '\0');
    std::memcpy(bytes.data(), &value, 4);
    return varint((static_cast<uint64_t>(field) << 3) | 5U) + bytes;
}

//! ValueInfoProto: fp32, [N, 4, 8, 8].
std::string tensorInfo(std::string const& name)
{
    std::string shape = part(1, part(2, "N"));
    for (uint64_t const size : {4, 8, 8})
    {
        shape += part(1, number(1, size));
    }
    std::string const tensorType = number(1, 1) + part(2, shape); // elem_type 1: FLOAT
    return part(1, name) + part(2, part(1, tensorType));
}

} // namespace

std::string onnxModel(Wish const& wish)
{
    std::string node, values;
    for (int32_t i = 0; i < wish.inputs; ++i)
    {
        node += part(1, "x" + std::to_string(i));
        values += part(11, tensorInfo("x" + std::to_string(i)));
    }
    for (int32_t i = 0; i < wish.outputs; ++i)
    {
        node += part(2, "y" + std::to_string(i));
        values += part(12, tensorInfo("y" + std::to_string(i)));
    }
    // AttributeProto: name, f, type FLOAT.
    std::string const scale = part(1, "scale") + floating(2, 1.5F) + number(20, 1);
    node += part(3, snakeCase(wish.name)) + part(4, wish.name) + part(5, scale);
    std::string const graph = part(1, node) + part(2, snakeCase(wish.name)) + values;
    std::string const opset = part(1, "") + number(2, 13);
    return number(1, 8) + part(2, "tenon plugin new") + part(7, graph) + part(8, opset);
}

} // namespace tenon::plugin_new
