// A Box that never leaves its function is written, but the optimizer removes it.
use std::hint::black_box;
use std::process::ExitCode;

#[inline(never)]
fn doubled(value: i32) -> i32 {
    let number = Box::new(value); // heaplight: written allocate; built none
    *number * 2
} // heaplight: written deallocate; built none

fn main() -> ExitCode {
    ExitCode::from(u8::from(doubled(black_box(3)) != 6)) // heaplight: none
}
