// Drives the smallvec crate by as many ways as it has: inside, spilled, grown, shrunk, drained.
use smallvec::{smallvec, SmallVec};
use std::fmt::Write;

type Numbers = SmallVec<[u32; 4]>;
type Names = SmallVec<[String; 2]>;

fn grow(count: u32) -> Numbers {
    let mut numbers = Numbers::new();
    for number in 0..count {
        numbers.push(number);
    }
    numbers
}

fn change(numbers: &mut Numbers) -> u32 {
    numbers.insert(1, 7);
    numbers.insert_many(2, [8, 9, 10]);
    numbers.extend_from_slice(&[1, 2, 3]);
    numbers.dedup();
    numbers.retain(|number| *number % 3 != 0);
    numbers.reserve(100);
    numbers.shrink_to_fit();
    numbers.truncate(5);
    let removed = numbers.remove(0) + numbers.swap_remove(0);
    numbers.grow(64);
    numbers.resize(12, 5);
    removed + numbers.pop().unwrap_or(0)
}

fn drain(mut numbers: Numbers) -> u32 {
    let first: u32 = numbers.drain(..2).sum();
    first + numbers.into_iter().map(|number| number + 1).sum::<u32>()
}

fn name(names: &mut Names, count: usize) {
    for number in 0..count {
        let mut name = String::with_capacity(8);
        let _ = write!(name, "name {number}");
        names.push(name);
    }
}

fn names_of(count: usize) -> usize {
    let mut names: Names = smallvec!["first".to_string()];
    name(&mut names, count);
    let copies = names.clone();
    let joined: SmallVec<[String; 8]> = names.into_iter().chain(copies).collect();
    joined.iter().map(String::len).sum()
}

fn convert(count: usize) -> usize {
    let vec: Vec<u8> = vec![1; count];
    let small: SmallVec<[u8; 16]> = SmallVec::from_vec(vec);
    let boxed: Box<[u8]> = small.into_boxed_slice();
    let again: SmallVec<[u8; 16]> = SmallVec::from_slice(&boxed);
    let repeated: SmallVec<[u8; 4]> = SmallVec::from_elem(3, count);
    let macro_made: SmallVec<[u8; 4]> = smallvec![2; count];
    again.into_vec().len() + repeated.len() + macro_made.into_vec().len()
}

fn inside() -> usize {
    let mut numbers: SmallVec<[u64; 8]> = SmallVec::new();
    numbers.extend([1, 2, 3]);
    numbers.sort_unstable();
    usize::from(numbers.spilled()) + numbers.len()
}

fn main() {
    let mut numbers = grow(3);
    let mut sum = change(&mut numbers);
    let mut more = grow(50);
    more.append(&mut numbers);
    sum += drain(more);
    let total = sum as usize + names_of(1) + names_of(9) + convert(3) + convert(40) + inside();
    println!("{total}");
}
