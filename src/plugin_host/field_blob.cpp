#include "plugin_host/field_blob.h"

#include "plugin_host/identity.h"
#include "plugin_host/manifest.h"

#include <cstring>

namespace tenon::plugin_host
{

using base::Result;
using nvinfer1::PluginField;
using nvinfer1::PluginFieldType;

namespace
{

//! More fields than any plugin has; a larger number is a wild one.
constexpr int32_t kMaxSerializedFields = 4096;

//! What stands before each field's name and values. Little-endian, as all of a plan.
struct FieldHeader
{
    uint32_t nameBytes;
    int32_t type;
    int32_t length;
    uint32_t reserved;
    uint64_t valueBytes;
};

void append(std::vector<std::byte>& blob, void const* data, size_t bytes)
{
    auto const* const begin = static_cast<std::byte const*>(data);
    blob.insert(blob.end(), begin, begin + bytes);
}

//! Bits of one element; 0 for numbers that are no type.
size_t bitsOf(PluginFieldType type)
{
    switch (type)
    {
    case PluginFieldType::kFLOAT64:
    case PluginFieldType::kINT64: return 64;
    case PluginFieldType::kFLOAT32:
    case PluginFieldType::kINT32: return 32;
    case PluginFieldType::kFLOAT16:
    case PluginFieldType::kBF16:
    case PluginFieldType::kINT16: return 16;
    case PluginFieldType::kINT8:
    case PluginFieldType::kFP8:
    case PluginFieldType::kCHAR:
    case PluginFieldType::kUNKNOWN: return 8;
    case PluginFieldType::kINT4:
    case PluginFieldType::kFP4: return 4;
    case PluginFieldType::kDIMS: return sizeof(nvinfer1::Dims) * 8;
    }
    return 0;
}

} // namespace

Result<size_t> bytesOf(PluginField const& field)
{
    size_t const bits = bitsOf(field.type);
    if (bits == 0 || field.length < 0)
    {
        return base::invalidArgument(
            "expected a PluginFieldType and a length of at least 0, found number {} and length {}",
            static_cast<int32_t>(field.type), field.length);
    }
    return (bits * static_cast<size_t>(field.length) + 7) / 8;
}

Result<std::vector<std::byte>> toBlob(std::string const& subject, nvinfer1::PluginFieldCollection const* fields)
{
    int32_t const count = fields == nullptr ? 0 : fields->nbFields;
    if (count < 0 || count > kMaxSerializedFields || (count > 0 && fields->fields == nullptr))
    {
        return base::invalidArgument("{}: expected from 0 to {} fields from getFieldsToSerialize, found {} at {}",
            subject, kMaxSerializedFields, count, fmt::ptr(fields->fields));
    }
    std::vector<std::byte> blob;
    append(blob, &count, sizeof count);
    for (int32_t i = 0; i < count; ++i)
    {
        PluginField const& field = fields->fields[i];
        TENON_ASSIGN(std::string const name,
            checkedString(field.name, subject, fmt::format("getFieldsToSerialize, field {}", i)));
        auto const bytes = bytesOf(field);
        if (!bytes.ok())
        {
            return base::invalidArgument(
                "{}: field \"{}\" of getFieldsToSerialize: {}", subject, name, bytes.error().message);
        }
        if (*bytes != 0 && field.data == nullptr)
        {
            return base::invalidArgument(
                "{}: field \"{}\" of getFieldsToSerialize: expected {} bytes of data, found a null pointer", subject,
                name, *bytes);
        }
        FieldHeader const header{
            static_cast<uint32_t>(name.size()), static_cast<int32_t>(field.type), field.length, 0, *bytes};
        append(blob, &header, sizeof header);
        append(blob, name.data(), name.size());
        append(blob, field.data, *bytes);
    }
    return blob;
}

Result<StoredFields> StoredFields::of(std::span<std::byte const> blob)
{
    StoredFields stored;
    size_t place = 0;
    auto const take = [&](void* into, size_t bytes) {
        if (blob.size() - place < bytes)
        {
            return false;
        }
        if (bytes != 0)
        {
            std::memcpy(into, blob.data() + place, bytes);
        }
        place += bytes;
        return true;
    };
    auto const broken = [&] {
        return base::invalidArgument(
            "plugin fields: expected {} bytes as they were stored, found others at {}; the file is damaged",
            blob.size(), place);
    };
    int32_t count = 0;
    if (!take(&count, sizeof count) || count < 0 || count > kMaxSerializedFields)
    {
        return broken();
    }
    for (int32_t i = 0; i < count; ++i)
    {
        FieldHeader header{};
        if (!take(&header, sizeof header) || header.nameBytes >= kMaxStringBytes
            || header.valueBytes > blob.size() - place)
        {
            return broken();
        }
        PluginField field(nullptr, nullptr, static_cast<PluginFieldType>(header.type), header.length);
        auto const bytes = bytesOf(field);
        auto name = std::make_unique<char[]>(header.nameBytes + 1);
        auto value = std::make_unique<std::byte[]>(header.valueBytes + 1);
        if (!bytes.ok() || *bytes != header.valueBytes || !take(name.get(), header.nameBytes)
            || !take(value.get(), header.valueBytes))
        {
            return broken();
        }
        field.name = name.get();
        field.data = value.get();
        stored.fields_.push_back(field);
        stored.names_.push_back(std::move(name));
        stored.values_.push_back(std::move(value));
    }
    return place == blob.size() ? Result<StoredFields>(std::move(stored)) : Result<StoredFields>(broken());
}

namespace
{

//! Values beyond these are counted, not shown.
constexpr int32_t kMaxShownValues = 8;

template <typename T>
std::string listText(PluginField const& field)
{
    std::string text;
    for (int32_t i = 0; i < field.length && i < kMaxShownValues; ++i)
    {
        T value;
        std::memcpy(
            &value, static_cast<std::byte const*>(field.data) + sizeof(T) * static_cast<size_t>(i), sizeof value);
        text += fmt::format("{}{}", i == 0 ? "" : ", ", value);
    }
    return field.length == 1             ? text
        : field.length > kMaxShownValues ? fmt::format("[{}, … {} in all]", text, field.length)
                                         : fmt::format("[{}]", text);
}

std::string valueText(PluginField const& field)
{
    switch (field.type)
    {
    case PluginFieldType::kFLOAT32: return listText<float>(field);
    case PluginFieldType::kFLOAT64: return listText<double>(field);
    case PluginFieldType::kINT8: return listText<int8_t>(field);
    case PluginFieldType::kINT16: return listText<int16_t>(field);
    case PluginFieldType::kINT32: return listText<int32_t>(field);
    case PluginFieldType::kINT64: return listText<int64_t>(field);
    case PluginFieldType::kCHAR:
    {
        auto const* const text = static_cast<char const*>(field.data);
        return fmt::format("\"{}\"", std::string_view(text, strnlen(text, static_cast<size_t>(field.length))));
    }
    default: return fmt::format("{} bytes", bytesOf(field).ok() ? *bytesOf(field) : 0);
    }
}

} // namespace

std::string describeFieldValues(std::span<std::byte const> blob)
{
    auto const stored = StoredFields::of(blob);
    std::string text;
    for (size_t i = 0; stored.ok() && i < stored->fields().size(); ++i)
    {
        PluginField const& field = stored->fields()[i];
        appendFieldValue(text, field.name, valueText(field).c_str());
    }
    return text;
}

std::string describeDifferences(std::span<std::byte const> a, std::span<std::byte const> b)
{
    auto const first = StoredFields::of(a);
    auto const second = StoredFields::of(b);
    if (!first.ok() || !second.ok())
    {
        return "what is no list of fields";
    }
    std::string text;
    auto const differs = [&](PluginField const& field, std::string_view how) {
        text += fmt::format("{}\"{}\" ({})", text.empty() ? "" : ", ", field.name, how);
    };
    auto const sameIn = [](std::vector<PluginField> const& fields, PluginField const& wanted) -> PluginField const* {
        for (PluginField const& field : fields)
        {
            if (std::strcmp(field.name, wanted.name) == 0)
            {
                return &field;
            }
        }
        return nullptr;
    };
    for (PluginField const& field : first->fields())
    {
        PluginField const* const other = sameIn(second->fields(), field);
        if (other == nullptr)
        {
            differs(field, "missing");
        }
        else if (other->type != field.type || other->length != field.length
            || std::memcmp(other->data, field.data, *bytesOf(field)) != 0)
        {
            differs(field, "another value");
        }
    }
    for (PluginField const& field : second->fields())
    {
        if (sameIn(first->fields(), field) == nullptr)
        {
            differs(field, "new");
        }
    }
    return text;
}

} // namespace tenon::plugin_host
