// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/workspace/Workspace.hpp"

#include <QImage>
#include <QWidget>

#include <functional>

class HeatmapWidget;
class ElidedLabel;

/// The heatmap of the open result, with a line above that says what it shows. Follows the
/// selection, and changes it by clicks.
class HeatmapPane : public QWidget {
  Q_OBJECT
 public:
  explicit HeatmapPane(Workspace* workspace, QWidget* parent = nullptr);
  HeatmapWidget* heatmap() const { return heatmap_; }
  /// Makes the heatmap's picture on any thread, twice as large as on screen: of what is shown now,
  /// whatever is opened or closed meanwhile.
  std::function<QImage(nblast::JobControl&)> pictureWork() const;

 Q_SIGNALS:
  /// What is under the pointer; empty when it has left.
  void hovered(const QString& query, const QString& target, const QString& score);

 private:
  void showResult();
  void showCaption();
  void followSelection();
  void cellClicked(qint64 row, qint64 column, Qt::KeyboardModifiers modifiers);
  void cellHovered(qint64 row, qint64 column, float score);

  Workspace* workspace_;
  ElidedLabel* caption_;
  HeatmapWidget* heatmap_;
};
