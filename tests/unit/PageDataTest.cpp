#include "show/PageData.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

std::shared_ptr<const std::vector<std::string>> text(std::vector<std::string> lines) {
  return std::make_shared<const std::vector<std::string>>(std::move(lines));
}

/// A unit whose line 2 allocates by an inlined function.
ReportUnit sample() {
  ReportEffect effect;
  effect.kind = Kind::Allocate;
  effect.certainty = Certainty::Always;
  effect.direct = true;
  effect.callee = "operator new(unsigned long)";
  effect.path = {0, 1};
  ReportUnit unit;
  unit.source = "a.cpp";
  unit.frames = {{"f()", "a.cpp", 2, 5, std::nullopt}, {"g()", "lib.h", 7, 1, 0}};
  unit.lines = {{"a.cpp", 2, {effect}}};
  unit.functions = {{"f()", "_Z1fv", "a.cpp", 1, 3, Phase::Run, {}}};
  unit.userFiles = {"a.cpp"};
  unit.texts["a.cpp"] = text({"void f() {", "  g();", "}"});
  return unit;
}

ReportAssembly instruction(const std::string &text) {
  ReportAssembly line;
  line.text = text;
  line.symbol = "_Z1fv";
  line.function = "f()";
  line.file = "a.cpp";
  line.line = 2;
  return line;
}

std::vector<PageChunk> chunksOf(ReportUnit unit) {
  Report report;
  report.units.push_back(std::move(unit));
  return pageChunks({report, nullptr, {}, "1.2.3"});
}

llvm::json::Object read(const PageChunk &chunk) {
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(chunk.bytes);
  if (value && value->getAsObject())
    return *value->getAsObject();
  ADD_FAILURE() << "no JSON object: " << llvm::toString(value.takeError());
  return {};
}

std::vector<int64_t> numbers(const llvm::json::Object &object, llvm::StringRef key) {
  std::vector<int64_t> values;
  if (const llvm::json::Array *array = object.getArray(key))
    for (const llvm::json::Value &value : *array)
      values.push_back(value.getAsInteger().value_or(-99));
  return values;
}

TEST(PageDataTest, TheReportComesFirstThenTexts) {
  std::vector<PageChunk> chunks = chunksOf(sample());
  ASSERT_EQ(chunks.size(), 2u);
  EXPECT_EQ(chunks[0].name, "report");
  EXPECT_EQ(chunks[1].name, "text/0");
  EXPECT_EQ(chunks[1].bytes, "void f() {\n  g();\n}");
}

TEST(PageDataTest, AFileThatCouldNotBeReadHasNoText) {
  ReportUnit unit = sample();
  unit.texts.clear();
  std::vector<PageChunk> chunks = chunksOf(unit);
  ASSERT_EQ(chunks.size(), 1u);
  llvm::json::Object report = read(chunks[0]);
  EXPECT_EQ((*report.getArray("files"))[0].getAsObject()->getInteger("lines"), -1);
}

TEST(PageDataTest, EffectsOfLinesKeepTheirPathsAndPhrases) {
  llvm::json::Object report = read(chunksOf(sample())[0]);
  const llvm::json::Object &unit = *(*report.getArray("units"))[0].getAsObject();
  EXPECT_EQ(numbers(*unit.getObject("lines"), "line"), std::vector<int64_t>{2});
  EXPECT_EQ(numbers(*unit.getObject("lines"), "effects"), std::vector<int64_t>{1});
  EXPECT_EQ(numbers(*unit.getObject("effects"), "steps"), std::vector<int64_t>{2});
  EXPECT_EQ(numbers(*unit.getObject("effects"), "path"), (std::vector<int64_t>{0, 1}));
  EXPECT_EQ(numbers(*unit.getObject("frames"), "line"), (std::vector<int64_t>{2, 5}));
  EXPECT_EQ(numbers(*unit.getObject("frames"), "in"), (std::vector<int64_t>{-1, 1}));
  const llvm::json::Object &phrases = *unit.getObject("phrases");
  EXPECT_EQ(numbers(*phrases.getObject("built"), "count"), std::vector<int64_t>{1});
  EXPECT_EQ(numbers(*phrases.getObject("written"), "count"), std::vector<int64_t>{0});
  EXPECT_TRUE(llvm::is_contained(*report.getArray("strings"),
                                 llvm::json::Value("allocates always · g → operator new")));
}

TEST(PageDataTest, AssemblyIsTextAndWhatItsLinesAre) {
  ReportUnit unit = sample();
  unit.assembly = {instruction("_Z1fv:"), instruction("\tcallq\t_Znwm@PLT"), instruction("\tretq")};
  unit.assembly[0].label = true;
  unit.assembly[1].frame = 1;
  unit.assembly[1].effect = Kind::Allocate;
  std::vector<PageChunk> chunks = chunksOf(unit);
  ASSERT_EQ(chunks.size(), 4u);
  EXPECT_EQ(chunks[2].name, "columns/0");
  EXPECT_EQ(chunks[3].name, "assembly/0");
  EXPECT_EQ(chunks[3].bytes, "_Z1fv:\n\tcallq\t_Znwm@PLT\n\tretq");
  llvm::json::Object columns = read(chunks[2]);
  EXPECT_EQ(numbers(columns, "frame"), (std::vector<int64_t>{-1, 2, -2}));
  EXPECT_EQ(numbers(columns, "effect_at"), std::vector<int64_t>{1});
  EXPECT_EQ(numbers(columns, "label"), std::vector<int64_t>{0});
  const llvm::json::Array &readable = *columns.getArray("readable");
  EXPECT_TRUE(llvm::is_contained(readable, llvm::json::Value("operator new(unsigned long)")));
  EXPECT_TRUE(llvm::is_contained(readable, llvm::json::Value("f()")));
}

} // namespace
} // namespace heaplight
