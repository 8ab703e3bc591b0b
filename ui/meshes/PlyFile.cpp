// SPDX-License-Identifier: BSD-3-Clause
#include "ui/meshes/PlyFile.hpp"

#include "ui/meshes/TextCursor.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <limits>

namespace {

enum class Kind { None, Signed, Unsigned, Real };

struct PlyType {
  Kind kind = Kind::None;
  std::size_t bytes = 0;
};

PlyType typeOf(std::string_view name) {
  struct Row {
    std::array<std::string_view, 2> names;
    PlyType type;
  };
  static constexpr Row kTypes[] = {
      {{"char", "int8"}, {Kind::Signed, 1}},   {{"uchar", "uint8"}, {Kind::Unsigned, 1}},
      {{"short", "int16"}, {Kind::Signed, 2}}, {{"ushort", "uint16"}, {Kind::Unsigned, 2}},
      {{"int", "int32"}, {Kind::Signed, 4}},   {{"uint", "uint32"}, {Kind::Unsigned, 4}},
      {{"float", "float32"}, {Kind::Real, 4}}, {{"double", "float64"}, {Kind::Real, 8}},
  };
  for (const Row& row : kTypes) {
    if (name == row.names[0] || name == row.names[1]) return row.type;
  }
  return {};
}

struct PlyProperty {
  std::string_view name;
  PlyType type;
  PlyType count;  ///< of the number before a list; None: not a list
};

struct PlyElement {
  std::string_view name;
  std::int64_t count = 0;
  std::vector<PlyProperty> properties;
};

constexpr double kMostInList = 1e12;         // no file holds them: the list would be cut off
constexpr std::size_t kMostElements = 1000;  // elements and their properties: a few are usual

/// What the header says.
class PlyHeader {
 public:
  bool isText = false;
  bool isBigEndian = false;
  std::vector<PlyElement> elements;

  /// @param cursor at the file's beginning; afterwards at the first element
  /// @return what is wrong
  std::string read(TextCursor& cursor, std::size_t fileBytes) {
    fileBytes_ = fileBytes;
    if (cursor.atEnd() || wordsOf(cursor.nextLine(), 2) != std::vector<std::string_view>{"ply"})
      return "it does not begin with \"ply\"";
    while (!cursor.atEnd()) {
      const auto words = wordsOf(cursor.nextLine(), 6);
      if (words.empty() || words[0] == "comment" || words[0] == "obj_info") continue;
      if (words[0] == "end_header") return formatSeen_ ? "" : "its header states no format";
      if (!takeLine(words)) {
        return fmt::format("line {} of its header, \"{} …\", is not well formed", cursor.line(),
                           nblast::shortened(words[0]));
      }
    }
    return "its header has no end";
  }

 private:
  bool takeLine(const std::vector<std::string_view>& words) {
    if (words[0] == "format" && words.size() == 3) {
      isText = words[1] == "ascii";
      isBigEndian = words[1] == "binary_big_endian";
      formatSeen_ = isText || isBigEndian || words[1] == "binary_little_endian";
      return formatSeen_;
    }
    if (words[0] != "element" && words[0] != "property") return false;
    if (++lines_ > kMostElements) return false;
    return words[0] == "element" ? takeElement(words) : takeProperty(words);
  }

  bool takeElement(const std::vector<std::string_view>& words) {
    if (words.size() != 3) return false;
    const auto count = numberOf<std::int64_t>(words[2]);
    // An element takes a byte at least: a larger number is a broken one.
    if (!count || *count < 0 || *count > static_cast<std::int64_t>(fileBytes_)) return false;
    elements.push_back({words[1], *count, {}});
    return true;
  }

  bool takeProperty(const std::vector<std::string_view>& words) {
    if (elements.empty()) return false;
    PlyProperty property;
    if (words.size() == 5 && words[1] == "list") {
      property = {words[4], typeOf(words[3]), typeOf(words[2])};
      if (property.count.kind == Kind::None || property.count.kind == Kind::Real) return false;
    } else if (words.size() == 3) {
      property = {words[2], typeOf(words[1]), {}};
    }
    elements.back().properties.push_back(property);
    return property.type.kind != Kind::None;
  }

  std::size_t fileBytes_ = 0;
  std::size_t lines_ = 0;
  bool formatSeen_ = false;
};

/// The numbers behind the header, one after another.
class PlyNumbers {
 public:
  PlyNumbers(std::string_view bytes, const TextCursor& cursor, const PlyHeader& header)
      : bytes_(bytes), cursor_(cursor), at_(cursor.position()), header_(header) {}

  /// @return whether there was one of this type
  bool next(PlyType type, double& value) {
    if (header_.isText) {
      const auto number = nblast::parseNumber(cursor_.nextWord());
      value = number.value_or(0);
      return number.has_value();
    }
    if (bytes_.size() < at_ || bytes_.size() - at_ < type.bytes) return false;
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < type.bytes; ++i) {
      const std::size_t from = header_.isBigEndian ? i : type.bytes - 1 - i;
      bits = bits << 8U | static_cast<unsigned char>(bytes_[at_ + from]);
    }
    at_ += type.bytes;
    value = valueOf(type, bits);
    return true;
  }

