import { CloseButton } from "@mantine/core";
import { useEffect } from "react";
import type { Problem } from "../protocol/generated";
import { dismissNotice, type ShownNotice, useNotices } from "../store/noticesStore";
import { Icon } from "./Icon";
import classes from "./Notices.module.css";
import panel from "./panel.module.css";
import { placeOf } from "./wording";

/** How long a notice stays by itself; a person's own errors stay until they are closed. */
const SHOWN_MS = { info: 4_000, warning: 8_000, error: null } as const;
/** The errors of others are news, and who only watches should not have to close them. */
const SHARED_ERROR_SHOWN_MS = 20_000;
const ICONS = { info: "info", warning: "warning", error: "warning" } as const;

/** What the server tells everybody, and what went wrong for this person. */
export function Notices() {
  const notices = useNotices((state) => state.notices);
  return (
    <section className={classes.list} aria-label="Notices" aria-live="polite">
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </section>
  );
}

function NoticeCard({ notice }: { notice: ShownNotice }) {
  const { id, level, text, problem, shared = false } = notice;
  useEffect(() => {
    const shownMs = SHOWN_MS[level] ?? (shared ? SHARED_ERROR_SHOWN_MS : null);
    if (shownMs === null) return undefined;
    const timer = window.setTimeout(() => { dismissNotice(id); }, shownMs);
    return () => { window.clearTimeout(timer); };
  }, [id, level, shared]);
  return (
    <div
      className={`${panel.panel ?? ""} ${classes.notice ?? ""} ${classes[level] ?? ""}`}
      role={level === "error" ? "alert" : undefined}
    >
      <span className={classes.sign}>
        <Icon name={ICONS[level]} />
      </span>
      <p className={classes.text}>{text}</p>
      <CloseButton aria-label="Close this notice" onClick={() => { dismissNotice(id); }} />
      {problem && <Details problem={problem} text={text} />}
    </div>
  );
}

function Details({ problem, text }: { problem: Problem; text: string }) {
  const place = placeOf(problem);
  return (
    <>
      {problem.detail !== text && <p className={classes.detail}>{problem.detail}</p>}
      {place && <p className={classes.place}>{place}</p>}
    </>
  );
}
