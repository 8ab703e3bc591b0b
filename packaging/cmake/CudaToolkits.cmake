# SPDX-License-Identifier: BSD-3-Clause
# Which toolkit, and for which GPUs. Functions alone, so that tests/gpu/check_toolkits.cmake can try them.

# nblast_cuda_architectures(RESULT KNOWN): what to compile for with an nvcc that knows the architectures KNOWN
# (compute_75 ...). Machine code for each; and the last as PTX too, which newer GPUs translate. Code of one architecture
# serves the later ones of the same generation (9.0: none but itself; 12.0: 12.1 too), PTX of one all later ones. So
# Thor needs code of its own: 11.0 came after 12.0 in name only. CUDA 12 calls it 10.1.
function(nblast_cuda_architectures result known)
  set(architectures "")
  foreach(architecture 75 80 86 89 90 100 101 110 120)
    if("compute_${architecture}" IN_LIST known)
      list(APPEND architectures ${architecture}-real)
      set(last ${architecture}-virtual)
    endif()
  endforeach()
  set(${result} ${architectures} ${last} PARENT_SCOPE)
endfunction()

# nblast_preferred_folders(RESULT DRIVER FOLDERS): those of FOLDERS that are searched for nvcc before the PATH: the ones of
# CUDA 12 (by their names) where this machine's driver cannot serve CUDA 13, which needs 580. DRIVER: its version; empty
# without one.
function(nblast_preferred_folders result driver folders)
  set(preferred "")
  if(driver AND driver VERSION_LESS 580)
    set(preferred ${folders})
    list(FILTER preferred INCLUDE REGEX "cuda-12")
  endif()
  set(${result} "${preferred}" PARENT_SCOPE)
endfunction()

# nblast_driver_version(RESULT): of this machine's NVIDIA driver; empty without one
function(nblast_driver_version result)
  set(driver "")
  if(EXISTS /proc/driver/nvidia/version)
    file(STRINGS /proc/driver/nvidia/version line REGEX NVRM)
    if(line MATCHES "([0-9][0-9][0-9]+\\.[0-9]+(\\.[0-9]+)?)")
      set(driver ${CMAKE_MATCH_1})
    endif()
  endif()
  set(${result} "${driver}" PARENT_SCOPE)
endfunction()
