// One ELF file → which function stands at each slot of its classes' vtables. Found by the type
// information in memory, so that it needs no symbols; a file that was built without any
// (-fno-rtti) gives nothing, nor does a class's part of a virtual base.
#pragma once

#include "read/machine/ElfImage.h"

#include <string>
#include <vector>

namespace heaplight {

struct VirtualFunction {
  std::string type;  ///< The class by which calls know it, as Clang names types: _ZTS….
  uint32_t slot = 0; ///< Bytes from the address point of that class's vtable.
  ElfSlot function;  ///< What stands there.
};

/// For each class its own functions, and the same once more for each base whose place in the
/// object is fixed. In the order of their addresses.
std::vector<VirtualFunction> readVtables(const ElfImage &image);

} // namespace heaplight
