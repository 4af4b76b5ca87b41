#include "read/Dispatches.h"

#include "Compiled.h"
#include "Ir.h"

#include "llvm/IR/InstIterator.h"

namespace heaplight {
namespace {

using test::Ir;
using test::Source;
using Words = std::set<std::string>;

const Function *find(const Unit &unit, const std::string &symbol, Stage stage) {
  for (const Function &function : (stage == Stage::Written ? unit.written : unit.built).functions)
    if (unit.names.text(function.symbol) == symbol)
      return &function;
  return nullptr;
}

/// The dispatch of the first call of `symbol` whose target can't be seen.
Dispatch dispatchIn(const Unit &unit, const std::string &symbol, Stage stage) {
  if (const Function *function = find(unit, symbol, stage))
    for (const Call &call : function->calls)
      if (!call.callee)
        return unit.names.dispatch(call.dispatch);
  ADD_FAILURE() << "no such call in " << symbol;
  return {};
}

Words candidates(const Unit &unit, const Dispatch &dispatch) {
  Words names;
  for (const Candidate &candidate : unit.candidates)
    if (candidate.type == dispatch.type && candidate.slot == dispatch.slot)
      names.insert(unit.names.text(candidate.function));
  return names;
}

/// What the call in `symbol` may reach; the same at both stages, or the test fails.
Words reachable(const Unit &unit, const std::string &symbol) {
  Dispatch written = dispatchIn(unit, symbol, Stage::Written);
  Dispatch built = dispatchIn(unit, symbol, Stage::Built);
  EXPECT_EQ(written.type, built.type);
  EXPECT_EQ(written.slot, built.slot);
  EXPECT_EQ(written.closed, built.closed);
  return candidates(unit, built);
}

TEST(DispatchesTest, WhatOnlyRunsAtTheEndIsNoCandidate) {
  Unit unit = Source("extern \"C\" int atexit(void (*)());\n"
                     "void *kept;\n"
                     "extern \"C\" void last() { kept = new int; }\n"
                     "extern \"C\" void both() { kept = new long; }\n"
                     "struct Owner { ~Owner(); } owner;\n"
                     "Owner::~Owner() { delete (int *)kept; }\n"
                     "void (*handed)() = both;\n"
                     "int registered = atexit(last) + atexit(both);\n"
                     "extern \"C\" void run(void (*any)()) { any(); }\n"
                     "extern \"C\" void runWith(void (*any)(void *)) { any(kept); }\n")
                  .compile();
  EXPECT_EQ(reachable(unit, "run"), Words{"both"});
  EXPECT_EQ(reachable(unit, "runWith"), Words{});
}

TEST(DispatchesTest, AThrownObjectsDestructorIsNoCandidate) {
  Unit unit = Source("void *kept;\n"
                     "struct Problem { ~Problem(); };\n"
                     "Problem::~Problem() { kept = new int; }\n"
                     "void fail() { throw Problem(); }\n"
                     "extern \"C\" void other() { kept = new long; }\n"
                     "void (*handed)() = other;\n"
                     "extern \"C\" void run(void (*any)()) { any(); }\n")
                  .compile();
  EXPECT_EQ(reachable(unit, "run"), Words{"other"});
}

TEST(DispatchesTest, AFunctionThatIsCastIsCalledByTheOtherTypeAsWell) {
  Source source("struct Thing;\n"
                "struct Thing *made(struct Thing *t) { return t; }\n"
                "struct Thing *plain(struct Thing *t) { return t; }\n"
                "double *inDoubles(double by) { return 0; }\n"
                "void shorter(struct Thing *t) {}\n"
                "typedef void *(*Any)(void *);\n"
                "Any any = (Any)made;\n"
                "Any wrong = (Any)inDoubles;\n"
                "struct Thing *(*own)(struct Thing *) = plain;\n"
                "void (*pairs)(void *, void *) = (void (*)(void *, void *))shorter;\n"
                "void (*store)(void) = (void (*)(void))plain;\n"
                "void *callAny(Any call) { return call(0); }\n"
                "struct Thing *callOwn(struct Thing *(*call)(struct Thing *)) { return call(0); }\n"
                "void callPairs(void (*call)(void *, void *)) { call(0, 0); }\n"
                "void callStored(void (*call)(void)) { call(); }\n",
                "a.c");
  source.request.flags = {"-O2"};
  Unit unit = source.compile();
  EXPECT_EQ(reachable(unit, "callAny"), Words{"made"});
  EXPECT_EQ(reachable(unit, "callOwn"), (Words{"made", "plain"}));
  EXPECT_EQ(reachable(unit, "callPairs"), Words{"shorter"});
  EXPECT_EQ(reachable(unit, "callStored"), Words()); // One that expects an argument.
}

TEST(DispatchesTest, APointerThatIsCastLeadsToWhatItsOwnTypeDoes) {
  Source source(
      "struct Thing;\n"
      "void *run(void *(*call)(void *)) { return call(0); }\n"
      "void *runAs(void *(*call)(struct Thing *)) { return run((void *(*)(void *))call); }\n"
      "void *back(void (*call)(void)) { return run((void *(*)(void *))call); }\n",
      "a.c");
  source.request.flags = {"-O2"};
  Unit unit = source.compile();
  Words names = reachable(unit, "run");
  ASSERT_EQ(names.size(), 1u); // Not what is kept as void (*)(void): that comes back as it was.
  const Function *conversion = find(unit, *names.begin(), Stage::Built);
  ASSERT_TRUE(conversion);
  ASSERT_EQ(conversion->calls.size(), 1u);
  const Dispatch &dispatch = unit.names.dispatch(conversion->calls[0].dispatch);
  EXPECT_EQ(unit.names.text(dispatch.type), "_ZTSFPvP5ThingE.generalized"); // As clang marks them.
}

TEST(DispatchesTest, AVirtualCallReachesTheOverridersOfItsSlot) {
  Unit unit = Source("struct Shape { virtual int area() = 0; virtual int turn() { return 1; } };\n"
                     "struct Square : Shape { int area() override; };\n"
                     "int Square::area() { return *new int; }\n"
                     "struct Other { virtual int area(); };\n"
                     "int Other::area() { return 2; }\n"
                     "extern \"C\" int ask(Shape &s) { return s.area(); }\n"
                     "extern \"C\" int turned(Shape &s) { return s.turn(); }\n")
                  .compile();
  // Without its pure virtual function's stand-in, and without a class that isn't related.
  EXPECT_EQ(reachable(unit, "ask"), Words{"_ZN6Square4areaEv"});
  EXPECT_EQ(reachable(unit, "turned"), Words{"_ZN5Shape4turnEv"});
  EXPECT_EQ(dispatchIn(unit, "ask", Stage::Built).slot, 0u);
  EXPECT_EQ(dispatchIn(unit, "turned", Stage::Built).slot, 8u); // Itanium C++ ABI 2.5.2: in order.
  EXPECT_FALSE(dispatchIn(unit, "ask", Stage::Built).closed);   // Another unit may derive from it.
}

TEST(DispatchesTest, ASecondBaseHasAVtableOfItsOwn) {
  Unit unit = Source("struct Left { virtual int l() { return 1; } };\n"
                     "struct Right { virtual int r() { return 2; } };\n"
                     "struct Both : Left, Right { int l() override; int r() override; };\n"
                     "int Both::l() { return 3; }\n"
                     "int Both::r() { return 4; }\n"
                     "extern \"C\" int ask(Right &x) { return x.r(); }\n"
                     "Right made;\n")
                  .compile();
  EXPECT_EQ(reachable(unit, "ask"), (Words{"_ZN5Right1rEv", "_ZThn8_N4Both1rEv"}));
}

TEST(DispatchesTest, DeleteReachesTheDestructorThatAlsoFrees) {
  Unit unit = Source("struct Base { virtual ~Base(); };\n"
                     "Base::~Base() {}\n"
                     "extern \"C\" void drop(Base *b) { delete b; }\n")
                  .compile();
  EXPECT_EQ(reachable(unit, "drop"), Words{"_ZN4BaseD0Ev"});
}

const char *const hidden = "namespace { struct Hidden { virtual int f() = 0; };\n"
                           "struct One : Hidden { int f() override { return *new int; } }; }\n"
                           "extern \"C\" Hidden *volatile kept;\n"
                           "extern \"C\" void make() { kept = new One; }\n"
                           "extern \"C\" int ask() { return kept->f(); }\n";

TEST(DispatchesTest, NobodyElseCanDeriveFromAClassThatHasNoNameOutside) {
  Unit unit = Source(std::string(hidden) + "Hidden *volatile kept;\n").compile();
  EXPECT_EQ(reachable(unit, "ask"), Words{"_ZN12_GLOBAL__N_13One1fEv"});
  Dispatch dispatch = dispatchIn(unit, "ask", Stage::Built);
  EXPECT_TRUE(dispatch.closed);
  EXPECT_TRUE(unit.local.count(dispatch.type));
  // Its name equals no other, so that it is not another unit's.
  Names other;
  EXPECT_NE(unit.names.intern(unit.names.text(dispatch.type)), dispatch.type);
}

TEST(DispatchesTest, AHiddenClassThatNothingDerivesFromIsNotClosed) {
  Unit unit = Source("namespace { struct Hidden { virtual int f() = 0; }; }\n"
                     "void *given();\n"
                     "extern \"C\" int ask() { return ((Hidden *)given())->f(); }\n")
                  .compile();
  EXPECT_EQ(reachable(unit, "ask"), Words());
  EXPECT_FALSE(dispatchIn(unit, "ask", Stage::Built).closed);
}

TEST(DispatchesTest, APointerReachesFunctionsOfItsTypeWhoseAddressIsTaken) {
  Unit unit = Source("extern \"C\" {\n"
                     "int taken(int x) { return x; }\n"
                     "int declared(int);\n"
                     "int onlyCalled(int x) { return x; }\n"
                     "int otherType(long x) { return x; }\n"
                     "int call(int (*f)(int)) { return f(3) + onlyCalled(4); }\n"
                     "int (*table[])(int) = {taken, declared};\n"
                     "int (*other)(long) = otherType;\n"
                     "__attribute__((used)) static int kept(int x) { return x; }\n"
                     "}\n")
                  .compile();
  EXPECT_EQ(reachable(unit, "call"), (Words{"taken", "declared"}));
  EXPECT_FALSE(dispatchIn(unit, "call", Stage::Built).closed);
}

TEST(DispatchesTest, AVtableAloneTakesNoAddress) {
  Unit unit = Source("struct A { virtual int f(int x) { return x; } } made;\n"
                     "extern \"C\" int call(int (*f)(int)) { return f(3); }\n"
                     "extern \"C\" int member(A *a, int (A::*f)(int)) { return (a->*f)(3); }\n")
                  .compile();
  EXPECT_EQ(reachable(unit, "call"), Words());
  EXPECT_EQ(reachable(unit, "member"), Words());
}

TEST(DispatchesTest, CIsMarkedAsWell) {
  Source source("static void work(void *p) { (void)p; }\n"
                "void (*hook)(void *) = work;\n"
                "void run(void (*f)(void *)) { f(0); }\n",
                "a.c");
  source.request.flags = {"-O2"};
  EXPECT_EQ(reachable(source.compile(), "run"), Words{"work"});
}

TEST(DispatchesTest, CallsOfOneMacroAreToldApart) {
  Unit unit = Source("struct A { virtual void f(); virtual void g(); };\n"
                     "void A::f() {}\n"
                     "void A::g() {}\n"
                     "#define BOTH(x) ((x).f(), (x).g())\n"
                     "extern \"C\" void ask(A &a) { BOTH(a); }\n")
                  .compile();
  for (Stage stage : {Stage::Written, Stage::Built}) {
    const Function *ask = find(unit, "ask", stage);
    ASSERT_TRUE(ask);
    ASSERT_EQ(ask->calls.size(), 2u);
    EXPECT_EQ(candidates(unit, unit.names.dispatch(ask->calls[0].dispatch)), Words{"_ZN1A1fEv"});
    EXPECT_EQ(candidates(unit, unit.names.dispatch(ask->calls[1].dispatch)), Words{"_ZN1A1gEv"});
  }
}

TEST(DispatchesTest, ACandidateThatDoesNothingIsAmongTheFunctions) {
  Unit unit = Source("struct A { virtual int f(); virtual int g(); };\n"
                     "int A::f() { return 1; }\n")
                  .compile();
  ASSERT_TRUE(find(unit, "_ZN1A1fEv", Stage::Built));
  EXPECT_TRUE(find(unit, "_ZN1A1fEv", Stage::Built)->defined);
  ASSERT_TRUE(find(unit, "_ZN1A1gEv", Stage::Built));
  EXPECT_FALSE(find(unit, "_ZN1A1gEv", Stage::Built)->defined); // Another unit's.
}

TEST(DispatchesTest, OtherNamesAndLocalNamesAreListed) {
  Source source("void other(void) __attribute__((alias(\"real\")));\n"
                "void spare(void) __attribute__((weak, alias(\"real\")));\n"
                "void real(void) {}\n"
                "void global(void) {}\n"
                "__attribute__((noinline)) static int own(void) { return *(volatile int *)0; }\n"
                "int user(void) { return own(); }\n",
                "a.c");
  source.request.flags = {"-O2"};
  Unit unit = source.compile();
  std::map<std::string, std::pair<std::string, Linkage>> names;
  for (const Alias &alias : unit.aliases)
    names[unit.names.text(alias.name)] = {unit.names.text(alias.target), alias.linkage};
  using Target = std::pair<std::string, Linkage>;
  // What another input may replace is a function of its own.
  EXPECT_EQ(names.size(), 1u);
  EXPECT_EQ(names["other"], Target("real", Linkage::Strong));
  ASSERT_TRUE(find(unit, "spare", Stage::Written));
  EXPECT_EQ(find(unit, "spare", Stage::Written)->linkage, Linkage::Weak);
  EXPECT_TRUE(find(unit, "spare", Stage::Written)->replaceable);
  EXPECT_TRUE(unit.local.count(unit.names.intern("own")));
  EXPECT_FALSE(unit.local.count(unit.names.intern("global")));
  EXPECT_FALSE(unit.local.count(unit.names.intern("other")));
}

const std::string marked = R"(
@_ZTV1A = available_externally constant { [3 x ptr] } { [3 x ptr] [ptr null, ptr null, ptr @f] }, !type !0
@mine = global i32 0
@llvm.compiler.used = appending global [2 x ptr] [ptr @_ZTV1A, ptr @mine], section "llvm.metadata"
declare i1 @llvm.type.test(ptr, metadata)
declare void @llvm.assume(i1)
define void @f(ptr %p) !type !1 {
  %vtable = load ptr, ptr %p
  %test = call i1 @llvm.type.test(ptr %vtable, metadata !"_ZTS1A")
  call void @llvm.assume(i1 %test)
  %f = load ptr, ptr %vtable
  call void %f(ptr %p), !callee_type !2
  ret void
}
!0 = !{i64 16, !"_ZTS1A"}
!1 = !{i64 0, !"_ZTSFvvE.generalized"}
!2 = !{!1}
)";

std::string printed(llvm::Module &module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream, nullptr);
  return text;
}

