// A program that ends by process::exit ends well, unless the status tells of a failure. What is on
// standard output is written before, and its buffer freed.
use std::hint::black_box;
use std::process;

fn main() {
    let room = vec![1u8; black_box(100)]; // heaplight: allocate
    println!("{}", room.len()); // heaplight: allocate
    process::exit(0) // heaplight: deallocate
}
