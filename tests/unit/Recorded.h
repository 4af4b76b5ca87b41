// A small recording, whose sums are known by heart.
#pragma once

#include "Linted.h"
#include "report/RunReport.h"

namespace heaplight::test {

/// A server that parses in main and in a worker, was helped to its start by the loader, and writes
/// a log at its end. What it makes while it parses it mostly frees.
inline RecordedProcess serverProcess() {
  RecordedProcess server;
  server.pid = 4711;
  server.program = "server";
  server.arguments = {"./server", "-v"};
  server.frames = {
      {"main", "src/main.cpp", 10, 3, false, "server", 0x100},
      {"parse(int)", "src/parse.cpp", 77, 5, false, "server", 0x200},
      {"std::string::string()", "/usr/include/c++/12/string", 500, 1, true, "server", 0x200},
      {"", "", 0, 0, false, "/lib/libc.so.6", 0x300},
      {"call_init", "", 0, 0, false, "/lib64/ld-linux.so.2", 0x400},
  };
  server.stacks = {
      {{3, 4}, RunPhase::BeforeMain, 0, {1, 72704, 0, 0, 1, 72704}},
      {{2, 1, 0}, RunPhase::Main, 0, {1000, 32000, 900, 28800, 100, 3200}},
      {{2, 1}, RunPhase::Main, 1, {500, 16000, 500, 16000, 0, 0}},
      {{3, 0}, RunPhase::AfterMain, 0, {2, 1024, 2, 1024, 0, 0}},
  };
  server.threads = {{"server"}, {"worker"}};
  server.peakBytes = 80000;
  return server;
}

/// One that the server started.
inline RecordedProcess childProcess() {
  RecordedProcess child;
  child.pid = 4712;
  child.program = "/bin/sh";
  child.arguments = {"sh", "-c", "date"};
  child.frames = {{"", "", 0, 0, false, "/bin/sh", 0x10}};
  child.stacks = {{{0}, RunPhase::Main, 0, {7, 70, 7, 70, 0, 0}}};
  child.threads = {{"sh"}};
  child.peakBytes = 90000;
  child.missed = 1;
  return child;
}

inline RunRequest serverRequest() {
  return {"./server", {"./server", "-v"}, {}, "/home/me/work", 10};
}

inline RunReport serverReport() { return makeRunReport({{serverProcess()}}, serverRequest()); }

} // namespace heaplight::test
