#include "ui/panels/Workspace.hpp"

#include "ui/panels/OpenFiles.hpp"
#include "ui/panels/Text.hpp"

#include <QFileInfo>

namespace {
constexpr int kLook_ms = 200;
}

Workspace::Workspace(QObject* parent) : QObject(parent), jobs_(nblast::runJob) {
  connect(&jobs_, &NblastJobs::fileCreated, this,
          [this](int id, const QString& path) { openResult(path, jobSets_.value(id)); });
  connect(&jobs_, &NblastJobs::blockWritten, this, [this](int id, qint64 first, qint64 count) {
    const auto* row = jobs_.model()->find(id);
    if (row == nullptr || result_ == nullptr) return;
    if (toPath(row->path) == result_->file()->path()) Q_EMIT columnsChanged(first, count);
    selectSomething();
  });
  connect(&jobs_, &NblastJobs::jobEnded, this, &Workspace::jobEnded);
  lookSoon_.setSingleShot(true);
  lookSoon_.setInterval(kLook_ms);
  connect(&lookSoon_, &QTimer::timeout, this, &Workspace::lookAtCompleteness);
  connect(this, &Workspace::columnsChanged, this, [this] {
    if (!lookSoon_.isActive()) lookSoon_.start();
  });
  connect(&load_, &BackgroundTask::progressed, this, [this](const nblast::Progress& progress) {
    if (!waiting_.isEmpty()) Q_EMIT loadingProgressed(nameOfPaths(waiting_.head()), progress);
  });
  connect(&sets_, &NeuronSets::removed, this, [this](int id) {
    QVector<NeuronRef> left = picked_;
    left.removeIf([id](const NeuronRef& ref) { return ref.setId == id; });
    setPicked(left);
  });
}

Workspace::~Workspace() = default;

void Workspace::setDirection(nblast::Direction direction) {
  if (direction == direction_) return;
  if (result_ != nullptr && !result_->file()->hasDirection(direction)) return;
  direction_ = direction;
  Q_EMIT directionChanged();
}

void Workspace::setPicked(const QVector<NeuronRef>& picked) {
  if (picked == picked_) return;
  picked_ = picked;
  Q_EMIT pickedChanged();
}

QVector<NeuronRef> Workspace::selectedNeurons() const {
  QVector<NeuronRef> neurons;
  if (result_ != nullptr && selection_.query() >= 0) {
    neurons.append({result_->querySetId(), result_->queryNeuron(selection_.query())});
    for (const qint64 target : selection_.targets())
      neurons.append({result_->targetSetId(), result_->targetNeuron(target)});
  }
  return neurons + picked_;
}

qint64 Workspace::rowOf(const NeuronRef& neuron) const {
  const bool isQuery = result_ != nullptr && neuron.setId == result_->querySetId();
  return isQuery ? result_->rowOfQuery(neuron.neuron) : -1;
}

qint64 Workspace::columnOf(const NeuronRef& neuron) const {
  const bool isTarget = result_ != nullptr && neuron.setId == result_->targetSetId();
  return isTarget ? result_->columnOfTarget(neuron.neuron) : -1;
}

void Workspace::selectNeurons(const QVector<NeuronRef>& neurons, const NeuronRef& current) {
  if (neurons.isEmpty()) return clearSelection();
  qint64 query = -1;
  for (const NeuronRef& neuron : neurons) {
    const qint64 row = rowOf(neuron);
    if (row < 0) continue;
    if (query < 0 || neuron == current) query = row;
    if (row == selection_.query()) {
      query = row;
      break;
    }
  }
  if (query < 0) query = selection_.query();
  QVector<qint64> targets;
  QVector<NeuronRef> others;
  qint64 last = -1;
  for (const NeuronRef& neuron : neurons) {
    const qint64 column = columnOf(neuron);
    if (query >= 0 && rowOf(neuron) == query) continue;
    if (query < 0 || column < 0) {
      others.append(neuron);
    } else if (neuron == current) {
      last = column;
    } else {
      targets.append(column);
    }
  }
  if (last >= 0) targets.append(last);
  if (others.size() < neurons.size()) selection_.select(query, targets);
  setPicked(others);
}

