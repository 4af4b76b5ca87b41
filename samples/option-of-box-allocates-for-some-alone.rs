// An Option of a Box is a pointer that may be null: None takes no heap, Some does.
use std::hint::black_box;
use std::process::ExitCode;

#[inline(never)]
fn nothing() -> Option<Box<u64>> {
    None // heaplight: none
}

#[inline(never)]
fn something(value: u64) -> Option<Box<u64>> {
    Some(Box::new(value)) // heaplight: allocate always 8 B
}

fn main() -> ExitCode {
    let first = nothing(); // heaplight: none
    let second = something(black_box(7)); // heaplight: allocate always 8 B
    ExitCode::from(u8::from(first.is_some() || second.is_none()))
} // heaplight: deallocate
