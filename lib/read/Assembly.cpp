#include "read/Assembly.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/CodeGen/AsmPrinter.h"
#include "llvm/CodeGen/AsmPrinterHandler.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineInstr.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Mangler.h"
#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/MCStreamer.h"
#include "llvm/MC/MCSymbol.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Target/TargetMachine.h"

namespace heaplight {
namespace {

// A mark is a line of its own before what it speaks of:
//   #heaplight begin SYMBOL
//   #heaplight at NUMBER|- [call SYMBOL|call]
//   #heaplight end
constexpr llvm::StringLiteral markStart = "#heaplight ";

/// What a call instruction calls, by its symbol; empty where a register or memory tells.
std::string calleeOf(const llvm::MachineInstr &instruction) {
  for (const llvm::MachineOperand &operand : instruction.operands()) {
    if (operand.isGlobal())
      return operand.getGlobal()->getName().str();
    if (operand.isSymbol())
      return operand.getSymbolName();
    if (operand.isMCSymbol())
      return operand.getMCSymbol()->getName().str();
  }
  return {};
}

} // namespace

struct AssemblyMarks::State {
  explicit State(const llvm::Target &target) : target(target), original(unmarked(target)) {}

  /// A compiler that crashed while it printed has left its marks behind, and their state with them.
  static const llvm::Target &unmarked(const llvm::Target &target) {
    if (State *left = std::exchange(current, nullptr))
      left->changeable() = left->original;
    return target;
  }

  // The registry hands targets out as constant, though its own functions change them.
  llvm::Target &changeable() const { return const_cast<llvm::Target &>(target); }

  const llvm::Target &target;
  llvm::Target original; ///< Knows the target's own way to make a printer.
  std::vector<const llvm::DILocation *> locations;
  llvm::DenseMap<const llvm::DILocation *, size_t> numbers;

  static State *current; ///< A target's printers are made by a plain function.
};

AssemblyMarks::State *AssemblyMarks::State::current = nullptr;

class AssemblyMarks::Handler : public llvm::AsmPrinterHandler {
public:
  Handler(llvm::AsmPrinter &printer, State &state) : printer_(printer), state_(state) {}

  void beginFunction(const llvm::MachineFunction *function) override {
    mark("begin " + function->getName());
    last_.clear();
  }
  void endFunction(const llvm::MachineFunction *) override { mark("end"); }
  void endModule() override {}

  void beginInstruction(const llvm::MachineInstr *instruction) override {
    if (instruction->isMetaInstruction())
      return;
    std::string text = "at ";
    if (const llvm::DILocation *location = instruction->getDebugLoc()) {
      auto [place, added] = state_.numbers.try_emplace(location, state_.locations.size());
      if (added)
        state_.locations.push_back(location);
      text += llvm::utostr(place->second);
    } else {
      text += '-';
    }
    if (instruction->isCall())
      text += " call " + calleeOf(*instruction);
    // What is said of a call is said of it alone.
    if (text == last_ && !instruction->isCall())
      return;
    mark(text);
    last_ = text;
  }

private:
  void mark(const llvm::Twine &text) { printer_.OutStreamer->emitRawText(markStart + text); }

