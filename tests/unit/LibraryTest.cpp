#include "Machine.h"

#include <random>

namespace heaplight::test {
namespace {

const std::string heap = "void *malloc(unsigned long); void free(void *);\n";

/// Each of these holds on every machine that can be read.
class LibraryTest : public testing::TestWithParam<const char *> {
protected:
  MachineFolder folder{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Machines, LibraryTest,
                         testing::Values("x86_64-linux-gnu", "aarch64-linux-gnu"),
                         [](const testing::TestParamInfo<const char *> &info) {
                           return llvm::StringRef(info.param).split('_').first == "x86" ? "X86"
                                                                                        : "Arm";
                         });

const std::string plainCalls = heap + R"(
void *keeps(void) { int *made = malloc(4); *made = 1; return made; }
void tail(void *p) { free(p); }
void maybe(int n) { if (n) free(malloc(n)); }
int plain(int n) { return n * 2; }
void pointer(void (*f)(void)) { f(); f(); }
)";

void expectPlainCalls(const MachineReading &read) {
  EXPECT_EQ(read.calls("keeps"), Words{"malloc always"});
  EXPECT_EQ(read.calls("tail"), Words{"free always"});
  EXPECT_EQ(read.calls("maybe"), (Words{"malloc sometimes", "free sometimes"}));
  EXPECT_EQ(read.calls("pointer"), (Words{"call through a pointer in pointer always",
                                          "call through a pointer in pointer always"}));
  EXPECT_EQ(read.calls("plain"), Words());
  for (const char *name : {"keeps", "tail", "maybe", "plain", "pointer"}) {
    ASSERT_TRUE(read.find(name)) << name;
    EXPECT_TRUE(read.find(name)->defined && read.find(name)->machine && read.find(name)->returns);
    EXPECT_EQ(read.find(name)->linkage, Linkage::Strong);
  }
  ASSERT_TRUE(read.find("malloc"));
  EXPECT_FALSE(read.find("malloc")->defined);
}

TEST_P(LibraryTest, CallsOfALibraryAreRead) {
  MachineReading read(folder.shared(plainCalls));
  expectPlainCalls(read);
  EXPECT_EQ(read.unit.language, "machine code");
}

TEST_P(LibraryTest, CallsOfAnObjectAreReadThroughItsRelocations) {
  expectPlainCalls(MachineReading(folder.object(plainCalls)));
}

TEST_P(LibraryTest, CallsThroughTheOffsetTableAreRead) {
  expectPlainCalls(MachineReading(folder.object(plainCalls, {"-fPIC", "-fno-plt"})));
  expectPlainCalls(MachineReading(folder.shared(plainCalls, {"-fno-plt"})));
}

TEST_P(LibraryTest, AStrippedLibraryStillHasItsFunctions) {
  std::string text = heap + R"(
__attribute__((noinline)) static void hidden(void *p) { free(p); free(p); }
void shown(void *p) { hidden(p); hidden(p); }
)";
  MachineReading whole(folder.shared(text));
  EXPECT_EQ(whole.calls("shown"), (Words{"hidden always", "hidden always"}));
  ASSERT_TRUE(whole.find("hidden"));
  EXPECT_EQ(whole.find("hidden")->linkage, Linkage::Local);
  EXPECT_EQ(whole.unit.local.count(whole.find("hidden")->symbol), 1u);

