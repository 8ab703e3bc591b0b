# SPDX-License-Identifier: BSD-3-Clause
# xxHash as headers, as the imported target nblast_xxhash: Debian's package has no CMake files.
find_path(XXHASH_INCLUDE_DIR xxhash.h)
mark_as_advanced(XXHASH_INCLUDE_DIR)
if(XXHASH_INCLUDE_DIR)
  file(STRINGS ${XXHASH_INCLUDE_DIR}/xxhash.h lines REGEX "#define +XXH_VERSION_(MAJOR|MINOR|RELEASE) +[0-9]+")
  string(REGEX REPLACE "[^0-9;]+" "" Xxhash_VERSION "${lines}")
  string(REPLACE ";" "." Xxhash_VERSION "${Xxhash_VERSION}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Xxhash REQUIRED_VARS XXHASH_INCLUDE_DIR VERSION_VAR Xxhash_VERSION)
if(Xxhash_FOUND AND NOT TARGET nblast_xxhash)
  add_library(nblast_xxhash INTERFACE IMPORTED)
  set_target_properties(nblast_xxhash PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${XXHASH_INCLUDE_DIR})
endif()
