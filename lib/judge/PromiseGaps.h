// what casts and declarations promise → findings where nothing shows that it is kept, or where
// those who call can't see it. Knows no suppressions.
#pragma once

#include "judge/Accusation.h"

namespace heaplight {

/// Of casts that promise what the function that is cast doesn't: one that can't be seen, or code of
/// libraries, which no search enters. A user's function is judged as if it promised itself.
/// Without the line's text.
std::vector<Finding> unprovenPromises(const Linked &linked, const Effects &built);

/// Of heap-contract: first declarations that say nothing of what another file promises of their
/// function. The fix writes it there too: a comment as the line above, an attribute where Clang
/// takes it.
std::vector<Finding> silentDeclarations(const Linked &linked, const IsUserFile &isUserFile,
                                        const CodeAt &codeAt);

} // namespace heaplight
