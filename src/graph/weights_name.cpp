#include "graph/weights_name.h"

namespace tenon::graph
{

namespace
{

//! Stands in no name that anybody types.
constexpr char kSeparator = '\x1f';

} // namespace

std::string WeightsName::text() const
{
    return name + kSeparator + layer + kSeparator + role;
}

std::optional<WeightsName> WeightsName::parse(std::string const& text)
{
    size_t const second = text.rfind(kSeparator);
    size_t const first =
        second == std::string::npos || second == 0 ? std::string::npos : text.rfind(kSeparator, second - 1);
    if (first == std::string::npos)
    {
        return std::nullopt;
    }
    return WeightsName{text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1)};
}

} // namespace tenon::graph
