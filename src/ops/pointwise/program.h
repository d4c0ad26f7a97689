// A pointwise program: what a chain of operations that treat each element alone computes of one element of each input.
#pragma once

#include "base/result.h"

#include <NvInfer.h>

#include <string>
#include <vector>

namespace tenon::ops::pointwise
{

//! What a step does with the values a, b and c; all values are fp32.
enum class Code : int64_t
{
    kCONSTANT = 0,   //!< alpha
    kACTIVATION = 1, //!< nvinfer1::ActivationType `kind` of a, with alpha and beta
    kUNARY = 2,      //!< nvinfer1::UnaryOperation `kind` of a
    kCOMBINE = 3,    //!< nvinfer1::ElementWiseOperation `kind` of a and b
    kCOMPARE = 4,    //!< a < b, a <= b, a > b, a >= b, a == b, a != b for kinds 0 to 5: 1 or 0
    kSELECT = 5,     //!< b where a is not 0, else c
    kSCALE = 6,      //!< a · alpha + beta, rounded once
};

//! Values are numbered: the inputs first, then one a step.
struct Step
{
    Code code{Code::kCONSTANT};
    int64_t kind{0};
    int64_t a{0}, b{0}, c{0};
    float alpha{0.0F}, beta{0.0F};

    friend bool operator==(Step const&, Step const&) = default;
};

struct Program
{
    int64_t inputs{0};
    std::vector<Step> steps; //!< the last one's value is the result

    friend bool operator==(Program const&, Program const&) = default;
};

//! How many of a, b and c a step of this code reads.
int32_t operandCount(Code code);

//! Error unless there is a step, codes and kinds are known, and each step reads only what comes before it.
base::Status validate(Program const& program);

//! The program with every value replaced by its place in as few rows as are alive at the same time.
struct Schedule
{
    std::vector<int32_t> rowOf; //!< of each value; inputs included
    int32_t rows{0};
};
Schedule schedule(Program const& program);

//! The steps as C++ for CUDA over pointwise_functions_cuda.cuh: a function `float tenonElement(float v0, float v1, …)`.
std::string toCuda(Program const& program);

} // namespace tenon::ops::pointwise
