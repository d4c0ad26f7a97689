#include "tensor_file.h"

#include "base/half.h"

#include <cmath>
#include <cstring>
#include <fstream>

namespace tenon::onnx_backend
{

using nvinfer1::DataType;
using ::onnx::TensorProto;

namespace
{

//! Every element as double: exact for all types here but int64 beyond 2^53, which the tests do not have.
base::Result<std::vector<double>> elementsOf(TensorProto const& proto)
{
    std::vector<double> values;
    std::string const& raw = proto.raw_data();
    auto const fromRaw = [&]<typename T>(T) {
        for (size_t i = 0; i + sizeof(T) <= raw.size(); i += sizeof(T))
        {
            T value;
            std::memcpy(&value, raw.data() + i, sizeof(T));
            values.push_back(static_cast<double>(value));
        }
    };
    auto const fromField = [&](auto const& field) { values.assign(field.begin(), field.end()); };
    bool const isRaw = proto.has_raw_data();
    switch (proto.data_type())
    {
    case TensorProto::FLOAT: isRaw ? fromRaw(float{}) : fromField(proto.float_data()); break;
    case TensorProto::DOUBLE: isRaw ? fromRaw(double{}) : fromField(proto.double_data()); break;
    case TensorProto::INT64: isRaw ? fromRaw(int64_t{}) : fromField(proto.int64_data()); break;
    case TensorProto::UINT32: isRaw ? fromRaw(uint32_t{}) : fromField(proto.uint64_data()); break;
    case TensorProto::INT32: isRaw ? fromRaw(int32_t{}) : fromField(proto.int32_data()); break;
    case TensorProto::INT8: isRaw ? fromRaw(int8_t{}) : fromField(proto.int32_data()); break;
    case TensorProto::UINT8:
    case TensorProto::BOOL: isRaw ? fromRaw(uint8_t{}) : fromField(proto.int32_data()); break;
    case TensorProto::FLOAT16:
    case TensorProto::BFLOAT16:
        isRaw ? fromRaw(uint16_t{}) : fromField(proto.int32_data());
        for (double& value : values)
        {
            auto const bits = static_cast<uint16_t>(value);
            value = proto.data_type() == TensorProto::FLOAT16 ? base::halfToFloat(bits) : base::bfloat16ToFloat(bits);
        }
        break;
    default:
        return base::notImplemented(
            "a tensor of type {}", TensorProto::DataType_Name(static_cast<TensorProto::DataType>(proto.data_type())));
    }
    return values;
}

DataType apiType(int32_t type)
{
    switch (type)
    {
    case TensorProto::INT64:
    case TensorProto::UINT32: return DataType::kINT64;
    case TensorProto::INT32: return DataType::kINT32;
    case TensorProto::INT8: return DataType::kINT8;
    case TensorProto::UINT8: return DataType::kUINT8;
    case TensorProto::BOOL: return DataType::kBOOL;
    case TensorProto::FLOAT16: return DataType::kHALF;
    case TensorProto::BFLOAT16: return DataType::kBF16;
    default: return DataType::kFLOAT;
    }
}

template <typename T>
void store(std::vector<std::byte>& bytes, size_t i, T value)
{
    std::memcpy(bytes.data() + i * sizeof(T), &value, sizeof(T));
}

template <typename T>
T load(std::vector<std::byte> const& bytes, size_t i)
{
    T value;
    std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
    return value;
}

double elementAt(TensorValue const& tensor, size_t i)
{
    switch (tensor.type)
    {
    case DataType::kINT64: return static_cast<double>(load<int64_t>(tensor.bytes, i));
    case DataType::kINT32: return load<int32_t>(tensor.bytes, i);
    case DataType::kINT8: return load<int8_t>(tensor.bytes, i);
    case DataType::kUINT8:
    case DataType::kBOOL: return load<uint8_t>(tensor.bytes, i);
    case DataType::kHALF: return base::halfToFloat(load<uint16_t>(tensor.bytes, i));
    case DataType::kBF16: return base::bfloat16ToFloat(load<uint16_t>(tensor.bytes, i));
    default: return load<float>(tensor.bytes, i);
    }
}

} // namespace

base::Result<TensorValue> readTensor(std::string const& path)
{
    std::ifstream file(path, std::ios::binary);
    TensorProto proto;
    if (!proto.ParseFromIstream(&file))
    {
        return base::notImplemented("\"{}\": holds no tensor (a sequence or an optional)", path);
    }
    TensorValue tensor;
    tensor.type = apiType(proto.data_type());
    TENON_ASSIGN(tensor.dims, base::makeDims(std::vector<int64_t>(proto.dims().begin(), proto.dims().end())));
    TENON_ASSIGN(auto const values, elementsOf(proto));
    TENON_ASSIGN(int64_t const count, base::volume(tensor.dims));
    if (values.size() != static_cast<size_t>(count))
    {
        return base::notImplemented(
            "\"{}\": holds {} values for shape {}", path, values.size(), base::toString(tensor.dims));
    }
    tensor.bytes.resize(std::max<size_t>(values.size() * base::bytesOf(tensor.type), 1));
    for (size_t i = 0; i < values.size(); ++i)
    {
        switch (tensor.type)
        {
        case DataType::kINT64: store(tensor.bytes, i, static_cast<int64_t>(values[i])); break;
        case DataType::kINT32: store(tensor.bytes, i, static_cast<int32_t>(values[i])); break;
        case DataType::kINT8: store(tensor.bytes, i, static_cast<int8_t>(values[i])); break;
        case DataType::kUINT8:
        case DataType::kBOOL: store(tensor.bytes, i, static_cast<uint8_t>(values[i])); break;
        case DataType::kHALF: store(tensor.bytes, i, base::floatToHalf(static_cast<float>(values[i]))); break;
        case DataType::kBF16: store(tensor.bytes, i, base::floatToBfloat16(static_cast<float>(values[i]))); break;
        default: store(tensor.bytes, i, static_cast<float>(values[i])); break;
        }
    }
    return tensor;
}

std::string firstDifference(TensorValue const& found, TensorValue const& expected, double absolute)
{
    if (found.type != expected.type || !base::operator==(found.dims, expected.dims))
    {
        return fmt::format("expected {} of {}, found {} of {}", base::toString(expected.dims),
            base::name(expected.type), base::toString(found.dims), base::name(found.type));
    }
    double const relative = expected.type == DataType::kBF16 ? 1e-2 : 1e-3;
    bool const exact = !base::isFloating(expected.type);
    auto const count = static_cast<size_t>(base::volumeUnchecked(expected.dims));
    for (size_t i = 0; i < count; ++i)
    {
        double const a = elementAt(found, i);
        double const b = elementAt(expected, i);
        bool const same = a == b || (std::isnan(a) && std::isnan(b));
        if (!same && (exact || !(std::abs(a - b) <= absolute + relative * std::abs(b))))
        {
            return fmt::format("element {}: expected {}, found {}", i, b, a);
        }
    }
    return {};
}

} // namespace tenon::onnx_backend
