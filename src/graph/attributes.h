// Attributes: an operation's parameters by name, written once for the plan, the text dump, comparison and copying.
#pragma once

#include "graph/constant_data.h"

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace tenon::graph
{

//! What a parameter may be. Enumerations and bools travel as int64_t, Dims as a list of int64_t.
using AttributeValue =
    std::variant<int64_t, double, std::string, std::vector<int64_t>, std::vector<double>, ConstantData>;

//! Ordered by name, so that the same operation always gives the same bytes.
using Attributes = std::map<std::string, AttributeValue>;

//! Gives parameters to an Attributes map. An operation's parameter struct lists its fields once:
//!
//!     template <typename Visitor> void visit(Visitor&& visitor) { visitor("groups", groups); visitor("stride", stride); … }
class AttributeWriter
{
public:
    explicit AttributeWriter(Attributes& attributes)
        : attributes_(attributes)
    {
    }

    template <typename T>
    void operator()(char const* name, T const& value)
    {
        if constexpr (std::is_enum_v<T> || std::is_integral_v<T>)
        {
            attributes_[name] = static_cast<int64_t>(value);
        }
        else if constexpr (std::is_floating_point_v<T>)
        {
            attributes_[name] = static_cast<double>(value);
        }
        else if constexpr (std::is_same_v<T, base::Dims>)
        {
            auto const sizes = base::sizesOf(value);
            attributes_[name] = std::vector<int64_t>(sizes.begin(), sizes.end());
        }
        else
        {
            attributes_[name] = AttributeValue(value);
        }
    }

private:
    Attributes& attributes_;
};

//! Takes parameters from an Attributes map. A missing or mistyped one sets an error, which names it.
class AttributeReader
{
public:
    explicit AttributeReader(Attributes const& attributes)
        : attributes_(attributes)
    {
    }

    template <typename T>
    void operator()(char const* name, T& value)
    {
        if constexpr (std::is_enum_v<T> || std::is_integral_v<T>)
        {
            if (auto const* number = find<int64_t>(name)) value = static_cast<T>(*number);
        }
        else if constexpr (std::is_floating_point_v<T>)
        {
            if (auto const* number = find<double>(name)) value = static_cast<T>(*number);
        }
        else if constexpr (std::is_same_v<T, base::Dims>)
        {
            if (auto const* sizes = find<std::vector<int64_t>>(name))
            {
                auto dims = base::makeDims(*sizes);
                dims.ok() ? void(value = *dims) : fail(name, "a list of at most 8 sizes");
            }
        }
        else
        {
            if (auto const* found = find<T>(name)) value = *found;
        }
    }

    base::Status status() const { return status_; }

private:
    template <typename T>
    T const* find(char const* name)
    {
        auto const it = attributes_.find(name);
        if (it == attributes_.end())
        {
            fail(name, "a value");
            return nullptr;
        }
        if (auto const* value = std::get_if<T>(&it->second))
        {
            return value;
        }
        fail(name, "a value of another type");
        return nullptr;
    }

    void fail(char const* name, char const* expected)
    {
        if (status_.ok())
        {
            status_ = base::invalidArgument("attribute \"{}\": expected {}, found none", name, expected);
        }
    }

    Attributes const& attributes_;
    base::Status status_;
};

} // namespace tenon::graph
