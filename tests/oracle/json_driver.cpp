// A program of real size for the oracle: it reads an order book as JSON, edits it, writes it, and
// meets broken input on the way. Takes no arguments; exits with 0 when all went as it should.
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using nlohmann::json;

namespace {

constexpr const char *bookText = R"({
  "market": "a market with a name that fits into no small string",
  "orders": [
    {"id": 1, "side": "buy", "price": 101.5, "tags": ["patient", "hidden"]},
    {"id": 2, "side": "sell", "price": 103.25, "tags": []},
    {"id": 3, "side": "sell", "price": 104, "note": "kept for \u00e9t\u00e9"}
  ]
})";

struct Order {
  int id;
  double price;
  std::vector<std::string> tags;
};

class Book {
public:
  explicit Book(std::string market) : market_(std::move(market)) {}

  void add(const std::string &side, Order order) {
    auto &orders = sides_[side];
    orders.push_back(std::make_unique<Order>(std::move(order)));
  }

  bool remove(int id) {
    for (auto &[side, orders] : sides_) {
      auto erased = std::erase_if(orders, [id](const auto &order) { return order->id == id; });
      if (erased > 0)
        return true;
    }
    return false;
  }

  json asJson() const {
    json result = {{"market", market_}, {"sides", json::object()}};
    for (const auto &[side, orders] : sides_) {
      json &list = result["sides"][side];
      list = json::array();
      for (const auto &order : orders)
        list.push_back({{"id", order->id}, {"price", order->price}, {"tags", order->tags}});
    }
    return result;
  }

private:
  std::string market_;
  std::map<std::string, std::vector<std::unique_ptr<Order>>> sides_;
};

std::optional<json> parsed(const std::string &text) {
  try {
    return json::parse(text);
  } catch (const json::parse_error &error) {
    std::fprintf(stderr, "not JSON, as expected: %s\n", error.what());
    return std::nullopt;
  }
}

Book bookOf(const json &document) {
  Book book(document.at("market").get<std::string>());
  for (const json &order : document.at("orders")) {
    auto tags = order.value("tags", std::vector<std::string>{});
    book.add(order.at("side").get<std::string>(),
             {order.at("id").get<int>(), order.at("price").get<double>(), std::move(tags)});
  }
  return book;
}

void edit(json &document) {
  json &orders = document["orders"];
  orders[0]["price"] = 102.75;
  orders[1]["tags"].push_back("a tag that is longer than a small string holds");
  orders.erase(2);
  orders.push_back({{"id", 4}, {"side", "buy"}, {"price", 99}});
  document["seen"] = {{"count", orders.size()}, {"complete", true}};
}

bool hasMissingKey(const json &document) {
  try {
    return document.at("no such key").is_null();
  } catch (const json::out_of_range &) {
    return true;
  }
}

} // namespace

int main() {
  std::optional<json> document = parsed(bookText);
  if (!document || parsed("{\"orders\": [1, 2"))
    return 1;
  edit(*document);
  Book book = bookOf(*document);
  if (!book.remove(2) || book.remove(77) || !hasMissingKey(*document))
    return 1;
  const std::string text = book.asJson().dump(2);
  std::puts(text.c_str());
  const json again = json::parse(text);
  const json patch = json::diff(again, *document);
  return again.patch(patch) == *document ? 0 : 1;
}
