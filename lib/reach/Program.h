// Summaries → one function for each symbol, the callees of each call found: by name, by what a
// pointer or a class lets it reach, and by the constants that it passes. Decides nothing about
// effects.
#pragma once

#include "Types.h"

#include <deque>

namespace heaplight {

/// Whether code that isn't among the inputs may be part of the program.
enum class World : uint8_t { Open, Closed };

/// One of several bodies that calls of a symbol may mean. The one that counts among them has a name
/// here that no function has.
struct Twin {
  StringId symbol = 0;
  StringId body = 0;

  friend auto operator<=>(const Twin &, const Twin &) = default;
};

/// What the program is made of beside the functions. All of it must outlive the program.
struct Connections {
  const std::vector<Alias> *aliases = nullptr;
  const std::vector<Candidate> *candidates = nullptr;
  World world = World::Open;
  const std::vector<Twin> *twins = nullptr;
};

/// Whether what it calls counts: a model that says nothing of it outweighs a body.
inline bool hasOwnBody(const Function &function) {
  return function.defined && !(function.modelled && function.own.empty());
}

class Program {
public:
  static constexpr uint32_t none = ~uint32_t(0);

  /// Of several functions of one symbol the first that is defined counts. `summaries` and `names`
  /// must outlive the program.
  Program(const Names &names, const std::vector<const Summary *> &summaries,
          Connections connections = {});

  /// Also counts what has no symbol: the candidates of one kind of indirect call as one function,
  /// and functions as they are when called with certain constants.
  size_t size() const { return functions_.size(); }
  const Function &function(uint32_t index) const { return *functions_[index]; }
  const Names &names() const { return names_; }
  /// `none` where no function of that symbol is known.
  uint32_t find(StringId symbol) const;
  /// What `call` goes on to; `none` where nothing is known of it.
  uint32_t calleeOf(const Call &call) const;
  /// Stands for all candidates of one kind of indirect call, or for the twins of one symbol: calls
  /// each of them, has no frames.
  bool isDispatch(uint32_t index) const { return index < isDispatch_.size() && isDispatch_[index]; }
  /// Of a call of this program; some are made here and are in no `Names`.
  const Dispatch &dispatch(DispatchId id) const;
  /// Whether `call`, whose target can't be seen, can only reach candidates that are known.
  bool isClosed(const Call &call) const;
  /// Whether code that isn't among the inputs may hold the body that counts.
  bool mayBeReplaced(uint32_t index) const {
    return connections_.world == World::Open && functions_[index]->replaceable;
  }

  /// A call, by its function and its number there, with what following it back wants of it.
  struct Edge {
    uint32_t caller;
    uint32_t call;
    FrameId frame;
    uint16_t length; ///< Frames of its chain.
    Certainty inFunction;
    bool destroys;
  };
  /// The calls of `index` that do what its body does, by caller and number: not those of a later
  /// time, nor what is left of inlined ones.
  struct Edges {
    const Edge *first;
    const Edge *last;
    const Edge *begin() const { return first; }
    const Edge *end() const { return last; }
  };
  Edges callsOf(uint32_t index) const {
    return {edges_.data() + firstEdge_[index], edges_.data() + firstEdge_[index + 1]};
  }

private:
  void addFunctions(const std::vector<const Summary *> &summaries);
  void addAliases();
  void addTwins();
  void addDispatches();
  void addDispatch(DispatchId id);
  void addVariants();
  void addVariantsOf(uint32_t caller);
  void addVariant(uint32_t function, DispatchId dispatch);
  /// `call` of a function that is called with `constants`; false where they tell nothing of it.
  bool specialize(Call &call, const std::vector<Constant> &constants);
  uint32_t dispatchNode(DispatchId id) const;
  void connect();

  const Names &names_;
  Connections connections_;
  std::vector<const Function *> functions_;
  std::vector<uint32_t> bySymbol_;
  std::deque<Function> made_;    ///< Those that stand in no summary.
  std::vector<bool> isDispatch_; ///< By function.
  std::map<std::pair<StringId, uint32_t>, std::vector<StringId>> candidates_; ///< By type and slot.
  /// Types and slots of calls that may reach what is not given, in any world.
  std::set<std::pair<StringId, uint32_t>> neverClosed_;
  std::vector<uint32_t> byDispatch_;
  /// Those that constants handed on make; their ids go on where `names_` ends.
  std::map<Dispatch, DispatchId> madeDispatchIds_;
  std::vector<const Dispatch *> madeDispatches_;
  std::map<std::pair<uint32_t, DispatchId>, uint32_t> variants_; ///< By function.
  std::vector<size_t> firstEdge_;
  std::vector<Edge> edges_;
};

} // namespace heaplight
