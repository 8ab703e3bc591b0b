# SPDX-License-Identifier: BSD-3-Clause
# Read by CPack for each package: which components of the one build it takes (see Install.cmake).
list(GET CPACK_INSTALL_CMAKE_PROJECTS 0 build)
if(CPACK_GENERATOR STREQUAL "DEB")
  set(components program debian)
else()
  set(components program generic libraries)
endif()
set(CPACK_INSTALL_CMAKE_PROJECTS "")
foreach(component IN LISTS components)
  list(APPEND CPACK_INSTALL_CMAKE_PROJECTS ${build} nblast-workbench ${component} /)
endforeach()
