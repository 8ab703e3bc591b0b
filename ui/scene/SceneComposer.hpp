// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/scene/SceneCast.hpp"

#include <QObject>
#include <QTimer>
#include <QVector>

/// Decides what the 3D view shows, from what is selected and checked, wherever that was done:
/// - the selected query and its selected matches, each in a colour of its own, with their scores;
/// - neurons that are picked in the tree or in the view and are not of the result, each in a colour
/// of its own;
/// - the neurons that are checked in the tree, of all sets: in their sets' colours while nothing is
///   selected or picked, else in grey behind it.
/// Geometry is read in the background. Clicks in the view come back as changes of the selection.
class SceneComposer : public QObject {
  Q_OBJECT
 public:
  explicit SceneComposer(Workspace* workspace, QObject* parent = nullptr);

  bool isUpToDate() const { return !soon_.isActive() && !task_.isRunning(); }
  /// Of the last composed(); null before the first.
  const std::shared_ptr<const SceneDrawing>& drawing() const { return cast_.drawing; }
  /// What the last composed() is about.
  SceneSubject subject() const { return cast_.subject; }
  /// Of the last composed(): stays while matches of one query are compared; 0: it shows no pair.
  quint64 pair() const { return pair_; }

  /// What neuron `id` of the last composed() is: for SceneWidget::neuronClicked. A match becomes
  /// the current one; another neuron of the result joins the matches, or is the query where there
  /// is none; a neuron of another set is picked. With Ctrl or Shift it comes or goes.
  void clicked(quint64 id, Qt::KeyboardModifiers modifiers);
  /// A click beside all neurons: nothing is selected then.
  void backgroundClicked(Qt::KeyboardModifiers modifiers);

 Q_SIGNALS:
  /// @param note what is not shown, or what to do to see something; may be empty
  void composed(const QVector<SceneNeuron>& neurons, const QString& note);

 private:
  void watch();
  void compose();
  void scoresArrived(qint64 firstTarget, qint64 targets);
  void matchClicked(qint64 target, bool toggles);
  void neuronClicked(const NeuronRef& ref, bool toggles);

  Workspace* workspace_;
  SceneCast cast_;
  std::weak_ptr<const Result> pairResult_;
  qint64 pairQuery_ = -1;
  quint64 pair_ = 0, pairs_ = 0;
  bool lostSet_ = false;  ///< a set is gone whose neurons the last picture may hold
  QTimer soon_;           ///< several changes make one picture
  BackgroundTask task_;
};
