import type { ControlState, Participant } from "../../protocol/generated";
import { useConnection } from "../../store/connectionStore";
import { usePeople } from "../../store/peopleStore";
import { useSession } from "../../store/sessionStore";
import { nameOfPerson } from "../wording";

/** What this person is to the control. */
export interface OwnControl {
  self: Participant | null;
  holder: Participant | null;
  /** This person may act now, or would have control by acting. */
  mayAct: boolean;
  asking: boolean;
  /** What is told in a word or two; null where there is nothing to tell. */
  label: string | null;
}

export function useOwnControl(): OwnControl {
  const control = usePeople((state) => state.control);
  const people = useSession((state) => state.participants);
  const self = useConnection((state) => state.participant);
  return ownControl(control, people, self);
}

export function ownControl(
  control: ControlState | null,
  people: readonly Participant[],
  selfId: number | null,
): OwnControl {
  const self = people.find(({ id }) => id === selfId) ?? null;
  const holder = people.find(({ id }) => id === control?.holder) ?? null;
  const asking = selfId !== null && (control?.asking ?? []).includes(selfId);
  const together = control === null || control.mode === "together";
  const viewer = self?.role === "viewer";
  const free = control?.holder === null && (!control.locked || self?.role === "admin");
  const mayAct = !viewer && (together || control.holder === selfId || free);
  return { self, holder, mayAct, asking, label: labelOf(control, people, self, holder) };
}

function labelOf(
  control: ControlState | null,
  people: readonly Participant[],
  self: Participant | null,
  holder: Participant | null,
): string | null {
  if (self?.role === "viewer") return "You are watching";
  if (control === null || control.mode === "together") return null;
  if (control.away) return "Control is free soon";
  if (people.length < 2 && !control.locked) return null;
  if (holder !== null && holder.id === self?.id) return "You have control";
  if (holder !== null) return `${nameOfPerson(holder)} has control`;
  return control.locked ? "Control is locked" : null;
}
