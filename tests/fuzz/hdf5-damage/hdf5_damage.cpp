// SPDX-License-Identifier: BSD-3-Clause
// Damages single bytes of small score files at seeded byteOffsets and uses each in a process of its
// own: which of them crash, and where? Those within libhdf5 are listed in README.md; any other is a
// fault of ours, and the exit code 1.
#include "tests/compute/scorefile/SmallScoreFiles.hpp"

#include <execinfo.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <random>
#include <regex>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr unsigned kLongest_s = 10;
constexpr rlim_t kMostMemory_bytes = rlim_t{4} << 30;
constexpr int kFramesTold = 3;

int framesTo = -1;  ///< where a child writes its frames

void onCrash(int signal) {
  std::array<void*, 40> frames{};
  const int count = ::backtrace(frames.data(), static_cast<int>(frames.size()));
  ::backtrace_symbols_fd(frames.data(), count, framesTo);
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

[[noreturn]] void useInChild(const fs::path& path) {
  static std::array<char, 1 << 16> stack;
  const stack_t other{stack.data(), 0, stack.size()};
  ::sigaltstack(&other, nullptr);
  struct sigaction action {};
  action.sa_handler = onCrash;
  action.sa_flags = SA_ONSTACK;
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGILL, SIGALRM})
    ::sigaction(signal, &action, nullptr);
  std::array<void*, 1> warmUp{};
  ::backtrace(warmUp.data(), 1);  // loads what it needs while there is memory
  const rlimit memory{kMostMemory_bytes, kMostMemory_bytes};
  ::setrlimit(RLIMIT_AS, &memory);
  ::alarm(kLongest_s);
  try {
    fixtures::useAll(*nblast::ScoreFile::open(path), path.parent_path());
  } catch (const nblast::Error&) {
  }
  ::_exit(0);
}

/// How a damaged file ended: a signal (0: well), and where.
struct Ending {
  int signal = 0;
  std::vector<std::string> frames;  ///< "libhdf5_serial.so.103 H5HG_read"
};

std::vector<std::string> framesOf(const std::string& text) {
  // "/lib/x86_64-linux-gnu/libhdf5_serial.so.103(H5HG_read+0x12) [0x...]"
  static const std::regex kFrame(R"(([^/\n]+)\(([^+)\n]*)[^\n]*\n)");
  std::vector<std::string> frames;
  for (std::sregex_iterator at(text.begin(), text.end(), kFrame), end; at != end; ++at) {
    const std::string module = (*at)[1], function = (*at)[2];
    // The handler's own frame, and the library's for signals.
    if (module.starts_with("libc.so") && frames.empty()) continue;
    if (module.find("hdf5_damage") != std::string::npos && frames.empty()) continue;
    frames.push_back(module + " " + (function.empty() ? "?" : function));
  }
  return frames;
}

Ending endingOf(const fs::path& path) {
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) std::abort();
  const pid_t child = ::fork();
  if (child == 0) {
    framesTo = pipe[1];
    useInChild(path);
  }
  ::close(pipe[1]);
  std::string text;
  std::array<char, 4096> some{};
  for (ssize_t got = 0; (got = ::read(pipe[0], some.data(), some.size())) > 0;)
    text.append(some.data(), static_cast<std::size_t>(got));
  ::close(pipe[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status)) return {};
  return {WTERMSIG(status), framesOf(text)};
}

