"""What the article "A Heaping Helping: Dynamic Memory" says of the heap, and the samples that hold it to the test."""

from typing import NamedTuple


class Claim(NamedTuple):
    """One row of docs/article.md. Samples by their names, without an ending; empty for none."""

    says: str  # The article's words.
    today: str  # What is so with today's compilers and libraries.
    rust: str
    cpp: str
    rust_allocates: bool  # Whether code of the sample is seen to allocate when it runs.
    cpp_allocates: bool


def both(says, today, rust, cpp, allocates):
    """A claim that comes out alike in both languages."""
    return Claim(says, today, rust, cpp, allocates, allocates)


BEFORE_MAIN = [
    both("No heap allocations happen as a result of `fn main() {}`.", "So it is.",
         "empty-main-has-no-line-that-allocates", "empty-main-has-no-line-that-allocates", False),
    both("A global allocator that counts shows what was allocated, also before `main`.", "So it is; in C++ `operator new` is replaced.",
         "global-allocator-counts", "replaced-operator-new-counts", True),
]

SMART_POINTERS = [
    both("The data given to a `Box` is placed in heap memory, and reclaimed when the `Box` goes out of scope.", "So it is.",
         "box-allocates", "unique-ptr-allocates", True),
    both("`pub fn my_box() { Box::new(0); }` uses heap memory.",
         "Not where it is optimized: what never leaves its function is removed, in both languages.",
         "box-that-stays-local-is-elided", "unique-ptr-local-is-elided", False),
    both("`Rc` does so too; the heap space is reclaimed when its reference count goes to zero.", "So it is, counters and value in one block.",
         "rc-allocates", "make-shared-allocates-once", True),
    both("A second owner changes the reference count.", "It does nothing else: the value is shared.",
         "rc-clone-counts-only", "shared-ptr-copy-counts-only", True),
    both("`Arc` does so too.", "So it is.", "arc-allocates", "make-shared-allocates-once", True),
    both("`Cow` does so too: `Cow::from(\"drop\")` has a drop.",
         "That one borrows. It has code to drop, which never frees anything.",
         "cow-borrowed-stays-clean", "cow-borrowed-stays-clean", False),
    both("A `Cow` that owns its text keeps it in heap memory.", "So it is, from its first change on.",
         "cow-owned-allocates", "cow-owned-allocates", True),
    both("`Mutex` is a smart pointer that manages a heap object.",
         "No more: it holds its state itself. Until Rust 1.62 it held a `Box` of the system's mutex.",
         "mutex-needs-no-heap", "mutex-needs-no-heap", False),
    both("`RwLock` is one too.", "No more, likewise.", "rwlock-needs-no-heap", "shared-mutex-needs-no-heap", False),
    both("Cell types such as `RefCell` don't involve heap allocation.", "So it is.",
         "cells-need-no-heap", "optional-holds-its-value", False),
    both("Data of unknown or dynamic size makes use of these types.", "So it is: a value known by its trait alone is returned in a `Box`.",
         "boxed-trait-object-allocates", "base-pointer-allocates", True),
]

COLLECTIONS = [
    both("Collections request more memory when needed.", "So it is.",
         "vec-growth-allocates-in-loop", "vector-growth-allocates-in-loop", True),
    both("`Vec::reserve` is where they do.", "Where it, or `with_capacity`, comes first, `push` finds its room.",
         "with-capacity-moves-growth-out-of-loop", "reserve-moves-growth-out-of-loop", True),
    both("They can release memory by `shrink_to_fit`.", "So it is, by a `realloc` in Rust and by moving in C++.",
         "shrink-to-fit-gives-memory-back", "shrink-to-fit-gives-memory-back", True),
    both("`Vec` stores the objects it owns in heap memory.", "So it is.", "vec-with-elements-allocates", "vector-with-elements-allocates", True),
    both("So does `HashMap`.", "So it is.", "hash-map-insert-allocates", "unordered-map-insert-allocates", True),
    both("So does `String`.", "So it is; a short text stays inside C++'s own.", "push-str-allocates", "long-string-allocates", True),
    both("`&str` doesn't.", "So it is.", "str-borrows-its-text", "string-view-allocates-nothing", False),
    both("`Vec::new` never calls the allocator, yet there is a call of `drop_in_place`.", "So it is.",
         "empty-vec-allocates-nothing", "empty-vector-allocates-nothing", False),
    both("`HashMap::new` doesn't either.", "So it is.",
         "empty-hash-map-allocates-nothing", "empty-collections-allocate-nothing", False),
    both("`String::new` doesn't either.", "So it is.",
         "empty-string-allocates-nothing", "empty-collections-allocate-nothing", False),
]

THREAD_LOCAL_AND_LAZY = [
    both("`thread_local!` forces heap allocation.", "No more: one that is `const` lies in the thread's own memory.",
         "thread-local-const-needs-no-heap", "constinit-thread-local-stays-clean", False),
    both("The same, of one that is made at its first use.", "No more either, if there is nothing to drop.",
         "thread-local-made-at-first-use-needs-no-heap", "constinit-thread-local-stays-clean", False),
    both("The same, of one that has to be dropped.", "Still so: what is to be dropped at the thread's end stands on a list.",
         "thread-local-with-drop-allocates-on-first-use", "thread-local-allocates-on-first-use", True),
    both("`lazy_static!` forces heap allocation.",
         "`OnceLock`, which took its place, holds its value itself.",
         "once-lock-keeps-its-value-inside", "constinit-static-local-stays-clean", False),
    both("The same, of what the value needs itself.", "It is made at the first use, in `LazyLock` too.",
         "lazy-lock-allocates-on-first-use", "static-local-allocates-on-first-call", True),
]

