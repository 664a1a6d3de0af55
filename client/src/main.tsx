import "./styles/mantine.css";
import "./styles/tokens.css";
import "./styles/global.css";
import { createRoot } from "react-dom/client";
import { App } from "./components/App";
import { Diagnostics } from "./diagnostics";
import { useInterface } from "./store/interfaceStore";
import { detectVideoSupport } from "./video/support";
import { pageStorage, readFit, readPageSettings } from "./viewer/settings";
import { Viewer } from "./viewer/Viewer";

const root = document.getElementById("root");
if (!root) throw new Error("the page has no element with the id root");

const viewer = new Viewer(readPageSettings(document.baseURI, pageStorage()));
window.__viewer = new Diagnostics(viewer);
useInterface.setState({ fit: readFit(pageStorage()) });
createRoot(root).render(<App viewer={viewer} />);
// The page is there already while the browser looks for its decoders.
viewer.start(await detectVideoSupport());
