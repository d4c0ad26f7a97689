#include "onnx/weight_store.h"

#include "base/checked.h"
#include "base/half.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tenon::onnx
{

using nvinfer1::DataType;
using ::onnx::TensorProto;

std::string onnxTypeName(int32_t onnxType)
{
    return TensorProto::DataType_IsValid(onnxType)
        ? TensorProto::DataType_Name(static_cast<TensorProto::DataType>(onnxType))
        : fmt::format("type {}", onnxType);
}

Result<DataType> dataTypeOf(int32_t onnxType, std::string_view what)
{
    switch (onnxType)
    {
    case TensorProto::FLOAT:
    case TensorProto::DOUBLE: return DataType::kFLOAT;
    case TensorProto::FLOAT16: return DataType::kHALF;
    case TensorProto::BFLOAT16: return DataType::kBF16;
    case TensorProto::INT8: return DataType::kINT8;
    case TensorProto::UINT8: return DataType::kUINT8;
    case TensorProto::INT32: return DataType::kINT32;
    case TensorProto::INT64:
    case TensorProto::UINT32: return DataType::kINT64;
    case TensorProto::BOOL: return DataType::kBOOL;
    default:
        return base::error(base::ErrorCode::kUNSUPPORTED_STATE,
            "{}: expected a type that the API has (fp32, fp16, bf16, int8, uint8, int32, int64, bool), found {}", what,
            onnxTypeName(onnxType));
    }
}

namespace
{

//! Bytes of one element as ONNX stores it raw.
size_t storedBytes(int32_t onnxType)
{
    switch (onnxType)
    {
    case TensorProto::DOUBLE:
    case TensorProto::INT64: return 8;
    case TensorProto::FLOAT:
    case TensorProto::INT32:
    case TensorProto::UINT32: return 4;
    case TensorProto::FLOAT16:
    case TensorProto::BFLOAT16: return 2;
    default: return 1;
    }
}

Result<int64_t> elementCount(TensorProto const& proto)
{
    int64_t count = 1;
    for (int64_t const size : proto.dims())
    {
        auto const next = size < 0 ? std::nullopt : base::checkedMul(count, size);
        if (!next || *next > (int64_t{1} << 48))
        {
            return base::invalidArgument(
                "initializer \"{}\": expected dims of a tensor that fits in memory, found [{}]", proto.name(),
                fmt::join(proto.dims(), ", "));
        }
        count = *next;
    }
    return count;
}

template <typename From, typename To>
void convert(void const* from, void* to, int64_t count)
{
    for (int64_t i = 0; i < count; ++i)
    {
        From value;
        std::memcpy(&value, static_cast<std::byte const*>(from) + i * sizeof(From), sizeof(From));
        static_cast<To*>(to)[i] = static_cast<To>(value);
    }
}

//! Typed fields of a TensorProto (float_data, int32_data, …) into `to`; false if there are fewer than `count`.
bool fromTypedFields(TensorProto const& proto, void* to, int64_t count)
{
    auto const take = [&](auto const& field, auto* target) {
        if (field.size() != count)
        {
            return false;
        }
        for (int64_t i = 0; i < count; ++i)
        {
            target[i] = static_cast<std::remove_reference_t<decltype(*target)>>(field.Get(static_cast<int>(i)));
        }
        return true;
    };
    switch (proto.data_type())
    {
    case TensorProto::FLOAT: return take(proto.float_data(), static_cast<float*>(to));
    case TensorProto::DOUBLE: return take(proto.double_data(), static_cast<float*>(to));
    case TensorProto::INT64: return take(proto.int64_data(), static_cast<int64_t*>(to));
    case TensorProto::UINT32: return take(proto.uint64_data(), static_cast<int64_t*>(to));
    case TensorProto::INT32: return take(proto.int32_data(), static_cast<int32_t*>(to));
    case TensorProto::FLOAT16:
    case TensorProto::BFLOAT16: return take(proto.int32_data(), static_cast<uint16_t*>(to));
    default: return take(proto.int32_data(), static_cast<uint8_t*>(to));
    }
}

//! Elements in the typed field of a TensorProto.
int64_t typedCount(TensorProto const& proto)
{
    switch (proto.data_type())
    {
    case TensorProto::FLOAT: return proto.float_data_size();
    case TensorProto::DOUBLE: return proto.double_data_size();
    case TensorProto::INT64: return proto.int64_data_size();
    case TensorProto::UINT32: return proto.uint64_data_size();
    default: return proto.int32_data_size();
    }
}

} // namespace

void* WeightStore::allocate(size_t bytes)
{
    buffers_.push_back(std::make_unique<std::byte[]>(bytes == 0 ? 1 : bytes));
    return buffers_.back().get();
}

Constant const* WeightStore::keep(Constant constant)
{
    constants_.push_back(std::move(constant));
    return &constants_.back();
}

Result<void const*> WeightStore::externalData(TensorProto const& proto, size_t bytes)
{
    std::string location;
    int64_t offset = 0;
    int64_t length = static_cast<int64_t>(bytes);
    for (auto const& entry : proto.external_data())
    {
        char* end = nullptr;
        if (entry.key() == "location")
        {
            location = entry.value();
        }
        else if (entry.key() == "offset" || entry.key() == "length")
        {
            (entry.key() == "offset" ? offset : length) = std::strtoll(entry.value().c_str(), &end, 10);
            if (end == nullptr || *end != '\0')
            {
                return base::invalidArgument("initializer \"{}\": expected a number as external {}, found \"{}\"",
                    proto.name(), entry.key(), entry.value());
            }
        }
    }
    std::filesystem::path const path(location);
    bool const leavesFolder =
        path.is_absolute() || std::any_of(path.begin(), path.end(), [](auto const& part) { return part == ".."; });
    if (location.empty() || leavesFolder)
    {
        return base::invalidArgument(
            "initializer \"{}\": expected external data in the model's own folder, found location \"{}\"", proto.name(),
            location);
    }
    if (directory_.empty())
    {
        return base::invalidArgument(
            "initializer \"{}\": has external data in \"{}\", but the model came from memory without a path; use "
            "parseFromFile, or give the model's path to parse",
            proto.name(), location);
    }
    if (offset < 0 || length != static_cast<int64_t>(bytes))
    {
        return base::invalidArgument(
            "initializer \"{}\": expected {} bytes of external data, found length {} at offset {}", proto.name(), bytes,
            length, offset);
    }
    std::string const full = (std::filesystem::path(directory_) / path).string();
    TENON_ASSIGN(auto const file, mapped(full).withNote("for initializer \"{}\"", proto.name()));
    if (static_cast<uint64_t>(offset) > file.size() || bytes > file.size() - static_cast<uint64_t>(offset))
    {
        return base::invalidArgument("initializer \"{}\": expected {} bytes at offset {} of \"{}\", found a file of {}",
            proto.name(), bytes, offset, full, file.size());
    }
    return static_cast<void const*>(file.data() + offset);
}

Result<std::span<std::byte const>> WeightStore::mapped(std::string const& path)
{
    auto const known = files_.find(path);
    if (known != files_.end())
    {
        return std::span(static_cast<std::byte const*>(known->second.get()), fileBytes_[path]);
    }
    int const file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat facts
    {};
    if (file < 0 || fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode))
    {
        int const reason = errno;
        if (file >= 0)
        {
            close(file);
        }
        return base::invalidArgument(
            "external data: expected a readable file \"{}\", found none: {}", path, std::strerror(reason));
    }
    auto const bytes = static_cast<size_t>(facts.st_size);
    void* const address = bytes == 0 ? nullptr : mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    if (address == MAP_FAILED)
    {
        return base::error(base::ErrorCode::kFAILED_ALLOCATION,
            "external data: \"{}\" of {} bytes cannot be mapped: {}", path, bytes, std::strerror(errno));
    }
    files_[path] = std::shared_ptr<void const>(address, [bytes](void const* mapping) {
        if (mapping != nullptr)
        {
            munmap(const_cast<void*>(mapping), bytes);
        }
    });
    fileBytes_[path] = bytes;
    return std::span(static_cast<std::byte const*>(address), bytes);
}

