// A HashMap grows when an entry finds no room.
use std::collections::HashMap;
use std::process::ExitCode;

#[inline(never)]
fn note(ages: &mut HashMap<u32, u32>, key: u32) {
    ages.insert(key, 7); // heaplight: allocate sometimes
}

fn main() -> ExitCode {
    let mut ages = HashMap::new(); // heaplight: allocate exceptional
    note(&mut ages, 1); // heaplight: allocate sometimes
    ExitCode::from(u8::from(ages.len() != 1))
} // heaplight: deallocate sometimes
