#pragma once
#include <vector>

struct Pool {
  std::vector<int> slots;
  void take(int slot) { slots.push_back(slot); }
};
