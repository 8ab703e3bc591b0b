// SPDX-License-Identifier: BSD-3-Clause
// Score files that are HDF5, but not as this program writes them: every dataset and every
// attribute, distorted in every way. Each ends in a sentence that names the file, or in a file that
// can be read.
#include "compute/base/Error.hpp"
#include "compute/scorefile/platform/Hdf5Read.hpp"
#include "tests/compute/scorefile/SmallScoreFiles.hpp"

#include <QDir>
#include <QTest>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

using namespace fixtures;
using hdf5::Handle;

namespace {

/// @return what was wrong with how the file was refused or read; empty if nothing was
QString faultOf(const std::filesystem::path& path, QString* refusal) {
  try {
    const auto file = ScoreFile::open(path);
    useAll(*file, path.parent_path());
  } catch (const InputError& error) {
    *refusal = error.what();
  } catch (const IoError& error) {
    *refusal = error.what();
  } catch (const std::exception& error) {
    return QString("not an error of ours: %1").arg(error.what());
  }
  if (refusal->isEmpty()) return {};
  const auto name = QString::fromStdString(path.filename().string());
  return refusal->contains(name) ? QString() : "the file is not named: " + *refusal;
}

// --- the distortions

/// A dataset that is to be distorted: its place and what it was.
struct Victim {
  hid_t file;
  const char* path;
  std::vector<hsize_t> shape;
  hid_t type;
};

using Distort = std::function<void(const Victim& victim)>;

hsize_t elementsOf(const std::vector<hsize_t>& shape) {
  hsize_t count = 1;
  for (const hsize_t size : shape)
    count *= size;
  return count;
}

void remove(const Victim& victim) {
  hdf5::checked(H5Ldelete(victim.file, victim.path, H5P_DEFAULT));
}

Handle spaceOf(const std::vector<hsize_t>& shape) {
  if (shape.empty()) return {H5Screate(H5S_SCALAR), H5Sclose};
  return {H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose};
}

/// In the victim's place. @param data nullptr: nothing is written, and so nothing stored
void put(const Victim& victim, hid_t type, const std::vector<hsize_t>& shape, const void* data,
         hid_t properties = H5P_DEFAULT) {
  remove(victim);
  const Handle space = spaceOf(shape);
  const Handle dataset(
      H5Dcreate2(victim.file, victim.path, type, space, H5P_DEFAULT, properties, H5P_DEFAULT),
      H5Dclose);
  if (data != nullptr) hdf5::checked(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data));
}

bool isText(const Victim& victim) {
  return H5Tis_variable_str(victim.type) > 0;
}

std::vector<char> zerosFor(hid_t type, hsize_t count) {
  return std::vector<char>(H5Tget_size(type) * count);
}

Distort asType(hid_t type) {
  return [type](const Victim& victim) {
    const auto zeros = zerosFor(type, elementsOf(victim.shape));
    put(victim, type, victim.shape, zeros.data());
  };
}

