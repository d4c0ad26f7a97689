// A node that no importer knows becomes a plugin: creator by (op type, plugin_version, plugin_namespace), other attributes as fields.
#include "onnx/importer.h"

#include "base/half.h"

#include <tenon/plugin_lookup.h>

#include <algorithm>
#include <cstring>
#include <deque>

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::PluginField;
using nvinfer1::PluginFieldType;
using ::onnx::AttributeProto;

namespace
{

std::string_view name(PluginFieldType type)
{
    switch (type)
    {
    case PluginFieldType::kFLOAT16: return "kFLOAT16";
    case PluginFieldType::kFLOAT32: return "kFLOAT32";
    case PluginFieldType::kFLOAT64: return "kFLOAT64";
    case PluginFieldType::kINT8: return "kINT8";
    case PluginFieldType::kINT16: return "kINT16";
    case PluginFieldType::kINT32: return "kINT32";
    case PluginFieldType::kCHAR: return "kCHAR";
    case PluginFieldType::kDIMS: return "kDIMS";
    case PluginFieldType::kUNKNOWN: return "kUNKNOWN";
    case PluginFieldType::kBF16: return "kBF16";
    case PluginFieldType::kINT64: return "kINT64";
    default: return "another type";
    }
}

//! Fields and the bytes that they point to, for one call of createPlugin.
class Fields
{
public:
    template <typename T>
    void add(std::string const& fieldName, PluginFieldType type, std::vector<T> const& values)
    {
        auto& bytes = bytes_.emplace_back(values.size() * sizeof(T) + 1); // strings end in zero
        std::memcpy(bytes.data(), values.data(), values.size() * sizeof(T));
        addView(fieldName, type, bytes.data(), static_cast<int32_t>(values.size()));
    }

    void addView(std::string const& fieldName, PluginFieldType type, void const* data, int32_t length)
    {
        names_.push_back(fieldName);
        fields_.push_back({names_.back().c_str(), data, type, length});
    }

