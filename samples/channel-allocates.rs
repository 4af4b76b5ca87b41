// A channel keeps what is sent in blocks on the heap, and what both ends share as well.
use std::process::ExitCode;
use std::sync::mpsc;

#[inline(never)]
fn pass(value: u32) -> u32 {
    let (sender, receiver) = mpsc::channel(); // heaplight: allocate always
    let sent = sender.send(value).is_ok(); // heaplight: allocate sometimes
    let received = receiver.recv().unwrap_or(0); // heaplight: allocate sometimes
    received * u32::from(sent)
} // heaplight: deallocate sometimes

fn main() -> ExitCode {
    ExitCode::from(u8::from(pass(7) != 7)) // heaplight: allocate always; deallocate sometimes
}
