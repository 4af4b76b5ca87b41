// A stable sort merges into a second room, which is on the heap where a few kilobytes won't do.
use std::hint::black_box;
use std::process::ExitCode;

#[inline(never)]
fn sort(numbers: &mut [u64]) {
    numbers.sort(); // heaplight: allocate sometimes; deallocate sometimes
}

fn main() -> ExitCode {
    let mut numbers = [0; 2000]; // heaplight: none
    for (index, number) in numbers.iter_mut().enumerate() {
        *number = (index as u64 * 7919) % 2003; // heaplight: none
    }
    sort(black_box(&mut numbers)); // heaplight: allocate sometimes; deallocate sometimes
    ExitCode::from(u8::from(!numbers.is_sorted()))
}
