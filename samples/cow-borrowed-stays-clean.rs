// A Cow made of a literal borrows it: there is code to drop it, and nothing on the heap to free.
use std::borrow::Cow;
use std::process::ExitCode;

#[inline(never)]
fn borrowed() -> Cow<'static, str> {
    Cow::from("drop") // heaplight: none
}

#[inline(never)]
fn length(text: Cow<str>) -> usize {
    text.len() // heaplight: none
} // heaplight: deallocate sometimes

fn main() -> ExitCode {
    ExitCode::from(u8::from(length(borrowed()) != 4)) // heaplight: deallocate sometimes
}
