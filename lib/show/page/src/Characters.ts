// any text → text whose every character can be seen. What turns other text around, hides or has no
// shape is shown as its number.

/** Control and bidi characters, and those without a width; also what CodeMirror is told to show. */
export const unseen =
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc\u{e0000}-\u{e007f}]/gu;

export function nameOf(letter: string): string {
  return "U+" + letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
}

export function visible(text: string): string {
  return text.replace(unseen, (letter) => `⟨${nameOf(letter)}⟩`);
}
