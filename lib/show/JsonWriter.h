// values → JSON, whatever bytes they hold. Knows no form of any report.
#pragma once

#include "llvm/Support/JSON.h"

#include <string>

namespace heaplight {

/// A symbol or a path may hold any bytes; JSON holds UTF-8 alone.
inline std::string utf8Of(llvm::StringRef text) {
  return llvm::json::isUTF8(text) ? text.str() : llvm::json::fixUTF8(text);
}

/// llvm::json::OStream with words for what reports are made of.
class JsonWriter : public llvm::json::OStream {
public:
  using OStream::OStream;

  void text(llvm::StringRef key, llvm::StringRef value) { attribute(key, utf8Of(value)); }
  void textIfAny(llvm::StringRef key, llvm::StringRef value) {
    if (!value.empty())
      text(key, value);
  }
  void numberIfAny(llvm::StringRef key, uint64_t value) {
    if (value)
      attribute(key, value);
  }

  /// An array of objects, `each` writing what one of them holds.
  template <typename Values, typename Each>
  void objects(llvm::StringRef key, const Values &values, Each each) {
    attributeArray(key, [&] {
      for (const auto &value : values)
        object([&] { each(value); });
    });
  }
  template <typename Values, typename Each>
  void objectsIfAny(llvm::StringRef key, const Values &values, Each each) {
    if (!values.empty())
      objects(key, values, each);
  }
};

} // namespace heaplight
