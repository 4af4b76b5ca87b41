// A value without any size, such as a closure that captures nothing, takes no heap in its Box.
use std::process::ExitCode;

struct Marker;

#[inline(never)]
fn marker() -> Box<Marker> {
    Box::new(Marker) // heaplight: none
}

#[inline(never)]
fn next() -> Box<dyn Fn(i32) -> i32> {
    Box::new(|value| value + 1) // heaplight: none
}

fn main() -> ExitCode {
    let _marker = marker(); // heaplight: none
    let next = next(); // heaplight: none
    ExitCode::from(u8::from(next(1) != 2))
}
