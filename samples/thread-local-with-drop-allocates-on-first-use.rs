// A thread_local! that has to be dropped is put on a list of such, and that list is on the heap.
use std::cell::RefCell;
use std::process::ExitCode;

thread_local! {
    static NAMES: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
}

#[inline(never)]
fn count() -> usize {
    NAMES.with_borrow(|names| names.len()) // heaplight: allocate sometimes
}

fn main() -> ExitCode {
    ExitCode::from(u8::from(count() != 0)) // heaplight: allocate sometimes
}
