#include "read/machine/Vtables.h"

#include "Machine.h"

#include <map>
#include <set>

namespace heaplight {
namespace {

using test::MachineFolder;

const std::string classes =
    "struct Left { virtual int l(); };\n"
    "struct Right { virtual int r(); };\n"
    "struct Both : Left, Right { int l() override; int r() override; };\n"
    "struct Apart : virtual Right { virtual int a(); };\n"
    "int Left::l() { return 1; }\n"
    "int Right::r() { return 2; }\n"
    "int Both::l() { return 3; }\n"
    "int Both::r() { return 4; }\n"
    "int Apart::a() { return 5; }\n"
    "namespace { struct Hidden : Left { int l() override { return 6; } }; }\n"
    "Left *hidden() { static Hidden made; return &made; }\n"
    "Left *table[] = {hidden()};\n";

/// By class and slot: the names of what stands there, "" for what has none.
using Table = std::map<std::pair<std::string, uint32_t>, std::multiset<std::string>>;

Table tableOf(const std::string &path) {
  Table table;
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return table;
  auto image = ElfImage::read((*buffer)->getMemBufferRef());
  if (!image) {
    ADD_FAILURE() << llvm::toString(image.takeError());
    return table;
  }
  for (const VirtualFunction &entry : readVtables(**image)) {
    std::string name = entry.function.name.str();
    for (const ElfFunction &function : (*image)->functions())
      if (name.empty() && function.begin == entry.function.address && !function.names.empty())
        name = function.names[0].text.str();
    table[{entry.type, entry.slot}].insert(name);
  }
  return table;
}

using Names = std::multiset<std::string>;

void expectClasses(Table table, const std::string &hidden) {
  EXPECT_EQ((table[{"_ZTS4Left", 0}]), (Names{"_ZN4Left1lEv", "_ZN4Both1lEv", hidden}));
  EXPECT_EQ((table[{"_ZTS5Right", 0}]), (Names{"_ZN5Right1rEv", "_ZN5Right1rEv",
                                               "_ZThn8_N4Both1rEv"})); // Apart has it as well.
  EXPECT_EQ((table[{"_ZTS4Both", 0}]), Names{"_ZN4Both1lEv"});
  EXPECT_EQ((table[{"_ZTS4Both", 8}]), Names{"_ZN4Both1rEv"});
  // A base without data comes first, even a virtual one (Itanium C++ ABI 2.4).
  EXPECT_EQ((table[{"_ZTS5Apart", 8}]), Names{"_ZN5Apart1aEv"});
  // Its table in Both is one of its own, that in Apart is shared.
  EXPECT_EQ((table[{"_ZTS5Right", 8}]), Names{"_ZN5Apart1aEv"});
}

TEST(VtablesTest, ALibrarysClassesAreReadWithoutItsSymbols) {
  for (const char *target : {"x86_64-linux-gnu", "aarch64-linux-gnu"}) {
    MachineFolder folder(target);
    expectClasses(tableOf(folder.shared(classes, {"-Wl,--strip-all"}, "a.cpp")), "");
  }
}

TEST(VtablesTest, AnObjectsClassesAreReadThroughItsRelocations) {
  MachineFolder folder;
  expectClasses(tableOf(folder.build("a.o", classes, {"-c"}, "a.cpp")),
                "_ZN12_GLOBAL__N_16Hidden1lEv");
}

TEST(VtablesTest, AVirtualBaseIsFoundWhereItsVtablesSayThatItLies) {
  const std::string text =
      "struct Left { virtual int l(); };\n"
      "struct Base { virtual int b(); long data; };\n"
      "struct Shared : virtual Base { int b() override; virtual int own(); };\n"
      "struct Deeper : Left, Shared { int b() override; };\n"
      "int Left::l() { return 1; }\n"
      "int Base::b() { return 1; }\n"
      "int Shared::b() { return 2; }\n"
      "int Shared::own() { return 3; }\n"
      "int Deeper::b() { return 4; }\n";
  MachineFolder folder;
  Table table = tableOf(folder.shared(text, {}, "a.cpp"));
  // As clang -S prints them: one table for each part, and those of a Shared while a Deeper is made.
  const std::string thunk = "_ZTv0_n24_N6Shared1bEv";
  EXPECT_EQ((table[{"_ZTS4Base", 0}]),
            (Names{"_ZN4Base1bEv", thunk, thunk, "_ZTv0_n24_N6Deeper1bEv"}));
  EXPECT_EQ((table[{"_ZTS6Shared", 0}]),
            (Names{"_ZN6Shared1bEv", "_ZN6Shared1bEv", "_ZThn8_N6Deeper1bEv"}));
  EXPECT_EQ((table[{"_ZTS6Deeper", 8}]), Names{"_ZN6Deeper1bEv"});
}

TEST(VtablesTest, WithoutTypeInformationNothingIsKnown) {
  MachineFolder folder;
  EXPECT_EQ(tableOf(folder.shared(classes, {"-fno-rtti"}, "a.cpp")), Table());
}

TEST(VtablesTest, PointersToTypesAreNoVtables) {
  MachineFolder folder;
  Table table = tableOf(folder.shared("struct A { virtual void f(); }; void A::f() {}\n"
                                      "extern \"C\" void *info = (void *)&typeid(A);\n"
                                      "void g(); const void *use() { return &typeid(A); }\n"
                                      "void (*take())() { return g; }\n",
                                      {"-include", "typeinfo"}, "a.cpp"));
  EXPECT_EQ(table.size(), 1u);
  EXPECT_EQ((table[{"_ZTS1A", 0}]), Names{"_ZN1A1fEv"});
}

} // namespace
} // namespace heaplight
