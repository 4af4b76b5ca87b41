// An empty HashMap has code to drop it, but nothing on the heap before its first entry.
use std::collections::HashMap;
use std::process::ExitCode;

#[inline(never)]
fn empty() -> HashMap<u32, u32> {
    HashMap::new() // heaplight: allocate exceptional
}

#[inline(never)]
fn length(ages: HashMap<u32, u32>) -> usize {
    ages.len() // heaplight: none
} // heaplight: deallocate sometimes; destroy

fn main() -> ExitCode {
    ExitCode::from(u8::from(length(empty()) != 0)) // heaplight: deallocate sometimes
}
