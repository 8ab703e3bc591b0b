// SPDX-License-Identifier: BSD-3-Clause
// Long names in narrow columns: what sets them apart stays.
#include "ui/text/NameShortener.hpp"

#include <QSet>
#include <QTest>

namespace {

std::function<bool(const QString&)> atMost(qsizetype characters) {
  return [characters](const QString& text) { return text.size() <= characters; };
}

QStringList kenyonCells() {
  QStringList names;
  for (int i = 0; i < 40; ++i) {
    names += QStringLiteral("%1MARCM-%2%3_seg00%4")
                 .arg(i % 3 == 0 ? "Gad" : "Fru", i % 7 == 0 ? "M" : "F")
                 .arg(85 + 67 * i, 6, 10, QLatin1Char('0'))
                 .arg(1 + i % 2);
  }
  return names;
}

}  // namespace

class TestNameShortener : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void whatFitsStays() {
    const auto names = kenyonCells();
    const NameShortener shortener(names);
    for (const QString& name : names)
      QCOMPARE(shortener.shortened(name, atMost(name.size())), name);
    QCOMPARE(shortener.shortened("", atMost(0)), QString());
  }

  void namesThatDifferInTheMiddleStayApart() {
    const auto names = kenyonCells();
    const NameShortener shortener(names);
    QSet<QString> seen;
    for (const QString& name : names) {
      const QString text = shortener.shortened(name, atMost(14));
      QVERIFY2(text.size() <= 14, qPrintable(text));
      QVERIFY2(text.startsWith(name.left(3)), qPrintable(text));   // and where they begin is seen
      QVERIFY2(text.contains(name.mid(11, 4)), qPrintable(text));  // the number's last digits
      seen += text;
    }
    QCOMPARE(seen.size(), names.size());
  }

  void withoutAnythingInCommonBothEndsStay() {
    const NameShortener shortener({"alpha-neuron-of-the-left", "giant", "pC1 (descending), right"});
    const QString text = shortener.shortened("pC1 (descending), right", atMost(11));
    QVERIFY2(text.startsWith("pC1") && text.endsWith("right"), qPrintable(text));
    QVERIFY(NameShortener().shortened("abcdefghij", atMost(5)).contains(QChar(0x2026)));
    QVERIFY(!NameShortener({"one"}).shortened("one", atMost(0)).isEmpty());
  }

  void numberedNamesKeepTheirNumbers() {
    QStringList names;
    for (int i = 0; i < 30; ++i)
      names += QStringLiteral("a-very-long-common-name-%1").arg(i, 3, 10, QLatin1Char('0'));
    const NameShortener shortener(names);
    QCOMPARE(shortener.shortened(names[17], atMost(8)), QString::fromUtf8("a-v…-017"));
  }

  // Among a thousand numbers of five digits most share their last two with another by chance.
  void numbersStayWhole() {
    QStringList names;
    for (int i = 0; i < 1000; ++i) {
      names += QStringLiteral("%1_%2_leg_club_chordotonal_neuron_%3")
                   .arg(i % 2 ? "left" : "right")
                   .arg(100 + 31 * i % 900)
                   .arg(10000 + 7919 * (i + 11) % 89989);
    }
    const NameShortener shortener(names);
    QSet<QString> seen;
    for (const QString& name : std::as_const(names)) {
      const QString text = shortener.shortened(name, atMost(9));
      const QString number = name.section('_', -1);
      QVERIFY2(text.endsWith(number) && text.startsWith(name.left(3)), qPrintable(text));
      seen += text;
      // In the narrowest columns the number stays before how the name begins.
      QCOMPARE(shortener.shortened(name, atMost(6)), QChar(0x2026) + number);
      QCOMPARE(shortener.shortened(name, atMost(4)), QChar(0x2026) + number.right(3));
    }
    QCOMPARE(seen.size(), names.size());
  }
};

QTEST_GUILESS_MAIN(TestNameShortener)
#include "tst_name_shortener.moc"
