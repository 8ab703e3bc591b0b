// SPDX-License-Identifier: BSD-3-Clause
// What the desktop is given belongs together: icons are pictures of the one drawing, and all name
// the same file types.
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QRegularExpression>
#include <QSet>
#include <QSvgRenderer>
#include <QTest>

#include <cstdlib>

namespace {

const QString kIcons = QStringLiteral(NBLAST_RESOURCES_DIR "/icons/");
const QString kDesktop = QStringLiteral(NBLAST_TEST_DATA_DIR "/../../packaging/desktop/");

QString textOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QSet<QString> found(const QString& text, const QString& pattern) {
  QSet<QString> words;
  for (auto match = QRegularExpression(pattern).globalMatch(text); match.hasNext();)
    words.insert(match.next().captured(1));
  return words;
}

/// Mean difference of two pictures of one size, over all channels, 0 to 255.
double difference(const QImage& a, const QImage& b) {
  double sum = 0;
  for (int y = 0; y < a.height(); ++y)
    for (int x = 0; x < a.width(); ++x) {
      const QRgb p = a.pixel(x, y), q = b.pixel(x, y);
      sum += std::abs(qRed(p) - qRed(q)) + std::abs(qGreen(p) - qGreen(q)) +
             std::abs(qBlue(p) - qBlue(q)) + std::abs(qAlpha(p) - qAlpha(q));
    }
  return sum / (4.0 * a.width() * a.height());
}

}  // namespace

class TestShippedFiles : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void iconsAreOfTheDrawing_data();
  void iconsAreOfTheDrawing();
  void fileTypesAgree();
};

void TestShippedFiles::iconsAreOfTheDrawing_data() {
  QTest::addColumn<int>("size");
  for (const int size : {16, 22, 24, 32, 48, 64, 128, 256, 512})
    QTest::addRow("%d", size) << size;
}

void TestShippedFiles::iconsAreOfTheDrawing() {
  QFETCH(int, size);
  QImage icon;
  QVERIFY(icon.load(kIcons + QStringLiteral("app/%1.png").arg(size)));
  QCOMPARE(icon.size(), QSize(size, size));
  QImage drawing(size, size, QImage::Format_ARGB32);
  drawing.fill(Qt::transparent);
  QPainter painter(&drawing);
  QSvgRenderer(kIcons + "nblast-workbench.svg").render(&painter);
  painter.end();
  const double apart = difference(icon.convertToFormat(QImage::Format_ARGB32), drawing);
  // Two renderers smooth edges a little differently; another drawing is far beyond this.
  QVERIFY2(apart < 4, qPrintable(QString::number(apart)));
}

void TestShippedFiles::fileTypesAgree() {
  const auto entry = textOf(kDesktop + "nblast-workbench.desktop");
  const auto opened = found(found(entry, "MimeType=(.*)").values().value(0), "([^;]+)");
  QVERIFY(opened.contains("application/x-nblast-scores"));
  QCOMPARE(opened,
           found(textOf(kDesktop + "nblast-workbench.mime.xml"), "<mime-type type=\"([^\"]+)"));
  QCOMPARE(opened,
           found(textOf(kDesktop + "nblast-workbench.metainfo.xml.in"), "<mediatype>([^<]+)"));
}

QTEST_GUILESS_MAIN(TestShippedFiles)
#include "tst_shipped_files.moc"
