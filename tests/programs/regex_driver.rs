// Drives the regex crate: patterns of all sorts, compiled, searched, replaced with, and broken.
use regex::bytes;
use regex::{Captures, Regex, RegexBuilder, RegexSet};

const TEXT: &str =
    "On 2019-02-07 the heap held 512 kB, on 2026-11-23 it held 1024 kB; Ärger über große Hügel.";

fn dates() -> usize {
    let pattern = Regex::new(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})").unwrap();
    let mut total = 0;
    for captures in pattern.captures_iter(TEXT) {
        total += captures["year"].len() + captures.name("day").map_or(0, |day| day.start());
    }
    total + pattern.capture_names().flatten().count() + pattern.captures_len()
}

fn replaced() -> usize {
    let numbers = Regex::new(r"\d+").unwrap();
    let doubled = numbers.replace_all(TEXT, |found: &Captures| format!("<{}>", &found[0]));
    let named = Regex::new(r"(?i)(?P<word>heap)\s+held").unwrap();
    let swapped = named.replace(TEXT, "held ${word}");
    doubled.len() + swapped.len() + numbers.replacen("none", 3, "x").len()
}

fn split() -> usize {
    let spaces = Regex::new(r"\s*[,;.]\s*").unwrap();
    let parts: Vec<&str> = spaces.split(TEXT).collect();
    parts.len() + spaces.splitn(TEXT, 2).map(str::len).sum::<usize>()
}

fn sets() -> usize {
    let set = RegexSet::new([r"heap", r"stack", r"\bkB\b", r"^On"]).unwrap();
    set.matches(TEXT).into_iter().count() + usize::from(set.is_match("a stack"))
}

fn built() -> usize {
    let pattern = RegexBuilder::new(r"^ on .* kB ( [;.] | $ )")
        .ignore_whitespace(true)
        .case_insensitive(true)
        .multi_line(true)
        .size_limit(1 << 20)
        .build();
    pattern.map_or(0, |pattern| pattern.find_iter(TEXT).count())
}

fn unicode() -> usize {
    let pattern = Regex::new(r"[\p{Lu}\p{Greek}]\w+|(?:gro(?:ß|ss)e)\s[[:alpha:]&&[^x]]+").unwrap();
    pattern
        .find_iter(TEXT)
        .map(|found| found.as_str().len())
        .sum()
}

fn in_bytes() -> usize {
    let pattern = bytes::Regex::new(r"(?-u)[\x00-\x7f]+").unwrap();
    let cleaned = pattern.replace_all(TEXT.as_bytes(), &b"."[..]);
    pattern.find_iter(TEXT.as_bytes()).count() + cleaned.len()
}

fn broken() -> usize {
    let patterns = [
        "(",
        "[a",
        "a{2,1}",
        r"\p{Nothing}",
        "(?P<1>x)",
        "*",
        r"(?:x{1000}){1000}",
    ];
    patterns
        .iter()
        .filter_map(|pattern| Regex::new(pattern).err())
        .map(|error| error.to_string().len())
        .sum()
}

fn long() -> bool {
    let pattern = Regex::new(&format!("({})+$", ["ab", "cd", "ef", "a.*z"].join("|"))).unwrap();
    pattern.is_match(&"abcdef".repeat(2000)) && pattern.shortest_match("xabz").is_some()
}

fn main() {
    let total =
        dates() + replaced() + split() + sets() + built() + unicode() + in_bytes() + broken();
    let cloned = Regex::new("a(b)?c").unwrap().clone();
    println!("{total} {} {:?} {}", long(), cloned, regex::escape("a.b*c"));
}
