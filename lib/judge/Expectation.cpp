#include "judge/Expectation.h"

#include "judge/Rules.h"
#include "report/Words.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

namespace heaplight {
namespace {

const WordTable<Stage> stages = tableOf({Stage::Written, Stage::Built});
const WordTable<Kind> kinds =
    tableOf({Kind::Allocate, Kind::Deallocate, Kind::Destroy, Kind::Unknown});
const WordTable<Certainty> certainties =
    tableOf({Certainty::Always, Certainty::Sometimes, Certainty::Exceptional});
const WordTable<Phase> phases = tableOf({Phase::Startup, Phase::Thread, Phase::Run, Phase::Exit});

/// The words of one part, taken from the front.
class Words {
public:
  explicit Words(llvm::StringRef part) { llvm::SplitString(part, words_); }

  bool empty() const { return next_ == words_.size(); }
  llvm::StringRef front() const { return empty() ? llvm::StringRef() : words_[next_]; }
  bool take(llvm::StringRef word) {
    bool is = !empty() && front() == word;
    next_ += is;
    return is;
  }
  template <typename Value> std::optional<Value> take(const WordTable<Value> &table) {
    for (const auto &[word, value] : table)
      if (take(word))
        return value;
    return std::nullopt;
  }
  /// "24 B"
  std::optional<uint64_t> takeBytes() {
    uint64_t bytes = 0;
    if (words_.size() - next_ < 2 || words_[next_ + 1] != "B" || front().getAsInteger(10, bytes))
      return std::nullopt;
    next_ += 2;
    return bytes;
  }
  bool takeBoth(llvm::StringRef first, llvm::StringRef second) {
    bool are = words_.size() - next_ >= 2 && front() == first && words_[next_ + 1] == second;
    next_ += are ? 2 : 0;
    return are;
  }

private:
  llvm::SmallVector<llvm::StringRef, 8> words_;
  size_t next_ = 0;
};

template <typename Value>
void addWords(const WordTable<Value> &table, std::vector<std::string> &to) {
  for (const auto &entry : table)
    to.push_back(entry.first);
}

llvm::Error cannotRead(llvm::StringRef part, llvm::StringRef word) {
  std::vector<std::string> known{"none", "B", "in", "loop", "at"};
  addWords(stages, known);
  addWords(kinds, known);
  addWords(certainties, known);
  addWords(phases, known);
  std::string message = "can't read '" + part.str() + "'";
  if (word.empty())
    message += ": it ends too early";
  else if (part != word)
    message += " from '" + word.str() + "' on";
  std::string near = llvm::is_contained(known, word) ? "" : nearestWord(word.str(), known);
  if (!near.empty())
    message += "; did you mean '" + near + "'?";
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

llvm::Expected<Expectation> parseOne(llvm::StringRef part) {
  Expectation expectation;
  expectation.text = part.str();
  Words words(part);
  expectation.stage = words.take(stages).value_or(Stage::Built);
  if (words.take("none")) {
    if (words.empty())
      return expectation;
    return cannotRead(part, words.front());
  }
  expectation.kind = words.take(kinds);
  if (!expectation.kind)
    return cannotRead(part, words.front());
  expectation.certainty = words.take(certainties);
  expectation.bytes = words.takeBytes();
  expectation.inLoop = words.takeBoth("in", "loop");
  if (words.take("at")) {
    expectation.phase = words.take(phases);
    if (!expectation.phase)
      return cannotRead(part, words.front());
  }
  if (!words.empty())
    return cannotRead(part, words.front());
  return expectation;
}

} // namespace

llvm::Expected<std::vector<Expectation>> parseExpectations(std::string_view text) {
  std::vector<Expectation> expectations;
  llvm::SmallVector<llvm::StringRef, 4> parts;
  llvm::StringRef(text).split(parts, ';');
  for (llvm::StringRef part : parts) {
    llvm::Expected<Expectation> one = parseOne(part.trim());
    if (!one)
      return one.takeError();
    expectations.push_back(std::move(*one));
  }
  return expectations;
}

bool holds(const Expectation &expectation, const std::vector<Deed> &deeds) {
  if (!expectation.kind)
    return llvm::none_of(deeds, [&](const Deed &deed) {
      return deed.stage == expectation.stage && deed.kind != Kind::Destroy;
    });
  bool fits = false;
  std::optional<Certainty> strongest;
  for (const Deed &deed : deeds) {
    if (deed.stage != expectation.stage || deed.kind != *expectation.kind)
      continue;
    strongest = strongest ? std::max(*strongest, deed.certainty) : deed.certainty;
    fits |= (!expectation.bytes || deed.bytes == expectation.bytes) &&
            (!expectation.inLoop || deed.inLoop) &&
            (!expectation.phase || deed.phase == *expectation.phase);
  }
  return fits && (!expectation.certainty || strongest == expectation.certainty);
}

std::string describe(const std::vector<Deed> &deeds, Stage stage) {
  std::map<std::pair<Kind, Phase>, Certainty> strongest;
  for (const Deed &deed : deeds)
    if (deed.stage == stage) {
      Certainty &known =
          strongest.try_emplace({deed.kind, deed.phase}, deed.certainty).first->second;
      known = std::max(known, deed.certainty);
    }
  std::string text;
  for (const auto &[what, certainty] : strongest) {
    text += text.empty() ? "" : "; ";
    text += std::string(word(what.first)) + " " + word(certainty);
    if (what.second != Phase::Run)
      text += std::string(" at ") + word(what.second);
  }
  return text.empty() ? "none" : text;
}

} // namespace heaplight
