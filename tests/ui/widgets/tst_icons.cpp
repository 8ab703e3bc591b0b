// SPDX-License-Identifier: BSD-3-Clause
#include "ui/widgets/Icons.hpp"

#include <QImage>
#include <QTest>

class TestIcons : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyIconIsThere_data() {
    QTest::addColumn<QString>("name");
    for (const char* name :
         {"cancel", "done", "error", "export", "info", "mesh", "nblast-workbench", "neuron", "open",
          "pause", "picture", "result", "run", "visible", "warning"}) {
      QTest::newRow(name) << name;
    }
  }
  void everyIconIsThere() {
    QFETCH(QString, name);
    const QImage image = iconNamed(name).pixmap(32, 32).toImage();
    QVERIFY(!image.isNull());
    bool painted = false;
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x)
        painted = painted || qAlpha(image.pixel(x, y)) > 100;
    }
    QVERIFY(painted);
  }
};

QTEST_MAIN(TestIcons)
#include "tst_icons.moc"
