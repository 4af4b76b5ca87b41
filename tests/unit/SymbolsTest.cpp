#include "read/Symbols.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

TEST(SymbolsTest, NamesAreReadable) {
  EXPECT_EQ(readableSymbol("_ZN3app4mainEi"), "app::main(int)");
  EXPECT_EQ(readableSymbol("_ZN3app4main17h0123456789abcdefE"), "app::main") << "Rust's hash";
  EXPECT_EQ(readableSymbol("malloc"), "malloc");
}

} // namespace
} // namespace heaplight
