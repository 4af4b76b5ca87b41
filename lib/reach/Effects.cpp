#include "reach/Effects.h"

#include <algorithm>
#include <deque>

namespace heaplight {

EffectKey throughUserKey(Kind kind) {
  EffectKey key;
  key.kind = kind;
  key.throughUser = true;
  return key;
}

void Allocated::add(const Allocated &other) {
  if (other.sizes == Sizes::None)
    return;
  if (sizes == Sizes::None || other.sizes == Sizes::Several)
    *this = other;
  else if (other.sizes == Sizes::One && other != *this)
    *this = Allocated{Sizes::Several, 0, std::nullopt, std::nullopt};
}

/// A way that one of a function's calls offers to an effect.
struct Effects::Offer {
  uint32_t function;
  uint32_t call;
  CallEffect effect; ///< As seen from the function; with the call's own frames in its length.
};

/// Nodes by what is settled first: the surest, then the nearest. Both only get worse from a callee
/// to its caller, so that what is settled is never bettered.
class Effects::Queue {
public:
  void push(Certainty certainty, uint32_t length, uint32_t node) {
    Buckets &buckets = buckets_[size_t(certainty)];
    if (buckets.size() <= length)
      buckets.resize(length + 1);
    buckets[length].push_back(node);
  }

  /// Calls `visit` with each node, what it pushes included.
  template <typename Visit> void drain(Visit visit) {
    for (Certainty certainty : {Certainty::Always, Certainty::Sometimes, Certainty::Exceptional}) {
      Buckets &buckets = buckets_[size_t(certainty)];
      for (uint32_t length = 0; length < buckets.size(); ++length) {
        for (size_t next = 0; next < buckets[length].size(); ++next)
          visit(buckets[length][next], certainty, length);
        buckets[length] = {};
      }
    }
  }

private:
  using Buckets = std::deque<std::vector<uint32_t>>; ///< By length.
  Buckets buckets_[3];
};

size_t Effects::KeyHash::operator()(const EffectKey &key) const {
  size_t hash = 0;
  auto add = [&hash](uint64_t part) {
    hash = (hash ^ part) * 0x9E3779B97F4A7C15ull;
    hash ^= hash >> 32;
  };
  add(uint64_t(key.kind) << 1 | uint64_t(key.throughUser));
  add(uint64_t(key.callee) << 32 | key.reason);
  add(uint64_t(key.type) << 32 | key.subject);
  add(key.bytes ? *key.bytes + 1 : 0);
  add(key.elementBytes ? *key.elementBytes + 1 : 0);
  return hash;
}

Effects::Effects(const Program &program, const std::set<StringId> &destructors,
                 IsUserFile isUserFile)
    : program_(program), destructors_(destructors), isUserFile_(std::move(isUserFile)) {
  const Names &names = program.names();
  firstNode_.assign(program.size(), none);
  bestKnown_.resize(program.size());
  user_.resize(program.size());
  chainIsUser_.resize(names.frameCount());
  insideDestructor_.resize(names.frameCount());
  for (FrameId id = 0; id < names.frameCount(); ++id) {
    // A frame is made after the one that it is in.
    const Frame &frame = names.frame(id);
    chainIsUser_[id] =
        (frame.file && isUserFile_(frame.file)) || (frame.in != noFrame && chainIsUser_[frame.in]);
    insideDestructor_[id] =
        frame.in != noFrame && (isDestructor(frame.function) || insideDestructor_[frame.in]);
  }
  for (uint32_t index = 0; index < program.size(); ++index) {
    const Function &function = program.function(index);
    user_[index] = function.file && !function.machine && isUserFile_(function.file);
  }
  settle();
  findAllocated();
}

Effects::KeyId Effects::keyId(const EffectKey &key) {
  auto [place, added] = keyIds_.try_emplace(key, KeyId(keys_.size()));
  if (added)
    keys_.push_back(&place->first);
  return place->second;
}

bool Effects::keepsBest(uint32_t function) const { return user_[function]; }

/// What the body of `call`'s callee does is done by the call.
bool Effects::goesOn(const Call &call, uint32_t callee) const {
  if (call.origin == Origin::Inlined || callee == none)
    return false;
  const Function &function = program_.function(callee);
  return function.defined && !(function.modelled && function.own.empty());
}

static Certainty limit(const Function &function, Certainty certainty) {
  return function.replaceable ? std::min(certainty, Certainty::Sometimes) : certainty;
}

/// What `call` does without regard to the body of its callee.
template <typename Sink> void Effects::forOwn(const Call &call, uint32_t callee, Sink sink) const {
  CallEffect effect;
  effect.certainty = Certainty::Always;
  effect.key.callee = call.callee;
  if (!call.callee) {
    effect.key.reason = call.reason;
    if (!program_.isClosed(call))
      sink(effect);
    return;
  }
  if (call.destroys) {
    effect.key.kind = Kind::Destroy;
    effect.key.type = call.type;
    effect.key.subject = call.subject;
    sink(effect);
    effect.key = EffectKey();
    effect.key.callee = call.callee;
  }
  if (call.origin == Origin::Inlined)
    return;
  if (callee == none || !program_.function(callee).defined) {
    effect.key.kind = Kind::Unknown;
    return sink(effect);
  }
  const Function &function = program_.function(callee);
  for (const OwnEffect &own : function.own) {
    effect.key.kind = own.kind;
    effect.certainty = limit(function, own.certainty);
    bool allocates = own.kind == Kind::Allocate;
    effect.key.type = allocates ? call.type : 0;
    effect.key.bytes = allocates ? call.bytes : std::nullopt;
    effect.key.elementBytes = allocates ? call.elementBytes : std::nullopt;
    sink(effect);
  }
}

/// What `call` does by `inner`, an effect of its callee's body. Machine code is known by where it
/// was entered, candidates by the call that may reach them.
CallEffect Effects::throughBody(const Call &call, uint32_t callee, const Node &inner) const {
  const Function &function = program_.function(callee);
  CallEffect effect;
  effect.key = keyOf(inner);
  effect.certainty = limit(function, inner.certainty);
  effect.length = inner.length;
  effect.inner = uint32_t(&inner - nodes_.data());
  if (user_[callee]) {
    effect.key = throughUserKey(effect.key.kind);
  } else if (!effect.key.throughUser && (function.machine || program_.isDispatch(callee))) {
    effect.key = EffectKey();
    effect.key.kind = keyOf(inner).kind;
    effect.key.callee = call.callee;
    effect.key.reason = call.reason;
  }
  return effect;
}

/// `effect` of `call` as seen by the callers of `caller`, which makes the call. False where it is
/// no effect of the caller's.
bool Effects::seenFrom(uint32_t caller, const Call &call, CallEffect &effect) const {
  bool framed = call.frame != noFrame;
  if (framed && insideDestructor_[call.frame] && effect.key.kind == Kind::Destroy)
    return false;
  if (!program_.isDispatch(caller))
    effect.certainty = std::min(call.inFunction, effect.certainty);
  else
    effect.certainty = std::min(Certainty::Sometimes, effect.certainty);
  effect.length += uint32_t(call.levels.size());
  const Function &function = program_.function(caller);
  if (effect.key.throughUser)
    return true;
  if (function.machine || program_.isDispatch(caller)) {
    Kind kind = effect.key.kind;
    effect.key = EffectKey();
    effect.key.kind = kind;
  } else if (!user_[caller] && isUserChain(call.frame)) {
    effect.key = throughUserKey(effect.key.kind);
  }
  return true;
}

void Effects::offer(const Offer &offer, Queue &queue) {
  KeyId key = keyId(offer.effect.key);
  uint32_t found = firstNode_[offer.function];
  while (found != none && nodes_[found].key != key)
    found = nodes_[found].next;
  bool added = found == none;
  if (added) {
    found = uint32_t(nodes_.size());
    nodes_.push_back(
        {offer.function, key, 0, 0, none, firstNode_[offer.function], {}, false, false});
    firstNode_[offer.function] = found;
  }
  Node &node = nodes_[found];
  const CallEffect &effect = offer.effect;
  if (node.settled)
    return;
  if (!added && (effect.certainty < node.certainty ||
                 (effect.certainty == node.certainty &&
                  std::tie(effect.length, offer.call) >= std::tie(node.length, node.call))))
    return;
  bool moved = added || effect.certainty != node.certainty || effect.length != node.length;
  node.certainty = effect.certainty;
  node.length = effect.length;
  node.call = offer.call;
  node.inner = effect.inner;
  if (moved)
    queue.push(node.certainty, node.length, found);
}

void Effects::offerOwn(uint32_t function, Queue &queue) {
  const std::vector<Call> &calls = program_.function(function).calls;
  for (uint32_t number = 0; number < calls.size(); ++number) {
    const Call &call = calls[number];
    // What is stored to run later is no doing of the function's.
    if (call.origin == Origin::Registered)
      continue;
    forOwn(call, program_.calleeOf(call), [&](CallEffect effect) {
      if (seenFrom(function, call, effect))
        offer({function, number, effect}, queue);
    });
  }
}

bool Effects::exports(const Node &node) {
  if (!keepsBest(node.function))
    return true;
  uint8_t bit = uint8_t(1u << unsigned(keyOf(node).kind));
  bool first = !(bestKnown_[node.function] & bit);
  bestKnown_[node.function] |= bit;
  return first;
}

void Effects::settle(uint32_t index, Queue &queue) {
  nodes_[index].settled = true;
  nodes_[index].exported = exports(nodes_[index]);
  if (!nodes_[index].exported)
    return;
  uint32_t callee = nodes_[index].function;
  for (const Program::Edge &edge : program_.callsOf(callee)) {
    const Call &call = program_.function(edge.caller).calls[edge.call];
    if (call.origin == Origin::Registered || !goesOn(call, callee))
      continue;
    // What an object's parts are is its destructor's own matter.
    if (call.destroys && keyOf(nodes_[index]).kind == Kind::Destroy)
      continue;
    CallEffect effect = throughBody(call, callee, nodes_[index]);
    if (seenFrom(edge.caller, call, effect))
      offer({edge.caller, edge.call, effect}, queue);
  }
}

void Effects::settle() {
  Queue queue;
  for (uint32_t function = 0; function < program_.size(); ++function)
    offerOwn(function, queue);
  queue.drain([&](uint32_t node, Certainty certainty, uint32_t length) {
    const Node &here = nodes_[node];
    if (!here.settled && here.certainty == certainty && here.length == length)
      settle(node, queue);
  });
}

Allocated Effects::ownAllocated(const Call &call, uint32_t callee) const {
  Allocated found;
  if (callee == none || call.origin == Origin::Inlined)
    return found;
  for (const OwnEffect &own : program_.function(callee).own)
    if (own.kind == Kind::Allocate && own.certainty != Certainty::Exceptional)
      found.add({Allocated::Sizes::One, call.type, call.bytes, call.elementBytes});
  return found;
}

Allocated Effects::allocated(const Call &call) const {
  uint32_t callee = program_.calleeOf(call);
  Allocated found = ownAllocated(call, callee);
  if (goesOn(call, callee))
    found.add(allocated_[callee]);
  return found;
}

void Effects::findAllocated() {
  allocated_.resize(program_.size());
  auto counts = [](const Call &call) {
    return call.inFunction != Certainty::Exceptional && call.origin != Origin::Registered;
  };
  std::vector<uint32_t> open;
  auto add = [&](uint32_t function, const Allocated &more) {
    Allocated before = allocated_[function];
    allocated_[function].add(more);
    if (allocated_[function] != before)
      open.push_back(function);
  };
  for (uint32_t function = 0; function < program_.size(); ++function)
    for (const Call &call : program_.function(function).calls)
      if (counts(call))
        add(function, ownAllocated(call, program_.calleeOf(call)));
  while (!open.empty()) {
    uint32_t callee = open.back();
    open.pop_back();
    for (const Program::Edge &edge : program_.callsOf(callee)) {
      const Call &call = program_.function(edge.caller).calls[edge.call];
      if (counts(call) && goesOn(call, callee))
        add(edge.caller, allocated_[callee]);
    }
  }
}

bool Effects::isUserFunction(StringId symbol) const {
  uint32_t index = symbol ? program_.find(symbol) : none;
  return index != none && user_[index] && program_.function(index).defined;
}

std::vector<FunctionEffect> Effects::of(uint32_t function) const {
  std::vector<FunctionEffect> effects;
  for (uint32_t index = firstNode_[function]; index != none; index = nodes_[index].next) {
    const Node &node = nodes_[index];
    effects.push_back({keyOf(node), node.certainty, node.length, node.call, node.inner});
  }
  std::sort(
      effects.begin(), effects.end(),
      [](const FunctionEffect &left, const FunctionEffect &right) { return left.key < right.key; });
  return effects;
}

std::vector<CallEffect> Effects::of(const Call &call) const {
  std::vector<CallEffect> effects;
  uint32_t callee = program_.calleeOf(call);
  forOwn(call, callee, [&](const CallEffect &effect) { effects.push_back(effect); });
  if (!goesOn(call, callee))
    return effects;
  for (uint32_t index = firstNode_[callee]; index != none; index = nodes_[index].next) {
    const Node &node = nodes_[index];
    if (node.exported && !(call.destroys && keyOf(node).kind == Kind::Destroy))
      effects.push_back(throughBody(call, callee, node));
  }
  return effects;
}

void Effects::appendPath(uint32_t inner, std::vector<FrameId> &path) const {
  for (; inner != CallEffect::none; inner = nodes_[inner].inner) {
    const Node &node = nodes_[inner];
    std::vector<FrameId> chain =
        names().chain(program_.function(node.function).calls[node.call].frame);
    path.insert(path.end(), chain.rbegin(), chain.rend());
  }
}

const Call &Effects::lastCall(const Call &first, uint32_t inner) const {
  const Call *call = &first;
  for (; inner != CallEffect::none; inner = nodes_[inner].inner)
    call = &program_.function(nodes_[inner].function).calls[nodes_[inner].call];
  return *call;
}

} // namespace heaplight
