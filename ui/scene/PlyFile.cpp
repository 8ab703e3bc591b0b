#include "ui/scene/PlyFile.hpp"

#include "ui/scene/MeshText.hpp"

#include <vtkCellArray.h>
#include <vtkNew.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>

#include <array>
#include <bit>
#include <cstring>

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

QString quoted(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).left(40);
}

class PlyReader {
 public:
  explicit PlyReader(std::string_view bytes) : bytes_(bytes), cursor_(bytes) {}

  QString read(vtkPoints& points, vtkCellArray& faces) {
    const QString fault = readHeader();
    if (!fault.isEmpty()) return fault;
    at_ = cursor_.position();
    for (const PlyElement& element : elements_) {
      for (std::int64_t row = 0; row < element.count; ++row) {
        if (readRow(element) && take(element, points, faces)) continue;
        return QStringLiteral(
                   "it promises %1 elements \"%2\", but number %3 is missing or not well formed")
            .arg(element.count)
            .arg(quoted(element.name))
            .arg(row + 1);
      }
    }
    return {};
  }

 private:
  QString readHeader() {
    if (cursor_.atEnd() || wordsOf(cursor_.nextLine()) != std::vector<std::string_view>{"ply"}) {
      return QStringLiteral("it does not begin with \"ply\"");
    }
    while (!cursor_.atEnd()) {
      const auto words = wordsOf(cursor_.nextLine());
      if (words.empty() || words[0] == "comment" || words[0] == "obj_info") continue;
      if (words[0] == "end_header") {
        return formatSeen_ ? QString() : QStringLiteral("its header states no format");
      }
      if (!takeHeaderLine(words)) {
        return QStringLiteral("line %1 of its header, \"%2 …\", is not well formed")
            .arg(cursor_.line())
            .arg(quoted(words[0]));
      }
    }
    return QStringLiteral("its header has no end");
  }

  bool takeHeaderLine(const std::vector<std::string_view>& words) {
    if (words[0] == "format" && words.size() == 3) {
      isText_ = words[1] == "ascii";
      isBigEndian_ = words[1] == "binary_big_endian";
      formatSeen_ = isText_ || isBigEndian_ || words[1] == "binary_little_endian";
      return formatSeen_;
    }
    if (words[0] == "element" && words.size() == 3) {
      const auto count = numberOf<std::int64_t>(words[2]);
      // An element takes a byte at least: a larger number is a broken one.
      if (!count || *count < 0 || *count > static_cast<std::int64_t>(bytes_.size())) return false;
      elements_.push_back({words[1], *count, {}});
      return true;
    }
    if (words[0] != "property" || elements_.empty()) return false;
    PlyProperty property;
    if (words.size() == 5 && words[1] == "list") {
      property = {words[4], typeOf(words[3]), typeOf(words[2])};
      if (property.count.kind == Kind::None || property.count.kind == Kind::Real) return false;
    } else if (words.size() == 3) {
      property = {words[2], typeOf(words[1]), {}};
    }
    elements_.back().properties.push_back(property);
    return property.type.kind != Kind::None;
  }

  /// Into values_, list by list; a scalar is a list of one.
  bool readRow(const PlyElement& element) {
    values_.clear();
    ends_.clear();
    for (const PlyProperty& property : element.properties) {
      double count = 1;
      if (property.count.kind != Kind::None) {
        if (!readValue(property.count, &count)) return false;
        if (count < 0 || count > static_cast<double>(bytes_.size())) return false;
      }
      for (double i = 0; i < count; ++i) {
        double value = 0;
        if (!readValue(property.type, &value)) return false;
        values_.push_back(value);
      }
      ends_.push_back(values_.size());
    }
    return true;
  }

  bool readValue(PlyType type, double* value) {
    if (isText_) {
      const auto number = numberOf<double>(cursor_.nextWord());
      if (number) *value = *number;
      return number.has_value();
    }
    if (bytes_.size() < at_ || bytes_.size() - at_ < type.bytes) return false;
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < type.bytes; ++i) {
      const std::size_t from = isBigEndian_ ? i : type.bytes - 1 - i;
      bits = bits << 8U | static_cast<unsigned char>(bytes_[at_ + from]);
    }
    at_ += type.bytes;
    if (type.kind == Kind::Real) {
      *value = type.bytes == 4 ? std::bit_cast<float>(static_cast<std::uint32_t>(bits))
                               : std::bit_cast<double>(bits);
    } else if (type.kind == Kind::Unsigned) {
      *value = static_cast<double>(bits);
    } else {
      const std::size_t unused = 64 - 8 * type.bytes;  // shifted out and in again, with the sign
      *value = static_cast<double>(static_cast<std::int64_t>(bits << unused) >> unused);
    }
    return true;
  }

  bool take(const PlyElement& element, vtkPoints& points, vtkCellArray& faces) {
    if (element.name == "vertex") return takeVertex(element, points);
    if (element.name == "face") return takeFace(element, faces);
    return true;
  }

  bool takeVertex(const PlyElement& element, vtkPoints& points) {
    double p[3] = {0, 0, 0};
    int found = 0;
    for (std::size_t i = 0; i < element.properties.size(); ++i) {
      const PlyProperty& property = element.properties[i];
      if (property.count.kind != Kind::None || property.name.size() != 1) continue;
      const auto axis = std::string_view("xyz").find(property.name);
      if (axis == std::string_view::npos) continue;
      p[axis] = values_[ends_[i] - 1];
      ++found;
    }
    if (found != 3 || !std::isfinite(p[0] + p[1] + p[2])) return false;
    points.InsertNextPoint(p);
    return true;
  }

  bool takeFace(const PlyElement& element, vtkCellArray& faces) {
    for (std::size_t i = 0; i < element.properties.size(); ++i) {
      const PlyProperty& property = element.properties[i];
      if (property.name != "vertex_indices" && property.name != "vertex_index") continue;
      const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
      if (property.count.kind == Kind::None || property.type.kind == Kind::Real) return false;
      if (ends_[i] - begin < 3) return true;  // an edge or a point: not a surface
      faces.InsertNextCell(static_cast<int>(ends_[i] - begin));
      for (std::size_t k = begin; k < ends_[i]; ++k) {
        faces.InsertCellPoint(static_cast<vtkIdType>(values_[k]));
      }
      return true;
    }
    return false;
  }

  std::string_view bytes_;
  TextCursor cursor_;
  std::size_t at_ = 0;
  std::vector<PlyElement> elements_;
  bool formatSeen_ = false;
  bool isText_ = false;
  bool isBigEndian_ = false;
  std::vector<double> values_;     // of one row
  std::vector<std::size_t> ends_;  // of each property in values_
};

}  // namespace

vtkSmartPointer<vtkPolyData> readPly(const QByteArray& bytes, QString* fault) {
  vtkNew<vtkPoints> points;
  points->SetDataTypeToDouble();
  vtkNew<vtkCellArray> faces;
  *fault =
      PlyReader({bytes.constData(), static_cast<std::size_t>(bytes.size())}).read(*points, *faces);
  if (!fault->isEmpty()) return nullptr;
  auto mesh = vtkSmartPointer<vtkPolyData>::New();
  mesh->SetPoints(points);
  mesh->SetPolys(faces);
  return mesh;
}
