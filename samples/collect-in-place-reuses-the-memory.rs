// collect into a Vec of what came out of one writes into the same memory, where sizes agree.
use std::process::ExitCode;

#[inline(never)]
fn doubled(numbers: Vec<u32>) -> Vec<u32> {
    numbers.into_iter().map(|number| number * 2).collect() // heaplight: none
}

fn main() -> ExitCode {
    let numbers = vec![1, 2, 3]; // heaplight: allocate always 12 B
    let numbers = doubled(numbers); // heaplight: none
    ExitCode::from(u8::from(numbers != [2, 4, 6]))
} // heaplight: deallocate sometimes
