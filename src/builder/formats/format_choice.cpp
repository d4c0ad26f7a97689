#include "builder/formats/choice_structure.h"

#include <cstddef>
#include <numeric>

namespace tenon::builder
{
namespace
{

//! Which values hang together; for keeping a set of nodes free of cycles.
class Components
{
public:
    explicit Components(size_t count)
        : parent_(count)
    {
        std::iota(parent_.begin(), parent_.end(), 0);
    }

    int32_t of(int32_t value)
    {
        while (parent_[static_cast<size_t>(value)] != value)
        {
            int32_t const up = parent_[static_cast<size_t>(value)];
            value = parent_[static_cast<size_t>(value)] = parent_[static_cast<size_t>(up)];
        }
        return value;
    }
    void join(int32_t a, int32_t b) { parent_[static_cast<size_t>(of(a))] = of(b); }

private:
    std::vector<int32_t> parent_;
};

class Chooser
{
public:
    explicit Chooser(ChoiceProblem const& problem)
        : problem_(problem)
        , structure_(problem)
        , chosen_(problem.nodes.size(), 0)
    {
    }

    std::vector<size_t> run()
    {
        for (size_t n = 0; n < problem_.nodes.size(); ++n)
        {
            std::vector<ChoiceOption> const& options = problem_.nodes[n].options;
            for (size_t c = 1; c < options.size(); ++c)
            {
                chosen_[n] = isCheaper(options[c].cost, options[chosen_[n]].cost) ? c : chosen_[n];
            }
        }
        constexpr int32_t kMaxRounds = 8;
        std::vector<char> held(problem_.nodes.size(), 0);
        double before = total();
        for (int32_t round = 0; round < kMaxRounds; ++round)
        {
            bool const exact = chooseAround(held);
            if (exact)
            {
                break;
            }
            improveAll();
            double const now = total();
            if (round > 0 && !isCheaper(now, before))
            {
                break;
            }
            before = now;
        }
        return chosen_;
    }

    double total(std::vector<size_t> const& chosen) const
    {
        double sum = 0;
        for (size_t n = 0; n < chosen.size(); ++n)
        {
            sum += problem_.nodes[n].options[chosen[n]].cost;
        }
        for (int32_t v = 0; v < problem_.values; ++v)
        {
            sum += structure_.valueCost(v, chosen);
        }
        return sum;
    }

private:
    double total() const { return total(chosen_); }

    //! Frees as many nodes as make a forest, those that were held last time first, and chooses them. True if none had to be held.
    bool chooseAround(std::vector<char>& held)
    {
        std::vector<char> free(problem_.nodes.size(), 0);
        Components components(static_cast<size_t>(problem_.values));
        auto const tryFree = [&](size_t n) {
            std::vector<int32_t> roots;
            for (int32_t const p : structure_.nodePorts[n])
            {
                roots.push_back(components.of(structure_.ports[static_cast<size_t>(p)].value));
            }
            std::sort(roots.begin(), roots.end());
            if (std::adjacent_find(roots.begin(), roots.end()) != roots.end())
            {
                return false;
            }
            for (size_t i = 1; i < roots.size(); ++i)
            {
                components.join(roots[i], roots[0]);
            }
            free[n] = 1;
            return true;
        };
        std::vector<char> nowHeld(problem_.nodes.size(), 0);
        bool all = true;
        for (int32_t turn = 0; turn < 2; ++turn)
        {
            for (size_t n = 0; n < problem_.nodes.size(); ++n)
            {
                bool const myTurn = (held[n] != 0) == (turn == 0);
                if (myTurn && problem_.nodes[n].options.size() > 1 && !tryFree(n))
                {
                    nowHeld[n] = 1;
                    all = false;
                }
            }
        }
        chooseForest(structure_, free, chosen_);
        held = std::move(nowHeld);
        return all;
    }

    //! A node's cost and that of the values that it touches.
    double costOf(std::vector<size_t> const& nodes) const
    {
        double cost = 0;
        std::vector<int32_t> values;
        for (size_t const n : nodes)
        {
            cost += problem_.nodes[n].options[chosen_[n]].cost;
            for (int32_t const p : structure_.nodePorts[n])
            {
                values.push_back(structure_.ports[static_cast<size_t>(p)].value);
            }
        }
        std::sort(values.begin(), values.end());
        values.erase(std::unique(values.begin(), values.end()), values.end());
        for (int32_t const value : values)
        {
            cost += structure_.valueCost(value, chosen_);
        }
        return cost;
    }

