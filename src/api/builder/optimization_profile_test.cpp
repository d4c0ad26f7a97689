#include "api/testing/api_fixture.h"
#include "support/covers.h"

namespace tenon::testing
{
namespace
{

using nvinfer1::OptProfileSelector;

class OptimizationProfileTest : public ApiTest
{
protected:
    nvinfer1::IOptimizationProfile* profile = builder->createOptimizationProfile();
};

TEST_F(OptimizationProfileTest, GivesBackDimensions)
{
    TENON_COVERS("IOptimizationProfile::setDimensions", "IOptimizationProfile::getDimensions");
    EXPECT_EQ(profile->getDimensions("x", OptProfileSelector::kMIN).nbDims, -1);
    ASSERT_TRUE(profile->setDimensions("x", OptProfileSelector::kMAX, dims({8, 3})));
    EXPECT_EQ(sizes(profile->getDimensions("x", OptProfileSelector::kMAX)), list({8, 3}));
    EXPECT_EQ(profile->getDimensions("x", OptProfileSelector::kMIN).nbDims, -1);
    EXPECT_EQ(profile->getDimensions(nullptr, OptProfileSelector::kMAX).nbDims, -1);
}

TEST_F(OptimizationProfileTest, RefusesWhatCannotBe)
{
    ASSERT_TRUE(profile->setDimensions("x", OptProfileSelector::kMAX, dims({8, 3})));
    EXPECT_FALSE(profile->setDimensions("x", OptProfileSelector::kMIN, dims({9, 3})));
    EXPECT_ONE_ERROR("profile of input \"x\": expected kMIN of at most kMAX in dimension 0, found 9 and 8");
    EXPECT_FALSE(profile->setDimensions("x", OptProfileSelector::kMIN, dims({1})));
    EXPECT_ONE_ERROR("expected as many dimensions for kMIN as for kMAX, found 1 and 2");
    EXPECT_FALSE(profile->setDimensions("x", OptProfileSelector::kMIN, dims({-1, 3})));
    EXPECT_ONE_ERROR("expected sizes of at least 0, found -1 in dimension 0");
    EXPECT_FALSE(profile->setDimensions(nullptr, OptProfileSelector::kMIN, dims({1})));
    EXPECT_ONE_ERROR("name of the profile's input: expected text, found a null pointer");
    EXPECT_FALSE(profile->setDimensions("x", static_cast<OptProfileSelector>(3), dims({1})));
    EXPECT_ONE_ERROR("profile selector: expected an enumerator from 0 to 2, found 3");
    EXPECT_FALSE(profile->setDimensions(std::string(5000, 'n').c_str(), OptProfileSelector::kMIN, dims({1})));
    EXPECT_ONE_ERROR("expected at most 4096 bytes with the ending zero, found more");
    EXPECT_TRUE(profile->isValid() == false);
    logger.takeErrors();
}

TEST_F(OptimizationProfileTest, GivesBackShapeValuesInBothWidths)
{
    TENON_COVERS("IOptimizationProfile::setShapeValues", "IOptimizationProfile::setShapeValuesV2",
        "IOptimizationProfile::getNbShapeValues", "IOptimizationProfile::getShapeValues",
        "IOptimizationProfile::getShapeValuesV2");
    int32_t const narrow[]{1, 2};
    int64_t const wide[]{3, 4};
    EXPECT_EQ(profile->getNbShapeValues("s"), -1);
    ASSERT_TRUE(profile->setShapeValues("s", OptProfileSelector::kMIN, narrow, 2));
    ASSERT_TRUE(profile->setShapeValuesV2("s", OptProfileSelector::kMAX, wide, 2));
    EXPECT_EQ(profile->getNbShapeValues("s"), 2);
    EXPECT_EQ(profile->getShapeValuesV2("s", OptProfileSelector::kMIN)[1], 2);
    EXPECT_EQ(profile->getShapeValues("s", OptProfileSelector::kMAX)[1], 4);
    EXPECT_EQ(profile->getShapeValues("s", OptProfileSelector::kOPT), nullptr);
    EXPECT_FALSE(profile->setShapeValues("s", OptProfileSelector::kOPT, nullptr, 2));
    EXPECT_ONE_ERROR("shape values: expected an object, found a null pointer");
    EXPECT_FALSE(profile->setShapeValues("s", OptProfileSelector::kOPT, narrow, -2));
    EXPECT_ONE_ERROR("number of shape values");
    int32_t const large[]{9, 9};
    EXPECT_FALSE(profile->setShapeValues("s", OptProfileSelector::kOPT, large, 2));
    EXPECT_ONE_ERROR("expected kOPT of at most kMAX in value 0, found 9 and 3");
}

TEST_F(OptimizationProfileTest, BoundsTheExtraMemoryTarget)
{
    TENON_COVERS("IOptimizationProfile::setExtraMemoryTarget", "IOptimizationProfile::getExtraMemoryTarget");
    EXPECT_EQ(profile->getExtraMemoryTarget(), 1.0F);
    EXPECT_TRUE(profile->setExtraMemoryTarget(0.5F));
    EXPECT_EQ(profile->getExtraMemoryTarget(), 0.5F);
    EXPECT_FALSE(profile->setExtraMemoryTarget(1.5F));
    EXPECT_ONE_ERROR("extra memory target: expected a share from 0 to 1, found 1.5");
}

} // namespace
} // namespace tenon::testing
