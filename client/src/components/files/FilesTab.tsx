import { Button, FileButton } from "@mantine/core";
import { useRef } from "react";
import { downloadAddress, sendState } from "../../files/api";
import { chosenFiles } from "../../files/dropped";
import { showFiles, tell } from "../../files/sending";
import { useFiles } from "../../store/filesStore";
import { useSession } from "../../store/sessionStore";
import { openSidebar } from "../../store/sidebarStore";
import { Icon } from "../Icon";
import { TrajectoryActions } from "../trajectory/TrajectoryActions";
import { useViewer } from "../viewerContext";
import classes from "./FilesTab.module.css";
import { Keyframes } from "./Keyframes";

const DOWNLOADS: readonly (readonly [what: string, label: string, about: string])[] = [
  ["model.xml", "Model as XML", "as MuJoCo saves it, with the options changed here"],
  ["model.mjb", "Compiled model (MJB)", "for this version of MuJoCo"],
  ["state.npz", "State", "of this moment; can be loaded again"],
  ["model.txt", "Numbers of the model", "mj_printModel"],
  ["data.txt", "Numbers of the state", "mj_printData"],
];

/** Models that are sent, what is watched, what can be taken home, keyframes. */
export default function FilesTab() {
  const editable = useSession((state) => state.scene?.capabilities.edit !== false);
  return (
    <div className={classes.tab}>
      <Sending />
      <Trajectories />
      <Watching />
      <Keyframes />
      <section>
        <h3 className={classes.heading}>Download</h3>
        <ul className={classes.downloads}>
          {DOWNLOADS.map(([what, label, about]) => (
            <li key={what}>
              <a className={classes.download} href={downloadAddress(what)} download>
                <Icon name="download" size="1.125rem" />
                <span>{label}<small>{about}</small></span>
              </a>
            </li>
          ))}
        </ul>
        <FileButton accept=".npz" onChange={(file) => { if (file) void sendState(file).catch(tell); }}>
          {(props) => (
            <Button {...props} variant="default" fullWidth disabled={!editable}>Load a downloaded state</Button>
          )}
        </FileButton>
        {!editable && <p className={classes.note}>A trajectory has its own states; go back to the simulation to load one.</p>}
      </section>
    </div>
  );
}

function Sending() {
  const sending = useFiles((state) => state.sending !== null);
  const folder = useRef<HTMLInputElement>(null);
  return (
    <section>
      <h3 className={classes.heading}>Show a model</h3>
      <p className={classes.note}>Drop a file, a folder or a zip anywhere on the page, or choose:</p>
      <div className={classes.buttons}>
        <FileButton multiple onChange={(files) => { if (files.length > 0) void showFiles(() => files.map((file) => ({ path: file.name, file }))); }}>
          {(props) => <Button {...props} variant="default" disabled={sending}>Files or zip</Button>}
        </FileButton>
        <Button variant="default" disabled={sending} onClick={() => folder.current?.click()}>Folder</Button>
        <input
          ref={folder}
          type="file"
          hidden
          aria-hidden="true"
          tabIndex={-1}
          {...{ webkitdirectory: "" }}
          onChange={({ currentTarget }) => {
            const files = currentTarget.files ? chosenFiles(currentTarget.files) : [];
            currentTarget.value = "";
            if (files.length > 0) void showFiles(() => files);
          }}
        />
        <Button variant="default" onClick={() => { openSidebar("editor"); }}>Edit the XML</Button>
      </div>
    </section>
  );
}

function Trajectories() {
  return (
    <section>
      <h3 className={classes.heading}>Trajectory</h3>
      <p className={classes.note}>
        States over time that were recorded elsewhere, of the model that is shown: an NPZ, HDF5 or
        MCAP file with <code>qpos</code>, and what else there is of <code>qvel</code>, <code>ctrl</code>,{" "}
        <code>mocap_pos</code> and <code>time</code>.
      </p>
      <TrajectoryActions />
    </section>
  );
}

function Watching() {
  const { commands } = useViewer();
  const { watching, watchable, edited } = useFiles((state) => state.files);
  return (
    <section>
      <label className={classes.switch}>
        <input
          type="checkbox"
          role="switch"
          checked={watching}
          onChange={({ currentTarget }) => { commands.watchFiles(currentTarget.checked); }}
        />
        Reload when a file is saved
      </label>
      <p className={classes.note}>
        {watchable
          ? "The model's XML, what it includes, meshes and textures; the state is kept."
          : "This scene has no files on the server that could be saved; it holds for the next that has."}
      </p>
      {edited && <p className={classes.note}>Shown with applied edits, which are in no file.</p>}
      <Button variant="default" fullWidth onClick={() => { commands.reload(); }}>Load again now</Button>
    </section>
  );
}
