# Installs the build, moves the installed folder, builds tests/package/consumer against it and runs its programs.
# cmake -DBUILD=<build folder> -DWORK=<folder to work in> -DCOMPILER=<C++ compiler> -P install_and_use.cmake

function(run)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(NOT status EQUAL 0)
        list(JOIN ARGN " " command)
        message(FATAL_ERROR "${command}: expected exit status 0, found ${status}\n${output}")
    endif()
    set(output "${output}" PARENT_SCOPE)
endfunction()

unset(ENV{LD_LIBRARY_PATH})
unset(ENV{DESTDIR})
file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/first)
file(RENAME ${WORK}/first ${WORK}/moved)
run(${CMAKE_COMMAND} -G Ninja -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${WORK}/build -DCMAKE_PREFIX_PATH=${WORK}/moved
    -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_INSTALL_PREFIX=${WORK}/installed)
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${CMAKE_COMMAND} --install ${WORK}/build)

foreach(level IN ITEMS 7 8 10)
    # From the build, and as installed, where the build's run paths are gone.
    foreach(folder IN ITEMS build installed/bin)
        run(${WORK}/${folder}/probe_trt${level})
        if(NOT output MATCHES "level ${level}: found PackageProbe ${level}")
            message(FATAL_ERROR "probe_trt${level} in ${folder}: expected it to find its plugin, found:\n${output}")
        endif()
    endforeach()
endforeach()
run(${WORK}/build/probe_cuda_host)
if(NOT output MATCHES "copied 42")
    message(FATAL_ERROR "probe_cuda_host: expected it to copy a number through cudaMalloc, found:\n${output}")
endif()
if(EXISTS ${WORK}/moved/bin/tenon)
    run(${WORK}/moved/bin/tenon --help)
endif()

# Two levels in one target are refused before anything is compiled.
execute_process(COMMAND ${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${WORK}/mixed -G Ninja -DMIX_LEVELS=ON
    -DCMAKE_PREFIX_PATH=${WORK}/moved -DCMAKE_CXX_COMPILER=${COMPILER}
    RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(status EQUAL 0 OR NOT output MATCHES "TENON_API_LEVEL")
    message(FATAL_ERROR "two API levels in one target: expected an error that names TENON_API_LEVEL, found:\n${output}")
endif()
