// The exact part of the choice: messages from the leaves of a forest of nodes and values to its roots, then choices from the roots to the
// leaves.
//
// A node tells the value above it, for each signature there, the least cost of itself and all below. A value tells the node above it, for
// each signature of that node, the least cost of its conversions and all below: over the kind that its producer makes, and over the set
// of kinds that are converted to, since consumers share those.
#include "builder/formats/choice_structure.h"

#include <cstddef>
#include <limits>

namespace tenon::builder
{
namespace
{

constexpr double kInfinite = std::numeric_limits<double>::infinity();
//! Sets of kinds that are tried for a value with several consumers; beyond them the consumers' own wishes are taken and improved.
constexpr size_t kMaxSets = 4096;

//! A consumer below a value: the cost of each of its signatures.
struct Asker
{
    Port const* port;
    std::vector<double> const* costs;
};

struct Served
{
    double cost{kInfinite};
    std::vector<int32_t> signatures; //!< of each asker
};

//! Askers of one value that is made in one kind: which set of kinds to convert to, so that askers and conversions together cost least.
class Serving
{
public:
    Serving(ChoiceStructure const& structure, int32_t value, FormatKind made, std::vector<FormatKind> const& given,
        std::vector<Asker> const& askers)
        : structure_(structure)
        , value_(value)
        , made_(made)
        , askers_(askers)
    {
        for (FormatKind const kind : given)
        {
            if (kind != made && made >= 0 && !has(open_, kind))
            {
                open_.push_back(kind);
                base_ += price(kind);
            }
        }
        for (Asker const& asker : askers)
        {
            for (Signature const& signature : asker.port->signatures)
            {
                for (FormatKind const kind : signature.wanted)
                {
                    if (!isFree(kind) && !has(candidates_, kind))
                    {
                        candidates_.push_back(kind);
                    }
                }
            }
        }
    }

    Served best() const
    {
        if (askers_.empty())
        {
            return {base_, {}};
        }
        if (askers_.size() == 1)
        {
            return alone();
        }
        return candidates_.size() < 20 && (size_t{1} << candidates_.size()) <= kMaxSets ? bySets() : byWishes();
    }

private:
    static bool has(std::vector<FormatKind> const& kinds, FormatKind kind)
    {
        return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
    }
    double price(FormatKind kind) const { return made_ < 0 ? 0.0 : structure_.conversion(value_, made_, kind); }
    bool isFree(FormatKind kind) const { return made_ < 0 || kind == made_ || has(open_, kind); }

    Served alone() const
    {
        Served served;
        for (size_t s = 0; s < askers_[0].port->signatures.size(); ++s)
        {
            double cost = base_ + (*askers_[0].costs)[s];
            for (FormatKind const kind : askers_[0].port->signatures[s].wanted)
            {
                cost += isFree(kind) ? 0.0 : price(kind);
            }
            if (served.signatures.empty() || isCheaper(cost, served.cost))
            {
                served = {cost, {static_cast<int32_t>(s)}};
            }
        }
        return served;
    }

    //! Every asker takes its cheapest signature that the set allows; all of the set is paid for.
    Served withSet(std::vector<FormatKind> const& set) const
    {
        Served served{base_, {}};
        for (FormatKind const kind : set)
        {
            served.cost += price(kind);
        }
        for (Asker const& asker : askers_)
        {
            double least = kInfinite;
            int32_t taken = -1;
            for (size_t s = 0; s < asker.port->signatures.size(); ++s)
            {
                std::vector<FormatKind> const& wanted = asker.port->signatures[s].wanted;
                bool const allowed = std::all_of(
                    wanted.begin(), wanted.end(), [&](FormatKind kind) { return isFree(kind) || has(set, kind); });
                if (allowed && (taken < 0 || isCheaper((*asker.costs)[s], least)))
                {
                    least = (*asker.costs)[s];
                    taken = static_cast<int32_t>(s);
                }
            }
            served.cost += least;
            served.signatures.push_back(std::max(taken, 0));
        }
        return served;
    }

    Served bySets() const
    {
        size_t most = 0;
        for (Asker const& asker : askers_)
        {
            size_t wants = 0;
            for (Signature const& signature : asker.port->signatures)
            {
                wants = std::max(wants, signature.wanted.size());
            }
            most += wants;
        }
        Served served;
        for (size_t mask = 0; mask < (size_t{1} << candidates_.size()); ++mask)
        {
            if (static_cast<size_t>(__builtin_popcountll(mask)) > most)
            {
                continue; // a kind that nobody takes
            }
            std::vector<FormatKind> set;
            for (size_t k = 0; k < candidates_.size(); ++k)
            {
                if ((mask >> k & 1U) != 0)
                {
                    set.push_back(candidates_[k]);
                }
            }
            Served const tried = withSet(set);
            if (served.signatures.empty() || isCheaper(tried.cost, served.cost))
            {
                served = tried;
            }
        }
        return served;
    }

