#include "onnx/model.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl.h>
#include <google/protobuf/unknown_field_set.h>

#include <climits>
#include <filesystem>
#include <fstream>

namespace tenon::onnx
{

using ::onnx::ModelProto;

namespace
{

constexpr int64_t kOldestOpset = 1;
constexpr int64_t kNewestOpset = 23;

constexpr int kNodeOverload = 8;
constexpr int kFunctionDefaults = 11;
constexpr int kFunctionOverload = 13;

//! Fields that newer releases of ONNX added and that are read by number below, or carry no meaning for inference on one device: notes on nodes,
//! graphs, tensors and functions, and how to spread a model over devices.
bool carriesMeaning(std::string_view message, int32_t field)
{
    return !((message == "onnx.NodeProto" && field >= kNodeOverload && field <= 10)
        || (message == "onnx.GraphProto" && field == 16) || (message == "onnx.TensorProto" && field == 16)
        || (message == "onnx.ValueInfoProto" && field == 4)
        || (message == "onnx.FunctionProto" && field >= kFunctionDefaults && field <= 14)
        || (message == "onnx.ModelProto" && field == 26));
}

//! The text in a field that these messages do not know.
std::string unknownText(google::protobuf::Message const& message, int number)
{
    auto const& unknown = message.GetReflection()->GetUnknownFields(message);
    for (int i = 0; i < unknown.field_count(); ++i)
    {
        if (unknown.field(i).number() == number
            && unknown.field(i).type() == google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED)
        {
            return unknown.field(i).length_delimited();
        }
    }
    return {};
}

Status checkUnknownFields(google::protobuf::Message const& message)
{
    auto const& unknown = message.GetReflection()->GetUnknownFields(message);
    for (int i = 0; i < unknown.field_count(); ++i)
    {
        std::string const name = message.GetDescriptor()->full_name();
        if (carriesMeaning(name, unknown.field(i).number()))
        {
            return base::error(base::ErrorCode::kUNSUPPORTED_STATE,
                "model: expected fields of the ONNX messages that this version knows, found field {} in {}; the model was written by a newer "
                "ONNX: export it with an older IR version",
                unknown.field(i).number(), name);
        }
    }
    std::vector<google::protobuf::FieldDescriptor const*> fields;
    message.GetReflection()->ListFields(message, &fields);
    for (auto const* const field : fields)
    {
        if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE)
        {
            continue;
        }
        int const count = field->is_repeated() ? message.GetReflection()->FieldSize(message, field) : 1;
        for (int i = 0; i < count; ++i)
        {
            TENON_CHECK(
                checkUnknownFields(field->is_repeated() ? message.GetReflection()->GetRepeatedMessage(message, field, i)
                                                        : message.GetReflection()->GetMessage(message, field)));
        }
    }
    return {};
}

Status checkModel(ModelProto const& model)
{
    if (!model.has_graph() || model.graph().node_size() + model.graph().output_size() == 0)
    {
        return base::invalidArgument(
            "model: expected a graph with nodes and outputs, found an empty one; the file may be truncated or be no "
            "ONNX model");
    }
    TENON_ASSIGN([[maybe_unused]] int64_t const opset, defaultOpset(model));
    return checkUnknownFields(model);
}

Status checkSize(uintmax_t bytes)
{
    if (bytes == 0)
    {
        return base::invalidArgument("model: expected an ONNX model, found 0 bytes");
    }
    if (bytes > INT_MAX)
    {
        return base::invalidArgument(
            "model: expected at most {} bytes (the limit of protobuf), found {}; store the weights as external data",
            INT_MAX, bytes);
    }
    return {};
}

Result<std::unique_ptr<ModelProto>> parseModel(google::protobuf::io::ZeroCopyInputStream& source, uintmax_t bytes)
{
    auto model = std::make_unique<ModelProto>();
    google::protobuf::io::CodedInputStream stream(&source);
    stream.SetTotalBytesLimit(INT_MAX);
    if (!model->ParseFromCodedStream(&stream) || !stream.ConsumedEntireMessage())
    {
        return base::invalidArgument(
            "model: expected an ONNX model, found {} bytes that are not one; the file may be truncated or of another "
            "format",
            bytes);
    }
    TENON_CHECK(checkModel(*model));
    return model;
}

} // namespace

std::string overloadOf(::onnx::NodeProto const& node)
{
    return unknownText(node, kNodeOverload);
}

std::string overloadOf(::onnx::FunctionProto const& function)
{
    return unknownText(function, kFunctionOverload);
}

std::vector<::onnx::AttributeProto> defaultAttributes(::onnx::FunctionProto const& function)
{
    std::vector<::onnx::AttributeProto> defaults;
    auto const& unknown = function.GetReflection()->GetUnknownFields(function);
    for (int i = 0; i < unknown.field_count(); ++i)
    {
        ::onnx::AttributeProto attribute;
        if (unknown.field(i).number() == kFunctionDefaults
            && unknown.field(i).type() == google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED
            && attribute.ParseFromString(unknown.field(i).length_delimited()))
        {
            defaults.push_back(std::move(attribute));
        }
    }
    return defaults;
}

Result<int64_t> defaultOpset(ModelProto const& model)
{
    for (auto const& import : model.opset_import())
    {
        if (!import.domain().empty() && import.domain() != "ai.onnx")
        {
            continue;
        }
        if (import.version() < kOldestOpset || import.version() > kNewestOpset)
        {
            return base::error(base::ErrorCode::kUNSUPPORTED_STATE,
                "model: expected an opset from {} to {}, found {}; convert the model", kOldestOpset, kNewestOpset,
                import.version());
        }
        return import.version();
    }
    return base::invalidArgument(
        "model: expected the version of the default operator set, found none among {} opset imports",
        model.opset_import_size());
}

Result<std::unique_ptr<ModelProto>> readModel(std::span<std::byte const> bytes)
{
    TENON_CHECK(checkSize(bytes.data() == nullptr ? 0 : bytes.size()));
    google::protobuf::io::ArrayInputStream source(bytes.data(), static_cast<int>(bytes.size()));
    return parseModel(source, bytes.size());
}

Result<std::unique_ptr<ModelProto>> readModelFile(std::string const& path)
{
    std::error_code failure;
    uintmax_t const size = std::filesystem::file_size(path, failure);
    if (failure)
    {
        return base::invalidArgument("model file \"{}\": cannot be read: {}", path, failure.message());
    }
    TENON_CHECK(checkSize(size).withNote("in model file \"{}\"", path));
    // Read piece by piece: the weights are copied once, into the message.
    std::ifstream file(path, std::ios::binary);
    if (!file)
    {
        return base::invalidArgument("model file \"{}\": expected {} readable bytes, found fewer", path, size);
    }
    google::protobuf::io::IstreamInputStream source(&file, 1 << 20);
    return parseModel(source, size).withNote("in model file \"{}\"", path);
}

} // namespace tenon::onnx
