// What the bench takes for a unit with many small templates: most of the standard library's
// containers, each used in earnest.
#include <algorithm>
#include <any>
#include <array>
#include <cstddef>
#include <deque>
#include <forward_list>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <queue>
#include <set>
#include <span>
#include <sstream>
#include <stack>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

using Words = std::vector<std::string>;

Words split(std::string_view text) {
  Words words;
  std::istringstream stream{std::string(text)};
  for (std::string word; stream >> word;)
    words.push_back(std::move(word));
  return words;
}

std::map<std::string, std::size_t> frequencies(const Words &words) {
  std::unordered_map<std::string, std::size_t> counts;
  for (const std::string &word : words)
    ++counts[word];
  return {counts.begin(), counts.end()};
}

std::multimap<std::size_t, std::string, std::greater<>> ranking(const Words &words) {
  std::multimap<std::size_t, std::string, std::greater<>> ranks;
  for (const auto &[word, count] : frequencies(words))
    ranks.emplace(count, word);
  return ranks;
}

std::vector<int> reachable(const std::map<int, std::vector<int>> &graph, int start) {
  std::set<int> seen{start};
  std::deque<int> open{start};
  while (!open.empty()) {
    const int node = open.front();
    open.pop_front();
    if (auto found = graph.find(node); found != graph.end())
      for (int next : found->second)
        if (seen.insert(next).second)
          open.push_back(next);
  }
  return {seen.begin(), seen.end()};
}

using Edges = std::unordered_map<int, std::vector<std::pair<int, double>>>;

std::unordered_map<int, double> distances(const Edges &edges, int start) {
  using Entry = std::pair<double, int>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  std::unordered_map<int, double> known;
  open.emplace(0.0, start);
  while (!open.empty()) {
    auto [distance, node] = open.top();
    open.pop();
    if (!known.emplace(node, distance).second)
      continue;
    if (auto found = edges.find(node); found != edges.end())
      for (auto [next, weight] : found->second)
        open.emplace(distance + weight, next);
  }
  return known;
}

class RecentlyUsed {
public:
  explicit RecentlyUsed(std::size_t room) : room_(room) {}

  std::optional<std::string> find(int key) {
    auto found = index_.find(key);
    if (found == index_.end())
      return std::nullopt;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->second;
  }

  void put(int key, std::string value) {
    if (auto found = index_.find(key); found != index_.end())
      entries_.erase(found->second);
    entries_.emplace_front(key, std::move(value));
    index_[key] = entries_.begin();
    if (entries_.size() > room_) {
      index_.erase(entries_.back().first);
      entries_.pop_back();
    }
  }

private:
  using Entries = std::list<std::pair<int, std::string>>;

  std::size_t room_;
  Entries entries_;
  std::unordered_map<int, Entries::iterator> index_;
};

using Token = std::variant<double, char, std::string>;

std::optional<double> evaluate(std::span<const Token> tokens) {
  std::stack<double> values;
  for (const Token &token : tokens) {
    if (const auto *number = std::get_if<double>(&token)) {
      values.push(*number);
      continue;
    }
    const char *sign = std::get_if<char>(&token);
    if (!sign || values.size() < 2)
      return std::nullopt;
    const double right = values.top();
    values.pop();
    values.top() = *sign == '+' ? values.top() + right : values.top() * right;
  }
  return values.size() == 1 ? std::optional(values.top()) : std::nullopt;
}

struct Node {
  std::string name;
  std::vector<std::shared_ptr<Node>> children;
  std::weak_ptr<Node> parent;
};

std::shared_ptr<Node> addChild(const std::shared_ptr<Node> &parent, std::string name) {
  auto child = std::make_shared<Node>(Node{std::move(name), {}, parent});
  parent->children.push_back(child);
  return child;
}

void visit(const Node &node, const std::function<void(const Node &)> &visitor) {
  visitor(node);
  for (const auto &child : node.children)
    visit(*child, visitor);
}

std::string joined(const std::unordered_set<std::string> &words) {
  std::forward_list<std::string_view> sorted(words.begin(), words.end());
  sorted.sort();
  std::ostringstream out;
  for (std::string_view word : sorted)
    out << word << ' ';
  return out.str();
}

std::vector<bool> primesBelow(std::size_t limit) {
  std::vector<bool> prime(limit, true);
  for (std::size_t i = 2; i * i < limit; ++i)
    if (prime[i])
      for (std::size_t j = i * i; j < limit; j += i)
        prime[j] = false;
  return prime;
}

std::size_t describe(const std::map<std::string, std::any> &properties) {
  std::size_t total = 0;
  for (const auto &[name, value] : properties)
    if (const auto *text = std::any_cast<std::string>(&value))
      total += name.size() + text->size();
  return total;
}

int main(int argc, char **argv) {
  Words arguments(argv, argv + argc);
  std::sort(arguments.begin(), arguments.end());
  const std::string text = std::accumulate(arguments.begin(), arguments.end(), std::string());
  RecentlyUsed cache(3);
  cache.put(argc, text);
  auto root = std::make_shared<Node>(Node{"root", {}, {}});
  addChild(addChild(root, "left"), text);
  std::size_t names = 0;
  visit(*root, [&names](const Node &node) { names += node.name.size(); });
  const std::array<Token, 3> sum{1.0, 2.0, '+'};
  const auto primes = primesBelow(100 + names);
  return static_cast<int>(
      ranking(split(text)).size() + reachable({{0, {1}}, {1, {2}}}, 0).size() +
      distances({{0, {{1, 0.5}}}}, 0).size() + cache.find(argc).value_or("").size() +
      joined({arguments.begin(), arguments.end()}).size() +
      describe({{"text", text}, {"count", argc}}) + static_cast<std::size_t>(*evaluate(sum)) +
      static_cast<std::size_t>(std::count(primes.begin(), primes.end(), true)));
}
