// A Cow allocates when it first has to own what it changes.
use std::borrow::Cow;
use std::process::ExitCode;

#[inline(never)]
fn spaced(text: &mut Cow<str>) {
    text.to_mut().push(' '); // heaplight: allocate sometimes; deallocate sometimes
}

fn main() -> ExitCode {
    let mut text = Cow::from("drop"); // heaplight: none
    spaced(&mut text); // heaplight: allocate sometimes; deallocate sometimes
    ExitCode::from(u8::from(text.len() != 5))
} // heaplight: deallocate sometimes
