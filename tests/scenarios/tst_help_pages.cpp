// SPDX-License-Identifier: BSD-3-Clause
// The manual pages and the completions know the commands and options that the programs' own help
// lists, and no others.
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QStandardPaths>
#include <QTest>

namespace {

using Words = QSet<QString>;

const QString kPackaging = QStringLiteral(NBLAST_TEST_DATA_DIR "/../../packaging/");
const QString kNblast = QStringLiteral(NBLAST_BIN_DIR "/nblast");
const QString kWorkbench = QStringLiteral(NBLAST_BIN_DIR "/nblast-workbench");

QString outputOf(const QString& program, const QStringList& arguments) {
  QProcess process;
  process.start(program, arguments);
  if (!process.waitForFinished(60000) || process.exitCode() != 0) return {};
  return QString::fromUtf8(process.readAllStandardOutput());
}

QString textOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

Words found(const QString& text, const QString& pattern) {
  Words words;
  const QRegularExpression expression(pattern, QRegularExpression::MultilineOption);
  for (auto match = expression.globalMatch(text); match.hasNext();)
    words.insert(match.next().captured(1));
  return words;
}

/// @param command empty for the options that stand before a command
Words optionsInHelp(const QString& program, const QString& command) {
  const QString help =
      outputOf(program, command.isEmpty() ? QStringList{"--help"} : QStringList{command, "--help"});
  return found(help, "^  (?:-\\w,)?(--[a-z][a-z-]*)") + found(help, "^  (-\\w),");
}

Words commandsInHelp() {
  return found(outputOf(kNblast, {"--help"}).section("Subcommands:", 1), "^  ([a-z]+)");
}

/// One section of a manual page. A section of a command begins with ".Ss COMMAND".
QString section(const QString& page, const QString& command) {
  const auto from = page.indexOf("\n.Ss " + command + '\n');
  if (from < 0) return {};
  const auto to = page.indexOf(QRegularExpression("\n\\.S[sh] "), from + 1);
  return page.mid(from, to - from);
}

Words optionsInPage(const QString& text) {
  Words options;
  for (const QString& name : found(text, "^\\.It .*Fl Fl ([a-z-]+)"))
    options.insert("--" + name);
  for (const QString& letter : found(text, "^\\.It Fl (\\w) "))
    options.insert('-' + letter);
  return options;
}

/// What bash offers after `program before... -`.
Words offeredByBash(const QString& program, const QStringList& before, const QString& word) {
  const QString script =
      "source \"$1\"; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); "
      "_nblast \"$1\" \"${@: -1}\" \"${@: -2:1}\"; printf '%s\\n' \"${COMPREPLY[@]}\"";
  const QString offered = outputOf(
      "bash",
      QStringList{"--norc", "-c", script, "bash", kPackaging + "completion/nblast.bash", program} +
          before + QStringList{word});
  return found(offered, "^(.+)$");
}

/// What zsh offers at the same place: the words that its completion functions would be given.
Words offeredByZsh(const QString& program, const QStringList& before, const QString& pattern) {
  const QString script =
      "_arguments() { print -rl -- \"$@\" }; _describe() { print -rl -- ${(P)4} }; "
      "file=$1; shift; words=(\"$@\"); CURRENT=$#; source $file";
  const QString offered = outputOf(
      "zsh", QStringList{"-f", "-c", script, "zsh", kPackaging + "completion/nblast.zsh", program} +
                 before + QStringList{""});
  return found(offered, pattern);
}

void compare(const Words& actual, const Words& expected) {
  const auto listed = [](const Words& words) {
    auto list = words.values();
    list.sort();
    return list.join(' ');
  };
  QCOMPARE(listed(actual), listed(expected));
}

}  // namespace

class TestHelpPages : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void commandsAreTheSame();
  void optionsAreTheSame_data();
  void optionsAreTheSame();
  void valuesAreOffered();

 private:
  const bool hasZsh_ = !QStandardPaths::findExecutable("zsh").isEmpty();
};

void TestHelpPages::commandsAreTheSame() {
  const Words commands = commandsInHelp();
  QVERIFY(commands.contains("run"));
  compare(found(textOf(kPackaging + "man/nblast.1.in"), "^\\.Ss (\\w+)$"), commands);
  compare(offeredByBash(kNblast, {}, ""), commands);
  if (hasZsh_) compare(offeredByZsh(kNblast, {}, "^([a-z]+):."), commands);
}

void TestHelpPages::optionsAreTheSame_data() {
  QTest::addColumn<QString>("program");
  QTest::addColumn<QString>("command");
  for (const QString& command : commandsInHelp())
    QTest::newRow(qPrintable(command)) << kNblast << command;
  if (QFile::exists(kWorkbench)) QTest::newRow("workbench") << kWorkbench << "";
}

void TestHelpPages::optionsAreTheSame() {
  QFETCH(QString, program);
  QFETCH(QString, command);
  const Words options = optionsInHelp(program, command);
  QVERIFY(options.contains("--help"));

  const QString page = textOf(kPackaging + "man/" + program.section('/', -1) + ".1.in");
  const QString own = command.isEmpty() ? page : section(page, command);
  Words inPage = optionsInPage(own);
  // ".Sx run": this command takes the options of another one.
  for (const QString& other : found(own, "^\\.Sx (\\w+)"))
    inPage += optionsInPage(section(page, other));
  compare(inPage, options);

  const QStringList before = command.isEmpty() ? QStringList() : QStringList{command};
  compare(offeredByBash(program, before, "-"), options);
  if (hasZsh_) compare(offeredByZsh(program, before, "^(-[-\\w]+)\\[."), options);
}

void TestHelpPages::valuesAreOffered() {
  const Words directions{"forward", "max", "mean", "min", "reverse"};
  compare(offeredByBash(kNblast, {"export", "--direction"}, ""), directions);
  compare(offeredByBash(kNblast, {"run", "--progress"}, "j"), {"json"});
  compare(offeredByBash(kNblast, {"run", "--engine"}, "cu"), {"cuda", "cuda-host"});
  compare(offeredByBash(kNblast, {"run", "-o"}, ""), {});
}

QTEST_GUILESS_MAIN(TestHelpPages)
#include "tst_help_pages.moc"
