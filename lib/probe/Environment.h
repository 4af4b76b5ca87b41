// The environment that the program was started with, before the C library is ready to tell. Reads
// and edits it where it lies on the first stack.
#pragma once

namespace heaplight::probe {

/// Null where it isn't set.
const char *startVariable(const char *name);

/// Takes the recorder out of LD_PRELOAD, of which the rest stays, and its own variables out, so
/// that programs that are executed from here on aren't recorded.
void removeFromEnvironment();

} // namespace heaplight::probe