    //! All kinds first; then kinds go one by one, the one that saves most first.
    Served byWishes() const
    {
        std::vector<FormatKind> set = candidates_;
        Served served = withSet(set);
        for (bool shrunk = true; shrunk && !set.empty();)
        {
            shrunk = false;
            size_t bestDrop = 0;
            Served bestServed = served;
            for (size_t k = 0; k < set.size(); ++k)
            {
                std::vector<FormatKind> smaller = set;
                smaller.erase(smaller.begin() + static_cast<ptrdiff_t>(k));
                Served const tried = withSet(smaller);
                if (tried.cost < kInfinite && isCheaper(tried.cost, bestServed.cost))
                {
                    bestServed = tried;
                    bestDrop = k;
                    shrunk = true;
                }
            }
            if (shrunk)
            {
                set.erase(set.begin() + static_cast<ptrdiff_t>(bestDrop));
                served = bestServed;
            }
        }
        return served;
    }

    ChoiceStructure const& structure_;
    int32_t value_;
    FormatKind made_;
    std::vector<Asker> const& askers_;
    std::vector<FormatKind> open_, candidates_;
    double base_{0};
};

class ForestChooser
{
public:
    ForestChooser(ChoiceStructure const& structure, std::vector<char> const& free, std::vector<size_t>& chosen)
        : structure_(structure)
        , free_(free)
        , chosen_(chosen)
        , above_(structure.nodePorts.size(), kUnseen)
        , aboveValue_(structure.valuePorts.size(), kUnseen)
        , nodeTells_(structure.nodePorts.size())
        , valueTells_(structure.valuePorts.size())
    {
    }

    void run()
    {
        for (size_t n = 0; n < free_.size(); ++n)
        {
            if (free_[n] != 0 && above_[n] == kUnseen)
            {
                chooseTree(static_cast<int32_t>(n));
            }
        }
    }

private:
    static constexpr int32_t kUnseen = -2;
    static constexpr int32_t kRoot = -1;

    Port const& port(int32_t index) const { return structure_.ports[static_cast<size_t>(index)]; }

    //! Nodes and values of the root's tree, parents first: values as −1 − value.
    std::vector<int32_t> order(int32_t root)
    {
        std::vector<int32_t> all{root};
        above_[static_cast<size_t>(root)] = kRoot;
        for (size_t i = 0; i < all.size(); ++i)
        {
            bool const isNode = all[i] >= 0;
            auto const index = static_cast<size_t>(isNode ? all[i] : -1 - all[i]);
            for (int32_t const p : isNode ? structure_.nodePorts[index] : structure_.valuePorts[index])
            {
                if (isNode && p != above_[index])
                {
                    aboveValue_[static_cast<size_t>(port(p).value)] = p;
                    all.push_back(-1 - port(p).value);
                }
                else if (!isNode && p != aboveValue_[index] && free_[static_cast<size_t>(port(p).node)] != 0)
                {
                    above_[static_cast<size_t>(port(p).node)] = p;
                    all.push_back(port(p).node);
                }
            }
        }
        return all;
    }

    void chooseTree(int32_t root)
    {
        std::vector<int32_t> const all = order(root);
        for (size_t i = all.size(); i-- > 0;)
        {
            all[i] >= 0 ? tellFromNode(all[i]) : tellFromValue(-1 - all[i]);
        }
        for (int32_t const each : all)
        {
            each >= 0 ? chooseNode(each) : serveBelow(-1 - each);
        }
    }

    //! The option's own cost and what the values below it tell.
    double costBelow(int32_t node, size_t option) const
    {
        double cost = structure_.problem.nodes[static_cast<size_t>(node)].options[option].cost;
        for (int32_t const p : structure_.nodePorts[static_cast<size_t>(node)])
        {
            if (p != above_[static_cast<size_t>(node)])
            {
                cost += valueTells_[static_cast<size_t>(port(p).value)][static_cast<size_t>(port(p).ofOption[option])];
            }
        }
        return cost;
    }

    void tellFromNode(int32_t node)
    {
        int32_t const above = above_[static_cast<size_t>(node)];
        size_t const signatures = above == kRoot ? 1 : port(above).signatures.size();
        std::vector<double>& tells = nodeTells_[static_cast<size_t>(node)];
        tells.assign(signatures, kInfinite);
        for (size_t c = 0; c < structure_.problem.nodes[static_cast<size_t>(node)].options.size(); ++c)
        {
            size_t const s = above == kRoot ? 0 : static_cast<size_t>(port(above).ofOption[c]);
            tells[s] = std::min(tells[s], costBelow(node, c));
        }
    }

