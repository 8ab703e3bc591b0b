// SPDX-License-Identifier: BSD-3-Clause
#include "ui/workspace/Workspace.hpp"

#include "compute/base/ProcessMemory.hpp"
#include "ui/jobs/Work.hpp"
#include "ui/text/Text.hpp"
#include "ui/workspace/OpenFiles.hpp"

#include <QFileInfo>
#include <QLoggingCategory>
#include <QRegularExpression>
#include <QScopedValueRollback>

#include <string_view>
#include <unordered_map>
#include <utility>

Q_LOGGING_CATEGORY(lcFiles, "nblast.files", QtWarningMsg)

namespace {

constexpr int kLook_ms = 200;

/// The words of a warning, which are the same however much memory is free at the moment.
QString withoutFigures(const std::string& warning) {
  static const QRegularExpression kFigures(QStringLiteral("[0-9.]+"));
  return toQString(warning).remove(kFigures);
}

}  // namespace

Workspace::Workspace(QObject* parent) : QObject(parent), jobs_(nblast::runJob) {
  connect(&jobs_, &NblastJobs::fileCreated, this, &Workspace::scoreFileCreated);
  connect(&selection_, &Selection::changed, this, [this] {
    if (choosing_) return;
    userChose_ = true;
    ++choices_;
  });
  connect(&jobs_, &NblastJobs::blockWritten, this, [this](int id, qint64 first, qint64 count) {
    if (const QString path = awaitingScores_.take(id); !path.isEmpty()) offerResult(id, path);
    const auto* row = jobs_.model()->find(id);
    if (row == nullptr || result_ == nullptr) return;
    if (toPath(row->path) == result_->file()->path()) {
      Q_EMIT columnsChanged(first, count);
      if (!lookSoon_.isActive()) lookSoon_.start();
    }
    selectSomething();
  });
  connect(&jobs_, &NblastJobs::jobPlanned, this, &Workspace::jobPlanned);
  connect(&jobs_, &NblastJobs::jobEnded, this, &Workspace::jobEnded);
  lookSoon_.setSingleShot(true);
  lookSoon_.setInterval(kLook_ms);
  connect(&lookSoon_, &QTimer::timeout, this, &Workspace::lookAtCompleteness);
  connect(&load_, &BackgroundTask::progressed, this, [this](const nblast::Progress& progress) {
    if (!waiting_.isEmpty()) Q_EMIT loadingProgressed(nameOfPaths(waiting_.head()), progress);
  });
  connectScoreFiles();
  connect(&sets_, &NeuronSets::removed, this, [this](int id) {
    QVector<NeuronRef> left = picked_;
    left.removeIf([id](const NeuronRef& ref) { return ref.setId == id; });
    setPicked(left);
  });
  connect(&sets_, &NeuronSets::aboutToBeRemoved, this, [this](int id) {
    const auto* set = sets_.find(id);
    using Held = std::pair<decltype(set->loaded), decltype(set->neurons)>;
    // Later: when all others have heard of the removal and hold the neurons no more.
    QMetaObject::invokeMethod(
        this,
        [this, held = std::make_shared<const Held>(set->loaded, set->neurons)]() mutable {
          letGo(std::move(held));
        },
        Qt::QueuedConnection);
  });
}

void Workspace::connectScoreFiles() {
  connect(&scoreFiles_, &ScoreFileQueue::failed, this,
          [this](const QString& path, const QString& sentence) {
            tell({MessageKind::Error, sentence, path});
          });
  connect(&scoreFiles_, &ScoreFileQueue::opened, this,
          [this](const QStringList& paths, const std::shared_ptr<const nblast::ScoreFile>& last) {
            for (const QString& path : paths.mid(0, paths.size() - 1))
              Q_EMIT scoreFileOpened(path);
            if (last != nullptr) resultArrived(last, setsOfFile_.value(paths.last()));
            if (paths.size() > 1) Q_EMIT scoreFilesOpened(paths);
            if (!isLoading()) Q_EMIT loadingEnded();
          });
  for (auto signal : {&Workspace::scoreFileOpened, &Workspace::resultWaiting}) {
    connect(this, signal, this, [this](const QString& path) {
      resultPaths_.removeAll(path);
      resultPaths_ += path;
    });
  }
  connect(&follower_, &ResultFollower::grown, this,
          [this](const nblast::ScoreFile::Completeness& found) {
            completeness_ = found;
            Q_EMIT completenessChanged();
            Q_EMIT columnsChanged(0, result_->columns());
            selectSomething();
          });
  connect(&follower_, &ResultFollower::message, this, &Workspace::message);
}

