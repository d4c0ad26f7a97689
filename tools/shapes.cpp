#include "shapes.h"

#include "base/dims.h"

#include <charconv>

namespace tenon::tools
{

std::vector<std::string> splitList(std::string const& text)
{
    std::vector<std::string> parts;
    size_t begin = 0;
    while (begin <= text.size())
    {
        size_t const end = std::min(text.find(',', begin), text.size());
        if (end > begin)
        {
            parts.push_back(text.substr(begin, end - begin));
        }
        begin = end + 1;
    }
    return parts;
}

namespace
{

Result<nvinfer1::Dims> parseDims(std::string_view text, std::string_view flag)
{
    std::vector<int64_t> sizes;
    std::string_view rest = text;
    while (true)
    {
        int64_t size = -1;
        auto const [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), size);
        bool const last = failure == std::errc{} && end == rest.data() + rest.size();
        bool const next = failure == std::errc{} && !last && *end == 'x';
        if ((!last && !next) || size < 0)
        {
            return base::invalidArgument("{}: expected dimensions such as 1x3x224x224, found \"{}\"", flag, text);
        }
        sizes.push_back(size);
        if (last)
        {
            return base::makeDims(sizes);
        }
        rest.remove_prefix(static_cast<size_t>(end - rest.data()) + 1);
    }
}

} // namespace

Result<Shapes> parseShapes(std::string const& text, std::string_view flag)
{
    Shapes shapes;
    for (std::string const& part : splitList(text))
    {
        size_t const colon = part.rfind(':');
        if (colon == std::string::npos || colon == 0)
        {
            return base::invalidArgument("{}: expected name:1x3x224x224[,other:…], found \"{}\"", flag, part);
        }
        TENON_ASSIGN(nvinfer1::Dims const dims, parseDims(std::string_view(part).substr(colon + 1), flag));
        if (!shapes.emplace(part.substr(0, colon), dims).second)
        {
            return base::invalidArgument(
                "{}: expected each name once, found \"{}\" twice", flag, part.substr(0, colon));
        }
    }
    return shapes;
}

} // namespace tenon::tools
