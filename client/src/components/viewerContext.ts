import { createContext, useContext } from "react";
import type { Preference } from "../connection/videoTypes";
import type { Fields } from "../fields/Fields";
import type { Pads } from "../pads/Pads";
import type { FrameLog } from "../telemetry/FrameLog";
import type { Commands } from "../viewer/Commands";
import type { Scrubber } from "../viewer/Scrubber";
import type { StageElements } from "../viewer/VideoStage";

/** What components may ask of the viewer. */
export interface ViewerActions {
  commands: Commands;
  fields: Fields;
  scrubber: Scrubber;
  /** The newest frames and what each stage of their way took. */
  frameLog: Pick<FrameLog, "frames">;
  pads: Pick<Pads, "askForSpaceMouse">;
  attach(elements: StageElements): () => void;
  setPreference(preference: Preference): void;
  retryConnection(): void;
  /** Give the picture the focus, and with it the keys. */
  focusPicture(): void;
}

export const ViewerContext = createContext<ViewerActions | null>(null);

export function useViewer(): ViewerActions {
  const viewer = useContext(ViewerContext);
  if (viewer === null) throw new Error("useViewer() needs a ViewerContext around it");
  return viewer;
}
