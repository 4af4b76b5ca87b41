// What a call through dyn reaches depends on the value: another crate may bring one that allocates.
use std::hint::black_box;
use std::process::ExitCode;

pub trait Shape {
    fn corners(&self) -> u32;
}

struct Triangle;
struct Star;

impl Shape for Triangle {
    fn corners(&self) -> u32 {
        3 // heaplight: none
    }
}

impl Shape for Star {
    fn corners(&self) -> u32 {
        10 // heaplight: none
    }
}

#[inline(never)]
pub fn twice(shape: &dyn Shape) -> u32 {
    2 * shape.corners() // heaplight: unknown always
}

fn main() -> ExitCode {
    let shape: &dyn Shape = if black_box(true) { &Triangle } else { &Star };
    ExitCode::from(u8::from(twice(shape) != 6)) // heaplight: unknown always
}
