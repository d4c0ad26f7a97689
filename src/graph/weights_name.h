// What a set of weights is called, so that it can be found again when an engine is refitted: ConstantData::name holds it as text.
#pragma once

#include "graph/constant_data.h"

#include <optional>
#include <string>

namespace tenon::graph
{

struct WeightsName
{
    std::string name;  //!< the user's (INetworkDefinition::setWeightsName); empty where there is none
    std::string layer; //!< the layer that the weights belong to
    std::string role;  //!< the parameter: "kernel", "bias", "weights", …

    std::string text() const;
    //! nullopt for a text that is none.
    static std::optional<WeightsName> parse(std::string const& text);
};

//! True for weights of a stripped plan that were not given back: their type and number are known, their values are not.
inline bool isMissing(ConstantData const& weights)
{
    return weights.data == nullptr && weights.count > 0;
}

} // namespace tenon::graph
