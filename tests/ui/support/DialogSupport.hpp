// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What tests of dialogs share.
#include "compute/base/JobControl.hpp"
#include "compute/io/ReadNeurons.hpp"

#include <QStringList>
#include <QWidget>

#include <filesystem>
#include <memory>
#include <vector>

inline std::shared_ptr<const nblast::NeuronSet> readSet(const QStringList& files) {
  std::vector<std::filesystem::path> paths;
  for (const QString& file : files)
    paths.emplace_back(file.toStdString());
  nblast::JobControl control;
  return std::make_shared<nblast::NeuronSet>(nblast::readNeurons(paths, control));
}

template <class Widget>
Widget* child(const QWidget& parent, const char* name) {
  auto* found = parent.findChild<Widget*>(QLatin1String(name));
  if (found == nullptr) qFatal("no widget is called %s", name);
  return found;
}
