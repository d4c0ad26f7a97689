// The network as text: one line a layer, with the types and symbolic dimensions that were inferred.
#pragma once

#include <tenon/extensions.h>

#include <string>

//! Writes at most `bytes` − 1 characters and a zero to `text` (may be null where bytes is 0) and returns the length of the whole text.
//! Thread safety: that of the network.
TENON_EXTENSION size_t tenonNetworkText(nvinfer1::INetworkDefinition const* network, char* text, size_t bytes) noexcept;

namespace tenon
{

//! Empty where libnvinfer is not Tenon's.
inline std::string networkText(nvinfer1::INetworkDefinition const& network)
{
    if (tenonNetworkText == nullptr)
    {
        return {};
    }
    std::string text(tenonNetworkText(&network, nullptr, 0), ' ');
    tenonNetworkText(&network, text.data(), text.size() + 1);
    return text;
}

} // namespace tenon
