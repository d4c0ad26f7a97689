#include "ops/einsum/einsum_loops.h"

#include "ops/common/rows.h"

#include <map>

namespace tenon::ops
{

using base::Dims;

base::Result<ContractionLoops> contractionLoopsOf(EinsumTerms const& terms, std::span<graph::TensorDesc const> tensors)
{
    std::map<char, EinsumLetter> letters;
    for (size_t i = 0; i < terms.inputs.size(); ++i)
    {
        Dims const& dims = tensors[i].dims;
        Strides const strides = rowMajorStrides(dims);
        for (int32_t d = 0; d < dims.nbDims; ++d)
        {
            EinsumLetter& letter = letters[terms.inputs[i][static_cast<size_t>(d)]];
            if (dims.d[d] == 1)
            {
                continue; // repeated
            }
            if (letter.size != 1 && letter.size != dims.d[d])
            {
                return base::invalidArgument("einsum: expected {} for '{}', found {} in input {}", letter.size,
                    terms.inputs[i][static_cast<size_t>(d)], dims.d[d], i);
            }
            letter.size = dims.d[d];
            letter.strides[i] += strides.d[d];
        }
    }
    ContractionLoops loops;
    for (char const name : terms.output)
    {
        loops.outer.push_back(letters[name]);
        loops.outerCount *= letters[name].size;
        letters.erase(name);
    }
    for (auto const& [name, letter] : letters)
    {
        loops.summed.push_back(letter);
        loops.summedCount *= letter.size;
    }
    if (!loops.summed.empty())
    {
        loops.innermost = loops.summed.back();
        loops.summed.pop_back();
    }
    return loops;
}

} // namespace tenon::ops
