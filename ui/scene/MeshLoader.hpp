// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/jobs/BackgroundTask.hpp"
#include "ui/workspace/Workspace.hpp"

#include <QObject>
#include <QStringList>
#include <vtkSmartPointer.h>

class SceneWidget;
class Settings;
class vtkPolyData;

/// Puts brain surfaces into the scene, in the unit in which they fit the neurons; asks where that
/// is not certain. Files are read in the background, one after the other.
class MeshLoader : public QObject {
  Q_OBJECT
 public:
  MeshLoader(Workspace* workspace, SceneWidget* scene, Settings* settings, QWidget* parent);

  void choose();  ///< by a file dialog
  /// Shows a surface at once, or when there are neurons in a known unit to compare it with.
  void load(const QString& path);
  /// Shows a surface that lies beside the neurons if it fits them; else it is not mentioned, unless
  /// it cannot be read.
  void offer(const QString& path);
  bool isWaiting() const { return !waiting_.isEmpty() || isBusy_; }

 private:
  struct Mesh {
    QString path;
    bool offered = false;
  };
  QString setInDoubt() const;
  void loadWaiting();
  using Surface = vtkSmartPointer<vtkPolyData>;  ///< in its own unit; not null
  void arrived(const Mesh& mesh, const TaskOutcome<Surface>& outcome);
  void show(const Mesh& mesh, vtkPolyData& surface);

  Workspace* workspace_;
  SceneWidget* scene_;
  Settings* settings_;
  QWidget* window_;
  QVector<Mesh> waiting_;
  bool isBusy_ = false;  ///< one is being read, or asked about
  BackgroundTask task_;
};
