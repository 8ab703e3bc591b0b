// SPDX-License-Identifier: BSD-3-Clause
// GPU memory in the window, with made-up devices: the gauge, a job's row, and a job's plan.
#include "tests/ui/support/KeepPicture.hpp"
#include "tests/ui/support/MadeUpDevices.hpp"
#include "ui/run/DevicePlans.hpp"
#include "ui/run/JobRowWidget.hpp"
#include "ui/run/MemoryBar.hpp"
#include "ui/run/MemoryGauge.hpp"

#include <QHelpEvent>
#include <QLabel>
#include <QPainter>
#include <QTest>
#include <QToolTip>

namespace {

QPalette darkPalette() {
  QPalette palette;
  palette.setColor(QPalette::Window, QColor("#2b2b2b"));
  palette.setColor(QPalette::WindowText, QColor("#eeeeee"));
  palette.setColor(QPalette::Base, QColor("#1e1e1e"));
  return palette;
}

QImage picture(QWidget& widget) {
  widget.setAutoFillBackground(true);
  widget.resize(widget.sizeHint());
  return widget.grab().toImage();
}

/// The colour of a bar where so much of its length is to the left.
QColor colourAt(const QImage& image, const QRect& bar, double share) {
  return image.pixelColor(bar.left() + qRound(share * bar.width()), bar.center().y());
}

QString toolTipOver(MemoryGauge& gauge, const QPoint& position) {
  QToolTip::hideText();
  QHelpEvent event(QEvent::ToolTip, position, gauge.mapToGlobal(position));
  QApplication::sendEvent(&gauge, &event);
  return QToolTip::text();
}

}  // namespace

