// An RwLock keeps its state inside itself. Until Rust 1.62 it was a Box of the system's own lock.
use std::process::ExitCode;
use std::sync::RwLock;

#[inline(never)]
fn made() -> RwLock<u32> {
    RwLock::new(7) // heaplight: none
}

#[inline(never)]
fn read(count: &RwLock<u32>) -> u32 {
    let locked = count.read(); // heaplight: allocate exceptional
    let Ok(count) = locked else {
        return 0;
    };
    *count
}

fn main() -> ExitCode {
    let count = made(); // heaplight: none
    ExitCode::from(u8::from(read(&count) != 7)) // heaplight: allocate exceptional
} // heaplight: none
