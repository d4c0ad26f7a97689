#include "npy.h"

#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace digits
{

namespace
{

[[noreturn]] void fail(std::string const& path, std::string const& what)
{
    throw std::runtime_error(path + ": " + what);
}

// The text after 'key': in the header, which is a Python dict such as
// {'descr': '<f4', 'fortran_order': False, 'shape': (360, 1, 8, 8), }
std::string headerEntry(std::string const& header, std::string const& key, std::string const& path)
{
    size_t const at = header.find("'" + key + "':");
    if (at == std::string::npos)
    {
        fail(path, "expected a .npy header with '" + key + "', found none");
    }
    size_t const begin = header.find_first_not_of(' ', at + key.size() + 3);
    if (begin == std::string::npos)
    {
        fail(path, "expected a value for '" + key + "' in its header, found none");
    }
    return header.substr(begin);
}

std::vector<size_t> parseShape(std::string const& text, std::string const& path)
{
    std::vector<size_t> shape;
    size_t const end = text.find(')');
    if (text.empty() || text[0] != '(' || end == std::string::npos)
    {
        fail(path, "expected a shape in parentheses, found " + text);
    }
    size_t elements = 1;
    for (size_t i = 1; i < end;)
    {
        if (text[i] < '0' || text[i] > '9')
        {
            ++i;
            continue;
        }
        size_t dim = 0;
        for (; i < end && text[i] >= '0' && text[i] <= '9'; ++i)
        {
            dim = dim * 10 + static_cast<size_t>(text[i] - '0');
            if (dim > SIZE_MAX / 16)
            {
                fail(path, "a dim of its shape is too large: " + text);
            }
        }
        if (dim != 0 && elements > SIZE_MAX / 16 / dim)
        {
            fail(path, "its shape has too many elements: " + text);
        }
        elements *= dim;
        shape.push_back(dim);
    }
    return shape;
}

template <typename T>
std::vector<double> toDoubles(char const* bytes, size_t count)
{
    std::vector<double> values(count);
    for (size_t i = 0; i < count; ++i)
    {
        T value;
        std::memcpy(&value, bytes + i * sizeof(T), sizeof(T));
        values[i] = static_cast<double>(value);
    }
    return values;
}

struct ElementType
{
    char const* descr;
    size_t bytes;
    std::vector<double> (*convert)(char const*, size_t);
};

constexpr ElementType kElementTypes[] = {
    {"<f4", 4, toDoubles<float>},
    {"<f8", 8, toDoubles<double>},
    {"|u1", 1, toDoubles<uint8_t>},
    {"|i1", 1, toDoubles<int8_t>},
    {"<i2", 2, toDoubles<int16_t>},
    {"<u2", 2, toDoubles<uint16_t>},
    {"<i4", 4, toDoubles<int32_t>},
    {"<u4", 4, toDoubles<uint32_t>},
    {"<i8", 8, toDoubles<int64_t>},
};

ElementType const& elementType(std::string const& descr, std::string const& path)
{
    for (ElementType const& type : kElementTypes)
    {
        if (descr == type.descr)
        {
            return type;
        }
    }
    fail(path, "its element type " + descr + " is not read; save it as float32 or int32");
}

} // namespace

NpyArray readNpy(std::string const& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
    {
        fail(path, "cannot be opened");
    }
    std::string const content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (content.size() < 12 || content.compare(0, 6, "\x93NUMPY") != 0)
    {
        fail(path, "expected a .npy file as np.save writes it, found another kind");
    }
    auto const byteAt = [&](size_t i) { return static_cast<size_t>(static_cast<unsigned char>(content[i])); };
    bool const isVersion1 = content[6] == 1;
    size_t const headerStart = isVersion1 ? 10 : 12;
    size_t headerBytes = byteAt(8) | byteAt(9) << 8;
    if (!isVersion1)
    {
        headerBytes |= byteAt(10) << 16 | byteAt(11) << 24;
    }
    if (headerBytes > content.size() - headerStart)
    {
        fail(path, "ends within its header");
    }
    std::string const header = content.substr(headerStart, headerBytes);
    ElementType const& type = elementType(headerEntry(header, "descr", path).substr(1, 3), path);
    if (headerEntry(header, "fortran_order", path).compare(0, 5, "False") != 0)
    {
        fail(path, "expected C order, found Fortran order; save np.ascontiguousarray of it");
    }

    NpyArray array;
    array.shape = parseShape(headerEntry(header, "shape", path), path);
    size_t count = 1;
    for (size_t const dim : array.shape)
    {
        count *= dim;
    }
    size_t const dataBytes = content.size() - headerStart - headerBytes;
    if (dataBytes != count * type.bytes)
    {
        fail(path,
            "expected " + std::to_string(count * type.bytes) + " bytes of data for its shape " + shapeText(array.shape)
                + ", found " + std::to_string(dataBytes));
    }
    array.values = type.convert(content.data() + headerStart + headerBytes, count);
    return array;
}

std::string shapeText(std::vector<size_t> const& shape)
{
    std::string text;
    for (size_t const dim : shape)
    {
        text += (text.empty() ? "" : "x") + std::to_string(dim);
    }
    return text.empty() ? "scalar" : text;
}

} // namespace digits
