import type { CameraPose, Problem } from "../protocol/generated";
import { useConnection } from "../store/connectionStore";
import { useStatus } from "../store/statusStore";
import { askForFile } from "../support/files";
import { writePlace } from "./place";

/** A link to the session, the camera and the moment that are seen now. */
export async function linkToHere(): Promise<{ link: string } | { problem: Problem }> {
  const { status } = useStatus.getState();
  const { participant } = useConnection.getState();
  const asked = await askForFile(`api/camera${participant === null ? "" : `?participant=${participant}`}`);
  if ("problem" in asked) return asked;
  const { pose, body } = JSON.parse(await asked.file.text()) as { pose: CameraPose; body: number | null };
  const moment = status && { timeSec: status.sim_time_sec, index: status.history?.index ?? null };
  return { link: writePlace(document.baseURI, { camera: { pose, body }, ...(moment && { moment }) }) };
}
