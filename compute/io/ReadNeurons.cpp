#include "compute/io/ReadNeurons.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/ArchiveStream.hpp"
#include "compute/io/Keys.hpp"
#include "compute/io/NeuronFiles.hpp"
#include "compute/io/PointCsvReader.hpp"
#include "compute/io/TextEncoding.hpp"

#include <fmt/format.h>
#include <tbb/task_group.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace nblast {

namespace {

constexpr std::size_t mostTextBytes = std::size_t{64} << 20;

/// One file or member that was read: a neuron, or the reason why there is none.
struct Outcome {
  FileName name;
  std::int64_t position = 0;  ///< in its archive: tells members of the same name apart
  Neuron neuron;
  std::string reason;
};

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

/// Reads everything that was found, on the threads of the calling arena.
class Collector {
 public:
  explicit Collector(JobControl& control) : control_(control) {}

  void collect(const std::vector<FoundFile>& files) {
    control_.begin(Phase::Load, 0);
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

  std::vector<Outcome> takeOutcomes() { return std::move(outcomes_); }
  std::vector<LeftOut> takeBrokenArchives() { return std::move(brokenArchives_); }
  std::int64_t passedOver() const { return passedOver_; }

 private:
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
    try {
      ArchiveStream members(file.file, source);
      while (members.next()) {
        control_.checkpoint();
        takeMember(members, file);
      }
    } catch (const BrokenArchive& error) {
      const std::lock_guard lock(mutex_);
      brokenArchives_.push_back({source, error.what()});
    }
  }

  void takeMember(ArchiveStream& members, const FoundFile& file) {
    const FileKind kind = fileKind(members.name());
    if (kind == FileKind::Archive || kind == FileKind::Other || isMacLitter(members.name())) {
      ++passedOver_;
      return;
    }
    control_.grow();
    FileName name{file.named ? members.name() : file.name.relative + "/" + members.name(),
                  file.named ? file.file.filename().native() : file.name.root,
                  file.name.path + "/" + members.name()};
    auto bytes = std::make_shared<std::string>();
    try {
      *bytes = members.read(control_);
    } catch (const BrokenArchive&) {
      throw;
    } catch (const InputError& error) {
      store({std::move(name), members.index(), {}, error.what()});
      return;
    }
    const std::int64_t position = members.index();
    // The archive is read by one thread and parsed by the others; where they do not keep up, this
    // one helps.
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

void sortByPath(std::vector<Outcome>& outcomes) {
  std::sort(outcomes.begin(), outcomes.end(), [](const Outcome& a, const Outcome& b) {
    return a.name.path != b.name.path ? a.name.path < b.name.path : a.position < b.position;
  });
}

/// Files that were left out share in the naming: mending one does not rename the others.
void fill(NeuronSet& set, std::vector<Outcome> outcomes) {
  std::vector<FileName> names;
  names.reserve(outcomes.size());
  for (Outcome& outcome : outcomes)
    names.push_back(std::move(outcome.name));
  const std::vector<Key> keys = assignKeys(names);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!outcomes[i].reason.empty()) {
      set.leftOut.push_back({keys[i].text, std::move(outcomes[i].reason)});
      continue;
    }
    set.neurons.push_back(std::move(outcomes[i].neuron));
    set.neurons.back().key = keys[i].text;
    if (!keys[i].warning.empty()) set.neurons.back().warnings.push_back(keys[i].warning);
  }
}

[[noreturn]] void throwNothingLoaded(std::span<const std::filesystem::path> paths,
                                     const NeuronSet& set) {
  if (!set.leftOut.empty() && set.leftOut.size() == 1) throw InputError(set.leftOut.front().reason);
  const std::string where =
      paths.empty() ? "no files were given" : validUtf8(paths.front().native());
  if (!set.leftOut.empty())
    throw InputError(where, 0,
                     fmt::format("none of {} files could be loaded; the first: {}",
                                 set.leftOut.size(), set.leftOut.front().reason));
  throw InputError(where, 0,
                   fmt::format("no neurons here ({} other files); known endings: {}",
                               set.passedOverFiles, knownEndings()));
}

}  // namespace

NeuronSet readNeurons(std::span<const std::filesystem::path> paths, JobControl& control) {
  FoundFiles found = findFiles(paths, control);
  Collector collector(control);
  collector.collect(found.files);

  NeuronSet set;
  set.passedOverFiles = found.passedOver + collector.passedOver();
  std::vector<Outcome> outcomes = collector.takeOutcomes();
  sortByPath(outcomes);
  fill(set, std::move(outcomes));
  std::vector<LeftOut> broken = collector.takeBrokenArchives();
  std::sort(broken.begin(), broken.end(),
            [](const LeftOut& a, const LeftOut& b) { return a.name < b.name; });
  broken.insert(broken.end(), found.leftOut.begin(), found.leftOut.end());
  set.leftOut.insert(set.leftOut.end(), broken.begin(), broken.end());
  if (set.neurons.empty()) throwNothingLoaded(paths, set);
  set.unit = findUnit(set.neurons);
  return set;
}

}  // namespace nblast
