// A LazyLock, as lazy_static!, runs its code at the first use: one use allocates, the rest don't.
use std::process::ExitCode;
use std::sync::LazyLock;

static NAMES: LazyLock<Vec<u32>> = LazyLock::new(names);

fn names() -> Vec<u32> {
    vec![1, 2, 3] // heaplight: allocate always 12 B
}

#[inline(never)]
fn count() -> usize {
    NAMES.len() // heaplight: unknown sometimes
}

fn main() -> ExitCode {
    let first = count(); // heaplight: unknown sometimes
    let again = count(); // heaplight: unknown sometimes
    ExitCode::from(u8::from(first != again))
}
