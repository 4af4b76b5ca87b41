// What tests of report/ begin with: one unit, written by hand.
#pragma once

#include "Build.h"
#include "report/Report.h"

#include <gtest/gtest.h>

namespace heaplight::test {

/// A unit, source user.cpp, of which both stages are `code` as it stands when they are taken.
class OneUnitTest : public testing::Test {
protected:
  OneUnitTest() {
    code.addHeap();
    unit.source = "user.cpp";
  }

  /// What is in lib.h is the system's; what has no other readable name is "f()".
  Unit take() {
    if (unit.written.functions.empty())
      unit.written = code.summary(Stage::Written);
    unit.built = code.summary(Stage::Built);
    unit.systemFiles = {code.id("lib.h")};
    unit.destructors = code.destructors;
    unit.subjects = code.subjects;
    for (const Function &function : unit.written.functions)
      unit.readable.try_emplace(function.symbol, code.id(code.names.text(function.symbol) + "()"));
    unit.names = std::move(code.names);
    return std::move(unit);
  }

  Code code;
  Unit unit;
  ReportOptions options;
  const At f3{"f", "user.cpp", 3};
};

} // namespace heaplight::test
