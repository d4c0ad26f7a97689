// One offer for each operation, so that operations and the conversions between them take the least time together.
//
// The problem as numbers, without graph and devices: nodes with options; an option fixes the "kind" (type and format, as a small
// number) of every input and output of its node. A value whose producer and consumers have different kinds is converted, once for
// each kind that consumers want.
//
// Nodes and values make a graph of their own. Where it is a forest (chains, trees in either direction, also with shared conversions) one
// pass of dynamic programming over it is exact. Where it is not, nodes that close a cycle are held, the others (which make a forest) are
// chosen exactly around them, and then other nodes are held, until nothing gets cheaper; nodes with one option are held for free. Time:
// linear in nodes times options.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace tenon::builder
{

//! Type and format as a number that the caller gives out, from 0.
using FormatKind = int32_t;

struct ChoiceOption
{
    double cost{0};
    std::vector<FormatKind> inputs;
    std::vector<FormatKind> outputs;
};

struct ChoiceNode
{
    std::vector<ChoiceOption> options; //!< at least one; the first of equals is taken
    std::vector<int32_t> inputs;       //!< values; −1 for one that costs nothing in any kind (constants)
    std::vector<int32_t> outputs;      //!< values
};

struct ChoiceProblem
{
    //! In execution order: producers before consumers.
    std::vector<ChoiceNode> nodes;
    int32_t values{0};
    //! What it costs to have a value, which is made in one kind, in another kind too. Never called with equal kinds. In the unit of the
    //! options' costs, 0 or more; the same for the same arguments.
    std::function<double(int32_t value, FormatKind from, FormatKind to)> conversion;
};

//! The chosen option of each node.
std::vector<size_t> chooseOptions(ChoiceProblem const& problem);

//! What a choice costs in all, with conversions shared between consumers.
double totalCost(ChoiceProblem const& problem, std::vector<size_t> const& chosen);

} // namespace tenon::builder
