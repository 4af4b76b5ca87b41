// The words of the house as plain values. No LLVM, no printing, no files.
#pragma once

#include <cstdint>
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

/// The strings and frames that all results of one unit share, each kept once.
class Names {
public:
  Names();
  Names(Names &&) = default;
  Names &operator=(Names &&) = default;
  Names(const Names &) = delete;
  Names &operator=(const Names &) = delete;

  StringId intern(std::string_view text);
  FrameId intern(const Frame &frame);
  const std::string &text(StringId id) const { return *strings_[id]; }
  const Frame &frame(FrameId id) const { return frames_[id]; }
  size_t frameCount() const { return frames_.size(); }

  /// From `innermost` out to the frame of the emitted function.
  std::vector<FrameId> chain(FrameId innermost) const;

private:
  struct FrameHash {
    size_t operator()(const Frame &frame) const;
  };
  std::unordered_map<std::string, StringId> stringIds_;
  std::vector<const std::string *> strings_;
  std::unordered_map<Frame, FrameId, FrameHash> frameIds_;
  std::vector<Frame> frames_;
};

/// What is true of a call at one frame of its inline chain.
struct Level {
  Certainty certainty = Certainty::Sometimes; ///< For the frame's line.
  bool inLoop = false;                        ///< The frame's own function runs it in a loop.
  Phase phase = Phase::Run;

  friend bool operator==(const Level &, const Level &) = default;
};

/// How a call comes to be in a summary.
enum class Origin : uint8_t {
  Call,       ///< An emitted call instruction.
  Inlined,    ///< Instructions left of a destructor that was inlined: it ran, its body is here.
  Registered, ///< The callee was handed over, to be run at exit.
  Handed,     ///< The callee was handed to a function that calls it before it returns.
};

/// One emitted instruction that may have an effect.
struct Call {
  Origin origin = Origin::Call;
  FrameId frame = noFrame;   ///< Innermost.
  std::vector<Level> levels; ///< One for each frame of the chain, innermost first.
  Certainty inFunction = Certainty::Sometimes; ///< For a call of the emitted function.
  StringId callee = 0;                         ///< A symbol; 0 where the target can't be seen.
  StringId reason = 0;                         ///< Why it can't be seen.
  bool destroys = false;                       ///< The callee is a destructor.
  StringId subject = 0;                        ///< What is destroyed.
  StringId type = 0;                           ///< Of what is allocated or destroyed.
  std::optional<uint64_t> bytes;               ///< Allocated, where constant.
  std::optional<uint64_t> elementBytes; ///< Of one element, where their number isn't constant.

  friend bool operator==(const Call &, const Call &) = default;
};

/// What a function does by itself, whatever its body.
struct OwnEffect {
  Kind kind = Kind::Unknown;
  Certainty certainty = Certainty::Sometimes;

  friend bool operator==(const OwnEffect &, const OwnEffect &) = default;
};

/// One function of a summary.
struct Function {
  StringId symbol = 0;
  StringId file = 0;
  uint32_t line = 0;
  uint32_t endLine = 0;
  Phase phase = Phase::Run;
  bool defined = false;     ///< Its body is here, or a model stands in for it.
  bool modelled = false;    ///< A model speaks for it; one without own effects outweighs its body.
  bool replaceable = false; ///< Another definition may take its place when linked.
  std::vector<uint32_t> lines; ///< Of a user's function: its lines that hold code, sorted.
  std::vector<OwnEffect> own;
  std::vector<Call> calls; ///< In the order of the instructions.

  friend bool operator==(const Function &, const Function &) = default;
};

/// The functions of one input at one stage, sorted by symbol's text. Calls of functions that
/// certainly do nothing are left out.
struct Summary {
  Stage stage = Stage::Built;
  std::vector<Function> functions;
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
  /// What stands at a place: the object of a member call, the variable that is initialized.
  std::map<Place, StringId> subjects;
  Summary written;
  Summary built;
  std::vector<AssemblyLine> assembly;
  std::vector<std::string> notes; ///< What was assumed or left out to read it.
};

} // namespace heaplight