  MachineReading stripped(folder.shared(text, {"-Wl,-s"}));
  Words calls = stripped.calls("shown");
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_EQ(calls[0].rfind("lib.so+0x", 0), 0u) << calls[0];
  EXPECT_EQ(stripped.calls(calls[0].substr(0, calls[0].find(' '))),
            (Words{"free always", "free always"}));
}

TEST_P(LibraryTest, WhatNeverReturnsIsInferred) {
  MachineReading read(folder.shared(heap + R"(
void pause_(void);
__attribute__((noinline)) static void die(void *p) { free(p); __builtin_trap(); }
void check(void *p) { if (!p) die(p); free(p); }
void last(void *p) { free(p); die(p); }
void forever(void) { for (;;) pause_(); }
)"));
  EXPECT_FALSE(read.returns("die"));
  EXPECT_EQ(read.calls("die"), Words{"free exceptional"});
  EXPECT_EQ(read.calls("check"), (Words{"free always", "die exceptional"}));
  EXPECT_TRUE(read.returns("check"));
  EXPECT_FALSE(read.returns("last"));
  EXPECT_FALSE(read.returns("forever"));
  EXPECT_EQ(read.calls("forever"), Words{"pause_ sometimes"});
}

TEST_P(LibraryTest, WhatOthersNeverReturnFromIsTakenAtTheirWord) {
  std::string path = folder.shared(
      heap + "void stop(void); int f(int n) { if (n) { free(0); stop(); } return 2; }");
  EXPECT_EQ(MachineReading(path).calls("f"), (Words{"free sometimes", "stop sometimes"}));
  llvm::StringSet<> never;
  never.insert("stop");
  EXPECT_EQ(MachineReading(path, &never).calls("f"),
            (Words{"free exceptional", "stop exceptional"}));
}

const std::string manyCases = R"(
void a(void); void b(void); void c(void); void d(void); void e(void); void f(void);
int table(int n) {
  switch (n) {
  case 6: a(); b(); return 4;
  case 7: c(); b(); return 6;
  case 8: d(); b(); return 2;
  case 9: e(); b(); return 90;
  case 0: a(); return 3;
  case 1: b(); return 8;
  case 2: c(); return 21;
  case 3: d(); return 55;
  case 4: e(); return 7;
  case 5: f(); return 1;
  }
  return 9;
}
)";

TEST_P(LibraryTest, AJumpTableLeadsToAllItsCases) {
  Words expected = {"a sometimes", "b sometimes", "c sometimes",
                    "d sometimes", "e sometimes", "f sometimes"};
  for (std::string path :
       {folder.shared(manyCases), folder.object(manyCases), folder.object(manyCases, {"-fno-pic"}),
        folder.object(manyCases, {"-fPIC", "-Os"})}) {
    Words calls = MachineReading(path).calls("table");
    std::sort(calls.begin(), calls.end());
    calls.erase(std::unique(calls.begin(), calls.end()), calls.end());
    EXPECT_EQ(calls, expected) << path;
  }
}

TEST_P(LibraryTest, LandingPadsAreExceptionalAndHandlersReturn) {
  MachineReading read(folder.shared(R"(
struct Guard { ~Guard(); };
void may();
extern "C" void guarded() { Guard guard; may(); }
__attribute__((noinline)) static void stop() { may(); __builtin_trap(); }
extern "C" int caught() { try { stop(); } catch (...) { return 1; } return 0; }
)",
                                    {"-fexceptions"}, "a.cpp"));
  EXPECT_EQ(read.calls("guarded"),
            (Words{"_Z3mayv always", "_ZN5GuardD1Ev always", "_ZN5GuardD1Ev exceptional",
                   "_Unwind_Resume exceptional"}));
  EXPECT_TRUE(read.returns("caught"));
  EXPECT_FALSE(read.returns("_ZL4stopv"));
  Words calls = read.calls("caught");
  EXPECT_EQ(std::count(calls.begin(), calls.end(), "__cxa_begin_catch exceptional"), 1);
  EXPECT_EQ(read.unit.names.text(read.unit.readable.at(read.find("_ZL4stopv")->symbol)), "stop()");
}

