// Program → what a call of each function can do, to a fixpoint over the call graph. Each effect
// has a witness: the call that leads to it by the shortest way among the most certain ones.
#pragma once

#include "reach/Allocations.h"

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
  static constexpr uint32_t none = ~uint32_t(0);

  EffectKey key;
  Certainty certainty = Certainty::Exceptional; ///< Once the call is made.
  uint32_t length = 0;                          ///< Frames of the path behind the call.
  uint32_t inner = none;                        ///< What the path goes on with; see `Effects`.
};

struct FunctionEffect {
  EffectKey key;
  Certainty certainty = Certainty::Exceptional;
  uint32_t length = 0; ///< Frames of the path.
  uint32_t call = 0;   ///< The witness, by its number in the function.
  uint32_t inner = CallEffect::none;
};

class Effects {
public:
  Effects(const Program &program, const std::set<StringId> &destructors, IsUserFile isUserFile);

  const Program &program() const { return program_; }
  const Names &names() const { return program_.names(); }
  bool isUserFile(StringId file) const { return isUserFile_(file); }
  bool isDestructor(StringId symbol) const { return destructors_.count(symbol); }

  /// Sorted by key.
  std::vector<FunctionEffect> of(uint32_t function) const;
  /// What `call` can do by itself and through the body of its callee.
  std::vector<CallEffect> of(const Call &call) const;
  /// The part of it that needs no body of its callee.
  std::vector<CallEffect> own(const Call &call) const;
  /// Whether a call of `symbol` may do more than to run destructors.
  bool touchesHeap(StringId symbol) const;
  /// What it allocates on normal paths.
  Allocated allocated(const Call &call) const { return allocations_.of(call); }
  Allocated allocated(uint32_t function) const { return allocations_.of(function); }
  /// Whether `symbol` is a function of the user's with a body here.
  bool isUserFunction(StringId symbol) const;
  /// The frames behind a call, from where its callee goes on with `inner` to the effect.
  void appendPath(uint32_t inner, std::vector<FrameId> &path) const;
  /// The call at the end of that path.
  const Call &lastCall(const Call &call, uint32_t inner) const;

private:
  static constexpr uint32_t none = Program::none;
  using KeyId = uint32_t;

  /// One effect of one function.
  struct Node {
    uint32_t function;
    KeyId key;
    uint32_t length;
    uint32_t call;
    uint32_t inner; ///< The node of the callee's that it goes on with.
    uint32_t next;  ///< The function's next one.
    Certainty certainty;
    bool settled;
    bool exported; ///< Callers see it.
  };
  struct KeyHash {
    size_t operator()(const EffectKey &key) const;
  };
  struct Offer;
  class Queue;

  KeyId keyId(const EffectKey &key);
  const EffectKey &keyOf(const Node &node) const { return *keys_[node.key]; }
  bool is(uint32_t function, uint8_t traits) const { return traits_[function] & traits; }
  Certainty limit(uint32_t function, Certainty certainty) const;
  template <typename Sink> void forOwn(const Call &call, uint32_t callee, Sink sink) const;
  EffectKey keyThrough(uint32_t callee, const Node &inner, const Call &call) const;
  KeyId keyThrough(uint32_t callee, const Node &inner, const Program::Edge &edge);
  KeyId keyFrom(uint32_t caller, FrameId frame, KeyId key);
  void settle();
  void offer(const Offer &offer, Queue &queue);
  bool better(const Offer &offer, const Node &node) const;
  void offerOwn(uint32_t function, Queue &queue);
  void settle(uint32_t node, Queue &queue);
  bool exports(const Node &node);

  const Program &program_;
  const std::set<StringId> &destructors_;
  IsUserFile isUserFile_;
  Allocations allocations_;
  std::unordered_map<EffectKey, KeyId, KeyHash> keyIds_;
  std::vector<const EffectKey *> keys_; ///< Keys of `keyIds_`.
  std::vector<Node> nodes_;
  // By function.
  std::vector<uint32_t> firstNode_;
  std::vector<uint8_t> bestKnown_; ///< A bit for each kind of which the best is exported.
  std::vector<uint8_t> traits_;
  // By frame: of it and the frames that it is in.
  std::vector<bool> chainIsUser_;      ///< One is the user's.
  std::vector<bool> insideDestructor_; ///< One is a destructor that was inlined.
};

} // namespace heaplight
