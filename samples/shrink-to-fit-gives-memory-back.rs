// A collection gives back what it doesn't use when it is told to shrink.
use std::process::ExitCode;

#[inline(never)]
fn shrink(numbers: &mut Vec<u32>) {
    numbers.shrink_to_fit(); // heaplight: allocate sometimes; deallocate sometimes
}

fn main() -> ExitCode {
    let mut numbers = Vec::with_capacity(100); // heaplight: allocate always 400 B
    numbers.push(7);
    shrink(&mut numbers); // heaplight: allocate sometimes; deallocate sometimes
    ExitCode::from(u8::from(numbers.capacity() != 1))
} // heaplight: deallocate sometimes
