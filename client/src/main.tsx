import "./styles/mantine.css";
import "./styles/tokens.css";
import "./styles/global.css";
import { createRoot } from "react-dom/client";
import { followTickets } from "./access/tickets";
import { App } from "./components/App";
import { Diagnostics } from "./diagnostics";
import { useInterface } from "./store/interfaceStore";
import { readPlots, usePlots, writePlots } from "./store/plotsStore";
import { readPads, usePads, writePads } from "./store/padsStore";
import { useSidebar } from "./store/sidebarStore";
import { detectVideoSupport } from "./video/support";
import { pageStorage, readFit, readPageSettings, readSidebar, rememberSidebar, tabStorage } from "./viewer/settings";
import { Viewer } from "./viewer/Viewer";

const PADS_KEY = "remote-viewer-pads";
const PLOTS_KEY = "remote-viewer-plots";

// Before anything else reads the address.
const tickets = followTickets();

const root = document.getElementById("root");
if (!root) throw new Error("the page has no element with the id root");

const viewer = new Viewer(readPageSettings(document.baseURI, pageStorage(), tabStorage()));
window.__viewer = new Diagnostics(viewer);
useInterface.setState({ fit: readFit(pageStorage()) });
useSidebar.setState(readSidebar(pageStorage()));
usePlots.setState(readPlots(pageStorage()?.getItem(PLOTS_KEY) ?? null) ?? {});
usePlots.subscribe((state, before) => {
  if (state.plots === before.plots && state.windowSec === before.windowSec) return;
  pageStorage()?.setItem(PLOTS_KEY, writePlots(state));
});
usePads.setState(readPads(pageStorage()?.getItem(PADS_KEY) ?? null));
usePads.subscribe((state, before) => {
  if (state.speed === before.speed && state.turned === before.turned) return;
  pageStorage()?.setItem(PADS_KEY, writePads(state));
});
useSidebar.subscribe((state) => { rememberSidebar(state, pageStorage()); });
tickets.onTicket = (ticket) => { viewer.comeIn(ticket); };
createRoot(root).render(<App viewer={viewer} />);
// The page is there already while the browser looks for its decoders.
viewer.start(await detectVideoSupport());
