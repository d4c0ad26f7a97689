#include "builder/formats/format_choice.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace tenon::builder
{
namespace
{

// Finite, so that differences of two of them are numbers.
constexpr ChoiceCost kInfinite{std::numeric_limits<double>::max() / 4, std::numeric_limits<double>::max() / 4};

//! Who makes a value, and who uses it.
struct ValueLinks
{
    int32_t producer{-1};
    size_t output{0};
    struct Use
    {
        size_t node, input;
    };
    std::vector<Use> uses;
};

class Chooser
{
public:
    explicit Chooser(ChoiceProblem const& problem)
        : problem_(problem)
        , links_(problem.valueBytes.size())
        , best_(problem.nodes.size())
        , chosen_(problem.nodes.size(), 0)
        , wanted_(problem.valueBytes.size())
    {
        for (size_t n = 0; n < problem.nodes.size(); ++n)
        {
            ChoiceNode const& node = problem.nodes[n];
            for (size_t o = 0; o < node.outputs.size(); ++o)
            {
                links_[node.outputs[o]].producer = static_cast<int32_t>(n);
                links_[node.outputs[o]].output = o;
            }
            for (size_t i = 0; i < node.inputs.size(); ++i)
            {
                if (node.inputs[i] >= 0)
                {
                    links_[node.inputs[i]].uses.push_back({n, i});
                }
            }
        }
    }

    std::vector<size_t> run()
    {
        for (size_t n = 0; n < problem_.nodes.size(); ++n)
        {
            sumUp(n);
        }
        for (size_t n = problem_.nodes.size(); n-- > 0;)
        {
            chooseFromBehind(n);
        }
        countWanted();
        constexpr int32_t kMaxSweeps = 8;
        for (int32_t sweep = 0; sweep < kMaxSweeps && improveAll(); ++sweep)
        {
        }
        return chosen_;
    }

    ChoiceCost total(std::vector<size_t> const& chosen)
    {
        chosen_ = chosen;
        countWanted();
        ChoiceCost sum;
        for (size_t n = 0; n < problem_.nodes.size(); ++n)
        {
            sum = sum + problem_.nodes[n].options[chosen_[n]].cost;
            for (size_t o = 0; o < problem_.nodes[n].outputs.size(); ++o)
            {
                sum = sum + valueCost(problem_.nodes[n].outputs[o], problem_.nodes[n].options[chosen_[n]].outputs[o]);
            }
        }
        return sum;
    }

private:
    ChoiceCost conversion(int32_t value, FormatKind from, FormatKind to) const
    {
        if (from == to)
        {
            return {};
        }
        std::vector<double> const& bytes = problem_.valueBytes[value];
        return {0, bytes[from] + bytes[to]};
    }

    //! What it costs to get a value in a kind, everything before it included: the least over its producer's options, for each kind
    //! that they make. Options that make the same kind are looked at once.
    std::vector<std::pair<FormatKind, ChoiceCost>> arrivals(int32_t value) const
    {
        std::vector<std::pair<FormatKind, ChoiceCost>> least;
        ValueLinks const& links = links_[value];
        if (links.producer < 0)
        {
            return least;
        }
        ChoiceNode const& producer = problem_.nodes[links.producer];
        size_t uses = 0;
        for (int32_t const output : producer.outputs)
        {
            uses += links_[output].uses.size();
        }
        double const share = 1.0 / static_cast<double>(std::max<size_t>(uses, 1));
        for (size_t q = 0; q < producer.options.size(); ++q)
        {
            FormatKind const kind = producer.options[q].outputs[links.output];
            ChoiceCost const cost{best_[links.producer][q].precision * share, best_[links.producer][q].bytes * share};
            auto const known = std::find_if(least.begin(), least.end(), [&](auto const& entry) { return entry.first == kind; });
            if (known == least.end())
            {
                least.push_back({kind, cost});
            }
            else if (cost < known->second)
            {
                known->second = cost;
            }
        }
        return least;
    }

    //! best_[n][c]: the least cost of everything that leads to node n with its option c.
    void sumUp(size_t n)
    {
        ChoiceNode const& node = problem_.nodes[n];
        std::vector<ChoiceCost>& best = best_[n];
        for (ChoiceOption const& option : node.options)
        {
            best.push_back(option.cost);
        }
        for (size_t i = 0; i < node.inputs.size(); ++i)
        {
            int32_t const value = node.inputs[i];
            auto const least = value < 0 ? std::vector<std::pair<FormatKind, ChoiceCost>>{} : arrivals(value);
            for (size_t c = 0; !least.empty() && c < node.options.size(); ++c)
            {
                ChoiceCost cheapest = kInfinite;
                for (auto const& [kind, cost] : least)
                {
                    cheapest = std::min(cheapest, cost + conversion(value, kind, node.options[c].inputs[i]));
                }
                best[c] = best[c] + cheapest;
            }
        }
    }

    //! Consumers are decided: takes what is cheapest together with the way to them.
    void chooseFromBehind(size_t n)
    {
        ChoiceNode const& node = problem_.nodes[n];
        ChoiceCost cheapest = kInfinite;
        for (size_t c = 0; c < node.options.size(); ++c)
        {
            ChoiceCost cost = best_[n][c];
            for (size_t o = 0; o < node.outputs.size(); ++o)
            {
                for (ValueLinks::Use const& use : links_[node.outputs[o]].uses)
                {
                    FormatKind const wanted = problem_.nodes[use.node].options[chosen_[use.node]].inputs[use.input];
                    cost = cost + conversion(node.outputs[o], node.options[c].outputs[o], wanted);
                }
            }
            if (cost < cheapest)
            {
                cheapest = cost;
                chosen_[n] = c;
            }
        }
    }

    //! How many consumers want a value in each kind: conversions are shared.
    void countWanted()
    {
        for (size_t v = 0; v < wanted_.size(); ++v)
        {
            wanted_[v].assign(problem_.valueBytes[v].size(), 0);
        }
        for (size_t n = 0; n < problem_.nodes.size(); ++n)
        {
            addWishes(n, chosen_[n], 1);
        }
    }

    void addWishes(size_t n, size_t option, int32_t sign)
    {
        ChoiceNode const& node = problem_.nodes[n];
        for (size_t i = 0; i < node.inputs.size(); ++i)
        {
            if (node.inputs[i] >= 0)
            {
                wanted_[node.inputs[i]][node.options[option].inputs[i]] += sign;
            }
        }
    }

    ChoiceCost valueCost(int32_t value, FormatKind made) const
    {
        ChoiceCost cost;
        for (size_t kind = 0; kind < wanted_[value].size(); ++kind)
        {
            if (wanted_[value][kind] > 0)
            {
                cost = cost + conversion(value, made, static_cast<FormatKind>(kind));
            }
        }
        return cost;
    }

    //! The node's own cost and that of all values that it touches, with its wishes counted in.
    ChoiceCost costAround(size_t n, size_t option) const
    {
        ChoiceNode const& node = problem_.nodes[n];
        ChoiceCost cost = node.options[option].cost;
        for (size_t o = 0; o < node.outputs.size(); ++o)
        {
            cost = cost + valueCost(node.outputs[o], node.options[option].outputs[o]);
        }
        for (size_t i = 0; i < node.inputs.size(); ++i)
        {
            int32_t const value = node.inputs[i];
            bool const counted = std::find(node.inputs.begin(), node.inputs.begin() + static_cast<ptrdiff_t>(i), value)
                != node.inputs.begin() + static_cast<ptrdiff_t>(i);
            if (value < 0 || counted || links_[value].producer < 0)
            {
                continue;
            }
            ChoiceNode const& producer = problem_.nodes[links_[value].producer];
            cost = cost + valueCost(value, producer.options[chosen_[links_[value].producer]].outputs[links_[value].output]);
        }
        return cost;
    }

    bool improveAll()
    {
        bool changed = false;
        for (size_t n = 0; n < problem_.nodes.size(); ++n)
        {
            changed |= improve(n);
        }
        for (size_t v = 0; v < links_.size(); ++v)
        {
            changed |= improveUsers(static_cast<int32_t>(v));
        }
        return changed;
    }

    void choose(size_t n, size_t option)
    {
        addWishes(n, chosen_[n], -1);
        chosen_[n] = option;
        addWishes(n, option, 1);
    }

    //! The cost of some nodes and of all values that they touch, each counted once.
    ChoiceCost costOf(std::vector<size_t> const& nodes) const
    {
        ChoiceCost cost;
        std::vector<int32_t> values;
        for (size_t const n : nodes)
        {
            ChoiceNode const& node = problem_.nodes[n];
            cost = cost + node.options[chosen_[n]].cost;
            values.insert(values.end(), node.inputs.begin(), node.inputs.end());
            values.insert(values.end(), node.outputs.begin(), node.outputs.end());
        }
        std::sort(values.begin(), values.end());
        values.erase(std::unique(values.begin(), values.end()), values.end());
        for (int32_t const value : values)
        {
            if (value >= 0 && links_[value].producer >= 0)
            {
                ChoiceNode const& producer = problem_.nodes[links_[value].producer];
                cost = cost + valueCost(value, producer.options[chosen_[links_[value].producer]].outputs[links_[value].output]);
            }
        }
        return cost;
    }

    //! A conversion that is too dear for one consumer may pay for all of them together.
    bool improveUsers(int32_t value)
    {
        std::vector<size_t> users;
        for (ValueLinks::Use const& use : links_[value].uses)
        {
            if (problem_.nodes[use.node].options.size() > 1 && (users.empty() || users.back() != use.node))
            {
                users.push_back(use.node);
            }
        }
        bool changed = false;
        for (size_t kind = 0; users.size() > 1 && kind < wanted_[value].size(); ++kind)
        {
            changed |= moveUsers(value, static_cast<FormatKind>(kind), users);
        }
        return changed;
    }

    bool moveUsers(int32_t value, FormatKind kind, std::vector<size_t> const& users)
    {
        std::vector<std::pair<size_t, size_t>> moves;
        for (size_t const n : users)
        {
            ChoiceNode const& node = problem_.nodes[n];
            size_t const input = static_cast<size_t>(std::find(node.inputs.begin(), node.inputs.end(), value) - node.inputs.begin());
            std::optional<size_t> best;
            for (size_t c = 0; c < node.options.size(); ++c)
            {
                if (node.options[c].inputs[input] == kind && (!best || node.options[c].cost < node.options[*best].cost))
                {
                    best = c;
                }
            }
            if (best && *best != chosen_[n])
            {
                moves.push_back({n, *best});
            }
        }
        if (moves.size() < 2)
        {
            return false;
        }
        std::vector<size_t> moved, before;
        for (auto const& [n, option] : moves)
        {
            moved.push_back(n);
            before.push_back(chosen_[n]);
        }
        ChoiceCost const old = costOf(moved);
        for (auto const& [n, option] : moves)
        {
            choose(n, option);
        }
        if (costOf(moved) < ChoiceCost{old.precision, old.bytes * (1.0 - 1e-12)})
        {
            return true;
        }
        for (size_t i = 0; i < moved.size(); ++i)
        {
            choose(moved[i], before[i]);
        }
        return false;
    }

    bool improve(size_t n)
    {
        size_t const options = problem_.nodes[n].options.size();
        if (options == 1)
        {
            return false;
        }
        size_t const before = chosen_[n];
        size_t best = before;
        ChoiceCost cheapest = costAround(n, before);
        addWishes(n, before, -1);
        for (size_t c = 0; c < options; ++c)
        {
            addWishes(n, c, 1);
            ChoiceCost const cost = costAround(n, c);
            addWishes(n, c, -1);
            // Only what is cheaper by more than rounding: otherwise two equals could alternate.
            if (cost < ChoiceCost{cheapest.precision, cheapest.bytes * (1.0 - 1e-12)})
            {
                cheapest = cost;
                best = c;
            }
        }
        chosen_[n] = best;
        addWishes(n, best, 1);
        return best != before;
    }

    ChoiceProblem const& problem_;
    std::vector<ValueLinks> links_;
    std::vector<std::vector<ChoiceCost>> best_;
    std::vector<size_t> chosen_;
    std::vector<std::vector<int32_t>> wanted_;
};

} // namespace

std::vector<size_t> chooseOptions(ChoiceProblem const& problem)
{
    return Chooser(problem).run();
}

ChoiceCost totalCost(ChoiceProblem const& problem, std::vector<size_t> const& chosen)
{
    return Chooser(problem).total(chosen);
}

} // namespace tenon::builder
