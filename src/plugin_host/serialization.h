// Serialization into a guarded buffer: a plugin must write exactly the bytes that it announced.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <functional>
#include <vector>

namespace tenon::plugin_host
{

//! The largest blob that is believed: above it, getSerializationSize has returned nonsense.
inline constexpr size_t kMaxBlobBytes = size_t{1} << 40;

//! Lets `write` fill `bytes` bytes and checks guards around them and the end of what was written. `subject` is the plugin's label.
//! `write` may be called twice.
base::Result<std::vector<std::byte>> serializeGuarded(
    std::string const& subject, size_t bytes, std::function<base::Status(void* buffer)> const& write);

} // namespace tenon::plugin_host
