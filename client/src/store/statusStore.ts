import { create } from "zustand";
import type { Status } from "../protocol/generated";

/** The newest status of the simulation and the stream; changes several times a second. */
export interface StatusStore {
  status: Status | null;
}

export const initialStatus: StatusStore = { status: null };

export const useStatus = create<StatusStore>(() => initialStatus);

/** Take over what a command has just changed, before the next telemetry tells it. */
export function expectStatus(change: Partial<Status>): void {
  const { status } = useStatus.getState();
  if (status) useStatus.setState({ status: { ...status, ...change } });
}
