// SPDX-License-Identifier: BSD-3-Clause
#include "ui/window/AboutDialog.hpp"

#include "compute/export/ExportFormats.hpp"
#include "compute/io/FileKind.hpp"
#include "compute/scorefile/ScoreFileType.hpp"
#include "ui/meshes/MeshFormats.hpp"
#include "ui/text/Text.hpp"
#include "ui/widgets/Icons.hpp"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>

#include <string>
#include <vector>

namespace {

constexpr int kTextWidth_px = 620;

/// One row of a table for every kind of file that can be opened.
QString fileRows() {
  std::vector<nblast::FileType> types = nblast::neuronFileTypes();
  types.push_back(nblast::scoreFileType());
  types.push_back(meshFileType());
  QString rows;
  for (const nblast::FileType& type : types) {
    rows +=
        QStringLiteral("<tr><td>%1</td><td>%2</td><td>%3</td></tr>")
            .arg(toQString(std::string(type.holds)), toQString(nblast::listOfEndings(type.endings)),
                 toQString(std::string(type.description)));
  }
  return rows;
}

/// The names of a menu's actions and their keys, in the order of the menu.
/// @param before stands before each name: the title of a submenu
QStringList shortcutCells(const QMenu& menu, const QString& before = {}) {
  QStringList cells;
  const auto actions = menu.actions();
  for (const QAction* action : actions) {
    const QString name =
        before + QString(action->text()).remove(QLatin1Char('&')).remove(QChar(0x2026));
    if (action->menu() != nullptr) cells += shortcutCells(*action->menu(), name + QLatin1Char(' '));
    if (action->shortcut().isEmpty()) continue;
    cells += QStringLiteral("<td>%1</td><td style='padding-right: 24px'>%2</td>")
                 .arg(name.toHtmlEscaped(),
                      action->shortcut().toString(QKeySequence::NativeText).toHtmlEscaped());
  }
  return cells;
}

/// Two shortcuts stand in a row.
QString shortcutRows(const QMenuBar* menus) {
  if (menus == nullptr) return {};
  QStringList cells;
  const auto actions = menus->actions();
  for (const QAction* action : actions)
    cells += shortcutCells(*action->menu());
  QString rows;
  for (qsizetype i = 0; i < cells.size(); i += 2)
    rows += QStringLiteral("<tr>%1%2</tr>").arg(cells[i], cells.value(i + 1));
  return rows;
}

QString aboutText(const QMenuBar* menus) {
  return AboutDialog::
      tr("<h2>NBLAST Workbench</h2>"
         "<p>Compares neurons by shape and position (NBLAST, Costa et al. 2016, "
         "doi:10.1016/j.neuron.2016.06.012), on this machine alone. Nothing is sent anywhere.</p>"
         "<h3>Files</h3>"
         "<table cellpadding='2'>"
         "%1"
         "</table>"
         "<p>All of them, and folders, can be dropped onto the window. Scores are exported as "
         "%2.</p>"
         "<h3>Mouse and keys</h3>"
         "<table cellpadding='2'>"
         "<tr><td>Heatmap</td><td>wheel zooms, drag moves, click selects a pair, Ctrl+click adds a "
         "match, double click shows all</td></tr>"
         "<tr><td>Scene</td><td>drag turns, wheel zooms, Shift+drag moves, click picks a neuron, "
         "Ctrl+click takes a match away</td></tr>"
         "</table>"
         "<table cellpadding='2'>%3</table>"
         "<p>Without a display, <tt>nblast run</tt> does the same jobs.</p>")
          .arg(fileRows(), toQString(nblast::exportFormatsInWords()), shortcutRows(menus));
}

}  // namespace

AboutDialog::AboutDialog(const QMenuBar* menus, QWidget* parent) : QDialog(parent) {
  setWindowTitle(tr("About NBLAST Workbench"));
  auto* layout = new QVBoxLayout(this);
  auto* row = new QHBoxLayout;
  auto* icon = new QLabel;
  icon->setPixmap(iconNamed(QStringLiteral("nblast-workbench")).pixmap(64, 64));
  auto* text = new QLabel(aboutText(menus));
  text->setTextFormat(Qt::RichText);
  text->setWordWrap(true);
  text->setAlignment(Qt::AlignTop);
  auto* area = new QScrollArea;
  area->setFrameShape(QFrame::NoFrame);
  area->setWidgetResizable(true);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area->setWidget(text);
  area->setMinimumWidth(kTextWidth_px);
  row->addWidget(icon, 0, Qt::AlignTop);
  row->addWidget(area, 1);
  layout->addLayout(row);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  layout->addWidget(buttons);
  // A dialog does not ask a wrapped text in a scroll area how high it is.
  const QSize around = sizeHint() - area->sizeHint();
  const QSize wanted(kTextWidth_px, text->heightForWidth(kTextWidth_px));
  resize((around + wanted).boundedTo(screen()->availableSize() * 0.9));
}
