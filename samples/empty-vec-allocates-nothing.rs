// An empty Vec has code to drop it, but nothing on the heap before its first element.
use std::process::ExitCode;

#[inline(never)]
fn empty() -> Vec<u8> {
    Vec::new() // heaplight: none
}

#[inline(never)]
fn length(bytes: Vec<u8>) -> usize {
    bytes.len() // heaplight: none
} // heaplight: deallocate sometimes; destroy

fn main() -> ExitCode {
    ExitCode::from(u8::from(length(empty()) != 0)) // heaplight: deallocate sometimes
}
