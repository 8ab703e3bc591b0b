# SPDX-License-Identifier: BSD-3-Clause
# What `cmake --install` installs, and the two packages that CPack makes of it (see packaging/package).
#
# Components: `program` is what everyone gets. `generic` is what lies elsewhere in a Debian package, whose own places
# are the component `debian`. `libraries` are the libraries that the tarball brings along. `cmake --install` without
# a component installs `program` and `generic`.
include(GNUInstallDirs)
set(CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(shipped ${PROJECT_SOURCE_DIR}/packaging)
set(made ${PROJECT_BINARY_DIR}/install)

# install_file(FILE FOLDER COMPONENT [RENAME ...]): one file, named in one line. FOLDER is below the data folder, share.
function(install_file file folder component)
  set(options COMPONENT ${component} ${ARGN})
  if(component STREQUAL "debian")
    list(APPEND options EXCLUDE_FROM_ALL)
  endif()
  install(FILES ${file} DESTINATION ${CMAKE_INSTALL_DATADIR}/${folder} ${options})
endfunction()

# Libraries outside the system's folders (a Qt of one's own) are found by the installed programs too.
set(programs nblast)
if(NBLAST_UI)
  list(APPEND programs nblast-workbench)
endif()
set_target_properties(${programs} PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
install(TARGETS ${programs} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)

foreach(program IN LISTS programs)
  configure_file(${shipped}/man/${program}.1.in ${made}/${program}.1 @ONLY)
  install_file(${made}/${program}.1 man/man1 program)
  install_file(${shipped}/completion/nblast.bash bash-completion/completions program RENAME ${program})
  install_file(${shipped}/completion/nblast.zsh zsh/site-functions generic RENAME _${program})
  install_file(${shipped}/completion/nblast.zsh zsh/vendor-completions debian RENAME _${program})
endforeach()

if(NBLAST_UI)
  configure_file(${shipped}/desktop/nblast-workbench.metainfo.xml.in ${made}/nblast-workbench.metainfo.xml @ONLY)
  install_file(${made}/nblast-workbench.metainfo.xml metainfo program)
  install_file(${shipped}/desktop/nblast-workbench.desktop applications program)
  install_file(${shipped}/desktop/nblast-workbench.mime.xml mime/packages program RENAME nblast-workbench.xml)
  set(icons ${PROJECT_SOURCE_DIR}/resources/icons)
  install_file(${icons}/nblast-workbench.svg icons/hicolor/scalable/apps program)
  foreach(size 16 22 24 32 48 64 128 256 512)
    install_file(${icons}/app/${size}.png icons/hicolor/${size}x${size}/apps program RENAME nblast-workbench.png)
  endforeach()
endif()

# A Debian package calls its licence `copyright` and has its changelog and its manual pages compressed.
install_file(${PROJECT_SOURCE_DIR}/LICENSE doc/nblast-workbench generic)
install_file(${PROJECT_SOURCE_DIR}/README.md doc/nblast-workbench generic)
install_file(${PROJECT_SOURCE_DIR}/CHANGELOG.md doc/nblast-workbench generic OPTIONAL)
install_file(${PROJECT_SOURCE_DIR}/LICENSE doc/nblast-workbench debian RENAME copyright)
install_file(${PROJECT_SOURCE_DIR}/CHANGELOG.md doc/nblast-workbench debian RENAME changelog OPTIONAL)
install(CODE "
  file(GLOB compressed \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/man/man1/nblast*.1\"
    \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/doc/nblast-workbench/changelog\")
  foreach(file IN LISTS compressed)
    execute_process(COMMAND gzip -9nf \${file} COMMAND_ERROR_IS_FATAL ANY)
  endforeach()" COMPONENT debian EXCLUDE_FROM_ALL)

# The tarball's libraries, with the licences of those and of the libraries that are headers only.
find_program(NBLAST_PATCHELF patchelf)
set(qt_plugins "")
if(NBLAST_UI)
  get_target_property(qt_core Qt6::Core LOCATION)
  cmake_path(GET qt_core PARENT_PATH qt_plugins)
  string(APPEND qt_plugins /qt6/plugins)
endif()
install(CODE "
  set(programs ${programs})
  set(qt_plugins [[${qt_plugins}]])
  set(patchelf [[${NBLAST_PATCHELF}]])
  include([[${CMAKE_CURRENT_LIST_DIR}/BundleLibraries.cmake]])" COMPONENT libraries EXCLUDE_FROM_ALL)

set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_NAME nblast-workbench)
set(CPACK_PACKAGE_VENDOR "NBLAST Workbench authors")
set(CPACK_PACKAGE_CONTACT "NBLAST Workbench authors <authors@nblast-workbench.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "compares the shapes of neurons (NBLAST), on the desktop and in scripts")
set(CPACK_PACKAGE_FILE_NAME nblast-workbench-${PROJECT_VERSION}-${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS ${CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS})
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_CURRENT_LIST_DIR}/Packages.cmake)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"NBLAST scores how alike the shapes of neurons are, point by point. The desktop
program shows the scores as a heatmap, the best matches as a table, and any pair
in 3D. The command line program nblast runs the same jobs on servers and in
scripts. Both read SWC files, dotprops, point clouds and archives of these, and
use NVIDIA GPUs where there are any.")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
if(NBLAST_UI)
  # Loaded while the program runs, so no library's needs name them: Qt's platforms, OpenGL and EGL.
  set(CPACK_DEBIAN_PACKAGE_DEPENDS "qt6-qpa-plugins, libgl1, libegl1")
  set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libgl1-mesa-dri, fonts-dejavu-core")
endif()
include(CPack)
