// An empty String has code to drop it, but nothing on the heap before its first character.
use std::process::ExitCode;

#[inline(never)]
fn empty() -> String {
    String::new() // heaplight: none
}

#[inline(never)]
fn length(text: String) -> usize {
    text.len() // heaplight: none
} // heaplight: deallocate sometimes; destroy

fn main() -> ExitCode {
    ExitCode::from(u8::from(length(empty()) != 0)) // heaplight: deallocate sometimes
}
