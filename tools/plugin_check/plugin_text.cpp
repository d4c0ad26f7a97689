// Texts and comparisons of what plugin.h holds.
#include "plugin_check/plugin.h"

#include "base/half.h"

#include <cstring>

namespace tenon::plugin_check
{

using nvinfer1::PluginFieldType;

namespace
{

bool objectsEnd = false;

} // namespace

bool destroysObjects()
{
    return objectsEnd;
}

void setDestroysObjects(bool does)
{
    objectsEnd = does;
}

char const* name(Interface kind)
{
    switch (kind)
    {
    case Interface::kV2: return "IPluginV2";
    case Interface::kEXT: return "IPluginV2Ext";
    case Interface::kIO_EXT: return "IPluginV2IOExt";
    case Interface::kDYNAMIC_EXT: return "IPluginV2DynamicExt";
    case Interface::kV3: return "IPluginV3";
    }
    return "unknown interface";
}

std::string text(Tensor const& tensor)
{
    return fmt::format("{} {} {}", base::name(tensor.type), base::name(tensor.format), base::toString(tensor.dims));
}

std::string text(std::vector<Tensor> const& tensors)
{
    std::string all;
    for (Tensor const& tensor : tensors)
    {
        all += (all.empty() ? "" : ", ") + text(tensor);
    }
    return all;
}

char const* name(PluginFieldType type)
{
    switch (type)
    {
    case PluginFieldType::kFLOAT16: return "float16";
    case PluginFieldType::kFLOAT32: return "float32";
    case PluginFieldType::kFLOAT64: return "float64";
    case PluginFieldType::kINT8: return "int8";
    case PluginFieldType::kINT16: return "int16";
    case PluginFieldType::kINT32: return "int32";
    case PluginFieldType::kCHAR: return "char";
    case PluginFieldType::kDIMS: return "dims";
    case PluginFieldType::kBF16: return "bf16";
    case PluginFieldType::kINT64: return "int64";
    case PluginFieldType::kFP8: return "fp8";
    case PluginFieldType::kINT4: return "int4";
    default: return "unknown";
    }
}

size_t bytesOf(PluginFieldType type)
{
    switch (type)
    {
    case PluginFieldType::kFLOAT16:
    case PluginFieldType::kINT16:
    case PluginFieldType::kBF16: return 2;
    case PluginFieldType::kFLOAT32:
    case PluginFieldType::kINT32: return 4;
    case PluginFieldType::kFLOAT64:
    case PluginFieldType::kINT64: return 8;
    case PluginFieldType::kDIMS: return sizeof(Dims);
    default: return 1;
    }
}

namespace
{

template <typename T>
T elementOf(Field const& field, int32_t index)
{
    T value{};
    std::memcpy(&value, field.data.data() + static_cast<size_t>(index) * sizeof(T), sizeof value);
    return value;
}

std::string elementText(Field const& field, int32_t index)
{
    switch (field.type)
    {
    case PluginFieldType::kFLOAT32: return fmt::format("{}", elementOf<float>(field, index));
    case PluginFieldType::kFLOAT64: return fmt::format("{}", elementOf<double>(field, index));
    case PluginFieldType::kINT32: return fmt::format("{}", elementOf<int32_t>(field, index));
    case PluginFieldType::kINT64: return fmt::format("{}", elementOf<int64_t>(field, index));
    case PluginFieldType::kINT16: return fmt::format("{}", elementOf<int16_t>(field, index));
    case PluginFieldType::kINT8: return fmt::format("{}", static_cast<int32_t>(elementOf<int8_t>(field, index)));
    case PluginFieldType::kFLOAT16: return fmt::format("{}", base::halfToFloat(elementOf<uint16_t>(field, index)));
    default: return "…";
    }
}

} // namespace

std::string text(Fields const& fields)
{
    std::string all;
    for (Field const& field : fields)
    {
        all += (all.empty() ? "" : ", ") + field.name + "=";
        if (field.null)
        {
            all += fmt::format("null ({} of {})", field.length, name(field.type));
        }
        else if (field.type == PluginFieldType::kCHAR)
        {
            all += '"'
                + std::string(reinterpret_cast<char const*>(field.data.data()),
                    std::min<size_t>(40, static_cast<size_t>(field.length)))
                + '"';
        }
        else if (field.length == 1)
        {
            all += elementText(field, 0);
        }
        else if (field.length <= 0)
        {
            all += fmt::format("[{} of {}]", field.length, name(field.type));
        }
        else
        {
            all += fmt::format("[{}, … {} {}]", elementText(field, 0), field.length, name(field.type));
        }
    }
    return all.empty() ? "none" : all;
}

bool Blob::operator==(Blob const& other) const
{
    return difference(other).empty();
}

std::string Blob::difference(Blob const& other) const
{
    if (ofFields)
    {
        if (fields.size() != other.fields.size())
        {
            return fmt::format("{} and {} fields", fields.size(), other.fields.size());
        }
        for (size_t i = 0; i < fields.size(); ++i)
        {
            Field const& a = fields[i];
            Field const& b = other.fields[i];
            if (a.name != b.name || a.type != b.type || a.length != b.length || a.data != b.data)
            {
                return fmt::format("field {}: {} and {}", i, text(Fields{a}), text(Fields{b}));
            }
        }
        return {};
    }
    for (size_t i = 0; i < std::min(bytes.size(), other.bytes.size()); ++i)
    {
        if (bytes[i] != other.bytes[i])
        {
            return fmt::format("byte {} of {}: 0x{:02x} and 0x{:02x}", i, bytes.size(), static_cast<int32_t>(bytes[i]),
                static_cast<int32_t>(other.bytes[i]));
        }
    }
    return bytes.size() == other.bytes.size() ? std::string()
                                              : fmt::format("{} and {} bytes", bytes.size(), other.bytes.size());
}

} // namespace tenon::plugin_check
