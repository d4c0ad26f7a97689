# Run by the install step of the wheel: gathers the shared libraries that the package's own need, so that the wheel runs where Debian's packages are
# not installed. What every machine has, or must bring itself, stays out: the C and C++ runtime, the driver, CUDA's libraries.
#
# Variables: PATCHELF, the program. Libraries come with the copyright file of the Debian package that they are from.
set(package "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/tenon")
set(foreign "^(ld-linux.*|linux-vdso|libc|libm|libdl|libpthread|librt|libresolv|libutil|libstdc\\+\\+|libgcc_s)\\.so"
            "^(libcuda|libnvidia-.*|libcudart|libcublas.*|libcudnn.*|libnvrtc.*|libnvJitLink|libnccl|libpython.*)\\.so")

# Wheels have no links: a library is one file, named as those that need it name it.
file(GLOB links ${package}/lib/*.so*)
foreach(link IN LISTS links)
    if(IS_SYMLINK ${link})
        file(REAL_PATH ${link} target)
        file(REMOVE ${link})
        file(RENAME ${target} ${link})
    endif()
endforeach()

file(GLOB libraries ${package}/lib/*.so*)
file(GLOB modules ${package}/_tenon*.so)
file(GET_RUNTIME_DEPENDENCIES LIBRARIES ${libraries} MODULES ${modules} EXECUTABLES ${package}/bin/tenon DIRECTORIES ${package}/lib
     RESOLVED_DEPENDENCIES_VAR found UNRESOLVED_DEPENDENCIES_VAR missing CONFLICTING_DEPENDENCIES_PREFIX twice PRE_EXCLUDE_REGEXES ${foreign})
if(missing)
    message(FATAL_ERROR "wheel: expected every shared library that it needs, found none of ${missing}; ./dev installs what is missing")
endif()
foreach(library IN LISTS found)
    cmake_path(IS_PREFIX package ${library} NORMALIZE ours)
    if(ours)
        continue()
    endif()
    cmake_path(GET library FILENAME name)
    file(REAL_PATH ${library} real)
    file(COPY_FILE ${real} ${package}/lib/${name})
    list(APPEND libraries ${package}/lib/${name})
    cmake_path(GET real FILENAME file)
    execute_process(COMMAND dpkg-query --search */${file} OUTPUT_VARIABLE owner RESULT_VARIABLE unknown ERROR_QUIET)
    if(NOT unknown)
        string(REGEX REPLACE "[:,].*" "" owner "${owner}")
        if(EXISTS /usr/share/doc/${owner}/copyright)
            file(COPY_FILE /usr/share/doc/${owner}/copyright ${package}/licenses/${owner}.txt)
        endif()
    endif()
endforeach()
foreach(library IN LISTS libraries)
    execute_process(COMMAND ${PATCHELF} --set-rpath $ORIGIN ${library} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
execute_process(COMMAND ${PATCHELF} --set-rpath $ORIGIN/lib ${modules} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${PATCHELF} --set-rpath $ORIGIN/../lib ${package}/bin/tenon COMMAND_ERROR_IS_FATAL ANY)
