// A thread_local! made at its first use lies in the thread's own memory too if nothing drops it.
use std::cell::Cell;
use std::hint::black_box;
use std::process::ExitCode;

thread_local! {
    static COUNT: Cell<u32> = Cell::new(black_box(1));
}

#[inline(never)]
fn next() -> u32 {
    COUNT.set(COUNT.get() + 1); // heaplight: none
    COUNT.get() // heaplight: none
}

fn main() -> ExitCode {
    ExitCode::from(u8::from(next() != 2)) // heaplight: none
}
