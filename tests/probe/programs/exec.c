/* exec PROGRAM ARGUMENT: runs it three ways, and tells what is left of the environment's
 * LD_PRELOAD. */
#define _GNU_SOURCE
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int main(int count, char **arguments) {
  (void)count;
  pid_t child;
  posix_spawn(&child, arguments[1], 0, 0, arguments + 1, environ);
  waitpid(child, 0, 0);
  if ((child = vfork()) == 0) {
    execv(arguments[1], arguments + 1);
    _exit(127);
  }
  waitpid(child, 0, 0);
  if ((child = fork()) == 0) {
    void *volatile block = malloc(5);
    free(block);
    execv(arguments[1], arguments + 1);
    _exit(127);
  }
  waitpid(child, 0, 0);
  const char *preloaded = getenv("LD_PRELOAD");
  for (char **variable = environ; *variable; ++variable)
    if (getenv("HEAPLIGHT_PROBE_FOLDER"))
      preloaded = "(left)";
  dprintf(1, "%s\n", preloaded ? preloaded : "(none)");
  return 0;
}
