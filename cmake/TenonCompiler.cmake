# Flags, output folders and the compiler launcher: one setting for all targets, because precompiled headers are shared.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_LINK_DEPENDS_NO_SHARED ON)

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1 -DNDEBUG")

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
set(CMAKE_BUILD_RPATH_USE_ORIGIN ON)

# Plain -fPIC everywhere instead of CMake's choice of -fPIC or -fPIE for each target: a precompiled header serves only
# one of the two.
add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fPIC>)
add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wnon-virtual-dtor;-Wno-deprecated-declarations>")
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 sees uninitialised and overlapping memory in std::optional, std::variant and std::string where there is none.
    add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-Wno-maybe-uninitialized;-Wno-restrict>")
endif()
if(TENON_WERROR)
    # Members that an initializer leaves out have their defaults: that is meant.
    add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-Werror;-Wno-missing-field-initializers>")
endif()
if(TENON_SANITIZE)
    add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${TENON_SANITIZE};-fno-omit-frame-pointer>")
    if(TENON_SANITIZE MATCHES "undefined")
        # Not vptr: it compares classes by the address of their names, and each library has hidden names of its own for the public
        # interfaces (those of plugins at other API levels are other classes altogether).
        add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-fno-sanitize-recover=undefined;-fno-sanitize=vptr>")
    endif()
    add_link_options(-fsanitize=${TENON_SANITIZE})
endif()

# Coverage for libFuzzer: without it the fuzzer sees nothing of what its inputs reach.
if(TENON_FUZZ)
    add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-fsanitize=fuzzer-no-link>")
endif()

# ccache, where it is installed: paths below the checkout count as relative, so that two checkouts share their results.
find_program(TENON_CCACHE ccache)
if(TENON_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${TENON_CCACHE})
    set(CMAKE_CUDA_COMPILER_LAUNCHER ${CMAKE_CXX_COMPILER_LAUNCHER})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
    endif()
endif()

if(TENON_CUDA)
    if(NOT CMAKE_CUDA_COMPILER AND NOT DEFINED ENV{CUDACXX})
        find_program(TENON_NVCC nvcc HINTS $ENV{CUDA_HOME}/bin $ENV{CUDA_PATH}/bin /usr/local/cuda/bin)
        if(NOT TENON_NVCC)
            message(FATAL_ERROR "TENON_CUDA: needs the CUDA toolkit, found no nvcc in PATH, CUDA_HOME or "
                                "/usr/local/cuda; install the toolkit or set CUDACXX to its nvcc")
        endif()
        set(CMAKE_CUDA_COMPILER ${TENON_NVCC})
    endif()
    set(CMAKE_CUDA_RUNTIME_LIBRARY Shared)
    set(CMAKE_CUDA_VISIBILITY_PRESET hidden)
    if(NOT CMAKE_CUDA_ARCHITECTURES)
        set(CMAKE_CUDA_ARCHITECTURES 90)
    endif()
    enable_language(CUDA)
    set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION "-std=c++20") # CMake 3.25 does not know nvcc's
    set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION "-std=c++20")
    set(CMAKE_CUDA_STANDARD 20)
    find_package(CUDAToolkit REQUIRED)
    # 997: a method of a plugin hides one of the same name in an older interface; the API is made so.
    add_compile_options("$<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=-fPIC,-Wall;--expt-relaxed-constexpr;-diag-suppress=997>")
    add_compile_definitions(TENON_CUDA=1)
endif()
