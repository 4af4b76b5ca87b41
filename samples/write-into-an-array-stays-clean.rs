// write! into bytes that are there needs no heap; the formatter calls its target through dyn.
use std::io::Write;
use std::process::ExitCode;

#[inline(never)]
fn label(number: u32, mut room: &mut [u8]) -> bool {
    let result = write!(room, "number {number}"); // heaplight: unknown
    result.is_ok()
} // heaplight: deallocate sometimes; unknown

fn main() -> ExitCode {
    let mut room = [0; 16]; // heaplight: none
    let written = label(7, &mut room); // heaplight: unknown
    ExitCode::from(u8::from(!written || !room.starts_with(b"number 7")))
}
