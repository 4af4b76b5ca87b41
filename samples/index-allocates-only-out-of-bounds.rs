// An index that may be out of bounds has a panic behind it; get has not.
use std::hint::black_box;
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
    let first = at(&numbers, black_box(1)); // heaplight: allocate exceptional
    let second = try_at(&numbers, 2).unwrap_or(0);
    ExitCode::from(u8::from(first + second != 5))
}
