// Reads the files that NumPy's np.save writes.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace digits
{

struct NpyArray
{
    std::vector<size_t> shape;
    std::vector<double> values; // in C order; every type that readNpy takes but int64 fits a double exactly
};

// Takes little-endian and one-byte integers and floats of 4 and 8 bytes, in C order. Throws std::runtime_error.
NpyArray readNpy(std::string const& path);

std::string shapeText(std::vector<size_t> const& shape);

} // namespace digits
