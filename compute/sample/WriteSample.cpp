// SPDX-License-Identifier: BSD-3-Clause
#include "compute/sample/WriteSample.hpp"

#include "compute/base/Error.hpp"
#include "compute/sample/BrainSurface.hpp"
#include "compute/sample/Grow.hpp"

#include <fcntl.h>
#include <fmt/compile.h>
#include <fmt/format.h>
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <unistd.h>

#include <cerrno>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>

namespace nblast {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void failedToWrite(const fs::path& path, int errorNumber) {
  throw IoError(fmt::format(
      "cannot write {}: {}. Nothing of the sample set was kept: free some space or choose another "
      "folder.",
      path.string(), systemReason(errorNumber)));
}

/// A new file. @throws IoError
void writeFile(const fs::path& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) failedToWrite(path, errno);
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      const int error = errno;
      ::close(file);
      failedToWrite(path, error);
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::close(file) != 0) failedToWrite(path, errno);
}

/// A length in µm with three decimals, from whole nanometres
void appendLength(std::string& text, double um) {
  std::int64_t nm = sample::nanometres(um);
  if (nm < 0) {
    text += '-';
    nm = -nm;
  }
  fmt::format_to(std::back_inserter(text), FMT_COMPILE("{}.{:03}"), nm / 1000, nm % 1000);
}

std::string swcText(const sample::GrownSkeleton& skeleton, const SampleOptions& options) {
  std::string text;
  text.reserve(512 + 40 * skeleton.points_um.size());
  fmt::format_to(
      std::back_inserter(text),
      "# {}: a synthetic neuron of NBLAST Workbench (nblast sample, seed {}, spacing {} um)\n"
      "# units: um\n"
      "# origin: left, dorsal, front corner of the synthetic brain; the midline is x = 300\n"
      "# labels: 1 soma, 2 tract and axon, 3 dendrite\n"
      "# columns: id label x y z radius parent\n",
      skeleton.name, options.seed, options.spacing_um);
  for (std::size_t node = 0; node < skeleton.points_um.size(); ++node) {
    const Vec3d& p = skeleton.points_um[node];
    fmt::format_to(std::back_inserter(text), FMT_COMPILE("{} {} "), node + 1,
                   static_cast<int>(skeleton.labels[node]));
    for (const double um : {p.x, p.y, p.z, skeleton.radii_um[node]}) {
      appendLength(text, um);
      text += ' ';
    }
    const std::int32_t parent = skeleton.parents[node];
    fmt::format_to(std::back_inserter(text), FMT_COMPILE("{}\n"), parent < 0 ? parent : parent + 1);
  }
  return text;
}

std::string objText() {
  const sample::SurfaceMesh mesh = sample::neuropilSurface();
  std::string text =
      "# neuropil of the synthetic brain of NBLAST Workbench (nblast sample)\n"
      "# units: um\n"
      "# origin: left, dorsal, front corner of the synthetic brain; the midline is x = 300\n";
  auto out = std::back_inserter(text);
  for (const Vec3d& p : mesh.points_um)
    fmt::format_to(out, "v {:.3f} {:.3f} {:.3f}\n", p.x, p.y, p.z);
  for (const Vec3d& n : mesh.normals)
    fmt::format_to(out, "vn {:.4f} {:.4f} {:.4f}\n", n.x, n.y, n.z);
  for (const auto& t : mesh.triangles)
    fmt::format_to(out, "f {0}//{0} {1}//{1} {2}//{2}\n", t.a + 1, t.b + 1, t.c + 1);
  return text;
}

std::string metadataText(const SampleOptions& options) {
  std::string text = "name,type,side\n";
  sample::CellType type;
  std::int64_t drawn = -1;
  for (std::int64_t i = 0; i < options.neurons; ++i) {
    const sample::CellIdentity cell = sample::identify(options, i);
    if (cell.type != drawn) {
      type = sample::drawType(options.seed, cell.type);
      drawn = cell.type;
    }
    text += fmt::format("{},{},{}\n", sample::cellName(type, cell), type.name,
                        cell.left ? "left" : "right");
  }
  return text;
}

void makeFolder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    throw IoError(fmt::format("cannot make the folder {}: {}", folder.string(), error.message()));
}

void makeEmptyFolder(const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder, error)) {
    if (!fs::is_directory(folder, error))
      throw InputError(folder.string(), 0,
                       "is a file: name a new or an empty folder for the sample set");
    if (!fs::is_empty(folder, error) || error)
      throw InputError(folder.string(), 0,
                       "is not an empty folder: name a new or an empty one for the sample set");
  }
  makeFolder(folder);
}

/// What is written into an empty or a new folder, and goes again if the set does not become whole.
class SampleFolder {
 public:
  explicit SampleFolder(const fs::path& folder) : folder_(folder) {
    std::error_code none;
    wasThere_ = fs::exists(folder, none);
    makeEmptyFolder(folder);
  }
  ~SampleFolder() {
    if (whole_) return;
    std::error_code none;
    for (const char* name : {"swc", "neuropil.obj", "metadata.csv"})
      fs::remove_all(folder_ / name, none);
    if (!wasThere_) fs::remove(folder_, none);  // unless somebody has put something there
  }
  SampleFolder(const SampleFolder&) = delete;
  SampleFolder& operator=(const SampleFolder&) = delete;
  void keep() { whole_ = true; }

 private:
  fs::path folder_;
  bool wasThere_ = false, whole_ = false;
};

constexpr std::int64_t kNeuronsInOneFolder = 10'000;
constexpr std::int64_t kNeuronsInSubfolder = 1'000;

fs::path folderOf(const SampleOptions& options, const fs::path& swcFolder, std::int64_t i) {
  if (options.neurons <= kNeuronsInOneFolder) return swcFolder;
  return swcFolder / fmt::format("{:03}", i / kNeuronsInSubfolder);
}

}  // namespace

void writeSample(const SampleOptions& options, const fs::path& folder, JobControl& control) {
  sample::checkOptions(options);
  SampleFolder sample(folder);
  const fs::path swcFolder = folder / "swc";
  for (std::int64_t i = 0; i < options.neurons; i += kNeuronsInSubfolder)
    makeFolder(folderOf(options, swcFolder, i));
  writeFile(folder / "neuropil.obj", objText());

  control.begin(Phase::Grow, static_cast<std::uint64_t>(options.neurons));
  tbb::parallel_for(tbb::blocked_range<std::int64_t>(0, options.neurons, 8),
                    [&](const auto& range) {
                      for (std::int64_t i = range.begin(); i != range.end(); ++i) {
                        control.checkpoint();
                        const sample::GrownSkeleton skeleton = sample::growSkeleton(options, i);
                        writeFile(folderOf(options, swcFolder, i) / (skeleton.name + ".swc"),
                                  swcText(skeleton, options));
                        control.advance();
                      }
                    });
  writeFile(folder / "metadata.csv", metadataText(options));
  sample.keep();
}

}  // namespace nblast
