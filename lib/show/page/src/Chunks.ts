// data blocks of the page → their texts, by name. Knows not what they hold.

/** Where a report's data comes from: the page itself, or a server. */
export interface Chunks {
  /** Rejects where there is no part of that name. */
  text(name: string): Promise<string>;
}

const parsed = new Promise<void>((resolve) => {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => resolve());
  else resolve();
});

/** What stands in `<script data-chunk=NAME>`: base64 of what zlib made. Each is given out once. */
export class PageChunks implements Chunks {
  async text(name: string): Promise<string> {
    let block = this.find(name);
    if (!block?.nextElementSibling) {
      await parsed; // Large ones stand behind the script, and one may be there in part.
      block = this.find(name);
    }
    if (!block) throw new Error(`the page holds no part ${name}`);
    const letters = block.textContent ?? "";
    block.remove();
    return inflated(bytesOf(letters));
  }

  private find(name: string): HTMLElement | undefined {
    const blocks = document.querySelectorAll<HTMLElement>("script[data-chunk]");
    return [...blocks].find((block) => block.dataset.chunk === name);
  }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const letters = atob(base64);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; ++at) bytes[at] = letters.charCodeAt(at);
  return bytes;
}

/** Piece by piece: Blob and Response each keep a copy of their own, and fail where that has no room. */
async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new DecompressionStream("deflate");
  const writer = stream.writable.getWriter();
  const written = Promise.all([writer.write(bytes), writer.close()]);
  const reader = stream.readable.getReader();
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  for (let piece = await reader.read(); !piece.done; piece = await reader.read())
    pieces.push(decoder.decode(piece.value, { stream: true }));
  await written;
  return pieces.join("") + decoder.decode();
}
