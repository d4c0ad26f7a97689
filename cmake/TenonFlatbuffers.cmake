# tenon_flatbuffers(<target> <schema.fbs>): generates <schema>_generated.h at build time; sources of the target (and of
# those that link it) include it as "<path of the schema's folder below src/>/<schema>_generated.h".
find_program(TENON_FLATC flatc REQUIRED)

function(tenon_flatbuffers target schema)
    get_filename_component(schema ${schema} ABSOLUTE)
    get_filename_component(stem ${schema} NAME_WE)
    file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR}/src ${CMAKE_CURRENT_SOURCE_DIR})
    set(out ${PROJECT_BINARY_DIR}/generated/${folder})
    set(header ${out}/${stem}_generated.h)
    add_custom_command(OUTPUT ${header} DEPENDS ${schema} COMMENT "flatc ${stem}.fbs" VERBATIM
        COMMAND ${TENON_FLATC} --cpp --cpp-std c++17 --scoped-enums --gen-object-api --reflect-names -o ${out} ${schema})
    add_custom_target(${target}_${stem}_header DEPENDS ${header})
    add_dependencies(${target} ${target}_${stem}_header)
    get_target_property(type ${target} TYPE)
    set(scope PUBLIC)
    if(type STREQUAL "INTERFACE_LIBRARY")
        set(scope INTERFACE)
    else()
        target_sources(${target} PRIVATE ${header})
    endif()
    target_include_directories(${target} ${scope} ${PROJECT_BINARY_DIR}/generated)
    target_link_libraries(${target} ${scope} flatbuffers::flatbuffers)
endfunction()