ALTERNATIVES = [
    both("Where the total size is known no heap is needed.", "So it is.", "array-lives-on-the-stack", "local-array-stays-on-the-stack", False),
    both("Stack-based counterparts of `Mutex` come from other crates, spin and parking_lot.",
         "The standard library's own needs no heap by itself, only what shares it among threads.",
         "mutex-in-an-arc-allocates", "make-shared-allocates-once", True),
    Claim("`thread::current().id()` needs heap allocation.", "Still so at a thread's first use of it; in C++ it never did.",
          "thread-id-needs-the-heap", "thread-id-needs-no-heap", True, False),
]

CLAIMS = {"before-main": BEFORE_MAIN, "smart-pointers": SMART_POINTERS, "collections": COLLECTIONS,
          "thread-local-and-lazy": THREAD_LOCAL_AND_LAZY, "alternatives": ALTERNATIVES}

# The other samples in Rust: a twin in C++ if there is one, and whether they allocate.
FURTHER = {
    "alloc-by-hand-allocates": ("malloc-allocates.c", True),
    "arc-clone-counts-only": ("shared-ptr-copy-counts-only.cpp", True),
    "arc-of-a-string-copies-it": ("shared-ptr-of-new-allocates-twice.cpp", True),
    "box-of-nothing-allocates-nothing": ("small-function-stays-inside.cpp", False),
    "boxed-closure-allocates": ("large-function-allocates.cpp", True),
    "boxed-error-allocates": ("throwing-allocates-on-the-way-out.cpp", True),
    "boxed-future-allocates": ("coroutine-frame-allocates.cpp", True),
    "btree-map-insert-allocates": ("map-insert-allocates.cpp", True),
    "c-malloc-allocates": ("malloc-allocates.c", True),
    "channel-allocates": ("", True),
    "clearing-a-vec-keeps-its-room": ("clearing-a-vector-keeps-its-room.cpp", True),
    "clone-of-a-vec-allocates": ("", True),
    "clone-of-an-array-stays-clean": ("", False),
    "closure-needs-no-box": ("callable-parameter-needs-no-function.cpp", False),
    "collect-allocates": ("returning-a-vector-allocates.cpp", True),
    "collect-in-place-reuses-the-memory": ("", True),
    "default-made-in-any-case-allocates": ("string-parameter-makes-a-temporary.cpp", True),
    "drop-frees-before-the-closing-brace": ("", True),
    "drop-of-its-own-runs-before-its-fields": ("destructor-frees-at-closing-brace.cpp", True),
    "dyn-call-is-unknown": ("virtual-call-is-unknown.cpp", False),
    "empty-collections-allocate-nothing": ("empty-collections-allocate-nothing.cpp", False),
    "extend-reserves-once": ("", True),
    "forget-leaves-nothing-to-free": ("", True),
    "format-makes-a-string": ("string-concatenation-allocates.cpp", True),
    "future-needs-no-heap": ("", False),
    "generic-call-is-followed": ("direct-call-is-followed.cpp", False),
    "hash-map-lookup-stays-clean": ("map-lookup-stays-clean.cpp", True),
    "impl-trait-needs-no-box": ("final-virtual-call-is-followed.cpp", False),
    "index-allocates-only-out-of-bounds": ("", False),
    "iterator-chain-stays-clean": ("iterator-keeps-its-state-inside.cpp", False),
    "leaving-by-process-exit-is-no-failure": ("", True),
    "moving-a-vec-stays-clean": ("unique-ptr-moved-stays-put.cpp", True),
    "option-of-box-allocates-for-some-alone": ("nullable-pointer-allocates.cpp", True),
    "panic-allocates-on-the-way-out": ("throwing-allocates-on-the-way-out.cpp", True),
    "println-allocates-its-buffer-once": ("", True),
    "reading-arguments-allocates": ("", True),
    "recursive-type-allocates-for-each-link": ("list-node-allocates.cpp", True),
    "refcell-borrowed-twice-allocates-on-the-way-out": ("", False),
    "result-stays-clean": ("error-code-stays-clean.cpp", False),
    "sort-unstable-stays-in-place": ("sort-stays-in-place.cpp", False),
    "stable-sort-allocates": ("stable-sort-allocates.cpp", True),
    "static-needs-no-heap": ("constinit-array-needs-no-startup.cpp", False),
    "taking-leaves-an-empty-one": ("", True),
    "thread-spawn-allocates": ("thread-start-allocates.cpp", True),
    "to-string-makes-a-string": ("to-string-makes-a-string.cpp", True),
    "vec-kept-outside-allocates-once": ("", True),
    "vec-made-in-each-turn-allocates-in-loop": ("", True),
    "write-into-an-array-stays-clean": ("to-chars-writes-in-place.cpp", False),
    "zeroed-vec-asks-for-zeroed-memory": ("", True),
}