void Workspace::clearSelection() {
  selection_.clear();
  setPicked({});
}

bool Workspace::isLoading() const {
  return !waiting_.isEmpty() || opening_;
}
bool Workspace::isBusy() const {
  return isLoading() || firstMatch_.isRunning() || jobs_.hasUnfinished() || lookSoon_.isActive() ||
         look_.isRunning();
}

void Workspace::openNeurons(const QStringList& paths) {
  waiting_.enqueue(paths);
  if (waiting_.size() == 1) startNextLoad();
}

void Workspace::startNextLoad() {
  if (waiting_.isEmpty()) {
    if (!isLoading()) Q_EMIT loadingEnded();
    return;
  }
  const QStringList paths = waiting_.head();
  Q_EMIT loadingProgressed(nameOfPaths(paths), {});
  std::vector<std::filesystem::path> files;
  for (const QString& path : paths)
    files.push_back(toPath(path));
  load_.start(loadNeuronsWork(std::move(files)),
              [this, paths](const auto& outcome) { neuronsArrived(paths, outcome); });
}

void Workspace::neuronsArrived(
    const QStringList& paths,
    const TaskOutcome<std::shared_ptr<const nblast::NeuronSet>>& outcome) {
  waiting_.dequeue();
  if (outcome.end == TaskEnd::Failed) {
    Q_EMIT message(MessageBar::Kind::Error, outcome.failure);
  } else if (outcome.end == TaskEnd::Finished) {
    std::vector<std::filesystem::path> files;
    for (const QString& path : paths)
      files.push_back(toPath(path));
    const int id = sets_.addLoaded(nameOfPaths(paths), std::move(files), *outcome.result);
    sets_.setVisible(id, true);  // the scene takes as many as can be made out
    Q_EMIT neuronsLoaded(id);
  }
  startNextLoad();
}

void Workspace::cancelLoading() {
  while (waiting_.size() > 1)
    waiting_.removeLast();
  load_.cancel();
}

void Workspace::openScoreFile(const QString& path) {
  const QString absolute = QFileInfo(path).absoluteFilePath();
  openResult(absolute, setsOfFile_.value(absolute));
}

void Workspace::openResult(const QString& path, const JobSets& sets) {
  opening_ = true;
  open_.start(openScoreFileWork(toPath(path)), [this, sets](const auto& outcome) {
    opening_ = false;
    if (outcome.end == TaskEnd::Failed) {
      Q_EMIT message(MessageBar::Kind::Error, outcome.failure);
    } else if (outcome.end == TaskEnd::Finished) {
      resultArrived(*outcome.result, sets);
    }
    if (!isLoading()) Q_EMIT loadingEnded();
  });
}

void Workspace::resultArrived(const OpenedScores& opened, const JobSets& sets) {
  using Axis = ScoreFileNeurons::Axis;
  const auto& file = opened.file;
  const QString path = toQString(file->path());
  const auto old = result_;  // its neurons stay until every view has let go
  selection_.clear();
  dropScoreFileSets(path);
  const auto queries = sideOf(sets.queryId, file, Axis::Queries);
  const auto targets = file->isAllByAll() ? queries : sideOf(sets.targetId, file, Axis::Targets);
  result_ = std::make_shared<Result>(file, queries, targets);
  completeness_ = opened.completeness;
  look_.drop();
  ourPair_.clear();
  if (!file->hasDirection(direction_)) {
    direction_ = nblast::Direction::Forward;
    Q_EMIT directionChanged();
  }
  setPicked({});
  Q_EMIT resultChanged();
  Q_EMIT scoreFileOpened(path);
  selectSomething();
}

void Workspace::lookAtCompleteness() {
  if (result_ == nullptr) return;
  if (look_.isRunning()) return lookSoon_.start();
  look_.start(completenessWork(result_->file()), [this](const auto& outcome) {
    if (outcome.end == TaskEnd::Failed) Q_EMIT message(MessageBar::Kind::Error, outcome.failure);
    if (outcome.end != TaskEnd::Finished) return;
    completeness_ = *outcome.result;
    Q_EMIT completenessChanged();
  });
}

