// Makes a JSON document, and writes and parses it many times: small blocks, deep stacks.
#include <nlohmann/json.hpp>

using nlohmann::json;

int main() {
  json document = json::array();
  for (int i = 0; i < 3000; ++i)
    document.push_back({{"id", i},
                        {"name", "some longer name of a thing " + std::to_string(i)},
                        {"tags", {"alpha", "beta", "gamma"}},
                        {"position", {{"x", i * 0.5}, {"y", i * 0.25}}}});
  std::string text = document.dump();
  size_t total = 0;
  for (int i = 0; i < 40; ++i) {
    json parsed = json::parse(text);
    total += parsed.size() + parsed.dump().size();
  }
  return total == 0;
}