Result<Constant const*> WeightStore::add(TensorProto const& proto)
{
    int32_t const type = proto.data_type();
    TENON_ASSIGN(DataType const apiType, dataTypeOf(type, fmt::format("initializer \"{}\"", proto.name())));
    TENON_ASSIGN(int64_t const count, elementCount(proto));
    Constant constant{{apiType, nullptr, count}, {proto.dims().begin(), proto.dims().end()}, proto.name()};
    size_t const bytes = static_cast<size_t>(count) * storedBytes(type);

    void const* raw = nullptr;
    auto const replacement = replaced_.find(proto.name());
    bool const isReplaced = !proto.name().empty() && replacement != replaced_.end();
    if (isReplaced)
    {
        if (replacement->second.size() != bytes)
        {
            return base::invalidArgument(
                "initializer \"{}\": expected {} bytes for {} elements of {}, found {} from loadInitializer",
                proto.name(), bytes, count, onnxTypeName(type), replacement->second.size());
        }
        raw = replacement->second.data();
    }
    bool const isExternal = !isReplaced && proto.data_location() == TensorProto::EXTERNAL;
    if (isExternal)
    {
        TENON_ASSIGN(raw, externalData(proto, bytes));
    }
    else if (!isReplaced && proto.has_raw_data())
    {
        if (proto.raw_data().size() != bytes)
        {
            return base::invalidArgument("initializer \"{}\": expected {} bytes for {} elements of {}, found {}",
                proto.name(), bytes, count, onnxTypeName(type), proto.raw_data().size());
        }
        raw = proto.raw_data().data();
    }
    bool const converts = type == TensorProto::DOUBLE || type == TensorProto::UINT32;
    bool const aligned = reinterpret_cast<uintptr_t>(raw) % storedBytes(type) == 0;
    if (raw != nullptr && !converts && aligned)
    {
        constant.weights.values = raw;
        return keep(std::move(constant));
    }
    if (raw == nullptr && typedCount(proto) != count)
    {
        return base::invalidArgument("initializer \"{}\": expected {} elements of {}, found {}", proto.name(), count,
            onnxTypeName(type), typedCount(proto));
    }
    void* const data = allocate(static_cast<size_t>(count) * 8);
    constant.weights.values = data;
    if (raw == nullptr)
    {
        if (!fromTypedFields(proto, data, count))
        {
            return base::invalidArgument("initializer \"{}\": expected {} elements of {}, found another number",
                proto.name(), count, onnxTypeName(type));
        }
    }
    else if (type == TensorProto::DOUBLE)
    {
        convert<double, float>(raw, data, count);
    }
    else if (type == TensorProto::UINT32)
    {
        convert<uint32_t, int64_t>(raw, data, count);
    }
    else
    {
        std::memcpy(data, raw, bytes);
    }
    return keep(std::move(constant));
}

