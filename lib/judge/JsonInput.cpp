#include "judge/JsonInput.h"

#include "judge/Rules.h"

#include "llvm/ADT/StringExtras.h"

namespace heaplight {
namespace {

class ProblemError : public llvm::ErrorInfo<ProblemError> {
public:
  static char ID;
  explicit ProblemError(InputProblem problem) : problem_(std::move(problem)) {}

  const InputProblem &problem() const { return problem_; }
  void log(llvm::raw_ostream &stream) const override {
    stream << "line " << problem_.line << ": " << problem_.what;
  }
  std::error_code convertToErrorCode() const override { return llvm::inconvertibleErrorCode(); }

private:
  InputProblem problem_;
};

char ProblemError::ID = 0;

/// Walks along the brackets of a text, which need not be sound: the parser says what isn't.
class Brackets {
public:
  Brackets(llvm::StringRef text, unsigned arrayDepth) : text_(text), arrayDepth_(arrayDepth) {}

  /// Lines of the elements; fails where brackets lie too deep.
  llvm::Expected<std::vector<uint32_t>> read() {
    for (at_ = 0; at_ < text_.size(); ++at_) {
      char letter = text_[at_];
      if (letter == '\n')
        ++line_;
      if (llvm::isSpace(letter))
        continue;
      if (expectsElement_ && letter != ']')
        lines_.push_back(line_);
      expectsElement_ = false;
      if (llvm::Error error = step(letter))
        return error;
    }
    return std::move(lines_);
  }

private:
  llvm::Error step(char letter) {
    constexpr size_t deepest = 50;
    if (letter == '"')
      skipString();
    else if (letter == '[' || letter == '{')
      open_.push_back(letter);
    else if ((letter == ']' || letter == '}') && !open_.empty())
      open_.pop_back();
    bool mayBegin = letter == '[' || letter == ',';
    expectsElement_ = mayBegin && open_.size() == arrayDepth_ + 1 && open_.back() == '[';
    if (open_.size() > deepest)
      return problemAt(line_, "more than 50 brackets lie in each other");
    return llvm::Error::success();
  }

  void skipString() {
    while (++at_ < text_.size() && text_[at_] != '"')
      if (text_[at_] == '\\')
        ++at_;
      else if (text_[at_] == '\n')
        ++line_; // Not sound, but the lines behind it keep their numbers.
  }

  llvm::StringRef text_;
  unsigned arrayDepth_;
  size_t at_ = 0;
  uint32_t line_ = 1;
  bool expectsElement_ = false;
  std::string open_;
  std::vector<uint32_t> lines_;
};

/// What the parser says: "[2:15, byte=27]: Expected object key".
InputProblem problemOfParser(llvm::Error error) {
  std::string text = llvm::toString(std::move(error));
  llvm::StringRef rest = text;
  InputProblem problem;
  if (rest.consume_front("["))
    rest.consumeInteger(10, problem.line);
  problem.what = "it isn't JSON: " + llvm::StringRef(text).split("]: ").second.str();
  return problem;
}

} // namespace

llvm::Error problemAt(uint32_t line, const llvm::Twine &what) {
  return llvm::make_error<ProblemError>(InputProblem{line, what.str()});
}

InputProblem problemOf(llvm::Error error) {
  InputProblem problem;
  llvm::handleAllErrors(
      std::move(error), [&](const ProblemError &known) { problem = known.problem(); },
      [&](const llvm::ErrorInfoBase &other) { problem.what = other.message(); });
  return problem;
}

llvm::Expected<JsonInput> parseJson(llvm::StringRef text, unsigned arrayDepth) {
  text.consume_front("\xEF\xBB\xBF"); // A byte order mark, as some editors leave it.
  if (text.trim().empty())
    return problemAt(1, "it is empty");
  llvm::Expected<std::vector<uint32_t>> lines = Brackets(text, arrayDepth).read();
  if (!lines)
    return lines.takeError();
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(text);
  if (!value) {
    InputProblem problem = problemOfParser(value.takeError());
    return problemAt(problem.line, problem.what);
  }
  return JsonInput{std::move(*value), std::move(*lines)};
}

llvm::Error checkKeys(const llvm::json::Object &object, const std::vector<std::string> &known,
                      uint32_t line) {
  std::vector<std::string> keys; // Of objects, LLVM keeps no order.
  for (const auto &[key, value] : object)
    keys.push_back(key.str());
  llvm::sort(keys);
  for (const std::string &key : keys)
    if (!llvm::is_contained(known, key)) {
      std::string near = nearestWord(key, known);
      return problemAt(line, "'" + key + "' is no key here; " +
                                 (near.empty() ? "the keys are " + llvm::join(known, ", ")
                                               : "did you mean '" + near + "'?"));
    }
  return llvm::Error::success();
}

std::string sortOf(const llvm::json::Value &value) {
  switch (value.kind()) {
  case llvm::json::Value::Null:
    return "null";
  case llvm::json::Value::Boolean:
    return "a boolean";
  case llvm::json::Value::Number:
    return "a number";
  case llvm::json::Value::String:
    return "a string";
  case llvm::json::Value::Array:
    return "an array";
  case llvm::json::Value::Object:
    return "an object";
  }
  return "";
}

} // namespace heaplight
