// dist/ → bytes of the program; show/PageBundle.h gives them out.
.section .rodata.heaplight_page, "a", %progbits
.global heaplightPageScript, heaplightPageScriptEnd, heaplightPageStyle, heaplightPageStyleEnd
heaplightPageScript:
.incbin "dist/page.js"
heaplightPageScriptEnd:
heaplightPageStyle:
.incbin "dist/page.css"
heaplightPageStyleEnd:
.section .note.GNU-stack, "", %progbits
