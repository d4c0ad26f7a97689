#include "plan/tensor_ranges.h"

#include <algorithm>
#include <cmath>

namespace tenon::plan
{
namespace
{

using graph::DimExpr;
using graph::Tensor;

//! Collects what the inputs say about each symbol.
class SymbolCollector
{
public:
    explicit SymbolCollector(graph::Graph const& network)
        : network_(network)
        , bounds_(network.symbols().size())
        , ranges_(network.symbols().size(), graph::Range{0, 0})
        , optima_(network.symbols().size(), 0)
        , from_(network.symbols().size())
    {
    }

    Status bind(graph::Dim const& dim, SymbolBounds found, std::string place)
    {
        if (dim->kind() != DimExpr::Kind::kSYMBOL)
        {
            return {};
        }
        size_t const index = static_cast<size_t>(dim->value());
        if (index >= bounds_.size())
        {
            return base::error(
                base::ErrorCode::kINTERNAL_ERROR, "{}: symbol {} of {} does not exist", place, index, bounds_.size());
        }
        if (from_[index].empty())
        {
            keep(index, found);
            from_[index] = std::move(place);
            return {};
        }
        SymbolBounds const& known = bounds_[index];
        if (known.opt != found.opt || std::max(known.min, found.min) > std::min(known.max, found.max))
        {
            return base::invalidArgument(
                "dimension \"{}\": expected the same sizes wherever it stands, found {}..{}..{} in {} and "
                "{}..{}..{} in {}; give both inputs the same minimum, optimum and maximum",
                network_.symbols()[index].name, known.min, known.opt, known.max, from_[index], found.min, found.opt,
                found.max, place);
        }
        keep(index, {std::max(known.min, found.min), known.opt, std::min(known.max, found.max)});
        return {};
    }

    //! A size that an operation tells: what its bounds evaluate to with the symbols that are known by now.
    Status bindSize(graph::Op const& op, graph::SizeSymbol const& size)
    {
        std::string place = fmt::format("{}, size {}", op.label(), size.index);
        graph::Range const upper = graph::bounds(size.upper, ranges_);
        TENON_ASSIGN(
            int64_t const expected, graph::evaluate(size.expected, optima_).withNote("for the optimum of {}", place));
        if (upper.max < 0)
        {
            return base::invalidArgument("{}: expected an upper bound of at least 0, found {}", place, upper.max);
        }
        return bind(graph::symbol(size.symbol), {0, std::clamp<int64_t>(expected, 0, upper.max), upper.max}, place);
    }

    Result<std::vector<SymbolBounds>> take()
    {
        for (size_t i = 0; i < bounds_.size(); ++i)
        {
            // A symbol of a network that lost its input keeps what the network knows of it.
            if (from_[i].empty())
            {
                graph::Range const known = network_.symbols()[i].range;
                bounds_[i] = {known.min, known.min, known.max};
            }
        }
        return std::move(bounds_);
    }

private:
    void keep(size_t index, SymbolBounds bounds)
    {
        bounds_[index] = bounds;
        ranges_[index] = {bounds.min, bounds.max};
        optima_[index] = bounds.opt;
    }

