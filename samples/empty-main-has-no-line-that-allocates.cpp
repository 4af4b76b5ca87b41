// None of its lines allocates, yet what starts a C++ program may: docs/article.md has the count.
int main() {} // heaplight: none
