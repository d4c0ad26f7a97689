// One offer for each operation, so that precision is as asked and the least is converted between types and formats.
//
// The problem as numbers, without graph and devices: nodes with options; an option fixes the "kind" (type and format, as a small
// number) of every input and output of its node. A value whose producer and consumer have different kinds is converted, once for
// each kind that consumers want. Minimising over arbitrary graphs is hard; chains and trees are solved exactly by dynamic
// programming in one pass (values with several consumers share their producer's cost among them), the rest is improved node by node,
// and by the consumers of a value together, until nothing changes. Time: linear in nodes times options.
#pragma once

#include <cstdint>
#include <vector>

namespace tenon::builder
{

//! Compared by precision first: what an operation offers in the precision asked for is taken, whatever converting costs.
struct ChoiceCost
{
    double precision{0};
    double bytes{0}; //!< memory traffic: the operations' own, and that of conversions

    friend ChoiceCost operator+(ChoiceCost a, ChoiceCost b) { return {a.precision + b.precision, a.bytes + b.bytes}; }
    //! Differences below this come from rounding: costs that consumers share are divided.
    static constexpr double kPrecisionTolerance = 1e-6;

    friend bool operator<(ChoiceCost const& a, ChoiceCost const& b)
    {
        double const difference = a.precision - b.precision;
        return difference < -kPrecisionTolerance || (difference <= kPrecisionTolerance && a.bytes < b.bytes);
    }
};

//! Type and format as a number that the caller gives out, from 0.
using FormatKind = int32_t;

struct ChoiceOption
{
    ChoiceCost cost;
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
    //! By value, then by kind: bytes that it takes in that kind. A conversion costs those of both kinds.
    std::vector<std::vector<double>> valueBytes;
};

//! The chosen option of each node.
std::vector<size_t> chooseOptions(ChoiceProblem const& problem);

//! What a choice costs in all, with conversions shared between consumers.
ChoiceCost totalCost(ChoiceProblem const& problem, std::vector<size_t> const& chosen);

} // namespace tenon::builder
