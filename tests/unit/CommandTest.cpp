#include "read/Command.h"

#include "Folder.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Words = std::vector<std::string>;

class CommandTest : public testing::Test {
protected:
  CommandTest() { request.file = folder.write("a.cpp", "int a;\n"); }

  /// The command for the request; one that fails fails the test.
  Command find() {
    llvm::Expected<Command> command = findCommand(request);
    if (command)
      return *command;
    ADD_FAILURE() << llvm::toString(command.takeError());
    return {};
  }
  /// Its flags: without the compiler's name and the file, `-D X` and the like written as one.
  Words flags() {
    Words arguments = find().arguments, found;
    for (size_t index = 1; index + 1 < arguments.size(); ++index)
      if (arguments[index] == "--driver-mode=g++")
        continue; // Told by the compiler's name.
      else if (index > 1 && arguments[index - 1].size() == 2 && arguments[index][0] != '-')
        found.back() += arguments[index];
      else
        found.push_back(arguments[index]);
    return found;
  }
  /// Why there is none; "" where there is one.
  std::string complaint() {
    llvm::Expected<Command> command = findCommand(request);
    return command ? "" : llvm::toString(command.takeError());
  }
  bool complainsOf(const std::string &words) {
    return complaint().find(words) != std::string::npos;
  }
  /// A database in which `file` is compiled by `command`.
  std::string database(const std::string &command, const std::string &file = "a.cpp") {
    return folder.write("compile_commands.json", "[{\"directory\": \"" + folder.path() +
                                                     "\", \"command\": \"" + command +
                                                     "\", \"file\": \"" + file + "\"}]");
  }

  test::Folder folder;
  CommandRequest request;
};

TEST_F(CommandTest, WithoutFlagsAndDatabaseTheEndingTells) {
  EXPECT_EQ(flags(), (Words{"-O2", "-std=c++20"}));
  EXPECT_EQ(find().arguments.front(), "clang++");
  EXPECT_EQ(find().arguments[1], "--driver-mode=g++");
  request.file = folder.write("a.c", "int a;\n");
  EXPECT_EQ(flags(), (Words{"-O2", "-std=gnu17"}));
  EXPECT_EQ(find().arguments.front(), "clang");
}

TEST_F(CommandTest, FlagsFromTheCommandLineComeBeforeADatabase) {
  database("c++ -O1 -c a.cpp");
  request.flags = Words{"-O3", "-DX=1", "-I", "inc"};
  EXPECT_EQ(flags(), (Words{"-O3", "-DX=1", "-Iinc"}));
}

TEST_F(CommandTest, ADatabaseAboveTheFileIsFound) {
  database("c++ -O1 -DX -c sub/b.cpp", "sub/b.cpp");
  request.file = folder.write("sub/b.cpp", "int b;\n");
  Command command = find();
  EXPECT_EQ(command.arguments.front(), "c++");
  EXPECT_EQ(flags(), (Words{"-O1", "-DX"}));
  EXPECT_EQ(command.directory, folder.path());
  EXPECT_EQ(command.arguments.back(), "sub/b.cpp"); // As the build names it.
  EXPECT_TRUE(command.notes.empty());
}

TEST_F(CommandTest, ADatabaseIsReadFromTheFolderThatIsNamed) {
  std::string file = folder.write("build/compile_commands.json",
                                  "[{\"directory\": \"" + folder.path() +
                                      "\", \"arguments\": "
                                      "[\"c++\", \"-O0\", \"a.cpp\"], \"file\": \"a.cpp\"}]");
  request.buildFolder = folder.path("build");
  EXPECT_EQ(flags(), Words{"-O0"});
  request.buildFolder = file;
  EXPECT_EQ(flags(), Words{"-O0"});
}

TEST_F(CommandTest, PlainFlagsInAFileAreADatabaseToo) {
  folder.write("compile_flags.txt", "-O1\n-DFLAT\n");
  EXPECT_EQ(flags(), (Words{"-O1", "-DFLAT"}));
}

TEST_F(CommandTest, AFolderWithoutADatabaseIsAFault) {
  request.buildFolder = folder.path("none");
  EXPECT_TRUE(complainsOf(folder.path("none") + ": no compile_commands.json"));
  request.buildFolder.clear();
  EXPECT_EQ(complaint(), ""); // Where none is asked for, none is needed.
}

TEST_F(CommandTest, AnEmptyDatabaseIsAFault) {
  folder.write("compile_commands.json", "[]");
  EXPECT_TRUE(complainsOf("compile_commands.json: holds no compile command"));
}

