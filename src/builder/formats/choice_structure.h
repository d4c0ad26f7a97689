// What the solvers of a ChoiceProblem share: who touches which value, and what an option says to it.
#pragma once

#include "builder/formats/format_choice.h"

#include <algorithm>

namespace tenon::builder
{

//! What an option of a node says to one value: the kind that it makes it in, or the kinds that it wants it in.
struct Signature
{
    FormatKind made{-1};            //!< −1: the node does not make it
    std::vector<FormatKind> wanted; //!< in ascending order, each once
    friend bool operator==(Signature const&, Signature const&) = default;
};

//! A node at one of the values that it touches; a node that uses a value twice has one port there.
struct Port
{
    int32_t node{0};
    int32_t value{0};
    std::vector<Signature> signatures; //!< different ones, in the order of the options that say them
    std::vector<int32_t> ofOption;     //!< index in signatures, by option

    bool makes() const { return signatures.front().made >= 0; }
};

struct ChoiceStructure
{
    explicit ChoiceStructure(ChoiceProblem const& problem);

    ChoiceProblem const& problem;
    std::vector<Port> ports;
    std::vector<std::vector<int32_t>> nodePorts;  //!< by node
    std::vector<std::vector<int32_t>> valuePorts; //!< by value; its producer's, if there is one, comes first

    double conversion(int32_t value, FormatKind from, FormatKind to) const
    {
        return from == to ? 0.0 : problem.conversion(value, from, to);
    }
    Signature const& signatureOf(Port const& port, std::vector<size_t> const& chosen) const
    {
        return port.signatures[static_cast<size_t>(port.ofOption[chosen[static_cast<size_t>(port.node)]])];
    }
    //! All conversions of a value.
    double valueCost(int32_t value, std::vector<size_t> const& chosen) const;
};

//! Less by more than rounding: otherwise equals could alternate, and the first of them would not be taken.
inline bool isCheaper(double cost, double than)
{
    return cost < than && (than - cost > 1e-9 * std::max(1.0, cost < 0 ? -cost : cost));
}

//! One pass of dynamic programming over the nodes that are free, which with the values that they touch must make a forest; the others stay
//! as `chosen` says. The result is the best there is, and never dearer than `chosen`.
void chooseForest(ChoiceStructure const& structure, std::vector<char> const& free, std::vector<size_t>& chosen);

} // namespace tenon::builder
