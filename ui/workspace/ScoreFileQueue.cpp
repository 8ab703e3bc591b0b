// SPDX-License-Identifier: BSD-3-Clause
#include "ui/workspace/ScoreFileQueue.hpp"

#include "ui/jobs/Work.hpp"
#include "ui/text/Format.hpp"

#include <utility>

void ScoreFileQueue::add(const QStringList& paths) {
  const bool idle = waiting_.isEmpty();
  waiting_ += paths;
  if (idle && !waiting_.isEmpty()) openNext();
}

void ScoreFileQueue::drop() {
  task_.drop();
  waiting_.clear();
  opened_.clear();
  last_.reset();
}

void ScoreFileQueue::openNext() {
  task_.start(openScoreFileWork(toPath(waiting_.first())), [this](const auto& outcome) {
    const QString path = waiting_.takeFirst();
    if (outcome.end == TaskEnd::Failed) Q_EMIT failed(path, outcome.failure);
    if (outcome.end == TaskEnd::Finished) {
      opened_ += path;
      last_ = *outcome.result;
    }
    if (!waiting_.isEmpty()) return openNext();
    Q_EMIT opened(std::exchange(opened_, {}), std::exchange(last_, nullptr));
  });
}