TEST_P(LibraryTest, AnIfuncCallsWhatItsResolverChoosesFrom) {
  MachineReading read(folder.shared(heap + R"(
static void one(void *p) { free(p); }
static void two(void *p) { malloc(1); }
int which;
static void *choose(void) { return which ? one : two; }
void chosen(void *p) __attribute__((ifunc("choose")));
void caller(void *p) { chosen(p); }
)"));
  Words calls = read.calls("chosen");
  std::sort(calls.begin(), calls.end());
  EXPECT_EQ(calls, (Words{"one sometimes", "two sometimes"}));
  EXPECT_EQ(read.calls("one"), Words{"free always"});
  EXPECT_EQ(read.calls("caller"), Words{"chosen always"});
}

TEST_P(LibraryTest, MembersOfAnArchiveAreLinkedByName) {
  std::string first = folder.object(
      heap + "__attribute__((noinline)) static void helper(void *p) { free(p); free(p); }\n"
             "void one(void *p) { helper(p); }\n",
      {}, "one.o");
  std::string second = folder.object(
      heap + "void one(void *);\n"
             "__attribute__((noinline)) static void helper(void *p) { malloc(1); malloc(1); }\n"
             "void two(void *p) { helper(p); one(p); }\n",
      {}, "two.o");
  std::vector<llvm::NewArchiveMember> members;
  for (const std::string &path : {first, second})
    members.push_back(
        llvm::cantFail(llvm::NewArchiveMember::getFile(path, /*Deterministic=*/true)));
  std::string archive = folder.folder.path("both.a");
  llvm::cantFail(llvm::writeArchive(archive, members, llvm::SymtabWritingMode::NormalSymtab,
                                    llvm::object::Archive::K_GNU, true, false));
  MachineReading read(archive);
  EXPECT_EQ(read.calls("one"), Words{"helper always"});
  EXPECT_EQ(read.calls("two"), (Words{"helper always", "one always"}));
  EXPECT_TRUE(read.find("one")->defined);
  EXPECT_NE(read.find("one")->calls[0].callee, read.find("two")->calls[0].callee);
  EXPECT_EQ(read.unit.local.size(), 2u);
}

/// A thin archive of one object that frees.
std::string thinArchive(MachineFolder &folder) {
  std::string object = folder.object(heap + "void tidy(void *p) { free(p); }\n", {}, "tidy.o");
  std::string archive = folder.folder.path("thin.a");
  std::vector<llvm::NewArchiveMember> members;
  members.push_back(
      llvm::cantFail(llvm::NewArchiveMember::getFile(object, /*Deterministic=*/true)));
  members.back().MemberName = "tidy.o"; // Relative to the archive, as ar writes it.
  llvm::cantFail(llvm::writeArchive(archive, members, llvm::SymtabWritingMode::NormalSymtab,
                                    llvm::object::Archive::K_GNU, true, /*Thin=*/true));
  return archive;
}

TEST_P(LibraryTest, MembersOfAThinArchiveLieBesideIt) {
  std::string archive = thinArchive(folder);
  auto id = [&archive] {
    return buildIdOf(
        *llvm::cantFail(llvm::errorOrToExpected(llvm::MemoryBuffer::getFile(archive))));
  };
  MachineReading read(archive);
  EXPECT_EQ(read.calls("tidy"), Words{"free always"});
  std::string before = id();
  folder.object(heap + "void tidy(void *p) { malloc(1); }\n", {}, "tidy.o");
  EXPECT_EQ(MachineReading(archive).calls("tidy"), Words{"malloc always"});
  EXPECT_NE(id(), before) << "what is kept of it would go stale";
}

TEST_P(LibraryTest, AMemberThatIsMissingIsNamed) {
  std::string archive = thinArchive(folder);
  std::string object = folder.folder.path("tidy.o");
  llvm::sys::fs::remove(object);
  auto buffer = llvm::cantFail(llvm::errorOrToExpected(llvm::MemoryBuffer::getFile(archive)));
  llvm::Expected<Unit> unit = readLibrary({*buffer, nullptr});
  ASSERT_FALSE(unit);
  std::string complaint = llvm::toString(unit.takeError());
  EXPECT_NE(complaint.find("there is no file " + object), std::string::npos) << complaint;
}

TEST_P(LibraryTest, DebugInfoGivesLinesAndWhatWasInlined) {
  std::string text = heap + "static inline void inner(void *p) {\n"
                            "  free(p);\n"
                            "}\n"
                            "void outer(void *p) {\n"
                            "  inner(p);\n"
                            "  *(volatile int *)p;\n"
                            "}\n";
  for (const std::string &path : {folder.shared(text, {"-g"}), folder.object(text, {"-g"})}) {
    MachineReading read(path);
    ASSERT_EQ(read.calls("outer"), Words{"free always"}) << path;
    const Call &call = read.find("outer")->calls[0];
    EXPECT_EQ(read.frames(call), (Words{"inner a.c:3", "outer a.c:6"}));
    EXPECT_EQ(call.levels.size(), 2u);
  }
  MachineReading read(folder.shared(text));
  EXPECT_EQ(read.frames(read.find("outer")->calls[0]), Words{"outer lib.so:0"});
}

TEST_P(LibraryTest, NamesOfOneAddressAreAliases) {
  MachineReading read(
      folder.shared(heap + "void __tidy(void *p) { free(p); }\n"
                           "void tidy(void *) __attribute__((weak, alias(\"__tidy\")));\n"));
  ASSERT_EQ(read.unit.aliases.size(), 1u);
  EXPECT_EQ(read.unit.names.text(read.unit.aliases[0].name), "__tidy");
  EXPECT_EQ(read.unit.names.text(read.unit.aliases[0].target), "tidy");
  EXPECT_EQ(read.unit.aliases[0].linkage, Linkage::Strong);
  EXPECT_EQ(read.find("tidy")->linkage, Linkage::Weak);
}

TEST_P(LibraryTest, TheDefaultVersionOfANameCounts) {
  std::string script = folder.folder.write("script", "V1 { f; }; V2 { f; } V1;");
  MachineReading read(folder.shared(heap + R"(
__asm__(".symver older,f@V1");
__asm__(".symver newer,f@@V2");
void older(void *p) { free(p); }
void newer(void *p) { malloc(1); }
)",
                                    {"-Wl,--version-script=" + script}));
  EXPECT_EQ(read.calls("f"), Words{"malloc always"});
}

