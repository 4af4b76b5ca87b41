// sort_unstable exchanges elements where they are.
use std::process::ExitCode;

#[inline(never)]
fn sort(numbers: &mut [u64]) {
    numbers.sort_unstable(); // heaplight: none
}

fn main() -> ExitCode {
    let mut numbers = [0; 2000]; // heaplight: none
    for (index, number) in numbers.iter_mut().enumerate() {
        *number = (index as u64 * 7919) % 2003; // heaplight: none
    }
    sort(&mut numbers); // heaplight: none
    ExitCode::from(u8::from(!numbers.is_sorted()))
}
