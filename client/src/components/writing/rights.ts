import { useConnection } from "../../store/connectionStore";
import { useOwnControl } from "../people/control";
import { nameOfPerson } from "../wording";

/** What this person may do with scenes from words. */
export interface WritingRights {
  /** Ask for scenes, and call off what is written; that changes nothing of what is shown. */
  mayWrite: boolean;
  /** Show them to everybody. */
  mayApply: boolean;
  /** Why not; empty where there is nothing to say. */
  why: string;
}

export function useWritingRights(): WritingRights {
  const { self, holder, mayAct } = useOwnControl();
  const connected = useConnection(({ connection }) => connection.kind === "connected");
  if (!connected) return { mayWrite: false, mayApply: false, why: "" };
  if (self?.role === "viewer") {
    const why = "You are watching: look at all that was written. Operators ask for scenes and apply them.";
    return { mayWrite: false, mayApply: false, why };
  }
  if (mayAct) return { mayWrite: true, mayApply: true, why: "" };
  const who = holder ? `${nameOfPerson(holder)} has control` : "Control is not free";
  return { mayWrite: true, mayApply: false, why: `${who}: you can have scenes written; to apply one, ask for control.` };
}