TEST_P(LibraryTest, TheLinkersOwnFactsAreRead) {
  folder.shared("void g(void) {}", {"-Wl,-soname,libother.so.3"});
  std::string other = folder.folder.path("libother.so");
  llvm::sys::fs::rename(folder.folder.path("lib.so"), other);
  std::string path =
      folder.shared("void g(void); void f(void) { g(); }",
                    {other, "-Wl,-soname,libmine.so.1", "-Wl,--build-id=0x12ab34cd"});
  auto buffer = llvm::cantFail(llvm::errorOrToExpected(llvm::MemoryBuffer::getFile(path)));
  EXPECT_EQ(buildIdOf(*buffer), "12ab34cd");
  EXPECT_EQ(sonameOf(*buffer), "libmine.so.1");
  EXPECT_EQ(neededBy(*buffer), Words{"libother.so.3"});
  auto object = llvm::cantFail(
      llvm::errorOrToExpected(llvm::MemoryBuffer::getFile(folder.object("void f(void) {}"))));
  // SHA-1 of the bytes, in hex.
  EXPECT_EQ(buildIdOf(*object).size(), std::string("content-").size() + 32);
  EXPECT_EQ(buildIdOf(*object).rfind("content-", 0), 0u);
  EXPECT_EQ(sonameOf(*object), "");
}

/// Reads bytes that may be anything; what matters is that reading comes to an end.
void readDamaged(const std::string &bytes) {
  llvm::MemoryBufferRef buffer(bytes, "bad.so");
  if (llvm::Expected<Unit> unit = readLibrary({buffer, nullptr}); !unit) {
    std::string complaint = llvm::toString(unit.takeError());
    EXPECT_EQ(complaint.rfind("bad.so: ", 0), 0u) << complaint;
    EXPECT_EQ(complaint.find('\n'), std::string::npos) << complaint;
  }
  buildIdOf(buffer);
  neededBy(buffer);
}

