// A chain of iterators is one value on the stack and is run element by element.
use std::process::ExitCode;

#[inline(never)]
fn odd_squares(numbers: &[u32]) -> u32 {
    numbers
        .iter()
        .filter(|number| *number % 2 == 1) // heaplight: none
        .map(|number| number * number) // heaplight: none
        .sum() // heaplight: none
}

fn main() -> ExitCode {
    ExitCode::from(u8::from(odd_squares(&[1, 2, 3]) != 10)) // heaplight: none
}