Workspace::~Workspace() = default;

void Workspace::setDirection(nblast::Direction direction) {
  if (direction == direction_) return;
  if (result_ != nullptr && !result_->file()->hasDirection(direction)) return;
  direction_ = direction;
  ++choices_;
  Q_EMIT directionChanged();
}

void Workspace::setPicked(const QVector<NeuronRef>& picked) {
  if (picked == picked_) return;
  picked_ = picked;
  if (!choosing_) ++choices_;
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
  return !waiting_.isEmpty() || opening_ || scoreFiles_.isOpening();
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
    tell({MessageKind::Error, outcome.failure});
  } else if (outcome.end == TaskEnd::Finished && (*outcome.result)->neurons.empty()) {
    qCInfo(lcFiles) << "Nothing could be read of" << paths.join(QStringLiteral(", "));
    Q_EMIT nothingLoaded(nameOfPaths(paths), (*outcome.result)->leftOut);
  } else if (outcome.end == TaskEnd::Finished) {
    std::vector<std::filesystem::path> files;
    for (const QString& path : paths)
      files.push_back(toPath(path));
    qCInfo(lcFiles) << "Read" << (*outcome.result)->neurons.size() << "neurons, left out"
                    << (*outcome.result)->leftOut.size() << "from"
                    << paths.join(QStringLiteral(", "));
    const int id = sets_.addLoaded(nameOfPaths(paths), std::move(files), *outcome.result);
    Q_EMIT neuronsLoaded(id);
  }
  startNextLoad();
}

void Workspace::cancelLoading() {
  while (waiting_.size() > 1)
    waiting_.removeLast();
  load_.cancel();
}

void Workspace::openScoreFiles(const QStringList& paths) {
  ++choices_;
  scoreFiles_.add(paths);
}

void Workspace::openScoreFile(const QString& path) {
  openScoreFiles({QFileInfo(path).absoluteFilePath()});
}

/// Opens the result of a job of this window. A job that ends without a score removes its file:
/// that is not worth a message.
void Workspace::openResult(const QString& path, const JobSets& sets) {
  opening_ = true;
  open_.start(openScoreFileWork(toPath(path)), [this, path, sets](const auto& outcome) {
    opening_ = false;
    const bool gone = !QFileInfo::exists(path);
    if (outcome.end == TaskEnd::Failed && !gone) {
      tell({MessageKind::Error, outcome.failure, path});
    } else if (outcome.end == TaskEnd::Finished && !gone) {
      resultArrived(*outcome.result, sets);
    }
    if (!isLoading()) Q_EMIT loadingEnded();
  });
}

void Workspace::resultArrived(const std::shared_ptr<const nblast::ScoreFile>& file,
                              const JobSets& sets) {
  using Axis = NeuronsInScoreFile::Axis;
  const QString path = toQString(file->path());
  const auto old = result_;  // its neurons stay until every view has let go
  const QScopedValueRollback<bool> ours(choosing_, true);
  const qint64 query = selection_.query();
  const QVector<qint64> targets = selection_.targets();
  selection_.clear();
  dropScoreFileSets(path);
  const auto queries = sideOf(sets.queryId, file, Axis::Queries);
  const auto targetSide = file->isAllByAll() ? queries : sideOf(sets.targetId, file, Axis::Targets);
  result_ = std::make_shared<Result>(file, queries, targetSide);
  completeness_.reset();
  look_.drop();
  lookAtCompleteness();
  if (!file->hasDirection(direction_)) {
    direction_ = nblast::Direction::Forward;
    Q_EMIT directionChanged();
  }
  setPicked({});
  qCInfo(lcFiles) << "Shows" << result_->rows() << "x" << result_->columns() << "scores of" << path;
  Q_EMIT scoreFileOpened(path);
  Q_EMIT resultChanged();
  if (old != nullptr) keepSelection(*old, query, targets);
  userChose_ = userChose_ && selection_.query() >= 0;
  selectSomething();
}

