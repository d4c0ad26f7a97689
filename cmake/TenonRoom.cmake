# tenon_room(<name> [DEPENDS <rooms>] [LIBS <libraries>] [PRIVATE_LIBS <libraries>] [TEST_LIBS <libraries>] [TEST_EXPORTS]
#            [PCH <headers>])
#
# Makes the targets of the folder that calls it, from all files below it, so that a new file needs no edit here:
#
#   tenon_<name>        static library: *.cpp, and *.cu with TENON_CUDA
#   tenon_<name>_test   GoogleTest binary: *_test.cpp, *_test.cu; one ctest entry, labelled with the room
#   tenon_<name>_bench  Google Benchmark binary: *_bench.cpp, *_bench.cu; part of the target `benchmarks`
#   tenon_<name>_fuzz_<stem>  one for each *_fuzz.cpp, with TENON_FUZZ
#
# Files below a folder `testing/` (what tests and benchmarks share) go into the test and benchmark binaries. Files below
# `fixtures/` (libraries that tests load) and the room's own main.cpp are left to the room's CMakeLists.txt.
# DEPENDS names rooms (base, graph, …): their headers are seen and they are linked. LIBS are seen by those who depend on
# this room, PRIVATE_LIBS are not. TEST_EXPORTS lets libraries that the test loads bind to the test's own symbols.
# PCH names headers of other projects, large ones that most of the room's sources include, to precompile for this room.

include_guard(GLOBAL)

add_custom_target(benchmarks)
add_custom_target(tests_only)

# Tests' own sources are compiled without optimisation, even where what they test is compiled with it: that takes half the time.
set(TENON_TEST_OPTIONS $<$<COMPILE_LANGUAGE:CXX>:-O0>)

# The precompiled headers, made once and used by all rooms: the flags are the same for all.
set(TENON_PCH_HEADERS
    <algorithm> <array> <chrono> <cstdint> <cstring> <functional> <map> <memory> <optional> <span> <string>
    <string_view> <unordered_map> <utility> <variant> <vector> <fmt/format.h>)
if(TENON_PCH)
    file(WRITE ${PROJECT_BINARY_DIR}/pch.cpp.in "// Exists to make a precompiled header.\n")
    configure_file(${PROJECT_BINARY_DIR}/pch.cpp.in ${PROJECT_BINARY_DIR}/pch.cpp COPYONLY)
    add_library(tenon_pch OBJECT ${PROJECT_BINARY_DIR}/pch.cpp)
    target_link_libraries(tenon_pch PRIVATE fmt::fmt)
    target_precompile_headers(tenon_pch PRIVATE ${TENON_PCH_HEADERS})
    if(TENON_BUILD_TESTS)
        add_library(tenon_test_pch OBJECT ${PROJECT_BINARY_DIR}/pch.cpp)
        target_link_libraries(tenon_test_pch PRIVATE fmt::fmt GTest::gtest GTest::gmock)
        target_precompile_headers(tenon_test_pch PRIVATE ${TENON_PCH_HEADERS} <gmock/gmock.h> <gtest/gtest.h>)
        target_compile_options(tenon_test_pch PRIVATE ${TENON_TEST_OPTIONS})
    endif()
endif()

# Adds a folder if it has a CMakeLists.txt, so that folders can come one by one.
function(tenon_add_folder folder)
    if(EXISTS ${PROJECT_SOURCE_DIR}/${folder}/CMakeLists.txt)
        add_subdirectory(${folder})
    endif()
endfunction()

