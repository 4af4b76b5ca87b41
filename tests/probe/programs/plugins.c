/* plugins FIRST OTHER ROUNDS: loads and unloads both in turn, so that one takes the other's place,
   while threads allocate. Each time the plugin makes one block: of 40 bytes the first, of 50 the
   other. */
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

enum { threads = 2 };
static volatile int done;

static void *work(void *count) {
  long made = 0;
  for (; !done; ++made) {
    void *volatile block = malloc(16);
    free(block);
  }
  *(long *)count = made;
  return 0;
}

int main(int count, char **arguments) {
  pthread_t ids[threads];
  long counts[threads];
  (void)count;
  for (int i = 0; i < threads; ++i)
    pthread_create(&ids[i], 0, work, &counts[i]);
  for (int i = 0; i < atoi(arguments[3]); ++i) {
    void *library = dlopen(arguments[1 + i % 2], RTLD_NOW);
    void *(*make)(int) = (void *(*)(int))dlsym(library, "plugin_make");
    free(make(i % 2 ? 50 : 40));
    dlclose(library);
  }
  done = 1;
  for (int i = 0; i < threads; ++i)
    pthread_join(ids[i], 0);
  return 0;
}
