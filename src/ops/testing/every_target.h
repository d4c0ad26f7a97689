// Runs a test on each instruction set that this build and this machine have, the portable baseline included.
#pragma once

#include "ops/common/simd_targets.h"

#include <gtest/gtest.h>
#include <hwy/highway.h>
#include <hwy/targets.h>

namespace tenon::ops::testing
{

template <typename Body>
void onEveryTarget(Body const& body)
{
    hwy::SetSupportedTargetsForTest(0);
    for (int64_t const target : hwy::SupportedAndGeneratedTargets())
    {
        SCOPED_TRACE(hwy::TargetName(target));
        hwy::SetSupportedTargetsForTest(target);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        body();
    }
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

} // namespace tenon::ops::testing
