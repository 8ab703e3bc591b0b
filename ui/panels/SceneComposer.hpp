#pragma once
#include "ui/panels/Workspace.hpp"
#include "ui/scene/SceneNeuron.hpp"

#include <QColor>
#include <QObject>
#include <QTimer>
#include <QVector>

#include <functional>

/// Decides what the 3D view shows: the selected query and its selected matches in colours that most
/// people can tell apart; without a selection the neurons that are checked in the tree, as many as
/// can be made out. Geometry is read in the background. Clicks in the scene come back as changes of
/// the selection.
class SceneComposer : public QObject {
  Q_OBJECT
 public:
  static constexpr qint64 mostNeurons = 200;  ///< more lines than these hide each other

  explicit SceneComposer(Workspace* workspace, QObject* parent = nullptr);

  bool isUpToDate() const { return !soon_.isActive() && !task_.isRunning(); }
  /// What neuron `id` of the last composed() is: for SceneWidget::neuronClicked.
  void clicked(quint64 id, Qt::KeyboardModifiers modifiers);
  static QColor queryColour();
  static QColor matchColour(qsizetype i);

 Q_SIGNALS:
  /// @param note what is not shown, or what to do to see something; may be empty
  void composed(const QVector<SceneNeuron>& neurons, const QString& note);
  void message(MessageBar::Kind kind, const QString& sentence);

 private:
  enum class Role { Query, Target, Neuron };
  struct Item {
    Role role = Role::Neuron;
    qint64 index = -1;  ///< row, column, or neuron of a set
    int setId = 0;
    QString name;
    QColor colour;
    std::function<std::shared_ptr<const nblast::NeuronGeometry>()> geometry;
    std::function<QString()> detail{};  ///< read with the geometry; null: none
  };
  void watch();
  void compose();
  void scoresArrived(qint64 firstTarget, qint64 targets);
  QVector<Item> selectionItems(QString* note) const;
  QVector<Item> checkedItems(QString* note) const;
  void pickInTree(const Item& item, Qt::KeyboardModifiers modifiers);

  Workspace* workspace_;
  QVector<Item> items_;
  QTimer soon_;  ///< several changes make one picture
  BackgroundTask task_;
};
