const CHOICES_KEY = "remote-viewer-writing";

/** The writer that needs no language model. */
export const TEMPLATES = "";

/** What a person has chosen, for the next time too. */
export interface WritingChoices {
  /** A provider's name, TEMPLATES, or null where nothing was chosen yet. */
  writer: string | null;
  /** The model chosen of each provider, by the provider's name. */
  models: Readonly<Record<string, string>>;
  /** A scene that has passed is shown without being looked at first. */
  atOnce: boolean;
}

export const FIRST_CHOICES: WritingChoices = { writer: null, models: {}, atOnce: false };

export function readChoices(storage: Storage | null): WritingChoices {
  try {
    const value: unknown = JSON.parse(storage?.getItem(CHOICES_KEY) ?? "null");
    if (typeof value !== "object" || value === null) return FIRST_CHOICES;
    const { writer, models, atOnce } = value as Partial<Record<keyof WritingChoices, unknown>>;
    return {
      writer: typeof writer === "string" ? writer : null,
      models: typeof models === "object" ? stringsOf(models) : {},
      atOnce: atOnce === true,
    };
  } catch {
    return FIRST_CHOICES;
  }
}

export function rememberChoices(choices: WritingChoices, storage: Storage | null): void {
  storage?.setItem(CHOICES_KEY, JSON.stringify(choices));
}

function stringsOf(value: object | null): Record<string, string> {
  const entries = Object.entries(value ?? {}) as [string, unknown][];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}