TEST_P(LibraryTest, DamagedFilesAreRefusedOrReadInPart) {
  for (const std::string &path :
       {folder.shared(plainCalls + manyCases, {"-g"}), folder.object(plainCalls + manyCases)}) {
    auto buffer = llvm::cantFail(llvm::errorOrToExpected(llvm::MemoryBuffer::getFile(path)));
    std::string whole = buffer->getBuffer().str();
    for (size_t size = 0; size < whole.size(); size += whole.size() / 50 + 1)
      readDamaged(whole.substr(0, size));
    std::mt19937 random(7);
    for (int round = 0; round < 300; ++round) {
      std::string damaged = whole;
      for (int flip = 0; flip < 4; ++flip)
        damaged[random() % (round % 2 ? whole.size() : 1024)] = char(random());
      readDamaged(damaged);
    }
  }
}

TEST(LibraryErrorsTest, ForeignFilesAreNamed) {
  for (std::string bytes : {std::string("int main;"),
                            std::string("\x7f"
                                        "ELF"),
                            std::string(), std::string("!<arch>\nrubbish")}) {
    llvm::Expected<Unit> unit = readLibrary({llvm::MemoryBufferRef(bytes, "x.so"), nullptr});
    ASSERT_FALSE(unit) << bytes;
    EXPECT_EQ(llvm::toString(unit.takeError()).rfind("x.so: can't be read as machine code: ", 0),
              0u);
  }
}

TEST(LibraryErrorsTest, AnEmptyArchiveHoldsNothing) {
  llvm::Expected<Unit> unit = readLibrary({llvm::MemoryBufferRef("!<arch>\n", "x.a"), nullptr});
  ASSERT_TRUE(bool(unit)) << llvm::toString(unit.takeError());
  EXPECT_TRUE(unit->built.functions.empty());
  EXPECT_TRUE(isMachine(*unit));
}

TEST(LibraryPartsTest, APartRunRarelyBelongsToItsFunction) {
  MachineFolder folder;
  MachineReading read(folder.shared(R"(__asm__(
".text\n.globl f\n.type f,@function\nf: .cfi_startproc\n testl %edi,%edi\n jne .Lcold\n"
".Lback: jmp free@PLT\n.cfi_endproc\n.size f,.-f\n"
".section .text.unlikely,\"ax\",@progbits\n.type f.cold,@function\nf.cold: .cfi_startproc\n"
".Lcold: call malloc@PLT\n movq %rax,%rdi\n jmp .Lback\n.cfi_endproc\n.size f.cold,.-f.cold\n");
)"));
  EXPECT_EQ(read.calls("f"), (Words{"free always", "malloc sometimes"}));
  EXPECT_FALSE(read.find("f.cold"));
}

TEST(LibraryPartsTest, AJumpThatCannotBeFollowedMayGoAnywhereInItsFunction) {
  MachineFolder folder;
  MachineReading read(folder.shared(R"(__asm__(
".text\n.globl f\n.type f,@function\nf: .cfi_startproc\n leaq (%rdi,%rsi,8),%rax\n jmp *%rax\n"
" call malloc@PLT\n ret\n.cfi_endproc\n.size f,.-f\n");
)"));
  EXPECT_EQ(read.calls("f"), (Words{"call through a pointer in f sometimes", "malloc sometimes"}));
}

TEST(LibraryPartsTest, AVirtualCallInTailPositionLeavesTheRestAlone) {
  MachineFolder folder;
  MachineReading read(folder.shared(R"(__asm__(
".text\n.globl f\n.type f,@function\nf: .cfi_startproc\n movq (%rdi),%rax\n jmp *16(%rax)\n"
" call malloc@PLT\n ret\n.cfi_endproc\n.size f,.-f\n");
)"));
  EXPECT_EQ(read.calls("f"), Words{"call through a pointer in f always"});
}

