import { useConnection } from "../../store/connectionStore";
import { ownSelection, useSelection } from "../../store/selectionStore";
import { useWatchedPanels } from "../fields/useWatchedPanels";
import { BodyCard } from "./BodyCard";
import classes from "./Inspect.module.css";
import { ModelTree } from "./ModelTree";

/** The selected body, and below it the tree of all of them. */
export default function InspectTab() {
  // What is hidden stands there.
  useWatchedPanels(["groups"]);
  const participant = useConnection((state) => state.participant);
  const selection = useSelection((state) => ownSelection(state, participant));
  return (
    <>
      {selection?.body ? (
        <BodyCard body={selection.body} geom={selection.geom ?? ""} />
      ) : (
        <p className={classes.hint}>
          Double click or tap a body in the picture, or choose one here, to see what it is and what
          it touches.
        </p>
      )}
      <ModelTree selected={selection?.body?.body ?? null} />
    </>
  );
}
