// A move hands the pointer on: the memory stays where it is, and the new owner frees it.
use std::process::ExitCode;

struct Bag {
    numbers: Vec<u32>,
}

#[inline(never)]
fn put(numbers: Vec<u32>) -> Bag {
    Bag { numbers } // heaplight: none
} // heaplight: none

fn main() -> ExitCode {
    let numbers = vec![1, 2, 3]; // heaplight: allocate always 12 B
    let bag = put(numbers); // heaplight: none
    ExitCode::from(u8::from(bag.numbers.len() != 3))
} // heaplight: deallocate sometimes; destroy
