// A thread's own handle is made at its first use and lies on the heap, and so does its id.
use std::process::ExitCode;
use std::thread;

#[inline(never)]
fn same() -> bool {
    let first = thread::current().id(); // heaplight: allocate sometimes
    first == thread::current().id() // heaplight: allocate sometimes
}

fn main() -> ExitCode {
    ExitCode::from(u8::from(!same())) // heaplight: allocate sometimes
}
