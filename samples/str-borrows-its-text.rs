// A &str only points at its text: trimming, splitting and reading numbers out of it needs no heap.
use std::process::ExitCode;

#[inline(never)]
fn first_word(text: &str) -> &str {
    text.trim().split(' ').next().unwrap_or("") // heaplight: none
}

#[inline(never)]
fn number(text: &str) -> u32 {
    text.parse().unwrap_or(0) // heaplight: none
}

fn main() -> ExitCode {
    let word = first_word(" 12 drops"); // heaplight: none
    ExitCode::from(u8::from(number(word) != 12)) // heaplight: none
}
