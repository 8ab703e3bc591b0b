// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/io/FindFiles.hpp"
#include "compute/io/ReadAllowance.hpp"
#include "compute/io/archive/ArchiveLinks.hpp"
#include "compute/io/archive/ArchiveStream.hpp"
#include "compute/io/archive/MemberSink.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace nblast {

/// Which plain files of an archive to read, by index, and under which names.
using WantedMembers = std::map<std::int64_t, std::vector<MemberName>>;

/// Reads the neurons of one archive, past damaged members where the directory of a zip leads on,
/// and follows its links. Each member that is a neuron by its name goes to the sink once. For one
/// thread.
class ArchiveReader {
 public:
  /// @param names budget from which the members' names are taken, which the sink may keep
  ArchiveReader(const FoundFile& file, MemberSink& sink, MemoryBudget& budget, MemoryBudget& names,
                JobControl& control);

  /// Reads all neurons of the archive. The control's total grows by their number; its done count
  /// grows for those that were listed but never reached the sink.
  /// @throws InputError where the archive cannot be read any further: what came before was read;
  /// Cancelled
  void readAll();
  /// Reads only these members. Those that cannot be read any more are left out. @throws Cancelled
  void readOnly(WantedMembers wanted);

 private:
  /// A member at which the stream broke off.
  struct Damage {
    std::vector<MemberName> names;
    std::int64_t index = 0;
    std::string cause;
  };

  void listMembers();
  void readPastDamage(WantedMembers* wanted);
  bool readFrom(std::int64_t first, WantedMembers* wanted);
  void skip();
  std::vector<MemberName> meet(const ArchiveStream& members);
  void payFor(const MemberName& member, const ArchiveStream& members);
  void readMember(ArchiveStream& members, const std::vector<MemberName>& names);
  void deliver(std::string bytes, ReadAllowance allowance, std::int64_t file,
               const std::vector<MemberName>& names);
  void leaveOutDamaged();
  void leaveOut(const MemberName& member, const std::string& reason);
  void followLinks();
  ArchiveLinks listLinks(ReadAllowance& allowance);
  MemberName nameOf(const std::string& member, std::int64_t index) const;

  const FoundFile& file_;
  MemberSink& sink_;
  MemoryBudget& budget_;
  MemoryBudget& names_;
  JobControl& control_;
  std::string source_;
  bool hasDirectory_;
  // Counts of members that are neurons by their names.
  std::int64_t listed_ = 0;   ///< in the directory of a zip
  std::int64_t met_ = 0;      ///< while reading
  std::int64_t settled_ = 0;  ///< went to the sink
  std::int64_t skipped_ = 0;
  std::optional<Damage> damaged_;
  std::vector<ArchiveLink> links_;  ///< those that are neurons by their names
};

}  // namespace nblast