    graph::Graph const& network_;
    std::vector<SymbolBounds> bounds_;
    std::vector<graph::Range> ranges_; //!< the same, as expressions are evaluated with them
    std::vector<int64_t> optima_;
    std::vector<std::string> from_;
};

Status bindDims(SymbolCollector& collector, Tensor const& input, graph::Profile const& profile)
{
    auto const entry = profile.dims.find(input.name);
    for (size_t d = 0; d < input.dims.size(); ++d)
    {
        if (input.dims[d]->kind() != DimExpr::Kind::kSYMBOL)
        {
            continue;
        }
        if (entry == profile.dims.end() || static_cast<size_t>(entry->second.min.nbDims) != input.dims.size())
        {
            return base::invalidArgument(
                "input \"{}\": expected minimum, optimum and maximum of its {} dimensions in the "
                "optimization profile, found none of that rank",
                input.name, input.dims.size());
        }
        auto const& [min, opt, max] = entry->second;
        TENON_CHECK(collector.bind(input.dims[d], {min.d[d], opt.d[d], max.d[d]},
            fmt::format("input \"{}\" dimension {}", input.name, dimensionText(input, d))));
    }
    return {};
}

Status bindValues(SymbolCollector& collector, Tensor const& input, graph::Profile const& profile)
{
    if (!input.values)
    {
        return {};
    }
    auto const entry = profile.shapeValues.find(input.name);
    size_t const count = input.values->size();
    for (size_t i = 0; i < count; ++i)
    {
        if ((*input.values)[i]->kind() != DimExpr::Kind::kSYMBOL)
        {
            continue;
        }
        if (entry == profile.shapeValues.end() || entry->second.min.size() != count || entry->second.opt.size() != count
            || entry->second.max.size() != count)
        {
            return base::invalidArgument(
                "shape input \"{}\": expected minimum, optimum and maximum of its {} values in the "
                "optimization profile, found none of that number",
                input.name, count);
        }
        auto const& [min, opt, max] = entry->second;
        TENON_CHECK(collector.bind(
            (*input.values)[i], {min[i], opt[i], max[i]}, fmt::format("shape input \"{}\" value {}", input.name, i)));
    }
    return {};
}

//! True if the size of some tensor is known only once an operation has run.
bool hasDataSizes(graph::Graph const& network)
{
    return std::any_of(network.ops().begin(), network.ops().end(), [](auto const& op) { return !op->sizes.empty(); });
}

} // namespace

std::string dimensionText(Tensor const& tensor, size_t dimension)
{
    bool const named = dimension < tensor.dimensionNames.size() && !tensor.dimensionNames[dimension].empty();
    return named ? fmt::format("{} (\"{}\")", dimension, tensor.dimensionNames[dimension]) : std::to_string(dimension);
}

Result<std::vector<SymbolBounds>> symbolBounds(graph::Graph const& network, graph::Profile const& profile)
{
    SymbolCollector collector(network);
    for (Tensor const* const input : network.inputs())
    {
        TENON_CHECK(bindDims(collector, *input, profile));
        TENON_CHECK(bindValues(collector, *input, profile));
    }
    if (hasDataSizes(network))
    {
        TENON_ASSIGN(std::vector<graph::Op*> const order, network.sorted());
        for (graph::Op const* const op : order)
        {
            for (graph::SizeSymbol const& size : op->sizes)
            {
                TENON_CHECK(collector.bindSize(*op, size));
            }
        }
    }
    return collector.take();
}

Status TensorRanges::addDataSizes(graph::Graph const& network)
{
    if (!hasDataSizes(network))
    {
        return {};
    }
    TENON_ASSIGN(std::vector<graph::Op*> const order, network.sorted());
    for (graph::Op const* const op : order)
    {
        for (size_t place = 0; place < op->sizes.size(); ++place)
        {
            graph::SizeSymbol const& size = op->sizes[place];
            dataSizes_.push_back(
                {static_cast<int32_t>(op->place), static_cast<int32_t>(place), size.symbol, program_.add(size.upper)});
        }
    }
    return {};
}

void TensorRanges::findDependents(graph::Graph const& network)
{
    if (dataSizes_.empty())
    {
        return;
    }
    std::vector<bool> isSize(network.symbols().size(), false);
    for (DataSize const& size : dataSizes_)
    {
        isSize[static_cast<size_t>(size.symbol)] = true;
    }
    for (graph::DimProgram::Instruction const& step : program_.instructions())
    {
        bool const isOperation = step.kind == DimExpr::Kind::kOPERATION;
        bool const known = isOperation
            ? !dependsOnData_[static_cast<size_t>(step.left)] && !dependsOnData_[static_cast<size_t>(step.right)]
            : step.kind != DimExpr::Kind::kSYMBOL || !isSize[static_cast<size_t>(step.value)];
        dependsOnData_.push_back(!known);
    }
}

bool TensorRanges::dependsOnData(int32_t tensor, size_t dimension) const
{
    return !dependsOnData_.empty()
        && dependsOnData_[static_cast<size_t>(places(static_cast<size_t>(tensor))[dimension])];
}

bool TensorRanges::dependsOnData(int32_t tensor) const
{
    for (size_t d = 0; !dependsOnData_.empty() && d < places(static_cast<size_t>(tensor)).size(); ++d)
    {
        if (dependsOnData(tensor, d))
        {
            return true;
        }
    }
    return false;
}

Result<TensorRanges> TensorRanges::of(graph::Graph const& network, std::vector<graph::Profile> const& profiles)
{
    TensorRanges ranges;
    TENON_CHECK(ranges.addDataSizes(network));
    ranges.placesBegin_.reserve(network.tensors().size() + 1);
    for (auto const& tensor : network.tensors())
    {
        for (size_t d = 0; tensor != nullptr && d < tensor->dims.size(); ++d)
        {
            ranges.places_.push_back(ranges.program_.add(tensor->dims[d]));
        }
        ranges.placesBegin_.push_back(ranges.places_.size());
    }
    ranges.findDependents(network);
    if (profiles.empty())
    {
        TENON_CHECK(ranges.addProfile(network, {}));
    }
    for (size_t p = 0; p < profiles.size(); ++p)
    {
        TENON_CHECK(ranges.addProfile(network, profiles[p]).withNote("in optimization profile {}", p));
    }
    return ranges;
}

Status TensorRanges::addProfile(graph::Graph const& network, graph::Profile const& profile)
{
    TENON_ASSIGN(std::vector<SymbolBounds> symbols, symbolBounds(network, profile));
    std::vector<graph::Range> symbolRanges;
    std::vector<int64_t> optima;
    for (SymbolBounds const& each : symbols)
    {
        symbolRanges.push_back({each.min, each.max});
        optima.push_back(each.opt);
    }
    std::vector<graph::Range> ranges;
    program_.bounds(symbolRanges, ranges);
    std::vector<int64_t> opts;
    TENON_CHECK(program_.run(optima, opts));

    std::vector<Bounds>& bounds = bounds_.emplace_back(tensorCount());
    for (size_t t = 0; t < tensorCount(); ++t)
    {
        Bounds& one = bounds[t];
        std::span<int32_t const> const placesOfTensor = places(t);
        int32_t const rank = static_cast<int32_t>(placesOfTensor.size());
        one.min.nbDims = one.opt.nbDims = one.max.nbDims = rank;
        for (int32_t d = 0; d < rank; ++d)
        {
            int32_t const place = placesOfTensor[static_cast<size_t>(d)];
            one.min.d[d] = std::max<int64_t>(ranges[place].min, 0);
            one.opt.d[d] = opts[place];
            one.max.d[d] = std::max<int64_t>(ranges[place].max, one.min.d[d]);
            if (ranges[place].max == INT64_MAX)
            {
                return base::invalidArgument("tensor \"{}\": expected an upper bound of dimension {}, found none",
                    network.tensors()[t]->name, dimensionText(*network.tensors()[t], d));
            }
            if (opts[place] < 0)
            {
                return base::invalidArgument(
                    "tensor \"{}\": expected dimension {} to be at least 0 at the profile's optimum, found {}",
                    network.tensors()[t]->name, dimensionText(*network.tensors()[t], d), opts[place]);
            }
        }
    }
    symbols_.push_back(std::move(symbols));
    return {};
}

graph::TensorRange TensorRanges::range(int32_t profile, Tensor const& tensor, graph::TypeFormat as) const
{
    Bounds const& known = bounds(profile, tensor.id);
    return {as.type, as.format, graph::toDims(tensor.dims), known.min, known.opt, known.max, graph::scaleOf(tensor)};
}

Result<int64_t> TensorRanges::maxBytes(Tensor const& tensor, graph::TypeFormat as) const
{
    int64_t most = 0;
    for (int32_t p = 0; p < profileCount(); ++p)
    {
        TENON_ASSIGN(int64_t const bytes,
            base::bytesOf(bounds(p, tensor.id).max, as.type, as.format)
                .withNote("for tensor \"{}\" in optimization profile {}", tensor.name, p));
        most = std::max(most, bytes);
    }
    return most;
}

} // namespace tenon::plan
