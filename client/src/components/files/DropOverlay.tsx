import { useEffect, useState } from "react";
import { bringsFiles, droppedFiles } from "../../files/dropped";
import { showFiles } from "../../files/sending";
import { useFiles } from "../../store/filesStore";
import { Icon } from "../Icon";
import classes from "./DropOverlay.module.css";

/** Files may be dropped anywhere; while they are dragged over the page it says what for. */
export function DropOverlay() {
  const over = useDroppedFiles();
  const sending = useFiles((state) => state.sending);
  if (over) {
    return (
      <div className={classes.overlay} role="status">
        <p className={classes.box}>
          <Icon name="upload" size="2.5rem" />
          <strong>Drop a model to show it to everybody</strong>
          <span>An MJCF or URDF file, its folder, or a zip of it</span>
          <span>Or a trajectory of the model that is shown: NPZ, HDF5 or MCAP</span>
        </p>
      </div>
    );
  }
  if (!sending) return null;
  const percent = Math.round(sending.part * 100);
  return (
    <p className={classes.sending} role="status">
      <span>Sending {sending.name}</span>
      <progress max={100} value={percent} aria-label={`Sending ${sending.name}`} />
    </p>
  );
}

/** True while files are over the page. */
function useDroppedFiles(): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    // Enter and leave come for every element that the pointer crosses.
    let depth = 0;
    const listen = new AbortController();
    const on = (name: string, handle: (event: DragEvent) => void): void => {
      window.addEventListener(name, (event) => {
        const drag = event as DragEvent;
        if (!bringsFiles(drag.dataTransfer)) return;
        // Without this the browser would open the file in the place of the page.
        drag.preventDefault();
        handle(drag);
      }, { signal: listen.signal });
    };
    on("dragenter", () => { depth += 1; setOver(true); });
    on("dragover", (event) => { if (event.dataTransfer) event.dataTransfer.dropEffect = "copy"; });
    on("dragleave", () => { depth -= 1; setOver(depth > 0); });
    on("drop", ({ dataTransfer }) => {
      depth = 0;
      setOver(false);
      if (!dataTransfer) return;
      const files = droppedFiles(dataTransfer);
      void showFiles(() => files);
    });
    return () => { listen.abort(); };
  }, []);
  return over;
}
