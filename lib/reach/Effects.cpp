#include "reach/Effects.h"

#include <algorithm>
#include <limits>

namespace heaplight {
namespace {

constexpr uint32_t unreached = std::numeric_limits<uint32_t>::max();

/// Where `key` stands, or would.
std::vector<FunctionEffect>::iterator find(std::vector<FunctionEffect> &effects,
                                           const EffectKey &key) {
  return std::lower_bound(
      effects.begin(), effects.end(), key,
      [](const FunctionEffect &left, const EffectKey &right) { return left.key < right; });
}

} // namespace

EffectKey throughUserKey(Kind kind) {
  EffectKey key;
  key.kind = kind;
  key.throughUser = true;
  return key;
}

Effects::Effects(const Program &program, const Names &names, const std::set<StringId> &destructors,
                 IsUserFile isUserFile)
    : program_(program), names_(names), destructors_(destructors),
      isUserFile_(std::move(isUserFile)) {
  effects_.resize(program.size());
  exported_.resize(program.size());
  allocated_.resize(program.size());
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
    user_[index] = function.file && isUserFile_(function.file);
  }
  settleCertainty();
  settleLengths();
  toFixpoint([this](uint32_t function) { return updateAllocated(function); });
}

void Allocated::add(const Allocated &other) {
  if (other.sizes == Sizes::None)
    return;
  if (sizes == Sizes::None || other.sizes == Sizes::Several)
    *this = other;
  else if (other.sizes == Sizes::One && other != *this)
    *this = Allocated{Sizes::Several, 0, std::nullopt, std::nullopt};
}

