// A new thread gets what it is to run, and the room for its result, from the heap.
use std::process::ExitCode;
use std::thread;

#[inline(never)]
fn run_beside(value: u32) -> u32 {
    let worker = thread::spawn(move || value + 1); // heaplight: allocate sometimes
    worker.join().unwrap_or(0) // heaplight: deallocate sometimes; unknown
}

fn main() -> ExitCode {
    ExitCode::from(u8::from(run_beside(6) != 7)) // heaplight: allocate
}