# tenon_test(<target> LABEL <label>): registers a GoogleTest binary as one ctest entry.
function(tenon_test target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABEL" "")
    add_test(NAME ${target} COMMAND ${target} WORKING_DIRECTORY ${PROJECT_BINARY_DIR})
    set_tests_properties(${target} PROPERTIES LABELS "${arg_LABEL}" TIMEOUT 900)
    set_property(TEST ${target} PROPERTY ENVIRONMENT
        "GTEST_OUTPUT=xml:${PROJECT_BINARY_DIR}/test_results/" "GTEST_BRIEF=1"
        # Several test programs share the cores: waiting threads sleep instead of spinning.
        "OMP_WAIT_POLICY=passive")
    if(TENON_SANITIZE MATCHES "address")
        set_property(TEST ${target} APPEND PROPERTY ENVIRONMENT
            "ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:allocator_may_return_null=1"
            "LSAN_OPTIONS=print_suppressions=0:suppressions=${PROJECT_SOURCE_DIR}/tests/support/lsan.supp"
            "UBSAN_OPTIONS=print_stacktrace=1")
    elseif(TENON_SANITIZE MATCHES "thread")
        # libgomp is not instrumented: with one thread it has nothing that the sanitizer could take for a race.
        set_property(TEST ${target} APPEND PROPERTY ENVIRONMENT
            "OMP_NUM_THREADS=1" "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/tsan.supp")
    endif()
    add_dependencies(tests_only ${target})
endfunction()

# tenon_compile_together(<target>): with TENON_UNITY, twelve sources at a time, which takes a third of the time; so names in
# anonymous namespaces are unique within a room (tests/house checks it). Sources that compile themselves once for each SIMD
# target, or at an API level of their own, stay alone, and so does CUDA: each of its sources takes a core for long.
function(tenon_compile_together target)
    if(NOT TENON_UNITY AND NOT (TENON_UNITY_TARGETS AND target MATCHES "${TENON_UNITY_TARGETS}"))
        return()
    endif()
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12)
    get_target_property(sources ${target} SOURCES)
    list(FILTER sources INCLUDE REGEX "\\.(cpp|cu)$")
    foreach(source IN LISTS sources)
        get_filename_component(path ${source} ABSOLUTE)
        set(alone)
        if(source MATCHES "\\.cu$")
            set(alone ON)
        elseif(EXISTS ${path})
            file(STRINGS ${path} alone REGEX "foreach_target|HWY_TARGET|define TENON_API_LEVEL" LIMIT_COUNT 1)
        endif()
        if(alone)
            set_source_files_properties(${source} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
        endif()
    endforeach()
endfunction()

# tenon_test_sources(<target>): how tests are compiled: several sources at a time with TENON_UNITY, unoptimised, and with the
# precompiled header of tests where the target has no flags of its own that forbid it (NO_PCH).
function(tenon_test_sources target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "NO_PCH" "" "")
    tenon_compile_together(${target})
    target_compile_options(${target} PRIVATE ${TENON_TEST_OPTIONS})
    if(TENON_PCH AND NOT arg_NO_PCH)
        target_precompile_headers(${target} REUSE_FROM tenon_test_pch)
    endif()
endfunction()

function(tenon_room name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "TEST_EXPORTS" "" "DEPENDS;LIBS;PRIVATE_LIBS;TEST_LIBS;PCH")
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "tenon_room(${name}): knows DEPENDS, LIBS, PRIVATE_LIBS, TEST_LIBS, TEST_EXPORTS and PCH, "
                            "found ${arg_UNPARSED_ARGUMENTS}")
    endif()
    set(extensions cpp)
    if(TENON_CUDA)
        list(APPEND extensions cu)
    endif()
    set(patterns)
    foreach(extension IN LISTS extensions)
        list(APPEND patterns ${CMAKE_CURRENT_SOURCE_DIR}/*.${extension})
    endforeach()
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${patterns})
    # Below src/, plugins/ is no part of src/onnx and the like: a nested room has its own CMakeLists.txt and its own files.
    list(FILTER sources EXCLUDE REGEX "/fixtures/")
    list(REMOVE_ITEM sources ${CMAKE_CURRENT_SOURCE_DIR}/main.cpp)
    foreach(kind IN ITEMS test bench fuzz)
        set(${kind}_sources ${sources})
        list(FILTER ${kind}_sources INCLUDE REGEX "_${kind}\\.(cpp|cu)$")
        list(FILTER sources EXCLUDE REGEX "_${kind}\\.(cpp|cu)$")
    endforeach()
    set(testing_sources ${sources})
    list(FILTER testing_sources INCLUDE REGEX "/testing/")
    list(FILTER sources EXCLUDE REGEX "/testing/")

    set(depends)
    foreach(room IN LISTS arg_DEPENDS)
        if(NOT TARGET tenon_${room})
            message(FATAL_ERROR "tenon_room(${name}): DEPENDS names the room ${room}, found no such room before this one")
        endif()
        list(APPEND depends tenon_${room})
    endforeach()

    if(sources)
        add_library(tenon_${name} STATIC ${sources})
        tenon_compile_together(tenon_${name})
        set(scope PUBLIC)
        target_link_libraries(tenon_${name} PRIVATE ${arg_PRIVATE_LIBS})
        if(TENON_PCH AND arg_PCH)
            target_precompile_headers(tenon_${name} PRIVATE ${TENON_PCH_HEADERS} ${arg_PCH})
        # A file compiled with -fopenmp cannot use a header precompiled without.
        elseif(TENON_PCH AND NOT "OpenMP::OpenMP_CXX" IN_LIST arg_PRIVATE_LIBS)
            target_precompile_headers(tenon_${name} REUSE_FROM tenon_pch)
        endif()
    else()
        add_library(tenon_${name} INTERFACE)
        set(scope INTERFACE)
    endif()
    target_include_directories(tenon_${name} ${scope} ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)
    target_link_libraries(tenon_${name} ${scope} ${depends} ${arg_LIBS} fmt::fmt)

    if(TENON_BUILD_TESTS AND test_sources)
        add_executable(tenon_${name}_test ${test_sources} ${testing_sources})
        target_link_libraries(tenon_${name}_test PRIVATE tenon_${name} ${arg_PRIVATE_LIBS} ${arg_TEST_LIBS}
                              tenon_test_support GTest::gmock GTest::gtest GTest::gtest_main)
        set_target_properties(tenon_${name}_test PROPERTIES ENABLE_EXPORTS ${arg_TEST_EXPORTS})
        set(no_pch)
        if("OpenMP::OpenMP_CXX" IN_LIST arg_PRIVATE_LIBS)
            set(no_pch NO_PCH)
        endif()
        tenon_test_sources(tenon_${name}_test ${no_pch})
        tenon_test(tenon_${name}_test LABEL ${name})
    endif()
    if(bench_sources AND TARGET benchmark::benchmark)
        add_executable(tenon_${name}_bench ${bench_sources} ${testing_sources})
        tenon_compile_together(tenon_${name}_bench)
        if(NOT TENON_BUILD_BENCHMARKS)
            set_target_properties(tenon_${name}_bench PROPERTIES EXCLUDE_FROM_ALL ON)
        endif()
        target_link_libraries(tenon_${name}_bench PRIVATE tenon_${name} ${arg_PRIVATE_LIBS} ${arg_TEST_LIBS}
                              tenon_test_support benchmark::benchmark benchmark::benchmark_main)
        if(TENON_PCH AND NOT "OpenMP::OpenMP_CXX" IN_LIST arg_PRIVATE_LIBS)
            target_precompile_headers(tenon_${name}_bench REUSE_FROM tenon_pch)
        endif()
        add_dependencies(benchmarks tenon_${name}_bench)
    endif()
    if(TENON_FUZZ)
        foreach(source IN LISTS fuzz_sources)
            get_filename_component(stem ${source} NAME_WE)
            add_executable(tenon_${name}_${stem} ${source})
            target_link_libraries(tenon_${name}_${stem} PRIVATE tenon_${name} ${arg_PRIVATE_LIBS} ${arg_TEST_LIBS})
            target_link_options(tenon_${name}_${stem} PRIVATE -fsanitize=fuzzer)
        endforeach()
    endif()
endfunction()