class TestMemoryGauge : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void sharesOfADevice() {
    const auto shares = sharesOf(madeUpDevice(0, "Device", 100, 20, 30, 40));
    QCOMPARE(shares.total, 100 * kMadeUpGB);
    QCOMPARE(shares.others, 30 * kMadeUpGB);
    QCOMPARE(shares.own, 20 * kMadeUpGB);
    QCOMPARE(shares.mark, 70 * kMadeUpGB);
    QVERIFY(sharesOf(madeUpDevice(0, "Device", 100, 20, 30, 0)).mark < 0);
    // What the driver takes is in no plan.
    auto withDriver = madeUpDevice(0, "Device", 100, 20, 30, 40);
    withDriver.purposes = {{"scores", 19 * kMadeUpGB}, {nblast::kDriverPurpose, kMadeUpGB}};
    QCOMPARE(sharesOf(withDriver).mark, 71 * kMadeUpGB);
    // Figures taken one after the other need not fit: nothing below nothing.
    auto odd = madeUpDevice(0, "Device", 100, 20, 30, 0);
    odd.freeBytes = 95 * kMadeUpGB;
    QCOMPARE(sharesOf(odd).others, 0);
  }

  void theBarShowsWhoHasWhat_data() {
    QTest::addColumn<QPalette>("palette");
    QTest::addColumn<QString>("name");
    QTest::newRow("light") << QPalette() << "light";
    QTest::newRow("dark") << darkPalette() << "dark";
  }
  void theBarShowsWhoHasWhat() {
    QFETCH(QPalette, palette);
    QFETCH(QString, name);
    MemoryGauge gauge;
    gauge.setPalette(palette);
    gauge.setUse(oneMadeUpDevice());
    const QImage image = picture(gauge);
    keepPicture(image, QString("gauge-one-%1.png").arg(name));
    const auto colours = memoryColours(palette);
    const QRect bar = gauge.barRect(0);
    QVERIFY(QRect(QPoint(), gauge.sizeHint()).contains(bar));
    QCOMPARE(colourAt(image, bar, 0.4), colours.own);
    QCOMPARE(colourAt(image, bar, 0.6), colours.free);
    QCOMPARE(colourAt(image, bar, 0.7), colours.mark);
    QCOMPARE(colourAt(image, bar, 0.9), colours.free);
    int others = 0;  // hatched: not every pixel
    for (int x = 1; x < qRound(0.3 * bar.width()) - 1; ++x) {
      if (image.pixelColor(bar.left() + x, bar.center().y()) == colours.others) ++others;
    }
    QVERIFY2(others > 0.5 * 0.3 * bar.width(), qPrintable(QString::number(others)));
    // The parts can be told from each other and from what is around them.
    for (const QColor& colour : {colours.own, colours.others, colours.mark}) {
      QVERIFY(std::abs(qGray(colour.rgb()) - qGray(colours.free.rgb())) > 60);
    }
  }

  void twoDevicesHaveABarEach() {
    MemoryGauge gauge;
    gauge.setUse(twoMadeUpDevices());
    QCOMPARE(gauge.bars(), 2);
    QCOMPARE(gauge.text(), QString("GPUs"));
    const QImage image = picture(gauge);
    keepPicture(image, "gauge-two.png");
    const auto colours = memoryColours(gauge.palette());
    QVERIFY(!gauge.barRect(0).intersects(gauge.barRect(1)));
    QCOMPARE(colourAt(image, gauge.barRect(0), 0.4), colours.own);
    QCOMPARE(colourAt(image, gauge.barRect(1), 0.4), colours.free);
    const QString first = toolTipOver(gauge, gauge.barRect(0).center());
    QVERIFY2(first.startsWith("GPU 0: Large Device\n"), qPrintable(first));
    const QString second = toolTipOver(gauge, gauge.barRect(1).center());
    QVERIFY2(second.startsWith("GPU 1: Small Device\n"), qPrintable(second));
    QVERIFY(gauge.accessibleDescription().contains("Small Device"));
  }

  void hoveringTellsBytesByPurpose() {
    MemoryGauge gauge;
    gauge.setUse(oneMadeUpDevice());
    gauge.resize(gauge.sizeHint());
    const QString tip = toolTipOver(gauge, gauge.barRect(0).center());
    for (const char* line :
         {"This program: 20 GB", "query points: 15 GB", "scores: 5.0 GB", "Other programs: 30 GB",
          "Free: 50 GB of 100 GB", "Planned by running jobs: 40 GB"}) {
      QVERIFY2(tip.contains(line), qPrintable(tip));
    }
    QCOMPARE(gauge.accessibleDescription(), tip);
  }

  void withoutADeviceItSaysWhy() {
    MemoryGauge gauge;
    gauge.setUse(noMadeUpDevice());
    QCOMPARE(gauge.bars(), 0);
    QVERIFY(gauge.text().contains("no GPU"));
    gauge.resize(gauge.sizeHint());
    const QString tip = toolTipOver(gauge, gauge.rect().center());
    QCOMPARE(tip, QString("CPU: No NVIDIA driver was found."));
    keepPicture(picture(gauge), "gauge-none.png");
  }

  void aJobsRowShowsItsOwnDevices() {
    MemoryGauge gauge;
    gauge.setUse(twoMadeUpDevices());
    gauge.setJob({madeUpPlan(0)});
    QCOMPARE(gauge.bars(), 1);
    QVERIFY(gauge.sizeHint().width() >= gauge.barRect(0).right());
    QVERIFY(gauge.accessibleDescription().contains("Planned by running jobs: 3.0 GB"));
    gauge.setJob({});
    QCOMPARE(gauge.bars(), 0);
    QCOMPARE(gauge.text(), QString("CPU"));
    QCOMPARE(gauge.accessibleDescription(), QString("This job runs on the CPU."));
  }

  void theRowHasAGaugeWhileItRuns() {
    JobRowWidget row;
    auto* gauge = row.findChild<MemoryGauge*>("jobMemory");
    QVERIFY(gauge != nullptr);
    JobRow job;
    job.name = "all against all";
    job.state = JobState::Loading;
    row.showMemory(oneMadeUpDevice());
    row.show(job, -1, 0);
    QVERIFY(!gauge->isVisibleTo(&row));  // where it will run is not known yet
    row.setPlan({madeUpPlan(0)});
    job.state = JobState::Scoring;
    job.progress = {nblast::Phase::Score, 600, 1000};
    job.engine = "cuda";
    row.show(job, 0.6, 0);
    QVERIFY(gauge->isVisibleTo(&row));
    QCOMPARE(gauge->bars(), 1);
    row.resize(900, row.sizeHint().height());
    keepPicture(row.grab().toImage(), "job-row.png");
    job.state = JobState::Finished;
    row.show(job, 1, 0);
    QVERIFY(!gauge->isVisibleTo(&row));
  }

  void thePlanOfEachDevice() {
    DevicePlans plans;
    plans.setPlans({});
    QVERIFY(plans.isHidden());
    auto second = madeUpPlan(1);
    second.name = "Small Device";
    second.queryParts = 3;
    second.blocks = 1;
    plans.setPlans({madeUpPlan(0), second});
    QVERIFY(!plans.isHidden());
    QCOMPARE(planSummary(second), QString("3.0 GB of 60 GB free"));
    QCOMPARE(planDetails(madeUpPlan(0)),
             QString("Queries 2.0 GB, targets 500 MB, candidates 250 MB, scores 250 MB; 512 "
                     "targets per block, 20 blocks, all queries at once."));
    QVERIFY(planDetails(second).endsWith("1 block, queries in 3 parts."));
    QCOMPARE(plans.findChildren<QLabel*>("deviceDetails").size(), 2);
    plans.setAutoFillBackground(true);
    plans.resize(660, plans.sizeHint().height());
    plans.show();
    QTest::qWait(20);
    keepPicture(plans.grab().toImage(), "device-plans.png");
    plans.setPlans({});
    QVERIFY(plans.isHidden());
    QVERIFY(plans.findChildren<QLabel*>("deviceDetails").isEmpty());
  }
};

QTEST_MAIN(TestMemoryGauge)
#include "tst_memory_gauge.moc"
