# SPDX-License-Identifier: BSD-3-Clause
# The serial HDF5, as the imported target nblast_hdf5: VTK's packages bring an MPI one, which CMake's FindHDF5 may prefer.
find_path(HDF5_SERIAL_INCLUDE_DIR hdf5.h PATH_SUFFIXES hdf5/serial)
find_library(HDF5_SERIAL_LIBRARY NAMES hdf5_serial hdf5 PATH_SUFFIXES hdf5/serial)
mark_as_advanced(HDF5_SERIAL_INCLUDE_DIR HDF5_SERIAL_LIBRARY)
if(EXISTS "${HDF5_SERIAL_INCLUDE_DIR}/H5public.h")
  file(STRINGS ${HDF5_SERIAL_INCLUDE_DIR}/H5public.h line REGEX "#define +H5_VERS_INFO ")
  string(REGEX MATCH "[0-9]+\\.[0-9]+\\.[0-9]+" Hdf5Serial_VERSION "${line}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Hdf5Serial
  REQUIRED_VARS HDF5_SERIAL_LIBRARY HDF5_SERIAL_INCLUDE_DIR VERSION_VAR Hdf5Serial_VERSION)
if(Hdf5Serial_FOUND AND NOT TARGET nblast_hdf5)
  add_library(nblast_hdf5 UNKNOWN IMPORTED)
  set_target_properties(nblast_hdf5 PROPERTIES
    IMPORTED_LOCATION ${HDF5_SERIAL_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${HDF5_SERIAL_INCLUDE_DIR})
endif()
