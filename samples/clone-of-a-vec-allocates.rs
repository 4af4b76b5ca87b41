// A clone of a Vec is a second one, with memory of its own.
use std::process::ExitCode;

#[inline(never)]
fn copy(numbers: &Vec<u32>) -> Vec<u32> {
    numbers.clone() // heaplight: allocate sometimes
}

fn main() -> ExitCode {
    let numbers = vec![1, 2, 3]; // heaplight: allocate always 12 B
    let other = copy(&numbers); // heaplight: allocate sometimes
    ExitCode::from(u8::from(numbers != other))
} // heaplight: deallocate
