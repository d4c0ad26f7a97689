// What the user asks for must be answerable: outputs, batch, profiles, workspace. Messages name what to call.
#include "builder/passes/passes.h"

#include <algorithm>

namespace tenon::builder
{
namespace
{

using graph::DimExpr;
using graph::Profile;

std::string shapeText(Tensor const& tensor)
{
    return base::toString(graph::toDims(tensor.dims));
}

bool isDynamic(Tensor const& input)
{
    return !graph::isConstant(input.dims);
}

Status checkOrder(
    std::string const& subject, size_t profile, std::string const& where, int64_t min, int64_t opt, int64_t max)
{
    if (min <= opt && opt <= max)
    {
        return {};
    }
    return base::invalidArgument(
        "{}: expected minimum <= optimum <= maximum of {} in optimization profile {}, found {}, {} and {}", subject,
        where, profile, min, opt, max);
}

Status checkDimension(Tensor const& input, size_t d, Profile::InputDims const& dims, size_t profile)
{
    std::string const subject = fmt::format("input \"{}\"", input.name);
    std::string const where = "dimension " + plan::dimensionText(input, d);
    int64_t const min = dims.min.d[d];
    int64_t const opt = dims.opt.d[d];
    int64_t const max = dims.max.d[d];
    graph::Dim const& dim = input.dims[d];
    if (dim->isConstant() && (min != dim->value() || opt != dim->value() || max != dim->value()))
    {
        return base::invalidArgument(
            "{}: expected {} to be {} in optimization profile {}, as the network says, found {}, {} and {}", subject,
            where, dim->value(), profile, min, opt, max);
    }
    if (min < 0)
    {
        return base::invalidArgument("{}: expected {} to be at least 0 in optimization profile {}, found minimum {}",
            subject, where, profile, min);
    }
    return checkOrder(subject, profile, where, min, opt, max);
}

Status checkInput(Tensor const& input, Profile const& profile, size_t index)
{
    auto const entry = profile.dims.find(input.name);
    if (entry == profile.dims.end())
    {
        if (isDynamic(input))
        {
            return base::invalidArgument(
                "input \"{}\": expected its minimum, optimum and maximum shape in optimization profile {}, since its "
                "shape {} is dynamic, found none; call IOptimizationProfile::setDimensions for it",
                input.name, index, shapeText(input));
        }
        return {};
    }
    auto const& [min, opt, max] = entry->second;
    char const* const selectors[]{"minimum", "optimum", "maximum"};
    base::Dims const* const all[]{&min, &opt, &max};
    for (size_t i = 0; i < 3; ++i)
    {
        if (static_cast<size_t>(std::max(all[i]->nbDims, 0)) != input.dims.size())
        {
            return base::invalidArgument(
                "input \"{}\": expected {} dimensions (shape {}) as its {} in optimization profile {}, found {}",
                input.name, input.dims.size(), shapeText(input), selectors[i], index, base::toString(*all[i]));
        }
    }
    for (size_t d = 0; d < input.dims.size(); ++d)
    {
        TENON_CHECK(checkDimension(input, d, entry->second, index));
    }
    return {};
}

Status checkShapeValues(Tensor const& input, Profile const& profile, size_t index)
{
    if (!input.values)
    {
        return {};
    }
    auto const entry = profile.shapeValues.find(input.name);
    size_t const count = input.values->size();
    if (entry == profile.shapeValues.end() || entry->second.min.size() != count || entry->second.opt.size() != count
        || entry->second.max.size() != count)
    {
        return base::invalidArgument(
            "shape input \"{}\": expected {} minimum, optimum and maximum values in optimization profile {}, found {}; "
            "call IOptimizationProfile::setShapeValues for it",
            input.name, count, index, entry == profile.shapeValues.end() ? size_t{0} : entry->second.opt.size());
    }
    auto const& [min, opt, max] = entry->second;
    for (size_t i = 0; i < count; ++i)
    {
        TENON_CHECK(checkOrder(
            fmt::format("shape input \"{}\"", input.name), index, fmt::format("value {}", i), min[i], opt[i], max[i]));
    }
    return {};
}

//! A name that no input has is a misspelling more often than not.
Status checkNames(Graph const& network, Profile const& profile, size_t index)
{
    for (auto const& [name, dims] : profile.dims)
    {
        std::string const& wanted = name; // clang 14 captures no structured bindings
        auto const known = [&](Tensor const* input) { return input->name == wanted; };
        if (std::none_of(network.inputs().begin(), network.inputs().end(), known))
        {
            std::vector<std::string> names;
            for (Tensor const* const input : network.inputs())
            {
                names.push_back(input->name);
            }
            return base::invalidArgument(
                "optimization profile {}: expected names of network inputs (\"{}\"), found \"{}\"", index,
                fmt::join(names, "\", \""), name);
        }
    }
    return {};
}

Status checkProfiles(Graph const& network, PassContext& context)
{
    if (context.profiles.empty())
    {
        for (Tensor const* const input : network.inputs())
        {
            if (isDynamic(*input) || input->values)
            {
                return base::invalidArgument(
                    "input \"{}\": expected an optimization profile, since its shape {} is dynamic, found none; add one "
                    "with IOptimizationProfile::setDimensions and IBuilderConfig::addOptimizationProfile",
                    input->name, shapeText(*input));
            }
        }
        context.profiles.emplace_back();
    }
    for (size_t p = 0; p < context.profiles.size(); ++p)
    {
        Profile const& profile = context.profiles[p];
        TENON_CHECK(checkNames(network, profile, p));
        for (Tensor const* const input : network.inputs())
        {
            TENON_CHECK(checkInput(*input, profile, p));
            TENON_CHECK(checkShapeValues(*input, profile, p));
        }
    }
    return {};
}

//! The one profile of a network with implicit batch: every batch up to the maximum, tuned for the maximum.
Status makeBatchProfile(Graph const& network, PassContext& context)
{
    int32_t const batch = context.request.settings.maxBatchSize;
    if (batch < 1)
    {
        return base::invalidArgument(
            "maximum batch size: expected at least 1, found {}; call IBuilder::setMaxBatchSize", batch);
    }
    if (!context.profiles.empty())
    {
        context.log().warning(
            "optimization profiles: a network with implicit batch has none of its own, found {}; they are ignored",
            context.profiles.size());
    }
    Profile profile;
    for (Tensor const* const input : network.inputs())
    {
        for (size_t d = 1; d < input->dims.size(); ++d)
        {
            if (!input->dims[d]->isConstant())
            {
                return base::invalidArgument(
                    "input \"{}\": expected fixed dimensions in a network with implicit batch, found {}; make the "
                    "network with explicit batch to have others",
                    input->name, shapeText(*input));
            }
        }
        if (!isDynamic(*input))
        {
            continue;
        }
        Profile::InputDims dims;
        dims.min = dims.opt = dims.max = graph::toDims(input->dims);
        dims.min.d[0] = 1;
        dims.opt.d[0] = dims.max.d[0] = batch;
        profile.dims[input->name] = dims;
    }
    context.profiles = {std::move(profile)};
    return {};
}

//! What a symbol may be over all profiles.
Status boundSymbols(Graph& network, PassContext const& context)
{
    for (size_t p = 0; p < context.profiles.size(); ++p)
    {
        auto const found = plan::symbolBounds(network, context.profiles[p]).withNote("in optimization profile {}", p);
        if (!found.ok())
        {
            return found.error();
        }
        for (size_t s = 0; s < found->size(); ++s)
        {
            graph::Range const known = network.symbols()[s].range;
            network.setSymbolRange(s,
                {p == 0 ? (*found)[s].min : std::min(known.min, (*found)[s].min),
                    p == 0 ? (*found)[s].max : std::max(known.max, (*found)[s].max)});
        }
    }
    return {};
}

//! An input that is an output too is one tensor with two bindings of one name.
Status checkInputsThatAreOutputs(Graph const& network, PassContext const& context)
{
    for (Tensor const* const input : network.inputs())
    {
        if (!input->isOutput)
        {
            continue;
        }
        if ((input->allowedFormats & (input->allowedFormats - 1)) != 0)
        {
            return base::invalidArgument(
                "tensor \"{}\": expected one allowed format, since it is an input and an output of the network, "
                "found {:#x}; leave one with ITensor::setAllowedFormats",
                input->name, input->allowedFormats);
        }
        context.log().warning(
            "tensor \"{}\": is an input and an output of the network; setTensorAddress gives both one address, "
            "setInputTensorAddress and setOutputTensorAddress or a list of bindings give each its own",
            input->name);
    }
    return {};
}

//! On the CPU the host's memory is the device's.
Status checkLocations(Graph const& network, PassContext const& context)
{
    for (std::vector<Tensor*> const* const list : {&network.inputs(), &network.outputs()})
    {
        for (Tensor const* const tensor : *list)
        {
            if (tensor->onHost && !tensor->values && context.device().kind() != devices::DeviceKind::kCPU)
            {
                return base::notImplemented(
                    "tensor \"{}\": TensorLocation::kHOST for a tensor that is no shape input, on {}; leave it on the device",
                    tensor->name, context.device().description());
            }
        }
    }
    return {};
}

} // namespace

Result<bool> validateRequest(Graph& network, PassContext& context)
{
    TENON_CHECK(network.verify());
    if (network.outputs().empty())
    {
        return base::invalidArgument(
            "network: expected at least one output, found none; call INetworkDefinition::markOutput");
    }
    if (context.request.workspaceLimitBytes < 0)
    {
        return base::invalidArgument(
            "workspace limit: expected at least 0 bytes, found {}", context.request.workspaceLimitBytes);
    }
    TENON_CHECK(checkInputsThatAreOutputs(network, context));
    TENON_CHECK(checkLocations(network, context));
    if (network.implicitBatch)
    {
        TENON_CHECK(makeBatchProfile(network, context));
    }
    TENON_CHECK(checkProfiles(network, context));
    TENON_CHECK(boundSymbols(network, context));
    return false;
}

} // namespace tenon::builder
