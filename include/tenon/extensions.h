// What Tenon's own headers share. They need C++17; the NvInfer headers need C++11.
#pragma once

#if !defined(__cplusplus) || __cplusplus < 201703L
#error "include/tenon/ needs C++17: compile with -std=c++17 or later, or use the NvInfer headers alone"
#endif

#include <NvInfer.h>

//! Exported by libnvinfer; weak, so that a program that uses extensions also loads where another libnvinfer stands. Test the
//! function's address before calling it, or use the inline functions, which do.
#define TENON_EXTENSION extern "C" __attribute__((weak, visibility("default")))
