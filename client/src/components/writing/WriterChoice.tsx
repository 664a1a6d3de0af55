import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Provider, Writers } from "../../writing/api";
import { TEMPLATES, type WritingChoices } from "../../writing/choices";
import { Select } from "../forms/Select";
import classes from "./Create.module.css";
import { KeyField } from "./KeyField";
import { modelOf, providerOf } from "./useChoices";

interface WriterChoiceProps {
  writers: Writers;
  choices: WritingChoices;
  onChange: (changed: Partial<WritingChoices>) => void;
  onReload: () => void;
}

/** Who shall write: the templates, or a language model with what it takes to ask it. */
export function WriterChoice({ writers, choices, onChange, onReload }: WriterChoiceProps) {
  const provider = providerOf(choices, writers);
  return (
    <div className={classes.writer}>
      <Select
        label="Written"
        choices={[
          { value: TEMPLATES, label: "Without a language model" },
          ...writers.providers.map(({ name, title, available }) => ({
            value: name, label: available ? `By ${title}` : `By ${title} (not now)`,
          })),
        ]}
        value={provider?.name ?? TEMPLATES}
        onChange={(writer) => { onChange({ writer }); }}
      />
      {provider === null && (
        <p className={classes.hint}>
          Templates understand common requests in English, in an instant and offline. A language model
          understands more.
        </p>
      )}
      {provider && !provider.available && (
        <div className={classes.unavailable}>
          <p className={classes.warning}>{provider.reason || `${provider.title} cannot be asked now.`}</p>
          <Button size="compact-sm" variant="default" onClick={onReload}>Look again</Button>
        </div>
      )}
      {provider && (
        // Another provider has another model and another key.
        <LanguageModel key={provider.name} provider={provider} choices={choices} onChange={onChange} />
      )}
    </div>
  );
}

/** What stands in the list for a name that is in none. */
const ANOTHER = "\u0000another";

interface LanguageModelProps {
  provider: Provider;
  choices: WritingChoices;
  onChange: (changed: Partial<WritingChoices>) => void;
}

function LanguageModel({ provider, choices, onChange }: LanguageModelProps) {
  const model = modelOf(choices, provider);
  const models = [...new Set([provider.default_model, ...provider.models])].filter((name) => name !== "");
  const [free, setFree] = useState(!models.includes(model));
  const choose = (chosen: string): void => {
    onChange({ models: { ...choices.models, [provider.name]: chosen } });
  };
  return (
    <>
      <Select
        label="Model"
        choices={[...models.map((value) => ({ value, label: value })), { value: ANOTHER, label: "Another one…" }]}
        value={free ? ANOTHER : model}
        onChange={(chosen) => {
          setFree(chosen === ANOTHER);
          if (chosen !== ANOTHER) choose(chosen);
        }}
      />
      {free && (
        <TextInput
          aria-label="Name of the model"
          placeholder="Name of the model"
          size="md"
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          value={model}
          onChange={(event) => { choose(event.currentTarget.value); }}
        />
      )}
      {(provider.needs_key || provider.operator_key) && <KeyField provider={provider} />}
    </>
  );
}
