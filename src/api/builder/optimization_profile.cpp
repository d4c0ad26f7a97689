#include "api/builder/optimization_profile.h"

#include "api/argument_checks.h"
#include "api/guard.h"

#include <algorithm>
#include <limits>

namespace tenon::api
{

using nvinfer1::OptProfileSelector;

namespace
{

constexpr std::array<char const*, 3> kSelectorNames{"kMIN", "kOPT", "kMAX"};

size_t placeOf(OptProfileSelector select)
{
    return static_cast<size_t>(select);
}

bool isSelector(OptProfileSelector select)
{
    return static_cast<int32_t>(select) >= 0 && static_cast<int32_t>(select) < nvinfer1::EnumMax<OptProfileSelector>();
}

Status checkArguments(char const* inputName, OptProfileSelector select)
{
    TENON_CHECK(checkName("name of the profile's input", inputName));
    return checkEnumerator("profile selector", select);
}

//! Among what is set already, sizes must not fall from kMIN to kOPT to kMAX.
Status checkOrder(std::string const& input, std::span<int64_t const> smaller, std::span<int64_t const> larger,
    size_t smallerAt, size_t largerAt, std::string_view unit)
{
    if (smaller.size() != larger.size())
    {
        return base::invalidArgument("profile of input \"{}\": expected as many {}s for {} as for {}, found {} and {}",
            input, unit, kSelectorNames[smallerAt], kSelectorNames[largerAt], smaller.size(), larger.size());
    }
    for (size_t i = 0; i < smaller.size(); ++i)
    {
        if (smaller[i] > larger[i])
        {
            return base::invalidArgument("profile of input \"{}\": expected {} of at most {} in {} {}, found {} and {}",
                input, kSelectorNames[smallerAt], kSelectorNames[largerAt], unit, i, smaller[i], larger[i]);
        }
    }
    return {};
}

template <typename Entry, typename Sizes>
Status checkAgainstOthers(std::string const& input, Entry const& entry, size_t at, std::span<int64_t const> sizes,
    Sizes const& sizesOf, std::string_view unit)
{
    for (size_t other = 0; other < entry.size(); ++other)
    {
        if (other == at || !entry[other])
        {
            continue;
        }
        std::span<int64_t const> const theirs = sizesOf(*entry[other]);
        TENON_CHECK(other < at ? checkOrder(input, theirs, sizes, other, at, unit)
                               : checkOrder(input, sizes, theirs, at, other, unit));
    }
    return {};
}

template <typename Entry>
Status checkComplete(std::string const& input, Entry const& entry, std::string_view unit)
{
    for (size_t i = 0; i < entry.size(); ++i)
    {
        if (!entry[i])
        {
            return base::invalidArgument(
                "profile of input \"{}\": expected {}s for kMIN, kOPT and kMAX, found none for {}", input, unit,
                kSelectorNames[i]);
        }
    }
    return {};
}

} // namespace

OptimizationProfile::OptimizationProfile(std::shared_ptr<Reporting const> reporting)
    : reporting_(std::move(reporting))
{
    mImpl = this;
}

bool OptimizationProfile::setDimensions(
    char const* inputName, OptProfileSelector select, nvinfer1::Dims const& dims) noexcept
{
    return succeeds(callLog(), "IOptimizationProfile::setDimensions", [&]() -> Status {
        TENON_CHECK(checkArguments(inputName, select));
        TENON_CHECK(checkDims(
            fmt::format("{} dimensions of input \"{}\"", kSelectorNames[placeOf(select)], inputName), dims, 0));
        auto const known = dims_.find(std::string_view(inputName));
        BySelector<nvinfer1::Dims> entry = known == dims_.end() ? BySelector<nvinfer1::Dims>() : known->second;
        TENON_CHECK(checkAgainstOthers(
            inputName, entry, placeOf(select), base::sizesOf(dims),
            [](nvinfer1::Dims const& theirs) { return base::sizesOf(theirs); }, "dimension"));
        entry[placeOf(select)] = dims;
        dims_[inputName] = entry;
        return {};
    });
}

nvinfer1::Dims OptimizationProfile::getDimensions(char const* inputName, OptProfileSelector select) const noexcept
{
    auto const it = inputName == nullptr || !isSelector(select) ? dims_.end() : dims_.find(std::string_view(inputName));
    if (it == dims_.end() || !it->second[placeOf(select)])
    {
        return nvinfer1::Dims{-1, {}};
    }
    return *it->second[placeOf(select)];
}

Status OptimizationProfile::setValues(char const* inputName, OptProfileSelector select, std::vector<int64_t> values)
{
    auto const known = values_.find(std::string_view(inputName));
    BySelector<Values> entry = known == values_.end() ? BySelector<Values>() : known->second;
    TENON_CHECK(checkAgainstOthers(
        inputName, entry, placeOf(select), values,
        [](Values const& theirs) -> std::span<int64_t const> { return theirs.wide; }, "value"));
    Values both;
    for (int64_t const value : values)
    {
        constexpr int64_t kLowest = std::numeric_limits<int32_t>::min();
        constexpr int64_t kHighest = std::numeric_limits<int32_t>::max();
        both.narrow.push_back(static_cast<int32_t>(std::clamp(value, kLowest, kHighest)));
    }
    both.wide = std::move(values);
    entry[placeOf(select)] = std::move(both);
    values_[inputName] = std::move(entry);
    return {};
}

bool OptimizationProfile::setShapeValues(
    char const* inputName, OptProfileSelector select, int32_t const* values, int32_t nbValues) noexcept
{
    return succeeds(callLog(), "IOptimizationProfile::setShapeValues", [&]() -> Status {
        TENON_CHECK(checkArguments(inputName, select));
        TENON_CHECK(checkPointer("shape values", values));
        TENON_CHECK(checkIndex("number of shape values", nbValues, int64_t{1} << 31));
        return setValues(inputName, select, std::vector<int64_t>(values, values + nbValues));
    });
}

bool OptimizationProfile::setShapeValuesV2(
    char const* inputName, OptProfileSelector select, int64_t const* values, int32_t nbValues) noexcept
{
    return succeeds(callLog(), "IOptimizationProfile::setShapeValuesV2", [&]() -> Status {
        TENON_CHECK(checkArguments(inputName, select));
        TENON_CHECK(checkPointer("shape values", values));
        TENON_CHECK(checkIndex("number of shape values", nbValues, int64_t{1} << 31));
        return setValues(inputName, select, std::vector<int64_t>(values, values + nbValues));
    });
}

OptimizationProfile::Values const* OptimizationProfile::findValues(
    char const* inputName, OptProfileSelector select) const
{
    auto const it =
        inputName == nullptr || !isSelector(select) ? values_.end() : values_.find(std::string_view(inputName));
    return it == values_.end() || !it->second[placeOf(select)] ? nullptr : &*it->second[placeOf(select)];
}

int32_t OptimizationProfile::getNbShapeValues(char const* inputName) const noexcept
{
    for (OptProfileSelector const select :
        {OptProfileSelector::kMIN, OptProfileSelector::kOPT, OptProfileSelector::kMAX})
    {
        if (Values const* const values = findValues(inputName, select))
        {
            return static_cast<int32_t>(values->wide.size());
        }
    }
    return -1;
}

int32_t const* OptimizationProfile::getShapeValues(char const* inputName, OptProfileSelector select) const noexcept
{
    Values const* const values = findValues(inputName, select);
    return values == nullptr ? nullptr : values->narrow.data();
}

int64_t const* OptimizationProfile::getShapeValuesV2(char const* inputName, OptProfileSelector select) const noexcept
{
    Values const* const values = findValues(inputName, select);
    return values == nullptr ? nullptr : values->wide.data();
}

bool OptimizationProfile::setExtraMemoryTarget(float target) noexcept
{
    return succeeds(callLog(), "IOptimizationProfile::setExtraMemoryTarget", [&]() -> Status {
        if (!(target >= 0.0F && target <= 1.0F))
        {
            return base::invalidArgument("extra memory target: expected a share from 0 to 1, found {:g}", target);
        }
        extraMemoryTarget_ = target;
        return {};
    });
}

bool OptimizationProfile::isValid() const noexcept
{
    return succeeds(callLog(), "IOptimizationProfile::isValid", [&]() -> Status {
        auto const profile = toProfile();
        return profile.ok() ? Status() : Status(profile.error());
    });
}

base::Result<graph::Profile> OptimizationProfile::toProfile() const
{
    graph::Profile profile;
    for (auto const& [input, entry] : dims_)
    {
        TENON_CHECK(checkComplete(input, entry, "dimension"));
        profile.dims[input] = {*entry[0], *entry[1], *entry[2]};
    }
    for (auto const& [input, entry] : values_)
    {
        TENON_CHECK(checkComplete(input, entry, "value"));
        profile.shapeValues[input] = {entry[0]->wide, entry[1]->wide, entry[2]->wide};
    }
    return profile;
}

} // namespace tenon::api
