// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/Collect.hpp"

#include "compute/base/Bytes.hpp"
#include "compute/base/Error.hpp"
#include "compute/io/PlainFile.hpp"
#include "compute/io/ReadToEnd.hpp"
#include "compute/io/TextEncoding.hpp"
#include "compute/io/archive/ArchiveReader.hpp"
#include "compute/io/format/NeuronFormats.hpp"

#include <fmt/format.h>
#include <tbb/task_group.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace nblast {

namespace {

constexpr std::size_t kMostTextBytes = std::size_t{64} << 20;
constexpr std::int64_t kPartForNames = 8;  // an eighth of the memory for the names of members

/// A file or member whose bytes are at hand.
struct Text {
  FileName name;
  std::int64_t position = 0;
  bool named = false;
  std::string bytes;
  /// Holds heapBytes(bytes).
  ReadAllowance allowance;
};

/// Bytes of memory that a neuron takes for as long as it lives.
std::int64_t bytesOf(const Neuron& neuron) {
  const auto of = [](const auto& values) {
    return static_cast<std::int64_t>(values.capacity() * sizeof(values[0]));
  };
  return of(neuron.points) + of(neuron.parents) + of(neuron.radii) + of(neuron.tangents) +
         of(neuron.alphas);
}

/// @return nothing for a file in a folder or an archive that no format recognises: a table of
/// something else
std::optional<Neuron> parse(Text& text, const std::string& source) {
  const std::string& name = text.name.relative;
  try {
    decodeText(text.bytes, source, text.allowance);
  } catch (const InputError&) {
    if (!text.named && formatByText(name, text.bytes, text.allowance) == nullptr) return {};
    throw;
  }
  const NeuronFormat* format = formatByText(name, text.bytes, text.allowance);
  // The user named this file: its parser says what is missing.
  if (format == nullptr && text.named) format = formatByName(name);
  if (format == nullptr) return {};
  Neuron neuron = format->parse(text.bytes, source, text.allowance);
  text.allowance.keep(bytesOf(neuron));
  return neuron;
}

/// Reads everything that was found, on the threads of the calling arena. A file for which the
/// memory does not suffice while others are being read is put off, and read alone at the end.
class Collector {
 public:
  Collector(MemoryBudget& budget, JobControl& control)
      : budget_(budget), control_(control), names_(budget.bytes() / kPartForNames) {
    // Set aside at once: when a member's name is met, other readers may be using all the rest.
    if (!budget_.tryTake(names_.bytes())) throw BudgetSpent();
  }
  ~Collector() { budget_.giveBack(names_.bytes()); }
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

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
    takePutOff();
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
  /// Takes the members of one archive.
  class Members : public MemberSink {
   public:
    Members(Collector& collector, const FoundFile& archive)
        : collector_(collector), archive_(archive) {}

    void take(const MemberName& member, std::int64_t file, std::string bytes,
              ReadAllowance allowance) override {
      auto text = std::make_shared<Text>(
          Text{member.name, member.index, false, std::move(bytes), std::move(allowance)});
      const auto parseOrPutOff = [this, member, file](Text& of) {
        if (!withinMemory([&] { collector_.parseAndStore(of); })) putOff(member, file);
      };
      if (collector_.alone_) return parseOrPutOff(*text);
      // One thread reads the archive, the others parse; where they do not keep up, the reading
      // thread parses, too.
      std::atomic<std::size_t>& waiting = collector_.textBytes_;
      const std::size_t size = text->bytes.size();
      if (waiting.fetch_add(size) + size > kMostTextBytes) {
        waiting -= size;
        return parseOrPutOff(*text);
      }
      collector_.group_.run([parseOrPutOff, text, size, &waiting] {
        parseOrPutOff(*text);
        waiting -= size;
      });
    }

    void leaveOut(const MemberName& member, std::string reason) override {
      collector_.store({member.name, member.index, {}, std::move(reason)});
    }

    void putOff(const MemberName& member, std::int64_t file) override {
      if (collector_.alone_) {
        leaveOut(member, collector_.noMemoryFor(member.name));
        return;
      }
      const std::lock_guard lock(collector_.mutex_);
      collector_.putOffMembers_[&archive_][file].push_back(member);
    }

    void passOver() override { ++collector_.passedOver_; }

   private:
    Collector& collector_;
    const FoundFile& archive_;
  };

  void takeFile(const FoundFile& file) {
    control_.checkpoint();
    if (file.kind == FileKind::Archive) {
      takeArchive(file);
      return;
    }
    const bool fits = withinMemory([&] {
      Text text{file.name, 0, file.named, {}, ReadAllowance(budget_, control_)};
      const std::string source = validUtf8(file.name.path);
      try {
        text.bytes = readPlainFile(file.file, source, text.allowance);
      } catch (const InputError& error) {
        store({file.name, 0, {}, error.what()});
        return;
      }
      parseAndStore(text);
    });
    if (fits) return;
    if (alone_) {
      store({file.name, 0, {}, noMemoryFor(file.name)});
      return;
    }
    const std::lock_guard lock(mutex_);
    putOffFiles_.push_back(&file);
  }

  void takeArchive(const FoundFile& file) {
    // The sink must live as long as the tasks that parse the members.
    const auto owned = std::make_shared<Members>(*this, file);
    {
      const std::lock_guard lock(mutex_);
      members_.push_back(owned);
    }
    try {
      ArchiveReader(file, *owned, budget_, names_, control_).readAll();
    } catch (const InputError& error) {
      const std::lock_guard lock(mutex_);
      brokenArchives_.push_back({validUtf8(file.name.path), error.what()});
    }
  }

  /// Reads one file after another, while nothing but the neurons takes memory.
  void takePutOff() {
    alone_ = true;
    for (const FoundFile* file : std::exchange(putOffFiles_, {}))
      takeFile(*file);
    for (auto& [archive, wanted] : std::exchange(putOffMembers_, {})) {
      Members sink(*this, *archive);
      ArchiveReader(*archive, sink, budget_, names_, control_).readOnly(std::move(wanted));
    }
  }

  void parseAndStore(Text& text) {
    control_.checkpoint();
    Outcome outcome{text.name, text.position, {}, {}};
    try {
      auto neuron = parse(text, validUtf8(text.name.path));
      if (!neuron) {
        ++passedOver_;
        control_.advance();
        return;
      }
      outcome.neuron = std::move(*neuron);
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

  std::string noMemoryFor(const FileName& name) const {
    return fmt::format(
        "{}: does not fit into the memory for reading ({}, of which what was read before holds "
        "{}); read fewer or smaller files at once",
        validUtf8(name.path), bytesAsText(static_cast<std::uint64_t>(budget_.bytes())),
        bytesAsText(static_cast<std::uint64_t>(std::max<std::int64_t>(budget_.used(), 0))));
  }

  MemoryBudget& budget_;
  JobControl& control_;
  MemoryBudget names_;
  tbb::task_group group_;
  std::mutex mutex_;
  std::vector<Outcome> outcomes_;
  std::vector<LeftOut> brokenArchives_;
  std::vector<std::shared_ptr<Members>> members_;
  std::vector<const FoundFile*> putOffFiles_;
  std::map<const FoundFile*, WantedMembers> putOffMembers_;
  std::atomic<std::int64_t> passedOver_{0};
  std::atomic<std::size_t> textBytes_{0};
  /// All tasks are done: this thread reads what was put off.
  bool alone_ = false;
};

}  // namespace

Collected collect(const std::vector<FoundFile>& files, MemoryBudget& budget, JobControl& control) {
  Collector collector(budget, control);
  collector.run(files);
  return collector.take();
}

}  // namespace nblast
