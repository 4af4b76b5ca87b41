#include "read/StructFields.h"

#include "Ir.h"

#include "llvm/IR/InstrTypes.h"

namespace heaplight {
namespace {

using test::Ir;

const std::string declarations = R"(
%Pair = type { ptr, ptr, i64 }
declare void @a()
declare void @b()
declare void @take(ptr)
declare void @known(ptr)
declare void @takeWhole(ptr byval(%Pair))
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
@fixed = private constant %Pair { ptr @a, ptr @b, i64 0 }
@own = internal global %Pair zeroinitializer
@open = global %Pair zeroinitializer
)";

/// What the second pointer of the struct may be at the last call of `f`, "?" if more than that.
std::set<std::string> secondIn(const std::string &body) {
  Ir ir(declarations + "define void @f(ptr %given, ptr %handler) {\n" + body +
        "  ret void\n}\n"
        "define void @elsewhere(ptr %set) {\n"
        "  store ptr %set, ptr getelementptr (i8, ptr @own, i64 8)\n  ret void\n}\n");
  auto storesNone = [](const llvm::CallBase &call) {
    llvm::StringRef name = call.getCalledFunction()->getName();
    return name.starts_with("take") || name == "known";
  };
  FieldValues found = valuesOf(*ir.calls("f").back(), {0, 1}, storesNone);
  std::set<std::string> names;
  for (const llvm::Value *value : found.values)
    names.insert(value->hasName() ? value->getName().str() : "none");
  if (!found.complete)
    names.insert("?");
  return names;
}

using Names = std::set<std::string>;

TEST(StructFieldsTest, ALocalStructHoldsWhatIsStoredInIt) {
  const std::string local = "  %s = alloca %Pair\n"
                            "  call void @llvm.memset.p0.i64(ptr %s, i8 0, i64 24, i1 false)\n"
                            "  %second = getelementptr i8, ptr %s, i64 8\n";
  EXPECT_EQ(secondIn(local + "  store ptr @a, ptr %s\n  store ptr @b, ptr %second\n"
                             "  call void @take(ptr %s)\n"),
            Names{"b"});
  EXPECT_EQ(secondIn(local + "  store ptr @a, ptr %s\n  call void @take(ptr %s)\n"), Names{});
  EXPECT_EQ(secondIn(local + "  store ptr %handler, ptr %second\n  call void @take(ptr %s)\n"),
            Names{"handler"});
  // What the block stored last is what the call gets.
  EXPECT_EQ(secondIn(local + "  store ptr @b, ptr %second\n  call void @take(ptr %s)\n"
                             "  store ptr @a, ptr %second\n  call void @take(ptr %s)\n"),
            Names{"a"});
  EXPECT_EQ(secondIn(local + "  store <2 x ptr> <ptr @a, ptr @b>, ptr %s\n"
                             "  call void @take(ptr %s)\n"),
            Names{"b"});
}

TEST(StructFieldsTest, AStructThatWasCopiedHoldsWhatTheOtherDoes) {
  const std::string copy =
      "  %s = alloca %Pair\n"
      "  call void @llvm.memcpy.p0.p0.i64(ptr %s, ptr FROM, i64 24, i1 false)\n"
      "  call void @takeWhole(ptr byval(%Pair) %s)\n";
  auto from = [&](const std::string &source) {
    std::string text = copy;
    text.replace(text.find("FROM"), 4, source);
    return secondIn(text);
  };
  EXPECT_EQ(from("@fixed"), Names{"b"});
  EXPECT_EQ(from("@own"), (Names{"none", "set"})); // Of all that stores there.
  EXPECT_EQ(from("@open"), (Names{"none", "?"}));  // Other units may.
  EXPECT_EQ(from("%given"), Names{"?"});
}

TEST(StructFieldsTest, WhatOthersGetTheyMayChange) {
  const std::string local = "  %s = alloca %Pair\n  %third = getelementptr i8, ptr %s, i64 16\n";
  EXPECT_EQ(secondIn(local + "  call void @known(ptr %s)\n  call void @take(ptr %s)\n"), Names{});
  EXPECT_EQ(secondIn("  call void @take(ptr %given)\n"), Names{"?"});
  Names escaped = secondIn(local + "  store ptr %s, ptr %given\n  call void @take(ptr %s)\n");
  EXPECT_EQ(escaped, Names{"?"});
}

} // namespace
} // namespace heaplight
