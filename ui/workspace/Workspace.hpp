// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/Runner.hpp"
#include "ui/jobs/BackgroundTask.hpp"
#include "ui/jobs/NblastJobs.hpp"
#include "ui/models/NeuronSets.hpp"
#include "ui/models/Result.hpp"
#include "ui/models/Selection.hpp"
#include "ui/workspace/Message.hpp"
#include "ui/workspace/ResultFollower.hpp"
#include "ui/workspace/ScoreFileQueue.hpp"

#include <QHash>
#include <QObject>
#include <QQueue>
#include <QStringList>
#include <QTimer>
#include <QVector>

#include <memory>
#include <optional>
#include <string>
#include <vector>

/// A neuron of a set in the window.
struct NeuronRef {
  int setId = 0;
  qint64 neuron = -1;
  friend bool operator==(const NeuronRef&, const NeuronRef&) = default;
};

inline size_t qHash(const NeuronRef& ref, size_t seed = 0) {
  return qHashMulti(seed, ref.setId, ref.neuron);
}

/// What the window works on, without any widget: neuron sets, jobs, the open result and the
/// selection in it. Files are read in the background, one after the other. A job's score file opens
/// by itself when the job starts, or, where another result is in view, when it has first scores;
/// unless the user has chosen something to look at since it was asked for, or it had to wait for
/// its turn. UI thread only.
class Workspace : public QObject {
  Q_OBJECT
 public:
  explicit Workspace(QObject* parent = nullptr);
  ~Workspace() override;

  NeuronSets* sets() { return &sets_; }
  const NeuronSets& sets() const { return sets_; }
  NblastJobs* jobs() { return &jobs_; }
  Selection* selection() { return &selection_; }
  const Selection& selection() const { return selection_; }
  ResultFollower* follower() { return &follower_; }
  /// Null: no result is open.
  const std::shared_ptr<const Result>& result() const { return result_; }
  /// How much of the open result is there, as it was last looked at; nothing: it is not known yet.
  /// Reads nothing: the file is looked at in the background, when it is opened and from time to
  /// time while columns of it arrive.
  const std::optional<nblast::ScoreFile::Completeness>& completeness() const {
    return completeness_;
  }
  /// Looks at the file again, in the background.
  void lookAtCompleteness();

  /// Which of a result's scores are shown and ranked by. Falls back to forward where a file has no
  /// other.
  nblast::Direction direction() const { return direction_; }
  void setDirection(nblast::Direction direction);

  /// Neurons picked in the tree or the scene that are not rows or columns of the open result.
  const QVector<NeuronRef>& picked() const { return picked_; }
  void setPicked(const QVector<NeuronRef>& picked);

  /// All that is selected, as neurons of the window's sets: the query first, then its matches, then
  /// what is picked.
  QVector<NeuronRef> selectedNeurons() const;
  /// Selects just these neurons. Of those that the open result has, one is the query: the present
  /// one while it is among them, else `current`, else the first; the others are its matches. The
  /// rest is picked: by itself it leaves query and matches as they are. None at all: as
  /// clearSelection().
  void selectNeurons(const QVector<NeuronRef>& neurons, const NeuronRef& current);
  /// Selects no query, no match and no picked neuron.
  void clearSelection();
  /// The row of the open result; -1: the neuron is no query of it.
  qint64 rowOf(const NeuronRef& neuron) const;
  /// The column of the open result; -1: the neuron is no target of it.
  qint64 columnOf(const NeuronRef& neuron) const;

  /// Reads files and folders that make one set.
  void openNeurons(const QStringList& paths);
  /// Opens the files one after the other; the last that can be opened is shown. Paths must be
  /// absolute.
  void openScoreFiles(const QStringList& paths);
  void openScoreFile(const QString& path);
  /// The score files that were opened, or written by jobs, since the program began; newest last.
  const QStringList& resultPaths() const { return resultPaths_; }
  /// Closes the result and the neurons that came with it.
  void closeResult();
  void cancelLoading();
  /// Neurons or a score file are being read.
  bool isLoading() const;
  /// Something is being read or computed, or jobs run or wait.
  bool isBusy() const;

  /// @param queryId,targetId the sets the inputs came from; 0: none (the job reads its files
  /// itself)
  /// @param shown warnings of a plan that the user has seen: the job's own do not repeat them
  int run(const nblast::JobSpec& spec, const nblast::LoadedInputs& inputs, int queryId,
          int targetId, const std::vector<std::string>& shown = {});
  /// Null: the job has not ended.
  const nblast::JobOutcome* outcomeOf(int job) const;

