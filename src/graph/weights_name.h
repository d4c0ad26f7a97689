// What a set of weights is called, so that it can be found again when an engine is refitted: ConstantData::name holds it as text.
#pragma once

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

} // namespace tenon::graph
