// A Cell and a RefCell keep their value inside themselves, though a RefCell counts its borrows.
use std::cell::{Cell, RefCell};
use std::process::ExitCode;

#[inline(never)]
fn next(count: &Cell<u32>) -> u32 {
    count.set(count.get() + 1); // heaplight: none
    count.get() // heaplight: none
}

#[inline(never)]
fn add(sum: &RefCell<u32>, value: u32) {
    if let Ok(mut sum) = sum.try_borrow_mut() {
        *sum += value; // heaplight: none
    } // heaplight: none
}

fn main() -> ExitCode {
    let count = Cell::new(0); // heaplight: none
    let sum = RefCell::new(0); // heaplight: none
    add(&sum, next(&count)); // heaplight: none
    ExitCode::from(u8::from(sum.into_inner() != 1)) // heaplight: none
}
