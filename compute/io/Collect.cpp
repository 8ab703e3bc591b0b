#include "compute/io/Collect.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/ArchiveStream.hpp"
#include "compute/io/PointCsvReader.hpp"
#include "compute/io/ReadNeurons.hpp"
#include "compute/io/TextEncoding.hpp"

#include <fmt/format.h>
#include <tbb/task_group.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

namespace nblast {

namespace {

constexpr std::size_t mostTextBytes = std::size_t{64} << 20;

std::string readFile(const FoundFile& found, const std::string& source, JobControl& control) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(found.file.c_str(), "rb"),
                                                             &std::fclose);
  if (!file) throw InputError(source, 0, fmt::format("cannot be opened: {}", systemReason(errno)));
  std::error_code error;
  const auto size = std::filesystem::file_size(found.file, error);
  std::string bytes;
  constexpr std::size_t chunk = std::size_t{1} << 20;
  if (!error) bytes.reserve(static_cast<std::size_t>(size) + 1);
  for (;;) {
    control.checkpoint();
    const std::size_t before = bytes.size();
    bytes.resize(bytes.capacity() > before ? std::min(bytes.capacity(), before + chunk)
                                           : before + chunk);
    const std::size_t got = std::fread(bytes.data() + before, 1, bytes.size() - before, file.get());
    bytes.resize(before + got);
    if (got > 0) continue;
    if (std::ferror(file.get()) != 0)
      throw InputError(source, 0, fmt::format("cannot be read: {}", systemReason(errno)));
    return bytes;
  }
}

/// Among the endings of archives only ".zip" ends in a p.
bool isZip(const std::string& path) {
  return path.ends_with('p') || path.ends_with('P');
}

/// Reads everything that was found, on the threads of the calling arena.
class Collector {
 public:
  explicit Collector(JobControl& control) : control_(control) {}

  void run(const std::vector<FoundFile>& files) {
    for (const FoundFile& file : files)
      if (file.kind != FileKind::Archive) control_.grow();
    try {
      for (const FoundFile& file : files)
        group_.run([this, &file] { takeFile(file); });
      group_.wait();
    } catch (...) {
      group_.cancel();
      group_.wait();
      throw;
    }
  }

  Collected take() {
    std::sort(outcomes_.begin(), outcomes_.end(), [](const Outcome& a, const Outcome& b) {
      return a.name.path != b.name.path ? a.name.path < b.name.path : a.position < b.position;
    });
    std::sort(brokenArchives_.begin(), brokenArchives_.end(),
              [](const LeftOut& a, const LeftOut& b) { return a.name < b.name; });
    return {std::move(outcomes_), std::move(brokenArchives_), passedOver_};
  }

 private:
  /// Members of one archive that are neurons by their name.
  struct Count {
    std::int64_t listed;  ///< told by its directory
    std::int64_t met;
    std::int64_t taken;  ///< each advances the progress once
  };

  void takeFile(const FoundFile& file) {
    control_.checkpoint();
    if (file.kind == FileKind::Archive) {
      takeArchive(file);
      return;
    }
    const std::string source = validUtf8(file.name.path);
    std::string bytes;
    try {
      bytes = readFile(file, source, control_);
    } catch (const InputError& error) {
      store({file.name, 0, {}, error.what()});
      return;
    }
    parse(file.name, 0, file.kind, file.named, bytes);
  }

  void takeArchive(const FoundFile& file) {
    const std::string source = validUtf8(file.name.path);
    Count count{listMembers(file, source), 0, 0};
    try {
      std::optional<Outcome> damaged;
      do {
        damaged = takeMembers(file, source, count, std::move(damaged));
      } while (damaged);
    } catch (const BrokenArchive& error) {
      const std::lock_guard lock(mutex_);
      brokenArchives_.push_back({source, error.what()});
    }
    control_.advance(static_cast<std::uint64_t>(std::max(count.listed, count.met) - count.taken));
  }

