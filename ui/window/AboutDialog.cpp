// SPDX-License-Identifier: BSD-3-Clause
#include "ui/window/AboutDialog.hpp"

#include "compute/export/ExportFormats.hpp"
#include "compute/io/FileKind.hpp"
#include "compute/scorefile/ScoreFileType.hpp"
#include "ui/meshes/MeshFormats.hpp"
#include "ui/models/Text.hpp"
#include "ui/widgets/Icons.hpp"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <string>
#include <vector>

namespace {

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

QString aboutText() {
  return QObject::
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
         "<tr><td>Open neurons, folder, scores</td><td>Ctrl+O, Ctrl+Shift+O, Ctrl+L</td></tr>"
         "<tr><td>Run NBLAST</td><td>Ctrl+R</td></tr>"
         "<tr><td>Export scores, matches</td><td>Ctrl+E, Ctrl+M</td></tr>"
         "<tr><td>Brain mesh</td><td>Ctrl+B</td></tr>"
         "<tr><td>Views of the scene</td><td>Ctrl+1 to Ctrl+6, Ctrl+0 resets</td></tr>"
         "</table>"
         "<p>Without a display, <tt>nblast run</tt> does the same jobs.</p>")
          .arg(fileRows(), toQString(nblast::exportFormatsInWords()));
}

}  // namespace

AboutDialog::AboutDialog(QWidget* parent) : QDialog(parent) {
  setWindowTitle(tr("About NBLAST Workbench"));
  auto* layout = new QVBoxLayout(this);
  auto* row = new QHBoxLayout;
  auto* icon = new QLabel;
  icon->setPixmap(iconNamed(QStringLiteral("nblast-workbench")).pixmap(64, 64));
  auto* text = new QLabel(aboutText());
  text->setTextFormat(Qt::RichText);
  text->setWordWrap(true);
  text->setMinimumWidth(520);
  row->addWidget(icon, 0, Qt::AlignTop);
  row->addWidget(text, 1);
  layout->addLayout(row);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  layout->addWidget(buttons);
}
