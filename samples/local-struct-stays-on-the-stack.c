/* A struct passed and returned by value lives on the stack. */
struct box {
  int value;
  char name[16];
};

struct box boxed(int value) {
  struct box box = {value, "plain"}; // heaplight: none
  return box;                        // heaplight: none
}

int unboxed(struct box box) {
  return box.value; // heaplight: none
}

int main(int argc, char **argv) {
  return argv && unboxed(boxed(argc)) == argc ? 0 : 1; // heaplight: none
}
