#include "compute/store/Hdf5.hpp"

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

Handle textType() {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  checked(H5Tset_size(type, H5T_VARIABLE));
  checked(H5Tset_cset(type, H5T_CSET_UTF8));
  return type;
}

Handle openDataset(hid_t parent, const char* name) {
  return {H5Dopen2(parent, name, H5P_DEFAULT), H5Dclose};
}

Shape shapeOf(hid_t dataset) {
  const Handle space(H5Dget_space(dataset), H5Sclose);
  Shape shape(static_cast<std::size_t>(checked(H5Sget_simple_extent_ndims(space))));
  checked(H5Sget_simple_extent_dims(space, shape.data(), nullptr));
  return shape;
}

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

Handle openGroup(hid_t parent, const char* name) {
  return {H5Gopen2(parent, name, H5P_DEFAULT), H5Gclose};
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
  const haddr_t place = H5Dget_offset(dataset);
  if (place == HADDR_UNDEF) throw Failure(fmt::format("{} has no place in the file", name));
  return place;
}

std::uint64_t placeOf(hid_t parent, const char* name, hid_t type, const Shape& shape) {
  const Handle dataset = openDataset(parent, name);
  const Handle found(H5Dget_type(dataset), H5Tclose);
  if (checked(H5Tequal(found, type)) == 0)
    throw Failure(fmt::format("{} has another number type", name));
  if (shapeOf(dataset) != shape) throw Failure(fmt::format("{} has another size", name));
  if (countOf(shape) == 0) return 0;
  const haddr_t place = H5Dget_offset(dataset);
  if (place == HADDR_UNDEF) {
    throw Failure(fmt::format("{} was rewritten by another program (chunked or compressed)", name));
  }
  return place;
}

std::uint64_t placeOfText(hid_t parent, const char* name, std::size_t bytes) {
  const Handle dataset = openDataset(parent, name);
  const Handle type(H5Dget_type(dataset), H5Tclose);
  const haddr_t place = H5Dget_offset(dataset);
  if (H5Tget_class(type) != H5T_STRING || H5Tget_size(type) != bytes || place == HADDR_UNDEF) {
    throw Failure(fmt::format("{} is not a text of {} bytes", name, bytes));
  }
  return place;
}

void writeDataset(hid_t parent, const char* name, hid_t fileType, hid_t memoryType,
                  const Shape& shape, const void* data) {
  const Handle space = makeSpace(shape);
  const Handle dataset(
      H5Dcreate2(parent, name, fileType, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose);
  if (countOf(shape) > 0)
    checked(H5Dwrite(dataset, memoryType, H5S_ALL, H5S_ALL, H5P_DEFAULT, data));
}

void readDataset(hid_t parent, const char* name, hid_t memoryType, std::size_t elements,
                 void* data) {
  const Handle dataset = openDataset(parent, name);
  if (countOf(shapeOf(dataset)) != elements)
    throw Failure(fmt::format("{} has another size", name));
  if (elements > 0) checked(H5Dread(dataset, memoryType, H5S_ALL, H5S_ALL, H5P_DEFAULT, data));
}

void writeStrings(hid_t parent, const char* name, const std::vector<const char*>& texts) {
  const Handle type = textType();
  writeDataset(parent, name, type, type, {texts.size()}, texts.data());
}

std::vector<std::string> readStrings(hid_t parent, const char* name) {
  const Handle dataset = openDataset(parent, name);
  const Handle found(H5Dget_type(dataset), H5Tclose);
  if (H5Tis_variable_str(found) <= 0) throw Failure(fmt::format("{} is not text", name));
  const Handle space(H5Dget_space(dataset), H5Sclose);
  std::vector<char*> texts(countOf(shapeOf(dataset)), nullptr);
  if (texts.empty()) return {};
  const Handle type = textType();
  checked(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()));
  std::vector<std::string> result;
  result.reserve(texts.size());
  for (const char* text : texts)
    result.emplace_back(text == nullptr ? "" : text);
  H5Dvlen_reclaim(type, space, H5P_DEFAULT, texts.data());
  return result;
}

void writeString(hid_t parent, const char* name, const std::string& text) {
  const Handle type = textType();
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Handle dataset(H5Dcreate2(parent, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                       H5Dclose);
  const char* data = text.c_str();
  checked(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, &data));
}

std::string readString(hid_t parent, const char* name) {
  std::vector<std::string> texts = readStrings(parent, name);
  if (texts.size() != 1) throw Failure(fmt::format("{} is not one text", name));
  return std::move(texts.front());
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

bool hasAttribute(hid_t object, const char* name) {
  return H5Aexists(object, name) > 0;
}

void setAxisNames(hid_t dataset, const std::vector<const char*>& names) {
  const Handle type = textType();
  const Handle space = makeSpace({names.size()});
  const Handle attribute(
      H5Acreate2(dataset, "DIMENSION_LABELS", type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  checked(H5Awrite(attribute, type, names.data()));
}

std::string stringAttribute(hid_t object, const char* name) {
  const Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose);
  const Handle found(H5Aget_type(attribute), H5Tclose);
  const Handle space(H5Aget_space(attribute), H5Sclose);
  if (H5Tis_variable_str(found) <= 0 || H5Sget_simple_extent_npoints(space) != 1) {
    throw Failure(fmt::format("the attribute {} is not one text", name));
  }
  const Handle type = textType();
  char* text = nullptr;
  checked(H5Aread(attribute, type, &text));
  std::string result = text == nullptr ? "" : text;
  H5Dvlen_reclaim(type, space, H5P_DEFAULT, &text);
  return result;
}

namespace {

void readNumber(hid_t object, const char* name, H5T_class_t expected, hid_t memoryType,
                void* value) {
  const Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose);
  const Handle found(H5Aget_type(attribute), H5Tclose);
  const Handle space(H5Aget_space(attribute), H5Sclose);
  if (H5Tget_class(found) != expected || H5Sget_simple_extent_npoints(space) != 1) {
    throw Failure(fmt::format("the attribute {} is not one {}number", name,
                              expected == H5T_INTEGER ? "whole " : ""));
  }
  checked(H5Aread(attribute, memoryType, value));
}

}  // namespace

std::int64_t integerAttribute(hid_t object, const char* name) {
  std::int64_t value = 0;
  readNumber(object, name, H5T_INTEGER, H5T_NATIVE_INT64, &value);
  return value;
}

double realAttribute(hid_t object, const char* name) {
  double value = 0;
  readNumber(object, name, H5T_FLOAT, H5T_NATIVE_DOUBLE, &value);
  return value;
}

}  // namespace nblast::hdf5