template <typename Sink> void Effects::forEach(const Call &call, Sink sink) const {
  CallEffect effect;
  effect.certainty = Certainty::Always;
  effect.key.callee = call.callee;
  if (!call.callee) {
    effect.key.reason = call.reason;
    return sink(effect);
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
  uint32_t callee = program_.find(call.callee);
  if (callee == Program::none || !program_.function(callee).defined) {
    effect.key.kind = Kind::Unknown;
    return sink(effect);
  }
  const Function &function = program_.function(callee);
  auto limit = [&](Certainty certainty) {
    return function.replaceable ? std::min(certainty, Certainty::Sometimes) : certainty;
  };
  for (const OwnEffect &own : function.own) {
    effect.key.kind = own.kind;
    effect.certainty = limit(own.certainty);
    bool allocates = own.kind == Kind::Allocate;
    effect.key.type = allocates ? call.type : 0;
    effect.key.bytes = allocates ? call.bytes : std::nullopt;
    effect.key.elementBytes = allocates ? call.elementBytes : std::nullopt;
    sink(effect);
  }
  if (function.modelled && function.own.empty())
    return;
  for (uint32_t index : exported_[callee]) {
    const FunctionEffect &inner = effects_[callee][index];
    // What an object's parts are is its destructor's own matter.
    if (call.destroys && inner.key.kind == Kind::Destroy)
      continue;
    sink(CallEffect{user_[callee] ? throughUserKey(inner.key.kind) : inner.key,
                    limit(inner.certainty), inner.length, index});
  }
}

template <typename Sink>
void Effects::forEachFrom(uint32_t function, const Call &call, Sink sink) const {
  // What is stored to run later is no doing of the function's.
  if (call.origin == Origin::Registered)
    return;
  bool throughUser = chainIsUser_[call.frame] && !user_[function];
  forEach(call, [&](CallEffect effect) {
    if (insideDestructor_[call.frame] && effect.key.kind == Kind::Destroy)
      return;
    effect.certainty = std::min(call.inFunction, effect.certainty);
    if (throughUser)
      effect.key = throughUserKey(effect.key.kind);
    sink(effect);
  });
}

void Effects::exportBest(uint32_t function) {
  const std::vector<FunctionEffect> &effects = effects_[function];
  std::vector<uint32_t> &best = exported_[function];
  best.clear();
  if (!user_[function]) {
    for (uint32_t index = 0; index < effects.size(); ++index)
      best.push_back(index);
    return;
  }
  for (Kind kind : allKinds) {
    uint32_t chosen = Program::none;
    for (uint32_t index = 0; index < effects.size(); ++index) {
      const FunctionEffect &effect = effects[index];
      if (effect.key.kind != kind)
        continue;
      if (chosen == Program::none || effect.certainty > effects[chosen].certainty ||
          (effect.certainty == effects[chosen].certainty && effect.length < effects[chosen].length))
        chosen = index;
    }
    if (chosen != Program::none)
      best.push_back(chosen);
  }
}

template <typename Update> void Effects::toFixpoint(Update update) {
  std::vector<bool> dirty(program_.size(), true);
  for (bool again = true; again;) {
    again = false;
    for (uint32_t function : program_.bottomUp()) {
      if (!dirty[function])
        continue;
      dirty[function] = false;
      if (!update(function))
        continue;
      exportBest(function);
      for (uint32_t caller : program_.callers(function))
        dirty[caller] = again = true;
    }
  }
}

bool Effects::updateCertainty(uint32_t index) {
  std::vector<FunctionEffect> &effects = effects_[index];
  bool changed = false;
  for (const Call &call : program_.function(index).calls) {
    forEachFrom(index, call, [&](const CallEffect &effect) {
      auto place = find(effects, effect.key);
      if (place == effects.end() || place->key != effect.key) {
        FunctionEffect added;
        added.key = effect.key;
        added.certainty = effect.certainty;
        effects.insert(place, added);
        changed = true;
      } else if (place->certainty < effect.certainty) {
        place->certainty = effect.certainty;
        changed = true;
      }
    });
  }
  return changed;
}

void Effects::settleCertainty() {
  toFixpoint([this](uint32_t function) { return updateCertainty(function); });
  for (std::vector<FunctionEffect> &effects : effects_)
    for (FunctionEffect &effect : effects)
      effect.length = unreached;
}

bool Effects::updateLengths(uint32_t index) {
  std::vector<FunctionEffect> &effects = effects_[index];
  const std::vector<Call> &calls = program_.function(index).calls;
  bool changed = false;
  for (uint32_t number = 0; number < calls.size(); ++number) {
    const Call &call = calls[number];
    forEachFrom(index, call, [&](const CallEffect &effect) {
      if (effect.length == unreached)
        return;
      auto place = find(effects, effect.key);
      uint32_t length = uint32_t(call.levels.size()) + effect.length;
      if (effect.certainty != place->certainty || length >= place->length)
        return;
      place->length = length;
      place->call = number;
      place->inner = effect.inner;
      changed = true;
    });
  }
  return changed;
}

void Effects::settleLengths() {
  for (uint32_t function = 0; function < program_.size(); ++function)
    exportBest(function);
  toFixpoint([this](uint32_t function) { return updateLengths(function); });
}

Allocated Effects::allocated(const Call &call) const {
  Allocated found;
  uint32_t callee = call.callee ? program_.find(call.callee) : Program::none;
  if (callee == Program::none || call.origin == Origin::Inlined)
    return found;
  const Function &function = program_.function(callee);
  for (const OwnEffect &own : function.own)
    if (own.kind == Kind::Allocate && own.certainty != Certainty::Exceptional)
      found.add({Allocated::Sizes::One, call.type, call.bytes, call.elementBytes});
  if (!function.modelled || !function.own.empty())
    found.add(allocated_[callee]);
  return found;
}

bool Effects::updateAllocated(uint32_t function) {
  Allocated found;
  for (const Call &call : program_.function(function).calls)
    if (call.inFunction != Certainty::Exceptional && call.origin != Origin::Registered)
      found.add(allocated(call));
  bool changed = found != allocated_[function];
  allocated_[function] = found;
  return changed;
}

bool Effects::isUserFunction(StringId symbol) const {
  uint32_t index = symbol ? program_.find(symbol) : Program::none;
  return index != Program::none && user_[index] && program_.function(index).defined;
}

std::vector<CallEffect> Effects::of(const Call &call) const {
  std::vector<CallEffect> effects;
  forEach(call, [&](const CallEffect &effect) { effects.push_back(effect); });
  return effects;
}

const Call &Effects::next(const Call &call, uint32_t &inner) const {
  uint32_t function = program_.find(call.callee);
  const FunctionEffect &effect = effects_[function][inner];
  inner = effect.inner;
  return program_.function(function).calls[effect.call];
}

void Effects::appendPath(const Call &first, uint32_t inner, std::vector<FrameId> &path) const {
  for (const Call *call = &first; inner != Program::none;) {
    call = &next(*call, inner);
    std::vector<FrameId> chain = names_.chain(call->frame);
    path.insert(path.end(), chain.rbegin(), chain.rend());
  }
}

const Call &Effects::lastCall(const Call &first, uint32_t inner) const {
  const Call *call = &first;
  while (inner != Program::none)
    call = &next(*call, inner);
  return *call;
}

} // namespace heaplight
