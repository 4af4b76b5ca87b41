// A Mutex that threads share stands in an Arc, and that is what takes the heap.
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

#[inline(never)]
fn shared(value: u32) -> Arc<Mutex<u32>> {
    Arc::new(Mutex::new(value)) // heaplight: allocate always 32 B
}

fn main() -> ExitCode {
    let count = shared(7); // heaplight: allocate always 32 B
    ExitCode::from(u8::from(Arc::strong_count(&count) != 1)) // heaplight: none
} // heaplight: deallocate sometimes
