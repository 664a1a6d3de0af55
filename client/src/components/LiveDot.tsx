import type { Selection } from "../connection/videoTypes";
import classes from "./StatusBar.module.css";

/** Coloured while the video comes by this way, grey while none comes. */
export function LiveDot({ live }: { live: Selection }) {
  return <span className={`${classes.dot ?? ""} ${live === "none" ? "" : (classes[live] ?? "")}`} />;
}
