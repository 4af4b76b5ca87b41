#include "show/Html.h"

#include "show/JsonWriter.h"
#include "show/PageBundle.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"

#include <zlib.h>

namespace heaplight {
namespace {

std::string hashOf(llvm::StringRef text) {
  llvm::SHA256 hash;
  hash.update(text);
  return llvm::encodeBase64(hash.final());
}

/// As DecompressionStream's "deflate" reads it, in letters that mean nothing in HTML.
std::string packed(const std::string &bytes) {
  uLongf size = compressBound(bytes.size());
  std::string compressed(size, '\0');
  // With room enough and a level that exists nothing but memory can be short.
  if (compress2(reinterpret_cast<Bytef *>(compressed.data()), &size,
                reinterpret_cast<const Bytef *>(bytes.data()), bytes.size(),
                Z_BEST_COMPRESSION) != Z_OK)
    llvm::report_bad_alloc_error("the page's data can't be compressed");
  compressed.resize(size);
  return llvm::encodeBase64(compressed);
}

std::string escaped(llvm::StringRef text) {
  std::string safe;
  llvm::raw_string_ostream stream(safe);
  llvm::printHTMLEscaped(text, stream);
  return safe;
}

std::string titleOf(const PageInput &input) {
  std::string title = input.findings ? "Findings" : "Heap";
  if (!input.report.units.empty())
    title = input.report.units.front().source;
  if (input.report.units.size() > 1)
    title += " and " + std::to_string(input.report.units.size() - 1) + " more";
  return utf8Of(title) + " · Heaplight";
}

} // namespace

void showHtml(const PageInput &input, llvm::raw_ostream &stream) {
  std::vector<std::pair<std::string, std::string>> blocks;
  std::string everything;
  for (PageChunk &chunk : pageChunks(input)) {
    blocks.emplace_back(std::move(chunk.name), packed(chunk.bytes));
    everything += blocks.back().second;
  }
  // The editor adds style of its own. What allows it hangs on all of the data, so that nothing in
  // the data can name it.
  std::string nonce = hashOf(everything);
  stream << "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         << "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src "
            "'sha256-"
         << hashOf(pageScript()) << "'; style-src 'sha256-" << hashOf(pageStyle()) << "' 'nonce-"
         << nonce << "'; base-uri 'none'; form-action 'none'\">\n"
         << "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         << "<meta name=\"color-scheme\" content=\"light dark\">\n"
         << "<meta name=\"referrer\" content=\"no-referrer\">\n"
         << "<title>" << escaped(titleOf(input)) << "</title>\n"
         << "<style>" << pageStyle() << "</style>\n</head>\n<body data-nonce=\"" << nonce
         << "\">\n<noscript>This page shows its report by a script that it holds itself; allow it "
            "to run.</noscript>\n";
  for (const auto &[name, text] : llvm::ArrayRef(blocks).take_front(1))
    stream << "<script type=\"application/octet-stream\" data-chunk=\"" << name << "\">" << text
           << "</script>\n";
  // It begins before the rest, which may be large, is there.
  stream << "<script>" << pageScript() << "</script>\n";
  for (const auto &[name, text] : llvm::ArrayRef(blocks).drop_front(1))
    stream << "<script type=\"application/octet-stream\" data-chunk=\"" << name << "\">" << text
           << "</script>\n";
  stream << "</body>\n</html>\n";
}

} // namespace heaplight
