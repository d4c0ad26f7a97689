# Part of the package Tenon, and used by Tenon's own build.

include_guard(GLOBAL)

# tenon_set_api_level(<interface target> <7|8|10>): sources that link it are compiled at that API level. One target cannot
# link two levels: CMake says so while it generates.
function(tenon_set_api_level target level)
    set_property(TARGET ${target} APPEND PROPERTY INTERFACE_COMPILE_DEFINITIONS TENON_API_LEVEL=${level})
    set_property(TARGET ${target} PROPERTY INTERFACE_TENON_API_LEVEL ${level})
    set_property(TARGET ${target} APPEND PROPERTY COMPATIBLE_INTERFACE_STRING TENON_API_LEVEL)
endfunction()

# tenon_add_plugin(<name> SOURCES <files> [LEVEL 7|8|10] [LIBS <libraries>] [STATIC_LIBS <libraries>])
#
# Makes lib<name>.so, a plugin library for `tenon … --plugins`, IPluginRegistry::loadLibrary or dlopen, or to be linked. Its
# registration objects (REGISTER_TENSORRT_PLUGIN) survive linking: those in static libraries too if these are given as
# STATIC_LIBS, and those of a program that links the plugin library without using a symbol of it. The library finds
# libnvinfer.so.10 without LD_LIBRARY_PATH, as built and as installed. LEVEL is the API level of the sources, 10 by default.
function(tenon_add_plugin name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "LEVEL" "SOURCES;LIBS;STATIC_LIBS")
    if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
        message(FATAL_ERROR "tenon_add_plugin(${name}): expected SOURCES, and LEVEL, LIBS or STATIC_LIBS, "
                            "found \"${ARGN}\"; see TenonAddPlugin.cmake")
    endif()
    if(NOT arg_LEVEL)
        set(arg_LEVEL 10)
    endif()
    if(NOT TARGET Tenon::trt${arg_LEVEL})
        message(FATAL_ERROR "tenon_add_plugin(${name}): expected the LEVEL 7, 8 or 10, found ${arg_LEVEL}")
    endif()
    add_library(${name} SHARED ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE Tenon::trt${arg_LEVEL} ${arg_LIBS})
    foreach(library IN LISTS arg_STATIC_LIBS)
        # Whole, or the linker would drop objects that only register something.
        target_link_libraries(${name} PRIVATE "$<LINK_LIBRARY:WHOLE_ARCHIVE,${library}>")
    endforeach()
    # Inline functions stay the library's own: plugins of several API levels live in one process.
    set_target_properties(${name} PROPERTIES VISIBILITY_INLINES_HIDDEN ON INSTALL_RPATH_USE_LINK_PATH ON)
    # A program that links the library and uses no symbol of it keeps it all the same.
    target_link_options(${name} INTERFACE LINKER:--no-as-needed)
endfunction()
