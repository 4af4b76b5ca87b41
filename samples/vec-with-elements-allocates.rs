// A Vec that is made with elements asks for their room at once.
use std::hint::black_box;
use std::process::ExitCode;

#[inline(never)]
fn three(value: u32) -> Vec<u32> {
    vec![value, value, value] // heaplight: allocate always 12 B
}

#[inline(never)]
fn many(value: u32, count: usize) -> Vec<u32> {
    vec![value; count] // heaplight: allocate sometimes
}

fn main() -> ExitCode {
    let few = three(7); // heaplight: allocate always 12 B
    let more = many(7, black_box(6)); // heaplight: allocate sometimes
    ExitCode::from(u8::from(few.len() + more.len() != 9))
} // heaplight: deallocate sometimes
