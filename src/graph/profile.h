// Optimization profile: the shapes that an engine must serve and the ones that it is tuned for.
#pragma once

#include "base/dims.h"

#include <map>
#include <string>
#include <vector>

namespace tenon::graph
{

//! By input name. Dims are complete (an explicit batch included). Implicit-batch networks have one profile, made from the maximum
//! batch size by the builder.
struct Profile
{
    struct InputDims
    {
        base::Dims min{}, opt{}, max{};
    };
    struct InputValues
    {
        std::vector<int64_t> min, opt, max;
    };
    std::map<std::string, InputDims> dims;
    std::map<std::string, InputValues> shapeValues;
};

} // namespace tenon::graph
