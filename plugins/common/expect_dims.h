// Tensors whose dimensions must fit together when they are known at last: a network may leave them open until it runs.
#pragma once

#include <tenon/plugin.h>

#include <cstdint>
#include <initializer_list>
#include <string>

namespace tenon::plugins
{

//! Whether `tensor` has these extents, whatever dimensions of 1 its shape holds besides. Allocates nothing.
bool hasDims(plugin::Tensor const& tensor, std::initializer_list<int64_t> expected);

//! Reports, in the name of `label`, what was expected and found.
void reportDims(
    std::string const& label, char const* name, plugin::Tensor const& tensor, std::initializer_list<int64_t> expected);

//! hasDims(); reports if not.
template <typename Impl>
bool expectDims(
    Impl const& impl, char const* name, plugin::Tensor const& tensor, std::initializer_list<int64_t> expected)
{
    bool const fits = hasDims(tensor, expected);
    if (!fits)
    {
        reportDims(plugin::labelOf<Impl>(impl.layerName), name, tensor, expected);
    }
    return fits;
}

//! Whether two extents are equal as far as they are known.
inline bool mayEqual(plugin::Dim const& a, plugin::Dim const& b)
{
    return !a.isNumber() || !b.isNumber() || a.value() == b.value();
}

//! "[2, 3, -1], [2]": all inputs; −1 for what is not known.
std::string inputsText(plugin::Shapes const& shapes);

} // namespace tenon::plugins
