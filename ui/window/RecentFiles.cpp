// SPDX-License-Identifier: BSD-3-Clause
#include "ui/window/RecentFiles.hpp"

#include "ui/models/Text.hpp"
#include "ui/window/MainMenu.hpp"
#include "ui/workspace/Settings.hpp"

#include <QFileInfo>

#include <algorithm>

namespace {

/// Some neuron of the set came from this file, folder or archive.
bool gaveNeurons(const std::filesystem::path& path, const nblast::NeuronSet& set) {
  const std::string file = path.string();
  const std::string folder = file.ends_with('/') ? file : file + '/';
  return std::any_of(set.neurons.begin(), set.neurons.end(), [&](const nblast::Neuron& neuron) {
    return neuron.source == file || neuron.source.starts_with(folder);
  });
}

}  // namespace

RecentFiles::RecentFiles(Workspace* workspace, Settings* settings, MainMenu* menu, QObject* parent)
    : QObject(parent), workspace_(workspace), settings_(settings), menu_(menu) {
  connect(workspace_, &Workspace::neuronsLoaded, this, &RecentFiles::neuronsLoaded);
  for (auto signal : {&Workspace::scoreFileOpened, &Workspace::resultWaiting}) {
    connect(workspace_, signal, this, [this](const QString& path) {
      settings_->addRecentFile(path);
      showRecent();
    });
  }
  connect(workspace_, &Workspace::resultChanged, this, &RecentFiles::showResults);
  connect(workspace_, &Workspace::scoreFilesOpened, this, &RecentFiles::showResults);
  connect(workspace_, &Workspace::resultWaiting, this, &RecentFiles::showResults);
  connect(menu_, &MainMenu::clearRecent, this, [this] {
    settings_->clearRecentFiles();
    showRecent();
  });
  connect(menu_, &MainMenu::recentAboutToShow, this, &RecentFiles::showRecent);
  showRecent();
  showResults();
}

/// Of very many files only the last ones find room.
void RecentFiles::neuronsLoaded(int setId) {
  const auto* set = workspace_->sets()->find(setId);
  if (set == nullptr || set->loaded == nullptr) return;
  const std::size_t first =
      set->paths.size() - std::min(set->paths.size(), Settings::recentFilesKept);
  for (std::size_t i = first; i < set->paths.size(); ++i) {
    if (gaveNeurons(set->paths[i], *set->loaded))
      settings_->addRecentFile(toQString(set->paths[i]));
  }
  showRecent();
}

void RecentFiles::showRecent() {
  const auto files = settings_->recentFiles();
  for (const QString& path : files) {
    if (!QFileInfo::exists(path)) settings_->removeRecentFile(path);
  }
  menu_->setRecentFiles(settings_->recentFiles());
}

void RecentFiles::showResults() {
  const auto& result = workspace_->result();
  menu_->setResults(workspace_->resultPaths(),
                    result == nullptr ? QString() : toQString(result->file()->path()));
}
