#include "read/machine/MachineFlow.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using C = Certainty;

MachineBlock plain(llvm::SmallVector<uint32_t, 2> next) {
  MachineBlock block;
  block.next = std::move(next);
  return block;
}
MachineBlock calling(llvm::StringRef name, llvm::SmallVector<uint32_t, 2> next) {
  MachineBlock block = plain(std::move(next));
  block.calls = true;
  block.target.external = name;
  return block;
}
MachineBlock leaving() {
  MachineBlock block;
  block.returns = true;
  return block;
}
bool allButStop(const MachineTarget &target) { return target.external != "stop"; }

std::vector<C> of(const MachineFunction &function) { return certainties(function, allButStop); }

TEST(MachineFlowTest, WhatEveryWayBackPassesIsAlways) {
  MachineFunction function;
  function.blocks = {plain({1, 2}), calling("a", {3}), calling("b", {3}), calling("c", {4}),
                     leaving()};
  EXPECT_EQ(of(function),
            (std::vector<C>{C::Always, C::Sometimes, C::Sometimes, C::Always, C::Always}));
  EXPECT_TRUE(comesBack(function, allButStop));
}

TEST(MachineFlowTest, AWayThatNeverComesBackIsExceptionalAndCountsForNothing) {
  MachineFunction function;
  function.blocks = {plain({1, 3}), calling("warn", {2}), calling("stop", {3}), calling("a", {4}),
                     leaving()};
  EXPECT_EQ(of(function),
            (std::vector<C>{C::Always, C::Exceptional, C::Exceptional, C::Always, C::Always}));
}

TEST(MachineFlowTest, ALoopWithoutEndIsNotExceptional) {
  MachineFunction function;
  function.blocks = {calling("a", {0})};
  EXPECT_EQ(of(function), std::vector<C>{C::Sometimes});
  EXPECT_FALSE(comesBack(function, allButStop));
}

TEST(MachineFlowTest, ALandingPadIsExceptionalButMayLeadBack) {
  MachineFunction function;
  function.blocks = {calling("stop", {}), calling("cleanup", {2}), leaving()};
  function.blocks[0].pad = 1;
  EXPECT_EQ(of(function), (std::vector<C>{C::Exceptional, C::Exceptional, C::Exceptional}));
  EXPECT_TRUE(comesBack(function, allButStop));
  function.blocks[0].pad = MachineBlock::none;
  EXPECT_FALSE(comesBack(function, allButStop));
}

TEST(MachineFlowTest, AnOpenFunctionReachesAllItsBlocksAndNothingForSure) {
  MachineFunction function;
  function.open = true;
  function.blocks = {leaving(), calling("a", {2}), leaving()};
  EXPECT_EQ(of(function), (std::vector<C>{C::Sometimes, C::Sometimes, C::Sometimes}));
}

} // namespace
} // namespace heaplight
