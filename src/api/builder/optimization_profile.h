// IOptimizationProfile: minimum, optimum and maximum of every dynamic input. Owned by the builder that made it.
#pragma once

#include "api/missing/optimization_profile.h"
#include "api/reporting.h"
#include "graph/profile.h"

#include <array>
#include <map>

namespace tenon::api
{

class OptimizationProfile final : public nvinfer1::IOptimizationProfile, public missing::OptimizationProfile
{
public:
    explicit OptimizationProfile(std::shared_ptr<Reporting const> reporting);

    bool setDimensions(
        char const* inputName, nvinfer1::OptProfileSelector select, nvinfer1::Dims const& dims) noexcept override;
    nvinfer1::Dims getDimensions(char const* inputName, nvinfer1::OptProfileSelector select) const noexcept override;
    bool setShapeValues(char const* inputName, nvinfer1::OptProfileSelector select, int32_t const* values,
        int32_t nbValues) noexcept override;
    bool setShapeValuesV2(char const* inputName, nvinfer1::OptProfileSelector select, int64_t const* values,
        int32_t nbValues) noexcept override;
    int32_t getNbShapeValues(char const* inputName) const noexcept override;
    int32_t const* getShapeValues(char const* inputName, nvinfer1::OptProfileSelector select) const noexcept override;
    int64_t const* getShapeValuesV2(char const* inputName, nvinfer1::OptProfileSelector select) const noexcept override;
    bool setExtraMemoryTarget(float target) noexcept override;
    float getExtraMemoryTarget() const noexcept override { return extraMemoryTarget_; }
    bool isValid() const noexcept override;

    //! For the build: error unless every input has all three, and min ≤ opt ≤ max.
    base::Result<graph::Profile> toProfile() const;

protected:
    base::Log callLog() const noexcept override { return reporting_->log(); }

private:
    //! Shape values in both widths that the API gives out.
    struct Values
    {
        std::vector<int64_t> wide;
        std::vector<int32_t> narrow;
    };
    template <typename T>
    using BySelector = std::array<std::optional<T>, 3>;

    base::Status setValues(char const* inputName, nvinfer1::OptProfileSelector select, std::vector<int64_t> values);
    Values const* findValues(char const* inputName, nvinfer1::OptProfileSelector select) const;

    std::shared_ptr<Reporting const> reporting_;
    std::map<std::string, BySelector<nvinfer1::Dims>, std::less<>> dims_;
    std::map<std::string, BySelector<Values>, std::less<>> values_;
    float extraMemoryTarget_{1.0F};
};

} // namespace tenon::api
