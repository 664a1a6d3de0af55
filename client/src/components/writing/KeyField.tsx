import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Provider } from "../../writing/api";
import { modelKeys } from "../../writing/keys";
import classes from "./Create.module.css";

/** The key for a language model, where the server has none of its own or another shall be used. */
export function KeyField({ provider }: { provider: Provider }) {
  const { name, title, operator_key: operatorKey } = provider;
  const [key, setKey] = useState(() => modelKeys.of(name));
  const [kept, setKept] = useState(() => modelKeys.isKept(name));
  const [open, setOpen] = useState(!operatorKey || key !== "");
  const take = (changed: string, keep: boolean): void => {
    modelKeys.take(name, changed, keep);
    setKey(changed);
    setKept(keep);
  };
  const forget = (): void => {
    take("", false);
    setOpen(!operatorKey);
  };
  if (!open) {
    return (
      <p className={classes.hint}>
        The server has a key for {title}.{" "}
        <button type="button" className={classes.textButton} onClick={() => { setOpen(true); }}>Use a key of your own</button>
      </p>
    );
  }
  return (
    <div className={classes.key} role="group" aria-label={`Key for ${title}`}>
      <TextInput
        type="password"
        aria-label={`Your key for ${title}`}
        placeholder={`Your key for ${title}`}
        size="md"
        autoComplete="off"
        spellCheck={false}
        value={key}
        onChange={(event) => { take(event.currentTarget.value, kept); }}
      />
      <div className={classes.keyLine}>
        <label className={classes.check}>
          <input type="checkbox" checked={kept} onChange={(event) => { take(key, event.currentTarget.checked); }} />
          Keep the key in this browser
        </label>
        {(key !== "" || operatorKey) && (
          <Button size="compact-sm" variant="default" onClick={forget}>{key === "" ? "Use the server's" : "Forget the key"}</Button>
        )}
      </div>
      <p className={classes.hint}>
        It goes to this server with each request, and from there to {title}; {kept
          ? "whoever uses this browser can use it."
          : "when the page is closed, it is gone."}
      </p>
      {!window.isSecureContext && (
        <p className={classes.warning}>This page comes without encryption: others in the network could read the key.</p>
      )}
    </div>
  );
}
