#include "builder/tactics/costs.h"

#include <gtest/gtest.h>

namespace tenon::builder
{
namespace
{

TEST(Costs, NoiseIsNoReasonToLeaveTheFirstOffer)
{
    Cost const first{100.0, CostSource::kMEASURED};
    EXPECT_EQ(decisiveCost({50.0, CostSource::kMEASURED}, first), 50.0);
    EXPECT_EQ(decisiveCost({89.0, CostSource::kCACHE}, first), 89.0);
    EXPECT_EQ(decisiveCost({95.0, CostSource::kMEASURED}, first), 100.0) << "less than a tenth";
    EXPECT_EQ(decisiveCost({130.0, CostSource::kMEASURED}, first), 130.0);
    EXPECT_EQ(decisiveCost({1.0, CostSource::kMEASURED}, {1.9, CostSource::kMEASURED}), 1.9)
        << "less than a microsecond";
    EXPECT_EQ(decisiveCost({1.0, CostSource::kMODEL}, {1.9, CostSource::kMODEL}), 1.0) << "the model has no noise";
}

} // namespace
} // namespace tenon::builder
