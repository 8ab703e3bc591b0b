// SPDX-License-Identifier: BSD-3-Clause
// The menus' shortcuts while a text field has the focus. On X11: its keys for moving in a line are
// those that Qt gives to fields.
#include "tests/ui/support/ShownWindow.hpp"
#include "tests/ui/support/TinyNeurons.hpp"
#include "ui/scene/SceneWidget.hpp"

#include <QAction>
#include <QLineEdit>

class TestShortcuts : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  std::unique_ptr<ShownWindow> shown_;

 private Q_SLOTS:
  void initTestCase() {
    writeTinyNeurons(folder_.filePath("set"), 3);
    shown_ = std::make_unique<ShownWindow>();
    shown_->openAndWait({folder_.filePath("set")});
    QApplication::setActiveWindow(&shown_->window);  // no window manager does it here
  }
  void cleanupTestCase() { shown_.reset(); }

  void shortcutsWorkInSearchFields_data() {
    QTest::addColumn<QString>("field");
    QTest::addColumn<QKeySequence>("keys");
    const auto actions = shown_->window.findChildren<QAction*>();
    for (const char* field : {"searchNeurons", "filterMatches"}) {
      for (const auto* action : actions) {
        if (action->shortcut().isEmpty()) continue;
        QTest::addRow("%s in %s", qPrintable(action->shortcut().toString()), field)
            << field << action->shortcut();
      }
    }
  }
  void shortcutsWorkInSearchFields() {
    QFETCH(QString, field);
    QFETCH(QKeySequence, keys);
    auto* line = shown_->child<QLineEdit>(qPrintable(field));
    line->setEnabled(true);
    line->setFocus();
    int triggered = 0;
    const auto actions = shown_->window.findChildren<QAction*>();
    for (auto* action : actions) {
      if (action->shortcut() != keys) continue;
      action->disconnect();  // what it does is tested elsewhere
      connect(action, &QAction::triggered, this, [&triggered] { ++triggered; });
      action->setEnabled(true);
    }
    QTest::keySequence(line, keys);
    QCOMPARE(triggered, 1);
  }

  /// The next one is the window's.
  void escapeEmptiesTheFieldFirst() {
    auto* line = shown_->child<QLineEdit>("searchNeurons");
    line->setFocus();
    QTest::keyClicks(line, "n1");
    QTest::keyClick(line, Qt::Key_Escape);
    QCOMPARE(line->text(), QString());
  }

  void editingStaysWithTheField() {
    auto* line = shown_->child<QLineEdit>("searchNeurons");
    line->setFocus();
    QTest::keyClicks(line, "n1");
    QTest::keySequence(line, QKeySequence::SelectAll);
    QCOMPARE(line->selectedText(), QString("n1"));
    QTest::keySequence(line, QKeySequence::Cut);
    QVERIFY(line->text().isEmpty());
    QTest::keySequence(line, QKeySequence::Paste);
    QCOMPARE(line->text(), QString("n1"));
  }
};

int main(int argc, char** argv) {
  SceneWidget::prepareApplication();
  QApplication application(argc, argv);
  TestShortcuts test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_shortcuts.moc"
