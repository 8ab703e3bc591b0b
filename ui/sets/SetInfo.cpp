// SPDX-License-Identifier: BSD-3-Clause
#include "ui/sets/SetInfo.hpp"

#include "compute/neuron/Plausibility.hpp"
#include "ui/text/Text.hpp"

namespace {

constexpr qsizetype kMostWarnings = 3;

QString link(const char* target, const QString& text) {
  return QStringLiteral("<a href='%1'>%2</a>").arg(QLatin1String(target), text.toHtmlEscaped());
}

}  // namespace

SetInfo::SetInfo(Workspace* workspace, QWidget* parent) : QLabel(parent), workspace_(workspace) {
  setObjectName(QStringLiteral("setInfo"));
  setTextFormat(Qt::RichText);
  setWordWrap(true);
  setMargin(3);
  connect(this, &QLabel::linkActivated, this, [this](const QString& target) {
    if (target == QLatin1String("unit")) Q_EMIT unitWanted(current_.setId);
    if (target == QLatin1String("left-out")) Q_EMIT leftOutWanted(current_.setId);
  });
  const auto refresh = [this](int id) {
    if (id == current_.setId) show(current_);
  };
  connect(workspace_->sets(), &NeuronSets::changed, this, refresh);
  connect(workspace_->sets(), &NeuronSets::removed, this, refresh);
}

void SetInfo::show(const NeuronRef& current) {
  current_ = current;
  const auto* set = workspace_->sets()->find(current.setId);
  setVisible(set != nullptr);
  if (set == nullptr) return;
  QString text = textOf(*set);
  if (current.neuron >= 0 && current.neuron < set->count()) {
    const QStringList warnings = set->neurons->warnings(current.neuron);
    for (const QString& warning : warnings.mid(0, kMostWarnings)) {
      text += QStringLiteral("<br>%1: %2")
                  .arg(set->neurons->name(current.neuron).toHtmlEscaped(), warning.toHtmlEscaped());
    }
  }
  setText(text);
}

QString SetInfo::textOf(const OpenSet& set) const {
  QString text = tr("<b>%1</b>: %Ln neuron(s)", nullptr, static_cast<int>(set.count()))
                     .arg(set.title.toHtmlEscaped());
  const QString reason = set.unitReason.toHtmlEscaped();
  if (set.loaded == nullptr) {
    text += QStringLiteral("<br>%1").arg(reason);
  } else if (set.unit) {
    text += tr("<br>Unit: %1 (%2), %3").arg(unitsInWords(set), reason, link("unit", tr("change")));
  } else {
    text += tr("<br><span style='color:#a01515'>Unit in doubt</span> (%1), %2")
                .arg(reason, link("unit", tr("choose")));
  }
  if (set.isSizeInQuestion()) {
    text += tr("<br><span style='color:#a01515'>%1 across</span>: is the unit right?")
                .arg(toQString(nblast::lengthInWords(set.medianSize_um)));
  } else if (set.tooLarge > 0) {
    text += QStringLiteral("<br><span style='color:#a01515'>%1</span>")
                .arg(toQString(nblast::tooLargeInWords(set.tooLarge)));
  }
  if (!set.sharedEnds.isEmpty())
    text += tr("<br>All names: %1").arg(set.sharedEnds.pattern().toHtmlEscaped());
  const auto leftOut = static_cast<qint64>(set.leftOut.size());
  if (leftOut > 0) {
    text += QStringLiteral("<br>") + link("left-out", tr("%1 left out…").arg(formatCount(leftOut)));
  }
  if (set.passedOverFiles > 0) {
    text += tr("<br>%Ln other file(s) passed over", nullptr, static_cast<int>(set.passedOverFiles));
  }
  return text;
}
