# SPDX-License-Identifier: BSD-3-Clause
# cmake -D REPOSITORY=... -P check_toolkits.cmake: which architectures each nvcc compiles for, and which nvcc is taken.
cmake_minimum_required(VERSION 3.25)
include(${REPOSITORY}/packaging/cmake/CudaToolkits.cmake)

# expect(WHAT LIST WORDS...)
function(expect what list)
  if(NOT "${list}" STREQUAL "${ARGN}")
    message(SEND_ERROR "${what}: ${list}, not ${ARGN}")
  endif()
endfunction()

# architectures(NVCC "NUMBERS" WORDS...)
function(architectures nvcc numbers)
  separate_arguments(numbers)
  list(TRANSFORM numbers PREPEND compute_)
  nblast_cuda_architectures(found "${numbers}")
  expect("nvcc ${nvcc}" "${found}" ${ARGN})
endfunction()
architectures(12.0 "50 52 53 60 61 62 70 72 75 80 86 87 89 90" 75-real 80-real 86-real 89-real 90-real 90-virtual)
architectures(12.9 "50 52 53 60 61 62 70 72 75 80 86 87 89 90 100 101 103 120 121"
  75-real 80-real 86-real 89-real 90-real 100-real 101-real 120-real 120-virtual)
architectures(13.0 "75 80 86 87 88 89 90 100 110 103 120 121"
  75-real 80-real 86-real 89-real 90-real 100-real 110-real 120-real 120-virtual)

set(folders /usr/local/cuda/bin /r/build-tools/cuda/nvidia/cu13/bin /r/build-tools/cuda-12/bin /usr/local/cuda-13.0/bin
  /usr/local/cuda-12.9/bin /usr/local/cuda-12.4/bin)
foreach(driver "" 580 580.65.06 1000.1)
  nblast_preferred_folders(preferred "${driver}" "${folders}")
  expect("driver '${driver}'" "${preferred}" "")
endforeach()
foreach(driver 525.60.13 575.64)
  nblast_preferred_folders(preferred "${driver}" "${folders}")
  expect("driver ${driver}" "${preferred}" /r/build-tools/cuda-12/bin /usr/local/cuda-12.9/bin /usr/local/cuda-12.4/bin)
endforeach()
