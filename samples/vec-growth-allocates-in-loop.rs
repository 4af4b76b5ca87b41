// A Vec that grows element by element allocates again and again.
use std::hint::black_box;
use std::process::ExitCode;

#[inline(never)]
fn fill(numbers: &mut Vec<u32>, count: u32) {
    for number in 0..count {
        numbers.push(number); // heaplight: allocate sometimes in loop; deallocate sometimes in loop
    }
}

fn main() -> ExitCode {
    let mut numbers = Vec::new(); // heaplight: none
    fill(&mut numbers, black_box(100)); // heaplight: allocate sometimes; deallocate sometimes
    ExitCode::from(u8::from(numbers.len() != 100))
} // heaplight: deallocate sometimes
