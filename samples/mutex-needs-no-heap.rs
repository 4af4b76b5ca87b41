// A Mutex keeps its state inside itself. Until Rust 1.62 it was a Box of the system's own mutex.
use std::process::ExitCode;
use std::sync::Mutex;

#[inline(never)]
fn made() -> Mutex<u32> {
    Mutex::new(7) // heaplight: none
}

#[inline(never)]
fn next(count: &Mutex<u32>) -> u32 {
    let locked = count.lock(); // heaplight: none
    let Ok(mut count) = locked else {
        return 0;
    };
    *count += 1; // heaplight: none
    *count
} // heaplight: none

fn main() -> ExitCode {
    let count = made(); // heaplight: none
    ExitCode::from(u8::from(next(&count) != 8)) // heaplight: none
} // heaplight: none
