import { Button, Modal } from "@mantine/core";
import { showChosen } from "../../files/sending";
import { useFiles } from "../../store/filesStore";
import { useViewer } from "../viewerContext";
import classes from "./ModelChoice.module.css";

/** Asks which of several models that were sent shall be shown. */
export function ModelChoice() {
  const viewer = useViewer();
  const choice = useFiles((state) => state.choice);
  return (
    <Modal
      opened={choice !== null}
      onClose={() => { useFiles.setState({ choice: null }); }}
      returnFocus={false}
      onExitTransitionEnd={() => { viewer.focusPicture(); }}
      title="Which model?"
      centered
      lockScroll={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <ul className={classes.list}>
        {choice?.models.map((model) => (
          <li key={model}>
            <Button
              variant="default"
              fullWidth
              justify="start"
              size="md"
              onClick={() => { void showChosen(model); }}
            >
              {model}
            </Button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
