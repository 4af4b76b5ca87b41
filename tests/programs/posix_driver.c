// Drives what C programs do with memory and C++ ones seldom: streams in memory and of one's own
// functions, tables of functions, allocators that are replaced at run time, callbacks of the C
// library, jumps out of functions, labels as values, and clean-ups of variables and of threads.
// Takes no arguments; exits with 0 when all went as it should.
#define _GNU_SOURCE
#include <dirent.h>
#include <ftw.h>
#include <pthread.h>
#include <search.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define APART __attribute__((noinline))

static int failures;

static void expect(int holds, const char *what) {
  if (holds)
    return;
  fprintf(stderr, "not as it should be: %s\n", what);
  ++failures;
}

// Streams.

APART static void growStreams(void) {
  char *text = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&text, &size);
  for (int i = 0; i < 2000; ++i)
    fprintf(stream, "number %d, ", i);
  for (int i = 0; i < 2000; ++i)
    fwrite("abcdefghi", 1, 9, stream);
  for (int i = 0; i < 40000; ++i)
    putc('x', stream);
  for (int i = 0; i < 10000; ++i) {
    fputs("12345678", stream);
    fflush(stream);
  }
  fclose(stream);
  expect(size > 100000 && strlen(text) == size, "a stream in memory");
  free(text);
}

struct Kept {
  char *data;
  size_t used;
};

static ssize_t keep(void *cookie, const char *data, size_t length) {
  struct Kept *kept = cookie;
  char *more = malloc(kept->used + length);
  if (kept->data)
    memcpy(more, kept->data, kept->used);
  memcpy(more + kept->used, data, length);
  free(kept->data);
  kept->data = more;
  kept->used += length;
  return (ssize_t)length;
}

APART static void useOwnStreams(void) {
  struct Kept kept = {NULL, 0};
  FILE *stream = fopencookie(&kept, "w", (cookie_io_functions_t){.write = keep});
  fputs("some text", stream);
  fflush(stream);
  setvbuf(stream, NULL, _IONBF, 0);
  fputs(" and more", stream);
  fclose(stream);
  expect(kept.used == 18, "a stream of one's own functions");
  free(kept.data);
}

// Tables of functions, and allocators that are replaced.

struct Shape;

struct Table {
  struct Shape *(*make)(const char *label);
  const char *(*label)(const struct Shape *shape);
  void (*drop)(struct Shape *shape);
};

struct Shape {
  const struct Table *table;
  char *label;
};

static const char *labelOf(const struct Shape *shape) { return shape->label; }
static struct Shape *makeOnHeap(const char *label);
static struct Shape *makeInPlace(const char *label);

static void dropFromHeap(struct Shape *shape) {
  free(shape->label);
  free(shape);
}

static void leaveInPlace(struct Shape *shape) { shape->label = NULL; }

static const struct Table tables[] = {{makeOnHeap, labelOf, dropFromHeap},
                                      {makeInPlace, labelOf, leaveInPlace}};

static struct Shape *makeOnHeap(const char *label) {
  struct Shape *shape = malloc(sizeof *shape);
  shape->table = &tables[0];
  shape->label = strdup(label);
  return shape;
}

static struct Shape *makeInPlace(const char *label) {
  static struct Shape shape;
  shape.table = &tables[1];
  shape.label = (char *)label;
  return &shape;
}

APART static void useTables(void) {
  for (size_t i = 0; i < sizeof tables / sizeof *tables; ++i) {
    struct Shape *shape = tables[i].make("round");
    expect(strcmp(shape->table->label(shape), "round") == 0, "a shape's label");
    shape->table->drop(shape);
  }
}

static void *(*take)(size_t bytes) = malloc;
static void (*give)(void *memory) = free;
static int taken;

static void *takeCounted(size_t bytes) {
  ++taken;
  return malloc(bytes);
}

void replaceAllocator(void *(*newTake)(size_t), void (*newGive)(void *)) {
  take = newTake;
  give = newGive;
}

APART static void useReplaced(void) {
  for (int i = 0; i < 2; ++i) {
    char *memory = take(10);
    memory[i] = 'x';
    give(memory);
    replaceAllocator(takeCounted, free);
  }
  expect(taken == 1, "the allocator that replaced another");
}

// What the C library calls back.

static int compareTexts(const void *one, const void *other) { return strcmp(one, other); }

static int compareCopies(const void *one, const void *other, void *calls) {
  int *copy = malloc(sizeof *copy);
  *copy = *(const int *)one;
  int order = *copy - *(const int *)other;
  free(copy);
  ++*(int *)calls;
  return order;
}

static int nodes;

static void countNode(const void *node, VISIT visit, int depth) {
  (void)depth;
  char *copy = strdup(*(char *const *)node);
  nodes += (visit == preorder || visit == leaf) && copy[0];
  free(copy);
}