namespace {

/// The index on another axis of the neuron with the same name; -1: there is none. Mostly the index
/// is the same on both.
class Namesakes {
 public:
  Namesakes(const nblast::ScoreAxis& from, const nblast::ScoreAxis& to) : from_(from), to_(to) {}

  qint64 of(qint64 i) {
    const std::string& key = from_.labels[static_cast<std::size_t>(i)].key;
    if (i < to_.size() && to_.labels[static_cast<std::size_t>(i)].key == key) return i;
    if (places_.empty()) {
      for (qint64 place = 0; place < to_.size(); ++place)
        places_.emplace(to_.labels[static_cast<std::size_t>(place)].key, place);
    }
    const auto found = places_.find(key);
    return found == places_.end() ? -1 : found->second;
  }

 private:
  const nblast::ScoreAxis& from_;
  const nblast::ScoreAxis& to_;
  std::unordered_map<std::string_view, qint64> places_;
};

}  // namespace

/// Selects what was selected in another result, as far as this result has the same neurons.
void Workspace::keepSelection(const Result& old, qint64 query, const QVector<qint64>& targets) {
  if (query < 0) return;
  const qint64 now = Namesakes(old.file()->queries(), result_->file()->queries()).of(query);
  if (now < 0) return;
  Namesakes namesakes(old.file()->targets(), result_->file()->targets());
  QVector<qint64> kept;
  for (const qint64 target : targets) {
    const qint64 place = namesakes.of(target);
    if (place >= 0) kept.append(place);
  }
  selection_.select(now, kept);
}

void Workspace::lookAtCompleteness() {
  if (result_ == nullptr) return;
  if (look_.isRunning()) return lookSoon_.start();
  look_.start(completenessWork(result_->file()), [this](const auto& outcome) {
    if (outcome.end == TaskEnd::Failed) {
      tell({MessageKind::Error, outcome.failure, toQString(result_->file()->path())});
    }
    if (outcome.end != TaskEnd::Finished) return;
    completeness_ = *outcome.result;
    Q_EMIT completenessChanged();
  });
}

