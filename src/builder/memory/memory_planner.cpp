#include "builder/memory/memory_planner.h"

#include "base/checked.h"
#include "builder/memory/plan_by_time.h"

#include <algorithm>
#include <numeric>
#include <span>

namespace tenon::builder
{
namespace
{

//! Finds, among placed values, those that live at some time of a given span. Values are kept at every step that they live through
//! in a tree of spans, so that long lives cost no more than short ones: each is stored at O(log steps) nodes.
class PlacedByTime
{
public:
    explicit PlacedByTime(int32_t steps)
        : leaves_(std::max(steps, 1))
        , covering_(static_cast<size_t>(leaves_) * 2)
        , below_(static_cast<size_t>(leaves_) * 2)
    {
    }

    void add(int32_t value, int32_t first, int32_t last)
    {
        int32_t left = first + leaves_;
        int32_t right = last + leaves_ + 1;
        for (; left < right; left /= 2, right /= 2)
        {
            if (left % 2 == 1) addAt(left++, value);
            if (right % 2 == 1) addAt(--right, value);
        }
    }

    //! May name a value twice.
    void collect(int32_t first, int32_t last, std::vector<int32_t>& found) const
    {
        int32_t left = first + leaves_;
        int32_t right = last + leaves_ + 1;
        for (; left < right; left /= 2, right /= 2)
        {
            if (left % 2 == 1) collectAt(left++, found);
            if (right % 2 == 1) collectAt(--right, found);
        }
    }

private:
    void addAt(int32_t node, int32_t value)
    {
        covering_[node].push_back(value);
        for (int32_t above = node / 2; above >= 1; above /= 2)
        {
            below_[above].push_back(value);
        }
    }

    void collectAt(int32_t node, std::vector<int32_t>& found) const
    {
        found.insert(found.end(), below_[node].begin(), below_[node].end());
        for (int32_t above = node; above >= 1; above /= 2)
        {
            found.insert(found.end(), covering_[above].begin(), covering_[above].end());
        }
    }

    int32_t leaves_;
    std::vector<std::vector<int32_t>> covering_; //!< values that live through the whole span of a node
    std::vector<std::vector<int32_t>> below_;    //!< values stored somewhere below a node
};

//! The smallest gap of at least `bytes` between busy spans, or the place behind all of them.
int64_t bestGap(std::vector<std::pair<int64_t, int64_t>>& busy, int64_t bytes)
{
    std::sort(busy.begin(), busy.end());
    int64_t best = -1;
    int64_t bestSize = INT64_MAX;
    int64_t end = 0;
    for (auto const& [offset, size] : busy)
    {
        int64_t const gap = offset - end;
        if (gap >= bytes && gap < bestSize)
        {
            best = end;
            bestSize = gap;
        }
        end = std::max(end, offset + size);
    }
    return best < 0 ? end : best;
}

//! The values in `left` behind what `plan` has, or all by time.
MemoryPlan planRest(
    std::vector<Lifetime> const& lifetimes, int64_t alignmentBytes, std::span<int32_t const> left, MemoryPlan plan)
{
    std::vector<Lifetime> rest;
    rest.reserve(left.size());
    for (int32_t const value : left)
    {
        rest.push_back(lifetimes[value]);
    }
    MemoryPlan const behind = planByTime(rest, alignmentBytes);
    for (size_t i = 0; i < left.size(); ++i)
    {
        plan.offsets[left[i]] = plan.totalBytes + behind.offsets[i];
    }
    plan.totalBytes += behind.totalBytes;
    MemoryPlan byTime = planByTime(lifetimes, alignmentBytes);
    return byTime.totalBytes < plan.totalBytes ? byTime : plan;
}

} // namespace

MemoryPlan planOffsets(std::vector<Lifetime> const& lifetimes, int64_t alignmentBytes)
{
    return planOffsets(lifetimes, alignmentBytes, 4'000'000 + 300 * lifetimes.size());
}

MemoryPlan planOffsets(std::vector<Lifetime> const& lifetimes, int64_t alignmentBytes, size_t maxPairs)
{
    MemoryPlan plan;
    plan.offsets.assign(lifetimes.size(), 0);
    std::vector<int32_t> order(lifetimes.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(
        order.begin(), order.end(), [&](int32_t a, int32_t b) { return lifetimes[a].bytes > lifetimes[b].bytes; });
    int32_t steps = 0;
    for (Lifetime const& lifetime : lifetimes)
    {
        steps = std::max(steps, lifetime.last + 1);
    }
    PlacedByTime placed(steps);
    std::vector<int32_t> found;
    std::vector<std::pair<int64_t, int64_t>> busy;
    size_t pairs = 0;
    for (size_t i = 0; i < order.size(); ++i)
    {
        int32_t const value = order[i];
        Lifetime const& lifetime = lifetimes[value];
        int64_t const bytes = base::alignUp(lifetime.bytes, alignmentBytes);
        if (bytes == 0)
        {
            continue;
        }
        found.clear();
        busy.clear();
        placed.collect(lifetime.first, lifetime.last, found);
        pairs += found.size();
        if (pairs > maxPairs)
        {
            return planRest(lifetimes, alignmentBytes, std::span(order).subspan(i), std::move(plan));
        }
        for (int32_t const other : found)
        {
            busy.push_back({plan.offsets[other], base::alignUp(lifetimes[other].bytes, alignmentBytes)});
        }
        plan.offsets[value] = bestGap(busy, bytes);
        plan.totalBytes = std::max(plan.totalBytes, plan.offsets[value] + bytes);
        placed.add(value, lifetime.first, lifetime.last);
    }
    return plan;
}

} // namespace tenon::builder
