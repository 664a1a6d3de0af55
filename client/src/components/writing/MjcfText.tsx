import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useWriting } from "../../store/writingStore";
import { copyText } from "../../support/clipboard";
import { fetchVersion, type VersionText } from "../../writing/api";
import { comparable, type Compared, firstCompared } from "../../writing/comparing";
import { MjcfDiff } from "../../writing/MjcfDiff";
import { Select } from "../forms/Select";
import classes from "./MjcfWindow.module.css";

/** A version's MJCF: what is other than in another text, or all of it. */
export function MjcfText({ text }: { text: VersionText }) {
  const versions = useWriting((state) => state.versions);
  const [compared, setCompared] = useState<Compared>(() => firstCompared(text, versions));
  const [before, failure] = useBefore(text, compared);
  const [said, setSaid] = useState("");
  const copy = async (): Promise<void> => {
    setSaid((await copyText(text.mjcf)) ? "Copied." : "The browser does not let this page copy: select the text and copy it.");
  };
  return (
    <>
      <div className={classes.compared}>
        <Select label="Compared with" choices={comparable(text, versions)} value={compared} onChange={setCompared} />
      </div>
      {failure !== "" && <p className={classes.mistake} role="alert">{failure}</p>}
      {before === text.mjcf && <p className={classes.about}>There is no difference.</p>}
      <Text mjcf={text.mjcf} before={before === text.mjcf ? null : before} />
      <div className={classes.foot}>
        <span className={classes.said} role="status">{said}</span>
        <Button variant="default" onClick={() => { void copy(); }}>Copy the text</Button>
      </div>
    </>
  );
}

/** The other text; null where there is none, or it has still to come. And why it does not. */
function useBefore(text: VersionText, compared: Compared): [string | null, string] {
  const [other, setOther] = useState<{ number: number; mjcf: string | null; failure: string } | null>(null);
  useEffect(() => {
    if (typeof compared !== "number") return undefined;
    const abort = new AbortController();
    fetchVersion(compared, abort.signal).then(
      ({ mjcf }) => { setOther({ number: compared, mjcf, failure: "" }); },
      (error: unknown) => {
        const failure = error instanceof Error ? error.message : String(error);
        if (!abort.signal.aborted) setOther({ number: compared, mjcf: null, failure });
      },
    );
    return () => { abort.abort(); };
  }, [compared]);
  if (compared === "before") return [text.before, ""];
  return other?.number === compared ? [other.mjcf, other.failure] : [null, ""];
}

function Text({ mjcf, before }: { mjcf: string; before: string | null }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return undefined;
    const shown = new MjcfDiff(host.current, mjcf, before);
    return () => { shown.close(); };
  }, [mjcf, before]);
  return <div ref={host} className={classes.text} />;
}
