// The tree of classes of YOLO9000, as far as its last layer needs it.
#pragma once

#include <tenon/plugin.h>

#include <NvInferPluginUtils.h>

#include <numeric>

namespace tenon::plugins::region
{

//! Groups of classes that exclude each other, in order: the children of one node. Group g holds the classes from begins[g] to before begins[g + 1].
//! No groups: no tree.
class SoftmaxTree
{
public:
    static constexpr int32_t kMostClasses = 1 << 20;

    SoftmaxTree() = default;
    explicit SoftmaxTree(std::vector<int32_t> groupSizes)
        : groupSizes_(std::move(groupSizes))
    {
        std::vector<int32_t> begins(groupSizes_.size() + 1, 0);
        std::partial_sum(groupSizes_.begin(), groupSizes_.end(), begins.begin() + 1);
        begins_ =
            plugin::Weights(nvinfer1::PluginFieldType::kINT32, static_cast<int64_t>(begins.size()), begins.data());
    }

    bool empty() const { return groupSizes_.empty(); }
    std::vector<int32_t> const& groupSizes() const { return groupSizes_; }
    int64_t classes() const { return std::accumulate(groupSizes_.begin(), groupSizes_.end(), int64_t{0}); }
    //! begins, for the device: one number more than groups. None without groups.
    plugin::Weights const& begins() const { return begins_; }

private:
    std::vector<int32_t> groupSizes_;
    plugin::Weights begins_;
};

//! Sizes of groups that may be a tree; the problem is empty if they are, and `sizes` of one 0 are no tree.
inline std::string readGroups(std::vector<int32_t> const& sizes, SoftmaxTree& tree)
{
    if (sizes.size() == 1 && sizes.front() == 0)
    {
        tree = {};
        return {};
    }
    int64_t classes = 0;
    for (size_t g = 0; g < sizes.size(); ++g)
    {
        classes += sizes[g];
        if (sizes[g] < 1 || classes > SoftmaxTree::kMostClasses)
        {
            return "expected groups of at least 1 class, at most " + std::to_string(SoftmaxTree::kMostClasses)
                + " in all, found " + std::to_string(sizes[g]) + " in group " + std::to_string(g);
        }
    }
    tree = SoftmaxTree(sizes);
    return {};
}

//! The same from TensorRT's structure. Nodes' parents, children, leaves and names are not needed.
inline std::string readTree(nvinfer1::plugin::softmaxTree const& given, SoftmaxTree& tree)
{
    if (given.groups < 1 || given.groups > given.n || given.groupSize == nullptr)
    {
        return "expected a softmaxTree with groups, at most as many as nodes, and their sizes, found "
            + std::to_string(given.groups) + " groups of " + std::to_string(given.n) + " nodes"
            + (given.groupSize == nullptr ? " without groupSize" : "");
    }
    std::vector<int32_t> const sizes(given.groupSize, given.groupSize + given.groups);
    std::string const problem = readGroups(sizes, tree);
    if (!problem.empty() || tree.classes() != given.n)
    {
        return !problem.empty() ? problem
                                : "expected a softmaxTree whose groups hold its " + std::to_string(given.n)
                + " nodes, found " + std::to_string(tree.classes()) + " in them";
    }
    int32_t begin = 0;
    for (int32_t g = 0; given.groupOffset != nullptr && g < given.groups; begin += sizes[static_cast<size_t>(g++)])
    {
        if (given.groupOffset[g] != begin)
        {
            return "expected a softmaxTree whose groups follow each other, group " + std::to_string(g) + " at "
                + std::to_string(begin) + ", found it at " + std::to_string(given.groupOffset[g]);
        }
    }
    return {};
}

} // namespace tenon::plugins::region

TENON_PLUGIN_OPEN

//! Sizes of groups as numbers, of one 0 where there is no tree; or a softmaxTree, or a null pointer for none.
template <>
struct FieldValue<tenon::plugins::region::SoftmaxTree>
{
    using Tree = tenon::plugins::region::SoftmaxTree;
    using Numbers = FieldValue<std::vector<int32_t>>;
    static constexpr PluginFieldType kType = PluginFieldType::kINT32;
    static constexpr int64_t kMaxCount = Numbers::kMaxCount;
    static constexpr bool kTakesStruct = true;

    static std::string parse(FieldInfo const& info, RawView const& raw, Tree& tree)
    {
        if (raw.data == nullptr)
        {
            tree = {};
            return {};
        }
        if (raw.type == PluginFieldType::kUNKNOWN)
        {
            return readTree(*static_cast<nvinfer1::plugin::softmaxTree const*>(raw.data), tree);
        }
        std::vector<int32_t> sizes;
        std::string const problem = Numbers::parse(info, raw, sizes);
        return problem.empty() ? readGroups(sizes, tree) : problem;
    }
    static RawField raw(Tree const& tree)
    {
        return Numbers::raw(tree.empty() ? std::vector<int32_t>{0} : tree.groupSizes());
    }
    static std::string text(Tree const& tree) { return tree.empty() ? "0" : Numbers::text(tree.groupSizes()); }
};

TENON_PLUGIN_CLOSE
