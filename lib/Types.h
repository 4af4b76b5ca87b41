// The words of the house as plain values. Of LLVM only two containers; no printing, no files.
#pragma once

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace heaplight {

/// What executing code does to the heap.
enum class Kind : uint8_t { Allocate, Deallocate, Destroy, Unknown };
inline constexpr Kind allKinds[] = {Kind::Allocate, Kind::Deallocate, Kind::Destroy, Kind::Unknown};

/// Weakest first: a path is as certain as its weakest step.
enum class Certainty : uint8_t { Exceptional, Sometimes, Always };

/// Before the optimizer, and after it.
enum class Stage : uint8_t { Written, Built };

/// When code runs. `Startup` is before main, `Thread` a thread's first use of a variable.
enum class Phase : uint8_t { Run, Startup, Thread, Exit };

/// An interned string; 0 is the empty one.
using StringId = uint32_t;
/// A frame of a `Names`.
using FrameId = uint32_t;
inline constexpr FrameId noFrame = ~FrameId(0);

/// A place in the source, by one level of inlining. `function` is a symbol, not a readable name.
/// `line` and `column` count from 1; 0 where the compiler gave none.
struct Frame {
  StringId function = 0;
  StringId file = 0;
  uint32_t line = 0;
  uint32_t column = 0;
  FrameId in = noFrame; ///< The frame that this one was inlined into.

  friend auto operator<=>(const Frame &, const Frame &) = default;
};

/// A place in a function, without regard to what that was inlined into.
struct Place {
  StringId function = 0;
  uint32_t line = 0;
  uint32_t column = 0;

  friend auto operator<=>(const Place &, const Place &) = default;
};

/// A constant that a call passes, or that a parameter has.
struct Constant {
  uint32_t argument = 0; ///< Its number, from 0.
  int64_t value = 0;     ///< Of an integer, sign-extended; 0 for a null pointer.

  friend auto operator<=>(const Constant &, const Constant &) = default;
};

/// An argument of a call that is a parameter of the caller, handed on as it came.
struct Passed {
  uint32_t argument = 0;  ///< Its number in the call, from 0.
  uint32_t parameter = 0; ///< Its number in the caller, from 0.

  friend auto operator<=>(const Passed &, const Passed &) = default;
};

/// What is known of a call beside the name of its callee.
struct Dispatch {
  static constexpr uint32_t noSlot = ~uint32_t(0);

  StringId type = 0; ///< Of the function that a pointer leads to, or the class of a virtual call; 0
                     ///< where the callee has a name.
  uint32_t slot =
      noSlot;          ///< Of a virtual call: bytes from the address point of the class's vtable.
  bool closed = false; ///< No code outside its own input can add a candidate.
  std::vector<Constant> constants; ///< Sorted.
  std::vector<Passed> passed;      ///< Sorted. What is constant in the caller is so in the callee.

  friend auto operator<=>(const Dispatch &, const Dispatch &) = default;
};

/// A dispatch of a `Names`; 0 is the empty one.
using DispatchId = uint32_t;

/// The strings, frames and dispatches that all results of one unit share.
class Names {
public:
  Names();
  Names(Names &&) = default;
  Names &operator=(Names &&) = default;
  Names(const Names &) = delete;
  Names &operator=(const Names &) = delete;

  StringId intern(std::string_view text);
  /// A string that equals no other, whatever its text: the name of what only one input knows.
  StringId distinct(std::string text);
  /// As `distinct`, but `intern` finds it, unless an earlier one has its text.
  StringId append(std::string_view text);
  /// Takes another's strings, which has none after that: its ids → those they have here. Those
  /// that are `apart` equal no other.
  std::vector<StringId> takeStrings(Names &&other, llvm::function_ref<bool(StringId)> apart);
  FrameId intern(const Frame &frame);
  /// A frame that need not be found again by `intern`.
  FrameId append(const Frame &frame);
  DispatchId intern(const Dispatch &dispatch);
  const std::string &text(StringId id) const { return strings_[id]; }
  const Frame &frame(FrameId id) const { return frames_[id]; }
  const Dispatch &dispatch(DispatchId id) const { return *dispatches_[id]; }
  size_t stringCount() const { return strings_.size(); }
  size_t frameCount() const { return frames_.size(); }
  size_t dispatchCount() const { return dispatches_.size(); }
  void reserve(size_t frames);

  /// From `innermost` out to the frame of the emitted function.
  std::vector<FrameId> chain(FrameId innermost) const;

private:
  /// Half as large as a string's hash is wide, for programs have millions: eight share a line of
  /// the cache.
  struct Slot {
    uint32_t hash = 0;
    StringId id = 0; ///< 0, the empty string's, where the slot is free.
  };

  void findAppended();
  /// Where `text` stands, or where it belongs.
  Slot &slotOf(std::string_view text, uint32_t hash);
  void makeRoom();

  struct FrameHash {
    size_t operator()(const Frame &frame) const;
  };
  std::deque<std::string> strings_;
  std::vector<Slot> slots_; ///< A power of two; each text in the first free one from its hash on.
  size_t taken_ = 0;        ///< Of `slots_`.
  std::vector<StringId> appended_; ///< Not in `slots_` yet: most that are read never need be.
  std::unordered_map<Frame, FrameId, FrameHash> frameIds_;
  std::vector<Frame> frames_;
  std::map<Dispatch, DispatchId> dispatchIds_;
  std::vector<const Dispatch *> dispatches_; ///< Keys of `dispatchIds_`.
};

/// What is true of a call at one frame of its inline chain. One byte: programs have millions.
struct Level {
  Certainty certainty : 2 = Certainty::Sometimes; ///< For the frame's line.
  bool inLoop : 1 = false;                        ///< The frame's own function runs it in a loop.
  Phase phase : 2 = Phase::Run;

  friend bool operator==(const Level &, const Level &) = default;
};

/// How a call comes to be in a summary.
enum class Origin : uint8_t {
  Call,       ///< An emitted call instruction.
  Inlined,    ///< Instructions left of a destructor that was inlined: it ran, its body is here.
  Registered, ///< The callee was handed over, to be run at exit.
  Handed,     ///< The callee was handed to a function that calls it before it returns.
};

/// A number of bytes, where it is known; half as large as an optional.
class Bytes {
public:
  Bytes() = default;
  Bytes(uint64_t bytes) : bytes_(bytes) {}
  Bytes(std::nullopt_t) {}
  Bytes(std::optional<uint64_t> bytes) : bytes_(bytes.value_or(unknown)) {}
  operator std::optional<uint64_t>() const {
    return bytes_ == unknown ? std::nullopt : std::optional<uint64_t>(bytes_);
  }
  bool has_value() const { return bytes_ != unknown; }
  explicit operator bool() const { return has_value(); }
  uint64_t operator*() const { return bytes_; }
  friend bool operator==(const Bytes &, const Bytes &) = default;

private:
  static constexpr uint64_t unknown = ~uint64_t(0); ///< More than any memory holds.
  uint64_t bytes_ = unknown;
};

/// One emitted instruction that may have an effect.
struct Call {
  Origin origin = Origin::Call;
  Certainty inFunction = Certainty::Sometimes; ///< For a call of the emitted function.
  bool destroys = false;                       ///< The callee is a destructor.
  FrameId frame = noFrame;                     ///< Innermost.
  llvm::SmallVector<Level, 8> levels; ///< One for each frame of the chain, innermost first.
  StringId callee = 0;                ///< A symbol; 0 where the target can't be seen.
  StringId reason = 0;                ///< Why it can't be seen.
  DispatchId dispatch = 0;            ///< What narrows down what it can do.
  StringId subject = 0;               ///< What is destroyed.
  StringId type = 0;                  ///< Of what is allocated or destroyed.
  Bytes bytes;                        ///< Allocated, where constant.
  Bytes elementBytes;                 ///< Of one element, where their number isn't constant.

  friend bool operator==(const Call &, const Call &) = default;
};

/// What a function does by itself, whatever its body.
struct OwnEffect {
  Kind kind = Kind::Unknown;
  Certainty certainty = Certainty::Sometimes;

  friend bool operator==(const OwnEffect &, const OwnEffect &) = default;
};

/// Which of several definitions of one symbol counts when inputs are linked: the last of these.
enum class Linkage : uint8_t {
  Declared, ///< No body is here.
  Spare,    ///< A copy of a body that another input holds (LLVM: available_externally).
  Weak,
  Once, ///< The same in each input that holds it: inline functions, template instances.
  Strong,
  Local, ///< Known in its own input alone.
};

/// What a parameter's constant value rules out.
struct Guard {
  Constant constant;
  std::vector<uint32_t> idle; ///< Numbers of the function's calls that aren't made then; sorted.

  friend bool operator==(const Guard &, const Guard &) = default;
};

/// One function of a summary.
struct Function {
  StringId symbol = 0;
  StringId file = 0;
  uint32_t line = 0;
  uint32_t endLine = 0;
  Phase phase = Phase::Run;
  Linkage linkage = Linkage::Declared;
  bool defined = false;     ///< Its body is here, or a model stands in for it.
  bool modelled = false;    ///< A model speaks for it; one without own effects outweighs its body.
  bool replaceable = false; ///< Another definition may take its place when linked.
  bool machine = false;     ///< Read from machine code: its lines are nobody's to be marked.
  bool returns = true;      ///< Of machine code: false where no path comes back to the caller.
  std::vector<uint32_t> lines; ///< Of a user's function: its lines that hold code, sorted.
  std::vector<OwnEffect> own;
  std::vector<Call> calls;   ///< In the order of the instructions.
  std::vector<Guard> guards; ///< Sorted by constant.

  friend bool operator==(const Function &, const Function &) = default;
};

/// The functions of one input at one stage, sorted by symbol's text. Calls of functions that
/// certainly do nothing are left out.
struct Summary {
  Stage stage = Stage::Built;
  std::vector<Function> functions;
};

/// Another name of a function.
struct Alias {
  StringId name = 0;
  StringId target = 0; ///< A symbol of the same input.
  Linkage linkage = Linkage::Strong;

  friend bool operator==(const Alias &, const Alias &) = default;
};

/// In the place of a candidate: code that is in no input as such, however many there are.
inline constexpr StringId notGiven = 0;

/// A function that calls of one dispatch may reach: its address was taken, or it stands in a
/// vtable.
struct Candidate {
  StringId type = 0;
  uint32_t slot = Dispatch::noSlot;
  StringId function = 0; ///< A symbol; `notGiven` for what no input can hold.

  friend auto operator<=>(const Candidate &, const Candidate &) = default;
};

/// What the source says of a function: that it keeps away from the heap, or what it does to it.
struct Promise {
  StringId function = 0; ///< A symbol.
  StringId text = 0; ///< "[[clang::nonblocking]]", or what stands behind "heaplight:" in a comment.
  StringId file = 0; ///< Where it says so.
  uint32_t line = 0;
  uint32_t column = 0;
  bool comment = false;
  // The function's first declaration, where that is in another file and doesn't say so; else 0.
  StringId silentFile = 0;
  uint32_t silentLine = 0;
  uint32_t silentColumn = 0;
  // What makes it say so, and where in its file that belongs; else 0.
  StringId mend = 0;
  uint32_t mendLine = 0;
  uint32_t mendColumn = 0;

  friend auto operator<=>(const Promise &, const Promise &) = default;
};

/// A cast to a type that promises what the value or the function cast may not keep.
struct UnprovenPromise {
  StringId text = 0;
  StringId file = 0;
  uint32_t line = 0;
  uint32_t column = 0;
  StringId function = 0; ///< The symbol of what is cast; 0 where only a run decides.

  friend auto operator<=>(const UnprovenPromise &, const UnprovenPromise &) = default;
};

/// One line of assembly. `frame` is the innermost of its instruction's inline chain.
struct AssemblyLine {
  std::string text;    ///< As the compiler printed it, without the line break.
  StringId symbol = 0; ///< The function that it stands in.
  FrameId frame = noFrame;
  StringId callee = 0; ///< Of a direct call or tail call.
  bool call = false;   ///< A call or tail call; without `callee` its target is not in the text.
  bool label = false;
};

/// All that was read of one input.
struct Unit {
  std::string source; ///< Relative to the working folder where it lies below.
  std::string language;
  std::string target;
  std::string optimization;
  std::string standard;
  Names names;
  std::map<StringId, StringId> readable; ///< Symbol → the name that people read.
  std::set<StringId> systemFiles;
  std::set<StringId> destructors; ///< Symbols.
  std::set<StringId> local;       ///< Symbols that mean something in this input alone.
  std::vector<Alias> aliases;
  std::vector<Candidate> candidates; ///< Sorted, each once.
  /// What stands at a place: the object of a member call, the variable that is initialized.
  std::map<Place, StringId> subjects;
  std::set<Promise> promises;
  std::set<Place> promisedCalls; ///< Indirect calls of what by its type promises to keep away.
  std::set<UnprovenPromise> unproven;
  Summary written;
  Summary built;
  std::vector<AssemblyLine> assembly;
  std::vector<std::string> notes; ///< What was assumed or left out to read it.
};

/// Whether it was read from machine code, whose lines are nobody's to be marked.
inline bool isMachine(const Unit &unit) { return unit.language == "machine code"; }

} // namespace heaplight
