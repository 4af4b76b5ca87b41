// collect puts what an iterator yields into a collection of its own.
use std::hint::black_box;
use std::process::ExitCode;

#[inline(never)]
fn doubled(numbers: &[u32]) -> Vec<u32> {
    numbers.iter().map(|number| number * 2).collect() // heaplight: allocate sometimes
}

fn main() -> ExitCode {
    let numbers = doubled(black_box(&[1, 2, 3])); // heaplight: allocate sometimes
    ExitCode::from(u8::from(numbers != [2, 4, 6]))
} // heaplight: deallocate sometimes
