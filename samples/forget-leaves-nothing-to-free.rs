// What is forgotten or leaked is never dropped, so that its closing brace frees nothing.
use std::mem;
use std::process::ExitCode;

#[inline(never)]
fn forget(numbers: Vec<u32>) -> u32 {
    let sum = numbers.iter().sum();
    mem::forget(numbers); // heaplight: none
    sum
} // heaplight: none

#[inline(never)]
fn leak(value: u32) -> &'static mut u32 {
    Box::leak(Box::new(value)) // heaplight: allocate always 4 B
} // heaplight: none

fn main() -> ExitCode {
    let sum = forget(vec![1, 2, 3]); // heaplight: allocate always 12 B
    let number = leak(6); // heaplight: allocate always 4 B
    ExitCode::from(u8::from(*number != sum))
} // heaplight: none
