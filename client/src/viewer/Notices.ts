import type { Notice } from "../protocol/generated";
import { addNotice, dismissCode } from "../store/noticesStore";
import { useSession } from "../store/sessionStore";

/** Turn a notice of the server into what the page shows: a state, a toast, or both. */
export function showNotice(notice: Notice): void {
  switch (notice.code) {
    case "scene_loading":
      useSession.setState({ loading: notice.text });
      return;
    case "scene_loaded":
      useSession.setState({ loading: null });
      dismissCode("scene_failed");
      break;
    case "scene_failed":
      useSession.setState({ loading: null });
      break;
    case "worker_restarting":
      useSession.setState({ restarting: notice.text, loading: null });
      return;
    case "worker_recovered":
      useSession.setState({ loading: null });
      break;
    case "worker_failed":
      // The session's state says it over the picture, for as long as it holds.
      useSession.setState({ loading: null });
      return;
    default:
  }
  addNotice({
    code: notice.code,
    level: notice.level,
    text: notice.text,
    problem: notice.problem ?? null,
    shared: true,
  });
}
