import { Button } from "@mantine/core";
import { useLink } from "../../store/linkStore";
import panel from "../panel.module.css";
import { useViewer } from "../viewerContext";
import { formatSimulationTime } from "../wording";
import classes from "./Links.module.css";

/** Asks whether to go to the moment of a link: it would be another one for everybody. */
export function LinkQuestion() {
  const { commands } = useViewer();
  const offered = useLink((state) => state.offered);
  if (offered === null) return null;
  const close = (): void => { useLink.setState({ offered: null }); };
  return (
    <div className={`${classes.question ?? ""} ${panel.panel ?? ""}`} role="dialog" aria-labelledby="link-question">
      <p id="link-question" className={classes.text}>
        This link leads to t = {formatSimulationTime(offered.timeSec)}. Going there pauses the simulation and takes everybody back.
      </p>
      <div className={classes.buttons}>
        <Button
          onClick={() => {
            close();
            void commands.seek(offered.index);
          }}
        >
          Go there
        </Button>
        <Button variant="default" onClick={close}>Stay here</Button>
      </div>
    </div>
  );
}
