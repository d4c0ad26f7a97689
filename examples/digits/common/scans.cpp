#include "scans.h"

#include "npy.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace digits
{

namespace
{

constexpr float kMaxInk = 16.0F;

bool hasScanShape(std::vector<size_t> const& shape)
{
    return (shape.size() == 2 && shape[1] == kPixels) || (shape.size() == 3 && shape[1] == kSide && shape[2] == kSide)
        || (shape.size() == 4 && shape[1] == 1 && shape[2] == kSide && shape[3] == kSide);
}

template <typename T>
void hashBytes(uint64_t& hash, std::vector<T> const& values)
{
    auto const* bytes = reinterpret_cast<unsigned char const*>(values.data());
    for (size_t i = 0; i < values.size() * sizeof(T); ++i)
    {
        hash = (hash ^ bytes[i]) * 0x100000001B3ULL;
    }
}

// FNV-1a, as train.py computes it: says whether an accuracy is about these scans.
std::string fingerprint(Scans const& scans)
{
    uint64_t hash = 0xCBF29CE484222325ULL;
    hashBytes(hash, scans.pixels);
    hashBytes(hash, scans.labels);
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
    return text;
}

// The value of a number or string in a flat JSON object; empty where there is no such key.
std::string jsonValue(std::string const& json, std::string const& key)
{
    size_t at = json.find("\"" + key + "\"");
    at = at == std::string::npos ? at : json.find(':', at);
    if (at == std::string::npos)
    {
        return {};
    }
    size_t const begin = json.find_first_not_of(" \t\n\"", at + 1);
    size_t const end = json.find_first_of(" \t\n\",}", begin);
    return begin == std::string::npos ? std::string() : json.substr(begin, end - begin);
}

void drawRow(std::string& text, Scans const& scans, std::vector<size_t> const& chosen, size_t y)
{
    constexpr char const* kShades = " .:-=+*#@";
    constexpr float kDarkest = 8.0F;
    text += "   ";
    for (size_t const i : chosen)
    {
        for (size_t x = 0; x < kSide; ++x)
        {
            float const ink = scans.pixels[i * kPixels + y * kSide + x] / kMaxInk;
            auto const shade = static_cast<size_t>(std::clamp(ink, 0.0F, 1.0F) * kDarkest + 0.5F);
            text += std::string(2, kShades[shade]); // characters are about twice as high as wide
        }
        text += "   ";
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
}

void drawChosen(
    std::string& text, Scans const& scans, std::vector<float> const& logits, std::vector<size_t> const& chosen)
{
    for (size_t y = 0; y < kSide; ++y)
    {
        drawRow(text, scans, chosen, y);
    }
    text += "   ";
    for (size_t const i : chosen)
    {
        char caption[2 * kSide + 4];
        std::snprintf(caption, sizeof caption, "says %d, is %-7d", static_cast<int>(prediction(logits, i)),
            static_cast<int>(scans.labels[i]));
        text += caption;
        text += "   ";
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += "\n\n";
}

} // namespace

Scans readScans(std::string const& scansPath, std::string const& labelsPath)
{
    NpyArray const pixels = readNpy(scansPath);
    NpyArray const labels = readNpy(labelsPath);
    if (!hasScanShape(pixels.shape))
    {
        throw std::runtime_error(
            scansPath + ": expected shape n x 8 x 8, n x 1 x 8 x 8 or n x 64, found " + shapeText(pixels.shape));
    }
    size_t const count = pixels.shape[0];
    if (labels.shape.size() != 1 || labels.shape[0] != count || count == 0)
    {
        throw std::runtime_error(labelsPath + ": expected one label for each of " + std::to_string(count)
            + " scans, at least one, found shape " + shapeText(labels.shape));
    }
    Scans scans;
    scans.pixels.assign(pixels.values.begin(), pixels.values.end());
    for (size_t i = 0; i < count; ++i)
    {
        double const label = labels.values[i];
        if (!(label >= 0 && label < static_cast<double>(kClasses)))
        {
            throw std::runtime_error(labelsPath + ": expected labels from 0 to 9, found " + std::to_string(label)
                + " at index " + std::to_string(i));
        }
        scans.labels.push_back(static_cast<int32_t>(label));
    }
    return scans;
}

std::optional<Reference> readReference(std::string const& modelPath, Scans const& scans)
{
    std::string const stem = modelPath.substr(0, modelPath.rfind(".onnx"));
    std::ifstream file(stem + ".json");
    std::string const json((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (jsonValue(json, "fingerprint") != fingerprint(scans))
    {
        return std::nullopt;
    }
    return Reference{std::strtoull(jsonValue(json, "right").c_str(), nullptr, 10),
        std::strtoull(jsonValue(json, "all").c_str(), nullptr, 10)};
}

int32_t prediction(std::vector<float> const& logits, size_t i)
{
    auto const begin = logits.begin() + static_cast<std::ptrdiff_t>(i * kClasses);
    return static_cast<int32_t>(std::max_element(begin, begin + kClasses) - begin);
}

std::string drawScans(Scans const& scans, std::vector<float> const& logits, size_t howMany)
{
    std::vector<size_t> first;
    std::vector<size_t> wrong;
    for (size_t i = 0; i < scans.count(); ++i)
    {
        if (first.size() < howMany)
        {
            first.push_back(i);
        }
        if (prediction(logits, i) != scans.labels[i] && wrong.size() < howMany)
        {
            wrong.push_back(i);
        }
    }
    std::string text;
    drawChosen(text, scans, logits, first);
    if (!wrong.empty())
    {
        text += "Classified wrongly:\n";
        drawChosen(text, scans, logits, wrong);
    }
    return text;
}

} // namespace digits
