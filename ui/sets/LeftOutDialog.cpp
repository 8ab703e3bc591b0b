// SPDX-License-Identifier: BSD-3-Clause
#include "ui/sets/LeftOutDialog.hpp"

#include "ui/models/LeftOutModel.hpp"
#include "ui/text/Text.hpp"
#include "ui/widgets/CopyRows.hpp"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSaveFile>
#include <QTableView>
#include <QVBoxLayout>

namespace {

QTableView* tableOf(LeftOutModel* model) {
  auto* table = new QTableView;
  table->setModel(model);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setWordWrap(true);
  table->setAlternatingRowColors(true);
  table->verticalHeader()->hide();
  table->setColumnWidth(LeftOutModel::NameColumn, 200);
  table->horizontalHeader()->setStretchLastSection(true);
  new CopyRows(table, [table, model] {
    QString text;
    const auto rows = selectedRowsInOrder(*table);
    for (const QModelIndex& index : rows)
      text += model->textOf(index.row());
    return text;
  });
  if (model->rowCount() <= 500) {
    table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  }
  return table;
}

}  // namespace

LeftOutDialog::LeftOutDialog(const QString& setName, const std::vector<nblast::LeftOut>& leftOut,
                             QWidget* parent)
    : QDialog(parent), model_(new LeftOutModel(this)) {
  setWindowTitle(tr("Left out of %1").arg(setName));
  resize(760, 380);
  model_->setRows(leftOut);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(new QLabel(tr("%Ln neuron(s) could not be used. The others are not affected.",
                                  nullptr, model_->rowCount())));
  layout->addWidget(tableOf(model_), 1);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  auto* copy = buttons->addButton(tr("Copy list"), QDialogButtonBox::ActionRole);
  copy->setObjectName(QStringLiteral("copyList"));
  auto* save = buttons->addButton(tr("Save list…"), QDialogButtonBox::ActionRole);
  connect(copy, &QPushButton::clicked, this,
          [this] { QApplication::clipboard()->setText(model_->text()); });
  connect(save, &QPushButton::clicked, this, &LeftOutDialog::save);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  layout->addWidget(buttons);
}

void LeftOutDialog::save() {
  const QString path =
      QFileDialog::getSaveFileName(this, tr("Save the list"), QStringLiteral("left-out.tsv"),
                                   tr("Tab-separated text (*.tsv *.txt);;All files (*)"));
  if (path.isEmpty()) return;
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(model_->text().toUtf8()) < 0 ||
      !file.commit()) {
    QMessageBox::warning(
        this, tr("Save the list"),
        tr("%1 could not be written: %2. Choose another folder.").arg(path, file.errorString()));
  }
}
