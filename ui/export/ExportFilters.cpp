// SPDX-License-Identifier: BSD-3-Clause
#include "ui/export/ExportFilters.hpp"

#include "compute/export/ExportFormats.hpp"
#include "compute/export/MatchTable.hpp"
#include "ui/text/Text.hpp"

#include <QStringList>

#include <string>
#include <vector>

namespace {

/// "Matrix, comma-separated (*.csv);;List of pairs, comma-separated (*.edges.csv)"
QString filterOf(const std::vector<nblast::ExportFormat>& formats, const QString& holds) {
  QStringList filters;
  for (const nblast::ExportFormat& format : formats) {
    QString what = holds.isEmpty() ? toQString(std::string(format.holds)) : holds;
    what[0] = what[0].toUpper();
    filters += QStringLiteral("%1, %2 (*%3)")
                   .arg(what, toQString(std::string(format.description)),
                        toQString(std::string(format.endings.front())));
  }
  return filters.join(QStringLiteral(";;"));
}

}  // namespace

QString scoreTableFilter() {
  return filterOf(nblast::exportFormats(), {});
}

QString matchTableFilter() {
  return filterOf(nblast::matchFormats(), QStringLiteral("matches"));
}
