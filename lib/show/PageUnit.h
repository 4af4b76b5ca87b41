// ReportUnit → its columns in the page's data. Its texts and its assembly are elsewhere.
#pragma once

#include "show/PageColumns.h"
#include "show/Text.h"

namespace heaplight {

/// What all units of a page share.
struct PageTables {
  JsonWriter &json;
  PageStrings &strings;
  const TextOptions &text;
};

/// The fields of an object that is open.
void writePageUnit(const ReportUnit &unit, const PageTables &tables);

} // namespace heaplight
