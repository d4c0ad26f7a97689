#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace tenon::plan
{

//! What bytes that are no plan look like, as messages say it: "looks like an ONNX model; …". Empty if nothing is recognised.
std::string looksLike(std::span<std::byte const> file);

} // namespace tenon::plan
