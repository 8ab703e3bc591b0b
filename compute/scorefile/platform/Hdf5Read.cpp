// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/platform/Hdf5Read.hpp"

#include "compute/base/ProcessMemory.hpp"

#include <fmt/format.h>

#include <limits>

namespace nblast::hdf5 {

namespace {

/// "/queries/points"
std::string pathOf(hid_t parent, const char* name) {
  std::string path(256, '\0');
  const auto size = H5Iget_name(parent, path.data(), path.size());
  path.resize(size > 0 && static_cast<std::size_t>(size) < path.size()
                  ? static_cast<std::size_t>(size)
                  : 0);
  if (!path.ends_with('/')) path += '/';
  return path + name;
}

/// What HDF5 says of a dataset or an attribute gets its name in front.
template <class Action>
auto named(const std::string& name, Action action) -> decltype(action()) {
  try {
    return action();
  } catch (const Failure& failure) {
    throw Failure(fmt::format("{}: {}", name, failure.what()));
  }
}

struct Dataset {
  std::string name;
  Handle handle;
};

Dataset openDataset(hid_t parent, const char* name) {
  auto path = pathOf(parent, name);
  auto handle = named(path, [&] { return Handle(H5Dopen2(parent, name, H5P_DEFAULT), H5Dclose); });
  return {std::move(path), std::move(handle)};
}

Shape shapeOf(const Dataset& dataset) {
  const Handle space(H5Dget_space(dataset.handle), H5Sclose);
  const auto kind = H5Sget_simple_extent_type(space);
  if (kind != H5S_SIMPLE && kind != H5S_SCALAR)
    throw Failure(fmt::format("{} has no size", dataset.name));
  Shape shape(static_cast<std::size_t>(checked(H5Sget_simple_extent_ndims(space))));
  if (!shape.empty()) checked(H5Sget_simple_extent_dims(space, shape.data(), nullptr));
  return shape;
}

hsize_t countOf(const Dataset& dataset) {
  hsize_t count = 1;
  for (const hsize_t size : shapeOf(dataset)) {
    if (__builtin_mul_overflow(count, size, &count))
      throw Failure(fmt::format("{} has an impossible size", dataset.name));
  }
  return count;
}

hsize_t physicalMemory() {
  const auto total = machineMemory().totalBytes;
  return total > 0 ? static_cast<hsize_t>(total) : std::numeric_limits<hsize_t>::max();
}

/// Fails unless the file really holds that many elements, and this machine's memory can hold them.
void requireStored(const Dataset& dataset, hsize_t count, hsize_t memoryBytesEach) {
  constexpr hsize_t kBestCompression = 1100;  // of deflate, a little more than it can do
  const Handle properties(H5Dget_create_plist(dataset.handle), H5Pclose);
  const Handle type(H5Dget_type(dataset.handle), H5Tclose);
  if (H5Pget_layout(properties) == H5D_VIRTUAL || H5Pget_external_count(properties) > 0)
    throw Failure(fmt::format("{} lies in another file", dataset.name));
  const hsize_t times = H5Pget_nfilters(properties) > 0 ? kBestCompression : 1;
  const hsize_t stored = H5Dget_storage_size(dataset.handle);
  const hsize_t size = H5Tget_size(type);
  if (size == 0 || count > std::numeric_limits<hsize_t>::max() / std::max(size, memoryBytesEach) ||
      count * size / times > stored || stored > fileBytes(dataset.handle)) {
    throw Failure(fmt::format("{} is not wholly there", dataset.name));
  }
  if (count * memoryBytesEach > physicalMemory())
    throw Failure(fmt::format("{} needs more memory than this machine has", dataset.name));
}

/// Frees the texts that HDF5 has allocated, also those of a read that failed halfway.
class Texts {
 public:
  Texts(hid_t type, hid_t space, std::size_t count)
      : type_(type), space_(space), texts_(count, nullptr) {}
  ~Texts() { H5Dvlen_reclaim(type_, space_, H5P_DEFAULT, texts_.data()); }
  Texts(const Texts&) = delete;
  Texts& operator=(const Texts&) = delete;
  char** data() { return texts_.data(); }

  std::vector<std::string> take() const {
    std::vector<std::string> result;
    result.reserve(texts_.size());
    for (const char* text : texts_)
      result.emplace_back(text == nullptr ? "" : text);
    return result;
  }

