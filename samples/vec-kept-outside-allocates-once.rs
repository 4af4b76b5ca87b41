// A Vec that is made before the loop and cleared in each turn keeps its memory through all of them.
use std::hint::black_box;
use std::process::ExitCode;

#[inline(never)]
fn sum(turns: u32, count: usize) -> usize {
    let mut total = 0;
    let mut numbers = Vec::with_capacity(count); // heaplight: allocate sometimes
    for turn in 0..turns {
        numbers.clear(); // heaplight: none
        numbers.push(turn); // heaplight: allocate sometimes in loop; deallocate sometimes in loop
        total += black_box(&numbers).len(); // heaplight: none
    } // heaplight: none
    total
} // heaplight: deallocate sometimes

fn main() -> ExitCode {
    let total = sum(black_box(3), black_box(8)); // heaplight: allocate sometimes; deallocate sometimes
    ExitCode::from(u8::from(total != 3))
}
