// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "ui/scene/drawing/SceneDrawing.hpp"
#include "ui/scene/drawing/SceneFraming.hpp"
#include "ui/scene/drawing/SceneNeuron.hpp"
#include "ui/workspace/Workspace.hpp"

#include <QColor>
#include <QHash>
#include <QString>
#include <QVector>

#include <memory>

/// Geometry that has been read, by who provides it, and who is kept alive with it.
struct CachedGeometry {
  std::shared_ptr<const NeuronList> neurons;
  std::shared_ptr<const nblast::Skeleton> geometry;
};
using GeometryCache = QHash<std::pair<const NeuronList*, qint64>, CachedGeometry>;

/// Who is to be in the picture, as the workspace was when it was asked. Holds what it needs by
/// value or shared: readCast() may run on any thread.
struct SceneRequest {
  static constexpr qint64 kMostMatches = 40;
  static constexpr qint64 kMostChecked = 200;  ///< more lines than these hide each other

  struct Member {
    NeuronRef ref;
    QString name, shortName;
    QColor colour;
    std::shared_ptr<const NeuronList> neurons;
  };
  std::shared_ptr<const Result> result;  ///< null: no pair
  qint64 query = -1;
  QVector<qint64> targets;  ///< the current one last
  nblast::Direction direction = nblast::Direction::Forward;
  QVector<Member> picked;
  QVector<Member> checked;  ///< at most mostChecked; small sets whole, of large ones evenly
  qint64 allChecked = 0;
  bool hasSets = false;
  QString doubtful;  ///< a set that is not shown, for its unit is not known
};

SceneRequest sceneRequest(const Workspace& workspace);

/// Who is in the picture, with all there is to draw.
struct SceneCast {
  enum class Part { Query, Target, Neuron };
  struct Role {
    Part part = Part::Neuron;
    qint64 target = -1;  ///< column of the result
    NeuronRef ref;       ///< in the window's sets; neuron -1: it is in none
  };
  QVector<SceneNeuron> neurons;
  std::shared_ptr<const SceneDrawing> drawing;  ///< of them
  QVector<Role> roles;                          ///< of each
  SceneSubject subject = SceneSubject::Nothing;
  QString note;     ///< what is not shown, or what to do to see something; may be empty
  QString failure;  ///< the first neuron or score that could not be read; the others are here
  GeometryCache cache;
};

/// Reads geometry and scores, and makes the drawing. What cannot be read is left out.
/// @param last what was read for it is not read again
/// @throws Cancelled
SceneCast readCast(const SceneRequest& request, const SceneCast& last, nblast::JobControl& control);
