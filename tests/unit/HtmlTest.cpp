#include "show/Html.h"

#include "show/PageBundle.h"

#include "llvm/Support/Base64.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

std::string pageOf(const std::string &source) {
  ReportUnit unit;
  unit.source = source;
  unit.userFiles = {source};
  unit.texts[source] = std::make_shared<const std::vector<std::string>>(
      std::vector<std::string>{"</script><script>broken()</script>"});
  Report report;
  report.units.push_back(std::move(unit));
  std::string text;
  llvm::raw_string_ostream stream(text);
  showHtml({report, nullptr, {}, "1.2.3"}, stream);
  return text;
}

size_t countOf(const std::string &text, const std::string &part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

TEST(HtmlTest, ThePolicyLetsOnlyThePagesOwnScriptRun) {
  std::string page = pageOf("a.cpp");
  llvm::SHA256 hash;
  hash.update(pageScript());
  EXPECT_EQ(countOf(page, "script-src 'sha256-" + llvm::encodeBase64(hash.final()) + "';"), 1u);
  EXPECT_EQ(countOf(page, "default-src 'none'"), 1u);
  EXPECT_EQ(countOf(page, "unsafe-"), 0u);
}

TEST(HtmlTest, NothingOfTheSourceEndsAScript) {
  std::string page = pageOf("a.cpp");
  // The report, the program and one text.
  EXPECT_EQ(countOf(page, "</script"), 3u);
  EXPECT_EQ(countOf(page, "broken"), 0u);
}

TEST(HtmlTest, ANameIsNoMarkup) {
  std::string page = pageOf("<img src=x>.cpp");
  EXPECT_EQ(countOf(page, "<img"), 0u);
  EXPECT_EQ(countOf(page, "<title>&lt;img src=x&gt;.cpp"), 1u);
}

TEST(HtmlTest, TheProgramAndTheStyleEndWhereTheyShould) {
  EXPECT_FALSE(pageScript().contains_insensitive("</script"));
  EXPECT_FALSE(pageScript().contains("<!--"));
  EXPECT_FALSE(pageStyle().contains_insensitive("</style"));
  EXPECT_GT(pageScript().size(), 100000u);
}

} // namespace
} // namespace heaplight