    nvinfer1::PluginFieldCollection collection() const
    {
        return {static_cast<int32_t>(fields_.size()), fields_.data()};
    }

private:
    std::deque<std::string> names_;
    std::deque<std::vector<std::byte>> bytes_;
    std::vector<PluginField> fields_;
};

//! Numbers of an attribute (INT, INTS, FLOAT, FLOATS) as T.
template <typename T>
std::optional<std::vector<T>> numbersOf(AttributeProto const& attribute)
{
    std::vector<T> values;
    switch (attribute.type())
    {
    case AttributeProto::INT: values.push_back(static_cast<T>(attribute.i())); break;
    case AttributeProto::FLOAT: values.push_back(static_cast<T>(attribute.f())); break;
    case AttributeProto::INTS:
        for (int64_t const value : attribute.ints())
            values.push_back(static_cast<T>(value));
        break;
    case AttributeProto::FLOATS:
        for (float const value : attribute.floats())
            values.push_back(static_cast<T>(value));
        break;
    default: return std::nullopt;
    }
    return values;
}

bool isFloatAttribute(AttributeProto const& attribute)
{
    return attribute.type() == AttributeProto::FLOAT || attribute.type() == AttributeProto::FLOATS;
}

Status mistyped(AttributeProto const& attribute, PluginFieldType wanted)
{
    return invalidArgument(
        "attribute \"{}\": expected a value for the plugin's field of type {}, found attribute type {}",
        attribute.name(), name(wanted), AttributeProto::AttributeType_Name(attribute.type()));
}

//! Whole numbers into a field of integers of width T; floating attributes and values out of range are errors.
template <typename T>
Status addIntegers(Fields& fields, AttributeProto const& attribute, PluginFieldType type)
{
    auto const values = isFloatAttribute(attribute) ? std::nullopt : numbersOf<int64_t>(attribute);
    if (!values)
    {
        return mistyped(attribute, type);
    }
    for (int64_t const value : *values)
    {
        if (value < std::numeric_limits<T>::min() || value > std::numeric_limits<T>::max())
        {
            return invalidArgument(
                "attribute \"{}\": expected values that fit {}, found {}", attribute.name(), name(type), value);
        }
    }
    fields.add(attribute.name(), type, std::vector<T>(values->begin(), values->end()));
    return {};
}

template <typename T, typename Convert>
Status addFloats(Fields& fields, AttributeProto const& attribute, PluginFieldType type, Convert const& convert)
{
    auto const values = numbersOf<double>(attribute);
    if (!values)
    {
        return mistyped(attribute, type);
    }
    std::vector<T> converted;
    std::transform(values->begin(), values->end(), std::back_inserter(converted), convert);
    fields.add(attribute.name(), type, converted);
    return {};
}

Status addDims(Fields& fields, AttributeProto const& attribute)
{
    auto const sizes = isFloatAttribute(attribute) ? std::nullopt : numbersOf<int64_t>(attribute);
    if (!sizes)
    {
        return mistyped(attribute, PluginFieldType::kDIMS);
    }
    TENON_ASSIGN(nvinfer1::Dims const dims, base::makeDims(*sizes));
    fields.add(attribute.name(), PluginFieldType::kDIMS, std::vector<nvinfer1::Dims>{dims});
    return {};
}

//! A tensor attribute: weights, in the type that the tensor has.
Status addTensor(Importer& importer, Fields& fields, AttributeProto const& attribute)
{
    TENON_ASSIGN(Constant const* const constant, importer.weights().add(attribute.t()));
    PluginFieldType type = PluginFieldType::kUNKNOWN;
    switch (constant->weights.type)
    {
    case nvinfer1::DataType::kFLOAT: type = PluginFieldType::kFLOAT32; break;
    case nvinfer1::DataType::kHALF: type = PluginFieldType::kFLOAT16; break;
    case nvinfer1::DataType::kBF16: type = PluginFieldType::kBF16; break;
    case nvinfer1::DataType::kINT32: type = PluginFieldType::kINT32; break;
    case nvinfer1::DataType::kINT64: type = PluginFieldType::kINT64; break;
    default: type = PluginFieldType::kINT8; break;
    }
    fields.addView(attribute.name(), type, constant->weights.values, static_cast<int32_t>(constant->weights.count));
    return {};
}

//! The type for an attribute that the creator does not declare.
PluginFieldType naturalType(AttributeProto const& attribute)
{
    switch (attribute.type())
    {
    case AttributeProto::FLOAT:
    case AttributeProto::FLOATS: return PluginFieldType::kFLOAT32;
    case AttributeProto::INT:
    case AttributeProto::INTS:
    {
        auto const values = *numbersOf<int64_t>(attribute);
        bool const fits =
            std::all_of(values.begin(), values.end(), [](int64_t v) { return v == static_cast<int32_t>(v); });
        return fits ? PluginFieldType::kINT32 : PluginFieldType::kINT64;
    }
    case AttributeProto::STRING: return PluginFieldType::kCHAR;
    default: return PluginFieldType::kUNKNOWN;
    }
}

Status addField(Importer& importer, Fields& fields, AttributeProto const& attribute, PluginFieldType type)
{
    if (attribute.type() == AttributeProto::TENSOR)
    {
        return addTensor(importer, fields, attribute);
    }
    switch (type)
    {
    case PluginFieldType::kFLOAT16:
        return addFloats<uint16_t>(
            fields, attribute, type, [](double v) { return base::floatToHalf(static_cast<float>(v)); });
    case PluginFieldType::kBF16:
        return addFloats<uint16_t>(
            fields, attribute, type, [](double v) { return base::floatToBfloat16(static_cast<float>(v)); });
    case PluginFieldType::kFLOAT32:
        return addFloats<float>(fields, attribute, type, [](double v) { return static_cast<float>(v); });
    case PluginFieldType::kFLOAT64: return addFloats<double>(fields, attribute, type, [](double v) { return v; });
    case PluginFieldType::kINT8: return addIntegers<int8_t>(fields, attribute, type);
    case PluginFieldType::kINT16: return addIntegers<int16_t>(fields, attribute, type);
    case PluginFieldType::kINT32: return addIntegers<int32_t>(fields, attribute, type);
    case PluginFieldType::kINT64: return addIntegers<int64_t>(fields, attribute, type);
    case PluginFieldType::kDIMS: return addDims(fields, attribute);
    case PluginFieldType::kCHAR:
        if (attribute.type() != AttributeProto::STRING)
        {
            return mistyped(attribute, type);
        }
        fields.add(attribute.name(), type, std::vector<char>(attribute.s().begin(), attribute.s().end()));
        return {};
    default: break;
    }
    PluginFieldType const natural = naturalType(attribute);
    if (natural == PluginFieldType::kUNKNOWN)
    {
        return invalidArgument(
            "attribute \"{}\": expected numbers, a string or a tensor, which a plugin field can hold, found attribute type {}",
            attribute.name(), AttributeProto::AttributeType_Name(attribute.type()));
    }
    return addField(importer, fields, attribute, natural);
}

//! Attributes that say how the node becomes a plugin, and are no fields of it.
constexpr char const* kShapeInputs = "tensorrt_plugin_shape_input_indices";

bool isForImporter(std::string const& attribute)
{
    return attribute == "plugin_version" || attribute == "plugin_namespace" || attribute == kShapeInputs;
}

Result<Fields> fieldsFor(Importer& importer, Node const& node, nvinfer1::PluginFieldCollection const* declared)
{
    int32_t const declaredCount = declared == nullptr || declared->fields == nullptr ? 0 : declared->nbFields;
    Fields fields;
    for (AttributeProto const& attribute : node.proto().attribute())
    {
        if (isForImporter(attribute.name()))
        {
            continue;
        }
        auto type = PluginFieldType::kUNKNOWN;
        bool isDeclared = false;
        for (int32_t i = 0; i < declaredCount && !isDeclared; ++i)
        {
            isDeclared = declared->fields[i].name != nullptr && attribute.name() == declared->fields[i].name;
            type = isDeclared ? declared->fields[i].type : type;
        }
        if (!isDeclared && declaredCount != 0)
        {
            importer.warn(fmt::format(
                "{}: attribute \"{}\" is none of the fields that the plugin declares; passed on all the same",
                node.label(), attribute.name()));
        }
        TENON_CHECK(addField(importer, fields, attribute, type));
    }
    return fields;
}

Result<std::vector<nvinfer1::ITensor*>> tensorsOf(Importer& importer, std::span<Value const> inputs)
{
    std::vector<nvinfer1::ITensor*> tensors;
    for (Value const& input : inputs)
    {
        TENON_ASSIGN(nvinfer1::ITensor* const tensor, importer.tensor(input));
        tensors.push_back(tensor);
    }
    return tensors;
}

template <typename Layer>
Result<std::vector<Value>> outputsOf(Importer& importer, Layer* layer)
{
    TENON_ASSIGN([[maybe_unused]] auto* const first, importer.output(layer));
    std::vector<Value> results;
    for (int32_t i = 0; i < layer->getNbOutputs(); ++i)
    {
        results.push_back({layer->getOutput(i), nullptr});
    }
    return results;
}

base::Error nothingCreated(Node const& node, int32_t fieldCount)
{
    return invalidArgument(
        "plugin \"{}\": createPlugin returned null for {} fields; check the node's attributes", node.op(), fieldCount);
}

Result<std::vector<Value>> importV2(
    Importer& importer, Node const& node, std::span<Value const> inputs, nvinfer1::IPluginCreator& creator)
{
    TENON_ASSIGN(Fields const fields, fieldsFor(importer, node, creator.getFieldNames()));
    TENON_ASSIGN(auto const tensors, tensorsOf(importer, inputs));
    auto const collection = fields.collection();
    nvinfer1::IPluginV2* const plugin = creator.createPlugin(node.name().c_str(), &collection);
    if (plugin == nullptr)
    {
        return nothingCreated(node, collection.nbFields);
    }
    // The network clones the plugin; this one is ours to destroy.
    auto* const layer = importer.network().addPluginV2(tensors.data(), static_cast<int32_t>(tensors.size()), *plugin);
    plugin->destroy();
    return outputsOf(importer, layer);
}

//! Sorts a node's inputs into the plugin's inputs and its shape inputs, which an attribute names by their indices.
Result<std::pair<std::vector<nvinfer1::ITensor*>, std::vector<nvinfer1::ITensor*>>> splitInputs(
    Node const& node, std::vector<nvinfer1::ITensor*> const& tensors)
{
    auto const* const attribute = node.attribute(kShapeInputs);
    std::vector<int64_t> indices;
    if (attribute != nullptr)
    {
        auto const numbers = isFloatAttribute(*attribute) ? std::nullopt : numbersOf<int64_t>(*attribute);
        if (!numbers)
        {
            return invalidArgument("attribute \"{}\": expected indices of inputs, found attribute type {}",
                kShapeInputs, AttributeProto::AttributeType_Name(attribute->type()));
        }
        indices = *numbers;
    }
    std::pair<std::vector<nvinfer1::ITensor*>, std::vector<nvinfer1::ITensor*>> split;
    for (size_t i = 0; i < tensors.size(); ++i)
    {
        bool const isShape = std::find(indices.begin(), indices.end(), static_cast<int64_t>(i)) != indices.end();
        (isShape ? split.second : split.first).push_back(tensors[i]);
    }
    for (int64_t const index : indices)
    {
        if (index < 0 || index >= static_cast<int64_t>(tensors.size()))
        {
            return invalidArgument(
                "attribute \"{}\": expected indices of the {} inputs, found {}", kShapeInputs, tensors.size(), index);
        }
    }
    return split;
}

Result<std::vector<Value>> importV3(
    Importer& importer, Node const& node, std::span<Value const> inputs, nvinfer1::IPluginCreatorV3One& creator)
{
    TENON_ASSIGN(Fields const fields, fieldsFor(importer, node, creator.getFieldNames()));
    TENON_ASSIGN(auto const tensors, tensorsOf(importer, inputs));
    TENON_ASSIGN(auto const split, splitInputs(node, tensors));
    auto const collection = fields.collection();
    std::unique_ptr<nvinfer1::IPluginV3> const plugin(
        creator.createPlugin(node.name().c_str(), &collection, nvinfer1::TensorRTPhase::kBUILD));
    if (plugin == nullptr)
    {
        return nothingCreated(node, collection.nbFields);
    }
    auto* const layer = importer.network().addPluginV3(split.first.data(), static_cast<int32_t>(split.first.size()),
        split.second.data(), static_cast<int32_t>(split.second.size()), *plugin);
    return outputsOf(importer, layer);
}

} // namespace

