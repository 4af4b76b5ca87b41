// Clearing a Vec takes its elements and leaves its memory for the next ones.
use std::process::ExitCode;

#[inline(never)]
fn clear(numbers: &mut Vec<u32>) {
    numbers.clear(); // heaplight: none
}

fn main() -> ExitCode {
    let mut numbers = vec![1, 2, 3]; // heaplight: allocate always 12 B
    clear(&mut numbers); // heaplight: none
    ExitCode::from(u8::from(numbers.capacity() != 3))
} // heaplight: deallocate sometimes
