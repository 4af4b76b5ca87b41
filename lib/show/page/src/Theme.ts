// the system's preference, or a choice that is kept → light or dark.

type Choice = "system" | "light" | "dark";
const key = "heaplight-theme";

function kept(): Choice {
  try {
    const value = localStorage.getItem(key);
    return value === "light" || value === "dark" ? value : "system";
  } catch {
    return "system"; // Pages from disk may have no storage.
  }
}

export class Theme {
  private choice = kept();

  constructor(private readonly changed: () => void) { this.apply(); }

  get name(): Choice { return this.choice; }

  next(): void {
    this.choice = this.choice === "system" ? "light" : this.choice === "light" ? "dark" : "system";
    try {
      localStorage.setItem(key, this.choice);
    } catch {
      // Holds for this visit alone.
    }
    this.apply();
    this.changed();
  }

  private apply(): void {
    if (this.choice === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.choice;
  }
}
