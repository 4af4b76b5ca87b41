#include "read/MissingPromises.h"

#include "Compiled.h"

namespace heaplight {
namespace {

using test::Source;

/// One silent declaration in a header, and what promises in the source.
struct Case {
  std::string header;
  std::string source;
  std::string name = "a.cpp";
  std::vector<std::string> flags = {"-O0", "-std=c++20"};
};

/// "LINE:COLUMN TEXT" of what the header lacks; empty where nothing is to be added.
std::string missingOf(const Case &code) {
  Source source("#include \"a.h\"\n" + code.source + "\n", code.name);
  source.request.flags = code.flags;
  source.folder.write("a.h", code.header + "\n");
  std::set<std::string> texts;
  Unit unit = source.compile();
  bool silent = false;
  for (const Promise &promise : unit.promises) {
    silent |= unit.names.text(promise.silentFile) == "a.h";
    if (promise.mend)
      texts.insert(std::to_string(promise.mendLine) + ":" + std::to_string(promise.mendColumn) +
                   unit.names.text(promise.mend));
  }
  EXPECT_TRUE(silent);
  return texts.empty() ? "" : texts.size() == 1 ? *texts.begin() : "several";
}

TEST(MissingPromisesTest, AnAttributeComesBehindAllThatItsPlaceAllows) {
  EXPECT_EQ(missingOf({"void f();", "void f() [[clang::nonblocking]] {}"}),
            "1:9 [[clang::nonblocking]]");
  EXPECT_EQ(missingOf({"struct A {\n  int f(int) const & noexcept(true);\n};",
                       "int A::f(int) const & noexcept [[clang::nonallocating]] { return 0; }"}),
            "2:36 [[clang::nonallocating]]");
  EXPECT_EQ(missingOf({"int (*f(int n))(int);",
                       "int (*f(int) [[clang::nonblocking]])(int) { return nullptr; }"}),
            "1:15 [[clang::nonblocking]]");
  EXPECT_EQ(
      missingOf({"void f(int = sizeof(\")\")) /* ; */ ;", "void f(int) [[clang::nonblocking]] {}"}),
      "1:26 [[clang::nonblocking]]");
}

TEST(MissingPromisesTest, ItComesBeforeATrailingType) {
  EXPECT_EQ(missingOf({"auto f() noexcept\n  -> int;",
                       "auto f() noexcept [[clang::nonblocking]] -> int { return 1; }"}),
            "2:3[[clang::nonblocking]] ");
}

TEST(MissingPromisesTest, AMacroIsNamedWhereTheHeaderHasIt) {
  std::string safe = "#define SAFE [[clang::nonblocking]]\n";
  EXPECT_EQ(missingOf({safe + "void f();", "void f() SAFE {}"}), "2:9 SAFE");
  EXPECT_EQ(missingOf({"void f();", safe + "void f() SAFE {}"}), "");
  EXPECT_EQ(missingOf({"void f();\n" + safe, "void f() SAFE {}"}), "");
  EXPECT_EQ(
      missingOf({safe + "#define DECLARE(name) void name()\nDECLARE(f);", "void f() SAFE {}"}), "");
}

TEST(MissingPromisesTest, WordsOfCStayWordsOfC) {
  std::vector<std::string> old = {"-O0", "-std=c11"};
  EXPECT_EQ(
      missingOf({"void f(void);", "void f(void) __attribute__((nonblocking)) {}", "a.c", old}),
      "1:13 __attribute__((nonblocking))");
  EXPECT_EQ(missingOf({"void f(void) __asm__(\"g\");",
                       "void f(void) __attribute__((nonblocking)) {}", "a.c", old}),
            "");
  EXPECT_EQ(missingOf({"void f();", "void f(void) __attribute__((nonblocking)) {}", "a.c", old}),
            "");
  EXPECT_EQ(missingOf({"extern \"C\" void f();", "void f() [[clang::nonblocking]] {}"}), "");
}

TEST(MissingPromisesTest, WhatOthersSayOrShareIsLeftAlone) {
  std::string body = "void f() [[clang::nonblocking]] {}";
  EXPECT_EQ(missingOf({"using F = void();\nF f;", body}), "");
  EXPECT_EQ(missingOf({"void f();\nvoid f();", body}), "");
  EXPECT_EQ(missingOf({"struct A { ~A(); };", "A::~A() noexcept [[clang::nonblocking]] {}"}), "");
  EXPECT_EQ(missingOf({"#line 7 \"a.h\"\nvoid f();", body}), "");
}

} // namespace
} // namespace heaplight
