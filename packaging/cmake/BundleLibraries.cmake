# SPDX-License-Identifier: BSD-3-Clause
# Run while the tarball is installed: copies the libraries that the programs need, and Qt's plugins, into lib, lets all
# of them find each other wherever the folder lies, and puts the licences of what was copied beside them.
#
# What stays the machine's own:
#   - the C library and the compiler's: a machine with glibc 2.36 has a libstdc++ of GCC 12 or newer, and its OpenGL
#     driver may need a newer one than we could bring;
#   - OpenGL, the driver, and what the driver links itself (libX11, libxcb, libdrm, expat, zlib): they go together. What
#     comes along is libOpenGL alone: Qt of Debian links it, it only passes calls on to the machine's libGLdispatch, and
#     many machines have OpenGL without it.
set(root "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}")
set(machine_libraries
  "^ld-linux" "^lib(c|m|dl|rt|pthread|resolv|util|anl|nsl|nss_[a-z]+)\\.so" "^lib(stdc\\+\\+|gcc_s)\\.so"
  "^lib(GL|GLX|EGL|GLdispatch|GLESv1_CM|GLESv2|gbm|drm|vulkan|cuda)\\.so" "^lib(GLX|EGL|drm|nvidia)[-_]"
  "^lib(X11|X11-xcb|xcb|Xau|Xdmcp|wayland-[a-z]+|expat|z)\\.so")
set(wanted_plugins
  platforms/libqxcb.so platforms/libqoffscreen.so platforms/libqminimal.so
  xcbglintegrations/libqxcb-glx-integration.so xcbglintegrations/libqxcb-egl-integration.so
  iconengines/libqsvgicon.so imageformats/libqsvg.so
  platforminputcontexts/libcomposeplatforminputcontextplugin.so
  platforminputcontexts/libibusplatforminputcontextplugin.so)

find_program(dpkg_query dpkg-query)
if(NOT patchelf OR NOT dpkg_query)
  message(FATAL_ERROR "The tarball needs patchelf, and Debian's dpkg-query to find licences: packaging/setup --packaging")
endif()

# copy_library(SOURCE FOLDER NAME RUNPATH)
function(copy_library source folder name runpath)
  file(REAL_PATH ${source} source)
  file(COPY ${source} DESTINATION ${folder} NO_SOURCE_PERMISSIONS
    FILE_PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
  cmake_path(GET source FILENAME file)
  if(NOT file STREQUAL name)
    file(RENAME ${folder}/${file} ${folder}/${name})
  endif()
  execute_process(COMMAND ${patchelf} --set-rpath ${runpath} ${folder}/${name} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

set(plugins "")
if(qt_plugins)
  foreach(plugin IN LISTS wanted_plugins)
    list(APPEND plugins ${qt_plugins}/${plugin})
    cmake_path(GET plugin PARENT_PATH folder)
    cmake_path(GET plugin FILENAME name)
    copy_library(${qt_plugins}/${plugin} ${root}/lib/qt6/plugins/${folder} ${name} "$ORIGIN/../../..")
  endforeach()
  file(WRITE ${root}/bin/qt.conf "[Paths]\nPrefix = ..\nPlugins = lib/qt6/plugins\n")
endif()

list(TRANSFORM programs PREPEND ${root}/bin/ OUTPUT_VARIABLE executables)
file(GET_RUNTIME_DEPENDENCIES EXECUTABLES ${executables} LIBRARIES ${plugins}
  PRE_EXCLUDE_REGEXES ${machine_libraries}
  RESOLVED_DEPENDENCIES_VAR libraries UNRESOLVED_DEPENDENCIES_VAR absent)
if(absent)
  message(FATAL_ERROR "These libraries were not found: ${absent}")
endif()
foreach(library IN LISTS libraries)
  cmake_path(GET library FILENAME name)
  copy_library(${library} ${root}/lib ${name} "$ORIGIN")
endforeach()
foreach(executable IN LISTS executables)
  execute_process(COMMAND ${patchelf} --set-rpath "$ORIGIN/../lib" ${executable} COMMAND_ERROR_IS_FATAL ANY)
endforeach()

# Which Debian packages did these files come from? Some are registered below /lib, some below /usr/lib.
set(files /usr/include/eigen3/Eigen/Core /usr/include/nanoflann.hpp /usr/include/xxhash.h /usr/include/CLI/CLI.hpp
  /usr/include/nlohmann/json.hpp /usr/include/boost/crc.hpp)
foreach(library IN LISTS libraries plugins)
  file(REAL_PATH ${library} library)
  string(REGEX REPLACE "^/usr" "" below_root ${library})
  list(APPEND files ${library} ${below_root})
endforeach()
execute_process(COMMAND ${dpkg_query} --search ${files} OUTPUT_VARIABLE owners ERROR_QUIET)
string(REGEX MATCHALL "[^\n]+" owners "${owners}")
list(TRANSFORM owners REPLACE "[:,].*" "")
list(REMOVE_DUPLICATES owners)
list(SORT owners)
set(licences ${root}/share/doc/nblast-workbench/licences)
foreach(package IN LISTS owners)
  configure_file(/usr/share/doc/${package}/copyright ${licences}/${package} COPYONLY)
endforeach()
file(COPY /usr/share/common-licenses DESTINATION ${licences})
execute_process(
  COMMAND ${dpkg_query} --show --showformat "\${source:Package} \${source:Version}: \${Package}\n" ${owners}
  OUTPUT_VARIABLE sources COMMAND_ERROR_IS_FATAL ANY)
file(WRITE ${licences}/SOURCES
  "The libraries in this folder's lib are those of Debian, unchanged but for where they look for each other.\n"
  "Their sources, by name and version, are at https://snapshot.debian.org:\n\n${sources}")
