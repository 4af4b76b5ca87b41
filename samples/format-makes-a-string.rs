// format! writes into a new String.
use std::hint::black_box;
use std::process::ExitCode;

#[inline(never)]
fn label(number: u32) -> String {
    format!("number {number}") // heaplight: allocate sometimes
}

fn main() -> ExitCode {
    let text = label(black_box(7)); // heaplight: allocate sometimes
    ExitCode::from(u8::from(text != "number 7"))
} // heaplight: deallocate sometimes
