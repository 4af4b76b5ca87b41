// lint: inputs, policies, comments and a baseline → findings, in one of many formats.
#pragma once

#include "LintOptions.h"

namespace heaplight {

/// The exit status: 0 clean, 1 findings that fail the run, 2 it could not do its work.
int lint(const LintOptions &options, const char *program);

} // namespace heaplight
