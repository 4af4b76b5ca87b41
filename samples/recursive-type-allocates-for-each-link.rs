// A type that holds itself needs a Box for each link, and dropping it frees link by link.
use std::process::ExitCode;

enum List {
    End,
    Link(u64, Box<List>),
}

#[inline(never)]
fn before(value: u64, rest: List) -> List {
    List::Link(value, Box::new(rest)) // heaplight: allocate always 16 B
}

#[inline(never)]
fn sum(list: &List) -> u64 {
    match list {
        List::End => 0,
        List::Link(value, rest) => value + sum(rest), // heaplight: none
    }
}

fn main() -> ExitCode {
    let list = before(1, before(2, List::End)); // heaplight: allocate always 16 B
    ExitCode::from(u8::from(sum(&list) != 3)) // heaplight: none
} // heaplight: deallocate sometimes; destroy
