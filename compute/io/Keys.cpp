// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/Keys.hpp"

#include "compute/io/TextEncoding.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string_view>
#include <unordered_map>

namespace nblast {

namespace {

constexpr int kLastLevel = 3;

/// Each level says more; the first level at which the name is unique is taken.
std::string nameAt(const FileName& name, int level) {
  switch (level) {
    case 0:
      return stemOf(name.relative);
    case 1:
      return name.relative;
    case 2:
      return name.root + "/" + name.relative;
    default:
      return name.path;
  }
}

struct Candidate {
  std::string key;
  int level = 0;
};

/// Every candidate that shares its key goes one level up. @return false if none had to
bool raiseShared(std::vector<Candidate>& candidates, const std::vector<FileName>& names) {
  std::unordered_map<std::string_view, int> count;
  for (const Candidate& c : candidates)
    ++count[c.key];
  std::vector<std::size_t> shared;
  for (std::size_t i = 0; i < candidates.size(); ++i)
    if (count[candidates[i].key] > 1 && candidates[i].level < kLastLevel) shared.push_back(i);
  count.clear();  // its keys are about to change
  for (const std::size_t i : shared) {
    Candidate& c = candidates[i];
    c.key = validUtf8(nameAt(names[i], ++c.level));
  }
  return !shared.empty();
}

/// Numbers the keys that even whole paths share: an archive can hold a member twice.
void numberTheRest(std::vector<Candidate>& candidates) {
  std::unordered_map<std::string, int> count;
  for (const Candidate& c : candidates)
    ++count[c.key];
  std::unordered_map<std::string, int> given;
  for (Candidate& c : candidates) {
    const int number = ++given[c.key];
    if (number == 1) continue;
    std::string numbered;
    int next = number;
    do
      numbered = fmt::format("{} ({})", c.key, next++);
    while (count.contains(numbered));
    count[numbered] = 1;
    c.key = numbered;
  }
}

}  // namespace

std::vector<Key> assignKeys(const std::vector<FileName>& names) {
  std::vector<Candidate> candidates;
  candidates.reserve(names.size());
  for (const FileName& name : names)
    candidates.push_back({validUtf8(nameAt(name, 0)), 0});
  while (raiseShared(candidates, names)) {
  }
  numberTheRest(candidates);

  std::vector<Key> keys;
  keys.reserve(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    Key key{candidates[i].key, {}};
    const std::string stem = stemOf(names[i].relative);
    if (candidates[i].level > 0)
      key.warning = fmt::format("other files are called '{}' too: named '{}' instead",
                                validUtf8(stem), key.text);
    else if (key.text != stem)
      key.warning = fmt::format("the file's name is not valid UTF-8: named '{}'", key.text);
    keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace nblast
