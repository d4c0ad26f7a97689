#include "onnx/node.h"

namespace tenon::onnx
{

using ::onnx::AttributeProto;

std::string Node::name() const
{
    return proto_.name().empty() ? fmt::format("{}_{}", proto_.op_type(), index_) : proto_.name();
}

std::string Node::label() const
{
    return fmt::format("node {} \"{}\" ({})", index_, proto_.name(), proto_.op_type());
}

AttributeProto const* Node::attribute(std::string_view name) const
{
    for (AttributeProto const& each : proto_.attribute())
    {
        if (each.name() == name)
        {
            return &each;
        }
    }
    return nullptr;
}

Result<AttributeProto const*> Node::typed(std::string_view name, int32_t type) const
{
    AttributeProto const* const found = attribute(name);
    if (found != nullptr && found->type() != type)
    {
        return base::invalidArgument("attribute \"{}\": expected type {}, found {}", name,
            AttributeProto::AttributeType_Name(static_cast<AttributeProto::AttributeType>(type)),
            AttributeProto::AttributeType_Name(found->type()));
    }
    return found;
}

Result<int64_t> Node::integer(std::string_view name, int64_t otherwise) const
{
    TENON_ASSIGN(AttributeProto const* const found, typed(name, AttributeProto::INT));
    return found == nullptr ? otherwise : found->i();
}

Result<float> Node::number(std::string_view name, float otherwise) const
{
    TENON_ASSIGN(AttributeProto const* const found, typed(name, AttributeProto::FLOAT));
    return found == nullptr ? otherwise : found->f();
}

Result<std::string> Node::text(std::string_view name, std::string otherwise) const
{
    TENON_ASSIGN(AttributeProto const* const found, typed(name, AttributeProto::STRING));
    return found == nullptr ? std::move(otherwise) : found->s();
}

Result<std::vector<int64_t>> Node::integers(std::string_view name, std::vector<int64_t> otherwise) const
{
    TENON_ASSIGN(AttributeProto const* const found, typed(name, AttributeProto::INTS));
    return found == nullptr ? std::move(otherwise) : std::vector<int64_t>(found->ints().begin(), found->ints().end());
}

} // namespace tenon::onnx