/// The set of the window that a side was scored from, or the file's own neurons as a set.
Result::Side Workspace::sideOf(int setId, const std::shared_ptr<const nblast::ScoreFile>& file,
                               NeuronsInScoreFile::Axis axis) {
  const auto* set = sets_.find(setId);
  if (set == nullptr) {
    QString title = QFileInfo(toQString(file->path())).fileName();
    if (!file->isAllByAll()) {
      title += axis == NeuronsInScoreFile::Axis::Queries ? tr(" (queries)") : tr(" (targets)");
    }
    set = sets_.find(sets_.addScoreFile(title, file, axis));
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
  ++choices_;
  open_.drop();
  scoreFiles_.drop();
  look_.drop();
  firstMatch_.drop();
  opening_ = false;
  selection_.clear();
  const auto old = std::exchange(result_, nullptr);
  completeness_.reset();
  Q_EMIT resultChanged();
  dropScoreFileSets(toQString(old->file()->path()));
  if (!isLoading()) Q_EMIT loadingEnded();
}

/// A new result begins with something to look at: the best match of the first query, as far as it
/// is known. A choice of the user stays, also to have nothing selected.
void Workspace::selectSomething() {
  if (result_ == nullptr || userChose_ || firstMatch_.isRunning()) return;
  const auto result = result_;
  firstMatch_.start(matchesWork(result->file(), 0, direction_, 1),
                    [this, result](const auto& outcome) {
                      if (outcome.end != TaskEnd::Finished || outcome.result->empty() ||
                          result != result_ || userChose_) {
                        return;
                      }
                      const QScopedValueRollback<bool> ours(choosing_, true);
                      selection_.selectPair(0, outcome.result->front().target);
                    });
}

/// A result in view stays until the new result has scores: the job may still end without any.
void Workspace::scoreFileCreated(int job, const QString& path) {
  const bool isOther = result_ != nullptr && toPath(path) != result_->file()->path();
  if (isOther && isStillWanted(job)) {
    awaitingScores_.insert(job, path);
  } else {
    offerResult(job, path);
  }
}

/// The user has chosen nothing to look at since the job was asked for.
bool Workspace::isStillWanted(int job) const {
  const JobStart start = jobStarts_.value(job);
  return !start.waited && start.choices == choices_;
}

void Workspace::offerResult(int job, const QString& path) {
  const bool isOpen = result_ != nullptr && toPath(path) == result_->file()->path();
  const bool nothingElse = result_ == nullptr && !opening_ && !scoreFiles_.isOpening();
  if (isOpen || nothingElse || isStillWanted(job)) return openResult(path, jobSets_.value(job));
  Q_EMIT resultWaiting(path);
}

int Workspace::run(const nblast::JobSpec& spec, const nblast::LoadedInputs& inputs, int queryId,
                   int targetId, const std::vector<std::string>& shown) {
  const JobSets used{queryId, targetId};
  const QString path = QFileInfo(toQString(spec.output)).absoluteFilePath();
  setsOfFile_.insert(path, used);
  // The id is known before the first event: events arrive from the event loop.
  const int id = jobs_.start(spec, inputs);
  jobSets_.insert(id, used);
  QStringList shownBefore;
  for (const auto& warning : shown)
    shownBefore += withoutFigures(warning);
  jobStarts_.insert(id, {choices_, jobs_.runningJob() != id, shownBefore});
  return id;
}

void Workspace::letGo(std::shared_ptr<const void> something) {
  going_.push_back(std::move(something));
  if (!release_.isRunning()) release();
}

void Workspace::release() {
  release_.start(
      [held = std::exchange(going_, {})](nblast::JobControl&) mutable {
        held.clear();
        nblast::giveBackFreedMemory();
      },
      [this](const auto&) {
        if (!going_.empty()) release();
      });
}

/// A job is planned when its turn comes, and maybe not before: the warnings that are new are shown.
void Workspace::jobPlanned(int id, const nblast::Plan& plan) {
  const auto* row = jobs_.model()->find(id);
  if (row == nullptr) return;
  const QStringList shown = jobStarts_.value(id).shown;
  for (const auto& warning : plan.warnings) {
    if (shown.contains(withoutFigures(warning))) continue;
    tell({MessageKind::Warning, tr("%1: %2").arg(row->name, toQString(warning))});
  }
}

const nblast::JobOutcome* Workspace::outcomeOf(int job) const {
  const auto found = outcomes_.constFind(job);
  return found == outcomes_.constEnd() ? nullptr : &*found;
}

void Workspace::jobEnded(int id, const nblast::JobOutcome& outcome) {
  outcomes_.insert(id, outcome);
  awaitingScores_.remove(id);
  const auto* row = jobs_.model()->find(id);
  const QString name = row != nullptr ? row->name : tr("The job");
  using Kind = nblast::JobOutcome::Kind;
  if (row != nullptr && result_ != nullptr && toPath(row->path) == result_->file()->path())
    lookAtCompleteness();
  if (outcome.kind == Kind::Failed) {
    QString failure = toQString(outcome.failure);
    // A job whose input was wrong has changed nothing.
    if (!outcome.inputWasWrong && !outcome.kept.empty())
      failure += QLatin1Char('\n') + toQString(outcome.kept);
    tell({MessageKind::Error, failure});
  } else if (outcome.kind == Kind::Cancelled) {
    const QString kept = toQString(outcome.kept);
    tell({MessageKind::Note, kept.isEmpty() ? tr("%1 was cancelled before it began.").arg(name)
                                            : tr("%1 was cancelled. %2").arg(name, kept)});
  } else if (!outcome.report.leftOut.empty()) {
    const auto leftOut = static_cast<int>(outcome.report.leftOut.size());
    Q_EMIT jobLeftOut(id, tr("%1 is done; %Ln neuron(s) left out.", nullptr, leftOut).arg(name));
  }
  if (row != nullptr) closeIfGone(row->path);
  selectSomething();
}

/// A job that ends without a score leaves no file.
void Workspace::closeIfGone(const QString& path) {
  if (result_ != nullptr && result_->file()->path() == toPath(path) && !QFileInfo::exists(path))
    closeResult();
}
