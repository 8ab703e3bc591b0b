// SPDX-License-Identifier: BSD-3-Clause
// Memory of the window's jobs: what a job took is the system's again when the job is over.
#include "compute/base/ProcessMemory.hpp"
#include "tests/ui/models/Fixtures.hpp"
#include "ui/jobs/NblastJobs.hpp"
#include "ui/models/NeuronSets.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace nblast;

class TestJobsGiveBack : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void afterAJob_data();
  void afterAJob();

 private:
  QTemporaryDir folder_;
};

void TestJobsGiveBack::afterAJob_data() {
  QTest::addColumn<bool>("cancelled");
  QTest::addColumn<bool>("closed");  // the set is closed while the job runs
  QTest::newRow("finished") << false << false;
  QTest::newRow("cancelled") << true << false;
  QTest::newRow("cancelled, its set closed") << true << true;
}

void TestJobsGiveBack::afterAJob() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  QSKIP("a sanitizer takes memory of its own");
#endif
  QFETCH(bool, cancelled);
  QFETCH(bool, closed);
  constexpr double kMB = 1e6;
  NeuronSets sets;
  giveBackFreedMemory();
  const auto empty = static_cast<double>(residentBytes());
  const auto add = [&sets](const char* title, int neurons) {
    auto set = std::make_shared<NeuronSet>();
    for (int i = 0; i < neurons; ++i) {
      auto neuron = fixtures::makeNeuron("n" + std::to_string(i), 49);
      for (auto& point : neuron.points)
        point.x += i;
      set->neurons.push_back(std::move(neuron));
    }
    set->unit = {LengthUnit{}, "stated"};
    return sets.addLoaded(title, {"made-up.zip"}, set);
  };
  const int many = add("many", 20'000), few = add("few", 16);
  const auto before = static_cast<double>(residentBytes());
  JobSpec spec;
  spec.output = folder_.filePath(QString(QTest::currentDataTag()) + ".h5").toStdString();
  spec.overwrite = true;
  double during = 0;
  NblastJobs jobs(runJob);
  connect(&jobs, &NblastJobs::fileCreated, &jobs, [&](int job) {
    during = static_cast<double>(residentBytes());
    if (closed) sets.remove(many);
    if (cancelled) jobs.cancel(job);
  });
  const int job = jobs.start(spec, sets.inputsFor(many, few, &spec));
  QTRY_VERIFY_WITH_TIMEOUT(!jobs.hasUnfinished(), 60'000);
  const auto state = jobs.model()->find(job)->state;
  QVERIFY(state == JobState::Finished || (cancelled && state == JobState::Cancelled));
  const auto after = static_cast<double>(residentBytes());
  const auto text = QString("%1 MB empty, %2 before, %3 during, %4 after")
                        .arg(empty / kMB)
                        .arg(before / kMB)
                        .arg(during / kMB)
                        .arg(after / kMB);
  QVERIFY2(during > before + 20 * kMB, qPrintable(text));
  QVERIFY2(after < before + 10 * kMB, qPrintable(text));
  if (closed) QVERIFY2(after < before - 20 * kMB, qPrintable(text));
}

QTEST_GUILESS_MAIN(TestJobsGiveBack)
#include "tst_jobs_give_back.moc"
