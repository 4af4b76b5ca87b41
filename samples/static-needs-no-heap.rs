// A static that is const lies in the program's image: an empty String and a filled array alike.
use std::process::ExitCode;

static NAMES: [&str; 3] = ["one", "two", "three"];
static EMPTY: String = String::new();

#[inline(never)]
fn length() -> usize {
    NAMES.len() + EMPTY.len() // heaplight: none
}

fn main() -> ExitCode {
    ExitCode::from(u8::from(length() != 3)) // heaplight: none
}
