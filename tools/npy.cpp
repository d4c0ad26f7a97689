#include "npy.h"

#include "base/half.h"
#include "base/tensor_types.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>

namespace tenon::tools
{

using base::invalidArgument;
using nvinfer1::DataType;
using nvinfer1::Dims;

namespace
{

struct TypeCode
{
    DataType type;
    std::string_view code;
};

constexpr TypeCode kCodes[]{
    {DataType::kFLOAT, "<f4"},
    {DataType::kHALF, "<f2"},
    {DataType::kINT8, "|i1"},
    {DataType::kUINT8, "|u1"},
    {DataType::kINT32, "<i4"},
    {DataType::kINT64, "<i8"},
    {DataType::kBOOL, "|b1"},
};

//! What stands behind `'key':` in the header's dictionary, up to the next top-level comma or brace.
Result<std::string> headerValue(std::string const& header, std::string const& key)
{
    size_t const place = header.find("'" + key + "'");
    size_t const colon = place == std::string::npos ? place : header.find(':', place);
    if (colon == std::string::npos)
    {
        return invalidArgument("expected a header with '{}', found none", key);
    }
    size_t begin = header.find_first_not_of(' ', colon + 1);
    size_t end = begin;
    int depth = 0;
    while (end < header.size() && (depth > 0 || (header[end] != ',' && header[end] != '}')))
    {
        depth += header[end] == '(' ? 1 : header[end] == ')' ? -1 : 0;
        ++end;
    }
    return begin == std::string::npos ? std::string() : header.substr(begin, end - begin);
}

Result<Dims> parseTuple(std::string const& text)
{
    std::vector<int64_t> sizes;
    for (size_t i = 0; i < text.size();)
    {
        if (text[i] < '0' || text[i] > '9')
        {
            ++i;
            continue;
        }
        char* end = nullptr;
        sizes.push_back(std::strtoll(text.c_str() + i, &end, 10));
        i = static_cast<size_t>(end - text.c_str());
    }
    return base::makeDims(sizes);
}

Result<Array> parse(std::ifstream& file, uintmax_t fileBytes)
{
    char magic[8];
    if (!file.read(magic, 8) || std::memcmp(magic, "\x93NUMPY", 6) != 0)
    {
        return invalidArgument("expected a NumPy .npy file, found another format");
    }
    uint32_t headerBytes = 0;
    int const lengthBytes = magic[6] == 1 ? 2 : 4;
    file.read(reinterpret_cast<char*>(&headerBytes), lengthBytes);
    if (!file || headerBytes > fileBytes)
    {
        return invalidArgument("expected a complete header, found the file truncated");
    }
    std::string header(headerBytes, ' ');
    file.read(header.data(), static_cast<std::streamsize>(headerBytes));
    TENON_ASSIGN(std::string code, headerValue(header, "descr"));
    TENON_ASSIGN(std::string const fortran, headerValue(header, "fortran_order"));
    TENON_ASSIGN(std::string const shape, headerValue(header, "shape"));
    if (fortran.find("True") != std::string::npos)
    {
        return invalidArgument("expected C order, found Fortran order; save numpy.ascontiguousarray(x)");
    }
    code = code.size() > 2 ? code.substr(1, code.size() - 2) : code;
    Array array;
    TENON_ASSIGN(array.dims, parseTuple(shape));
    bool const isDouble = code == "<f8";
    auto const* const known =
        std::find_if(std::begin(kCodes), std::end(kCodes), [&](TypeCode const& each) { return each.code == code; });
    if (known == std::end(kCodes) && !isDouble)
    {
        return invalidArgument(
            "expected a type that tensors can have (float16/32/64, int8/32/64, uint8, bool), found \"{}\"", code);
    }
    array.type = isDouble ? DataType::kFLOAT : known->type;
    TENON_ASSIGN(int64_t const count, base::volume(array.dims));
    uint64_t const expected =
        static_cast<uint64_t>(count) * (isDouble ? 8U : static_cast<uint64_t>(base::bytesOf(array.type)));
    uint64_t const found = fileBytes - static_cast<uint64_t>(file.tellg());
    if (expected != found)
    {
        return invalidArgument(
            "expected {} bytes of data for shape {}, found {}", expected, base::toString(array.dims), found);
    }
    array.bytes.resize(expected);
    file.read(reinterpret_cast<char*>(array.bytes.data()), static_cast<std::streamsize>(expected));
    if (isDouble)
    {
        std::vector<std::byte> floats(static_cast<size_t>(count) * sizeof(float));
        for (int64_t i = 0; i < count; ++i)
        {
            auto const value = static_cast<float>(reinterpret_cast<double const*>(array.bytes.data())[i]);
            std::memcpy(floats.data() + i * sizeof(float), &value, sizeof(float));
        }
        array.bytes = std::move(floats);
    }
    return array;
}

} // namespace

Result<Array> readNpy(std::string const& path)
{
    std::error_code failure;
    uintmax_t const fileBytes = std::filesystem::file_size(path, failure);
    std::ifstream file(path, std::ios::binary);
    if (failure || !file)
    {
        return invalidArgument("file \"{}\": cannot be read: {}", path, failure ? failure.message() : "no permission");
    }
    Result<Array> array = parse(file, fileBytes);
    if (!array.ok())
    {
        array.error().message = fmt::format("file \"{}\": {}", path, array.error().message);
    }
    return array;
}

Status writeNpy(std::string const& path, DataType type, Dims const& dims, void const* data)
{
    TENON_ASSIGN(int64_t const count, base::volume(dims));
    std::vector<float> widened;
    if (type == DataType::kBF16)
    {
        for (int64_t i = 0; i < count; ++i)
        {
            widened.push_back(base::bfloat16ToFloat(static_cast<uint16_t const*>(data)[i]));
        }
        data = widened.data();
        type = DataType::kFLOAT;
    }
    auto const* const known =
        std::find_if(std::begin(kCodes), std::end(kCodes), [&](TypeCode const& each) { return each.type == type; });
    if (known == std::end(kCodes))
    {
        return invalidArgument("file \"{}\": expected a type that NumPy has, found {}", path, base::name(type));
    }
    std::string const tuple = fmt::format("({}{})", fmt::join(base::sizesOf(dims), ", "), dims.nbDims == 1 ? "," : "");
    std::string header = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}", known->code, tuple);
    // The data begins at a multiple of 64 bytes; the header ends in a newline.
    header.append(63 - (10 + header.size()) % 64, ' ');
    header += '\n';
    auto const headerBytes = static_cast<uint16_t>(header.size());