std::string contentOf(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// A file to be damaged, and its byteOffsets that mean something: zeros far from anything else are
/// the room for the report, and of no interest.
struct Original {
  std::string name, bytes;
  std::vector<std::size_t> byteOffsets;
};

Original originalOf(const fs::path& path) {
  constexpr std::size_t kNear = 64;
  Original original{path.filename().string(), contentOf(path), {}};
  std::size_t last = 0;  // that is not zero
  for (std::size_t i = 0; i < original.bytes.size(); ++i) {
    if (original.bytes[i] != 0) last = i;
    if (i - last < kNear) original.byteOffsets.push_back(i);
  }
  return original;
}

struct Crash {
  int signal = 0;
  std::vector<std::uint64_t> trials;
};

/// One trial: the same number gives the same damage, whatever the others were. One byte, or up to
/// eight in a row: all of them random, or all of them the same.
std::string damaged(const std::vector<Original>& originals, std::uint64_t trial) {
  std::mt19937_64 random(trial);
  const auto& original = originals[random() % originals.size()];
  const auto place = original.byteOffsets[random() % original.byteOffsets.size()];
  constexpr std::array<std::size_t, 4> kLengths{1, 1, 4, 8};
  constexpr std::array<unsigned char, 4> kOften{0x00, 0x01, 0x7f, 0xff};
  const auto length = kLengths[random() % kLengths.size()];
  const auto choice = random() % (2 * kOften.size());
  auto bytes = original.bytes;
  for (auto i = place; i < std::min(place + length, bytes.size()); ++i)
    bytes[i] = static_cast<char>(choice < kOften.size() ? kOften[choice] : random() % 256);
  return bytes;
}

bool isInLibrary(const std::vector<std::string>& frames) {
  for (const auto& frame : frames) {
    if (frame.starts_with("libhdf5")) return true;
    if (!frame.starts_with("libc.so") && !frame.starts_with("libstdc++")) return false;
  }
  return false;
}

std::string firstFrames(const std::vector<std::string>& frames) {
  std::string text;
  int told = 0;
  for (const auto& frame : frames) {
    const bool inLibrary = frame.starts_with("libhdf5");
    if (!inLibrary && isInLibrary(frames)) continue;
    text += (told > 0 ? " < " : "") + (inLibrary ? frame.substr(frame.find(' ') + 1) : frame);
    if (++told == kFramesTold) break;
  }
  return text.empty() ? "unknown" : text;
}

void tell(const char* title, const std::map<std::string, Crash>& crashes) {
  if (crashes.empty()) return;
  fmt::print("\n{}\n\n", title);
  constexpr std::size_t kMostTold = 12;
  fmt::print("| where | signal | times | trials |\n| --- | --- | --- | --- |\n");
  for (const auto& [where, crash] : crashes) {
    const auto told = std::min(kMostTold, crash.trials.size());
    const std::vector some(crash.trials.begin(), crash.trials.begin() + static_cast<long>(told));
    fmt::print("| {} | {} | {} | {}{} |\n", where, ::strsignal(crash.signal), crash.trials.size(),
               fmt::join(some, ", "), told < crash.trials.size() ? ", ..." : "");
  }
}

int run(const fs::path& folder, std::uint64_t first, std::uint64_t trials) {
  fs::create_directories(folder);
  const std::pair<const char*, std::function<void(const fs::path&)>> kinds[] = {
      {"all-by-all.h5", [](const fs::path& path) { fixtures::writeDense(path, true); }},
      {"both.h5", [](const fs::path& path) { fixtures::writeDense(path, false); }},
      {"sparse.h5", [](const fs::path& path) { fixtures::writeSparse(path, true); }}};
  std::vector<Original> originals;
  for (const auto& [name, write] : kinds) {
    fs::remove(folder / name);
    write(folder / name);
    originals.push_back(originalOf(folder / name));
  }
  std::map<std::string, Crash> library, ours, somewhere;
  int crashed = 0;
  for (std::uint64_t trial = first; trial < first + trials; ++trial) {
    const auto path = folder / "damaged.h5";
    std::ofstream(path, std::ios::binary | std::ios::trunc) << damaged(originals, trial);
    const auto ending = endingOf(path);
    if (ending.signal == 0) continue;
    ++crashed;
    auto& kind = ending.frames.empty() ? somewhere : isInLibrary(ending.frames) ? library : ours;
    auto& crash = kind[firstFrames(ending.frames)];
    crash.signal = ending.signal;
    crash.trials.push_back(trial);
  }
  fmt::print("{} of {} damaged files crashed or hung.\n", crashed, trials);
  tell("Within libhdf5:", library);
  tell("With a memory so damaged that the place cannot be told (gdb can):", somewhere);
  tell("NOT in libhdf5:", ours);
  return ours.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: {} FOLDER [TRIALS [FIRST]]\n", argv[0]);
    return 2;
  }
  const auto number = [&](int i, std::uint64_t otherwise) {
    return argc > i ? std::strtoull(argv[i], nullptr, 10) : otherwise;
  };
  return run(argv[1], number(3, 1), number(2, 1000));
}