    //! The best way to serve everybody below a value, given what the node above it says.
    struct Below
    {
        double cost{kInfinite};
        int32_t producerSignature{-1}; //!< where the producer is below
        Served served;
    };

    struct Around
    {
        int32_t producer{-1};          //!< port of a producer below
        FormatKind made{-1};           //!< where the producer is held
        std::vector<FormatKind> given; //!< wanted by those who are held
        std::vector<Asker> askers;
        std::vector<int32_t> askerPorts;
    };

    Around around(int32_t value) const
    {
        Around found;
        for (int32_t const p : structure_.valuePorts[static_cast<size_t>(value)])
        {
            Port const& each = port(p);
            if (p == aboveValue_[static_cast<size_t>(value)])
            {
                continue;
            }
            if (free_[static_cast<size_t>(each.node)] == 0)
            {
                Signature const& said = structure_.signatureOf(each, chosen_);
                found.made = each.makes() ? said.made : found.made;
                found.given.insert(found.given.end(), said.wanted.begin(), said.wanted.end());
            }
            else if (each.makes())
            {
                found.producer = p;
            }
            else
            {
                found.askers.push_back({&each, &nodeTells_[static_cast<size_t>(each.node)]});
                found.askerPorts.push_back(p);
            }
        }
        return found;
    }

    Below bestBelow(int32_t value, Around const& around, Signature const& above) const
    {
        std::vector<FormatKind> given = around.given;
        given.insert(given.end(), above.wanted.begin(), above.wanted.end());
        Below best;
        if (around.producer < 0)
        {
            best.served =
                Serving(structure_, value, above.made >= 0 ? above.made : around.made, given, around.askers).best();
            best.cost = best.served.cost;
            return best;
        }
        Port const& producer = port(around.producer);
        for (size_t s = 0; s < producer.signatures.size(); ++s)
        {
            Served served = Serving(structure_, value, producer.signatures[s].made, given, around.askers).best();
            double const cost = served.cost + nodeTells_[static_cast<size_t>(producer.node)][s];
            if (best.producerSignature < 0 || isCheaper(cost, best.cost))
            {
                best = {cost, static_cast<int32_t>(s), std::move(served)};
            }
        }
        return best;
    }

    void tellFromValue(int32_t value)
    {
        Around const found = around(value);
        std::vector<double>& tells = valueTells_[static_cast<size_t>(value)];
        tells.clear();
        for (Signature const& signature : port(aboveValue_[static_cast<size_t>(value)]).signatures)
        {
            tells.push_back(bestBelow(value, found, signature).cost);
        }
    }

    //! The node's signature at the value above it is settled: `wantedSignature_`.
    void chooseNode(int32_t node)
    {
        int32_t const above = above_[static_cast<size_t>(node)];
        double least = kInfinite;
        bool found = false;
        for (size_t c = 0; c < structure_.problem.nodes[static_cast<size_t>(node)].options.size(); ++c)
        {
            if (above != kRoot && port(above).ofOption[c] != settled_[static_cast<size_t>(node)])
            {
                continue;
            }
            double const cost = costBelow(node, c);
            if (!found || isCheaper(cost, least))
            {
                least = cost;
                chosen_[static_cast<size_t>(node)] = c;
                found = true;
            }
        }
    }

    //! The node above a value is chosen: settles the signatures of those below.
    void serveBelow(int32_t value)
    {
        if (settled_.empty())
        {
            settled_.assign(structure_.nodePorts.size(), 0);
        }
        Around const found = around(value);
        Signature const& above = structure_.signatureOf(port(aboveValue_[static_cast<size_t>(value)]), chosen_);
        Below const best = bestBelow(value, found, above);
        if (found.producer >= 0)
        {
            settled_[static_cast<size_t>(port(found.producer).node)] = best.producerSignature;
        }
        for (size_t a = 0; a < found.askerPorts.size(); ++a)
        {
            settled_[static_cast<size_t>(port(found.askerPorts[a]).node)] = best.served.signatures[a];
        }
    }

    ChoiceStructure const& structure_;
    std::vector<char> const& free_;
    std::vector<size_t>& chosen_;
    std::vector<int32_t> above_;      //!< by node: its port at the value above it
    std::vector<int32_t> aboveValue_; //!< by value: the port of the node above it
    std::vector<std::vector<double>> nodeTells_, valueTells_;
    std::vector<int32_t> settled_; //!< by node: its signature at the value above it
};

} // namespace

void chooseForest(ChoiceStructure const& structure, std::vector<char> const& free, std::vector<size_t>& chosen)
{
    ForestChooser(structure, free, chosen).run();
}

} // namespace tenon::builder
