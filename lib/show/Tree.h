// one way to the heap → a tree of its frames, in columns that fit the terminal.
#pragma once

#include "show/Canvas.h"
#include "show/Explain.h"

namespace heaplight {

struct Tree {
  const ExplainedWay &way; ///< It has steps.
  Phrase phrase;           ///< What it ends in.
  WaysShown shown;         ///< Of a very long way the middle is left out, unless all is shown.
};

void showTree(const Tree &tree, Canvas &canvas);

/// "bits/stl_vector.h:1287": a system header by its last folder and name, the user's as they are.
std::string placeText(const ExplainedStep &step);

/// What the way's allocation asks for; empty where that isn't known.
std::string sizeText(const ExplainedWay &way);

/// `text`, or as much of its start as fits.
std::string cutAt(unsigned width, const std::string &text);

} // namespace heaplight