    //! Only what lies on cycles can get better here.
    void improveAll()
    {
        constexpr int32_t kMaxSweeps = 4;
        bool changed = true;
        for (int32_t sweep = 0; sweep < kMaxSweeps && changed; ++sweep)
        {
            changed = false;
            for (size_t n = 0; n < problem_.nodes.size(); ++n)
            {
                changed |= problem_.nodes[n].options.size() > 1 && improve(n);
            }
            for (int32_t v = 0; v < problem_.values; ++v)
            {
                changed |= improveUsers(v);
            }
        }
    }

    bool improve(size_t n)
    {
        size_t const before = chosen_[n];
        size_t best = before;
        double cheapest = costOf({n});
        for (size_t c = 0; c < problem_.nodes[n].options.size(); ++c)
        {
            chosen_[n] = c;
            double const cost = costOf({n});
            if (isCheaper(cost, cheapest))
            {
                cheapest = cost;
                best = c;
            }
        }
        chosen_[n] = best;
        return best != before;
    }

    //! A conversion that is too dear for one consumer may pay for all of them together, and another kind for producer and consumers.
    bool improveUsers(int32_t value)
    {
        std::vector<int32_t> const& list = structure_.valuePorts[static_cast<size_t>(value)];
        if (list.size() < 3)
        {
            return false;
        }
        std::vector<FormatKind> kinds;
        for (int32_t const p : list)
        {
            for (Signature const& signature : structure_.ports[static_cast<size_t>(p)].signatures)
            {
                kinds.insert(kinds.end(), signature.wanted.begin(), signature.wanted.end());
            }
        }
        std::sort(kinds.begin(), kinds.end());
        kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
        bool changed = false;
        for (FormatKind const kind : kinds)
        {
            changed |= moveUsers(list, kind, false);
            changed |= moveUsers(list, kind, true);
        }
        return changed;
    }

    bool moveUsers(std::vector<int32_t> const& ports, FormatKind kind, bool producerToo)
    {
        std::vector<size_t> moved, before;
        for (int32_t const p : ports)
        {
            Port const& port = structure_.ports[static_cast<size_t>(p)];
            if (port.makes() && !producerToo)
            {
                continue;
            }
            auto const n = static_cast<size_t>(port.node);
            std::vector<ChoiceOption> const& options = problem_.nodes[n].options;
            size_t best = options.size();
            for (size_t c = 0; c < options.size(); ++c)
            {
                Signature const& said = port.signatures[static_cast<size_t>(port.ofOption[c])];
                bool const fits = port.makes() ? said.made == kind : said.wanted == std::vector<FormatKind>{kind};
                if (fits && (best == options.size() || isCheaper(options[c].cost, options[best].cost)))
                {
                    best = c;
                }
            }
            if (best != options.size() && best != chosen_[n])
            {
                moved.push_back(n);
                before.push_back(chosen_[n]);
                chosen_[n] = best;
            }
        }
        if (moved.size() < 2)
        {
            restore(moved, before);
            return false;
        }
        double const now = costOf(moved);
        std::vector<size_t> after;
        for (size_t const n : moved)
        {
            after.push_back(chosen_[n]);
        }
        restore(moved, before);
        if (!isCheaper(now, costOf(moved)))
        {
            return false;
        }
        restore(moved, after);
        return true;
    }

    void restore(std::vector<size_t> const& nodes, std::vector<size_t> const& options)
    {
        for (size_t i = 0; i < nodes.size(); ++i)
        {
            chosen_[nodes[i]] = options[i];
        }
    }

    ChoiceProblem const& problem_;
    ChoiceStructure structure_;
    std::vector<size_t> chosen_;
};

} // namespace

std::vector<size_t> chooseOptions(ChoiceProblem const& problem)
{
    bool const isOpen = std::any_of(
        problem.nodes.begin(), problem.nodes.end(), [](ChoiceNode const& node) { return node.options.size() > 1; });
    if (!isOpen)
    {
        return std::vector<size_t>(problem.nodes.size(), 0);
    }
    return Chooser(problem).run();
}

double totalCost(ChoiceProblem const& problem, std::vector<size_t> const& chosen)
{
    return Chooser(problem).total(chosen);
}

} // namespace tenon::builder
