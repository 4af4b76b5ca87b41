// A panic puts its message on the heap, but only on the way out: a call that returns has not.
use std::hint::black_box;
use std::panic;
use std::process::ExitCode;

#[inline(never)]
fn checked(value: u32) -> u32 {
    if value > 9 {
        panic!("{value} is more than a digit"); // heaplight: allocate exceptional
    }
    value // heaplight: none
}

fn main() -> ExitCode {
    let digit = checked(black_box(9)); // heaplight: allocate exceptional
    let failed = panic::catch_unwind(|| checked(black_box(10))).is_err(); // heaplight: deallocate
    ExitCode::from(u8::from(digit != 9 || !failed))
}
