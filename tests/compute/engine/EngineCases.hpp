// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Neurons for tests of engines, and what the cpu engine makes of them.
#include "compute/engine/cpu/CpuEngine.hpp"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <string>
#include <vector>

namespace nblast::cases {

/// A wandering line; every third point twice, so that there are ties.
inline Dotprops wanderer(unsigned seed, int points, float spread_um = 60) {
  std::mt19937 random(seed);
  std::normal_distribution<float> step(0, 1);
  Dotprops neuron;
  Vec3f at{spread_um * step(random), spread_um * step(random), spread_um * step(random)};
  for (int i = 0; i < points; ++i) {
    Vec3f d{step(random), step(random), step(random)};
    const float length = std::sqrt(d.x * d.x + d.y * d.y + d.z * d.z) + 1e-6F;
    d = {d.x / length, d.y / length, d.z / length};
    if (i % 3 != 2) at = {at.x + d.x, at.y + d.y, at.z + d.z};
    neuron.points_um.push_back(at);
    neuron.tangents.push_back(d);
    neuron.alphas.push_back(std::abs(d.x));
  }
  return neuron;
}

/// Of one point to more than a block of the kernel looks at in one go.
inline const std::vector<Dotprops>& neurons() {
  static const auto kAll = [] {
    std::vector<Dotprops> made;
    const int sizes[] = {300, 1, 40, 2500, 129, 700, 64, 1025, 17, 350};
    for (unsigned i = 0; i < 40; ++i)
      made.push_back(wanderer(i, sizes[i % 10] / (i < 10 ? 1 : 4) + 1));
    return made;
  }();
  return kAll;
}

inline std::vector<float> scoredBy(Engine& engine, const ScoringOptions& options,
                                   const std::vector<Dotprops>& set = neurons()) {
  JobControl control;
  control.begin(Phase::Score, set.size() * set.size());
  engine.prepare(set, options, control);
  std::vector<float> scores(set.size() * set.size(), -99);
  engine.scoreTargets(set, scores.data(), control);
  if (control.progress().done != set.size() * set.size()) scores.clear();  // each pair told once
  return scores;
}

inline std::vector<float> expected(const ScoringOptions& options,
                                   const std::vector<Dotprops>& set = neurons()) {
  CpuEngine engine;
  return scoredBy(engine, options, set);
}

inline bool sameBits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

inline bool anyContains(const std::vector<std::string>& notes, const char* text) {
  return std::any_of(notes.begin(), notes.end(),
                     [&](const std::string& note) { return note.find(text) != std::string::npos; });
}

/// Every kind of score: rows of a test, with the column "options".
inline void addOptionRows() {
  QTest::addColumn<ScoringOptions>("options");
  const auto add = [](const char* name, bool alpha, bool normalised, double bound_um,
                      double sigma_um) {
    ScoringOptions options;
    options.useAlpha = alpha;
    options.normalised = normalised;
    if (bound_um > 0) options.maxDistance_um = bound_um;
    if (sigma_um > 0) options.table = v1Table(sigma_um);
    QTest::newRow(name) << options;
  };
  add("fcwb", false, true, 0, 0);
  add("raw", false, false, 0, 0);
  add("alpha", true, true, 0, 0);
  add("bound 42", false, true, 42, 0);
  add("bound 45, alpha, raw", true, false, 45, 0);
  add("v1", false, true, 0, 10);
  add("v1 of 3 um, bound 20", false, true, 20, 3);
}

}  // namespace nblast::cases

Q_DECLARE_METATYPE(nblast::ScoringOptions)
