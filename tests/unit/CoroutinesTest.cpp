#include "read/Coroutines.h"

#include "Compiled.h"
#include "Ir.h"

namespace heaplight {
namespace {

using test::Ir;
using test::Source;

const std::string parts = "%fn = load ptr, ptr %h\n"
                          "%at = getelementptr inbounds i8, ptr %h, i64 8\n"
                          "%end = load ptr, ptr %at\n"
                          "%beyond = getelementptr inbounds i8, ptr %h, i64 16\n"
                          "%other = load ptr, ptr %beyond\n";

std::optional<CoroutinePart> partCalledBy(const std::string &call) {
  Ir ir("declare void @named(ptr)\n declare void @llvm.coro.resume(ptr)\n"
        "declare void @llvm.coro.destroy(ptr)\n"
        "define void @f(ptr %h, ptr %any) {\n" +
        parts + call + "\n ret void }");
  return calledPart(*ir.calls("f").at(0));
}

TEST(CoroutinesTest, AHandleIsFollowedByItsIntrinsics) {
  EXPECT_EQ(partCalledBy("call void @llvm.coro.resume(ptr %h)"), CoroutinePart::Resume);
  EXPECT_EQ(partCalledBy("call void @llvm.coro.destroy(ptr %h)"), CoroutinePart::Destroy);
}

TEST(CoroutinesTest, ALoweredCallTellsItsPartByWhereThePointerLies) {
  EXPECT_EQ(partCalledBy("call fastcc void %fn(ptr %h)"), CoroutinePart::Resume);
  EXPECT_EQ(partCalledBy("call fastcc void %end(ptr %h)"), CoroutinePart::Destroy);
  EXPECT_EQ(partCalledBy("call fastcc void %other(ptr %h)"), CoroutinePart::Either);
  EXPECT_EQ(partCalledBy("call fastcc void %any(ptr %h)"), CoroutinePart::Either);
}

TEST(CoroutinesTest, OtherCallsAreNone) {
  EXPECT_EQ(partCalledBy("call void %fn(ptr %h)"), std::nullopt);
  EXPECT_EQ(partCalledBy("call fastcc void %fn(ptr %h, ptr %h)"), std::nullopt);
  EXPECT_EQ(partCalledBy("call fastcc void @named(ptr %h)"), std::nullopt);
}

TEST(CoroutinesTest, PartsAreToldByConventionAndName) {
  Ir ir("define fastcc void @f.resume(ptr %h) { ret void }\n"
        "define fastcc void @f.destroy(ptr %h) { ret void }\n"
        "define fastcc void @f.cleanup(ptr %h) { ret void }\n"
        "define void @g.resume(ptr %h) { ret void }\n"
        "define fastcc void @h(ptr %h) { ret void }\n");
  EXPECT_EQ(partOf(ir.function("f.resume")), CoroutinePart::Resume);
  EXPECT_EQ(partOf(ir.function("f.destroy")), CoroutinePart::Destroy);
  EXPECT_EQ(partOf(ir.function("f.cleanup")), CoroutinePart::Destroy);
  EXPECT_EQ(partOf(ir.function("g.resume")), std::nullopt);
  EXPECT_EQ(partOf(ir.function("h")), std::nullopt);
}

const std::string counter =
    "#include <coroutine>\n"
    "struct Task { struct promise_type {\n"
    "  Task get_return_object() { return "
    "{std::coroutine_handle<promise_type>::from_promise(*this)}; }\n"
    "  std::suspend_always initial_suspend() noexcept { return {}; }\n"
    "  std::suspend_always final_suspend() noexcept { return {}; }\n"
    "  void return_void() {} void unhandled_exception() {} };\n"
    "  std::coroutine_handle<promise_type> handle; };\n"
    "int *made;\n"
    "Task make() { made = new int; co_return; }\n"
    "extern \"C\" void run(void *frame) { __builtin_coro_resume(frame); }\n"
    "extern \"C\" void end(void *frame) { __builtin_coro_destroy(frame); }\n";

/// The candidates of the one call in `function` of the built stage that can't be seen.
std::set<std::string> reached(const Unit &unit, const std::string &function) {
  std::set<std::string> names;
  for (const Function &found : unit.built.functions)
    if (unit.names.text(found.symbol) == function)
      for (const Call &call : found.calls) {
        EXPECT_EQ(unit.names.text(call.reason), "a coroutine through its handle");
        const Dispatch &dispatch = unit.names.dispatch(call.dispatch);
        for (const Candidate &candidate : unit.candidates)
          if (candidate.type == dispatch.type && candidate.slot == dispatch.slot)
            names.insert(unit.names.text(candidate.function));
      }
  return names;
}

TEST(CoroutinesTest, AHandleLeadsToTheCoroutinesOfTheUnit) {
  for (const char *level : {"-O0", "-O1", "-O2"}) {
    Source source(counter);
    source.request.flags = {{level, "-std=c++20"}};
    Unit unit = source.compile();
    EXPECT_TRUE(reached(unit, "run").count("_Z4makev.resume")) << level;
    EXPECT_FALSE(reached(unit, "run").count("_Z4makev.destroy")) << level;
    EXPECT_TRUE(reached(unit, "end").count("_Z4makev.destroy")) << level;
    EXPECT_FALSE(reached(unit, "end").count("_Z4makev.resume")) << level;
  }
}

} // namespace
} // namespace heaplight
