# The libraries that Tenon stands on, under one name each. Debian 12 packages all of them (scripts/dev/debian_packages.txt).
#
#   DNNL::dnnl  OpenMP::OpenMP_CXX  hwy::hwy  fmt::fmt  flatbuffers::flatbuffers  nlohmann_json::nlohmann_json
#   CLI11::CLI11  ext::onnx (messages only)  ext::xxhash  GTest::gtest  GTest::gmock  benchmark::benchmark
#   with TENON_CUDA also: CUDA::cudart  CUDA::cublasLt  CUDA::nvrtc  ext::cudnn

find_package(Threads REQUIRED)
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(hwy CONFIG REQUIRED)
find_package(fmt CONFIG REQUIRED)
find_package(FlatBuffers CONFIG REQUIRED)
find_package(nlohmann_json CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(Protobuf REQUIRED)

# tenon_external(<ext::name> HEADER <header> LIBRARY <library> [DEFINITIONS …] [LIBS …]): a library without a CMake package.
function(tenon_external target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "HEADER;LIBRARY" "DEFINITIONS;LIBS")
    string(REPLACE "::" "_" variable ${target})
    find_path(${variable}_INCLUDE ${arg_HEADER} REQUIRED HINTS ${CUDAToolkit_INCLUDE_DIRS})
    find_library(${variable}_LIBRARY ${arg_LIBRARY} REQUIRED HINTS ${CUDAToolkit_LIBRARY_DIR})
    add_library(${target} INTERFACE IMPORTED GLOBAL)
    target_include_directories(${target} INTERFACE ${${variable}_INCLUDE})
    target_compile_definitions(${target} INTERFACE ${arg_DEFINITIONS})
    target_link_libraries(${target} INTERFACE ${${variable}_LIBRARY} ${arg_LIBS})
endfunction()

# Debian's own package file for oneDNN asks for OpenCL, which the CPU engine does not need.
tenon_external(DNNL::dnnl HEADER dnnl.hpp LIBRARY dnnl)
tenon_external(ext::xxhash HEADER xxhash.h LIBRARY xxhash)
tenon_external(ext::onnx HEADER onnx/onnx_pb.h LIBRARY onnx_proto
               DEFINITIONS ONNX_NAMESPACE=onnx ONNX_ML=1 LIBS protobuf::libprotobuf)
if(TENON_CUDA)
    tenon_external(ext::cudnn HEADER cudnn.h LIBRARY cudnn)
endif()

if(TENON_BUILD_TESTS)
    find_package(GTest CONFIG REQUIRED)
    find_package(Python3 COMPONENTS Interpreter)
endif()
if(TENON_BUILD_TESTS OR TENON_BUILD_BENCHMARKS)
    find_package(benchmark CONFIG)
    if(TENON_BUILD_BENCHMARKS AND NOT benchmark_FOUND)
        message(FATAL_ERROR "TENON_BUILD_BENCHMARKS: needs Google Benchmark, found none; install libbenchmark-dev")
    endif()
endif()
