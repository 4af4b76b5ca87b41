// With the capacity asked for first no run of the loop allocates, yet push keeps its code to grow.
use std::hint::black_box;
use std::process::ExitCode;

#[inline(never)]
fn filled(count: usize) -> Vec<usize> {
    let mut numbers = Vec::with_capacity(count); // heaplight: allocate sometimes
    for number in 0..count {
        numbers.push(number); // heaplight: allocate sometimes in loop; deallocate sometimes in loop
    }
    numbers
}

fn main() -> ExitCode {
    let numbers = filled(black_box(100)); // heaplight: allocate sometimes; deallocate sometimes
    ExitCode::from(u8::from(numbers.len() != 100))
} // heaplight: deallocate sometimes
