// borrow_mut of a RefCell panics where it is borrowed already: only that way leads to the heap.
use std::cell::RefCell;
use std::process::ExitCode;

#[inline(never)]
fn add(sum: &RefCell<u32>, value: u32) {
    *sum.borrow_mut() += value; // heaplight: allocate exceptional
}

fn main() -> ExitCode {
    let sum = RefCell::new(0); // heaplight: none
    add(&sum, 1); // heaplight: allocate exceptional
    ExitCode::from(u8::from(sum.into_inner() != 1))
}
