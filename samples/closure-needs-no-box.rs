// A closure is a value of what it captured, and a generic that takes or returns it needs no Box.
use std::process::ExitCode;

#[inline(never)]
fn adder(amount: u64) -> impl Fn(u64) -> u64 {
    move |value| value + amount // heaplight: none
}

#[inline(never)]
fn apply(change: impl Fn(u64) -> u64, value: u64) -> u64 {
    change(value) // heaplight: none
}

fn main() -> ExitCode {
    ExitCode::from(u8::from(apply(adder(3), 4) != 7)) // heaplight: none
}
