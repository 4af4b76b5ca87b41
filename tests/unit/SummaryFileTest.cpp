#include "Compiled.h"

#include "read/SummaryFile.h"
#include "read/SummaryPayload.h"

#include "llvm/BinaryFormat/MsgPackWriter.h"
#include "llvm/Support/raw_ostream.h"

namespace heaplight {
namespace {

/// A unit with each field other than it is by default, and with each value of each enumeration.
Unit richUnit() {
  Unit unit;
  unit.source = "dir/a.cpp";
  unit.language = "C++";
  unit.target = "x86_64-pc-linux-gnu";
  unit.optimization = "-O2";
  unit.standard = "c++20";
  unit.notes = {"first", std::string("with\0zero", 9)};
  Names &names = unit.names;
  StringId f = names.intern("_Z1fv"), file = names.intern("dir/a.cpp");
  StringId hidden = names.distinct("helper"); // Local, and so never found by its text,
  StringId helper = names.intern("helper");   // which this one has too.
  StringId other = names.distinct("helper");
  StringId type = names.intern("std::string"), pointer = names.intern("void (int)");
  unit.local = {hidden, other};
  FrameId outer = names.append({f, file, 10, 3, noFrame});
  FrameId middle = names.append({helper, file, 4, 300, outer});
  FrameId inner = names.append({hidden, 0, 4000000000u, 0, middle});
  names.append({f, file, 10, 3, noFrame}); // Again.
  DispatchId closed =
      names.intern(Dispatch{pointer,
                            16,
                            true,
                            {{0, -5}, {1, INT64_MIN}, {1, 0}, {~uint32_t(0), INT64_MAX}},
                            {{0, 300}, {2, 0}}});
  DispatchId open = names.intern(Dispatch{pointer, Dispatch::noSlot, false, {}, {{1, 1}}});
  unit.readable = {{f, type}, {helper, f}};
  unit.systemFiles = {file};
  unit.destructors = {hidden, helper};
  for (Linkage linkage : {Linkage::Declared, Linkage::Spare, Linkage::Weak, Linkage::Once,
                          Linkage::Strong, Linkage::Local})
    unit.aliases.push_back({other, f, linkage});
  unit.candidates = {{0, 8, f}, {pointer, 0, f}, {pointer, Dispatch::noSlot, helper}};
  unit.subjects = {{{f, 3, 9}, type}, {{f, 4, 1}, file}, {{helper, 1, 0}, f}};

  Function function;
  function.symbol = f;
  function.file = file;
  function.line = 9;
  function.endLine = 7; // As a line directive may have it.
  function.phase = Phase::Startup;
  function.linkage = Linkage::Weak;
  function.defined = function.modelled = function.replaceable = function.machine = true;
  function.returns = false;
  function.lines = {9, 10, 10, 4000000000u};
  for (Kind kind : allKinds)
    for (Certainty certainty : {Certainty::Exceptional, Certainty::Sometimes, Certainty::Always})
      function.own.push_back({kind, certainty});
  for (Origin origin : {Origin::Call, Origin::Inlined, Origin::Registered, Origin::Handed}) {
    Call call;
    call.origin = origin;
    call.frame = inner;
    call.levels = {{Certainty::Always, false, Phase::Thread},
                   {Certainty::Exceptional, true, Phase::Exit},
                   {Certainty::Exceptional, true, Phase::Exit}};
    call.inFunction = Certainty::Exceptional;
    call.callee = helper;
    call.reason = type;
    call.dispatch = closed;
    call.destroys = true;
    call.subject = file;
    call.type = type;
    call.bytes = UINT64_MAX;
    call.elementBytes = 0;
    function.calls.push_back(call);
  }
  function.calls.push_back(function.calls.front());
  function.calls.back().dispatch = open;
  function.guards = {{{0, -1}, {0, 4}}, {{0, 1}, {}}, {{2, 0}, {1}}};
  Function local;
  local.symbol = other;
  local.linkage = Linkage::Local;
  unit.written.stage = Stage::Written;
  unit.written.functions = {function, local};
  local.symbol = hidden;
  local.calls.emplace_back().frame = outer;
  local.calls.back().levels.resize(1);
  unit.built.functions = {local};
  unit.assembly = {{"f:", f, noFrame, 0, false, true},
                   {"\tcallq\thelper", f, inner, helper, true, false},
                   {"\tjmp\t*%rax", hidden, outer, 0, true, false}};
  return unit;
}

/// Inlined deeper than levels stand in one number.
Unit deepUnit() {
  Unit unit;
  Function function;
  function.symbol = unit.names.intern("f");
  Call call;
  for (uint32_t depth = 0; depth < 1000; ++depth) {
    call.frame = unit.names.append({function.symbol, 0, depth, 0, call.frame});
    call.levels.push_back({depth % 77 ? Certainty::Always : Certainty::Sometimes});
  }
  function.calls = {call, call};
  unit.built.functions = {function};
  return unit;
}

/// Its calls stand nowhere.
Unit machineUnit() {
  Unit unit;
  unit.language = "machine code";
  Function function;
  function.symbol = unit.names.intern("f");
  function.machine = true;
  function.calls.emplace_back().callee = unit.names.intern("malloc");
  unit.built.functions = {function};
  return unit;
}

llvm::Expected<Unit> readBack(llvm::StringRef bytes) {
  return readSummary(llvm::MemoryBufferRef(bytes, "dir/a.hls"));
}

std::string complaint(llvm::StringRef bytes) {
  llvm::Expected<Unit> unit = readBack(bytes);
  return unit ? "none" : llvm::toString(unit.takeError());
}

std::string complaintOf(const Unit &unit) { return complaint(writeSummary(unit)); }

void expectSameNames(const Names &names, const Names &other) {
  ASSERT_EQ(names.stringCount(), other.stringCount());
  for (StringId id = 0; id < names.stringCount(); ++id)
    EXPECT_EQ(names.text(id), other.text(id));
  ASSERT_EQ(names.frameCount(), other.frameCount());
  for (FrameId id = 0; id < names.frameCount(); ++id)
    EXPECT_EQ(names.frame(id), other.frame(id));
  ASSERT_EQ(names.dispatchCount(), other.dispatchCount());
  for (DispatchId id = 0; id < names.dispatchCount(); ++id)
    EXPECT_EQ(names.dispatch(id), other.dispatch(id));
}

void expectSame(const Unit &unit, const Unit &other) {
  EXPECT_EQ(unit.source, other.source);
  EXPECT_EQ(unit.language, other.language);
  EXPECT_EQ(unit.target, other.target);
  EXPECT_EQ(unit.optimization, other.optimization);
  EXPECT_EQ(unit.standard, other.standard);
  EXPECT_EQ(unit.notes, other.notes);
  expectSameNames(unit.names, other.names);
  EXPECT_EQ(unit.readable, other.readable);
  EXPECT_EQ(unit.systemFiles, other.systemFiles);
  EXPECT_EQ(unit.destructors, other.destructors);
  EXPECT_EQ(unit.local, other.local);
  EXPECT_EQ(unit.aliases, other.aliases);
  EXPECT_EQ(unit.candidates, other.candidates);
  EXPECT_EQ(unit.subjects, other.subjects);
  EXPECT_EQ(unit.written.stage, other.written.stage);
  EXPECT_EQ(unit.written.functions, other.written.functions);
  EXPECT_EQ(unit.built.stage, other.built.stage);
  EXPECT_EQ(unit.built.functions, other.built.functions);
  ASSERT_EQ(unit.assembly.size(), other.assembly.size());
  for (size_t line = 0; line < unit.assembly.size(); ++line) {
    const AssemblyLine &one = unit.assembly[line], &two = other.assembly[line];
    EXPECT_EQ(std::tie(one.text, one.symbol, one.frame, one.callee, one.call, one.label),
              std::tie(two.text, two.symbol, two.frame, two.callee, two.call, two.label));
  }
}

void expectKept(const Unit &unit) {
  std::string bytes = writeSummary(unit);
  EXPECT_TRUE(isSummary(bytes));
  llvm::Expected<Unit> read = readBack(bytes);
  ASSERT_TRUE(bool(read)) << llvm::toString(read.takeError());
  expectSame(*read, unit);
  EXPECT_EQ(writeSummary(*read), bytes);
}

TEST(SummaryFileTest, EverythingIsKept) { expectKept(richUnit()); }

TEST(SummaryFileTest, AnEmptyUnitIsKept) { expectKept(Unit()); }

TEST(SummaryFileTest, ManyLevelsAreKept) { expectKept(deepUnit()); }

TEST(SummaryFileTest, MachineCodeIsKept) { expectKept(machineUnit()); }

TEST(SummaryFileTest, OnlyMachineCodeMayStandNowhere) {
  Unit unit = machineUnit();
  unit.language = "C++";
  EXPECT_EQ(complaintOf(unit), "dir/a.hls: is damaged: a call stands nowhere; "
                               "make it again with heaplight summarize");
}

TEST(SummaryFileTest, ACompiledUnitIsKept) {
  test::Source source(
      "#include <memory>\n#include <string>\n#include <vector>\n"
      "struct S { virtual ~S(); virtual void f(int); };\n"
      "static std::vector<std::string> all;\n"
      "void call(void (*g)(int), S *s) { g(1); s->f(2); delete s; }\n"
      "void add(const char *t) { all.emplace_back(t); }\n"
      "std::unique_ptr<int[]> make(int n) { return std::make_unique<int[]>(n); }\n");
  source.options.assembly = AssemblySyntax::Att;
  Unit unit = source.compile();
  EXPECT_GT(unit.built.functions.size(), 3u);
  EXPECT_GT(unit.assembly.size(), 10u);
  expectKept(unit);
}

TEST(SummaryFileTest, TheSameUnitGivesTheSameBytes) {
  EXPECT_EQ(writeSummary(richUnit()), writeSummary(richUnit()));
  Unit other = richUnit();
  other.built.functions[0].calls[0].levels[0].inLoop = true;
  EXPECT_NE(writeSummary(other), writeSummary(richUnit()));
}

TEST(SummaryFileTest, TheFirstTextThatIsNotLocalIsFound) {
  llvm::Expected<Unit> unit = readBack(writeSummary(richUnit()));
  ASSERT_TRUE(bool(unit));
  // "" 0, _Z1fv 1, the file 2, the hidden helper 3, the one for all 4.
  EXPECT_EQ(unit->names.intern("helper"), 4u);
  EXPECT_EQ(unit->names.intern("_Z1fv"), 1u);
  EXPECT_EQ(unit->names.intern(""), 0u);
  size_t count = unit->names.stringCount();
  EXPECT_EQ(unit->names.intern("new to it"), count);
}

TEST(SummaryFileTest, AnotherFileIsNone) {
  for (llvm::StringRef bytes : {"", "heaplight",
                                "\x7f"
                                "ELF",
                                "heaplight summarY\n\1"}) {
    EXPECT_FALSE(isSummary(bytes));
    EXPECT_EQ(complaint(bytes),
              "dir/a.hls: is no heaplight summary; make it with heaplight summarize");
  }
}

TEST(SummaryFileTest, AnotherVersionIsNamed) {
  std::string bytes = writeSummary(richUnit());
  bytes[bytes.find('\n') + 1] = 2;
  EXPECT_EQ(complaint(bytes), "dir/a.hls: was written by another version (format 2, this reads 3); "
                              "make it again with heaplight summarize");
}

TEST(SummaryFileTest, EachByteIsGuarded) {
  std::string whole = writeSummary(richUnit());
  for (size_t position = 0; position < whole.size(); ++position)
    for (unsigned value = 1; value < 256; value += 7) {
      std::string bytes = whole;
      bytes[position] = char(bytes[position] ^ value);
      EXPECT_NE(complaint(bytes), "none") << position << " ^ " << value;
    }
}

TEST(SummaryFileTest, EachEndIsGuarded) {
  std::string bytes = writeSummary(richUnit());
  for (size_t size = 0; size < bytes.size(); ++size)
    EXPECT_NE(complaint(llvm::StringRef(bytes).take_front(size)), "none") << size;
  EXPECT_NE(complaint(bytes + '\0'), "none");
}

/// Without the checksum: what is read still must be sound, which writing it walks through.
TEST(SummaryFileTest, AnyByteOfThePayloadMayBeWrong) {
  std::string whole = writePayload(richUnit());
  for (size_t position = 0; position < whole.size(); ++position)
    for (unsigned value = 0; value < 256; ++value) {
      std::string bytes = whole;
      bytes[position] = char(value);
      llvm::Expected<Unit> unit = readPayload(bytes);
      if (!unit)
        llvm::consumeError(unit.takeError());
      else if (value != uint8_t(whole[position]))
        EXPECT_NE(writePayload(*unit), whole) << position << " = " << value;
    }
  for (size_t size = 0; size < whole.size(); ++size)
    EXPECT_TRUE(
        llvm::errorToBool(readPayload(llvm::StringRef(whole).take_front(size)).takeError()));
}

/// What a builder of units may get wrong.
struct Fault {
  const char *name;
  void (*make)(Unit &);
  const char *complaint; ///< Null where what follows may be taken for what is missing.
};

Call &firstCall(Unit &unit) { return unit.written.functions[0].calls[0]; }

constexpr const char *absent = "it refers to what isn't there";
constexpr const char *unsorted = "what must be sorted isn't";
constexpr const char *uneven = "a call's levels aren't those of its frames";

const Fault faults[] = {
    {"callee", [](Unit &unit) { firstCall(unit).callee = 999; }, absent},
    {"reason", [](Unit &unit) { firstCall(unit).reason = 999; }, absent},
    {"type", [](Unit &unit) { firstCall(unit).type = 999; }, absent},
    {"subject", [](Unit &unit) { firstCall(unit).subject = 999; }, absent},
    {"dispatch", [](Unit &unit) { firstCall(unit).dispatch = 3; }, absent},
    {"frame", [](Unit &unit) { firstCall(unit).frame = 4; }, absent},
    {"symbol", [](Unit &unit) { unit.built.functions[0].symbol = 999; }, absent},
    {"file", [](Unit &unit) { unit.written.functions[0].file = 999; }, absent},
    {"idle", [](Unit &unit) { unit.written.functions[0].guards[0].idle = {5}; }, absent},
    {"local", [](Unit &unit) { unit.local.insert(999); }, absent},
    {"system file", [](Unit &unit) { unit.systemFiles.insert(999); }, absent},
    {"destructor", [](Unit &unit) { unit.destructors.insert(999); }, absent},
    {"readable", [](Unit &unit) { unit.readable[999] = 1; }, absent},
    {"readable name", [](Unit &unit) { unit.readable[1] = 999; }, absent},
    {"alias", [](Unit &unit) { unit.aliases[0].name = 999; }, absent},
    {"target", [](Unit &unit) { unit.aliases[0].target = 999; }, absent},
    {"candidate", [](Unit &unit) { unit.candidates[0].function = 999; }, absent},
    {"candidate type", [](Unit &unit) { unit.candidates[2].type = 999; }, absent},
    {"place", [](Unit &unit) { unit.subjects[{999, 1, 1}] = 1; }, absent},
    {"what is there", [](Unit &unit) { unit.subjects[{1, 1, 1}] = 999; }, absent},
    {"frame's function", [](Unit &unit) { unit.names.append(Frame{999}); }, absent},
    {"frame's file", [](Unit &unit) { unit.names.append(Frame{0, 999}); }, absent},
    {"dispatch's type", [](Unit &unit) { unit.names.intern(Dispatch{999, 0, false, {}, {}}); },
     absent},
    {"line's symbol", [](Unit &unit) { unit.assembly[0].symbol = 999; }, absent},
    {"line's frame", [](Unit &unit) { unit.assembly[0].frame = 4; }, absent},
    {"line's callee", [](Unit &unit) { unit.assembly[0].callee = 999; }, absent},
    {"few levels", [](Unit &unit) { firstCall(unit).levels.resize(1); }, nullptr},
    {"many levels", [](Unit &unit) { firstCall(unit).levels.resize(4); }, nullptr},
    {"levels that follow",
     [](Unit &unit) { unit.built.functions[0].calls[0].levels.assign(2, {}); }, uneven},
    {"functions",
     [](Unit &unit) { std::swap(unit.written.functions[0], unit.written.functions[1]); }, unsorted},
    {"candidates", [](Unit &unit) { std::swap(unit.candidates[0], unit.candidates[1]); }, unsorted},
    {"candidates twice", [](Unit &unit) { unit.candidates[1] = unit.candidates[0]; }, unsorted},
    {"guards", [](Unit &unit) { unit.written.functions[0].guards[0].constant.argument = 3; },
     unsorted},
    {"constants",
     [](Unit &unit) { unit.names.intern(Dispatch{0, 0, false, {{1, 0}, {0, 0}}, {}}); }, unsorted},
    {"passed", [](Unit &unit) { unit.names.intern(Dispatch{0, 0, false, {}, {{1, 0}, {0, 0}}}); },
     unsorted},
    {"lines", [](Unit &unit) { unit.written.functions[0].lines = {2, 1}; },
     "a number is too large"},
    {"inner frame", [](Unit &unit) { unit.names.append(Frame{0, 0, 0, 0, 4}); },
     "a frame lies inside a later one"},
    {"later frame", [](Unit &unit) { unit.names.append(Frame{0, 0, 0, 0, 5}); },
     "a frame lies inside a later one"},
    {"origin", [](Unit &unit) { firstCall(unit).inFunction = Certainty(3); },
     "a value has no meaning"},
    {"linkage", [](Unit &unit) { unit.aliases[0].linkage = Linkage(6); }, "a value has no meaning"},
    {"stage", [](Unit &unit) { unit.built.stage = Stage(2); }, "a value has no meaning"},
    {"own", [](Unit &unit) { unit.written.functions[0].own[0].certainty = Certainty(3); },
     "a value has no meaning"},
};

TEST(SummaryFileTest, NothingUnsoundIsRead) {
  for (const Fault &fault : faults) {
    Unit unit = richUnit();
    fault.make(unit);
    std::string told = complaintOf(unit);
    EXPECT_NE(told, "none") << fault.name;
    if (fault.complaint)
      EXPECT_EQ(told, std::string("dir/a.hls: is damaged: ") + fault.complaint +
                          "; make it again with heaplight summarize")
          << fault.name;
  }
}

TEST(SummaryFileTest, ACountThatCannotBeIsNotBelieved) {
  std::string bytes;
  llvm::raw_string_ostream stream(bytes);
  llvm::msgpack::Writer writer(stream);
  for (int part = 0; part < 5; ++part)
    writer.write(llvm::StringRef());
  std::string start = bytes;
  for (uint64_t count : {uint64_t(1000), uint64_t(UINT32_MAX), uint64_t(UINT64_MAX)}) {
    bytes = start;
    writer.write(count);
    llvm::Expected<Unit> unit = readPayload(bytes);
    ASSERT_FALSE(bool(unit));
    EXPECT_EQ(llvm::toString(unit.takeError()), "it ends early");
  }
}

} // namespace
} // namespace heaplight
