// Words in a map, strings and growing vectors.
#include <map>
#include <string>
#include <vector>

static size_t words(int count) {
  std::map<std::string, int> seen;
  for (int i = 0; i < count; ++i)
    seen["a rather long key, number " + std::to_string(i * 7919 % 50000)] += i;
  return seen.size();
}

static size_t growth(int count) {
  size_t total = 0;
  for (int i = 0; i < count; ++i) {
    std::vector<int> numbers;
    for (int j = 0; j < 20; ++j)
      numbers.push_back(j);
    total += numbers.size();
  }
  return total;
}

int main() { return words(1'000'000) + growth(500'000) == 0; }
