// SPDX-License-Identifier: BSD-3-Clause
// The device's own block (ballots, shuffles, barriers) on emulated threads: the cpu engine's bits,
// whoever lags behind.
#include "compute/engine/cpu/CpuEngine.hpp"
#include "compute/engine/cuda/CudaEngine.hpp"
#include "compute/engine/cuda/device/HostDevice.hpp"
#include "tests/gpu/EmulatedGpu.hpp"
#include "tests/gpu/EmulatedKernel.hpp"

#include <QTest>

#include <cmath>
#include <cstring>
#include <random>

using namespace nblast;

namespace {

class EmulatedDevice : public cuda::HostDevice {
 public:
  EmulatedDevice(int generation, std::uint64_t seed)
      : HostDevice(0, std::int64_t{1} << 28), generation_(generation), seed_(seed) {}
  void score(int, const cuda::ScoreTask& task) override {
    const auto problem =
        generation_ == 75 ? emulated::score75(task, seed_) : emulated::score80(task, seed_);
    if (!problem.empty()) throw cuda::DeviceError(cuda::DeviceError::Kind::Failed, problem);
  }
  void bound(int, const cuda::BoundTask& task) override {
    const auto problem =
        generation_ == 75 ? emulated::bound75(task, seed_) : emulated::bound80(task, seed_);
    if (!problem.empty()) throw cuda::DeviceError(cuda::DeviceError::Kind::Failed, problem);
  }

 private:
  int generation_;
  std::uint64_t seed_;
};

/// Ties, one point, many neurons in a tile, more points than a block looks at in one go.
std::vector<Dotprops> neurons() {
  std::mt19937 random(7);
  std::normal_distribution<float> normal(0, 1);
  std::vector<Dotprops> all;
  for (const int points : {1, 30, 33, 64, 65, 255, 257, 1025, 1400, 12, 12, 12, 12, 12, 12, 12}) {
    Dotprops neuron;
    Vec3f at{10 * normal(random), 10 * normal(random), 10 * normal(random)};
    for (int i = 0; i < points; ++i) {
      Vec3f d{normal(random), normal(random), normal(random)};
      const float length = std::sqrt(d.x * d.x + d.y * d.y + d.z * d.z) + 1e-6F;
      d = {d.x / length, d.y / length, d.z / length};
      if (i % 3 != 2) at = {at.x + d.x, at.y + d.y, at.z + d.z};
      const bool away =
          points == 1400 && i < 1100;  // all that a block sees first is beyond a bound
      neuron.points_um.push_back({at.x + (away ? 500.F : 0.F), at.y, at.z});
      neuron.tangents.push_back(d);
      neuron.alphas.push_back(std::abs(d.x));
    }
    all.push_back(std::move(neuron));
  }
  return all;
}

std::vector<float> scoredBy(Engine& engine, const std::vector<Dotprops>& set,
                            const ScoringOptions& options) {
  JobControl control;
  engine.prepare(set, options, control);
  std::vector<float> scores(set.size() * set.size(), -99);
  engine.scoreTargets(set, scores.data(), control);
  return scores;
}

std::vector<float> boundsBy(Engine& engine, const std::vector<Dotprops>& set,
                            const ScoringOptions& options) {
  JobControl control;
  std::vector<float> bounds(set.size() * set.size(), -99);
  engine.makeBounds(set, options, control)->boundAll(set, bounds.data(), control);
  return bounds;
}

bool sameBits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

}  // namespace

class CudaBlockTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void sameBitsAsTheCpu_data() {
    QTest::addColumn<int>("generation");
    QTest::addColumn<int>("seed");
    QTest::addColumn<QString>("options");
    for (const int generation : {75, 80}) {
      for (const int seed : {1, 20}) {
        for (const auto* options : {"plain", "bound, alpha", "v1"}) {
          if (seed == 20 && options != std::string("plain")) continue;
          const auto name =
              QStringLiteral("%1, seed %2, %3").arg(generation).arg(seed).arg(options);
          QTest::newRow(qPrintable(name)) << generation << seed << QString(options);
        }
      }
    }
  }

  void sameBitsAsTheCpu() {
    QFETCH(int, generation);
    QFETCH(int, seed);
    QFETCH(QString, options);
    ScoringOptions scoring;
    if (options == "v1") scoring.table = v1Table();
    if (options == "bound, alpha") {
      scoring.table = fcwbAlphaTable();
      scoring.useAlpha = true;
      scoring.maxDistance_um = scoring.table.automaticBound_um();
    }
    const auto set = neurons();
    CpuEngine cpu;
    const auto expected = scoredBy(cpu, set, scoring);
    const auto expectedBounds = boundsBy(cpu, set, scoring);
    std::vector<std::unique_ptr<cuda::Device>> devices;
    devices.push_back(
        std::make_unique<EmulatedDevice>(generation, static_cast<std::uint64_t>(seed)));
    cuda::CudaEngine engine("emulated", std::move(devices), std::nullopt);
    const auto scores = scoredBy(engine, set, scoring);
    const auto bounds = boundsBy(engine, set, scoring);
    for (const auto& note : engine.notes())
      QFAIL(note.c_str());
    QVERIFY(sameBits(scores, expected));
    QVERIFY(sameBits(bounds, expectedBounds));
  }

  void tellsThreadsThatWaitInVain() {
    const auto problem = emulated::runBlock(1, [] {
      if (emulated::thread() != 5) emulated::waitBlock();
    });
    QVERIFY(!problem.empty());
  }

  void tellsLanesThatMissEachOther() {
    const auto problem = emulated::runBlock(1, [] {
      if (emulated::lane() == 5) {
        __syncwarp();
      } else {
        __ballot_sync(0xffffffffU, true);
      }
    });
    QVERIFY(!problem.empty());
  }
};

QTEST_GUILESS_MAIN(CudaBlockTest)
#include "tst_cuda_block.moc"
