// A Vec full of zeros asks the allocator for zeroed memory instead of filling it.
use std::hint::black_box;
use std::process::ExitCode;

#[inline(never)]
fn zeros(count: usize) -> Vec<u8> {
    vec![0; count] // heaplight: allocate sometimes
}

fn main() -> ExitCode {
    let bytes = zeros(black_box(100)); // heaplight: allocate sometimes
    ExitCode::from(u8::from(bytes.len() != 100))
} // heaplight: deallocate sometimes
