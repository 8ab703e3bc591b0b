// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/io/FindFiles.hpp"
#include "compute/io/ReadAllowance.hpp"

#include <cstdint>
#include <string>

namespace nblast {

/// A member of an archive, by its own name or by that of a link to it.
struct MemberName {
  FileName name;
  /// In the archive, of the entry that has this name: distinguishes members of the same name.
  std::int64_t index = 0;
};

/// Takes the members of an archive; called by the thread that reads it.
class MemberSink {
 public:
  virtual ~MemberSink() = default;
  /// Takes the bytes of a neuron's file; the allowance holds their heapBytes().
  /// @param file index of the plain file that holds the bytes
  virtual void take(const MemberName& member, std::int64_t file, std::string bytes,
                    ReadAllowance allowance) = 0;
  /// Takes the reason why a member cannot be read.
  virtual void leaveOut(const MemberName& member, std::string reason) = 0;
  /// Takes the name of a member for which the memory does not suffice now.
  virtual void putOff(const MemberName& member, std::int64_t file) = 0;
  /// Counts a member that is no neuron by its name.
  virtual void passOver() = 0;
};

}  // namespace nblast
