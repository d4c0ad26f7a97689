// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// The generated bases: what nothing implements reports its public name and returns its failure value.
#include "api/missing/builder.h"
#include "api/missing/cuda_engine.h"
#include "api/missing/tensor.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace
{
std::vector<std::string> gReports;
}

namespace tenon::api::missing
{
void Reporter::report(char const* what) const noexcept
{
    gReports.emplace_back(what);
}
} // namespace tenon::api::missing

namespace tenon
{
namespace
{
struct OnlyTf32 : api::missing::Builder
{
    bool platformHasTf32() const noexcept override { return true; }

    nvinfer1::IPluginRegistry& getPluginRegistry() noexcept override
    {
        return *static_cast<nvinfer1::IPluginRegistry*>(nullptr);
    }

protected:
    base::Log callLog() const noexcept override { return {}; }
};

struct BareTensor : api::missing::Tensor
{
protected:
    base::Log callLog() const noexcept override { return {}; }
};

TEST(MissingBases, ReportThePublicNameAndReturnTheFailureValue)
{
    gReports.clear();
    OnlyTf32 builder;
    nvinfer1::apiv::VBuilder& table = builder;
    EXPECT_TRUE(table.platformHasTf32());
    EXPECT_TRUE(gReports.empty());
    EXPECT_EQ(table.createNetworkV2(0), nullptr);
    EXPECT_FALSE(table.setMaxThreads(4));
    EXPECT_EQ(gReports, (std::vector<std::string>{"IBuilder::createNetworkV2", "IBuilder::setMaxThreads"}));
}

TEST(MissingBases, InvalidDimsHaveMinusOneDimensions)
{
    gReports.clear();
    BareTensor tensor;
    EXPECT_EQ(tensor.getDimensions().nbDims, -1);
    EXPECT_EQ(gReports, std::vector<std::string>{"ITensor::getDimensions"});
}
} // namespace
} // namespace tenon
