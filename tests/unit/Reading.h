// IR with debug info → a summary, as the tests of read/ look at it.
#pragma once

#include "Ir.h"

#include "read/Module.h"
#include "report/Words.h"

#include "llvm/IR/DebugInfoMetadata.h"

namespace heaplight::test {

/// Metadata for tests: user.cpp holds @f (!10) and @add (!12), lib.h, a system header, @push (!11).
/// !20 is line 3 of f, !21 push inlined there, !22 add inlined into line 4 of f, !23 push inlined
/// into that add. !29 is a place in f without a line.
inline const std::string debugInfo = R"(
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_C_plus_plus, file: !1, emissionKind: LineTablesOnly)
!1 = !DIFile(filename: "user.cpp", directory: "")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !DISubroutineType(types: !5)
!4 = !DIFile(filename: "lib.h", directory: "")
!5 = !{}
!10 = distinct !DISubprogram(name: "f", scope: !1, file: !1, line: 1, type: !3, unit: !0, spFlags: DISPFlagDefinition)
!11 = distinct !DISubprogram(name: "push", scope: !4, file: !4, line: 60, type: !3, unit: !0, spFlags: DISPFlagDefinition)
!12 = distinct !DISubprogram(name: "add", scope: !1, file: !1, line: 8, type: !3, unit: !0, spFlags: DISPFlagDefinition)
!20 = !DILocation(line: 3, column: 5, scope: !10)
!21 = !DILocation(line: 70, column: 1, scope: !11, inlinedAt: !20)
!22 = !DILocation(line: 9, column: 2, scope: !12, inlinedAt: !24)
!23 = !DILocation(line: 70, column: 1, scope: !11, inlinedAt: !25)
!24 = distinct !DILocation(line: 4, column: 5, scope: !10)
!25 = distinct !DILocation(line: 9, column: 2, scope: !12, inlinedAt: !24)
!26 = !DILocation(line: 5, column: 1, scope: !10)
!27 = !DILocation(line: 9, column: 2, scope: !12)
!28 = !DILocation(line: 70, column: 1, scope: !11)
!29 = !DILocation(line: 0, scope: !10)
)";

/// Reads both stages of one unit. What the first is read from must outlive the second.
class Reading {
public:
  /// `models` must outlive it.
  explicit Reading(const Models &models)
      : reader_(models, syntax_, unit, llvm::Triple("x86_64-pc-linux-gnu"),
                [](const llvm::DIFile &file) { return file.getFilename().str(); }) {
    unit.systemFiles.insert(unit.names.intern("lib.h"));
  }

  void written(Ir &ir) {
    reader_.findDispatches(ir.module());
    reader_.tagCalls(ir.module());
    unit.written = reader_.read(ir.module(), Stage::Written);
  }
  void built(Ir &ir) { unit.built = reader_.read(ir.module(), Stage::Built); }

  const Function *find(const std::string &symbol, Stage stage = Stage::Written) {
    for (const Function &function : (stage == Stage::Written ? unit.written : unit.built).functions)
      if (unit.names.text(function.symbol) == symbol)
        return &function;
    return nullptr;
  }

  /// "malloc always lib.h:70 user.cpp:3": what is called or why it can't be seen, the certainty in
  /// the function, the frames from the innermost out.
  std::vector<std::string> calls(const std::string &symbol, Stage stage = Stage::Written) {
    std::vector<std::string> spelled;
    const Function *function = find(symbol, stage);
    for (const Call &call : function ? function->calls : std::vector<Call>()) {
      std::string text = unit.names.text(call.callee ? call.callee : call.reason);
      text += std::string(" ") + word(call.inFunction);
      for (FrameId id : unit.names.chain(call.frame)) {
        const Frame &frame = unit.names.frame(id);
        text += " " + unit.names.text(frame.file) + ":" + std::to_string(frame.line);
      }
      spelled.push_back(text);
    }
    return spelled;
  }

  Unit unit;

private:
  Syntax syntax_;
  ModuleReader reader_;
};

} // namespace heaplight::test
