// The scans to classify, and what is known about them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace digits
{

constexpr size_t kSide = 8;
constexpr size_t kPixels = kSide * kSide;
constexpr size_t kClasses = 10;

struct Scans
{
    std::vector<float> pixels; // count() x 8 x 8; ink from 0 (paper) to 16
    std::vector<int32_t> labels;

    size_t count() const { return labels.size(); }
};

// Scans of shape n x 8 x 8, n x 1 x 8 x 8 or n x 64, and n labels from 0 to 9. Throws std::runtime_error.
Scans readScans(std::string const& scansPath, std::string const& labelsPath);

// How many scans PyTorch classified rightly with this model after training.
struct Reference
{
    size_t right;
    size_t all;
};

// From the .json that train.py writes beside the model; nothing where there is none or where it is about other scans.
std::optional<Reference> readReference(std::string const& modelPath, Scans const& scans);

// The class with the largest of the ten logits of scan i.
int32_t prediction(std::vector<float> const& logits, size_t i);

// Some scans side by side, as characters, with predictions beneath; then some of those that were classified wrongly.
std::string drawScans(Scans const& scans, std::vector<float> const& logits, size_t howMany);

} // namespace digits
