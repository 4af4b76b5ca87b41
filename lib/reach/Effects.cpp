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

namespace {

// Of a function, in a bit each.
constexpr uint8_t user = 1;      ///< Callers see its best effect of each kind, no more.
constexpr uint8_t anonymous = 2; ///< Machine code or a dispatch: its effects differ by kind alone.
constexpr uint8_t replaceable = 4; ///< Another body may take its place.
constexpr uint8_t silent = 8;      ///< Has no body, or one that a model speaks for.
constexpr uint8_t acts = 16;       ///< Does something by itself, or nothing is known of it.

} // namespace

/// A way that one of a function's calls offers to an effect.
struct Effects::Offer {
  uint32_t function;
  uint32_t call;
  KeyId key;
  Certainty certainty;
  uint32_t length;
  uint32_t inner;
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
    : program_(program), destructors_(destructors), isUserFile_(std::move(isUserFile)),
      allocations_(program) {
  const Names &names = program.names();
  firstNode_.assign(program.size(), none);
  bestKnown_.resize(program.size());
  traits_.resize(program.size());
  for (Kind kind : allKinds) {
    keyId(throughUserKey(kind));
    EffectKey plain;
    plain.kind = kind;
    keyId(plain);
  }
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
    if (function.file && !function.machine && isUserFile_(function.file))
      traits_[index] |= user;
    if (function.machine || program.isDispatch(index))
      traits_[index] |= anonymous;
    if (program.mayBeReplaced(index))
      traits_[index] |= replaceable;
    if (!hasOwnBody(function))
      traits_[index] |= silent;
    if (!function.defined || !function.own.empty() || program.mayBeReplaced(index))
      traits_[index] |= acts;
  }
  settle();
}

Effects::KeyId Effects::keyId(const EffectKey &key) {
  auto [place, added] = keyIds_.try_emplace(key, KeyId(keys_.size()));
  if (added)
    keys_.push_back(&place->first);
  return place->second;
}

/// The first keys of all are those that need nothing but a kind.
static uint32_t keyOfUser(Kind kind) { return uint32_t(kind) * 2; }
static uint32_t plainKey(Kind kind) { return uint32_t(kind) * 2 + 1; }

Certainty Effects::limit(uint32_t function, Certainty certainty) const {
  return is(function, replaceable) ? std::min(certainty, Certainty::Sometimes) : certainty;
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
  if (callee != none && !is(callee, acts))
    return;
  if (callee == none || !program_.function(callee).defined) {
    effect.key.kind = Kind::Unknown;
    return sink(effect);
  }
  const Function &function = program_.function(callee);
  effect.key.kind = Kind::Unknown;
  if (is(callee, replaceable) && !function.modelled)
    sink(effect);
  for (const OwnEffect &own : function.own) {
    effect.key.kind = own.kind;
    effect.certainty = limit(callee, own.certainty);
    bool allocates = own.kind == Kind::Allocate;
    effect.key.type = allocates ? call.type : 0;
    effect.key.bytes = allocates ? call.bytes : Bytes();
    effect.key.elementBytes = allocates ? call.elementBytes : Bytes();
    sink(effect);
  }
}

/// What a call does by `inner`, an effect of its callee's body. Machine code is known by where it
/// was entered, candidates by the call that may reach them.
EffectKey Effects::keyThrough(uint32_t callee, const Node &inner, const Call &call) const {
  EffectKey key = keyOf(inner);
  if (is(callee, user))
    return throughUserKey(key.kind);
  if (key.throughUser || !is(callee, anonymous))
    return key;
  EffectKey entry;
  entry.kind = key.kind;
  entry.callee = call.callee;
  entry.reason = call.reason;
  return entry;
}

/// The same, without a look at the call where it needs none.
Effects::KeyId Effects::keyThrough(uint32_t callee, const Node &inner, const Program::Edge &edge) {
  if (is(callee, user))
    return keyOfUser(keyOf(inner).kind);
  if (!is(callee, anonymous))
    return inner.key;
  return keyId(keyThrough(callee, inner, program_.function(edge.caller).calls[edge.call]));
}

/// The key that an effect of a call in `caller` has for the callers of that.
Effects::KeyId Effects::keyFrom(uint32_t caller, FrameId frame, KeyId key) {
  const EffectKey &seen = *keys_[key];
  if (seen.throughUser)
    return key;
  if (is(caller, anonymous))
    return plainKey(seen.kind);
  bool throughUser = !is(caller, user) && frame != noFrame && chainIsUser_[frame];
  return throughUser ? keyOfUser(seen.kind) : key;
}

