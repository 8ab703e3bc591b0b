# SPDX-License-Identifier: BSD-3-Clause
# Release by default, C++20, warnings as errors, ccache and mold where they are.
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release or RelWithDebInfo" FORCE)
endif()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# A score's bits may not depend on the compiler's mood: fused multiply-adds are written out.
add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-ffp-contract=off>)

find_program(NBLAST_CCACHE ccache)
if(NBLAST_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${NBLAST_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${NBLAST_CCACHE})
endif()
find_program(NBLAST_MOLD mold)
if(NBLAST_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

if(NBLAST_FUZZ)
  set(NBLAST_UI OFF)
  set(NBLAST_TESTS OFF)
  set(NBLAST_BENCHMARKS OFF)
  set(NBLAST_CUDA off)
endif()

# -Wno-restrict: g++ 12 warns falsely about "text" + std::to_string(n) (GCC bug 105651).
add_library(nblast_warnings INTERFACE)
target_compile_options(nblast_warnings INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror>
  $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-restrict>)

if(NBLAST_FUZZ)
  # The drivers in tests/fuzz bring the fuzzer's own main().
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fsanitize=fuzzer-no-link,address,undefined>
                      $<$<COMPILE_LANGUAGE:CXX>:-fno-sanitize-recover=undefined>
                      $<$<COMPILE_LANGUAGE:CXX>:-fno-omit-frame-pointer>)
  add_link_options(-fsanitize=address,undefined)
elseif(NBLAST_SANITIZE STREQUAL "address")
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fsanitize=address,undefined>
                      $<$<COMPILE_LANGUAGE:CXX>:-fno-omit-frame-pointer>
                      $<$<COMPILE_LANGUAGE:CXX>:-fno-sanitize-recover=undefined>)
  add_link_options(-fsanitize=address,undefined)
elseif(NBLAST_SANITIZE STREQUAL "thread")
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fsanitize=thread>)
  add_link_options(-fsanitize=thread)
elseif(NBLAST_SANITIZE)
  message(FATAL_ERROR "NBLAST_SANITIZE is '${NBLAST_SANITIZE}': say address or thread.")
endif()
