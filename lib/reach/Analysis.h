// Linked inputs → what each of their functions and lines can do, at both stages. The one place that
// knows the order of this room's steps; decides nothing itself.
#pragma once

#include "reach/Link.h"
#include "reach/Stages.h"

namespace heaplight {

class Analysis {
public:
  /// `linked` must outlive it.
  Analysis(const Linked &linked, World world, const IsUserFile &isUserFile);

  const Program &program(Stage stage) const { return stage == Stage::Written ? written_ : built_; }
  const Effects &effects(Stage stage) const {
    return stage == Stage::Written ? writtenEffects_ : builtEffects_;
  }
  const StageLines &lines() const { return lines_; }

private:
  Program written_;
  Program built_;
  Effects writtenEffects_;
  Effects builtEffects_;
  StageLines lines_;
};

} // namespace heaplight
