#include "pool.h"

Pool pool;

void process(int sample) [[clang::nonallocating]] { pool.take(sample); }

void idle() {}