TEST(LibraryPartsTest, CodeThatNoTableNamesBecomesAFunction) {
  MachineFolder folder;
  MachineReading read(folder.shared(R"(__asm__(
".text\n.globl f\n.type f,@function\nf: call .Lhidden\n ret\n.size f,.-f\n"
".balign 64\n.Lhidden: call free@PLT\n call free@PLT\n ret\n");
)"));
  Words calls = read.calls("f");
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_EQ(read.calls(calls[0].substr(0, calls[0].find(' '))),
            (Words{"free always", "free always"}));
}

const char *armCases(const char *name) {
  // What a load of the table's entry and a jump look like in libraries of AArch64.
  if (name == std::string("bytes")) // GCC: distances in instructions, signed
    return "adrp x1, .Ltable\n add x1, x1, :lo12:.Ltable\n ldrb w0, [x1, w0, uxtw]\n"
           "adr x1, .Lbase\n add x0, x1, w0, sxtb #2\n br x0\n.Lbase:\n";
  if (name == std::string("halves"))
    return "adrp x1, .Ltable\n add x1, x1, :lo12:.Ltable\n ldrh w0, [x1, w0, uxtw #1]\n"
           "adr x1, .Lbase\n add x0, x1, w0, sxth #2\n br x0\n.Lbase:\n";
  // glibc's copying of memory: each entry says a distance from itself
  return "adrp x6, .Ltable\n add x6, x6, :lo12:.Ltable\n add x6, x6, x0, lsl #2\n"
         "ldr w7, [x6]\n add x6, x6, w7, sxtw\n br x6\n.Lbase:\n";
}

TEST(LibraryArmTest, TablesOfEachFormLeadToTheirCases) {
  MachineFolder folder("aarch64-linux-gnu");
  const std::pair<const char *, const char *> forms[] = {
      {"bytes", ".byte (.Lone-.Lbase)/4, (.Ltwo-.Lbase)/4"},
      {"halves", ".hword (.Lone-.Lbase)/4, (.Ltwo-.Lbase)/4"},
      {"own", ".word 0, .Lone-., .Ltwo-."}};
  for (const auto &[name, table] : forms) {
    std::string check = name == std::string("own") ? "" : "cmp w0, #1\n b.hi .Lone\n";
    std::string text = ".text\n.globl f\n.type f,%function\nf: .cfi_startproc\n bti c\n" + check +
                       armCases(name) + ".Lone: b free\n.Ltwo: b malloc\n" +
                       ".cfi_endproc\n.size f,.-f\n.section .rodata\n.balign 4\n.Ltable: " + table +
                       "\n";
    std::string path = folder.build(
        "lib.so", text, {"-shared", "-nostdlib", "-fuse-ld=lld", "-march=armv8.5-a"}, "a.s");
    EXPECT_EQ(MachineReading(path).calls("f"), (Words{"free sometimes", "malloc sometimes"}))
        << name;
  }
}

TEST(LibraryArmTest, GuardedBranchesAndStubsAreReadAsOthers) {
  MachineFolder folder("aarch64-linux-gnu");
  for (const Words &flags :
       {Words{"-mbranch-protection=standard"},
        Words{"-mbranch-protection=standard", "-Wl,-z,force-bti", "-Wl,-z,pac-plt"}}) {
    expectPlainCalls(MachineReading(folder.shared(plainCalls, flags)));
    Words calls = MachineReading(folder.shared(manyCases, flags)).calls("table");
    for (const char *name : {"a", "b", "c", "d", "e", "f"})
      EXPECT_TRUE(llvm::is_contained(calls, std::string(name) + " sometimes")) << name;
    EXPECT_FALSE(llvm::is_contained(calls, "call through a pointer in table sometimes"));
  }
}

} // namespace
} // namespace heaplight::test
