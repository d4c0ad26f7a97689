// The docstrings of docs.inc.
#include "documented.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string_view>

namespace tenon::python
{

namespace
{

struct Doc
{
    std::string_view key;
    char const* text;
};

#define TENON_DOC(key, text) {key, text},
// Sorted by key: class and member without regard to case and underscores.
constexpr Doc kDocs[] = {
#include "docs.inc"
};

std::string keyOf(std::string const& name)
{
    std::string key;
    for (char const letter : name)
    {
        if (letter != '_')
        {
            key += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
        }
    }
    return key;
}

char const* textOfKey(std::string const& key)
{
    auto const* const found = std::lower_bound(std::begin(kDocs), std::end(kDocs), key,
        [](Doc const& doc, std::string const& wanted) { return doc.key < wanted; });
    return found != std::end(kDocs) && found->key == key ? found->text : nullptr;
}

} // namespace

char const* docOf(std::string const& className, char const* member)
{
    char const* text = textOfKey(keyOf(className + "." + member));
    text = text != nullptr ? text : textOfKey(keyOf(std::string("*.") + member));
    return text != nullptr ? text : "";
}

} // namespace tenon::python
