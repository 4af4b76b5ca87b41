// a suppression in a comment → the edit that takes it out, or some of its names. Touches nothing
// but comments and blanks, and never joins what they kept apart.
#pragma once

#include "judge/Directives.h"
#include "judge/Finding.h"
#include "read/Comments.h"

namespace heaplight {

/// A directive where it stands.
struct Mention {
  std::string file;
  Comment comment;
  Directive directive;

  FilePlace place() const { return {file, comment.line, comment.column + uint32_t(directive.at)}; }
  /// As written.
  std::string text() const { return comment.text.substr(directive.at, directive.length); }
};

/// Its comment goes if nothing else stands in it, with the blanks before it, and the line if that
/// holds nothing else. The reason goes too where it is the directive's own.
Edit withoutDirective(const Mention &mention);

/// The names in `gone` go; the directive where none is left.
Edit withoutNames(const Mention &mention, const std::set<std::string> &gone);

} // namespace heaplight
