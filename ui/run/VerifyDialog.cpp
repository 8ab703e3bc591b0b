// SPDX-License-Identifier: BSD-3-Clause
#include "ui/run/VerifyDialog.hpp"

#include "ui/jobs/Work.hpp"
#include "ui/text/EnglishPlurals.hpp"
#include "ui/text/Text.hpp"
#include "ui/widgets/Icons.hpp"
#include "ui/widgets/SentenceLabel.hpp"

#include <QDialogButtonBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace {

const QColor kGood(0x1b, 0x7a, 0x3d);
const QColor kBad(0xa0, 0x15, 0x15);
const QColor kPlain(0x24, 0x5a, 0x91);

QString number(double value, int digits) {
  return QString::number(value, 'g', digits);
}

QString pairOf(const nblast::ScoreFile& file, const nblast::VerifyResult& result) {
  const auto& query = file.queries().labels.at(static_cast<std::size_t>(result.query)).key;
  const auto& target = file.targets().labels.at(static_cast<std::size_t>(result.target)).key;
  return VerifyDialog::tr("%1 against %2, %3")
      .arg(toQString(query), toQString(target),
           QLatin1String(nblast::directionName(result.direction)));
}

}  // namespace

QString verifySentence(const nblast::ScoreFile& file, const nblast::VerifyResult& result) {
  const auto tr = [](const char* text, qint64 count = -1) {
    return VerifyDialog::tr(text, nullptr, count < 0 ? -1 : pluralNumber(count));
  };
  const QString allowed = number(nblast::VerifyResult::kTolerance, 3);
  if (result.damagedBlocks > 0) {
    return tr("Not good: %1 block(s) of the file (does not match its checksum|do not match their "
              "checksums); copy the file again, or run the job again.",
              result.damagedBlocks)
        .arg(formatCount(result.damagedBlocks));
  }
  if (result.blocks.finishedBlocks == 0)
    return tr("Nothing to compare: no score of this file is finished yet.");
  if (result.query < 0) return tr("Good: this file keeps no pair, and nothing of it is damaged.");
  if (!result.isGood()) {
    return tr("Not good: a score is %1 off (%2: stored %3, recomputed %4), more than the %5 that "
              "rounding explains; run the job again.")
        .arg(number(result.worstDifference, 3), pairOf(file, result), number(result.stored, 6),
             number(result.recomputed, 6), allowed);
  }
  return tr("Good: of %1 score(s) recomputed, the worst is %2 off (%3); up to %4 would be all "
            "right.",
            result.scores)
      .arg(formatCount(result.scores), number(result.worstDifference, 2), pairOf(file, result),
           allowed);
}

VerifyDialog::VerifyDialog(std::shared_ptr<const nblast::ScoreFile> file, QWidget* parent)
    : QDialog(parent),
      file_(std::move(file)),
      icon_(new QLabel),
      sentence_(new SentenceLabel),
      bar_(new QProgressBar),
      buttons_(new QDialogButtonBox(QDialogButtonBox::Cancel)) {
  build();
  tell(QStringLiteral("run"), kPlain,
       tr("Recomputing random scores of %1 with the reference engine…")
           .arg(QFileInfo(toQString(file_->path())).fileName()));
  connect(&task_, &BackgroundTask::progressed, this, [this](const nblast::Progress& progress) {
    constexpr int kSteps = 1000;
    bar_->setRange(0, progress.total > 0 ? kSteps : 0);
    if (progress.total > 0)
      bar_->setValue(static_cast<int>(progress.done * kSteps / progress.total));
    const QString counts = formatProgress(progress);
    bar_->setFormat(progress.phase == nblast::Phase::Check ? tr("checksums: %1").arg(counts)
                                                           : counts);
  });
  task_.start(verifyWork(file_), [this](const auto& outcome) { ended(outcome); });
}

void VerifyDialog::build() {
  setWindowTitle(tr("Verify scores"));
  setAttribute(Qt::WA_DeleteOnClose);
  sentence_->setObjectName(QStringLiteral("verifySentence"));
  bar_->setObjectName(QStringLiteral("verifyProgress"));
  bar_->setRange(0, 0);
  auto* row = new QHBoxLayout;
  row->setSpacing(12);
  row->addWidget(icon_, 0, Qt::AlignTop);
  row->addWidget(sentence_, 1);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(row);
  layout->addWidget(bar_);
  layout->addStretch(1);
  layout->addWidget(buttons_);
  setMinimumWidth(520);
  connect(buttons_, &QDialogButtonBox::rejected, this,
          [this] { task_.isRunning() ? task_.cancel() : static_cast<void>(close()); });
}

void VerifyDialog::ended(const TaskOutcome<nblast::VerifyResult>& outcome) {
  bar_->hide();
  buttons_->setStandardButtons(QDialogButtonBox::Close);
  buttons_->button(QDialogButtonBox::Close)->setDefault(true);
  if (outcome.end == TaskEnd::Cancelled) {
    return tell(QStringLiteral("cancel"), kPlain, tr("Cancelled: nothing can be said."));
  }
  if (outcome.end == TaskEnd::Failed) {
    return tell(QStringLiteral("error"), kBad, outcome.failure);
  }
  const auto& result = *outcome.result;
  const QString sentence = verifySentence(*file_, result);
  const bool compared = result.blocks.finishedBlocks > 0;
  if (compared && !result.isGood()) return tell(QStringLiteral("error"), kBad, sentence);
  tell(compared ? QStringLiteral("done") : QStringLiteral("info"), compared ? kGood : kPlain,
       sentence);
}

void VerifyDialog::tell(const QString& icon, const QColor& ink, const QString& sentence) {
  icon_->setPixmap(iconNamed(icon, ink).pixmap(24, 24));
  sentence_->setSentence(sentence);
  takeRoom();
}

/// A wrapped label within layouts is not asked for its height: long names would be cut off.
void VerifyDialog::takeRoom() {
  layout()->activate();
  const int fewLines = 4 * sentence_->fontMetrics().lineSpacing();
  sentence_->setMinimumHeight(std::max(fewLines, sentence_->heightForWidth(sentence_->width())));
}

void VerifyDialog::resizeEvent(QResizeEvent* event) {
  QDialog::resizeEvent(event);
  takeRoom();
}
