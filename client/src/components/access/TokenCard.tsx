import { Button, TextInput, UnstyledButton } from "@mantine/core";
import { useEffect, useState } from "react";
import { tokenIn } from "../../access/address";
import { LoginError, logIn } from "../../access/login";
import overlay from "../Overlay.module.css";
import panel from "../panel.module.css";
import { useViewer } from "../viewerContext";
import classes from "./TokenCard.module.css";

const NO_TOKEN_IN_LINK = "There is no token in this link: the one to paste ends with ?token=… as the server printed it.";
/** Password managers leave a field alone that says so. */
const NO_PASSWORD = { autoComplete: "off", "data-1p-ignore": true, "data-lpignore": "true", "data-bwignore": true };

interface TokenCardProps {
  title: string;
  reason: string;
}

/** The way in, for whoever the server has not let in: by a token, or a link that has one. */
export function TokenCard({ title, reason }: TokenCardProps) {
  const { text, setText, failure, busy, waits, submit } = useLogin();
  const [shown, setShown] = useState(false);
  return (
    <div className={`${overlay.layer ?? ""} ${overlay.dim ?? ""}`}>
      <form
        className={`${panel.panel ?? ""} ${overlay.card ?? ""} ${classes.card ?? ""}`}
        aria-label={title}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h2 className={overlay.title}>{title}</h2>
        <p className={overlay.text} id="token-reason">{reason}</p>
        <TextInput
          className={classes.field}
          label="Token, or the whole link"
          aria-describedby="token-reason"
          size="md"
          type={shown ? "text" : "password"}
          {...NO_PASSWORD}
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          autoFocus
          value={text}
          error={failure || null}
          errorProps={{ role: "alert" }}
          onChange={(event) => { setText(event.currentTarget.value); }}
          rightSection={
            <UnstyledButton
              className={classes.show}
              aria-label="Show what is typed"
              aria-pressed={shown}
              onClick={() => { setShown(!shown); }}
            >
              {shown ? "Hide" : "Show"}
            </UnstyledButton>
          }
          rightSectionWidth="4rem"
        />
        <Button type="submit" size="md" fullWidth loading={busy} disabled={waits || text.trim() === ""}>Come in</Button>
      </form>
    </div>
  );
}

function useLogin() {
  const viewer = useViewer();
  const [text, setWords] = useState("");
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const [waitSec, setWaitSec] = useState(0);
  useEffect(() => {
    if (waitSec <= 0) return undefined;
    const timer = window.setTimeout(() => { setWaitSec(0); }, waitSec * 1000);
    return () => { window.clearTimeout(timer); };
  }, [waitSec]);
  const submit = async (): Promise<void> => {
    const token = tokenIn(text);
    if (busy || waitSec > 0 || text.trim() === "") return;
    if (token === "") {
      setFailure(NO_TOKEN_IN_LINK);
      return;
    }
    setBusy(true);
    setFailure("");
    try {
      await logIn(token);
      viewer.retryConnection();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      if (error instanceof LoginError) setWaitSec(error.retryAfterSec);
    }
    setBusy(false);
  };
  const setText = (words: string): void => {
    setWords(words);
    setFailure("");
  };
  return { text, setText, failure, busy, waits: waitSec > 0, submit };
}
