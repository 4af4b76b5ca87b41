// A Vec that is made inside a loop is allocated and freed in each turn.
use std::hint::black_box;
use std::process::ExitCode;

#[inline(never)]
fn sum(turns: u32, count: usize) -> usize {
    let mut total = 0;
    for turn in 0..turns {
        let mut numbers = Vec::with_capacity(count); // heaplight: allocate sometimes in loop
        numbers.push(turn); // heaplight: allocate sometimes in loop; deallocate sometimes in loop
        total += black_box(&numbers).len(); // heaplight: none
    } // heaplight: deallocate sometimes in loop
    total
}

fn main() -> ExitCode {
    let total = sum(black_box(3), black_box(8)); // heaplight: allocate sometimes; deallocate sometimes
    ExitCode::from(u8::from(total != 3))
}
