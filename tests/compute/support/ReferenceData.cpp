// SPDX-License-Identifier: BSD-3-Clause
#include "tests/compute/support/ReferenceData.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>

namespace reference {

namespace fs = std::filesystem;
using nblast::Neuron;
using nblast::NeuronKind;

namespace {

std::string readFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream in(line);
  for (std::string field; std::getline(in, field, ',');)
    fields.push_back(field);
  return fields;
}

Neuron parseDotprops(const std::string& text, const std::string& key) {
  Neuron neuron;
  neuron.key = neuron.source = key;
  neuron.kind = NeuronKind::Dotprops;
  std::istringstream in(text);
  std::string line;
  std::getline(in, line);
  if (line.rfind("x,y,z,vx,vy,vz,alpha", 0) != 0) throw std::runtime_error("no dotprops: " + key);
  while (std::getline(in, line)) {
    const auto f = split(line);
    if (f.size() != 7) throw std::runtime_error("odd line in " + key + ": " + line);
    neuron.points.push_back({std::stod(f[0]), std::stod(f[1]), std::stod(f[2])});
    neuron.tangents.push_back({std::stod(f[3]), std::stod(f[4]), std::stod(f[5])});
    neuron.alphas.push_back(std::stod(f[6]));
  }
  return neuron;
}

Neuron parseSwc(const std::string& text, const std::string& key) {
  Neuron neuron;
  neuron.key = neuron.source = key;
  std::istringstream in(text);
  std::vector<std::int64_t> ids;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream fields(line);
    std::int64_t id = 0, parent = 0;
    int label = 0;
    nblast::Vec3d p;
    float radius = 0;
    if (!(fields >> id >> label >> p.x >> p.y >> p.z >> radius >> parent)) {
      throw std::runtime_error("odd line in " + key + ": " + line);
    }
    const auto found = std::find(ids.rbegin(), ids.rend(), parent);
    neuron.parents.push_back(
        found == ids.rend() ? -1 : static_cast<std::int32_t>(ids.rend() - found) - 1);
    ids.push_back(id);
    neuron.points.push_back(p);
    neuron.radii.push_back(radius);
  }
  return neuron;
}

template <class Parse>
std::vector<Neuron> readFolder(const fs::path& folder, const std::string& ending, Parse parse) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ending) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Neuron> neurons;
  for (const auto& file : files)
    neurons.push_back(parse(readFile(file), file.stem().string()));
  return neurons;
}

}  // namespace

fs::path sharedFolder() {
  return fs::exists(NBLAST_SHARED_DIR) ? fs::path(NBLAST_SHARED_DIR) : fs::path();
}

Matrix expected(const std::string& name) {
  std::istringstream in(readFile(sharedFolder() / "reference/expected" / (name + ".csv")));
  Matrix matrix;
  std::string line;
  std::getline(in, line);
  matrix.columns = split(line);
  matrix.columns.erase(matrix.columns.begin());
  while (std::getline(in, line)) {
    const auto fields = split(line);
    if (fields.size() != matrix.columns.size() + 1) throw std::runtime_error("odd line in " + name);
    matrix.rows.push_back(fields[0]);
    for (std::size_t i = 1; i < fields.size(); ++i)
      matrix.values.push_back(std::stod(fields[i]));
  }
  return matrix;
}

std::vector<Neuron> readDotpropsFolder(const fs::path& folder) {
  return readFolder(folder, ".csv", parseDotprops);
}
std::vector<Neuron> readSwcFolder(const fs::path& folder) {
  return readFolder(folder, ".swc", parseSwc);
}

std::vector<Neuron> readDotpropsZip(const fs::path& zip) {
  const std::unique_ptr<archive, decltype(&archive_read_free)> in(archive_read_new(),
                                                                  archive_read_free);
  archive_read_support_format_zip(in.get());
  if (archive_read_open_filename(in.get(), zip.c_str(), 1 << 16) != ARCHIVE_OK) {
    throw std::runtime_error(archive_error_string(in.get()));
  }
  std::vector<Neuron> neurons;
  archive_entry* entry = nullptr;
  while (archive_read_next_header(in.get(), &entry) == ARCHIVE_OK) {
    const fs::path name = archive_entry_pathname(entry);
    std::string text(static_cast<std::size_t>(archive_entry_size(entry)), '\0');
    if (archive_read_data(in.get(), text.data(), text.size()) !=
        static_cast<la_ssize_t>(text.size())) {
      throw std::runtime_error("cannot read " + name.string());
    }
    neurons.push_back(parseDotprops(text, name.stem().string()));
  }
  std::sort(neurons.begin(), neurons.end(),
            [](const Neuron& a, const Neuron& b) { return a.key < b.key; });
  return neurons;
}

nblast::PreparedSet prepare(std::vector<Neuron> neurons, const nblast::DotpropsOptions& options) {
  nblast::NeuronSet set;
  set.neurons = std::move(neurons);
  nblast::JobControl control;
  auto prepared = nblast::prepareSet(set, options, control);
  if (!prepared.leftOut.empty()) throw std::runtime_error(prepared.leftOut[0].reason);
  return prepared;
}

Differences compare(const std::vector<double>& scores, const std::vector<double>& expectedScores) {
  if (scores.size() != expectedScores.size() || scores.empty())
    throw std::runtime_error("sizes differ");
  std::vector<double> differences(scores.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const double difference = std::abs(scores[i] - expectedScores[i]);
    differences[i] = std::isnan(difference) ? INFINITY : difference;
  }
  std::sort(differences.begin(), differences.end());
  const auto quantile = [&](double q) {
    return differences[static_cast<std::size_t>(q * static_cast<double>(differences.size() - 1))];
  };
  return {differences.back(), quantile(0.999), quantile(0.99)};
}

}  // namespace reference