TEST(DispatchesTest, MarksAreTakenOutWithAllThatCameWithThem) {
  Ir ir(marked);
  removeTypeMarks(ir.module(), {true, true, true});
  EXPECT_EQ(ir.module().getFunction("llvm.type.test"), nullptr);
  EXPECT_EQ(ir.module().getFunction("llvm.assume"), nullptr);
  EXPECT_EQ(ir.function("f").getInstructionCount(), 4u); // Two loads, the call, the return.
  EXPECT_FALSE(ir.module().getNamedGlobal("_ZTV1A")->hasMetadata("type"));
  EXPECT_FALSE(ir.function("f").hasMetadata("type"));
  EXPECT_FALSE(ir.calls("f").front()->hasMetadata("callee_type"));
  const llvm::GlobalVariable *used = ir.module().getNamedGlobal("llvm.compiler.used");
  ASSERT_TRUE(used);
  EXPECT_EQ(used->getInitializer()->getNumOperands(), 1u); // What the user keeps stays.
}

TEST(DispatchesTest, MarksThatTheUserAskedForStay) {
  Ir ir(marked);
  std::string before = printed(ir.module());
  removeTypeMarks(ir.module(), {});
  EXPECT_EQ(printed(ir.module()), before);
}

} // namespace
} // namespace heaplight