bool hasPlugin(Importer& importer, Node const& node)
{
    auto const* const versionAttribute = node.attribute("plugin_version");
    auto const* const namespaceAttribute = node.attribute("plugin_namespace");
    std::string version = "1";
    if (versionAttribute != nullptr)
    {
        version = versionAttribute->type() == AttributeProto::INT ? std::to_string(versionAttribute->i())
                                                                  : versionAttribute->s();
    }
    std::string const pluginNamespace = namespaceAttribute == nullptr ? "" : namespaceAttribute->s();
    nvinfer1::IPluginRegistry& registry = importer.network().getBuilder().getPluginRegistry();
    // Asking for a creator that is not there would be reported.
    int32_t count = 0;
    auto* const* const creators = registry.getAllCreatorsRecursive(&count);
    for (int32_t i = 0; creators != nullptr && i < count; ++i)
    {
        std::string_view const kind = creators[i]->getInterfaceInfo().kind;
        auto const fits = [&](auto const& creator) {
            return node.op() == creator.getPluginName() && version == creator.getPluginVersion()
                && pluginNamespace == creator.getPluginNamespace();
        };
        bool const v1 = kind == "PLUGIN CREATOR_V1" && fits(static_cast<nvinfer1::IPluginCreator&>(*creators[i]));
        bool const v3 =
            kind == "PLUGIN CREATOR_V3ONE" && fits(static_cast<nvinfer1::IPluginCreatorV3One&>(*creators[i]));
        if (v1 || v3)
        {
            return true;
        }
    }
    return false;
}

