// Values of tensors: stand-in inputs, and where two results differ.
#pragma once

#include "plugin_check/case.h"

namespace tenon::plugin_check
{

using Bytes = std::vector<std::byte>;

//! Bytes that a tensor takes in its format.
size_t bytesOf(Tensor const& tensor);

//! Values as they come in networks: floats between −2 and 2 in steps that fp16 has, zeros and ones as integers (they may be indices), both bools; or as `told`.
//! The same seed gives the same values in every type. Packed formats are packed, with zeros as padding.
Bytes standInValues(Tensor const& tensor, uint32_t seed, InputValues const& told = {});

//! One element as a number. Float types, integers, bool.
double elementOf(Bytes const& bytes, DataType type, size_t index);
//! A tensor's elements in row-major order as numbers, from its format.
std::vector<double> numbersOf(Bytes const& bytes, Tensor const& tensor);
//! The other way; values are rounded to the type.
Bytes bytesFrom(std::vector<double> const& numbers, Tensor const& tensor);

struct Tolerance
{
    double absolute{0};
    double relative{0};
    bool bitwise() const { return absolute == 0 && relative == 0; }
};

//! "element 5 [0, 1, 2]: 0.5 and 0.25"; empty where they agree. NaN agrees with NaN. Padding of packed formats is not looked at.
std::string differenceOf(Bytes const& a, Bytes const& b, Tensor const& tensor, Tolerance tolerance = {});
//! The same for all outputs, with the output's number in front.
std::string differenceOf(std::vector<Bytes> const& a, std::vector<Bytes> const& b, std::vector<Tensor> const& tensors,
    Tolerance tolerance = {});

std::string indexText(size_t flat, Dims const& dims);

} // namespace tenon::plugin_check