TEST_F(CommandTest, ABrokenDatabaseIsAFault) {
  folder.write("compile_commands.json", "[{\"directory\"");
  EXPECT_TRUE(complainsOf("compile_commands.json: is no compile database")) << complaint();
  EXPECT_EQ(complaint().find('\n'), std::string::npos) << complaint();
}

TEST_F(CommandTest, ABrokenDatabaseIsToldByTheFaultAlone) {
  folder.write("compile_commands.json", "[{\"directory\"");
  testing::internal::CaptureStderr();
  EXPECT_NE(complaint(), "");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(CommandTest, AFileThatIsNotInTheDatabaseGetsANeighboursFlagsWithANote) {
  folder.write("other.cpp", "int o;\n");
  database("c++ -O1 -DNEAR -c other.cpp", "other.cpp");
  Command command = find();
  EXPECT_EQ(flags(), (Words{"-O1", "-DNEAR"}));
  ASSERT_EQ(command.notes.size(), 1u);
  EXPECT_NE(command.notes[0].find("a.cpp is not in"), std::string::npos);
  EXPECT_NE(command.notes[0].find("other.cpp"), std::string::npos) << command.notes[0];
}

TEST_F(CommandTest, WhatSaysWhereOutputGoesIsDropped) {
  request.flags =
      Words{"-c", "-o",    "a.o",   "-MD",        "-MF",         "a.d", "-MT",
            "x",  "-flto", "-pipe", "-emit-llvm", "-save-temps", "-O2", "-fno-exceptions"};
  EXPECT_EQ(flags(), (Words{"-O2", "-fno-exceptions"}));
}

TEST_F(CommandTest, WhatTheLinkerIsToldStaysAFlag) {
  request.flags = Words{"-Wl,--as-needed", "-Xlinker", "-Bstatic", "-lz", "-L/x", "-pthread"};
  EXPECT_EQ(flags(), (Words{"-Wl,--as-needed", "-Xlinker", "-Bstatic", "-lz", "-L/x", "-pthread"}));
}

TEST_F(CommandTest, OtherInputsOfADatabasesCommandAreDropped) {
  database("c++ -O2 b.cpp lib.a -DX a.cpp");
  EXPECT_EQ(flags(), (Words{"-O2", "-DX"}));
}

TEST_F(CommandTest, AnUnknownFlagOnTheCommandLineIsAFault) {
  request.flags = Words{"-O2", "-fno-such-thing-at-all"};
  EXPECT_TRUE(complainsOf("clang does not know the flag '-fno-such-thing-at-all'"));
  request.flags = Words{"-O2", "-fno-exceptions"};
  EXPECT_EQ(complaint(), "");
}

TEST_F(CommandTest, AnUnknownFlagInADatabaseIsLeftOutWithANote) {
  database("g++ -O2 -fno-such-thing-at-all -DX -c a.cpp");
  EXPECT_EQ(flags(), (Words{"-O2", "-DX"}));
  Command command = find();
  ASSERT_EQ(command.notes.size(), 1u);
  EXPECT_NE(command.notes[0].find("-fno-such-thing-at-all"), std::string::npos);
}

TEST_F(CommandTest, AWholeCommandOnTheCommandLineIsOneOfABuilds) {
  request.flags =
      Words{"/usr/bin/g++", "-DA", "-MD", "-MF", "a.d", "-o", "a.o", "-c", request.file};
  EXPECT_EQ(flags(), (Words{"-DA"}));
  EXPECT_EQ(find().arguments.front(), "/usr/bin/g++");
  EXPECT_EQ(find().arguments.back(), request.file);
  request.flags->push_back("-fnonsense");
  EXPECT_EQ(flags(), (Words{"-DA"}));
  ASSERT_EQ(find().notes.size(), 1u);
  EXPECT_NE(find().notes[0].find("-fnonsense"), std::string::npos);
}

TEST_F(CommandTest, AWholeCommandMaySpellTheFileInAnotherWay) {
  request.flags = Words{"c++-12.2", "-DA", "-c", folder.path() + "/./a.cpp"};
  EXPECT_EQ(flags(), (Words{"-DA"}));
}

TEST_F(CommandTest, TheLanguageOfAWholeCommandIsItsCompilers) {
  request.file = folder.write("a.c", "int a;\n");
  request.flags = Words{"/usr/bin/cc", "-c", request.file};
  EXPECT_EQ(find().arguments, (Words{"/usr/bin/cc", request.file}));
}

TEST_F(CommandTest, WhatIsNoWholeCommandIsAFault) {
  for (const Words &words :
       {Words{"O2"}, Words{"O2", "-DA"}, Words{"c++", "-DA", "b.cpp"}, Words{"b.cpp", "a.cpp"},
        Words{request.file, request.file}, Words{"a.o", request.file}, Words{"", request.file}}) {
    request.flags = words;
    EXPECT_TRUE(complainsOf("stands among the flags")) << testing::PrintToString(words);
  }
}

TEST_F(CommandTest, AFlagThatLacksItsValueIsAFault) {
  request.flags = Words{"-O2", "-I"};
  EXPECT_TRUE(complainsOf("'-I' wants a value"));
}

TEST_F(CommandTest, ExtraArgumentsStandBeforeAndBehindTheFlags) {
  request.flags = Words{"-O1"};
  request.extraBefore = {"-DFIRST"};
  request.extraAfter = {"-O3"};
  request.target = "aarch64-linux-gnu";
  EXPECT_EQ(flags(), (Words{"-DFIRST", "-O1", "-O3", "--target=aarch64-linux-gnu"}));
}

TEST_F(CommandTest, AHeaderIsCompiledAsTheCodeItHolds) {
  request.file = folder.write("a.h", "inline int a;\n");
  EXPECT_EQ(flags().back(), "-xc++");
  request.flags = Words{"-xc"};
  EXPECT_EQ(flags(), Words{"-xc"});
  request.file = folder.path("a.cpp");
  request.flags = Words{"-O1"};
  EXPECT_EQ(flags(), Words{"-O1"});
}

TEST_F(CommandTest, FlagsInAResponseFileOfADatabaseCount) {
  folder.write("flags.rsp", "-DFROM_FILE");
  database("c++ -O1 @flags.rsp -c a.cpp");
  EXPECT_EQ(flags(), (Words{"-O1", "-DFROM_FILE"}));
}

TEST_F(CommandTest, ResponseFilesOfADatabaseLieWhereTheCommandRuns) {
  folder.write("build/flags.rsp", "-DFROM_FILE");
  folder.write(
      "build/compile_commands.json",
      R"([{"directory": ".", "command": "c++ @flags.rsp -c ../a.cpp", "file": "../a.cpp"}])");
  request.buildFolder = folder.path("build");
  EXPECT_EQ(flags(), Words{"-DFROM_FILE"});
}

TEST_F(CommandTest, OfSeveralWaysToCompileAFileTheFirstCountsWithANote) {
  auto write = [&](const std::string &first, const std::string &second) {
    std::string entry = "{\"directory\": \"" + folder.path() + "\", \"file\": \"a.cpp\", ";
    folder.write("compile_commands.json", "[" + entry + "\"command\": \"" + first + "\"}, " +
                                              entry + "\"command\": \"" + second + "\"}]");
  };
  write("c++ -O1 -c a.cpp -o one.o", "c++ -O1 -fPIC -c a.cpp -o two.o");
  EXPECT_EQ(flags(), Words{"-O1"});
  ASSERT_EQ(find().notes.size(), 1u);
  EXPECT_NE(find().notes[0].find("a.cpp: stands 2 times in "), std::string::npos);
  write("c++ -O1 -c a.cpp -o one.o", "c++ -O1 -c a.cpp -o two.o");
  EXPECT_EQ(find().notes, Words{}); // The code is the same.
}

TEST_F(CommandTest, ADatabaseIsReadOnceForAllFiles) {
  database("c++ -O1 -c a.cpp");
  Databases databases;
  auto optimization = [&] {
    llvm::Expected<Command> command = findCommand(request, databases);
    return command ? command->arguments[2] : llvm::toString(command.takeError());
  };
  EXPECT_EQ(optimization(), "-O1");
  database("c++ -O3 -c a.cpp");
  EXPECT_EQ(optimization(), "-O1");
}

TEST_F(CommandTest, WhatIsNoReadableSourceIsAFaultThatSaysWhy) {
  request.file = folder.path("none.cpp");
  EXPECT_TRUE(complainsOf("none.cpp: No such file"));
  request.file = folder.path();
  EXPECT_TRUE(complainsOf("is a directory"));
  request.file = folder.write("empty.cpp", " \n\t\n");
  EXPECT_TRUE(complainsOf("empty.cpp: is empty"));
  request.file = "/dev/null";
  EXPECT_TRUE(complainsOf("is not a regular file"));
}

TEST_F(CommandTest, MessagesNameTheFileAsItWasGiven) {
  folder.write("sub/b.cpp", "int b;\n");
  database("c++ -c a.cpp");
  request.file = folder.path() + "/sub/../a.cpp";
  EXPECT_EQ(find().file, request.file);
  EXPECT_TRUE(find().notes.empty()); // The database holds the very same file.
}

} // namespace
} // namespace heaplight
