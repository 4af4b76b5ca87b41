// A Mutex keeps its state inside itself. Until Rust 1.62 it was a Box of the system's own mutex.
use std::process::ExitCode;
use std::sync::Mutex;

#[inline(never)]
fn made() -> Mutex<u32> {
    Mutex::new(7) // heaplight: none
}

#[inline(never)]
fn next(count: &mut Mutex<u32>) -> u32 {
    let Ok(count) = count.get_mut() else {
        return 0;
    };
    *count += 1; // heaplight: none
    *count
} // heaplight: none

fn main() -> ExitCode {
    let mut count = made(); // heaplight: none
    ExitCode::from(u8::from(next(&mut count) != 8)) // heaplight: none
} // heaplight: none
