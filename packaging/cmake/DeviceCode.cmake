# SPDX-License-Identifier: BSD-3-Clause
# Finds nvcc, says so in NBLAST_HAS_CUDA, and brings nblast_device_code(TARGET) for targets with .cu files.
set(NBLAST_HAS_CUDA OFF)
if(NOT NBLAST_CUDA STREQUAL "off")
  # The toolkit's own packages leave nvcc off the PATH; packaging/setup --cuda unpacks one within the repository.
  # CUDACXX and CMAKE_CUDA_COMPILER name another one.
  if(NOT CMAKE_CUDA_COMPILER)
    unset(CMAKE_CUDA_COMPILER CACHE)  # a search that failed, perhaps before there was an nvcc
    if(NOT DEFINED ENV{CUDACXX})
      find_program(NBLAST_NVCC nvcc PATHS /usr/local/cuda/bin ${PROJECT_SOURCE_DIR}/build-tools/cuda/nvidia/cu13/bin)
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
    if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)  # devices newer than all of them translate the last, which is PTX
      set(CMAKE_CUDA_ARCHITECTURES 75-real 80-real 86-real 89-real 90-real 100-real 120-real 120-virtual)
    endif()
    enable_language(CUDA)
    find_package(CUDAToolkit REQUIRED)
    set(NBLAST_HAS_CUDA ON)
  elseif(NBLAST_CUDA STREQUAL "on")
    message(FATAL_ERROR "NBLAST_CUDA is on, but no nvcc was found. Run packaging/setup --cuda, install the CUDA toolkit, or set CUDACXX.")
  endif()
endif()
add_feature_info("Device code" NBLAST_HAS_CUDA "GPUs do the work (static CUDA runtime: the programs start without a driver)")

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
