// A thread_local! that is const and has nothing to drop lies in the thread's own memory.
use std::cell::Cell;
use std::process::ExitCode;

thread_local! {
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

#[inline(never)]
fn next() -> u32 {
    COUNT.set(COUNT.get() + 1); // heaplight: none
    COUNT.get() // heaplight: none
}

fn main() -> ExitCode {
    ExitCode::from(u8::from(next() != 1)) // heaplight: none
}
