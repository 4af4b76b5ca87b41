// YAML text → its values, each with its place. Takes what people write by hand: one document of
// mappings, lists and scalars, without aliases and tags. Knows no keys and reads no files.
#pragma once

#include "judge/Finding.h"

namespace heaplight {

struct YamlValue {
  enum class Sort : uint8_t { Nothing, Scalar, List, Mapping };

  Sort sort = Sort::Nothing;
  FilePlace place;              ///< Of a scalar its first letter, inside the quotes.
  std::string text;             ///< Of a scalar, without quotes.
  bool verbatim = false;        ///< The text stands in the file letter by letter, on one line.
  std::vector<YamlValue> keys;  ///< Of a mapping; scalars, each text once.
  std::vector<YamlValue> items; ///< Of a list its items, of a mapping the values of its keys.

  /// Where the text's byte `offset` stands, or its start where that can't be said.
  FilePlace placeOf(size_t offset) const;
};

/// "PATH:LINE:COLUMN: MESSAGE", always one line; the middle of a very long one is left out.
llvm::Error wrongAt(const FilePlace &place, const llvm::Twine &message);

/// `path` is where `text` was read, as messages name it. A text without values is `Nothing`. Fails
/// as `wrongAt`.
llvm::Expected<YamlValue> parseYaml(const std::string &text, const std::string &path);

} // namespace heaplight
