#include "onnx/function_sizes.h"

#include "onnx/model.h"

#include <algorithm>
#include <vector>

namespace tenon::onnx
{
namespace
{

constexpr int64_t kMost = INT64_MAX / 4;
//! Each call has weights of its own: a node that holds this much counts as one more.
constexpr size_t kBytesOfANode = size_t{64} << 10;

//! What a function holds itself: how many nodes, and which functions they call, once for each call.
struct Content
{
    int64_t nodes{0};
    std::vector<::onnx::FunctionProto const*> calls;
};

void addContent(
    google::protobuf::RepeatedPtrField<::onnx::NodeProto> const& nodes, Functions const& functions, Content& content)
{
    for (::onnx::NodeProto const& node : nodes)
    {
        ++content.nodes;
        auto const called = functions.find({node.domain(), node.op_type(), overloadOf(node)});
        if (called != functions.end())
        {
            content.calls.push_back(called->second);
        }
        for (::onnx::AttributeProto const& attribute : node.attribute())
        {
            content.nodes += static_cast<int64_t>(attribute.ByteSizeLong() / kBytesOfANode);
            addContent(attribute.g().node(), functions, content);
            for (::onnx::GraphProto const& graph : attribute.graphs())
            {
                addContent(graph.node(), functions, content);
            }
        }
    }
}

//! A function whose calls are being looked at.
struct Open
{
    ::onnx::FunctionProto const* function;
    Content content;
    size_t next{0};
};

} // namespace

std::unordered_map<::onnx::FunctionProto const*, int64_t> functionSizes(Functions const& functions)
{
    // Depth first without recursion: nobody bounds how many functions call each other in a row. What is open stands in the result with 0.
    std::unordered_map<::onnx::FunctionProto const*, int64_t> sizes;
    std::vector<Open> stack;
    auto const open = [&](::onnx::FunctionProto const* function) {
        if (sizes.emplace(function, 0).second)
        {
            stack.push_back({function, {}});
            addContent(function->node(), functions, stack.back().content);
        }
    };
    for (auto const& [key, function] : functions)
    {
        open(function);
        while (!stack.empty())
        {
            Open& top = stack.back();
            if (top.next < top.content.calls.size())
            {
                open(top.content.calls[top.next++]);
                continue;
            }
            int64_t size = top.content.nodes;
            for (::onnx::FunctionProto const* const called : top.content.calls)
            {
                size = std::min(size + sizes.at(called), kMost);
            }
            sizes[top.function] = size;
            stack.pop_back();
        }
    }
    return sizes;
}

} // namespace tenon::onnx
