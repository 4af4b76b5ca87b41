// What is known of the C library, one function a line: innocent (no way that returns normally comes
// to the heap or to an unknown call) or allocates; whether machine code tells that or a model has
// to; and how it is known. check_known.py holds reports against it.
// clang-format off
#include <dlfcn.h>
#include <pthread.h>
#include <locale.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int compare(const void *one, const void *other) { return *(const int *)one - *(const int *)other; }

int take_snprintf(char *to, int n) { return snprintf(to, 20, "%d", n) + 1; } // innocent by model: a run under a counting malloc
int take_pthread_mutex_lock(pthread_mutex_t *m) { return pthread_mutex_lock(m) + 1; } // innocent by model: glibc nptl/tpp.c, priority ceilings alone
int take_pthread_mutex_unlock(pthread_mutex_t *m) { return pthread_mutex_unlock(m) + 1; } // innocent by model: glibc nptl/tpp.c, priority ceilings alone
int take_clock_gettime(struct timespec *now) { return clock_gettime(CLOCK_REALTIME, now) + 1; } // innocent by model: the pointer leads to the vDSO
long take_read(int file, void *to, size_t n) { return read(file, to, n) + 1; } // innocent by code: a system call; cancellation unwinds
long take_write(int file, const void *from, size_t n) { return write(file, from, n) + 1; } // innocent by code: a system call; cancellation unwinds
size_t take_strlen(const char *text) { return strlen(text) + 1; } // innocent by code: glibc sysdeps/x86_64/multiarch/strlen-avx2.S
char *take_memcpy(char *to, const char *from, size_t n) { return (char *)memcpy(to, from, n) + n; } // innocent by code: glibc sysdeps/x86_64/multiarch/memmove-vec-unaligned-erms.S
long take_time(void) { return time(NULL) + 1; } // innocent by code: glibc sysdeps/unix/sysv/linux/x86/time.c
char *take_getenv(const char *name) { return getenv(name) + 1; } // innocent by code: glibc stdlib/getenv.c
int take_rand(void) { return rand() + 1; } // innocent by code: glibc stdlib/random.c, a static table
long take_strtol(const char *text) { return strtol(text, NULL, 10) + 1; } // innocent by code: glibc stdlib/strtol_l.c
int take_sem_post(sem_t *s) { return sem_post(s) + 1; } // innocent by code: glibc nptl/sem_post.c, an atomic addition and a futex
int take_pthread_cond_wait(pthread_cond_t *c, pthread_mutex_t *m) { return pthread_cond_wait(c, m) + 1; } // innocent by model: a futex; cancellation unwinds
int take_nanosleep(void) { struct timespec t = {0, 1}; return nanosleep(&t, NULL) + 1; } // innocent by code: a system call; cancellation unwinds

int take_printf(int n) { return printf("%d apples\n", n) + 1; } // allocates by code: the buffer of stdout, glibc libio/filedoalloc.c
char *take_strdup(const char *text) { return strdup(text) + 1; } // allocates by code: glibc string/strdup.c
int take_fopen(const char *name) { return fopen(name, "r") != NULL; } // allocates by code: glibc libio/iofopen.c
void take_qsort(int *from, size_t n) { qsort(from, n, sizeof *from, compare); *from += 1; } // allocates by code: 2,400 bytes in a run, glibc stdlib/msort.c
long take_getline(char **to, size_t *room, FILE *from) { return getline(to, room, from) + 1; } // allocates by code: glibc libio/iogetdelim.c
char *take_setlocale(const char *name) { return setlocale(LC_ALL, name) + 1; } // allocates by code: glibc locale/setlocale.c
char *take_fgets(char *to, int n, FILE *from) { return fgets(to, n, from) + 1; } // allocates by code: the stream's buffer, glibc libio/filedoalloc.c
int take_fputs(const char *text) { return fputs(text, stdout) + 1; } // allocates by code: the buffer of stdout, glibc libio/filedoalloc.c
char *take_strerror(int n) { return strerror(n) + 1; } // allocates by code: an unknown number's text, glibc string/strerror_l.c
struct tm *take_localtime_r(const time_t *t, struct tm *to) { return localtime_r(t, to) + 1; } // allocates by code: the time zone is read, glibc time/tzfile.c
struct tm *take_gmtime(const time_t *t) { return gmtime(t) + 1; } // allocates by code: it reads the time zone as well, glibc time/tzset.c
int take_dlopen(const char *name) { return dlopen(name, RTLD_NOW) != NULL; } // allocates by code: a map of the library, glibc elf/dl-object.c
