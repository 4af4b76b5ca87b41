// A String grows as a Vec does: push_str allocates where its room doesn't do.
use std::hint::black_box;
use std::process::ExitCode;

#[inline(never)]
fn greet(text: &mut String, name: &str) {
    text.push_str("hello "); // heaplight: allocate sometimes; deallocate sometimes
    text.push_str(name); // heaplight: allocate sometimes; deallocate sometimes
}

fn main() -> ExitCode {
    let mut text = String::new(); // heaplight: none
    greet(&mut text, black_box("you")); // heaplight: allocate sometimes; deallocate sometimes
    ExitCode::from(u8::from(text.len() != 9))
} // heaplight: deallocate sometimes