/// The set of the window that a side was scored from, or the file's own neurons as a set.
Result::Side Workspace::sideOf(int setId, const std::shared_ptr<const nblast::ScoreFile>& file,
                               ScoreFileNeurons::Axis axis) {
  const auto* set = sets_.find(setId);
  if (set == nullptr) {
    QString title = QFileInfo(toQString(file->path())).fileName();
    if (!file->isAllByAll()) {
      title += axis == ScoreFileNeurons::Axis::Queries ? tr(" (queries)") : tr(" (targets)");
    }
    set = sets_.find(sets_.addScoreFile(title, file, axis));
    // A result shows what is selected in it; the rest would only hide that.
    sets_.setVisible(set->id, false);
  }
  return {set->id, set->neurons};
}

void Workspace::dropScoreFileSets(const QString& path) {
  for (int i = sets_.count() - 1; i >= 0; --i) {
    const auto& set = sets_.at(i);
    if (!set.loaded && set.paths.front() == toPath(path)) sets_.remove(set.id);
  }
}

void Workspace::closeResult() {
  if (result_ == nullptr) return;
  open_.drop();
  look_.drop();
  firstMatch_.drop();
  opening_ = false;
  selection_.clear();
  result_.reset();
  completeness_ = {};
  Q_EMIT resultChanged();
}

/// A new result begins with something to look at: the best match of the first query. A choice of
/// the user stays.
void Workspace::selectSomething() {
  const bool untouched =
      selection_.query() < 0 || (!ourPair_.isEmpty() && selection_.query() == ourPair_[0] &&
                                 selection_.targets() == ourPair_.mid(1));
  if (result_ == nullptr || !untouched || firstMatch_.isRunning()) return;
  const auto result = result_;
  firstMatch_.start(
      matchesWork(result->file(), 0, direction_, 1), [this, result](const auto& outcome) {
        if (outcome.end != TaskEnd::Finished || outcome.result->empty() || result != result_)
          return;
        if (selection_.query() >= 0 &&
            ourPair_ != QVector<qint64>{selection_.query()} + selection_.targets()) {
          return;
        }
        ourPair_ = {0, outcome.result->front().target};
        selection_.selectPair(ourPair_[0], ourPair_[1]);
      });
}

int Workspace::run(const nblast::JobSpec& spec, const nblast::LoadedInputs& inputs, int queryId,
                   int targetId) {
  const JobSets used{queryId, targetId};
  const QString path = QFileInfo(toQString(spec.output)).absoluteFilePath();
  setsOfFile_.insert(path, used);
  // The id is known before the first event: events arrive from the event loop.
  const int id = jobs_.start(spec, inputs);
  jobSets_.insert(id, used);
  return id;
}

const nblast::JobOutcome* Workspace::outcomeOf(int job) const {
  const auto found = outcomes_.constFind(job);
  return found == outcomes_.constEnd() ? nullptr : &*found;
}

void Workspace::jobEnded(int id, const nblast::JobOutcome& outcome) {
  outcomes_.insert(id, outcome);
  const auto* row = jobs_.model()->find(id);
  const QString name = row != nullptr ? row->name : tr("The job");
  using Kind = nblast::JobOutcome::Kind;
  if (row != nullptr && result_ != nullptr && toPath(row->path) == result_->file()->path())
    lookAtCompleteness();
  if (outcome.kind == Kind::Failed) {
    Q_EMIT message(MessageBar::Kind::Error, toQString(outcome.failure));
  } else if (outcome.kind == Kind::Cancelled) {
    Q_EMIT message(
        MessageBar::Kind::Note,
        tr("%1 was cancelled. The blocks that were finished are in its file.").arg(name));
  } else if (!outcome.report.leftOut.empty()) {
    Q_EMIT message(
        MessageBar::Kind::Warning,
        tr("%1 is done; %2 left out. The list is in the job's row.")
            .arg(name, countOf(static_cast<qint64>(outcome.report.leftOut.size()), tr("neuron"))));
  }
  selectSomething();
}