 private:
  hid_t type_, space_;
  std::vector<char*> texts_;
};

}  // namespace

std::uint64_t fileBytes(hid_t object) {
  const Handle file(H5Iget_file_id(object), H5Fclose);
  hsize_t bytes = 0;
  checked(H5Fget_filesize(file, &bytes));
  return bytes;
}

Handle openGroup(hid_t parent, const char* name) {
  return named(pathOf(parent, name),
               [&] { return Handle(H5Gopen2(parent, name, H5P_DEFAULT), H5Gclose); });
}

std::uint64_t byteOffsetOf(hid_t parent, const char* name, hid_t type, const Shape& shape) {
  const Dataset dataset = openDataset(parent, name);
  const Handle found(H5Dget_type(dataset.handle), H5Tclose);
  if (checked(H5Tequal(found, type)) == 0)
    throw Failure(fmt::format("{} has another number type", dataset.name));
  if (shapeOf(dataset) != shape) throw Failure(fmt::format("{} has another size", dataset.name));
  const hsize_t count = countOf(dataset);
  if (count == 0) return 0;
  const haddr_t byteOffset = H5Dget_offset(dataset.handle);
  if (byteOffset == HADDR_UNDEF) {
    throw Failure(
        fmt::format("{} was rewritten by another program (chunked or compressed)", dataset.name));
  }
  requireStored(dataset, count, 0);
  return byteOffset;
}

std::uint64_t byteOffsetOfText(hid_t parent, const char* name, std::size_t bytes) {
  const Dataset dataset = openDataset(parent, name);
  const Handle type(H5Dget_type(dataset.handle), H5Tclose);
  const haddr_t byteOffset = H5Dget_offset(dataset.handle);
  if (H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type) > 0 ||
      H5Tget_size(type) != bytes || byteOffset == HADDR_UNDEF || countOf(dataset) != 1) {
    throw Failure(fmt::format("{} is not a text of {} bytes", dataset.name, bytes));
  }
  requireStored(dataset, 1, 0);
  return byteOffset;
}

Handle openMatrix(hid_t parent, const char* name) {
  Dataset dataset = openDataset(parent, name);
  requireStored(dataset, countOf(dataset), 0);
  return std::move(dataset.handle);
}

void readDataset(hid_t parent, const char* name, hid_t memoryType, std::size_t elements,
                 void* data) {
  const Dataset dataset = openDataset(parent, name);
  if (countOf(dataset) != elements) throw Failure(fmt::format("{} has another size", dataset.name));
  if (elements == 0) return;
  requireStored(dataset, elements, H5Tget_size(memoryType));
  named(dataset.name,
        [&] { checked(H5Dread(dataset.handle, memoryType, H5S_ALL, H5S_ALL, H5P_DEFAULT, data)); });
}

std::vector<std::string> readStrings(hid_t parent, const char* name) {
  constexpr hsize_t kMemoryEach = sizeof(char*) + 3 * sizeof(std::string);
  const Dataset dataset = openDataset(parent, name);
  const Handle found(H5Dget_type(dataset.handle), H5Tclose);
  if (H5Tis_variable_str(found) <= 0) throw Failure(fmt::format("{} is not text", dataset.name));
  const hsize_t count = countOf(dataset);
  if (count == 0) return {};
  requireStored(dataset, count, kMemoryEach);
  return named(dataset.name, [&] {
    const Handle type = textType();
    const Handle space(H5Dget_space(dataset.handle), H5Sclose);
    Texts texts(type, space, count);
    checked(H5Dread(dataset.handle, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()));
    return texts.take();
  });
}

std::string readString(hid_t parent, const char* name) {
  std::vector<std::string> texts = readStrings(parent, name);
  if (texts.size() != 1) throw Failure(fmt::format("{} is not one text", pathOf(parent, name)));
  return std::move(texts.front());
}

namespace {

struct Attribute {
  std::string name;  ///< "the attribute top of /scores/sparse"
  Handle handle, type, space;

  Attribute(hid_t object, const char* attribute)
      : name(fmt::format("the attribute {} of {}", attribute, pathOf(object, ""))),
        handle(
            named(name, [&] { return Handle(H5Aopen(object, attribute, H5P_DEFAULT), H5Aclose); })),
        type(H5Aget_type(handle), H5Tclose),
        space(H5Aget_space(handle), H5Sclose) {}
  bool isOne() const { return H5Sget_simple_extent_npoints(space) == 1; }
};

void readNumber(hid_t object, const char* name, H5T_class_t expected, hid_t memoryType,
                void* value) {
  const Attribute attribute(object, name);
  if (H5Tget_class(attribute.type) != expected || !attribute.isOne()) {
    throw Failure(fmt::format("{} is not one {}number", attribute.name,
                              expected == H5T_INTEGER ? "whole " : ""));
  }
  named(attribute.name, [&] { checked(H5Aread(attribute.handle, memoryType, value)); });
}

}  // namespace

bool hasAttribute(hid_t object, const char* name) {
  return H5Aexists(object, name) > 0;
}

std::string stringAttribute(hid_t object, const char* name) {
  const Attribute attribute(object, name);
  if (H5Tis_variable_str(attribute.type) <= 0 || !attribute.isOne())
    throw Failure(fmt::format("{} is not one text", attribute.name));
  const Handle type = textType();
  Texts text(type, attribute.space, 1);
  named(attribute.name, [&] { checked(H5Aread(attribute.handle, type, text.data())); });
  return text.take().front();
}

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