  llvm::AsmPrinter &printer_;
  State &state_;
  std::string last_;
};

AssemblyMarks::AssemblyMarks(const llvm::Target &target) : state_(std::make_unique<State>(target)) {
  State::current = state_.get();
  llvm::TargetRegistry::RegisterAsmPrinter(
      state_->changeable(),
      [](llvm::TargetMachine &machine, std::unique_ptr<llvm::MCStreamer> &&streamer) {
        llvm::AsmPrinter *printer =
            State::current->original.createAsmPrinter(machine, std::move(streamer));
        if (printer)
          printer->addAsmPrinterHandler(std::make_unique<Handler>(*printer, *State::current));
        return printer;
      });
}

AssemblyMarks::~AssemblyMarks() {
  state_->changeable() = state_->original;
  State::current = nullptr;
}

const llvm::DILocation *AssemblyMarks::location(size_t number) const {
  return number < state_->locations.size() ? state_->locations[number] : nullptr;
}

namespace {

/// The name of a label that stands alone on its line; empty for anything else.
llvm::StringRef labelOf(llvm::StringRef line) {
  if (line.empty() || llvm::isSpace(line.front()))
    return {};
  size_t colon = line.front() == '"' ? line.find("\":") + 1 : line.find(':');
  if (colon == llvm::StringRef::npos || line.take_front(colon).contains(' '))
    return {};
  return line.take_front(colon).trim('"');
}

/// A directive or a comment: no instruction, no label.
bool isDirective(llvm::StringRef line) {
  llvm::StringRef text = line.ltrim();
  return text.empty() || text.front() == '.' || text.front() == '#' || text.starts_with("//") ||
         text.front() == '@' || text.front() == ';';
}

/// Without the comment that the printer puts behind an instruction.
std::string withoutComment(llvm::StringRef line) {
  bool quoted = false;
  for (size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '"')
      quoted = !quoted;
    bool comment = line[at] == '#' || line.substr(at).starts_with("//");
    if (!quoted && comment && at && (line[at - 1] == '\t' || line[at - 1] == ' ') &&
        !(at + 1 < line.size() &&
          (llvm::isDigit(line[at + 1]) || line[at + 1] == '-' || line[at + 1] == ':')))
      return line.take_front(at).rtrim().str();
  }
  return line.rtrim().str();
}

/// A number in data, which for a jump table is a label's.
bool isJumpTableEntry(llvm::StringRef line) {
  llvm::StringRef text = line.ltrim();
  return llvm::any_of(std::initializer_list<llvm::StringRef>{".long", ".quad", ".word", ".short",
                                                             ".byte", ".hword", ".4byte", ".8byte"},
                      [&](llvm::StringRef directive) { return text.starts_with(directive); });
}

/// Every word of an instruction that may be a label's name.
void collectNamed(llvm::StringRef rest, llvm::StringSet<> &named) {
  while (!rest.empty()) {
    auto isPart = [](char letter) {
      return llvm::isAlnum(letter) || letter == '.' || letter == '_' || letter == '$';
    };
    rest = rest.drop_until(isPart);
    llvm::StringRef word = rest.take_while(isPart);
    rest = rest.drop_front(word.size());
    // The assembler keeps a name to itself where it begins so: ELF's, and Mach-O's.
    if (word.starts_with(".L") || word.starts_with("L"))
      named.insert(word);
  }
}

/// A label behind a function's last instruction names data, such as a jump table.
void dropTrailingLabels(std::vector<AssemblyLine> &lines) {
  StringId following = 0; // The function of the instruction that comes next.
  std::vector<AssemblyLine> kept;
  for (AssemblyLine &line : llvm::reverse(lines)) {
    if (!line.label)
      following = line.symbol;
    if (!line.label || following == line.symbol)
      kept.push_back(std::move(line));
  }
  lines.assign(std::make_move_iterator(kept.rbegin()), std::make_move_iterator(kept.rend()));
}

} // namespace

std::vector<AssemblyLine>
readAssembly(const std::string &text, const AssemblyMarks &marks, Names &names,
             llvm::function_ref<FrameId(const llvm::DILocation &)> frameOf) {
  std::vector<AssemblyLine> lines;
  AssemblyLine current;
  llvm::StringRef rest = text, pendingLabel, line;
  llvm::StringSet<> named;
  while (!rest.empty()) {
    std::tie(line, rest) = rest.split('\n');
    llvm::StringRef mark = line.ltrim();
    if (mark.consume_front(markStart)) {
      if (mark.consume_front("begin ")) {
        current.symbol = names.intern(std::string_view(mark));
        if (!pendingLabel.empty()) {
          AssemblyLine label;
          label.text = pendingLabel.str() + ":";
          label.symbol = current.symbol;
          label.label = true;
          lines.push_back(std::move(label));
        }
      } else if (mark == "end") {
        current = AssemblyLine();
      } else if (mark.consume_front("at ")) {
        auto [number, call] = mark.split(' ');
        size_t index = 0;
        const llvm::DILocation *location =
            number.getAsInteger(10, index) ? nullptr : marks.location(index);
        current.frame = location ? frameOf(*location) : noFrame;
        current.call = call.consume_front("call");
        current.callee = names.intern(std::string_view(call.trim()));
      }
      continue;
    }
    if (llvm::StringRef label = labelOf(line); !label.empty()) {
      pendingLabel = label;
      if (current.symbol) {
        AssemblyLine added;
        added.text = label.str() + ":";
        added.symbol = current.symbol;
        added.label = true;
        lines.push_back(std::move(added));
      }
      continue;
    }
    if (current.symbol && isJumpTableEntry(line))
      collectNamed(line, named);
    if (!current.symbol || isDirective(line))
      continue;
    AssemblyLine added = current;
    added.text = withoutComment(line);
    collectNamed(added.text, named);
    lines.push_back(std::move(added));
    // What fills a delay slot or pads the call is printed with it, but is none.
    current.call = false;
    current.callee = 0;
  }
  dropTrailingLabels(lines);
  std::erase_if(lines, [&](const AssemblyLine &kept) {
    llvm::StringRef label = llvm::StringRef(kept.text).drop_back();
    bool local = label.starts_with(".L") || label.starts_with("L");
    return kept.label && local && label != names.text(kept.symbol) && !named.contains(label);
  });
  return lines;
}

} // namespace heaplight
