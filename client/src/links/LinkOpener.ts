import { useLink } from "../store/linkStore";
import { addHint } from "../store/noticesStore";
import { useConnection } from "../store/connectionStore";
import { useSession } from "../store/sessionStore";
import { askForFile } from "../support/files";
import type { Commands } from "../viewer/Commands";
import { isSimulationReady } from "../viewer/readiness";
import { type Place, readPlace } from "./place";

/**
 * Goes where the fragment of the address leads, once there is a simulation. The camera moves by
 * itself; to another moment everybody would have to go, so that is only offered.
 */
export class LinkOpener {
  private waiting: Place | null = null;

  constructor(private readonly commands: Pick<Commands, "lookFrom">) {}

  start(): void {
    this.read();
    window.addEventListener("hashchange", () => { this.read(); });
    for (const store of [useSession, useConnection]) store.subscribe(() => { this.openSoon(); });
  }

  private read(): void {
    const { place, problems } = readPlace(window.location.hash);
    for (const detail of problems) {
      addHint({ title: "The link cannot be used", detail, status: 400, code: "bad_link" }, `bad_link ${detail}`);
    }
    if (problems.length > 0 || place.camera || place.moment) clearFragment();
    if (!place.camera && !place.moment) return;
    this.waiting = place;
    this.openSoon();
  }

  private openSoon(): void {
    if (this.waiting === null || !isSimulationReady()) return;
    const place = this.waiting;
    this.waiting = null;
    void this.open(place);
  }

  private async open({ camera, moment }: Place): Promise<void> {
    if (camera) await this.commands.lookFrom(camera.pose, camera.body);
    if (moment) await this.offer(moment);
  }

  private async offer({ timeSec, index }: NonNullable<Place["moment"]>): Promise<void> {
    const query = new URLSearchParams({ time: `${timeSec}` });
    if (index !== null) query.set("index", `${index}`);
    const asked = await askForFile(`api/history/moment?${query.toString()}`);
    if ("problem" in asked) {
      addHint(asked.problem, "link_moment");
      return;
    }
    const found = JSON.parse(await asked.file.text()) as { index: number };
    useLink.setState({ offered: { index: found.index, timeSec } });
  }
}

/** Whoever loads the page again has looked elsewhere meanwhile. */
function clearFragment(): void {
  const { pathname, search } = window.location;
  window.history.replaceState(window.history.state, "", `${pathname}${search}`);
}
