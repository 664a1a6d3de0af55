import { useEffect, useState } from "react";
import { Icon, type IconName } from "../components/Icon";
import { copyText } from "../support/clipboard";
import classes from "./DiagnosticsPage.module.css";
import { asText, type Finding, type Group, summary, type Verdict, VERDICTS } from "./findings";

/** Something that is looked at by itself; it ends early when the signal says so. */
export type Examination = (signal: AbortSignal) => Promise<Group[]>;

const ICONS: Readonly<Record<Verdict, IconName>> = { ok: "check", slow: "warning", broken: "close", unknown: "info" };

/** What hinders the picture, by this browser, this network, and the server. */
export function DiagnosticsPage({ examinations }: { examinations: readonly Examination[] }) {
  const [run, setRun] = useState(0);
  const { groups, busy } = useExaminations(examinations, run);
  return (
    <main className={classes.page}>
      <header className={classes.header}>
        <h1>Why is it black or slow?</h1>
        <p role="status" className={classes.summary}>
          {busy ? "Looking at the browser, the network and the server ..." : summary(groups)}
        </p>
        <div className={classes.actions}>
          <button type="button" disabled={busy} onClick={() => { setRun(run + 1); }}>Look again</button>
          <CopyButton groups={groups} disabled={busy} />
          <a href="./">Back to the viewer</a>
        </div>
      </header>
      {groups.map((group) => <GroupSection key={group.title} group={group} />)}
    </main>
  );
}

function useExaminations(examinations: readonly Examination[], run: number) {
  const [found, setFound] = useState<{ run: number; results: (Group[] | null)[] }>({ run: -1, results: [] });
  useEffect(() => {
    const ending = new AbortController();
    const results = examinations.map((): Group[] | null => null);
    examinations.forEach((examine, index) => {
      void examine(ending.signal).then((groups) => {
        if (ending.signal.aborted) return;
        results[index] = groups;
        setFound({ run, results: [...results] });
      });
    });
    return () => { ending.abort(); };
  }, [examinations, run]);
  const current = found.run === run;
  const busy = !current || found.results.some((result) => result === null);
  return { groups: current ? found.results.flatMap((result) => result ?? []) : [], busy };
}

function CopyButton({ groups, disabled }: { groups: readonly Group[]; disabled: boolean }) {
  const [said, setSaid] = useState("");
  const copy = async (): Promise<void> => {
    const done = await copyText(asText(groups, navigator.userAgent, new Date()));
    setSaid(done ? "Copied" : "The browser does not let it be copied");
  };
  return (
    <>
      <button type="button" disabled={disabled} onClick={() => void copy()}>Copy as text</button>
      <span role="status" className={classes.said}>{said}</span>
    </>
  );
}

function GroupSection({ group: { title, findings } }: { group: Group }) {
  return (
    <section className={classes.group} aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {findings.map((found) => <FindingRow key={found.id} found={found} />)}
      </ul>
    </section>
  );
}

function FindingRow({ found: { id, verdict, text, advice } }: { found: Finding }) {
  return (
    <li data-finding={id} data-verdict={verdict} className={classes[verdict]}>
      <span className={classes.verdict}>
        <Icon name={ICONS[verdict]} size="1rem" />
        {VERDICTS[verdict]}
      </span>
      <div>
        <p>{text}</p>
        {advice && <p className={classes.advice}>{advice}</p>}
      </div>
    </li>
  );
}
