// the page's own data → the page.
import { App } from "./App";
import { PageChunks } from "./Chunks";
import { Report } from "./Data";
import { append, el } from "./Dom";

async function main(): Promise<void> {
  const chunks = new PageChunks();
  const app = new App(document.body, new Report(await chunks.text("report")), chunks);
  await app.start();
}

main().catch((error: unknown) => {
  append(document.body, el("p", { class: "failure", role: "alert" }, `This page can't be shown: ${String(error)}`));
  throw error;
});
