// A program that ends by process::exit ends well, unless the status tells of a failure.
// Before that, standard output is written and its buffer freed.
use std::hint::black_box;
use std::process;

fn main() {
    let room = vec![1u8; black_box(100)]; // heaplight: allocate
    println!("{}", room.len()); // heaplight: allocate
    process::exit(0) // heaplight: deallocate
}
