#include "plan/foreign_file.h"

#include <algorithm>
#include <string_view>

namespace tenon::plan
{
namespace
{

struct Signature
{
    size_t offset;
    std::string_view bytes;
    char const* what;
};

using namespace std::string_view_literals;

constexpr Signature kSignatures[]{
    {0,
        "\x7f"
        "ELF"sv,
        "an ELF file (a library or a program); plugin libraries are loaded with loadLibrary"},
    {0, "ftrt"sv, "an engine of NVIDIA's TensorRT, which only TensorRT can load; build it again with Tenon"},
    {0, "ptrt"sv, "an engine of NVIDIA's TensorRT, which only TensorRT can load; build it again with Tenon"},
    {0, "PK\x03\x04"sv, "a ZIP archive"},
    {0, "\x1f\x8b"sv, "a gzip file; unpack it first"},
    {0, "\x93NUMPY"sv, "a NumPy array"},
    {0, "\x89PNG"sv, "a PNG image"},
    {0, "!<arch>"sv, "a static library"},
    {4, "TFL3"sv, "a TensorFlow Lite model"},
};

//! ModelProto begins with field 1 (ir_version, a small number), followed by field 2 (producer name), 7 (graph) or 8 (opset).
bool isOnnx(std::string_view text)
{
    return text.size() > 3 && text[0] == 0x08 && text[1] > 0 && text[1] < 32
        && (text[2] == 0x12 || text[2] == 0x3a || text[2] == 0x42 || text[2] == 0x1a);
}

bool isText(std::string_view text)
{
    std::string_view const beginning = text.substr(0, 64);
    return beginning.size() > 7 && std::all_of(beginning.begin(), beginning.end(), [](char c) {
        return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\r' || c == '\t';
    });
}

} // namespace

std::string looksLike(std::span<std::byte const> file)
{
    std::string_view const text(reinterpret_cast<char const*>(file.data()), std::min<size_t>(file.size(), 256));
    for (Signature const& signature : kSignatures)
    {
        if (text.size() >= signature.offset + signature.bytes.size()
            && text.substr(signature.offset, signature.bytes.size()) == signature.bytes)
        {
            return signature.what;
        }
    }
    if (isOnnx(text))
    {
        return "an ONNX model; parse it and build an engine from it";
    }
    if (!text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c == 0; }))
    {
        return "nothing but zeros, as a file has that was never written";
    }
    return isText(text) ? "a text file" : "";
}

} // namespace tenon::plan
