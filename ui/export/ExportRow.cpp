// SPDX-License-Identifier: BSD-3-Clause
#include "ui/export/ExportRow.hpp"

#include "ui/text/EnglishPlurals.hpp"
#include "ui/text/Text.hpp"

#include <QFileInfo>
#include <QProgressBar>
#include <QPushButton>

ExportRow::ExportRow(const QString& path)
    : NoticeRow(MessageKind::Note, {}), path_(path), bar_(new QProgressBar) {
  setToolTip(path);
  bar_->setObjectName(QStringLiteral("exportProgress"));
  bar_->setFixedWidth(140);
  bar_->setRange(0, 0);
  auto* cancel = new QPushButton(tr("Cancel"));
  cancel->setObjectName(QStringLiteral("cancelExport"));
  connect(cancel, &QPushButton::clicked, this, [this, cancel] {
    cancel->setEnabled(false);
    task_.cancel();
  });
  addControl(bar_);
  addControl(cancel);
  connect(&task_, &BackgroundTask::progressed, this, &ExportRow::show);
  show({nblast::Phase::Write, 0, 0});
}

void ExportRow::start(const std::function<void(nblast::JobControl&)>& work) {
  task_.start(work, [this](const auto& outcome) { Q_EMIT ended(outcome.end, outcome.failure); });
}

void ExportRow::tellSize(qint64 bytes) {
  bytes_ = bytes;
}

void ExportRow::show(const nblast::Progress& progress) {
  QString text = tr("Writing %1").arg(QFileInfo(path_).fileName());
  if (bytes_ >= 0) text += tr(", about %1").arg(formatBytes(bytes_));
  if (progress.total > 0) {
    const auto queries = static_cast<qint64>(progress.total);
    text += tr(": %1 of %2 quer(y|ies)", nullptr, pluralNumber(queries))
                .arg(formatCount(static_cast<qint64>(progress.done)), formatCount(queries));
    bar_->setRange(0, 1000);
    bar_->setValue(static_cast<int>(1000.0 * static_cast<double>(progress.done) /
                                    static_cast<double>(progress.total)));
  }
  setSentence(text);
}
