// SPDX-License-Identifier: BSD-3-Clause
#include "ui/run/JobRowWidget.hpp"

#include "ui/run/MemoryGauge.hpp"
#include "ui/text/Text.hpp"
#include "ui/widgets/ElidedLabel.hpp"
#include "ui/widgets/Icons.hpp"
#include "ui/widgets/SentenceLabel.hpp"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QStringList>
#include <QToolButton>
#include <QVBoxLayout>

namespace {

QString iconOf(JobState state) {
  switch (state) {
    case JobState::Finished:
      return QStringLiteral("done");
    case JobState::Failed:
      return QStringLiteral("error");
    case JobState::Cancelled:
      return QStringLiteral("cancel");
    case JobState::Paused:
      return QStringLiteral("pause");
    default:
      return QStringLiteral("run");
  }
}

QColor colourOf(JobState state) {
  switch (state) {
    case JobState::Finished:
      return QColor("#1b7a3d");
    case JobState::Failed:
      return QColor("#a01515");
    case JobState::Cancelled:
      return QColor("#6b5a00");
    default:
      return QColor("#245a91");
  }
}

QString factsOf(const JobRow& job) {
  QStringList facts{jobStateName(job.state)};
  if (job.progress.done > 0 || job.progress.total > 0) facts += formatProgress(job.progress);
  if (!hasEnded(job.state)) {
    if (job.pairsPerSecond > 0) facts += formatRate(job.pairsPerSecond);
    if (job.secondsLeft >= 0) {
      facts += JobRowWidget::tr("%1 left").arg(formatDuration(job.secondsLeft));
    }
  } else if (job.elapsedSeconds >= 0) {
    facts += JobRowWidget::tr("took %1").arg(formatDuration(job.elapsedSeconds));
  }
  if (!job.engine.isEmpty()) facts += JobRowWidget::tr("engine: %1").arg(job.engine);
  return facts.join(QStringLiteral("  ·  "));
}

}  // namespace

JobRowWidget::JobRowWidget(QWidget* parent)
    : QFrame(parent),
      icon_(new QLabel),
      name_(new QLabel),
      facts_(new ElidedLabel),
      sentence_(new SentenceLabel),
      bar_(new QProgressBar),
      gauge_(new MemoryGauge) {
  setFrameShape(QFrame::StyledPanel);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 4, 6, 4);
  layout->setSpacing(2);
  auto* row = new QHBoxLayout;
  QFont bold = name_->font();
  bold.setBold(true);
  name_->setFont(bold);
  name_->setTextFormat(Qt::PlainText);
  facts_->setObjectName(QStringLiteral("jobFacts"));
  bar_->setRange(0, 1000);
  bar_->setTextVisible(true);
  bar_->setFixedWidth(180);
  row->setSpacing(8);
  row->addWidget(icon_);
  row->addWidget(name_);
  gauge_->setObjectName(QStringLiteral("jobMemory"));
  gauge_->hide();
  row->addWidget(bar_);
  row->addWidget(gauge_);
  row->addWidget(facts_, 1);
  layout->addLayout(row);
  pause_ = addButton(QStringLiteral("pause"), tr("Pause"), "pauseJob");
  cancel_ = addButton(QStringLiteral("cancel"), tr("Cancel"), "cancelJob");
  leftOut_ = addButton(QStringLiteral("warning"), {}, "leftOutOfJob");
  open_ = addButton(QStringLiteral("result"), tr("Open result"), "openResult");
  remove_ = addButton(QStringLiteral("cancel"), tr("Remove"), "removeJob");
  for (auto* button : {pause_, cancel_, leftOut_, open_, remove_})
    row->addWidget(button);
  sentence_->setObjectName(QStringLiteral("jobSentence"));
  layout->addWidget(sentence_);
  connect(pause_, &QToolButton::clicked, this,
          [this] { paused_ ? Q_EMIT resumeWanted() : Q_EMIT pauseWanted(); });
  connect(cancel_, &QToolButton::clicked, this, &JobRowWidget::cancelWanted);
  connect(leftOut_, &QToolButton::clicked, this, &JobRowWidget::leftOutWanted);
  connect(open_, &QToolButton::clicked, this, &JobRowWidget::openWanted);
  connect(remove_, &QToolButton::clicked, this, &JobRowWidget::removeWanted);
}

QToolButton* JobRowWidget::addButton(const QString& icon, const QString& text,
                                     const char* objectName) {
  auto* button = new QToolButton;
  button->setObjectName(QLatin1String(objectName));
  button->setIcon(iconNamed(icon));
  button->setText(text);
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  button->setAutoRaise(true);
  return button;
}

void JobRowWidget::show(const JobRow& job, double fraction, qint64 leftOut) {
  icon_->setPixmap(iconNamed(iconOf(job.state), colourOf(job.state)).pixmap(18, 18));
  name_->setText(job.name);
  setToolTip(job.path);
  facts_->setText(factsOf(job));
  const bool busy = fraction < 0 && !hasEnded(job.state) && job.state != JobState::Waiting;
  bar_->setRange(0, busy ? 0 : 1000);
  bar_->setValue(job.state == JobState::Finished ? 1000 : std::max(0, int(fraction * 1000)));
  bar_->setVisible(!hasEnded(job.state));
  gauge_->setVisible(planned_ && !hasEnded(job.state));
  sentence_->setSentence(job.sentence);
  sentence_->setVisible(!job.sentence.isEmpty());
  sentence_->setStyleSheet(job.state == JobState::Failed ? QStringLiteral("color: #a01515;")
                                                         : QString());
  showButtons(job, leftOut);
}

void JobRowWidget::setPlan(const std::vector<nblast::DevicePlan>& plans) {
  gauge_->setJob(plans);
  planned_ = true;
}

void JobRowWidget::showMemory(const nblast::MemoryUse& use) {
  gauge_->setUse(use);
}

void JobRowWidget::showButtons(const JobRow& job, qint64 leftOut) {
  const bool ended = hasEnded(job.state);
  paused_ = job.state == JobState::Paused;
  pause_->setText(paused_ ? tr("Resume") : tr("Pause"));
  pause_->setIcon(iconNamed(paused_ ? QStringLiteral("run") : QStringLiteral("pause")));
  pause_->setVisible(!ended && job.state != JobState::Waiting);
  pause_->setEnabled(job.state != JobState::Cancelling);
  cancel_->setVisible(!ended);
  cancel_->setEnabled(job.state != JobState::Cancelling);
  leftOut_->setVisible(leftOut > 0);
  leftOut_->setText(tr("%1 left out…").arg(formatCount(leftOut)));
  open_->setVisible(QFileInfo::exists(job.path) && job.state != JobState::Failed);
  remove_->setVisible(ended);
}
