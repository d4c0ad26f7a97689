#include "builder/memory/plan_by_time.h"

#include "base/checked.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <queue>
#include <set>

namespace tenon::builder
{
namespace
{

//! Memory that grows at its end, with gaps that can be used again.
class Arena
{
public:
    int64_t take(int64_t bytes)
    {
        auto const fit = bySize_.lower_bound({bytes, 0});
        if (fit != bySize_.end())
        {
            auto const [size, offset] = *fit;
            removeGap(byOffset_.find(offset));
            if (size > bytes)
            {
                addGap(offset + bytes, size - bytes);
            }
            return offset;
        }
        int64_t offset = end_;
        auto const last = byOffset_.empty() ? byOffset_.end() : std::prev(byOffset_.end());
        if (last != byOffset_.end() && last->first + last->second == end_)
        {
            offset = last->first;
            removeGap(last);
        }
        end_ = offset + bytes;
        return offset;
    }

    void give(int64_t offset, int64_t bytes)
    {
        auto const after = byOffset_.lower_bound(offset);
        if (after != byOffset_.begin())
        {
            auto const before = std::prev(after);
            if (before->first + before->second == offset)
            {
                offset = before->first;
                bytes += before->second;
                removeGap(before);
            }
        }
        if (after != byOffset_.end() && offset + bytes == after->first)
        {
            bytes += after->second;
            removeGap(after);
        }
        addGap(offset, bytes);
    }

    int64_t end() const { return end_; }

private:
    using Gaps = std::map<int64_t, int64_t>;

    void addGap(int64_t offset, int64_t bytes)
    {
        byOffset_[offset] = bytes;
        bySize_.insert({bytes, offset});
    }

    void removeGap(Gaps::iterator gap)
    {
        bySize_.erase({gap->second, gap->first});
        byOffset_.erase(gap);
    }

    int64_t end_{0};
    Gaps byOffset_; //!< sizes
    std::set<std::pair<int64_t, int64_t>> bySize_;
};

} // namespace

MemoryPlan planByTime(std::vector<Lifetime> const& lifetimes, int64_t alignmentBytes)
{
    MemoryPlan plan;
    plan.offsets.assign(lifetimes.size(), 0);
    std::vector<size_t> order(lifetimes.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
        return std::pair(lifetimes[a].first, -lifetimes[a].bytes) < std::pair(lifetimes[b].first, -lifetimes[b].bytes);
    });
    Arena arena;
    using Death = std::pair<int32_t, size_t>;
    std::priority_queue<Death, std::vector<Death>, std::greater<>> alive;
    for (size_t const value : order)
    {
        while (!alive.empty() && alive.top().first < lifetimes[value].first)
        {
            size_t const gone = alive.top().second;
            alive.pop();
            arena.give(plan.offsets[gone], base::alignUp(lifetimes[gone].bytes, alignmentBytes));
        }
        int64_t const bytes = base::alignUp(lifetimes[value].bytes, alignmentBytes);
        if (bytes > 0)
        {
            plan.offsets[value] = arena.take(bytes);
            alive.push({lifetimes[value].last, value});
        }
    }
    plan.totalBytes = arena.end();
    return plan;
}

} // namespace tenon::builder
