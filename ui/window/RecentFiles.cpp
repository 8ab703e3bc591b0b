// SPDX-License-Identifier: BSD-3-Clause
#include "ui/window/RecentFiles.hpp"

#include "ui/text/Text.hpp"
#include "ui/window/OpenCommands.hpp"
#include "ui/workspace/Settings.hpp"

#include <QAction>
#include <QFileInfo>
#include <QMenu>

#include <algorithm>

namespace {

/// Whether some neuron of the set came from this file, folder or archive.
bool gaveNeurons(const std::filesystem::path& path, const nblast::NeuronSet& set) {
  const std::string file = path.string();
  const std::string folder = file.ends_with('/') ? file : file + '/';
  return std::any_of(set.neurons.begin(), set.neurons.end(), [&](const nblast::Neuron& neuron) {
    return neuron.source == file || neuron.source.starts_with(folder);
  });
}

QString entryOf(const QString& path) {
  return RecentFiles::tr("%1  (%2)").arg(QFileInfo(path).fileName(), QFileInfo(path).path());
}

}  // namespace

RecentFiles::RecentFiles(Workspace* workspace, Settings* settings, OpenCommands* opening,
                         QWidget* window)
    : workspace_(workspace),
      settings_(settings),
      opening_(opening),
      recent_(new QMenu(tr("&Recent"), window)),
      results_(new QMenu(tr("Res&ults"), window)) {
  recent_->setObjectName(QStringLiteral("recent"));
  results_->setObjectName(QStringLiteral("results"));
  connect(workspace_, &Workspace::neuronsLoaded, this, &RecentFiles::neuronsLoaded);
  for (auto signal : {&Workspace::scoreFileOpened, &Workspace::resultWaiting}) {
    connect(workspace_, signal, this, [this](const QString& path) {
      settings_->addRecentFile(path);
      review();
    });
  }
  connect(workspace_, &Workspace::resultChanged, this, &RecentFiles::showResults);
  connect(workspace_, &Workspace::scoreFilesOpened, this, &RecentFiles::showResults);
  connect(workspace_, &Workspace::resultWaiting, this, &RecentFiles::showResults);
  review();
  showResults();
}

QAction* RecentFiles::recent() const {
  return recent_->menuAction();
}
QAction* RecentFiles::results() const {
  return results_->menuAction();
}

/// Of very many files only the last ones are kept.
void RecentFiles::neuronsLoaded(int setId) {
  const auto* set = workspace_->sets()->find(setId);
  if (set == nullptr || set->loaded == nullptr) return;
  const std::size_t first =
      set->paths.size() - std::min(set->paths.size(), Settings::kRecentFilesKept);
  for (std::size_t i = first; i < set->paths.size(); ++i) {
    if (gaveNeurons(set->paths[i], *set->loaded))
      settings_->addRecentFile(toQString(set->paths[i]));
  }
  review();
}

void RecentFiles::review() {
  const auto known = settings_->recentFiles();
  for (const QString& path : known) {
    if (!QFileInfo::exists(path)) settings_->removeRecentFile(path);
  }
  const auto files = settings_->recentFiles();
  recent_->clear();
  for (const QString& path : files) {
    connect(recent_->addAction(entryOf(path)), &QAction::triggered, opening_,
            [opening = opening_, path] { opening->open({path}); });
  }
  recent_->addSeparator();
  auto* clear = recent_->addAction(tr("Clear the list"));
  clear->setObjectName(QStringLiteral("clearRecentFiles"));
  clear->setToolTip(tr("Forget all recent files; the files themselves stay"));
  connect(clear, &QAction::triggered, this, [this] {
    settings_->clearRecentFiles();
    review();
  });
  recent_->setEnabled(!files.isEmpty());
}

/// The newest result is on top; the result in view has a mark.
void RecentFiles::showResults() {
  const auto& result = workspace_->result();
  const QString shown = result == nullptr ? QString() : toQString(result->file()->path());
  const QStringList& paths = workspace_->resultPaths();
  results_->clear();
  for (auto path = paths.rbegin(); path != paths.rend(); ++path) {
    auto* action = results_->addAction(entryOf(*path));
    action->setCheckable(true);
    action->setChecked(*path == shown);
    connect(action, &QAction::triggered, workspace_,
            [workspace = workspace_, path = *path] { workspace->openScoreFile(path); });
  }
  results_->setEnabled(!paths.isEmpty());
}
