# SPDX-License-Identifier: BSD-3-Clause
# One function per kind of target, so that a folder's CMakeLists.txt only names its files.

set(NBLAST_SHARED_DIR ${PROJECT_SOURCE_DIR}/../shared CACHE PATH
    "The shared test data (tests/README.md); tests that need them are skipped where they are not")

# nblast_test(NAME LIBRARIES... [FROM FILE] [SOURCES ...] [LABELS ...] [DISPLAY]): NAME.cpp, or FILE, is a Qt Test
# program.
# DISPLAY: it opens windows and runs under its own Xvfb; without it Qt's offscreen platform is used.
# LABELS: scenario, gpu or long; a test with none of them is a unit test (tests/checks/labels.py).
function(nblast_test name)
  cmake_parse_arguments(T "DISPLAY" "TIMEOUT;FROM" "LIBRARIES;SOURCES;LABELS" ${ARGN})
  if(NOT T_FROM)
    set(T_FROM ${name}.cpp)
  endif()
  add_executable(${name} ${T_FROM} ${T_SOURCES})
  set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS
    NBLAST_SHARED_DIR="${NBLAST_SHARED_DIR}"
    NBLAST_TEST_DATA_DIR="${PROJECT_SOURCE_DIR}/tests/data"
    NBLAST_RESOURCES_DIR="${PROJECT_SOURCE_DIR}/resources"
    NBLAST_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE Qt6::Test nblast_warnings ${T_LIBRARIES})
  # Compiled sooner, which counts more for tests than how fast they run; what they test is optimised in its libraries.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release,RelWithDebInfo>:-O1>)
  if(T_DISPLAY AND NBLAST_SANITIZE STREQUAL "address")
    # Mesa's driver is unloaded at the end: what LLVM leaked in it has no name to suppress it by.
    set(T_NO_LEAKS ENVIRONMENT_MODIFICATION "ASAN_OPTIONS=string_append::detect_leaks=0")
  endif()
  if(T_DISPLAY)
    add_test(NAME ${name} COMMAND ${PROJECT_SOURCE_DIR}/tests/with-display $<TARGET_FILE:${name}>)
    list(APPEND T_LABELS display)
  else()
    add_test(NAME ${name} COMMAND ${name})
    set_property(TEST ${name} APPEND PROPERTY ENVIRONMENT QT_QPA_PLATFORM=offscreen)
  endif()
  # A log of its own: no test writes into the home folder.
  set_property(TEST ${name} APPEND PROPERTY ENVIRONMENT NBLAST_LOG=${PROJECT_BINARY_DIR}/tests/${name}.log)
  if(NOT T_LABELS MATCHES "scenario|gpu|long")
    list(APPEND T_LABELS unit)
  endif()
  if(NOT T_TIMEOUT)
    set(T_TIMEOUT 120)
  endif()
  if(NBLAST_SANITIZE)
    math(EXPR T_TIMEOUT "${T_TIMEOUT} * 8")
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${T_TIMEOUT} LABELS "${T_LABELS}" ${T_NO_LEAKS})
endfunction()
