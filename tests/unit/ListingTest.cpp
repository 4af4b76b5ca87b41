#include "show/Listing.h"

#include "show/Canvas.h"

#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

class ListingTest : public testing::Test {
protected:
  ListingTest() {
    unit.frames = {{"f()", "a.cpp", 3, 1, std::nullopt},
                   {"std::vector<int>::push_back(int&&)", "lib.h", 70, 1, 0},
                   {"std::allocator<int>::allocate(unsigned long)", "lib.h", 80, 1, 1}};
  }
  ReportAssembly &add(const std::string &text, uint32_t line, const std::string &symbol = "_Z1fv") {
    ReportAssembly added;
    added.text = text;
    added.symbol = symbol;
    added.function = symbol == "_Z1fv" ? "f()" : "g()";
    added.line = line;
    added.file = line ? "a.cpp" : "";
    unit.assembly.push_back(added);
    return unit.assembly.back();
  }
  /// What stands beneath the lines, one after the other.
  std::string shown(const std::vector<uint32_t> &lines) {
    std::string text;
    llvm::raw_string_ostream stream(text);
    Canvas canvas(options, stream);
    Listing listing(unit);
    for (uint32_t line : lines)
      listing.show("a.cpp", line, canvas, 0);
    return text;
  }
  std::string libraryFunctions() {
    std::string text;
    llvm::raw_string_ostream stream(text);
    Canvas canvas(options, stream);
    Listing(unit).showLibraryFunctions(canvas);
    return text;
  }

  ReportUnit unit;
  TextOptions options;
};

TEST_F(ListingTest, LinesWithAssemblyAreListedInOrder) {
  add("\tpushq\t%rax", 7);
  add("\tretq", 3);
  add("\tnop", 0);
  EXPECT_EQ(Listing(unit).lines("a.cpp"), (std::vector<uint32_t>{3, 7}));
  EXPECT_TRUE(Listing(unit).lines("b.cpp").empty());
}

TEST_F(ListingTest, TheFunctionIsNamedWhereItChanges) {
  add("\tnop", 3);
  add("\tnop", 4);
  add("\tnop", 5, "_Z1gv");
  std::string text = shown({3, 4, 5});
  EXPECT_EQ(text.find("│ f()\n"), 0u);
  EXPECT_EQ(text.find("│ f()\n", 1), std::string::npos);
  EXPECT_NE(text.find("│ g()\n"), std::string::npos);
}

TEST_F(ListingTest, SymbolsAreReadable) {
  add("\tcallq\t_ZN4Pool4growEm@PLT", 3).callee = "Pool::grow(unsigned long)";
  add("\tleaq\t_Z1gv(%rip), %rax", 3);
  add("\tjmp\tmy_Zebra", 3);
  std::string text = shown({3});
  EXPECT_NE(text.find("Pool::grow(unsigned long)@PLT"), std::string::npos) << text;
  EXPECT_NE(text.find("g()(%rip), %rax"), std::string::npos) << text;
  EXPECT_NE(text.find("my_Zebra"), std::string::npos) << text;
}

TEST_F(ListingTest, AHeapCallBearsItsMarkAndOthersNone) {
  add("\tcallq\tmalloc", 3).effect = Kind::Allocate;
  add("\tretq", 3);
  std::string text = shown({3});
  EXPECT_NE(text.find("▲ callq   malloc"), std::string::npos) << text;
  EXPECT_NE(text.find("│   retq"), std::string::npos) << text;
}

TEST_F(ListingTest, TheInlineChainStandsBesideTheInstruction) {
  add("\tcallq\tmalloc", 3).frame = 2;
  add("\tretq", 3).frame = 0;
  std::string text = shown({3});
  EXPECT_NE(text.find("push_back › allocate\n"), std::string::npos) << text;
  EXPECT_NE(text.find("retq\n"), std::string::npos) << text;
}

TEST_F(ListingTest, TheInlineChainIsLeftOutWhereItDoesNotFit) {
  add("\tcallq\tmalloc", 3).frame = 2;
  options.width = 50;
  EXPECT_EQ(shown({3}).find("push_back"), std::string::npos);
}

TEST_F(ListingTest, AFunctionsOwnLabelIsNotRepeatedButOthersStay) {
  add("_Z1fv:", 3).label = true;
  add(".LBB0_1:", 3).label = true;
  std::string text = shown({3});
  EXPECT_EQ(text.find("_Z1fv:"), std::string::npos);
  EXPECT_NE(text.find("│ .LBB0_1:"), std::string::npos);
}

TEST_F(ListingTest, LibraryFunctionsAreShownWhereTheyTouchTheHeap) {
  add("\tretq", 0);
  EXPECT_EQ(libraryFunctions(), "");
  add("\tjmp\tmalloc", 0, "_Z1gv").effect = Kind::Allocate;
  EXPECT_NE(libraryFunctions().find("g()"), std::string::npos);
  EXPECT_EQ(libraryFunctions().find("f()"), std::string::npos);
}

} // namespace
} // namespace heaplight
