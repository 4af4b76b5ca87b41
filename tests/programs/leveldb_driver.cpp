// Drives leveldb: databases on disk and in memory, batches, iterators, snapshots, compactions,
// repairs, filters and caches, comparators of our own, several threads, and errors.
// Takes no arguments; exits with 0 when all went as it should.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "helpers/memenv/memenv.h"
#include "leveldb/cache.h"
#include "leveldb/comparator.h"
#include "leveldb/db.h"
#include "leveldb/env.h"
#include "leveldb/filter_policy.h"
#include "leveldb/iterator.h"
#include "leveldb/value_sink.h"
#include "leveldb/write_batch.h"

namespace {

int failures = 0;

void expect(bool holds, const char *what) {
  if (holds)
    return;
  std::fprintf(stderr, "not as it should be: %s\n", what);
  ++failures;
}

class Backwards : public leveldb::Comparator {
public:
  const char *Name() const override { return "backwards"; }
  int Compare(const leveldb::Slice &one, const leveldb::Slice &other) const override {
    return other.compare(one);
  }
  void FindShortestSeparator(std::string *, const leveldb::Slice &) const override {}
  void FindShortSuccessor(std::string *) const override {}
};

class Counter : public leveldb::WriteBatch::Handler {
public:
  int writes = 0;
  void Put(const leveldb::Slice &, const leveldb::Slice &) override { ++writes; }
  void Delete(const leveldb::Slice &) override { ++writes; }
};

std::string key(int number) { return "key" + std::to_string(number); }

leveldb::DB *open(const leveldb::Options &options, const std::string &name) {
  leveldb::DB *db = nullptr;
  leveldb::Status status = leveldb::DB::Open(options, name, &db);
  expect(status.ok(), status.ToString().c_str());
  if (!db)
    std::exit(1);
  return db;
}

void write(leveldb::DB &db) {
  constexpr int many = 6000, prime = 7919, keys = 10007;
  for (int i = 0; i < many; ++i) {
    db.Put({}, key(i * prime % keys), std::string(size_t(i % 200), char('a' + i % 26)));
    if (i % 10 == 0)
      db.Delete({}, key(i));
  }
  leveldb::WriteBatch batch;
  batch.Put("x", "y");
  batch.Delete("nothing");
  Counter counter;
  batch.Iterate(&counter);
  expect(counter.writes == 2, "a batch's length");
  leveldb::WriteOptions options;
  options.sync = true;
  db.Write(options, &batch);
}

void read(leveldb::DB &db) {
  std::string value;
  leveldb::StringValueSink sink(&value);
  expect(db.Get({}, "x", &sink).ok() && value == "y", "a value");
  expect(db.Get({}, "none", &sink).IsNotFound(), "no value");
  leveldb::ReadOptions options;
  options.snapshot = db.GetSnapshot();
  options.verify_checksums = true;
  {
    std::unique_ptr<leveldb::Iterator> at(db.NewIterator(options));
    int forth = 0, back = 0;
    for (at->SeekToFirst(); at->Valid(); at->Next())
      ++forth;
    for (at->SeekToLast(); at->Valid(); at->Prev())
      ++back;
    at->Seek("key5");
    at->RegisterCleanup([](void *, void *) {}, nullptr, nullptr);
    expect(forth > 0 && forth == back, "both ways through the keys");
  }
  db.ReleaseSnapshot(options.snapshot);
  for (const char *name : {"leveldb.stats", "leveldb.sstables", "leveldb.num-files-at-level0"})
    expect(db.GetProperty(name, &value), name);
}

void readAndWriteAtOnce(leveldb::DB &db) {
  std::vector<std::thread> threads;
  for (int number = 0; number < 3; ++number)
    threads.emplace_back([&db, number] {
      std::string value;
      leveldb::StringValueSink sink(&value);
      for (int i = 0; i < 300; ++i) {
        db.Put({}, "thread" + std::to_string(number * 1000 + i), "v");
        db.Get({}, key(i), &sink);
      }
    });
  for (std::thread &thread : threads)
    thread.join();
}

void use(leveldb::Options options, const std::string &name) {
  std::unique_ptr<leveldb::Cache> cache(leveldb::NewLRUCache(100000));
  std::unique_ptr<const leveldb::FilterPolicy> filter(leveldb::NewBloomFilterPolicy(10));
  options.create_if_missing = true;
  options.write_buffer_size = 64 << 10;
  options.block_cache = cache.get();
  options.filter_policy = filter.get();
  leveldb::DestroyDB(name, options);
  {
    std::unique_ptr<leveldb::DB> db(open(options, name));
    write(*db);
    read(*db);
    db->CompactRange(nullptr, nullptr);
    readAndWriteAtOnce(*db);
  }
  std::unique_ptr<leveldb::DB> again(open(options, name));
  again.reset();
  leveldb::Options refused = options;
  refused.error_if_exists = true;
  leveldb::DB *none = nullptr;
  expect(!leveldb::DB::Open(refused, name, &none).ok(), "a database that exists");
  expect(leveldb::RepairDB(name, options).ok(), "a repair");
  leveldb::DestroyDB(name, options);
}

} // namespace

int main() {
  const char *folder = std::getenv("TMPDIR");
  const std::string name = std::string(folder ? folder : "/tmp") + "/leveldb-driver";
  use({}, name);
  Backwards backwards;
  leveldb::Options options;
  options.comparator = &backwards;
  options.paranoid_checks = true;
  use(options, name + "-backwards");
  std::unique_ptr<leveldb::Env> memory(leveldb::NewMemEnv(leveldb::Env::Default()));
  leveldb::Options inMemory;
  inMemory.env = memory.get();
  use(inMemory, "/in-memory");
  return failures != 0;
}
