// A value of a trait alone has no size that callers know, so a function returns it in a Box.
use std::hint::black_box;
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
fn shape(corners: u64) -> Box<dyn Shape> {
    Box::new(Polygon(corners)) // heaplight: allocate always 8 B
}

fn main() -> ExitCode {
    let shape = black_box(shape(3)); // heaplight: allocate always 8 B
    ExitCode::from(u8::from(shape.corners() != 3)) // heaplight: unknown
} // heaplight: deallocate sometimes; unknown
