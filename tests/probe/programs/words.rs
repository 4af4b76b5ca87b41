// Strings, a map, a boxed trait and a thread, as a Rust program has them.
use std::collections::HashMap;

fn count(words: usize) -> usize {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for i in 0..words {
        *seen.entry(format!("word {}", i % 100)).or_insert(0) += 1;
    }
    seen.len()
}

fn main() {
    let boxed: Vec<Box<dyn Fn() -> usize>> = (0..10usize).map(|i| Box::new(move || i) as Box<dyn Fn() -> usize>).collect();
    let other = std::thread::spawn(|| count(5000));
    println!("{} {}", count(1000) + boxed.iter().map(|f| f()).sum::<usize>(), other.join().unwrap());
}
