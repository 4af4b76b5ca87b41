// drop takes its value, so what would have been freed at the closing brace is freed there.
use std::process::ExitCode;

#[inline(never)]
fn sum(numbers: Vec<u32>) -> u32 {
    let total = numbers.iter().sum();
    drop(numbers); // heaplight: deallocate sometimes
    total
} // heaplight: none

fn main() -> ExitCode {
    let total = sum(vec![1, 2, 3]); // heaplight: allocate always 12 B; deallocate sometimes
    ExitCode::from(u8::from(total != 6))
} // heaplight: none
