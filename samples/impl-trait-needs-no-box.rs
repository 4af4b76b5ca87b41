// `impl Trait` names one type without saying which: its value is returned as it is.
use std::process::ExitCode;

trait Shape {
    fn corners(&self) -> u64;
}

struct Polygon(u64);

impl Shape for Polygon {
    fn corners(&self) -> u64 {
        self.0
    }
}

#[inline(never)]
fn shape(corners: u64) -> impl Shape {
    Polygon(corners) // heaplight: none
}

fn main() -> ExitCode {
    let shape = shape(3); // heaplight: none
    ExitCode::from(u8::from(shape.corners() != 3)) // heaplight: none
}
