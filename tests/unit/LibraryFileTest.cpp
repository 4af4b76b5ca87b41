#include "read/LibraryFile.h"

#include "SharedObject.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Words = std::vector<std::string>;
using test::SharedObject;

class LibraryFileTest : public testing::Test {
protected:
  LibraryFile read(const std::string &content) {
    return readLibraryFile(folder.write("file", content));
  }
  test::Folder folder;
};

TEST_F(LibraryFileTest, ASharedObjectSaysWhatItIsCalledAndNeeds) {
  LibraryFile file =
      read(SharedObject{"liba.so.1", {"libb.so.2", "libc.so.6"}, "$ORIGIN/x:/y"}.content());
  EXPECT_EQ(file.kind, LibraryKind::Shared);
  EXPECT_EQ(file.architecture, llvm::Triple::x86_64);
  EXPECT_EQ(file.name, "liba.so.1");
  EXPECT_EQ(file.needed, (Words{"libb.so.2", "libc.so.6"}));
  EXPECT_EQ(file.folders, (Words{"$ORIGIN/x", "/y"}));
}

TEST_F(LibraryFileTest, OneThatNeedsNothingHasNoName) {
  LibraryFile file = read(SharedObject{"", {}, "", "EM_AARCH64"}.content());
  EXPECT_EQ(file.kind, LibraryKind::Shared);
  EXPECT_EQ(file.architecture, llvm::Triple::aarch64);
  EXPECT_EQ(file.name, "");
  EXPECT_EQ(file.needed, Words{});
}

TEST_F(LibraryFileTest, AnArchiveIsOfTheTargetOfItsFirstObject) {
  std::string object = SharedObject::object("EM_AARCH64");
  // Name, time, owner, group, mode, size: fields of fixed width.
  std::string size = std::to_string(object.size());
  std::string header = "x.o/            0           0     0     644     " + size +
                       std::string(10 - size.size(), ' ') + "`\n";
  LibraryFile file = read("!<arch>\n" + header + object);
  EXPECT_EQ(file.kind, LibraryKind::Archive);
  EXPECT_EQ(file.architecture, llvm::Triple::aarch64);
  EXPECT_EQ(read("!<arch>\n").kind, LibraryKind::Archive);
}

TEST_F(LibraryFileTest, AnObjectIsOne) {
  EXPECT_EQ(read(SharedObject::object()).kind, LibraryKind::Object);
}

TEST_F(LibraryFileTest, AScriptNamesOthers) {
  LibraryFile file = read("/* GNU ld script: INPUT ( no.so ) */\n"
                          "OUTPUT_FORMAT(elf64-x86-64)\n"
                          "GROUP ( /lib/libc.so.6 libc_nonshared.a,-lgcc "
                          "AS_NEEDED ( \"a b.so\" ) last.so )\nSEARCH_DIR ( /x )");
  EXPECT_EQ(file.kind, LibraryKind::Script);
  EXPECT_EQ(file.inputs,
            (Words{"/lib/libc.so.6", "libc_nonshared.a", "-lgcc", "a b.so", "last.so"}));
}

TEST_F(LibraryFileTest, WhatIsNoLibraryIsOther) {
  EXPECT_EQ(read("int main() {}").kind, LibraryKind::Other);
  EXPECT_EQ(read("").kind, LibraryKind::Other);
  EXPECT_EQ(read("\x7f"
                 "ELF")
                .kind,
            LibraryKind::Other);
  EXPECT_EQ(read("GROUP ( /* never ends").inputs, Words{});
  EXPECT_EQ(readLibraryFile(folder.path("none")).kind, LibraryKind::Missing);
  EXPECT_EQ(readLibraryFile(folder.path()).kind, LibraryKind::Missing);
}

TEST_F(LibraryFileTest, ABrokenSharedObjectDoesNoHarm) {
  std::string whole = SharedObject{"liba.so", {"libb.so"}, "/x"}.content();
  for (size_t size = 0; size < whole.size(); ++size)
    read(whole.substr(0, size));
  for (size_t index = 16; index < whole.size(); ++index) {
    std::string broken = whole;
    broken[index] = char(0xff);
    read(broken);
  }
  EXPECT_EQ(read(whole).needed, Words{"libb.so"});
}

} // namespace
} // namespace heaplight
