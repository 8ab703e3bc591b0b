// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <hdf5.h>

#include <cstdint>
#include <mutex>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace nblast::hdf5 {

/// An HDF5 call failed; what() is the library's innermost reason. Callers turn it into their own
/// sentence.
class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Held around any HDF5 work: one thread at a time, whatever the library was built for, and its
/// habit of printing errors switched off.
class Session {
 public:
  Session();
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

 private:
  std::unique_lock<std::mutex> lock_;
  H5E_auto2_t report_ = nullptr;
  void* reportData_ = nullptr;
};

/// Throws Failure if an HDF5 call returned an error; else hands its result through.
template <class Result>
Result checked(Result result);

/// An HDF5 identifier that is closed once.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Handle(hid_t id, Close closer) : id_(checked(id)), close_(closer) {}
  Handle(Handle&& other) noexcept
      : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  Handle& operator=(Handle&&) = delete;
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  /// Closes now and throws Failure if that goes wrong: for files, where closing is what writes.
  void close();
  operator hid_t() const { return id_; }  // NOLINT: it is what every HDF5 call wants

 private:
  hid_t id_;
  Close close_;
};

using Shape = std::vector<hsize_t>;

/// Opens read-only; never asks for HDF5's own file lock, which some network disks lack.
Handle openFile(const std::string& path);
/// Opens to add to it. Not safe against kills: for files that do not have their name yet.
Handle openFileForWriting(const std::string& path);
/// Creates with the oldest file version, the only one that can be opened after its writer was
/// killed.
Handle createFile(const std::string& path);

Handle createGroup(hid_t parent, const char* name);
bool has(hid_t parent, const char* path);

/// Creates a contiguous dataset with its place in the file taken, but nothing written.
/// @return its first byte's offset in the file; 0 if it has no bytes
std::uint64_t reserveDataset(hid_t parent, const char* name, hid_t type, const Shape& shape);
void writeDataset(hid_t parent, const char* name, hid_t fileType, hid_t memoryType,
                  const Shape& shape, const void* data);

/// A text of variable length in memory and in the file: UTF-8.
Handle textType();

/// Variable-length UTF-8, which h5py reads with .asstr().
void writeStrings(hid_t parent, const char* name, const std::vector<const char*>& texts);
void writeString(hid_t parent, const char* name, const std::string& text);

void setAttribute(hid_t object, const char* name, const std::string& text);
void setAttribute(hid_t object, const char* name, std::int64_t value);
void setRealAttribute(hid_t object, const char* name, double value);
void setAttributes(hid_t object, const char* name, const std::vector<std::int64_t>& values);
/// Changes a whole number that is there already.
void changeAttribute(hid_t object, const char* name, std::int64_t value);
/// What HDF5's own tools take as the names of a dataset's axes.
void setAxisNames(hid_t dataset, const std::vector<const char*>& names);

std::string lastReason();

template <class Result>
Result checked(Result result) {
  if (result < 0) throw Failure(lastReason());
  return result;
}

}  // namespace nblast::hdf5
