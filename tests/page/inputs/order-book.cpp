#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

struct Order {
  int price;
  int size;
  std::string who;
};

class OrderBook {
public:
  void add(const Order &order);
  int best() const { return levels_.empty() ? 0 : levels_.begin()->first; }
  void onTrade(std::function<void(const Order &)> hook) { hook_ = std::move(hook); }
  void match();

private:
  std::map<int, std::deque<Order>> levels_;
  std::function<void(const Order &)> hook_;
};

std::vector<int> history;

void OrderBook::add(const Order &order) {
  auto [level, fresh] = levels_.try_emplace(order.price);
  level->second.push_back(order);
}

void OrderBook::match() {
  while (!levels_.empty()) {
    auto &front = levels_.begin()->second;
    for (Order &order : front)
      if (hook_)
        hook_(order);
    auto scratch = std::make_unique<int>(7);
    history.push_back(*scratch);
    std::string name = "order at " + std::to_string(front.size());
    if (name.size() > 100)
      throw name;
    levels_.erase(levels_.begin());
  }
}
