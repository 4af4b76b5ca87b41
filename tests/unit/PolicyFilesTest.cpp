#include "judge/PolicyFiles.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Texts = std::map<std::string, std::string>;

struct Found {
  std::vector<PolicyFile> files;
  std::vector<std::string> asked;
  std::string wrong;
};

Found lookAbove(const std::string &source, const std::string &folder, const Texts &texts) {
  Found found;
  auto reader = [&](const std::string &path) -> llvm::Expected<std::optional<std::string>> {
    found.asked.push_back(path);
    auto text = texts.find(path);
    if (text == texts.end())
      return std::nullopt;
    if (text->second == "folder")
      return llvm::createStringError(path + ": is a folder");
    return text->second;
  };
  llvm::Expected<std::vector<PolicyFile>> files = policiesFor(source, folder, reader);
  if (files)
    found.files = std::move(*files);
  else
    found.wrong = llvm::toString(files.takeError());
  return found;
}

std::string pathsOf(const Found &found) {
  std::string paths = found.wrong;
  for (const PolicyFile &file : found.files)
    paths += file.path + " ";
  return paths;
}

TEST(PolicyFilesTest, FoldersAreAskedFromTheSourceUp) {
  EXPECT_EQ(
      lookAbove("src/rt/a.cpp", "/home/me", {}).asked,
      (std::vector<std::string>{"src/rt/.heaplight.yaml", "src/.heaplight.yaml", ".heaplight.yaml",
                                "/home/.heaplight.yaml", "/.heaplight.yaml"}));
  EXPECT_EQ(
      lookAbove("/home/me/a.cpp", "/home/me/", {}).asked,
      (std::vector<std::string>{".heaplight.yaml", "/home/.heaplight.yaml", "/.heaplight.yaml"}));
  EXPECT_EQ(lookAbove("/home/meg/a.cpp", "/home/me", {}).asked,
            (std::vector<std::string>{"/home/meg/.heaplight.yaml", "/home/.heaplight.yaml",
                                      "/.heaplight.yaml"}));
  EXPECT_EQ(lookAbove("../me/./b/../a.cpp", "/home/me", {}).asked.front(), ".heaplight.yaml");
  EXPECT_EQ(lookAbove("a.cpp", "/", {}).asked, std::vector<std::string>{".heaplight.yaml"});
}

TEST(PolicyFilesTest, TheNearestCountsAndInheritsOnlyWhereItSaysSo) {
  Texts texts{{"src/.heaplight.yaml", "InheritParentConfig: true"},
              {".heaplight.yaml", ""},
              {"/home/.heaplight.yaml", "Rules: '*'"}};
  EXPECT_EQ(pathsOf(lookAbove("src/rt/a.cpp", "/home/me", texts)),
            "src/.heaplight.yaml .heaplight.yaml ");
  EXPECT_EQ(pathsOf(lookAbove("b.cpp", "/home/me", texts)), ".heaplight.yaml ");
  texts[".heaplight.yaml"] = "InheritParentConfig: true";
  EXPECT_EQ(pathsOf(lookAbove("src/a.cpp", "/home/me", texts)),
            "src/.heaplight.yaml .heaplight.yaml /home/.heaplight.yaml ");
}

TEST(PolicyFilesTest, PathsStartFromThePolicysFolderWhereverThatLies) {
  std::string text = "InheritParentConfig: true\nContracts: [{functions: f}]";
  Found found = lookAbove("src/a.cpp", "/home/me",
                          {{"src/.heaplight.yaml", text},
                           {".heaplight.yaml", text},
                           {"/home/.heaplight.yaml", text},
                           {"/.heaplight.yaml", text}});
  ASSERT_EQ(found.files.size(), 4u) << found.wrong;
  const char *expected[][2] = {{"src", ""}, {"", ""}, {"/home", "me/"}, {"/", "home/me/"}};
  for (size_t at = 0; at < 4; ++at) {
    EXPECT_EQ(found.files[at].contracts.at(0).folder, expected[at][0]);
    EXPECT_EQ(found.files[at].contracts.at(0).prefix, expected[at][1]);
  }
  found = lookAbove("/srv/a.cpp", "/home/me", {{"/srv/.heaplight.yaml", text}});
  ASSERT_EQ(found.files.size(), 1u);
  EXPECT_EQ(found.files[0].contracts.at(0).folder, "/srv");
  EXPECT_EQ(found.files[0].contracts.at(0).prefix, "");
}

TEST(PolicyFilesTest, WhatCannotBeReadOrIsWrongEndsIt) {
  EXPECT_EQ(pathsOf(lookAbove("src/a.cpp", "/home/me", {{"src/.heaplight.yaml", "folder"}})),
            "src/.heaplight.yaml: is a folder");
  EXPECT_EQ(pathsOf(lookAbove("src/a.cpp", "/home/me",
                              {{"src/.heaplight.yaml", "InheritParentConfig: true"},
                               {".heaplight.yaml", "Rulez: '*'"}})),
            ".heaplight.yaml:1:1: unknown key 'Rulez'; did you mean 'Rules'?");
}

} // namespace
} // namespace heaplight
