// mem::take moves a collection out and leaves an empty one, which needs no heap.
use std::mem;
use std::process::ExitCode;

#[inline(never)]
fn take(numbers: &mut Vec<u32>) -> Vec<u32> {
    mem::take(numbers) // heaplight: none
}

fn main() -> ExitCode {
    let mut numbers = vec![1, 2, 3]; // heaplight: allocate always 12 B
    let taken = take(&mut numbers); // heaplight: none
    ExitCode::from(u8::from(taken.len() != 3 || !numbers.is_empty()))
} // heaplight: deallocate sometimes
