// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/platform/Hdf5.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// Reading. No number in a file decides how much memory is taken: what a dataset promises is
/// checked against the bytes of the file first. All functions throw Failure, naming the dataset.
namespace nblast::hdf5 {

Handle openGroup(hid_t parent, const char* name);

/// Where a contiguous, unfiltered dataset of exactly this type and shape begins; 0 if it has no
/// bytes. All of it lies within the file.
/// @throws Failure naming the dataset and what is different
std::uint64_t byteOffsetOf(hid_t parent, const char* name, hid_t type, const Shape& shape);

/// The same for one text of a fixed number of bytes.
std::uint64_t byteOffsetOfText(hid_t parent, const char* name, std::size_t bytes);

/// A dataset of which all that its shape promises lies within the file.
Handle openMatrix(hid_t parent, const char* name);

/// Bytes of the file that an open object is in.
std::uint64_t fileBytes(hid_t object);

void readDataset(hid_t parent, const char* name, hid_t memoryType, std::size_t elements,
                 void* data);
std::vector<std::string> readStrings(hid_t parent, const char* name);
std::string readString(hid_t parent, const char* name);

bool hasAttribute(hid_t object, const char* name);
std::string stringAttribute(hid_t object, const char* name);
std::int64_t integerAttribute(hid_t object, const char* name);
double realAttribute(hid_t object, const char* name);

}  // namespace nblast::hdf5