  /// Takes the members after the damaged one, or all of them.
  /// @return the member at which the stream broke, where the directory of a zip may lead past it
  std::optional<Outcome> takeMembers(const FoundFile& file, const std::string& source, Count& count,
                                     std::optional<Outcome> damaged) {
    ArchiveStream members(file.file, source);
    const std::int64_t first = damaged ? damaged->position + 1 : 0;
    while (members.next()) {
      control_.checkpoint();
      if (members.index() < first) continue;
      leaveOut(damaged, count);  // it did lead past: only this member is lost
      if (!isNeuronFile(members.name())) {
        ++passedOver_;
        continue;
      }
      if (++count.met > count.listed) control_.grow();
      try {
        takeMember(members, file);
        ++count.taken;
      } catch (const BrokenArchive& error) {
        if (!isZip(file.name.path)) throw;
        FileName name = nameOfMember(members, file);
        std::string reason =
            fmt::format("{}: cannot be unpacked: {}", validUtf8(name.path), error.cause());
        return Outcome{std::move(name), members.index(), {}, std::move(reason)};
      }
    }
    leaveOut(damaged, count);
    return {};
  }

  void leaveOut(std::optional<Outcome>& damaged, Count& count) {
    if (!damaged) return;
    store(std::move(*damaged));
    damaged.reset();
    ++count.taken;
  }

  static FileName nameOfMember(const ArchiveStream& members, const FoundFile& file) {
    return {file.named ? members.name() : file.name.relative + "/" + members.name(),
            file.named ? file.file.filename().native() : file.name.root,
            file.name.path + "/" + members.name()};
  }

  static bool isNeuronFile(const std::string& name) {
    const FileKind kind = fileKind(name);
    return (kind == FileKind::Swc || kind == FileKind::Csv) && !isMacLitter(name);
  }

  /// Adds what is to do to the progress, where a directory at the archive's end tells it at once.
  std::int64_t listMembers(const FoundFile& file, const std::string& source) {
    if (!isZip(file.name.path)) return 0;
    std::int64_t count = 0;
    try {
      ArchiveStream members(file.file, source);
      while (members.next()) {
        control_.checkpoint();
        count += isNeuronFile(members.name()) ? 1 : 0;
      }
    } catch (const BrokenArchive&) {  // told when it is read
    }
    control_.grow(static_cast<std::uint64_t>(count));
    return count;
  }

  void takeMember(ArchiveStream& members, const FoundFile& file) {
    const std::int64_t position = members.index();
    FileName name = nameOfMember(members, file);
    auto bytes = std::make_shared<std::string>();
    try {
      *bytes = members.read(control_);
    } catch (const BrokenArchive&) {
      throw;
    } catch (const InputError& error) {
      store({std::move(name), position, {}, error.what()});
      return;
    }
    const FileKind kind = fileKind(members.name());
    // One thread reads the archive, the others parse; where they do not keep up, this one helps.
    if (textBytes_.fetch_add(bytes->size()) + bytes->size() > mostTextBytes) {
      textBytes_ -= bytes->size();
      parse(name, position, kind, false, *bytes);
      return;
    }
    group_.run([this, name = std::move(name), position, kind, bytes] {
      parse(name, position, kind, false, *bytes);
      textBytes_ -= bytes->size();
    });
  }

  void parse(const FileName& name, std::int64_t position, FileKind kind, bool named,
             const std::string& bytes) {
    control_.checkpoint();
    const std::string source = validUtf8(name.path);
    if (kind == FileKind::Csv && !named && !looksLikePointCsv(bytes)) {
      ++passedOver_;
      control_.advance();
      return;
    }
    Outcome outcome{name, position, {}, {}};
    try {
      outcome.neuron =
          kind == FileKind::Csv ? parsePointCsv(bytes, source) : parseSwc(bytes, source);
    } catch (const InputError& error) {
      outcome.reason = error.what();
    }
    store(std::move(outcome));
  }

  void store(Outcome outcome) {
    {
      const std::lock_guard lock(mutex_);
      outcomes_.push_back(std::move(outcome));
    }
    control_.advance();
  }

  JobControl& control_;
  tbb::task_group group_;
  std::mutex mutex_;
  std::vector<Outcome> outcomes_;
  std::vector<LeftOut> brokenArchives_;
  std::atomic<std::int64_t> passedOver_{0};
  std::atomic<std::size_t> textBytes_{0};
};

}  // namespace

Collected collect(const std::vector<FoundFile>& files, JobControl& control) {
  Collector collector(control);
  collector.run(files);
  return collector.take();
}

}  // namespace nblast
