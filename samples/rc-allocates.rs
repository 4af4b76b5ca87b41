// An Rc keeps its value on the heap, with two counters before it, and the last owner frees it.
use std::process::ExitCode;
use std::rc::Rc;

#[inline(never)]
fn counted(value: u64) -> Rc<u64> {
    Rc::new(value) // heaplight: allocate always 24 B
}

fn main() -> ExitCode {
    let number = counted(7); // heaplight: allocate always 24 B
    ExitCode::from(u8::from(*number != 7))
} // heaplight: deallocate sometimes
