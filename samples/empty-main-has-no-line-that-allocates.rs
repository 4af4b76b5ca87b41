// None of its lines allocates, yet what starts a Rust program may: docs/article.md has the count.
fn main() {} // heaplight: none
