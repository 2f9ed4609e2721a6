# One call per folder of src/: every .cpp becomes the static library timebok_NAME; every *_test.cpp becomes
# the test program NAME_test, registered with ctest. TABLES are the tables of the database that are the folder's own:
# no other folder names them in its SQL (bin/check). SHARDS: its tests are long, and run in so many parts side by side,
# as NAME.1 and so on.
#
#   timebok_folder(db TABLES processes installation DEPENDS base LINK soci_core sqlite3 TEST_DEPENDS support)
function(timebok_folder name)
    cmake_parse_arguments(arg "" "SHARDS" "TABLES;DEPENDS;LINK;TEST_DEPENDS;TEST_LINK" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS *.cpp)
    set(tests ${sources})
    list(FILTER sources EXCLUDE REGEX "(_test|/main)\\.cpp$")
    list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
    if(NOT sources)
        return()
    endif()
    list(TRANSFORM arg_DEPENDS PREPEND timebok_)
    list(TRANSFORM arg_TEST_DEPENDS PREPEND timebok_)

    add_library(timebok_${name} STATIC ${sources})
    target_include_directories(timebok_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/src/platform
                               ${PROJECT_SOURCE_DIR}/src/domain ${PROJECT_SOURCE_DIR}/src/surfaces)
    target_link_libraries(timebok_${name} PUBLIC ${arg_DEPENDS} fmt::fmt nlohmann_json::nlohmann_json Threads::Threads
                          PRIVATE ${arg_LINK})
    timebok_precompile(timebok_${name})

    if(TIMEBOK_TESTS AND tests)
        find_package(GTest REQUIRED)
        timebok_test_main()
        add_executable(${name}_test ${tests})
        target_link_libraries(${name}_test PRIVATE timebok_${name} ${arg_TEST_DEPENDS} ${arg_TEST_LINK}
                              timebok_test_main rapidcheck)
        # For tests/support/*.h that are headers alone.
        target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests)
        timebok_compile_as_test(${name}_test)
        timebok_register_tests(${name} "${arg_SHARDS}")
    endif()
endfunction()

function(timebok_register_tests name shards)
    if(NOT shards)
        add_test(NAME ${name} COMMAND ${name}_test)
        set_tests_properties(${name} PROPERTIES TIMEOUT 600)
        return()
    endif()
    math(EXPR last "${shards} - 1")
    foreach(shard RANGE ${last})
        math(EXPR number "${shard} + 1")
        add_test(NAME ${name}.${number}
                 COMMAND sh ${PROJECT_SOURCE_DIR}/cmake/shard.sh ${number} $<TARGET_FILE:${name}_test>)
        # The long ones begin first, so that none is left to run alone at the end.
        set_tests_properties(${name}.${number} PROPERTIES TIMEOUT 600 COST 1000
                             ENVIRONMENT "GTEST_TOTAL_SHARDS=${shards};GTEST_SHARD_INDEX=${shard}")
    endforeach()
endfunction()

# The main() of the test programs, which are also started for the jobs that are done apart (src/platform/work/apart.h).
function(timebok_test_main)
    if(TARGET timebok_test_main)
        return()
    endif()
    add_library(timebok_test_main STATIC ${PROJECT_SOURCE_DIR}/tests/support/main.cpp)
    target_link_libraries(timebok_test_main PUBLIC GTest::gtest timebok_work)
    timebok_compile_as_test(timebok_test_main)
endfunction()

# Gives the files of this folder that name fault points (src/platform/base/faults.h) their points, in builds with tests only.
function(timebok_faults)
    if(TIMEBOK_TESTS)
        set_source_files_properties(${ARGN} PROPERTIES COMPILE_DEFINITIONS TIMEBOK_FAULTS)
    endif()
endfunction()

# The standard headers, fmt and JSON, compiled once for the whole program by a library of their own, so that no
# folder's definitions get into them.
function(timebok_precompile target)
    timebok_precompiled_by(timebok_pch ${PROJECT_SOURCE_DIR}/src/pch.h)
    target_precompile_headers(${target} REUSE_FROM timebok_pch)
endfunction()

# Tests are a third of all files and run once: they are compiled without optimising in every build, which takes half
# the time, with GoogleTest among the precompiled headers. What they test is compiled as the build says.
function(timebok_compile_as_test target)
    timebok_precompiled_by(timebok_pch_of_tests ${PROJECT_SOURCE_DIR}/src/pch.h <gtest/gtest.h>)
    target_link_libraries(timebok_pch_of_tests PRIVATE GTest::gtest)
    target_compile_options(timebok_pch_of_tests PRIVATE -O0)
    target_compile_options(${target} PRIVATE -O0)
    target_precompile_headers(${target} REUSE_FROM timebok_pch_of_tests)
endfunction()

# timebok_precompiled_by(LIBRARY HEADER...): makes that library unless it is there.
function(timebok_precompiled_by library)
    if(TARGET ${library})
        return()
    endif()
    file(WRITE ${PROJECT_BINARY_DIR}/${library}.cpp "")
    add_library(${library} STATIC ${PROJECT_BINARY_DIR}/${library}.cpp)
    target_include_directories(${library} PRIVATE ${PROJECT_SOURCE_DIR}/src/platform)
    target_link_libraries(${library} PRIVATE fmt::fmt nlohmann_json::nlohmann_json Threads::Threads)
    target_precompile_headers(${library} PRIVATE ${ARGN})
endfunction()
