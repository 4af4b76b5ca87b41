#include "read/Promises.h"

#include "Compiled.h"

namespace heaplight {
namespace {

using test::Source;
using Sayings = std::set<std::string>; ///< "SYMBOL TEXT LINE"

Sayings promises(const Unit &unit) {
  Sayings found;
  for (const Promise &promise : unit.promises)
    found.insert(unit.names.text(promise.function) + " " + unit.names.text(promise.text) + " " +
                 std::to_string(promise.line));
  return found;
}

Unit compile(const std::string &text, std::vector<std::string> flags = {"-O0", "-std=c++20"}) {
  Source source(text);
  source.request.flags = std::move(flags);
  return source.compile();
}

TEST(PromisesTest, AnAttributeCountsOnWhateverDeclarationItStands) {
  Unit unit =
      compile("void late() { delete new int; }\n"
              "void late() [[clang::nonblocking]];\n"
              "void asked(bool) [[clang::nonallocating(false)]] { delete new int; }\n"
              "template <bool B> int *made() [[clang::nonblocking(B)]] { return new int; }\n"
              "int *yes = made<true>(), *no = made<false>();\n");
  EXPECT_EQ(promises(unit), (Sayings{"_Z4latev [[clang::nonblocking]] 2",
                                     "_Z4madeILb1EEPiv [[clang::nonblocking]] 4"}));
}

TEST(PromisesTest, AnOverriderPromisesWhatItOverrides) {
  Unit unit = compile("struct Voice { virtual void play() [[clang::nonblocking]] {} };\n"
                      "struct Loud : Voice { void play() override { delete new int; } };\n"
                      "Loud loud;\n");
  EXPECT_TRUE(promises(unit).count("_ZN4Loud4playEv [[clang::nonblocking]] 1"));
}

TEST(PromisesTest, WhatFreesADeletedObjectIsNoPromiseOfItsDestructor) {
  Unit unit =
      compile("struct Node { virtual ~Node() [[clang::nonblocking]] { delete new int; } };\n"
              "void drop(Node *node) { delete node; }\n"
              "Node node;\n");
  // D1 and D2 are the destructor as it was written, D0 is what `delete` calls.
  Sayings found = promises(unit);
  EXPECT_TRUE(found.count("_ZN4NodeD2Ev [[clang::nonblocking]] 1"));
  EXPECT_FALSE(found.count("_ZN4NodeD0Ev [[clang::nonblocking]] 1"));
}

TEST(PromisesTest, ABlockPromisesByItsOwnType) {
  Unit unit = compile("int *kept;\n"
                      "void use() {\n"
                      "  auto silent = ^{ kept = new int; };\n"
                      "  auto speaking = ^() [[clang::nonblocking]] { kept = new int; };\n"
                      "  silent(), speaking();\n"
                      "}\n",
                      {"-O0", "-std=c++20", "-fblocks"});
  EXPECT_EQ(promises(unit), Sayings{"___Z3usev_block_invoke_2 [[clang::nonblocking]] 4"});
}

TEST(PromisesTest, ACallThroughAPointerIsPromisedByThePointersType) {
  Unit unit = compile("struct A;\n"
                      "using Kept = void (A::*)() [[clang::nonblocking]];\n"
                      "void member(A &a, Kept kept) { (a.*kept)(); }\n"
                      "void silent(A &a, void (A::*kept)()) { (a.*kept)(); }\n"
                      "void plain(void (*kept)() [[clang::nonallocating]]) { kept(); }\n"
                      "void block(void (^kept)() [[clang::nonblocking]]) { kept(); }\n",
                      {"-O0", "-std=c++20", "-fblocks"});
  Sayings functions;
  for (const Place &place : unit.promisedCalls)
    functions.insert(unit.names.text(place.function));
  EXPECT_EQ(functions,
            (Sayings{"_Z6memberR1AMS_FvvE", "_Z5plainPFvvE", "_Z5blockU13block_pointerFvvE"}));
}

TEST(PromisesTest, ACastPromisesForTheFunctionThatItNames) {
  Unit unit = compile("using Kept = void (*)() [[clang::nonblocking]];\n"
                      "void elsewhere();\n"
                      "void promising() [[clang::nonblocking]];\n"
                      "Kept one = elsewhere;\n"
                      "Kept two = promising;\n"
                      "Kept three(void (*any)()) { return any; }\n"
                      "Kept four = nullptr;\n");
  Sayings found;
  for (const UnprovenPromise &cast : unit.unproven)
    found.insert(unit.names.text(cast.function) + " " + std::to_string(cast.line));
  EXPECT_EQ(found, (Sayings{"_Z9elsewherev 4", " 6"}));
  EXPECT_TRUE(promises(unit).count("_Z9elsewherev [[clang::nonblocking]] 4"));
}

TEST(PromisesTest, ACastOfWhatIsKnownToTouchNoHeapNeedsNoProof) {
  Unit unit = compile("#include <cstring>\n"
                      "using Kept = unsigned long (*)(const char *) [[clang::nonblocking]];\n"
                      "Kept kept = (Kept)std::strlen;\n");
  EXPECT_TRUE(unit.unproven.empty());
}

TEST(PromisesTest, TellsWhichFirstDeclarationSaysNothing) {
  Source source("#include \"a.h\"\n"
                "// heaplight: none\n"
                "void here() {}\n"
                "// heaplight: none\n"
                "void there() {}\n"
                "// heaplight: none\n"
                "static void alone() {}\n"
                "void (*use)() = alone;\n");
  source.folder.write("a.h", "void here();\n"
                             "// heaplight: none\n"
                             "void there();\n");
  Unit unit = source.compile();
  Sayings silent;
  for (const Promise &promise : unit.promises)
    if (promise.silentFile)
      silent.insert(unit.names.text(promise.function) + " " + unit.names.text(promise.silentFile) +
                    ":" + std::to_string(promise.silentLine));
  EXPECT_EQ(silent, Sayings{"_Z4herev a.h:1"});
}

TEST(PromisesTest, AnOverriderOfWhatPromisesNeedsNoWordsOfItsOwn) {
  Source source("#include \"a.h\"\n"
                "void Loud::play() [[clang::nonblocking]] {}\n");
  source.folder.write("a.h", "struct Voice { virtual void play() [[clang::nonblocking]] = 0; };\n"
                             "struct Loud : Voice { void play() override; };\n");
  Unit unit = source.compile();
  ASSERT_FALSE(unit.promises.empty());
  for (const Promise &promise : unit.promises)
    EXPECT_EQ(promise.silentFile, 0u);
}

} // namespace
} // namespace heaplight
