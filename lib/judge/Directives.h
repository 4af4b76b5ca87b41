// a comment's text → the suppressions that stand in it: clang-tidy's NOLINT of any form, and
// `heaplight: allow(…)`. Knows no rules and no lines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heaplight {

/// One of the names that stand in parentheses; blanks around it are left out.
struct DirectiveName {
  std::string text;
  bool isNegative = false; ///< A `-` stands before it, which `text` holds; it silences nothing.

  friend bool operator==(const DirectiveName &, const DirectiveName &) = default;
};

struct Directive {
  enum class Form : uint8_t { Line, NextLine, Begin, End, Allow };

  Form form = Form::Line;
  size_t at = 0;       ///< Bytes of the text before it.
  size_t length = 0;   ///< With its parentheses.
  size_t namesAt = 0;  ///< Behind "("; 0 where there are no names.
  size_t namesEnd = 0; ///< Before ")".
  std::vector<DirectiveName> names;
  /// The names with a comma between them: those of a BEGIN and its END are the same to the letter.
  /// Nothing where there are no parentheses, which is not the same as empty ones.
  std::optional<std::string> list;
  size_t reasonAt = 0; ///< Where what is said about it begins, its colons and dashes left out.
  size_t reasonEnd = 0;
  /// A colon or a dash ties the reason to it, or the form does; else it may be about anything.
  bool ownsReason = false;

  friend bool operator==(const Directive &, const Directive &) = default;
};

/// In order; none overlaps another. As clang-tidy reads them: no blank before the parentheses,
/// which end in the same line; letters that follow NOLINT must make one of its forms.
std::vector<Directive> directivesIn(std::string_view text);

} // namespace heaplight
