import { useState } from "react";
import { pageStorage } from "../../viewer/settings";
import { readChoices, rememberChoices, TEMPLATES, type WritingChoices } from "../../writing/choices";
import type { Provider, Writers } from "../../writing/api";

type Change = (changed: Partial<WritingChoices>) => void;

/** What this person has chosen, remembered by the browser. */
export function useChoices(): [WritingChoices, Change] {
  const [choices, setChoices] = useState(() => readChoices(pageStorage()));
  const change: Change = (changed) => {
    const next = { ...choices, ...changed };
    rememberChoices(next, pageStorage());
    setChoices(next);
  };
  return [choices, change];
}

/** The provider that shall write; null for the templates. */
export function providerOf({ writer }: WritingChoices, writers: Writers | null): Provider | null {
  const providers = writers?.providers ?? [];
  if (writer === TEMPLATES) return null;
  const chosen = providers.find(({ name }) => name === writer);
  // Before anything was chosen the server's own language model writes, where it has one.
  return chosen ?? providers.find((each) => each.available && each.operator_key) ?? null;
}

export function modelOf({ models }: WritingChoices, provider: Provider): string {
  return models[provider.name] ?? provider.default_model;
}
