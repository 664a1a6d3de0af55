import { create } from "zustand";
import type { BodyState, Selection } from "../protocol/generated";
import { useConnection } from "./connectionStore";

/** What people have selected, and how the bodies that this person selected are now. */
export interface SelectionStore {
  selections: readonly Selection[];
  states: Readonly<Record<number, BodyState>>;
}

export const initialSelection: SelectionStore = { selections: [], states: {} };

export const useSelection = create<SelectionStore>(() => initialSelection);

/** What this person has selected. */
export function ownSelection(
  { selections } = useSelection.getState(),
  participant = useConnection.getState().participant,
): Selection | null {
  return selections.find((selection) => selection.participant === participant) ?? null;
}

/** Forget the states of bodies that nobody asks for any more. */
export function takeSelections(selections: readonly Selection[]): void {
  const { states } = useSelection.getState();
  const kept = selections.flatMap(({ body }) => {
    const state = body && states[body.body];
    return state ? [[state.body, state] as const] : [];
  });
  useSelection.setState({ selections, states: Object.fromEntries(kept) });
}

export function takeBodyState(state: BodyState): void {
  useSelection.setState(({ states }) => ({ states: { ...states, [state.body]: state } }));
}
