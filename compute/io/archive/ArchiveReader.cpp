// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/archive/ArchiveReader.hpp"

#include "compute/io/ReadToEnd.hpp"
#include "compute/io/TextEncoding.hpp"
#include "compute/io/archive/ArchiveFormats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

namespace nblast {

namespace {

/// Each damaged member costs a walk past all members before it. Beyond this number of steps, which
/// take some seconds, the rest of the archive is taken for lost.
constexpr std::int64_t kMostSkipped = 1'000'000;

bool hasDirectory(std::string_view path) {
  const ArchiveFormat* format = archiveByName(path);
  return format != nullptr && format->hasDirectory;
}

bool isNeuron(const ArchiveStream& members) {
  return fileKind(members.name()) == FileKind::Neuron && !isMacLitter(members.name()) &&
         members.kind() != MemberKind::Special;
}

bool isLink(const ArchiveStream& members) {
  return members.kind() == MemberKind::HardLink || members.kind() == MemberKind::SymbolicLink;
}

ArchiveLink linkOf(const ArchiveStream& members) {
  return {members.name(), members.linkTarget(), members.kind() == MemberKind::HardLink,
          members.index()};
}

}  // namespace

ArchiveReader::ArchiveReader(const FoundFile& file, MemberSink& sink, MemoryBudget& budget,
                             MemoryBudget& names, JobControl& control)
    : file_(file),
      sink_(sink),
      budget_(budget),
      names_(names),
      control_(control),
      source_(validUtf8(file.name.path)),
      hasDirectory_(hasDirectory(file.name.path)) {}

void ArchiveReader::readAll() {
  listMembers();
  std::exception_ptr end;
  try {
    readPastDamage(nullptr);
  } catch (const InputError&) {
    end = std::current_exception();
    damaged_.reset();  // the message about the archive names it
  }
  followLinks();
  control_.advance(static_cast<std::uint64_t>(std::max(listed_, met_) - settled_));
  if (end) std::rethrow_exception(end);
}

void ArchiveReader::readOnly(WantedMembers wanted) {
  std::string cause = "the archive has changed meanwhile";
  try {
    readPastDamage(&wanted);
  } catch (const InputError& error) {
    leaveOutDamaged();
    cause = error.reason();
  }
  for (const auto& [file, names] : wanted)
    for (const MemberName& member : names)
      leaveOut(member, fmt::format("cannot be read: {}", cause));
}

/// Adds the number of neurons to the progress, where a directory at the archive's end lists them.
void ArchiveReader::listMembers() {
  if (!hasDirectory_) return;
  try {
    ArchiveStream members(file_.file, source_, control_);
    while (members.next())
      listed_ += isNeuron(members) ? 1 : 0;
  } catch (const InputError&) {  // reported when the archive is read
  }
  control_.grow(static_cast<std::uint64_t>(listed_));
}

void ArchiveReader::readPastDamage(WantedMembers* wanted) {
  while (!readFrom(damaged_ ? damaged_->index + 1 : 0, wanted)) {
  }
}

/// Reads the wanted members from index `first` on. @param wanted null: all
/// @return false if the stream broke off at the member that is now damaged_, and may go on behind
/// it
bool ArchiveReader::readFrom(std::int64_t first, WantedMembers* wanted) {
  ArchiveStream members(file_.file, source_, control_);
  while ((wanted == nullptr || !wanted->empty() || damaged_) && members.next()) {
    control_.checkpoint();
    if (members.index() < first) {
      skip();
      continue;
    }
    leaveOutDamaged();  // the directory leads past it: only this member is lost
    std::vector<MemberName> names;
    if (wanted == nullptr)
      names = meet(members);
    else if (const auto found = wanted->extract(members.index()))
      names = found.mapped();
    if (names.empty()) continue;
    try {
      readMember(members, names);
    } catch (const BrokenArchive& error) {
      damaged_ = {std::move(names), members.index(), error.cause()};
      if (!hasDirectory_) throw;
      return false;
    }
  }
  leaveOutDamaged();
  return true;
}

void ArchiveReader::skip() {
  if (++skipped_ <= kMostSkipped) return;
  throw BrokenArchive(source_, "is damaged in too many places; what came before was read",
                      damaged_->cause);
}

/// @return the names to read the member by; none if it is passed over, or a link, which comes later
std::vector<MemberName> ArchiveReader::meet(const ArchiveStream& members) {
  if (!isNeuron(members)) {
    sink_.passOver();
    return {};
  }
  if (++met_ > listed_) control_.grow();
  MemberName member = nameOf(members.name(), members.index());
  payFor(member, members);
  if (!isLink(members)) return {std::move(member)};
  links_.push_back(linkOf(members));
  return {};
}

/// Takes the memory of a name: a few kilobytes can unpack to millions of empty members.
void ArchiveReader::payFor(const MemberName& member, const ArchiveStream& members) {
  constexpr std::size_t kCopies = 4;  // of the name: in keys, sources and reasons
  constexpr std::size_t kOthers = 512;
  const std::size_t bytes =
      kCopies * (member.name.path.size() + members.linkTarget().size()) + kOthers;
  if (names_.tryTake(static_cast<std::int64_t>(bytes))) return;
  throw InputError(source_, 0,
                   "has more members than the memory for reading can hold; what came before was "
                   "read");
}

void ArchiveReader::readMember(ArchiveStream& members, const std::vector<MemberName>& names) {
  ReadAllowance allowance(budget_, control_);
  std::string bytes;
  std::string damage;
  const bool fits = withinMemory([&] {
    try {
      bytes = members.read(allowance);
    } catch (const BrokenArchive&) {
      throw;
    } catch (const InputError& error) {
      damage = error.reason();
    }
  });
  if (fits && damage.empty()) {
    deliver(std::move(bytes), std::move(allowance), members.index(), names);
    return;
  }
  for (const MemberName& member : names) {
    if (fits) {
      leaveOut(member, damage);
    } else {
      ++settled_;
      sink_.putOff(member, members.index());
    }
  }
}

void ArchiveReader::deliver(std::string bytes, ReadAllowance allowance, std::int64_t file,
                            const std::vector<MemberName>& names) {
  settled_ += static_cast<std::int64_t>(names.size());
  for (std::size_t i = 0; i + 1 < names.size(); ++i) {
    ReadAllowance another(budget_, control_);
    std::string copy;
    const bool fits = withinMemory([&] {
      reserveFrom(another, copy, bytes.size());
      copy = bytes;
    });
    if (fits)
      sink_.take(names[i], file, std::move(copy), std::move(another));
    else
      sink_.putOff(names[i], file);
  }
  sink_.take(names.back(), file, std::move(bytes), std::move(allowance));
}

void ArchiveReader::leaveOutDamaged() {
  if (!damaged_) return;
  const Damage damage = *std::exchange(damaged_, std::nullopt);
  for (const MemberName& member : damage.names)
    leaveOut(member, fmt::format("cannot be unpacked: {}", damage.cause));
}

void ArchiveReader::leaveOut(const MemberName& member, const std::string& reason) {
  ++settled_;
  sink_.leaveOut(member, fmt::format("{}: {}", validUtf8(member.name.path), reason));
}

/// Links are read as folders would: under their own names, with what they lead to.
void ArchiveReader::followLinks() {
  if (links_.empty()) return;
  ReadAllowance allowance(names_, control_);
  ArchiveLinks all;
  const bool fits = withinMemory([&] { all = listLinks(allowance); });
  WantedMembers wanted;
  for (const ArchiveLink& link : std::exchange(links_, {})) {
    const MemberName member = nameOf(link.name, link.index);
    const auto file = fits ? all.resolve(link) : std::nullopt;
    if (file) {
      wanted[*file].push_back(member);
    } else if (fits) {
      leaveOut(member, fmt::format("a link to {}, which is no file in the archive; add that file "
                                   "to it, or open the folder instead",
                                   inQuotes(link.target)));
    } else {
      leaveOut(member, "a link in an archive of more members than the memory for reading can hold");
    }
  }
  readOnly(std::move(wanted));
}

ArchiveLinks ArchiveReader::listLinks(ReadAllowance& allowance) {
  ArchiveLinks all;
  try {
    ArchiveStream members(file_.file, source_, control_);
    while (members.next()) {
      control_.checkpoint();
      constexpr std::size_t kOthers = 192;  // nodes of two trees
      allowance.take(
          static_cast<std::int64_t>(members.name().size() + members.linkTarget().size() + kOthers));
      if (isLink(members))
        all.addLink(linkOf(members));
      else if (members.kind() == MemberKind::File)
        all.addFile(members.name(), members.index());
    }
  } catch (const InputError&) {  // what comes before the damage can still be had
  }
  return all;
}

MemberName ArchiveReader::nameOf(const std::string& member, std::int64_t index) const {
  return {{file_.named ? member : file_.name.relative + "/" + member,
           file_.named ? file_.file.filename().native() : file_.name.root,
           file_.name.path + "/" + member},
          index};
}

}  // namespace nblast
