# SPDX-License-Identifier: BSD-3-Clause
# Finds nvcc, says so in NBLAST_HAS_CUDA, and brings nblast_device_code(TARGET) for targets with .cu files.
include(CudaToolkits)
set(NBLAST_HAS_CUDA OFF)
nblast_driver_version(NBLAST_DRIVER)
if(NOT NBLAST_CUDA STREQUAL "off")
  # The toolkit's own packages leave nvcc off the PATH; packaging/setup --cuda unpacks one within the repository.
  # CUDACXX and CMAKE_CUDA_COMPILER name another one.
  if(NOT CMAKE_CUDA_COMPILER)
    unset(CMAKE_CUDA_COMPILER CACHE)  # a search that failed, perhaps before there was an nvcc
    if(NOT DEFINED ENV{CUDACXX})
      file(GLOB installed /usr/local/cuda-1[23]*/bin)
      list(SORT installed COMPARE NATURAL ORDER DESCENDING)
      set(folders /usr/local/cuda/bin ${PROJECT_SOURCE_DIR}/build-tools/cuda/nvidia/cu13/bin
        ${PROJECT_SOURCE_DIR}/build-tools/cuda-12/bin ${installed})
      nblast_preferred_folders(preferred "${NBLAST_DRIVER}" "${folders}")
      find_program(NBLAST_NVCC nvcc PATHS ${preferred} NO_DEFAULT_PATH)
      find_program(NBLAST_NVCC nvcc PATHS ${folders})
      mark_as_advanced(NBLAST_NVCC)
      if(NBLAST_NVCC)
        set(ENV{CUDACXX} ${NBLAST_NVCC})
      endif()
    endif()
    include(CheckLanguage)
    if(DEFINED ENV{CUDACXX})
      check_language(CUDA)
    endif()
  endif()
  if(CMAKE_CUDA_COMPILER)
    if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
      execute_process(COMMAND ${CMAKE_CUDA_COMPILER} --list-gpu-arch OUTPUT_VARIABLE known
        OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
      string(REPLACE "\n" ";" known "${known}")
      nblast_cuda_architectures(CMAKE_CUDA_ARCHITECTURES "${known}")
    endif()
    enable_language(CUDA)
    find_package(CUDAToolkit REQUIRED)
    set(NBLAST_HAS_CUDA ON)
    if(CMAKE_CUDA_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
      set(NBLAST_LEAST_DRIVER 580)
    else()
      set(NBLAST_LEAST_DRIVER 525)
    endif()
    if(NBLAST_DRIVER AND NBLAST_DRIVER VERSION_LESS NBLAST_LEAST_DRIVER)
      message(WARNING "This machine's NVIDIA driver, ${NBLAST_DRIVER}, is too old for CUDA ${CUDAToolkit_VERSION}, which needs ${NBLAST_LEAST_DRIVER}: the CPU will do the work. CUDA 12 does with 525: packaging/setup --cuda brings it.")
    endif()
  elseif(NBLAST_CUDA STREQUAL "on")
    message(FATAL_ERROR "NBLAST_CUDA is on, but no nvcc was found. Run packaging/setup --cuda, install the CUDA toolkit, or set CUDACXX.")
  endif()
endif()
add_feature_info("Device code" NBLAST_HAS_CUDA "GPUs do the work with CUDA ${CUDAToolkit_VERSION}, drivers from ${NBLAST_LEAST_DRIVER} on (static runtime: the programs start without a driver)")

# Same bits as the CPU: what is fused is written out (see BuildDefaults.cmake), nothing is flushed or approximated.
# What ptxas says of registers and spills is kept beside each object, in OBJECT.ptxas, for tests/gpu.
function(nblast_device_code target)
  target_compile_options(${target} PRIVATE
    "$<$<COMPILE_LANGUAGE:CUDA>:-fmad=false;--threads=2;-Xptxas=-v;-Werror=all-warnings;-Xcompiler=-Wall,-Wextra,-Wshadow,-Werror>")
  set_target_properties(${target} PROPERTIES
    CUDA_STANDARD 17 CUDA_STANDARD_REQUIRED ON  # what CMake 3.25 knows of nvcc 13
    CUDA_RUNTIME_LIBRARY Static
    CUDA_COMPILER_LAUNCHER ${PROJECT_SOURCE_DIR}/packaging/cmake/keep-ptxas-log)
  target_link_libraries(${target} PRIVATE CUDA::cudart_static)
endfunction()
