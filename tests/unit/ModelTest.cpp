#include "read/Model.h"

#include "Folder.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using test::Folder;

/// The models that a file with `entries` holds; a broken one fails the test.
Models modelsOf(const std::string &entries) {
  Folder folder;
  Models models;
  std::string text = "heaplight-models: 1\nfunctions:\n" + entries;
  if (llvm::Error error = models.readFile(folder.write("m.yaml", text)))
    ADD_FAILURE() << llvm::toString(std::move(error));
  return models;
}

/// What is said of a file with `text`, without its folder; "" where nothing is wrong.
std::string complaintOf(const std::string &text) {
  Folder folder;
  Models models;
  llvm::Error error = models.readFile(folder.write("m.yaml", text));
  if (!error)
    return "";
  std::string message = llvm::toString(std::move(error));
  size_t at = message.find(folder.path() + "/");
  if (at != std::string::npos)
    message.erase(at, folder.path().size() + 1);
  return message;
}

TEST(ModelTest, AnEntryTellsWhatACallDoes) {
  Models models = modelsOf(R"(
  - names: [pool_alloc, pool_alloc2]
    does: {allocate: sometimes, deallocate: exceptional}
    bytes: [0, 2]
    frees: [6]
    calls: [3]
    keeps: [5]
    registers: {function: 1, functions: [4], fields: [0, 2], object: 2, phase: thread, certainty: sometimes}
    returns: program-end
    finds-code: true
    why: a reason
    source: a book
)");
  const Model *model = models.find("pool_alloc2");
  ASSERT_TRUE(model);
  EXPECT_EQ(model->own, (std::vector<OwnEffect>{{Kind::Allocate, Certainty::Sometimes},
                                                {Kind::Deallocate, Certainty::Exceptional}}));
  EXPECT_EQ(model->bytes, (std::vector<unsigned>{0, 2}));
  EXPECT_EQ(model->frees, std::vector<unsigned>{6});
  EXPECT_EQ(model->calls, std::vector<unsigned>{3});
  ASSERT_TRUE(model->registers);
  EXPECT_EQ(model->registers->functions, (std::vector<unsigned>{1, 4}));
  EXPECT_EQ(model->keeps, std::vector<unsigned>{5});
  EXPECT_EQ(model->registers->fields, (std::vector<unsigned>{0, 2}));
  EXPECT_EQ(model->registers->certainty, Certainty::Sometimes);
  EXPECT_EQ(model->registers->object, 2u);
  EXPECT_EQ(model->registers->phase, Phase::Thread);
  EXPECT_EQ(model->returns, Returns::ProgramEnd);
  EXPECT_TRUE(model->findsCode);
  EXPECT_EQ(models.find("pool_alloc3"), nullptr);
}

TEST(ModelTest, WhatAnEntryLeavesOutIsNothing) {
  Models models = modelsOf("  - {names: [quiet], does: {}}\n");
  const Model *model = models.find("quiet");
  ASSERT_TRUE(model);
  EXPECT_TRUE(model->own.empty());
  EXPECT_FALSE(model->registers);
  EXPECT_EQ(model->returns, Returns::Normally);
}

TEST(ModelTest, AGlobSpeaksForEachNameThatFits) {
  Models models = modelsOf("  - {names: ['arena_*'], does: {allocate: always}}\n");
  EXPECT_TRUE(models.find("arena_get"));
  EXPECT_FALSE(models.find("my_arena_get"));
  EXPECT_FALSE(models.find("arena"));
}

/// "allocate", "deallocate" or "nothing": what the model of `symbol` does.
std::string does(const Models &models, const std::string &symbol) {
  const Model *model = models.find(symbol);
  if (!model || model->own.empty())
    return model ? "nothing" : "unknown";
  return model->own.front().kind == Kind::Allocate ? "allocate" : "deallocate";
}

TEST(ModelTest, AnExactNameComesBeforeAGlobOnEitherSideOfIt) {
  Models models = modelsOf(R"(
  - {names: ['pool_*'], does: {allocate: always}}
  - {names: [pool_size], does: {}}
  - {names: ['pool_s*'], does: {deallocate: always}}
)");
  EXPECT_EQ(does(models, "pool_size"), "nothing");
  EXPECT_EQ(does(models, "pool_sort"), "deallocate"); // The later of two globs.
  EXPECT_EQ(does(models, "pool_get"), "allocate");
}

TEST(ModelTest, ALaterFileOverrulesAnEarlierOne) {
  Folder folder;
  std::string first = folder.write("a.yaml", "heaplight-models: 1\nfunctions:\n"
                                             "  - {names: [f, g], does: {allocate: always}}\n");
  std::string second = folder.write("b.yaml", "heaplight-models: 1\nfunctions:\n"
                                              "  - {names: [g], does: {deallocate: always}}\n");
  Models models;
  ASSERT_FALSE(models.readFile(first));
  ASSERT_FALSE(models.readFile(second));
  EXPECT_EQ(does(models, "f"), "allocate");
  EXPECT_EQ(does(models, "g"), "deallocate");
}

TEST(ModelTest, AFoldersFilesAreReadInOrderOfTheirNames) {
  Folder folder;
  folder.write("2.yaml", "heaplight-models: 1\nfunctions:\n  - {names: [f], does: {}}\n");
  folder.write("1.yaml",
               "heaplight-models: 1\nfunctions:\n  - {names: [f], does: {allocate: always}}\n");
  folder.write("3.txt", "no model");
  Models models;
  ASSERT_FALSE(models.readFolder(folder.path()));
  EXPECT_EQ(does(models, "f"), "nothing");
  EXPECT_FALSE(models.find("f")->fromUser);
}

