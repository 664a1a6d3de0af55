import "../styles/tokens.css";
import "./page.css";
import { createRoot } from "react-dom/client";
import { followTickets } from "../access/tickets";
import { browserClock } from "../support/clock";
import { detectVideoSupport } from "../video/support";
import { readPageSettings } from "../viewer/settings";
import { browserFindings } from "./browserFindings";
import { DiagnosticsPage, type Examination } from "./DiagnosticsPage";
import type { Group } from "./findings";
import { NetworkProbe } from "./NetworkProbe";
import { fetchServerGroups } from "./serverFindings";

followTickets();

const root = document.getElementById("root");
if (!root) throw new Error("the page has no element with the id root");

const browser: Examination = async () => [
  { title: "This browser", findings: browserFindings(await detectVideoSupport(), window.location.host) },
];

const ways: Examination = async (signal) => {
  const support = await detectVideoSupport();
  // A person of its own: it shall not take the place of the viewer in this tab.
  const { signalingUrl, page } = readPageSettings(document.baseURI, null, null);
  let server: Group[] = [];
  const probe = new NetworkProbe({
    url: signalingUrl,
    page,
    support,
    clock: browserClock,
    createSocket: (url) => new WebSocket(url),
    createPeer: (configuration) => new RTCPeerConnection(configuration),
    beforeLeaving: async (participant) => { server = await fetchServerGroups(document.baseURI, participant); },
  });
  signal.addEventListener("abort", () => { probe.stop(); });
  if (signal.aborted) return [];
  const findings = await probe.run();
  return [{ title: "From here to the server", findings }, ...server];
};

createRoot(root).render(<DiagnosticsPage examinations={[browser, ways]} />);