Result<std::vector<Value>> importPlugin(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    // Exporters write the version as a string, some as a number.
    auto const* const versionAttribute = node.attribute("plugin_version");
    std::string version = "1";
    if (versionAttribute != nullptr && versionAttribute->type() == AttributeProto::INT)
    {
        version = std::to_string(versionAttribute->i());
    }
    else
    {
        TENON_ASSIGN(version, node.text("plugin_version", "1"));
    }
    TENON_ASSIGN(std::string const pluginNamespace, node.text("plugin_namespace", ""));
    nvinfer1::IPluginRegistry& registry = importer.network().getBuilder().getPluginRegistry();
    auto* const found = registry.getCreator(node.op().c_str(), version.c_str(), pluginNamespace.c_str());
    if (found == nullptr)
    {
        return base::error(base::ErrorCode::kUNSUPPORTED_STATE,
            "operation \"{}\" of domain \"{}\": expected an importer or a plugin \"{}\" version \"{}\" namespace \"{}\", found neither; load the "
            "library that registers the plugin before parsing\n{}",
            node.op(), node.domain(), node.op(), version, pluginNamespace,
            tenon::explainPluginLookup(node.op().c_str(), version.c_str(), pluginNamespace.c_str()));
    }
    std::string_view const kind = found->getInterfaceInfo().kind;
    if (kind == "PLUGIN CREATOR_V1")
    {
        return importV2(importer, node, inputs, static_cast<nvinfer1::IPluginCreator&>(*found));
    }
    if (kind == "PLUGIN CREATOR_V3ONE")
    {
        return importV3(importer, node, inputs, static_cast<nvinfer1::IPluginCreatorV3One&>(*found));
    }
    return base::notImplemented(
        "plugin \"{}\" version \"{}\" with a creator of kind \"{}\"; IPluginCreator and IPluginCreatorV3One are served",
        node.op(), version, kind);
}

} // namespace tenon::onnx
