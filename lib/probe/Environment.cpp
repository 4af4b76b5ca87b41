#include "probe/Environment.h"

#include "probe/Layout.h"

#include <cstddef>
#include <cstdint>

/// The stack as the system made it: the number of arguments, these, a null, the environment, a
/// null.
extern "C" void *__libc_stack_end;

namespace heaplight::probe {
namespace {

char **firstEnvironment() {
  auto *stack = static_cast<intptr_t *>(__libc_stack_end);
  return reinterpret_cast<char **>(stack + 1 + *stack + 1);
}

/// What stands behind "name=", if this is that variable.
char *valueOf(char *variable, const char *name) {
  size_t length = __builtin_strlen(name);
  bool isIt = __builtin_strncmp(variable, name, length) == 0 && variable[length] == '=';
  return isIt ? variable + length + 1 : nullptr;
}

bool isSeparator(char letter) { return letter == ':' || letter == ' '; }

/// Whether a path, which ends at a separator, is the recorder's.
bool isOwnPath(const char *begin, const char *end) {
  const char *name = begin;
  for (const char *at = begin; at != end; ++at)
    if (*at == '/')
      name = at + 1;
  size_t length = sizeof(libraryName) - 1;
  return static_cast<size_t>(end - name) == length &&
         __builtin_memcmp(name, libraryName, length) == 0;
}

/// The other paths of a list, moved together.
void removeOwnPath(char *list) {
  char *to = list;
  for (const char *at = list; *at;) {
    const char *end = at;
    while (*end && !isSeparator(*end))
      ++end;
    if (end != at && !isOwnPath(at, end)) {
      if (to != list)
        *to++ = ':';
      while (at != end)
        *to++ = *at++;
    }
    at = *end ? end + 1 : end;
  }
  *to = '\0';
}

/// Whether nothing of a variable is to stay.
bool isToRemove(char *variable) {
  if (valueOf(variable, folderVariable) || valueOf(variable, followVariable))
    return true;
  char *list = valueOf(variable, "LD_PRELOAD");
  if (!list)
    return false;
  removeOwnPath(list);
  return *list == '\0';
}

} // namespace

const char *startVariable(const char *name) {
  for (char **at = firstEnvironment(); *at; ++at)
    if (const char *value = valueOf(*at, name))
      return value;
  return nullptr;
}

void removeFromEnvironment() {
  char **to = firstEnvironment();
  for (char **at = to; *at; ++at)
    if (!isToRemove(*at))
      *to++ = *at;
  *to = nullptr;
}

} // namespace heaplight::probe
