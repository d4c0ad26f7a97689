// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#ifndef NV_INFER_VERSION_H
#define NV_INFER_VERSION_H

//! \file
//! The release whose interface these headers declare.

//! The API level, 7, 8 or 10: which release's sources these headers serve. Set it on the compiler's command line, the same
//! for all sources of a library or program; the CMake targets Tenon::trt7, Tenon::trt8 and Tenon::trt10 do.
#ifndef TENON_API_LEVEL
#define TENON_API_LEVEL 10
#endif
#if TENON_API_LEVEL != 7 && TENON_API_LEVEL != 8 && TENON_API_LEVEL != 10
#error "TENON_API_LEVEL: expected 7, 8 or 10"
#endif

#if TENON_API_LEVEL == 10
#define TRT_MAJOR_ENTERPRISE 10
#define TRT_MINOR_ENTERPRISE 16
#define TRT_PATCH_ENTERPRISE 0
#define TRT_BUILD_ENTERPRISE 72
#elif TENON_API_LEVEL == 8
#define TRT_MAJOR_ENTERPRISE 8
#define TRT_MINOR_ENTERPRISE 6
#define TRT_PATCH_ENTERPRISE 1
#define TRT_BUILD_ENTERPRISE 6
#else
#define TRT_MAJOR_ENTERPRISE 7
#define TRT_MINOR_ENTERPRISE 2
#define TRT_PATCH_ENTERPRISE 3
#define TRT_BUILD_ENTERPRISE 4
#endif

#define NV_TENSORRT_MAJOR TRT_MAJOR_ENTERPRISE
#define NV_TENSORRT_MINOR TRT_MINOR_ENTERPRISE
#define NV_TENSORRT_PATCH TRT_PATCH_ENTERPRISE
#define NV_TENSORRT_BUILD TRT_BUILD_ENTERPRISE

#define NV_TENSORRT_LWS_MAJOR 0
#define NV_TENSORRT_LWS_MINOR 0
#define NV_TENSORRT_LWS_PATCH 0

#if TENON_API_LEVEL < 10
#define NV_TENSORRT_SONAME_MAJOR NV_TENSORRT_MAJOR
#define NV_TENSORRT_SONAME_MINOR NV_TENSORRT_MINOR
#define NV_TENSORRT_SONAME_PATCH NV_TENSORRT_PATCH
#endif

#define NV_TENSORRT_RELEASE_TYPE_EARLY_ACCESS 0
#define NV_TENSORRT_RELEASE_TYPE_RELEASE_CANDIDATE 1
#define NV_TENSORRT_RELEASE_TYPE_GENERAL_AVAILABILITY 2
#define NV_TENSORRT_RELEASE_TYPE NV_TENSORRT_RELEASE_TYPE_GENERAL_AVAILABILITY

#endif // NV_INFER_VERSION_H
