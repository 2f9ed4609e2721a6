# One call per folder of src/: every .cpp becomes the static library timebok_NAME; every *_test.cpp becomes
# the test program NAME_test, registered with ctest.
#
#   timebok_folder(db DEPENDS base LINK soci_core sqlite3 TEST_DEPENDS support)
function(timebok_folder name)
    cmake_parse_arguments(arg "" "" "DEPENDS;LINK;TEST_DEPENDS;TEST_LINK" ${ARGN})
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
        timebok_precompile(${name}_test)
        add_test(NAME ${name} COMMAND ${name}_test)
        set_tests_properties(${name} PROPERTIES TIMEOUT 600)
    endif()
endfunction()

# The main() of the test programs, which are also started for the jobs that are done apart (src/platform/work/apart.h).
function(timebok_test_main)
    if(TARGET timebok_test_main)
        return()
    endif()
    add_library(timebok_test_main STATIC ${PROJECT_SOURCE_DIR}/tests/support/main.cpp)
    target_link_libraries(timebok_test_main PUBLIC GTest::gtest timebok_work)
    timebok_precompile(timebok_test_main)
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
    if(NOT TARGET timebok_pch)
        file(WRITE ${PROJECT_BINARY_DIR}/pch.cpp "")
        add_library(timebok_pch STATIC ${PROJECT_BINARY_DIR}/pch.cpp)
        target_link_libraries(timebok_pch PRIVATE fmt::fmt nlohmann_json::nlohmann_json Threads::Threads)
        target_precompile_headers(timebok_pch PRIVATE ${PROJECT_SOURCE_DIR}/src/pch.h)
    endif()
    target_precompile_headers(${target} REUSE_FROM timebok_pch)
endfunction()