TEST(ModelTest, AFileThatTheUserNamesIsTheUsers) {
  EXPECT_TRUE(modelsOf("  - {names: [f], does: {}}\n").find("f")->fromUser);
}

TEST(ModelTest, AFolderWithoutModelsIsAFault) {
  Folder folder;
  Models models;
  EXPECT_NE(llvm::toString(models.readFolder(folder.path())).find("no models are there"),
            std::string::npos);
  EXPECT_NE(llvm::toString(models.readFolder(folder.path("none"))).find(folder.path("none")),
            std::string::npos);
}

TEST(ModelTest, AFileThatIsNotThereIsNamed) {
  Models models;
  EXPECT_NE(llvm::toString(models.readFile("/nowhere/m.yaml")).find("/nowhere/m.yaml"),
            std::string::npos);
}

TEST(ModelTest, AComplaintNamesTheFileAndTheLine) {
  const std::string head = "heaplight-models: 1\nfunctions:\n  - names: [f]\n";
  EXPECT_EQ(complaintOf(head + "    does: {}\n"), "");
  EXPECT_EQ(complaintOf(head + "    does: {}\n    dose: {}\n").find("m.yaml:5:"), 0u);
  EXPECT_EQ(complaintOf(head + "    does: {allocate: often}\n").find("m.yaml:4:"), 0u);
  EXPECT_EQ(complaintOf(head + "    does: {free: always}\n").find("m.yaml:4:"), 0u);
  EXPECT_EQ(complaintOf(head + "    does: {}\n    bytes: [first]\n").find("m.yaml:5:"), 0u);
  EXPECT_EQ(complaintOf(head + "    does: {}\n    returns: maybe\n").find("m.yaml:5:"), 0u);
  EXPECT_EQ(complaintOf(head + "    does: {}\n    registers: {function: 0}\n").find("m.yaml:5:"),
            0u);
  EXPECT_NE(complaintOf(head + "    does: {}\n    registers: {phase: exit}\n").find("'function'"),
            std::string::npos);
}

TEST(ModelTest, AnEntryNeedsNamesAndWhatItDoes) {
  EXPECT_NE(complaintOf("heaplight-models: 1\nfunctions:\n  - names: [f]\n").find("'does'"),
            std::string::npos);
  EXPECT_NE(complaintOf("heaplight-models: 1\nfunctions:\n  - does: {}\n").find("'names'"),
            std::string::npos);
}

TEST(ModelTest, WhatIsNoModelFileIsRefused) {
  EXPECT_NE(complaintOf("functions: []\n").find("heaplight-models"), std::string::npos);
  EXPECT_NE(complaintOf("heaplight-models: 2\n").find("version 1"), std::string::npos);
  EXPECT_EQ(complaintOf("heaplight-models: [\n").find("m.yaml:"), 0u);
  EXPECT_EQ(complaintOf("int main() { return 0; }\n").find("m.yaml:1:"), 0u);
  EXPECT_NE(complaintOf(""), "");
  EXPECT_EQ(complaintOf("heaplight-models: 1\n"), "");
}

TEST(ModelTest, ANameThatIsNoGlobIsRefused) {
  std::string complaint =
      complaintOf("heaplight-models: 1\nfunctions:\n  - {names: ['f['], does: {}}\n");
  EXPECT_NE(complaint.find("'f['"), std::string::npos) << complaint;
}

TEST(ModelTest, TheModelsThatShipAreSound) {
  Models models;
  llvm::Error error = models.readFolder(HEAPLIGHT_MODELS);
  ASSERT_FALSE(error) << llvm::toString(std::move(error));
  for (const char *symbol : {"malloc", "calloc", "_Znwm", "_ZnamSt11align_val_t", "strdup"})
    EXPECT_EQ(does(models, symbol), "allocate") << symbol;
  for (const char *symbol : {"free", "_ZdlPv", "_ZdlPvm", "_ZdaPv"})
    EXPECT_EQ(does(models, symbol), "deallocate") << symbol;
  for (const char *symbol : {"memcpy", "strlen", "memcmp"})
    EXPECT_EQ(does(models, symbol), "nothing") << symbol;
  EXPECT_EQ(models.find("realloc")->own.size(), 2u);
  EXPECT_EQ(models.find("abort")->returns, Returns::Never);
  EXPECT_EQ(models.find("exit")->returns, Returns::ProgramEnd);
  ASSERT_TRUE(models.find("__cxa_atexit")->registers);
  EXPECT_EQ(models.find("__cxa_atexit")->registers->phase, Phase::Exit);
  EXPECT_FALSE(models.find("qsort")->calls.empty());
}

TEST(ModelTest, ATextIsReadAsAFileOfItsName) {
  Models models;
  llvm::StringRef text = "heaplight-models: 1\nfunctions:\n  - names: [f]\n    does: {}\n";
  EXPECT_FALSE(llvm::errorToBool(models.readText(llvm::MemoryBufferRef(text, "m.yaml"))));
  ASSERT_TRUE(models.find("f"));
  EXPECT_TRUE(models.find("f")->fromUser);
  llvm::Error error = models.readText(llvm::MemoryBufferRef("heaplight-models: 2\n", "n.yaml"));
  EXPECT_EQ(llvm::toString(std::move(error)), "n.yaml: heaplight-models is 2, this program reads "
                                              "version 1; see docs/models.md");
}

} // namespace
} // namespace heaplight
