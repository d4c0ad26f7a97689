#include "plugin_check/values.h"

#include "packing.h"

#include "base/half.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace tenon::plugin_check
{
namespace
{

//! A small generator with the same numbers everywhere (splitmix64).
uint32_t scrambled(uint64_t value)
{
    value += 0x9E3779B97F4A7C15ULL;
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
    return static_cast<uint32_t>((value ^ (value >> 31)) >> 16);
}

//! Round to nearest even.
uint16_t toHalf(float value)
{
    uint32_t const bits = std::bit_cast<uint32_t>(value);
    auto const sign = static_cast<uint16_t>((bits >> 16) & 0x8000U);
    float const magnitude = std::fabs(value);
    if (std::isnan(value))
    {
        return static_cast<uint16_t>(sign | 0x7E00U);
    }
    if (magnitude >= 65520.0F)
    {
        return static_cast<uint16_t>(sign | 0x7C00U);
    }
    if (magnitude < 6.103515625e-05F)
    {
        return static_cast<uint16_t>(sign | static_cast<uint16_t>(std::lrint(magnitude * 16777216.0F)));
    }
    uint32_t const absolute = bits & 0x7FFFFFFFU;
    uint32_t const rounded = absolute + 0xFFFU + ((absolute >> 13) & 1U);
    return static_cast<uint16_t>(sign | ((rounded - 0x38000000U) >> 13));
}

uint16_t toBfloat16(float value)
{
    uint32_t const bits = std::bit_cast<uint32_t>(value);
    if (std::isnan(value))
    {
        return static_cast<uint16_t>((bits >> 16) | 0x40U);
    }
    return static_cast<uint16_t>((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16);
}

template <typename T>
T readAs(Bytes const& bytes, size_t index)
{
    T value{};
    std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof value);
    return value;
}

template <typename T>
void writeAs(Bytes& bytes, size_t index, double number)
{
    double const least = static_cast<double>(std::numeric_limits<T>::lowest());
    double const most = static_cast<double>(std::numeric_limits<T>::max());
    auto const value = static_cast<T>(std::clamp(std::nearbyint(number), least, most));
    std::memcpy(bytes.data() + index * sizeof(T), &value, sizeof value);
}

void writeElement(Bytes& bytes, DataType type, size_t index, double number)
{
    auto const single = static_cast<float>(number);
    uint16_t half = 0;
    switch (type)
    {
    case DataType::kFLOAT: std::memcpy(bytes.data() + index * 4, &single, 4); break;
    case DataType::kHALF:
        half = toHalf(single);
        std::memcpy(bytes.data() + index * 2, &half, 2);
        break;
    case DataType::kBF16:
        half = toBfloat16(single);
        std::memcpy(bytes.data() + index * 2, &half, 2);
        break;
    case DataType::kINT8: writeAs<int8_t>(bytes, index, number); break;
    case DataType::kUINT8: writeAs<uint8_t>(bytes, index, number); break;
    case DataType::kINT32: writeAs<int32_t>(bytes, index, number); break;
    case DataType::kINT64: writeAs<int64_t>(bytes, index, number); break;
    case DataType::kBOOL: bytes[index] = static_cast<std::byte>(number != 0 ? 1 : 0); break;
    default: break; // types of less than a byte stay zero
    }
}

size_t volumeOf(Dims const& dims)
{
    return static_cast<size_t>(base::volumeUnchecked(dims));
}

Bytes pack(Bytes linear, Tensor const& tensor)
{
    if (tensor.format == TensorFormat::kLINEAR)
    {
        return linear;
    }
    auto packed = tools::packed({tensor.type, tensor.dims, std::move(linear)}, tensor.format);
    return packed.ok() ? *std::move(packed) : Bytes();
}

Bytes unpack(Bytes const& bytes, Tensor const& tensor)
{
    return tensor.format == TensorFormat::kLINEAR
        ? bytes
        : tools::unpacked(bytes, tensor.type, tensor.dims, tensor.format).bytes;
}

} // namespace

size_t bytesOf(Tensor const& tensor)
{
    auto const bytes = base::bytesOf(tensor.dims, tensor.type, tensor.format);
    return bytes.ok() ? static_cast<size_t>(*bytes) : 0;
}

Bytes standInValues(Tensor const& tensor, uint32_t seed, InputValues const& told)
{
    Tensor linear = tensor;
    linear.format = TensorFormat::kLINEAR;
    Bytes bytes(bytesOf(linear));
    size_t const count = base::bitsOf(tensor.type) < 8 ? 0 : volumeOf(tensor.dims);
    for (size_t i = 0; i < count; ++i)
    {
        uint32_t const random = scrambled((static_cast<uint64_t>(seed) << 32) | i);
        double number = 0;
        switch (tensor.type)
        {
        case DataType::kBOOL: number = random & 1U; break;
        case DataType::kINT32:
        case DataType::kINT64: number = random & 1U; break;
        case DataType::kUINT8: number = random & 0xFFU; break;
        case DataType::kINT8: number = static_cast<double>(random % 255U) - 127; break;
        default:
            number = (static_cast<double>(random % 513U) - 256) / 128; // 513 values that fp16 and bf16 hold exactly
        }
        if (told.ranged)
        {
            bool const whole = !base::isFloating(tensor.type);
            double const steps = whole ? told.most - told.least + 1 : 513;
            double const step = static_cast<double>(random % static_cast<uint32_t>(std::clamp(steps, 1.0, 4e9)));
            number = whole ? told.least + step : told.least + (told.most - told.least) * step / 512;
        }
        number = told.fixed.empty() ? number : told.fixed[i % told.fixed.size()];
        writeElement(bytes, tensor.type, i, number);
    }
    return pack(std::move(bytes), tensor);
}

double elementOf(Bytes const& bytes, DataType type, size_t index)
{
    switch (type)
    {
    case DataType::kFLOAT: return readAs<float>(bytes, index);
    case DataType::kHALF: return base::halfToFloat(readAs<uint16_t>(bytes, index));
    case DataType::kBF16: return base::bfloat16ToFloat(readAs<uint16_t>(bytes, index));
    case DataType::kINT8: return readAs<int8_t>(bytes, index);
    case DataType::kINT32: return readAs<int32_t>(bytes, index);
    case DataType::kINT64: return static_cast<double>(readAs<int64_t>(bytes, index));
    default: return readAs<uint8_t>(bytes, index);
    }
}

std::vector<double> numbersOf(Bytes const& bytes, Tensor const& tensor)
{
    Bytes const linear = unpack(bytes, tensor);
    std::vector<double> numbers(base::bitsOf(tensor.type) < 8 ? 0 : volumeOf(tensor.dims));
    for (size_t i = 0; i < numbers.size(); ++i)
    {
        numbers[i] = elementOf(linear, tensor.type, i);
    }
    return numbers;
}

Bytes bytesFrom(std::vector<double> const& numbers, Tensor const& tensor)
{
    Tensor linear = tensor;
    linear.format = TensorFormat::kLINEAR;
    Bytes bytes(bytesOf(linear));
    for (size_t i = 0; i < numbers.size(); ++i)
    {
        writeElement(bytes, tensor.type, i, numbers[i]);
    }
    return pack(std::move(bytes), tensor);
}

std::string indexText(size_t flat, Dims const& dims)
{
    std::string text;
    for (int32_t d = dims.nbDims - 1; d >= 0; --d)
    {
        auto const size = static_cast<size_t>(std::max<int64_t>(1, dims.d[d]));
        text = std::to_string(flat % size) + (text.empty() ? "" : ", ") + text;
        flat /= size;
    }
    return "[" + text + "]";
}

std::string differenceOf(Bytes const& a, Bytes const& b, Tensor const& tensor, Tolerance tolerance)
{
    if (a.size() != b.size())
    {
        return fmt::format("{} and {} bytes", a.size(), b.size());
    }
    if (a == b)
    {
        return {};
    }
    std::vector<double> const left = numbersOf(a, tensor);
    std::vector<double> const right = numbersOf(b, tensor);
    size_t differing = 0;
    std::string first;
    for (size_t i = 0; i < left.size(); ++i)
    {
        bool const same = (std::isnan(left[i]) && std::isnan(right[i])) || left[i] == right[i]
            || std::fabs(left[i] - right[i]) <= tolerance.absolute + tolerance.relative * std::fabs(right[i]);
        if (!same)
        {
            ++differing;
            first = first.empty()
                ? fmt::format("element {} {}: {:.9g} and {:.9g}", i, indexText(i, tensor.dims), left[i], right[i])
                : first;
        }
    }
    return differing == 0 ? std::string() : fmt::format("{}; {} of {} elements differ", first, differing, left.size());
}

std::string differenceOf(
    std::vector<Bytes> const& a, std::vector<Bytes> const& b, std::vector<Tensor> const& tensors, Tolerance tolerance)
{
    for (size_t i = 0; i < tensors.size(); ++i)
    {
        std::string const difference = differenceOf(a.at(i), b.at(i), tensors[i], tolerance);
        if (!difference.empty())
        {
            return fmt::format("output {}, {}", i, difference);
        }
    }
    return {};
}

} // namespace tenon::plugin_check
