#include "io_formats.h"

#include "base/tensor_types.h"

#include <algorithm>

namespace tenon::tools
{
namespace
{

//! kCHW32 → "chw32", kLINEAR → "chw".
std::string formatName(nvinfer1::TensorFormat format)
{
    if (format == nvinfer1::TensorFormat::kLINEAR)
    {
        return "chw";
    }
    std::string name(base::name(format).substr(1));
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
    return name;
}

Result<nvinfer1::TensorFormats> parseFormats(std::string const& text, std::string_view flag)
{
    nvinfer1::TensorFormats formats = 0;
    for (size_t begin = 0; begin <= text.size();)
    {
        size_t const end = std::min(text.find('+', begin), text.size());
        std::string const one = text.substr(begin, end - begin);
        std::string all;
        bool known = false;
        for (int32_t i = 0; i < nvinfer1::EnumMax<nvinfer1::TensorFormat>(); ++i)
        {
            std::string const name = formatName(static_cast<nvinfer1::TensorFormat>(i));
            all += (all.empty() ? "" : ", ") + name;
            known = known || name == one;
            formats |= name == one ? nvinfer1::TensorFormats{1} << i : 0;
        }
        if (!known)
        {
            return base::invalidArgument("{}: expected formats among {}, found \"{}\"", flag, all, one);
        }
        begin = end + 1;
    }
    return formats;
}

} // namespace

Result<nvinfer1::DataType> parseType(std::string const& text, std::string_view flag)
{
    std::string all;
    for (nvinfer1::DataType const type : {nvinfer1::DataType::kFLOAT, nvinfer1::DataType::kHALF,
             nvinfer1::DataType::kBF16, nvinfer1::DataType::kINT8, nvinfer1::DataType::kINT32,
             nvinfer1::DataType::kINT64, nvinfer1::DataType::kUINT8, nvinfer1::DataType::kBOOL})
    {
        if (base::name(type) == text)
        {
            return type;
        }
        all += fmt::format("{}{}", all.empty() ? "" : ", ", base::name(type));
    }
    return base::invalidArgument("{}: expected a type among {}, found \"{}\"", flag, all, text);
}

Status setIoFormats(nvinfer1::INetworkDefinition& network, std::vector<std::string> const& texts, bool inputs)
{
    std::string_view const flag = inputs ? "--inputIOFormats" : "--outputIOFormats";
    auto const count = static_cast<size_t>(inputs ? network.getNbInputs() : network.getNbOutputs());
    if (!texts.empty() && texts.size() != 1 && texts.size() != count)
    {
        return base::invalidArgument(
            "{}: expected one, or one for each of the {}, found {}", flag, count, texts.size());
    }
    for (size_t i = 0; !texts.empty() && i < count; ++i)
    {
        std::string const& text = texts[texts.size() == 1 ? 0 : i];
        size_t const colon = text.find(':');
        if (colon == std::string::npos)
        {
            return base::invalidArgument(
                "{}: expected type:format, such as fp16:chw or fp16:chw+hwc8, found \"{}\"", flag, text);
        }
        TENON_ASSIGN(nvinfer1::DataType const type, parseType(text.substr(0, colon), flag));
        TENON_ASSIGN(nvinfer1::TensorFormats const formats, parseFormats(text.substr(colon + 1), flag));
        nvinfer1::ITensor& tensor =
            inputs ? *network.getInput(static_cast<int32_t>(i)) : *network.getOutput(static_cast<int32_t>(i));
        tensor.setType(type);
        tensor.setAllowedFormats(formats);
    }
    return {};
}

} // namespace tenon::tools
