// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/Error.hpp"
#include "compute/neuron/Neuron.hpp"
#include "compute/scorefile/ScoreFile.hpp"

#include <QString>

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

/// Sets and score files in memory for the tests of models and jobs.
namespace fixtures {

/// Neuron i has i + 1 points (at most 50) on a line from (i, 0, 0).
inline nblast::Neuron makeNeuron(const std::string& key, int i) {
  nblast::Neuron neuron;
  neuron.key = key;
  neuron.source = "folder/" + key + ".swc";
  for (int p = 0; p <= i % 50; ++p) {
    neuron.points.push_back({double(i), double(p), 0});
    neuron.parents.push_back(p - 1);
    neuron.radii.push_back(1);
  }
  return neuron;
}

inline std::shared_ptr<nblast::NeuronSet> makeSet(const std::vector<std::string>& keys) {
  auto set = std::make_shared<nblast::NeuronSet>();
  for (std::size_t i = 0; i < keys.size(); ++i)
    set->neurons.push_back(makeNeuron(keys[i], static_cast<int>(i)));
  set->unit = {nblast::LengthUnit{}, "stated in the header"};
  set->extents.assign(keys.size(), 100);  // as of a real neuron
  return set;
}

inline std::shared_ptr<nblast::NeuronSet> makeSet(int count) {
  std::vector<std::string> keys;
  keys.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i)
    keys.push_back("n" + std::to_string(i));
  return makeSet(keys);
}

inline nblast::ScoreAxis makeAxis(const std::vector<std::string>& keys) {
  nblast::ScoreAxis axis;
  for (const auto& key : keys) {
    axis.labels.push_back({key, "folder/" + key + ".swc", ""});
    axis.pointCounts.push_back(static_cast<std::int64_t>(axis.labels.size()) * 10);
    axis.selfHits.push_back(1);
  }
  return axis;
}

/// Scores are query + target / 1000; geometry is one point: (query, 0, 1) or (target, 0, 2).
class MemoryScoreFile : public nblast::ScoreFile {
 public:
  explicit MemoryScoreFile(const std::vector<std::string>& keys)
      : path_("memory.h5"), queries_(makeAxis(keys)), allByAll_(true) {}
  MemoryScoreFile(const std::vector<std::string>& queries, const std::vector<std::string>& targets)
      : path_("memory.h5"),
        queries_(makeAxis(queries)),
        targets_(makeAxis(targets)),
        allByAll_(false) {}

  bool unreadable = false;
  nblast::SparseLimits keeps;  ///< of a sparse file: its diagonal is all that it keeps

  const std::filesystem::path& path() const override { return path_; }
  bool isAllByAll() const override { return allByAll_; }
  bool isNormalised() const override { return true; }
  bool hasGeometry() const override { return true; }
  const nblast::ScoreAxis& queries() const override { return queries_; }
  const nblast::ScoreAxis& targets() const override { return allByAll_ ? queries_ : targets_; }
  const std::string& jobJson() const override { return json_; }
  const std::string& tableJson() const override { return json_; }
  std::string reportJson() const override { return {}; }
  bool hasDirection(nblast::Direction direction) const override {
    return allByAll_ || direction == nblast::Direction::Forward;
  }
  void read(nblast::Direction direction, std::int64_t firstQuery, std::int64_t nQueries,
            std::int64_t firstTarget, std::int64_t nTargets, float* scores) const override {
    if (unreadable) throw nblast::IoError("memory.h5: it cannot be read: Input/output error");
    for (auto q = firstQuery; q < firstQuery + nQueries; ++q)
      for (auto t = firstTarget; t < firstTarget + nTargets; ++t)
        *scores++ = isSparse() && q != t                      ? kNotKept
                    : direction == nblast::Direction::Reverse ? scoreOf(t, q)
                                                              : scoreOf(q, t);
  }
  static float scoreOf(std::int64_t query, std::int64_t target) {
    return static_cast<float>(query) + static_cast<float>(target) / 1000;
  }
  bool isSparse() const override { return keeps.above || keeps.top; }
  nblast::SparseLimits limits() const override { return keeps; }
  Completeness completeness() const override { return {1, 1}; }
  std::int64_t damagedBlocks(nblast::JobControl&) const override { return 0; }
  nblast::Skeleton queryGeometry(std::int64_t query) const override {
    return {{{static_cast<float>(query), 0, 1}}, {-1}, {}};
  }
  nblast::Skeleton targetGeometry(std::int64_t target) const override {
    return {{{static_cast<float>(target), 0, 2}}, {-1}, {}};
  }
  nblast::Dotprops queryDotprops(std::int64_t) const override { return {}; }
  nblast::Dotprops targetDotprops(std::int64_t) const override { return {}; }

 private:
  std::filesystem::path path_;
  nblast::ScoreAxis queries_, targets_;
  bool allByAll_;
  std::string json_ = "{}";
};

}  // namespace fixtures
