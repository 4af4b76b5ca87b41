// Program → what a call of each function can do, to a fixpoint over the call graph. Each effect
// has a witness: the call that leads to it by the shortest way among the most certain ones.
#pragma once

#include "reach/Program.h"

#include <functional>

namespace heaplight {

/// Which files' lines are shown; decides where an effect stops being told apart.
using IsUserFile = std::function<bool(StringId file)>;

/// What makes two effects the same. An effect that lies behind a line of the user's is known by
/// its kind alone: that line tells the rest.
struct EffectKey {
  Kind kind = Kind::Unknown;
  bool throughUser = false;
  StringId callee = 0; ///< What is called at the end of the path.
  StringId reason = 0; ///< Of an unknown call; 0 where `callee` is known but has no body.
  StringId type = 0;
  StringId subject = 0;
  std::optional<uint64_t> bytes;
  std::optional<uint64_t> elementBytes;

  friend auto operator<=>(const EffectKey &, const EffectKey &) = default;
};

/// The key of what lies behind a line of the user's.
EffectKey throughUserKey(Kind kind);

/// One thing that a call can do.
struct CallEffect {
  EffectKey key;
  Certainty certainty = Certainty::Exceptional; ///< Once the call is made.
  uint32_t length = 0;                          ///< Frames of the path behind the call.
  uint32_t inner = Program::none;               ///< The callee's effect that it goes on with.
};

struct FunctionEffect {
  EffectKey key;
  Certainty certainty = Certainty::Exceptional;
  uint32_t length = 0; ///< Frames of the path.
  uint32_t call = 0;   ///< The witness.
  uint32_t inner = Program::none;
};

/// How much the allocations that lie behind a call ask for, where that is one and the same.
struct Allocated {
  enum class Sizes : uint8_t { None, One, Several };
  Sizes sizes = Sizes::None;
  StringId type = 0;
  std::optional<uint64_t> bytes;
  std::optional<uint64_t> elementBytes;

  void add(const Allocated &other);
  friend bool operator==(const Allocated &, const Allocated &) = default;
};

class Effects {
public:
  Effects(const Program &program, const Names &names, const std::set<StringId> &destructors,
          IsUserFile isUserFile);

  const Program &program() const { return program_; }
  const Names &names() const { return names_; }
  bool isUserFile(StringId file) const { return isUserFile_(file); }
  bool isDestructor(StringId symbol) const { return destructors_.count(symbol); }

  /// Sorted by key.
  const std::vector<FunctionEffect> &of(uint32_t function) const { return effects_[function]; }
  /// What `call` can do by itself and through the body of its callee.
  std::vector<CallEffect> of(const Call &call) const;
  /// What it allocates on normal paths.
  Allocated allocated(const Call &call) const;
  Allocated allocated(uint32_t function) const { return allocated_[function]; }
  /// Whether `symbol` is a function of the user's with a body here.
  bool isUserFunction(StringId symbol) const;
  /// The frames from `call`'s place, whose chain is left to the caller, on to the effect.
  void appendPath(const Call &call, uint32_t inner, std::vector<FrameId> &path) const;
  /// The call at the end of that path.
  const Call &lastCall(const Call &call, uint32_t inner) const;

private:
  /// The call that goes on with the effect `inner` of `call`'s callee.
  const Call &next(const Call &call, uint32_t &inner) const;
  template <typename Sink> void forEach(const Call &call, Sink sink) const;
  /// As `forEach`, as seen from a caller of `function`, which makes the call.
  template <typename Sink> void forEachFrom(uint32_t function, const Call &call, Sink sink) const;
  void settleCertainty();
  bool updateCertainty(uint32_t function);
  void settleLengths();
  bool updateLengths(uint32_t function);
  bool updateAllocated(uint32_t function);
  void exportBest(uint32_t function);
  template <typename Update> void toFixpoint(Update update);

  const Program &program_;
  const Names &names_;
  const std::set<StringId> &destructors_;
  IsUserFile isUserFile_;
  std::vector<std::vector<FunctionEffect>> effects_;
  std::vector<bool> user_;
  std::vector<Allocated> allocated_;
  /// What callers see: of a user's function its best effect of each kind, of others all.
  std::vector<std::vector<uint32_t>> exported_;
  // By frame: of it and the frames that it is in.
  std::vector<bool> chainIsUser_;      ///< One is the user's.
  std::vector<bool> insideDestructor_; ///< One is a destructor that was inlined.
};

} // namespace heaplight