Result<std::vector<int64_t>> integersOf(Constant const& constant)
{
    std::vector<int64_t> values(static_cast<size_t>(constant.weights.count));
    for (size_t i = 0; i < values.size(); ++i)
    {
        switch (constant.weights.type)
        {
        case DataType::kINT64: values[i] = static_cast<int64_t const*>(constant.weights.values)[i]; break;
        case DataType::kINT32: values[i] = static_cast<int32_t const*>(constant.weights.values)[i]; break;
        default:
            return base::invalidArgument(
                "constant \"{}\": expected integers (int32 or int64), found another type", constant.name);
        }
    }
    return values;
}

Result<std::vector<float>> floatsOf(Constant const& constant)
{
    std::vector<float> values(static_cast<size_t>(constant.weights.count));
    for (size_t i = 0; i < values.size(); ++i)
    {
        switch (constant.weights.type)
        {
        case DataType::kFLOAT: values[i] = static_cast<float const*>(constant.weights.values)[i]; break;
        case DataType::kHALF:
            values[i] = base::halfToFloat(static_cast<uint16_t const*>(constant.weights.values)[i]);
            break;
        case DataType::kBF16:
            values[i] = base::bfloat16ToFloat(static_cast<uint16_t const*>(constant.weights.values)[i]);
            break;
        default:
            return base::invalidArgument(
                "constant \"{}\": expected floating values, found another type", constant.name);
        }
    }
    return values;
}

} // namespace tenon::onnx
