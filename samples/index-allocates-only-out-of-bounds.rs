// An index that may be out of bounds has a panic behind it; get has not.
use std::process::ExitCode;

#[inline(never)]
fn at(numbers: &[u32], index: usize) -> u32 {
    numbers[index] // heaplight: allocate exceptional
}

#[inline(never)]
fn try_at(numbers: &[u32], index: usize) -> Option<u32> {
    numbers.get(index).copied() // heaplight: none
}

fn main() -> ExitCode {
    let numbers = [1, 2, 3];
    let sum = at(&numbers, 1) + try_at(&numbers, 2).unwrap_or(0); // heaplight: allocate exceptional
    ExitCode::from(u8::from(sum != 5))
}
