// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/analysis/Matches.hpp"

#include <QDialog>

#include <memory>
#include <vector>

class QRadioButton;

/// The matches that can be exported, each list in the order in which it is shown, and the score
/// file that they are of.
struct MatchChoices {
  std::shared_ptr<const nblast::ScoreFile> file;
  qint64 query = -1;
  std::vector<nblast::Match> selected;
  std::vector<nblast::Match> shown;  ///< not filtered away
  std::vector<nblast::Match> all;

  bool isChoice() const { return selected.size() > 1 || shown.size() != all.size(); }
};

/// Asks which of them are meant: the selected ones where there are several, those that the filter
/// leaves, or all.
class WhichMatches : public QDialog {
  Q_OBJECT
 public:
  /// @param choices must outlive the dialog
  explicit WhichMatches(const MatchChoices& choices, QWidget* parent = nullptr);
  const std::vector<nblast::Match>& chosen() const;

 private:
  QRadioButton* add(const char* name, const QString& text);

  const MatchChoices& choices_;
  QRadioButton* selected_;
  QRadioButton* shown_;
  QRadioButton* all_;
};