  /// Tells the user something, by the signal message().
  void tell(const Message& message) { Q_EMIT this->message(message); }
  /// Takes back what was said about a topic, by the signal messageWithdrawn().
  void withdraw(const QString& topic) { Q_EMIT messageWithdrawn(topic); }

  /// Whether somebody is there to answer a question; not while a screenshot is made.
  bool mayAsk() const { return mayAsk_; }
  void setMayAsk(bool mayAsk) { mayAsk_ = mayAsk; }

  /// Lets go of something large and hands its memory back to the system, in the background: both
  /// take a moment. One after the other, whatever is handed over meanwhile.
  void letGo(std::shared_ptr<const void> something);

 Q_SIGNALS:
  void neuronsLoaded(int setId);
  /// None of several files could be read.
  void nothingLoaded(const QString& title, const std::vector<nblast::LeftOut>& files);
  void scoreFileOpened(const QString& path);
  void loadingProgressed(const QString& what, const nblast::Progress& progress);
  /// Nothing is being read any more.
  void loadingEnded();
  /// Another result is open, or none.
  void resultChanged();
  /// A job has begun to write a score file, which was not opened: the user looks at something else.
  void resultWaiting(const QString& path);
  void columnsChanged(qint64 first, qint64 count);
  void completenessChanged();
  void directionChanged();
  void pickedChanged();
  /// Several score files were opened at once; the last is shown.
  void scoreFilesOpened(const QStringList& paths);
  /// A sentence for the user.
  void message(const Message& message);
  void messageWithdrawn(const QString& topic);
  /// A job is finished, without some of its neurons.
  void jobLeftOut(int job, const QString& sentence);

 private:
  struct JobSets {
    int queryId = 0;
    int targetId = 0;
  };
  /// How things were when a job was asked for.
  struct JobStart {
    quint64 choices = 0;
    bool waited = false;
    /// The warnings that the user has seen, without their figures.
    QStringList shown;
  };
  void scoreFileCreated(int job, const QString& path);
  bool isStillWanted(int job) const;
  void offerResult(int job, const QString& path);
  void keepSelection(const Result& old, qint64 query, const QVector<qint64>& targets);
  void connectScoreFiles();
  void startNextLoad();
  void neuronsArrived(const QStringList& paths,
                      const TaskOutcome<std::shared_ptr<const nblast::NeuronSet>>& outcome);
  void openResult(const QString& path, const JobSets& sets);
  void resultArrived(const std::shared_ptr<const nblast::ScoreFile>& file, const JobSets& sets);
  Result::Side sideOf(int setId, const std::shared_ptr<const nblast::ScoreFile>& file,
                      NeuronsInScoreFile::Axis axis);
  void dropScoreFileSets(const QString& path);
  void jobPlanned(int id, const nblast::Plan& plan);
  void jobEnded(int id, const nblast::JobOutcome& outcome);
  void closeIfGone(const QString& path);
  void selectSomething();
  void release();

  NeuronSets sets_;
  Selection selection_;
  std::shared_ptr<const Result> result_;
  std::optional<nblast::ScoreFile::Completeness> completeness_;
  /// A running job adds blocks faster than anybody reads their number.
  QTimer lookSoon_;
  nblast::Direction direction_ = nblast::Direction::Forward;
  QVector<NeuronRef> picked_;
  QQueue<QStringList> waiting_;
  QHash<int, JobSets> jobSets_;
  QHash<QString, JobSets> setsOfFile_;
  QHash<int, nblast::JobOutcome> outcomes_;
  QStringList resultPaths_;
  QHash<int, JobStart> jobStarts_;
  /// Score files to open when they have scores, by job.
  QHash<int, QString> awaitingScores_;
  /// How many times the user has selected or opened something so far.
  quint64 choices_ = 0;
  /// The user chose what is selected in the open result, or that nothing is.
  bool userChose_ = false;
  /// The selection is being changed by the workspace itself, not by the user.
  bool choosing_ = false;
  bool opening_ = false;
  bool mayAsk_ = true;
  /// What is to be let go of.
  std::vector<std::shared_ptr<const void>> going_;
  NblastJobs jobs_;
  ScoreFileQueue scoreFiles_;
  ResultFollower follower_{this};
  /// The last members are destroyed first.
  BackgroundTask load_, open_, look_, firstMatch_, release_;
};