    std::string const partial = path + ".part";
    std::ofstream file(partial, std::ios::binary | std::ios::trunc);
    file.write("\x93NUMPY\x01\x00", 8);
    file.write(reinterpret_cast<char const*>(&headerBytes), 2);
    file.write(header.data(), static_cast<std::streamsize>(header.size()));
    file.write(static_cast<char const*>(data), count * base::bytesOf(type));
    file.close();
    std::error_code failure;
    if (file.good())
    {
        std::filesystem::rename(partial, path, failure);
    }
    if (!file.good() || failure)
    {
        std::filesystem::remove(partial, failure);
        return invalidArgument("file \"{}\": cannot be written; check that its folder exists and has space", path);
    }
    return {};
}

namespace
{

double valueAt(Array const& array, size_t i)
{
    switch (array.type)
    {
    case DataType::kFLOAT: return reinterpret_cast<float const*>(array.bytes.data())[i];
    case DataType::kHALF: return base::halfToFloat(reinterpret_cast<uint16_t const*>(array.bytes.data())[i]);
    case DataType::kINT8: return reinterpret_cast<int8_t const*>(array.bytes.data())[i];
    case DataType::kINT32: return reinterpret_cast<int32_t const*>(array.bytes.data())[i];
    case DataType::kINT64: return static_cast<double>(reinterpret_cast<int64_t const*>(array.bytes.data())[i]);
    default: return static_cast<double>(array.bytes[i]);
    }
}

template <typename T>
bool put(Array& array, size_t i, double value)
{
    if constexpr (std::is_integral_v<T>)
    {
        if (value < static_cast<double>(std::numeric_limits<T>::min())
            || value > static_cast<double>(std::numeric_limits<T>::max())
            || value != static_cast<double>(static_cast<T>(value)))
        {
            return false;
        }
    }
    reinterpret_cast<T*>(array.bytes.data())[i] = static_cast<T>(value);
    return true;
}

bool putAs(Array& array, size_t i, double value)
{
    switch (array.type)
    {
    case DataType::kFLOAT: return put<float>(array, i, value);
    case DataType::kHALF: return put<uint16_t>(array, i, base::floatToHalf(static_cast<float>(value)));
    case DataType::kBF16: return put<uint16_t>(array, i, base::floatToBfloat16(static_cast<float>(value)));
    case DataType::kINT8: return put<int8_t>(array, i, value);
    case DataType::kINT32: return put<int32_t>(array, i, value);
    case DataType::kINT64: return put<int64_t>(array, i, value);
    case DataType::kUINT8: return put<uint8_t>(array, i, value);
    case DataType::kBOOL: return (value == 0.0 || value == 1.0) && put<uint8_t>(array, i, value);
    default: return false;
    }
}

} // namespace

Result<Array> converted(Array array, DataType type, std::string_view what)
{
    if (array.type == type)
    {
        return array;
    }
    auto const count = static_cast<size_t>(base::volumeUnchecked(array.dims));
    Array result{type, array.dims, std::vector<std::byte>(count * base::bytesOf(type))};
    for (size_t i = 0; i < count; ++i)
    {
        double const value = valueAt(array, i);
        if (!putAs(result, i, value))
        {
            return invalidArgument("{}: expected values that fit {}, found {} (of {}) at element {}", what,
                base::name(type), value, base::name(array.type), i);
        }
    }
    return result;
}

} // namespace tenon::tools
