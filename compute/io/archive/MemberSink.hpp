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
  std::int64_t index = 0;  ///< in the archive, of what has this name: tells namesakes apart
};

/// Takes what is found in an archive; called by the thread that reads it.
class MemberSink {
 public:
  virtual ~MemberSink() = default;
  /// The bytes of a neuron's file; the allowance holds their heapBytes().
  /// @param file index of the plain file that holds them
  virtual void take(const MemberName& member, std::int64_t file, std::string bytes,
                    ReadAllowance allowance) = 0;
  virtual void leaveOut(const MemberName& member, std::string reason) = 0;
  /// There is not enough memory just now.
  virtual void putOff(const MemberName& member, std::int64_t file) = 0;
  virtual void passOver() = 0;  ///< no neuron by its name
};

}  // namespace nblast
