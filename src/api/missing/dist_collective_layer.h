// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VDistCollectiveLayer with "not implemented yet" and its failure value.
class DistCollectiveLayer : public nvinfer1::apiv::VDistCollectiveLayer, public Reporter
{
public:
};
} // namespace tenon::api::missing
