// A call of a generic's method is a call of one function: which one is known when it is compiled.
use std::process::ExitCode;

trait Shape {
    fn corners(&self) -> u32;
}

struct Triangle;

impl Shape for Triangle {
    #[inline(never)]
    fn corners(&self) -> u32 {
        3 // heaplight: none
    }
}

#[inline(never)]
fn twice<S: Shape>(shape: &S) -> u32 {
    2 * shape.corners() // heaplight: none
}

fn main() -> ExitCode {
    ExitCode::from(u8::from(twice(&Triangle) != 6)) // heaplight: none
}
