# The three libraries and the command that Tenon ships. `shipped` builds them all, and installs them:
# the libraries into lib/tenon/, where they never shadow a TensorRT by accident, the command into bin/.
add_custom_target(shipped)

# tenon_shared_library(<name> ROOM <room> SOVERSION <n> VERSION <v> [LIBS …]): lib<name>.so.<n> from all objects of a room,
# exporting what cmake/exports/<name>.map lists. Made once the room has sources.
function(tenon_shared_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "ROOM;SOVERSION;VERSION" "LIBS")
    if(NOT TARGET tenon_${arg_ROOM})
        return()
    endif()
    get_target_property(type tenon_${arg_ROOM} TYPE)
    if(NOT type STREQUAL "STATIC_LIBRARY")
        return()
    endif()
    set(map ${PROJECT_SOURCE_DIR}/cmake/exports/${name}.map)
    # The room's objects whole (registration objects included), and of the rooms below it what they need.
    add_library(${name} SHARED $<TARGET_OBJECTS:tenon_${arg_ROOM}>)
    set_target_properties(${name} PROPERTIES SOVERSION ${arg_SOVERSION} VERSION ${arg_VERSION} LINKER_LANGUAGE CXX
                          LINK_DEPENDS ${map})
    target_include_directories(${name} INTERFACE ${PROJECT_SOURCE_DIR}/include)
    target_link_libraries(${name} PRIVATE $<TARGET_PROPERTY:tenon_${arg_ROOM},LINK_LIBRARIES> INTERFACE ${arg_LIBS})
    target_link_libraries(${name} PRIVATE ${arg_LIBS})
    target_link_options(${name} PRIVATE LINKER:--version-script=${map} LINKER:--exclude-libs,ALL)
    if(NOT TENON_SANITIZE)
        target_link_options(${name} PRIVATE LINKER:-z,defs)
    endif()
    add_dependencies(shipped ${name})
    set_target_properties(${name} PROPERTIES INSTALL_RPATH $ORIGIN)
    install(TARGETS ${name} LIBRARY DESTINATION lib/tenon)
endfunction()

# tenon_command(<name> ROOM <room>): the executable bin/<name>, from the room's main.cpp and library.
function(tenon_command name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "ROOM" "")
    set(main ${PROJECT_SOURCE_DIR}/${arg_ROOM}/main.cpp)
    if(NOT TARGET tenon_${arg_ROOM} OR NOT EXISTS ${main})
        return()
    endif()
    add_executable(${name} ${main})
    target_link_libraries(${name} PRIVATE tenon_${arg_ROOM})
    add_dependencies(shipped ${name})
    set_target_properties(${name} PROPERTIES INSTALL_RPATH $ORIGIN/../lib/tenon)
    install(TARGETS ${name} RUNTIME DESTINATION bin)
endfunction()
