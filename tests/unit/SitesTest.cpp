#include "read/Sites.h"

#include "Folder.h"
#include "Ir.h"

namespace heaplight {
namespace {

using test::Folder;
using test::Ir;

/// The calls of @f in `text`, seen with the models of `entries`.
class SitesTest : public testing::Test {
protected:
  void load(const std::string &text, const std::string &entries = "", bool ships = false) {
    std::string file = folder.write("m.yaml", "heaplight-models: 1\nfunctions:\n" + entries);
    if (!entries.empty()) {
      llvm::Error error = ships ? models.readFolder(folder.path()) : models.readFile(file);
      ASSERT_FALSE(error) << llvm::toString(std::move(error));
    }
    ir = std::make_unique<Ir>(text);
    sites = std::make_unique<Sites>(models, llvm::Triple("x86_64-pc-linux-gnu"));
  }

  const llvm::CallBase &call(size_t number = 0) { return *ir->calls("f").at(number); }
  std::string function(size_t number = 0) {
    const llvm::Function *function = sites->target(call(number)).function;
    return function ? function->getName().str() : "";
  }
  std::string reason(size_t number = 0) { return sites->target(call(number)).reason; }

  Folder folder;
  Models models;
  std::unique_ptr<Ir> ir;
  std::unique_ptr<Sites> sites;
};

TEST_F(SitesTest, ADirectCallNamesItsFunction) {
  load("declare void @g()\n define void @f() { call void @g()\n tail call void @g()\n ret void }");
  EXPECT_EQ(function(0), "g");
  EXPECT_EQ(function(1), "g");
  EXPECT_EQ(reason(0), "");
}

TEST_F(SitesTest, AnAliasIsSeenThrough) {
  load("@name = alias void (), ptr @g\n define void @g() { ret void }\n"
       "define void @f() { call void @name()\n ret void }");
  EXPECT_EQ(function(), "g");
}

TEST_F(SitesTest, ACallThroughAPointerHasAReason) {
  load("define void @f(ptr %p) { call void %p()\n ret void }");
  EXPECT_EQ(function(), "");
  EXPECT_EQ(reason(), "call through a pointer");
}

TEST_F(SitesTest, ANameThatLeadsElsewhereIsTheTarget) {
  load("@fast = ifunc void (), ptr @choose\n define ptr @choose() { ret ptr null }\n"
       "@spare = weak alias void (), ptr @g\n define void @g() { ret void }\n"
       "define void @f() { call void @fast()\n call void @spare()\n ret void }");
  EXPECT_EQ(sites->target(call(0)).standIn, "fast");
  EXPECT_EQ(sites->target(call(1)).standIn, "spare");
  EXPECT_EQ(function(0) + function(1) + reason(0) + reason(1), "");
}

TEST_F(SitesTest, AssemblyIsUnknownUnlessItIsEmpty) {
  load(R"(define void @f() {
    call void asm sideeffect "call malloc", ""()
    call void asm sideeffect " \0A", "~{memory}"()
    ret void })");
  EXPECT_EQ(reason(0), "inline assembly");
  EXPECT_EQ(reason(1), "");
}

TEST_F(SitesTest, IntrinsicsAndCallsOfNothingTouchNoHeap) {
  load(R"(declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
  define void @f(ptr %p) {
    call void @llvm.memset.p0.i64(ptr %p, i8 0, i64 8, i1 false)
    call void null()
    call void undef()
    ret void })");
  for (size_t number : {0, 1, 2}) {
    EXPECT_EQ(function(number), "");
    EXPECT_EQ(reason(number), "");
  }
}

TEST_F(SitesTest, AModelComesBeforeWhatLlvmKnows) {
  load("declare ptr @malloc(i64) #0\n declare ptr @grab(i64) #0\n define void @f() {\n"
       "call ptr @malloc(i64 8)\n call ptr @grab(i64 8)\n ret void }\n"
       "attributes #0 = { allockind(\"alloc\") \"alloc-family\"=\"malloc\" }",
       "  - {names: [malloc], does: {}}\n");
  EXPECT_EQ(sites->own(call(0)), std::vector<OwnEffect>{});
  EXPECT_EQ(sites->own(call(1)), (std::vector<OwnEffect>{{Kind::Allocate, Certainty::Always}}));
}

TEST_F(SitesTest, LlvmsAttributesTellAnAllocatorWithoutAModel) {
  load(R"(declare ptr @grab(i64) allockind("alloc,uninitialized") allocsize(0) "alloc-family"="a"
  declare void @drop(ptr allocptr) allockind("free") "alloc-family"="a"
  declare ptr @plain(i64)
  define void @f(ptr %p) { call ptr @grab(i64 24)
    call void @drop(ptr %p)
    call ptr @plain(i64 24)
    ret void })");
  EXPECT_EQ(sites->own(call(0)), (std::vector<OwnEffect>{{Kind::Allocate, Certainty::Always}}));
  EXPECT_EQ(sites->bytes(call(0)), 24u);
  EXPECT_EQ(sites->own(call(1)), (std::vector<OwnEffect>{{Kind::Deallocate, Certainty::Always}}));
  EXPECT_EQ(sites->own(call(2)), std::vector<OwnEffect>{});
}

const std::string freeAndRealloc =
    "  - {names: [free], does: {deallocate: always}, frees: [0]}\n"
    "  - {names: [realloc], does: {allocate: always, deallocate: sometimes}, frees: [0]}\n";

TEST_F(SitesTest, FreeingANullPointerFreesNothing) {
  load("declare void @free(ptr)\n declare ptr @realloc(ptr, i64)\n"
       "define void @f(ptr %p) { call void @free(ptr null)\n call void @free(ptr %p)\n"
       "  call ptr @realloc(ptr null, i64 1)\n ret void }",
       freeAndRealloc);
  EXPECT_TRUE(sites->freesNothing(call(0)));
  EXPECT_FALSE(sites->freesNothing(call(1)));
  EXPECT_FALSE(sites->freesNothing(call(2)));
}

const std::string freesNull = "define void @f() { call void @free(ptr null)\n ret void }";

TEST_F(SitesTest, AFreeWithABodyIsReadWhateverItIsGiven) {
  load("define void @free(ptr %p) { ret void }\n" + freesNull, freeAndRealloc);
  EXPECT_FALSE(sites->freesNothing(call()));
}

TEST_F(SitesTest, WhatIsNotSaidToFreeItsArgumentMayFreeForANullPointer) {
  load("declare void @free(ptr)\n" + freesNull,
       "  - {names: [free], does: {deallocate: always}}\n");
  EXPECT_FALSE(sites->freesNothing(call()));
}

TEST_F(SitesTest, BytesAreTheProductOfConstantArguments) {
  load("declare ptr @grid(i64, i64)\n define void @f(i64 %n) { call ptr @grid(i64 3, i64 8)\n"
       "call ptr @grid(i64 3, i64 %n)\n ret void }",
       "  - {names: [grid], does: {allocate: always}, bytes: [0, 1]}\n");
  EXPECT_EQ(sites->bytes(call(0)), 24u);
  EXPECT_EQ(sites->bytes(call(1)), std::nullopt);
}

TEST_F(SitesTest, AModelWithoutBytesOrWithTooManyTellsNoSize) {
  load("declare ptr @box(i64)\n declare ptr @odd(i64)\n define void @f() { call ptr @box(i64 8)\n"
       "call ptr @odd(i64 8)\n ret void }",
       "  - {names: [box], does: {allocate: always}}\n"
       "  - {names: [odd], does: {allocate: always}, bytes: [4]}\n");
  EXPECT_EQ(sites->bytes(call(0)), std::nullopt);
  EXPECT_EQ(sites->bytes(call(1)), std::nullopt);
}

TEST_F(SitesTest, AProductThatOverflowsIsNoSize) {
  load("declare ptr @grid(i64, i64)\n define void @f() {\n"
       "call ptr @grid(i64 4294967296, i64 4294967297)\n ret void }",
       "  - {names: [grid], does: {allocate: always}, bytes: [0, 1]}\n");
  EXPECT_EQ(sites->bytes(call()), std::nullopt);
}

TEST_F(SitesTest, ALocalFunctionOfAKnownNameIsNotTheKnownFunction) {
  load("define internal void @pool() { ret void }\n define void @f() { call void @pool()\n"
       "ret void }",
       "  - {names: [pool], does: {allocate: always}}\n");
  EXPECT_EQ(sites->model(*sites->target(call()).function), nullptr);
  EXPECT_EQ(sites->own(call()), std::vector<OwnEffect>{});
}

const std::string inlineBody = "define linkonce_odr void @pool() { ret void }\n"
                               "define void @f() { call void @pool()\n ret void }";
const std::string poolAllocates = "  - {names: [pool], does: {allocate: always}}\n";

TEST_F(SitesTest, AnInlineBodyIsBetterThanAModelThatShips) {
  load(inlineBody, poolAllocates, /*ships=*/true);
  EXPECT_TRUE(sites->model(ir->function("pool"))); // Until the body has been seen.
  sites->noteBodies(ir->module());
  EXPECT_EQ(sites->model(ir->function("pool")), nullptr);
}

TEST_F(SitesTest, TheUsersModelOutweighsAnInlineBody) {
  load(inlineBody, poolAllocates, /*ships=*/false);
  sites->noteBodies(ir->module());
  EXPECT_TRUE(sites->model(ir->function("pool")));
}

TEST_F(SitesTest, AnOrdinaryBodyDoesNotOutweighAModel) {
  load("define void @pool() { ret void }", poolAllocates, /*ships=*/true);
  sites->noteBodies(ir->module());
  EXPECT_TRUE(sites->model(ir->function("pool")));
}

} // namespace
} // namespace heaplight