bool Effects::better(const Offer &offer, const Node &node) const {
  if (offer.certainty != node.certainty)
    return offer.certainty > node.certainty;
  return std::tie(offer.length, offer.call) < std::tie(node.length, node.call);
}

void Effects::offer(const Offer &offer, Queue &queue) {
  uint32_t found = firstNode_[offer.function];
  while (found != none && nodes_[found].key != offer.key)
    found = nodes_[found].next;
  bool added = found == none;
  if (added) {
    found = uint32_t(nodes_.size());
    nodes_.push_back({offer.function, offer.key, 0, 0, none, firstNode_[offer.function],
                      Certainty::Exceptional, false, false});
    firstNode_[offer.function] = found;
  }
  Node &node = nodes_[found];
  if (node.settled || (!added && !better(offer, node)))
    return;
  bool moved = added || offer.certainty != node.certainty || offer.length != node.length;
  node.certainty = offer.certainty;
  node.length = offer.length;
  node.call = offer.call;
  node.inner = offer.inner;
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
    bool inDestructor = call.frame != noFrame && insideDestructor_[call.frame];
    forOwn(call, program_.calleeOf(call), [&](const CallEffect &effect) {
      if (inDestructor && effect.key.kind == Kind::Destroy)
        return;
      offer({function, number, keyFrom(function, call.frame, keyId(effect.key)),
             std::min(call.inFunction, effect.certainty), uint32_t(call.levels.size()), none},
            queue);
    });
  }
}

bool Effects::exports(const Node &node) {
  if (!is(node.function, user))
    return true;
  uint8_t bit = uint8_t(1u << unsigned(keyOf(node).kind));
  bool first = !(bestKnown_[node.function] & bit);
  bestKnown_[node.function] |= bit;
  return first;
}

void Effects::settle(uint32_t index, Queue &queue) {
  nodes_[index].settled = true;
  nodes_[index].exported = exports(nodes_[index]);
  const Node node = nodes_[index];
  if (!node.exported || is(node.function, silent))
    return;
  bool destroys = keyOf(node).kind == Kind::Destroy;
  Certainty certainty = limit(node.function, node.certainty);
  for (const Program::Edge &edge : program_.callsOf(node.function)) {
    // What an object's parts are is its destructor's own matter.
    if (destroys && (edge.destroys || (edge.frame != noFrame && insideDestructor_[edge.frame])))
      continue;
    KeyId key = keyThrough(node.function, node, edge);
    offer({edge.caller, edge.call, keyFrom(edge.caller, edge.frame, key),
           std::min(edge.inFunction, certainty), edge.length + node.length, index},
          queue);
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

bool Effects::isUserFunction(StringId symbol) const {
  uint32_t index = symbol ? program_.find(symbol) : none;
  return index != none && is(index, user) && program_.function(index).defined;
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

std::vector<CallEffect> Effects::own(const Call &call) const {
  std::vector<CallEffect> effects;
  forOwn(call, program_.calleeOf(call),
         [&](const CallEffect &effect) { effects.push_back(effect); });
  return effects;
}

bool Effects::touchesHeap(StringId symbol) const {
  uint32_t function = program_.find(symbol);
  if (function == none || !program_.function(function).defined)
    return true;
  for (uint32_t index = firstNode_[function]; index != none; index = nodes_[index].next)
    if (keyOf(nodes_[index]).kind != Kind::Destroy)
      return true;
  return false;
}

std::vector<CallEffect> Effects::of(const Call &call) const {
  std::vector<CallEffect> effects = own(call);
  uint32_t callee = program_.calleeOf(call);
  if (call.origin == Origin::Inlined || callee == none || is(callee, silent))
    return effects;
  for (uint32_t index = firstNode_[callee]; index != none; index = nodes_[index].next) {
    const Node &node = nodes_[index];
    if (!node.exported || (call.destroys && keyOf(node).kind == Kind::Destroy))
      continue;
    CallEffect effect;
    effect.key = keyThrough(callee, node, call);
    effect.certainty = limit(callee, node.certainty);
    effect.length = node.length;
    effect.inner = index;
    effects.push_back(effect);
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
