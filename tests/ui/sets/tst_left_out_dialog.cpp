// SPDX-License-Identifier: BSD-3-Clause
#include "tests/ui/support/DialogSupport.hpp"
#include "ui/sets/LeftOutDialog.hpp"

#include <QApplication>
#include <QClipboard>
#include <QPushButton>
#include <QTest>

class TestLeftOutDialog : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theListIsCopied() {
    LeftOutDialog dialog("set", {{"x", "x.swc:17: node 12 is its own ancestor"}, {"y", "empty"}});
    child<QPushButton>(dialog, "copyList")->click();
    const QString text = QApplication::clipboard()->text();
    QVERIFY(text.contains("x.swc:17: node 12 is its own ancestor"));
    QVERIFY(text.contains("y\tempty"));
  }
};

QTEST_MAIN(TestLeftOutDialog)
#include "tst_left_out_dialog.moc"