static int isPlain(const struct dirent *entry) {
  char *name = strdup(entry->d_name);
  int plain = name[0] != '.';
  free(name);
  return plain;
}

static int visited;

static int visit(const char *path, const struct stat *status, int flag, struct FTW *place) {
  (void)status, (void)flag, (void)place;
  char *copy = strdup(path);
  visited += copy[0] == '/';
  free(copy);
  return visited > 20;
}

static void leaveNode(void *node) { (void)node; }

APART static void useCallbacks(void) {
  int numbers[] = {3, 1, 2}, calls = 0;
  qsort_r(numbers, 3, sizeof *numbers, compareCopies, &calls);
  expect(numbers[0] == 1 && calls > 1, "numbers in order");
  void *tree = NULL;
  const char *words[] = {"one", "two", "three"};
  for (int i = 0; i < 3; ++i)
    tsearch(words[i], &tree, compareTexts);
  twalk(tree, countNode);
  tdestroy(tree, leaveNode);
  expect(nodes == 3, "the nodes of a tree");
  struct dirent **entries;
  int count = scandir("/etc", &entries, isPlain, alphasort);
  expect(count > 0, "a folder's entries");
  for (int i = 0; i < count; ++i)
    free(entries[i]);
  free(entries);
  nftw("/etc", visit, 10, FTW_PHYS);
  expect(visited > 0, "a walk through folders");
}

// Control that doesn't flow.

static jmp_buf wayOut;

APART static char *descend(int depth) {
  char *piece = malloc(16);
  if (depth == 3) {
    free(piece);
    longjmp(wayOut, 1);
  }
  char *rest = descend(depth + 1);
  free(piece);
  return rest;
}

APART static void jump(void) {
  char *volatile kept = strdup("from before the jump");
  if (setjmp(wayOut) == 0) {
    free(descend(0));
  } else {
    free(kept);
    kept = strdup("from behind it");
  }
  expect(strcmp(kept, "from behind it") == 0, "a jump");
  free(kept);
}

enum { Push, Copy, Drop, End };

APART static char *interpret(const unsigned char *code) {
  static const void *const steps[] = {&&push, &&copy, &&drop, &&end};
  char *stack[8];
  int top = 0;
  goto *steps[*code++];
push:
  stack[top++] = strdup("pushed");
  goto *steps[*code++];
copy:
  stack[top] = strdup(stack[top - 1]);
  ++top;
  goto *steps[*code++];
drop:
  free(stack[--top]);
  goto *steps[*code++];
end:
  return stack[0];
}

static void freeText(char **text) { free(*text); }

APART static int leaveScopes(int length) {
  __attribute__((cleanup(freeText))) char *first = strndup("a first text", (size_t)length);
  if (length > 3)
    return first[0];
  __attribute__((cleanup(freeText))) char *second = strndup("a second text", (size_t)length);
  return second[0];
}

// Threads.

static pthread_key_t key;
static pthread_once_t keyMade = PTHREAD_ONCE_INIT;

static void makeKey(void) { expect(pthread_key_create(&key, free) == 0, "a key"); }

static void *work(void *word) {
  pthread_once(&keyMade, makeKey);
  pthread_setspecific(key, malloc(20));
  pthread_cleanup_push(free, malloc(30));
  pthread_cleanup_pop(1);
  return strdup(word);
}

APART static void useThreads(void) {
  for (int i = 0; i < 3; ++i) {
    pthread_t thread;
    void *result;
    expect(pthread_create(&thread, NULL, work, "a word") == 0, "a thread");
    pthread_join(thread, &result);
    expect(strcmp(result, "a word") == 0, "what a thread brings");
    free(result);
  }
}

__attribute__((constructor)) static void beforeMain(void) {
  putenv(strdup("HEAPLIGHT_DRIVER=posix"));
}

APART static char *join(const char *first, ...) {
  size_t length = 1;
  va_list more;
  va_start(more, first);
  for (const char *word = first; word; word = va_arg(more, const char *))
    length += strlen(word);
  va_end(more);
  char *all = calloc(length, 1);
  va_start(more, first);
  for (const char *word = first; word; word = va_arg(more, const char *))
    strcat(all, word);
  va_end(more);
  return all;
}

int main(void) {
  static const unsigned char code[] = {Push, Copy, Drop, End};
  growStreams();
  useOwnStreams();
  useTables();
  useReplaced();
  useCallbacks();
  jump();
  free(interpret(code));
  expect(leaveScopes(2) + leaveScopes(9) == 2 * 'a', "scopes");
  useThreads();
  char *joined = join("one", "two", (char *)NULL);
  expect(strcmp(joined, "onetwo") == 0, "joined words");
  free(joined);
  return failures != 0;
}