/// As it should be, but for its numbers.
Distort asNumbers(std::function<double(hsize_t i)> number) {
  return [number](const Victim& victim) {
    if (isText(victim) || H5Tget_class(victim.type) == H5T_STRING) return remove(victim);
    std::vector<double> values(elementsOf(victim.shape));
    for (hsize_t i = 0; i < values.size(); ++i)
      values[i] = number(i);
    remove(victim);
    const Handle space = spaceOf(victim.shape);
    const Handle dataset(H5Dcreate2(victim.file, victim.path, victim.type, space, H5P_DEFAULT,
                                    H5P_DEFAULT, H5P_DEFAULT),
                         H5Dclose);
    hdf5::checked(
        H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
  };
}

Distort asTexts(const std::string& text) {
  return [text](const Victim& victim) {
    if (!isText(victim)) return remove(victim);
    const std::vector<const char*> texts(elementsOf(victim.shape), text.c_str());
    put(victim, victim.type, victim.shape, texts.data());
  };
}

/// With other sizes, and zeros (or no texts) in it.
Distort resized(std::function<std::vector<hsize_t>(std::vector<hsize_t>)> change) {
  return [change](const Victim& victim) {
    const auto shape = change(victim.shape);
    const auto zeros = zerosFor(victim.type, elementsOf(shape));
    put(victim, victim.type, shape, zeros.data());
  };
}

/// Sizes that nothing stands behind.
Distort promised(std::vector<hsize_t> shape, bool chunked) {
  return [shape, chunked](const Victim& victim) {
    const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    const std::vector<hsize_t> chunk(shape.size(), 1);
    if (chunked)
      hdf5::checked(H5Pset_chunk(properties, static_cast<int>(chunk.size()), chunk.data()));
    put(victim, victim.type, shape, nullptr, properties);
  };
}

Distort withLayout(std::function<void(hid_t properties, const Victim& victim)> layOut) {
  return [layOut](const Victim& victim) {
    if (victim.shape.empty() || elementsOf(victim.shape) == 0) return remove(victim);
    const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    layOut(properties, victim);
    const auto zeros = zerosFor(victim.type, elementsOf(victim.shape));
    put(victim, victim.type, victim.shape, zeros.data(), properties);
  };
}

const std::vector<std::pair<const char*, Distort>>& distortions() {
  static const Handle kCompound = [] {
    Handle type(H5Tcreate(H5T_COMPOUND, 8), H5Tclose);
    H5Tinsert(type, "a", 0, H5T_NATIVE_INT);
    return type;
  }();
  static const Handle kFixedText = [] {
    Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(type, 7);
    return type;
  }();
  static const Handle kNumberLists(H5Tvlen_create(H5T_NATIVE_INT), H5Tclose);
  static const Handle kAnyText = hdf5::textType();
  using Shape = std::vector<hsize_t>;
  static const std::vector<std::pair<const char*, Distort>> kAll{
      {"missing", remove},
      {"a group",
       [](const Victim& victim) {
         remove(victim);
         hdf5::createGroup(victim.file, victim.path);
       }},
      {"a link to nowhere",
       [](const Victim& victim) {
         remove(victim);
         H5Lcreate_soft("/nowhere", victim.file, victim.path, H5P_DEFAULT, H5P_DEFAULT);
       }},
      {"a link to itself",
       [](const Victim& victim) {
         remove(victim);
         const auto itself = std::string("/") + victim.path;
         H5Lcreate_soft(itself.c_str(), victim.file, victim.path, H5P_DEFAULT, H5P_DEFAULT);
       }},
      {"a link to another file",
       [](const Victim& victim) {
         remove(victim);
         H5Lcreate_external("/nowhere/x.h5", "/x", victim.file, victim.path, H5P_DEFAULT,
                            H5P_DEFAULT);
       }},
      {"without a size",
       [](const Victim& victim) {
         remove(victim);
         const Handle none(H5Screate(H5S_NULL), H5Sclose);
         const Handle dataset(H5Dcreate2(victim.file, victim.path, victim.type, none, H5P_DEFAULT,
                                         H5P_DEFAULT, H5P_DEFAULT),
                              H5Dclose);
       }},
      {"a single one", resized([](Shape) { return Shape{}; })},
      {"empty", resized([](Shape) { return Shape{0}; })},
      {"one less", resized([](Shape shape) {
         if (!shape.empty() && shape[0] > 0) --shape[0];
         return shape;
       })},
      {"one more", resized([](Shape shape) {
         if (!shape.empty()) ++shape[0];
         return shape;
       })},
      {"a dimension more", resized([](Shape shape) {
         shape.push_back(1);
         return shape;
       })},
      {"never written", promised({5}, false)},
      {"huge", promised({hsize_t{1} << 50}, false)},
      {"huge in blocks", promised({hsize_t{1} << 50}, true)},
      {"large in blocks", promised({2'000'000'000}, true)},
      {"beyond 64 bits", promised({hsize_t{1} << 33, hsize_t{1} << 33}, true)},
      {"a huge matrix", promised({1'000'000, 1'000'000}, true)},
      {"bytes", asType(H5T_NATIVE_UINT8)},
      {"signed bytes", asType(H5T_NATIVE_INT8)},
      {"whole numbers", asType(H5T_NATIVE_INT64)},
      {"large whole numbers", asType(H5T_NATIVE_UINT64)},
      {"big-endian numbers", asType(H5T_STD_I64BE)},
      {"float numbers", asType(H5T_NATIVE_FLOAT)},
      {"double numbers", asType(H5T_NATIVE_DOUBLE)},
      {"bits", asType(H5T_NATIVE_B64)},
      {"references", asType(H5T_STD_REF_OBJ)},
      {"compounds", asType(kCompound)},
      {"short texts", asType(kFixedText)},
      {"texts", asType(kAnyText)},
      {"lists", asType(kNumberLists)},
      {"all minus one", asNumbers([](hsize_t) { return -1; })},
      {"all zero", asNumbers([](hsize_t) { return 0; })},
      {"all one", asNumbers([](hsize_t) { return 1; })},
      {"all two", asNumbers([](hsize_t) { return 2; })},
      {"all large", asNumbers([](hsize_t) { return 2e9; })},
      {"all huge", asNumbers([](hsize_t) { return 9e18; })},
      {"all infinite", asNumbers([](hsize_t) { return HUGE_VAL; })},
      {"no numbers", asNumbers([](hsize_t) { return NAN; })},
      {"far away and back", asNumbers([](hsize_t i) { return i % 2 == 0 ? 1e15 : -1e15 + 3; })},
      {"rising fast", asNumbers([](hsize_t i) { return static_cast<double>(i) * 1e6; })},
      {"falling", asNumbers([](hsize_t i) { return 10 - static_cast<double>(i); })},
      {"empty texts", asTexts("")},
      {"texts that are no UTF-8", asTexts("\xff\xfe\x80 {\"\xc3\x28\"")},
      {"long texts", asTexts(std::string(300'000, 'x'))},
      {"other JSON", asTexts(R"({"cells": "x", "name": 5, "distance_inner_edges_um": [1]})")},
      {"a list of JSON", asTexts("[1, 2]")},
      {"half a JSON", asTexts("{\"cells\": [")},
      {"deep JSON", asTexts(std::string(200'000, '[') + std::string(200'000, ']'))},
      {"huge numbers in JSON",
       asTexts(R"({"name":"v1","sigma_um":1e999,"alpha":3,"cells":[1e400]})")},
      {"compressed", withLayout([](hid_t properties, const Victim& victim) {
         H5Pset_chunk(properties, static_cast<int>(victim.shape.size()), victim.shape.data());
         H5Pset_deflate(properties, 9);
       })},
      {"in one block", withLayout([](hid_t properties, const Victim& victim) {
         H5Pset_chunk(properties, static_cast<int>(victim.shape.size()), victim.shape.data());
       })},
      {"in single blocks", withLayout([](hid_t properties, const Victim& victim) {
         const std::vector<hsize_t> one(victim.shape.size(), 1);
         H5Pset_chunk(properties, static_cast<int>(one.size()), one.data());
       })},
      {"within its own header", withLayout([](hid_t properties, const Victim& victim) {
         if (elementsOf(victim.shape) * H5Tget_size(victim.type) < 60'000)
           H5Pset_layout(properties, H5D_COMPACT);
       })},
      {"in another file", withLayout([](hid_t properties, const Victim& victim) {
         if (!isText(victim)) H5Pset_external(properties, "/dev/zero", 0, H5F_UNLIMITED);
       })},
  };
  return kAll;
}

/// The attribute of an object, made anew.
using DistortAttribute = std::function<void(hid_t object, const char* name)>;

template <class Value>
DistortAttribute attributeOf(hid_t type, std::vector<Value> values) {
  return [type, values](hid_t object, const char* name) {
    H5Adelete(object, name);
    const Handle space =
        spaceOf(values.size() == 1 ? std::vector<hsize_t>{} : std::vector<hsize_t>{values.size()});
    const Handle attribute(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT),
                           H5Aclose);
    hdf5::checked(H5Awrite(attribute, type, values.data()));
  };
}

const std::vector<std::pair<const char*, DistortAttribute>>& attributeDistortions() {
  static const Handle kAnyText = hdf5::textType();
  using Whole = std::vector<std::int64_t>;
  static const std::vector<std::pair<const char*, DistortAttribute>> kAll{
      {"missing", [](hid_t object, const char* name) { H5Adelete(object, name); }},
      {"0", attributeOf(H5T_NATIVE_INT64, Whole{0})},
      {"1", attributeOf(H5T_NATIVE_INT64, Whole{1})},
      {"minus 1", attributeOf(H5T_NATIVE_INT64, Whole{-1})},
      {"7", attributeOf(H5T_NATIVE_INT64, Whole{7})},
      {"huge", attributeOf(H5T_NATIVE_INT64, Whole{std::int64_t{1} << 62})},
      {"two numbers", attributeOf(H5T_NATIVE_INT64, Whole{1, 1})},
      {"beyond", attributeOf(H5T_NATIVE_UINT64, std::vector<std::uint64_t>{~0ULL})},
      {"a fraction", attributeOf(H5T_NATIVE_DOUBLE, std::vector<double>{0.5})},
      {"no number", attributeOf(H5T_NATIVE_DOUBLE, std::vector<double>{NAN})},
      {"a text", attributeOf(kAnyText, std::vector<const char*>{"\xff text"})},
      {"two texts", attributeOf(kAnyText, std::vector<const char*>{"a", "b"})},
      {"no text", attributeOf(kAnyText, std::vector<const char*>{nullptr})},
      {"nothing",
       [](hid_t object, const char* name) {
         H5Adelete(object, name);
         const Handle none(H5Screate(H5S_NULL), H5Sclose);
         const Handle attribute(
             H5Acreate2(object, name, H5T_NATIVE_INT64, none, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
       }},
  };
  return kAll;
}

// --- what a file holds

struct Contents {
  std::vector<std::string> datasets, groups;
  std::vector<std::pair<std::string, std::string>> attributes;  ///< object, name
};

Contents contentsOf(const std::filesystem::path& path) {
  Contents contents;
  const hdf5::Session session;
  const Handle file = hdf5::openFile(path.string());
  const auto visit = [](hid_t root, const char* name, const H5O_info_t* info, void* data) {
    auto& into = *static_cast<Contents*>(data);
    if (info->type == H5O_TYPE_DATASET) into.datasets.emplace_back(name);
    if (info->type == H5O_TYPE_GROUP && std::string(name) != ".") into.groups.emplace_back(name);
    for (hsize_t i = 0; i < info->num_attrs; ++i) {
      char attribute[100];
      H5Aget_name_by_idx(root, name, H5_INDEX_NAME, H5_ITER_INC, i, attribute, sizeof attribute,
                         H5P_DEFAULT);
      into.attributes.emplace_back(name, attribute);
    }
    return 0;
  };
  hdf5::checked(H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, visit, &contents, H5O_INFO_ALL));
  return contents;
}

std::vector<hsize_t> shapeOf(hid_t dataset) {
  const Handle space(H5Dget_space(dataset), H5Sclose);
  std::vector<hsize_t> shape(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space)));
  H5Sget_simple_extent_dims(space, shape.data(), nullptr);
  return shape;
}

}  // namespace

class TestDistortedFiles : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void datasets_data();
  void datasets();
  void attributes_data();
  void attributes();
  void groups_data();
  void groups();
  void blocksOfOtherSizes_data();
  void blocksOfOtherSizes();
  void noNeuronAtAll();
  void theOnesOfTheReview();

 private:
  std::filesystem::path in(const std::string& name) const {
    return std::filesystem::path(folder_.path().toStdString()) / name;
  }
  /// A copy of a file, distorted. @return its fault
  QString distort(const QString& of, const std::function<void(hid_t file)>& change);

  /// In memory, where the system has that: thousands of small files are written.
  QTemporaryDir folder_{QDir("/dev/shm").exists()
                            ? "/dev/shm/tst_distorted_files-XXXXXX"
                            : QDir::tempPath() + "/tst_distorted_files-XXXXXX"};
  std::map<QString, std::filesystem::path> files_;
  int refused_ = 0, read_ = 0;
  std::set<QString> refusals_;
};

void TestDistortedFiles::initTestCase() {
  for (const char* name : {"all by all", "both", "sparse", "incomplete", "many blocks"})
    files_[name] = in(std::string(name) + ".h5");
  writeDense(files_["all by all"], true);
  writeDense(files_["both"], false);
  writeSparse(files_["sparse"], true);
  writeSparse(files_["incomplete"], false);
  writeManyBlocks(files_["many blocks"]);
  for (const auto& [name, path] : files_) {
    QString refusal;
    QCOMPARE(faultOf(path, &refusal), QString());
    QVERIFY2(refusal.isEmpty(), qPrintable(refusal));
  }
}

QString TestDistortedFiles::distort(const QString& of,
                                    const std::function<void(hid_t file)>& change) {
  const auto path = in("distorted.h5");
  std::filesystem::copy_file(files_[of], path, std::filesystem::copy_options::overwrite_existing);
  {
    const hdf5::Session session;
    Handle file = hdf5::openFileForWriting(path.string());
    try {
      change(file);
    } catch (const hdf5::Failure&) {  // HDF5 itself refuses to make that: it is then missing
    }
    file.close();
  }
  QString refusal;
  const auto fault = faultOf(path, &refusal);
  ++(refusal.isEmpty() ? read_ : refused_);
  refusals_.insert(refusal);
  return fault;
}

void TestDistortedFiles::datasets_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<QString>("dataset");
  std::set<std::string> seen;
  for (const char* name : {"all by all", "both", "sparse", "incomplete", "many blocks"}) {
    for (const auto& dataset : contentsOf(files_[name]).datasets) {
      // What is the same in every file is distorted once.
      const bool isNew = seen.insert(dataset).second;
      const bool isScores = dataset.starts_with("scores") || dataset.starts_with("blocks");
      const bool isBig = std::string(name) == "many blocks";
      if (isBig ? dataset == "blocks/address" : isNew || isScores)
        QTest::addRow("%s of %s", dataset.c_str(), name) << name << dataset.c_str();
    }
  }
}

void TestDistortedFiles::datasets() {
  QFETCH(QString, file);
  QFETCH(QString, dataset);
  const auto path = dataset.toStdString();
  for (const auto& [name, change] : distortions()) {
    const auto fault = distort(file, [&, change = change](hid_t opened) {
      Victim victim{opened, path.c_str(), {}, H5T_NATIVE_INT};
      const Handle victimType = [&] {
        const Handle old(H5Dopen2(opened, path.c_str(), H5P_DEFAULT), H5Dclose);
        victim.shape = shapeOf(old);
        return Handle(H5Dget_type(old), H5Tclose);
      }();
      victim.type = victimType;
      change(victim);
    });
    QVERIFY2(fault.isEmpty(), qPrintable(QString("%1: %2").arg(name, fault)));
  }
}

void TestDistortedFiles::attributes_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<QString>("object");
  QTest::addColumn<QString>("attribute");
  std::set<std::pair<std::string, std::string>> seen;
  for (const char* name : {"all by all", "sparse", "incomplete"}) {
    for (const auto& [object, attribute] : contentsOf(files_[name]).attributes) {
      const bool isSparse = object == "scores/sparse";
      if (seen.insert({object, attribute}).second || isSparse) {
        QTest::addRow("%s of %s in %s", attribute.c_str(), object.c_str(), name)
            << name << object.c_str() << attribute.c_str();
      }
    }
  }
}

void TestDistortedFiles::attributes() {
  QFETCH(QString, file);
  QFETCH(QString, object);
  QFETCH(QString, attribute);
  for (const auto& [name, change] : attributeDistortions()) {
    const auto fault = distort(file, [&, change = change](hid_t opened) {
      const Handle of(H5Oopen(opened, qPrintable(object), H5P_DEFAULT), H5Oclose);
      change(of, qPrintable(attribute));
    });
    QVERIFY2(fault.isEmpty(), qPrintable(QString("%1: %2").arg(name, fault)));
  }
}

void TestDistortedFiles::groups_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<QString>("group");
  for (const char* name : {"all by all", "both", "sparse", "incomplete"}) {
    for (const auto& group : contentsOf(files_[name]).groups)
      QTest::addRow("%s of %s", group.c_str(), name) << name << group.c_str();
  }
}

void TestDistortedFiles::groups() {
  QFETCH(QString, file);
  QFETCH(QString, group);
  const auto path = group.toStdString();
  using Change = std::function<void(hid_t)>;
  const auto drop = [&](hid_t opened) { H5Ldelete(opened, path.c_str(), H5P_DEFAULT); };
  const std::pair<const char*, Change> changes[] = {
      {"missing", drop},
      {"empty",
       [&](hid_t opened) {
         drop(opened);
         hdf5::createGroup(opened, path.c_str());
       }},
      {"a dataset",
       [&](hid_t opened) {
         drop(opened);
         const int one = 1;
         hdf5::writeDataset(opened, path.c_str(), H5T_NATIVE_INT, H5T_NATIVE_INT, {1}, &one);
       }},
      {"the whole file",
       [&](hid_t opened) {
         drop(opened);
         H5Lcreate_hard(opened, "/", opened, path.c_str(), H5P_DEFAULT, H5P_DEFAULT);
       }},
      {"a link to nowhere",
       [&](hid_t opened) {
         drop(opened);
         H5Lcreate_soft("/nowhere", opened, path.c_str(), H5P_DEFAULT, H5P_DEFAULT);
       }},
      {"with more in it",
       [&](hid_t opened) {
         const Handle of = hdf5::openGroup(opened, path.c_str());
         hdf5::createGroup(of, "more");
         hdf5::writeString(of, "text", "more");
         hdf5::setAttribute(of, "extra", 5);
       }},
  };
  for (const auto& [name, change] : changes) {
    const auto fault = distort(file, change);
    QVERIFY2(fault.isEmpty(), qPrintable(QString("%1: %2").arg(name, fault)));
  }
}

void TestDistortedFiles::blocksOfOtherSizes_data() {
  QTest::addColumn<quint64>("height");
  QTest::addColumn<quint64>("width");
  QTest::newRow("1 x 1") << quint64(1) << quint64(1);
  QTest::newRow("5 x 1") << quint64(5) << quint64(1);
  QTest::newRow("2 x 3") << quint64(2) << quint64(3);
}

/// Another program may have cut the matrix anew; then its states no longer fit, or it can be read.
void TestDistortedFiles::blocksOfOtherSizes() {
  QFETCH(quint64, height);
  QFETCH(quint64, width);
  const auto fault = distort("all by all", [&](hid_t file) {
    Victim victim{file, "scores/forward", {5, 5}, H5T_IEEE_F32LE};
    const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    const hsize_t chunk[] = {height, width};
    H5Pset_chunk(properties, 2, chunk);
    const std::vector<float> zeros(25);
    put(victim, victim.type, victim.shape, zeros.data(), properties);
  });
  QVERIFY2(fault.isEmpty(), qPrintable(fault));
}

void TestDistortedFiles::noNeuronAtAll() {
  const auto fault = distort("many blocks", [](hid_t file) {
    const auto emptied = [&](const char* path, const std::vector<hsize_t>& shape) {
      const Handle old(H5Dopen2(file, path, H5P_DEFAULT), H5Dclose);
      const Handle type(H5Dget_type(old), H5Tclose);
      const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
      const hsize_t chunk[] = {1, 1};
      if (std::string(path) == "scores/forward") H5Pset_chunk(properties, 2, chunk);
      put({file, path, shape, type}, type, shape, "", properties);
    };
    for (const char* path :
         {"targets/id", "targets/source", "targets/hash", "targets/points", "targets/self_hit"})
      emptied(path, {0});
    for (const char* path : {"scores/forward", "blocks/state", "blocks/crc32c", "blocks/address"})
      emptied(path, {1, 0});
  });
  QVERIFY2(fault.isEmpty(), qPrintable(fault));
  QVERIFY(std::any_of(refusals_.begin(), refusals_.end(), [](const QString& refusal) {
    return refusal.contains("/targets/id has 0 names");
  }));
}

/// Point counts whose sum is right: 1e15 and -1e15 + n. They once ended the window.
void TestDistortedFiles::theOnesOfTheReview() {
  const auto fault = distort("all by all", [](hid_t file) {
    std::vector<std::int64_t> counts{1'000'000'000'000'000, -999'999'999'999'997, 3, 4, 5};
    std::vector<std::int64_t> offsets{0};
    for (const auto count : counts)
      offsets.push_back(offsets.back() + count);
    const Handle points(H5Dopen2(file, "queries/points", H5P_DEFAULT), H5Dclose);
    H5Dwrite(points, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, counts.data());
    const Handle offset(H5Dopen2(file, "queries/geometry/offset", H5P_DEFAULT), H5Dclose);
    H5Dwrite(offset, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, offsets.data());
  });
  QVERIFY2(fault.isEmpty(), qPrintable(fault));
  QVERIFY(std::any_of(refusals_.begin(), refusals_.end(), [](const QString& refusal) {
    return refusal.contains("/queries/points says that a neuron has 1000000000000000 points");
  }));
  qInfo("%d files refused, %d read", refused_, read_);
}

QTEST_GUILESS_MAIN(TestDistortedFiles)
#include "tst_distorted_files.moc"