 private:
  static double valueOf(PlyType type, std::uint64_t bits) {
    if (type.kind == Kind::Real) {
      return type.bytes == 4 ? std::bit_cast<float>(static_cast<std::uint32_t>(bits))
                             : std::bit_cast<double>(bits);
    }
    if (type.kind == Kind::Unsigned) return static_cast<double>(bits);
    switch (type.bytes) {
      case 1:
        return static_cast<std::int8_t>(bits);
      case 2:
        return static_cast<std::int16_t>(bits);
      default:
        return static_cast<std::int32_t>(bits);
    }
  }

  std::string_view bytes_;
  TextCursor cursor_;
  std::size_t at_;
  const PlyHeader& header_;
};

bool isAxis(const PlyProperty& property) {
  return property.count.kind == Kind::None && property.name.size() == 1 &&
         std::string_view("xyz").find(property.name) != std::string_view::npos;
}

bool isCornerList(const PlyProperty& property) {
  return property.count.kind != Kind::None && property.type.kind != Kind::Real &&
         (property.name == "vertex_indices" || property.name == "vertex_index");
}

class PlyReader {
 public:
  PlyReader(std::string_view bytes, MeshData& mesh) : bytes_(bytes), mesh_(mesh) {}

  std::string read() {
    TextCursor cursor(bytes_);
    PlyHeader header;
    std::string fault = header.read(cursor, bytes_.size());
    if (!fault.empty()) return fault;
    PlyNumbers numbers(bytes_, cursor, header);
    for (const PlyElement& element : header.elements) {
      if (element.properties.empty()) continue;  // rows of nothing, however many
      for (std::int64_t row = 0; row < element.count; ++row) {
        const bool good = element.name == "vertex" ? takeVertex(element, numbers)
                          : element.name == "face" ? takeFace(element, numbers)
                                                   : passOver(element, numbers);
        if (good) continue;
        return fmt::format(
            "it promises {} elements \"{}\", but number {} is missing or not well formed",
            element.count, nblast::shortened(element.name), row + 1);
      }
    }
    return {};
  }

 private:
  /// Calls take(value) for each number of a property. @return whether all were there, and taken
  template <class Take>
  bool readProperty(const PlyProperty& property, PlyNumbers& numbers, Take&& take) {
    double count = 1;
    if (property.count.kind != Kind::None && !numbers.next(property.count, count)) return false;
    if (!(count >= 0) || count > kMostInList || count != std::trunc(count)) return false;
    const auto numbersInList = static_cast<std::int64_t>(count);
    for (std::int64_t i = 0; i < numbersInList; ++i) {
      double value = 0;
      if (!numbers.next(property.type, value) || !take(value)) return false;
    }
    return true;
  }

  bool passOver(const PlyProperty& property, PlyNumbers& numbers) {
    return readProperty(property, numbers, [](double) { return true; });
  }
  bool passOver(const PlyElement& element, PlyNumbers& numbers) {
    for (const PlyProperty& property : element.properties) {
      if (!passOver(property, numbers)) return false;
    }
    return true;
  }

  bool takeVertex(const PlyElement& element, PlyNumbers& numbers) {
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    std::array<double, 3> p{kNone, kNone, kNone};
    for (const PlyProperty& property : element.properties) {
      if (!isAxis(property)) {
        if (!passOver(property, numbers)) return false;
        continue;
      }
      const std::size_t axis = std::string_view("xyz").find(property.name);
      if (!numbers.next(property.type, p[axis])) return false;
    }
    if (!std::isfinite(p[0]) || !std::isfinite(p[1]) || !std::isfinite(p[2])) return false;
    mesh_.coordinates.insert(mesh_.coordinates.end(), p.begin(), p.end());
    return true;
  }

  bool takeFace(const PlyElement& element, PlyNumbers& numbers) {
    bool found = false;
    for (const PlyProperty& property : element.properties) {
      if (found || !isCornerList(property)) {
        if (!passOver(property, numbers)) return false;
        continue;
      }
      found = true;
      const std::size_t begin = mesh_.corners.size();
      const auto take = [&](double corner) {
        // Beyond 2^53 a double is no index, and an int64 may not hold it.
        const bool isIndex = corner >= 0 && corner < 9007199254740992.0 &&
                             corner == std::trunc(corner) &&
                             mesh_.corners.size() - begin < kMostCorners;
        if (isIndex) mesh_.corners.push_back(static_cast<std::int64_t>(corner));
        return isIndex;
      };
      if (!readProperty(property, numbers, take)) return false;
      if (mesh_.corners.size() - begin < 3)
        mesh_.corners.resize(begin);  // an edge or a point: not a surface
      else
        mesh_.ends.push_back(mesh_.corners.size());
    }
    return found;
  }

  std::string_view bytes_;
  MeshData& mesh_;
};

}  // namespace

std::string readPly(std::string_view bytes, MeshData& mesh) {
  return PlyReader(bytes, mesh).read();
}
