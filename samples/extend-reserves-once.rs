// extend knows how many elements come, and reserves their room once, before its loop.
use std::hint::black_box;
use std::process::ExitCode;

#[inline(never)]
fn fill(numbers: &mut Vec<u32>, count: u32) {
    numbers.extend(0..count); // heaplight: allocate sometimes; deallocate sometimes
}

fn main() -> ExitCode {
    let mut numbers = Vec::new(); // heaplight: none
    fill(&mut numbers, black_box(100)); // heaplight: allocate sometimes; deallocate sometimes
    ExitCode::from(u8::from(numbers.len() != 100))
} // heaplight: deallocate sometimes
