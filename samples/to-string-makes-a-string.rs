// to_string and to_owned copy a text to the heap.
use std::hint::black_box;
use std::process::ExitCode;

#[inline(never)]
fn owned(text: &str) -> String {
    text.to_owned() // heaplight: allocate sometimes
}

#[inline(never)]
fn digits(number: u32) -> String {
    number.to_string() // heaplight: allocate sometimes
}

fn main() -> ExitCode {
    let name = owned(black_box("seven")); // heaplight: allocate sometimes
    let digits = digits(black_box(7)); // heaplight: allocate sometimes
    ExitCode::from(u8::from(name.len() + digits.len() != 6))
} // heaplight: deallocate sometimes
