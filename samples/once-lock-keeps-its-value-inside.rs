// A OnceLock keeps its value inside itself: what it is made of may allocate, the lock doesn't.
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::OnceLock;

static LIMIT: OnceLock<u32> = OnceLock::new(); // heaplight: none

#[inline(never)]
fn limit() -> u32 {
    *LIMIT.get_or_init(|| black_box(7)) // heaplight: unknown
}

fn main() -> ExitCode {
    ExitCode::from(u8::from(limit() != 7)) // heaplight: unknown
}
