// Softmax over rows of scores that are scaled and masked first: what stands between the products of attention.
#pragma once

#include <cstdint>

namespace tenon::ops::attention
{

//! A mask broadcast to [batch, heads, rows, columns]: its elements are `step` apart in each, 0 where it is repeated. Column steps are 0 or 1.
struct Mask
{
    float const* added{nullptr};       //!< or
    uint8_t const* condition{nullptr}; //!< 0: the score is `fill`
    float fill{0.0F};
    int64_t step[4]{};
};

struct Scores
{
    int64_t batch{0}, heads{0}, rows{0}, columns{0};
    float scale{1.0F};
};

//! scores[b, h, i, :] = softmax(masked(scale · scores[b, h, i, :])), in place, on the threads at hand.
void maskedSoftmax(Scores const& sizes, Mask const& mask, float* scores);

} // namespace tenon::ops::attention
