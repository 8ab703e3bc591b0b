#include "ui/jobs/ExportMatches.hpp"

#include "compute/base/Error.hpp"
#include "ui/models/Format.hpp"

#include <QSaveFile>

#include <fmt/format.h>

#include <cmath>

namespace {
/// A name as a cell of a table (RFC 4180): quoted where it must be.
std::string cell(const std::string& name, char separator) {
  if (name.find_first_of(std::string("\"\r\n") + separator) == std::string::npos) return name;
  std::string quoted = "\"";
  for (const char c : name)
    quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string score(float value) {
  return std::isnan(value) ? std::string() : fmt::format("{:.9g}", value);
}

char separatorFor(const std::filesystem::path& output) {
  const auto ending = toQString(output.extension()).toLower();
  if (ending == QLatin1String(".csv")) return ',';
  if (ending == QLatin1String(".tsv")) return '\t';
  throw nblast::InputError(
      output.string(), 0,
      "matches are written as .csv or .tsv: give the file one of these endings");
}
}  // namespace

void exportMatches(const nblast::ScoreFile& file, const std::vector<nblast::Match>& matches,
                   const std::filesystem::path& output) {
  const char separator = separatorFor(output);
  QSaveFile out(toQString(output));
  const auto check = [&](bool ok) {
    if (!ok)
      throw nblast::IoError(fmt::format("{}: cannot be written: {}. Choose another folder.",
                                        output.string(), out.errorString().toStdString()));
  };
  check(out.open(QIODevice::WriteOnly));
  auto line = fmt::format("rank{0}name{0}forward{0}reverse{0}mean\n", separator);
  for (std::size_t i = 0; i < matches.size(); ++i) {
    const auto& match = matches[i];
    const auto& name = file.targets().labels.at(static_cast<std::size_t>(match.target)).key;
    line += fmt::format("{1}{0}{2}{0}{3}{0}{4}{0}{5}\n", separator, i + 1, cell(name, separator),
                        score(match.forward), score(match.reverse), score(match.mean));
  }
  check(out.write(line.data(), static_cast<qint64>(line.size())) ==
        static_cast<qint64>(line.size()));
  check(out.commit());
}
