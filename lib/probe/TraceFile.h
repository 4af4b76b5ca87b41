// What is counted → a file that is mapped, so that it's kept however the process ends. One such
// file for each process. Tables grow; what finds no room is refused, never written elsewhere.
#pragma once

#include "probe/Kernel.h"
#include "probe/Layout.h"

namespace heaplight::probe {

/// Where the elements of one table lie in memory: at addresses that never change.
struct TableRoom {
  char *start = nullptr;
  uint64_t reserved = 0; ///< Bytes of addresses.
  uint64_t mapped = 0;   ///< Bytes that are in the file.
  bool full = false;     ///< Growth failed once, and isn't tried again.
};

class TraceFile {
public:
  /// A new file in `folder`. False where that can't be.
  bool create(const char *folder);

  Header &header() { return *header_; }
  uint64_t used(Table table) const {
    return __atomic_load_n(&header_->used[table], __ATOMIC_ACQUIRE);
  }

  Record &record(uint64_t number) { return at<Record>(RecordTable, number); }
  uint32_t numberOf(const Record &record) {
    return static_cast<uint32_t>(&record - &this->record(0));
  }
  RecordPlace &recordPlace(uint64_t number) { return at<RecordPlace>(RecordPlaceTable, number); }
  FreedElsewhere &freedElsewhere(uint64_t number) {
    return at<FreedElsewhere>(FreedElsewhereTable, number);
  }
  Node &node(uint64_t number) { return at<Node>(NodeTable, number); }
  Module &module(uint64_t number) { return at<Module>(ModuleTable, number); }
  const char *text(Text text) { return &at<char>(TextTable, text.offset); }

  /// Room for `count` more elements. To be locked by the caller, as all that follows.
  bool makeRoom(Table table, uint64_t count = 1);
  /// These take the element that there is room for, and say its number.
  template <typename Element> uint64_t append(Table table, const Element &element) {
    uint64_t number = header_->used[table];
    at<Element>(table, number) = element;
    __atomic_store_n(&header_->used[table], number + 1, __ATOMIC_RELEASE);
    return number;
  }
  /// Empty where there is no room.
  Text append(const char *bytes, uint64_t size);

private:
  template <typename Element> Element &at(Table table, uint64_t number) {
    return reinterpret_cast<Element *>(rooms_[table].start)[number];
  }
  void drop();
  bool open(const char *folder);
  bool grow(Table table, uint64_t bytes);
  int extend(uint64_t offset, uint64_t size);

  char path_[4096] = {};
  Header *header_ = nullptr;
  TableRoom rooms_[tableCount];
  uint64_t size_ = 0; ///< Of the file.
};

} // namespace heaplight::probe
