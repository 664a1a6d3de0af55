import { useConnection } from "../../store/connectionStore";
import { useWriting } from "../../store/writingStore";
import { useOwnControl } from "../people/control";
import { nameOfPerson } from "../wording";

/** What this person may do with scenes from words. */
export interface WritingRights {
  /** Ask for scenes and show them. */
  mayAct: boolean;
  /** Why not; empty where there is nothing to say. */
  why: string;
  /** Call off what is being written. */
  mayStop: boolean;
}

export function useWritingRights(): WritingRights {
  const { self, holder, mayAct } = useOwnControl();
  const connected = useConnection(({ connection }) => connection.kind === "connected");
  const asker = useWriting((state) => state.atWork?.person ?? null);
  const mayStop = connected && self !== null && (self.id === asker || self.role === "admin");
  if (!connected) return { mayAct: false, why: "", mayStop: false };
  if (mayAct) return { mayAct: true, why: "", mayStop };
  if (self?.role === "viewer") {
    return { mayAct: false, why: "You are watching: look at all that was written; operators write and apply.", mayStop };
  }
  const who = holder ? `${nameOfPerson(holder)} has control` : "Control is not free";
  return { mayAct: false, why: `${who}; ask for it to write scenes and apply them.`, mayStop };
}
