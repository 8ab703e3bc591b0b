// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/platform/Hdf5.hpp"

#include <fmt/format.h>

#include <numeric>

namespace nblast::hdf5 {

namespace {

std::mutex& libraryMutex() {
  static std::mutex mutex;
  return mutex;
}

herr_t noteInnermost(unsigned depth, const H5E_error2_t* error, void* text) {
  if (depth == 0 && error->desc != nullptr) *static_cast<std::string*>(text) = error->desc;
  return 0;
}

Handle makeSpace(const Shape& shape) {
  return {H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose};
}

}  // namespace

Handle textType() {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  checked(H5Tset_size(type, H5T_VARIABLE));
  checked(H5Tset_cset(type, H5T_CSET_UTF8));
  return type;
}

namespace {

hsize_t countOf(const Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), hsize_t{1}, std::multiplies<>());
}

Handle accessProperties() {
  Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  checked(H5Pset_file_locking(access, false, true));
  checked(H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_V18));
  return access;
}

}  // namespace

Session::Session() : lock_(libraryMutex()) {
  H5Eget_auto2(H5E_DEFAULT, &report_, &reportData_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Session::~Session() {
  H5Eset_auto2(H5E_DEFAULT, report_, reportData_);
}

std::string lastReason() {
  std::string text;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, noteInnermost, &text);
  return text.empty() ? "the HDF5 library gave no reason" : text;
}

void Handle::close() {
  checked(close_(std::exchange(id_, H5I_INVALID_HID)));
}

Handle openFile(const std::string& path) {
  const Handle access = accessProperties();
  return {H5Fopen(path.c_str(), H5F_ACC_RDONLY, access), H5Fclose};
}

Handle openFileForWriting(const std::string& path) {
  const Handle access = accessProperties();
  return {H5Fopen(path.c_str(), H5F_ACC_RDWR, access), H5Fclose};
}

Handle createFile(const std::string& path) {
  const Handle access = accessProperties();
  return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access), H5Fclose};
}

Handle createGroup(hid_t parent, const char* name) {
  return {H5Gcreate2(parent, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose};
}

bool has(hid_t parent, const char* path) {
  return H5Lexists(parent, path, H5P_DEFAULT) > 0;
}

std::uint64_t reserveDataset(hid_t parent, const char* name, hid_t type, const Shape& shape) {
  const Handle space = shape.empty() ? Handle(H5Screate(H5S_SCALAR), H5Sclose) : makeSpace(shape);
  const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  checked(H5Pset_layout(properties, H5D_CONTIGUOUS));
  checked(H5Pset_alloc_time(properties, H5D_ALLOC_TIME_EARLY));
  checked(H5Pset_fill_time(properties, H5D_FILL_TIME_NEVER));
  const Handle dataset(H5Dcreate2(parent, name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT),
                       H5Dclose);
  if (countOf(shape) == 0) return 0;
  const haddr_t byteOffset = H5Dget_offset(dataset);
  if (byteOffset == HADDR_UNDEF) throw Failure(fmt::format("{} has no place in the file", name));
  return byteOffset;
}

void writeDataset(hid_t parent, const char* name, hid_t fileType, hid_t memoryType,
                  const Shape& shape, const void* data) {
  const Handle space = makeSpace(shape);
  const Handle dataset(
      H5Dcreate2(parent, name, fileType, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose);
  if (countOf(shape) > 0)
    checked(H5Dwrite(dataset, memoryType, H5S_ALL, H5S_ALL, H5P_DEFAULT, data));
}

void writeStrings(hid_t parent, const char* name, const std::vector<const char*>& texts) {
  const Handle type = textType();
  writeDataset(parent, name, type, type, {texts.size()}, texts.data());
}

void writeString(hid_t parent, const char* name, const std::string& text) {
  const Handle type = textType();
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Handle dataset(H5Dcreate2(parent, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                       H5Dclose);
  const char* data = text.c_str();
  checked(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, &data));
}

void setAttribute(hid_t object, const char* name, const std::string& text) {
  const Handle type = textType();
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Handle attribute(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  const char* data = text.c_str();
  checked(H5Awrite(attribute, type, &data));
}

namespace {

void writeNumbers(hid_t object, const char* name, const Handle& space, hid_t fileType,
                  hid_t memoryType, const void* values) {
  const Handle attribute(H5Acreate2(object, name, fileType, space, H5P_DEFAULT, H5P_DEFAULT),
                         H5Aclose);
  checked(H5Awrite(attribute, memoryType, values));
}

}  // namespace

void setAttribute(hid_t object, const char* name, std::int64_t value) {
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  writeNumbers(object, name, space, H5T_STD_I64LE, H5T_NATIVE_INT64, &value);
}

void setRealAttribute(hid_t object, const char* name, double value) {
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  writeNumbers(object, name, space, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value);
}

void setAttributes(hid_t object, const char* name, const std::vector<std::int64_t>& values) {
  writeNumbers(object, name, makeSpace({values.size()}), H5T_STD_I64LE, H5T_NATIVE_INT64,
               values.data());
}

void changeAttribute(hid_t object, const char* name, std::int64_t value) {
  const Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose);
  checked(H5Awrite(attribute, H5T_NATIVE_INT64, &value));
}

void setAxisNames(hid_t dataset, const std::vector<const char*>& names) {
  const Handle type = textType();
  const Handle space = makeSpace({names.size()});
  const Handle attribute(
      H5Acreate2(dataset, "DIMENSION_LABELS", type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  checked(H5Awrite(attribute, type, names.data()));
}

}  // namespace nblast::hdf5
