import { Kbd, Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Fragment } from "react";
import { useConnection } from "../store/connectionStore";
import { useInterface } from "../store/interfaceStore";
import classes from "./HelpSheet.module.css";
import { useViewer } from "./viewerContext";

type Row = readonly [how: string, what: string];

const MOUSE: readonly Row[] = [
  ["Left drag", "Turn the camera"],
  ["Right drag", "Move the camera (or Shift and left drag)"],
  ["Wheel", "Come closer, go away"],
  ["Double click", "Look at that place"],
];

const TOUCH: readonly Row[] = [
  ["One finger", "Turn the camera"],
  ["Two fingers", "Move; pinch to come closer"],
  ["Double tap", "Look at that place"],
];

/** Keys that are pressed together are joined by a plus. */
const KEYS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [["Space"], "Run or pause"],
  [["→"], "One time step"],
  [["=", "-"], "Faster, slower"],
  [["Backspace"], "Reset the simulation"],
  [["Shift+Arrows"], "Turn the camera"],
  [["Ctrl+Arrows"], "Move the camera"],
  [["Shift+PgUp", "Shift+PgDn"], "Come closer, go away"],
  [["Enter"], "Look at the middle"],
  [["Esc"], "Reset the camera"],
  [["?", "F1"], "This help"],
];

/** Mouse, touch and keys. */
export function HelpSheet() {
  const viewer = useViewer();
  const opened = useInterface((state) => state.helpOpen);
  const version = useConnection((state) => state.serverVersion);
  const narrow = useMediaQuery("(max-width: 40em)");
  return (
    <Modal
      opened={opened}
      onClose={() => { useInterface.setState({ helpOpen: false }); }}
      returnFocus={false}
      onExitTransitionEnd={() => { viewer.focusPicture(); }}
      title="Mouse and keys"
      size="48rem"
      fullScreen={narrow}
      radius={narrow ? 0 : "lg"}
      centered
      lockScroll={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <div className={classes.columns}>
        <div className={classes.pointers}>
          <Rows title="Mouse" rows={MOUSE} />
          <Rows title="Touch" rows={TOUCH} />
        </div>
        <KeyRows />
      </div>
      {version && <p className={classes.note}>Server version {version}</p>}
    </Modal>
  );
}

function KeyRows() {
  return (
    <section>
      <h3 className={classes.heading}>Keys, while the picture has the focus</h3>
      <dl className={classes.list}>
        {KEYS.map(([keys, what]) => (
          <Fragment key={what}>
            <dt>
              {keys.map((combination) => (
                <Fragment key={combination}><Keys combination={combination} />{" "}</Fragment>
              ))}
            </dt>
            <dd>{what}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}

function Keys({ combination }: { combination: string }) {
  return (
    <span className={classes.keys}>
      {combination.split("+").map((key, index) => (
        <Fragment key={key}>
          {index > 0 && " + "}
          <Kbd>{key}</Kbd>
        </Fragment>
      ))}
    </span>
  );
}

function Rows({ title, rows }: { title: string; rows: readonly Row[] }) {
  return (
    <section>
      <h3 className={classes.heading}>{title}</h3>
      <dl className={classes.list}>
        {rows.map(([how, what]) => (
          <Fragment key={how}>
            <dt>{how}</dt>
            <dd>{what}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
