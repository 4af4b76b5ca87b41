// sort_unstable exchanges elements where they are, and panics if their order contradicts itself.
use std::hint::black_box;
use std::process::ExitCode;

#[inline(never)]
fn sort(numbers: &mut [u64]) {
    numbers.sort_unstable(); // heaplight: allocate exceptional
}

fn main() -> ExitCode {
    let mut numbers = [0; 2000]; // heaplight: none
    for (index, number) in numbers.iter_mut().enumerate() {
        *number = (index as u64 * 7919) % 2003; // heaplight: none
    }
    sort(black_box(&mut numbers)); // heaplight: allocate exceptional
    ExitCode::from(u8::from(!numbers.is_sorted()))
}
