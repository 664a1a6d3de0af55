import { Kbd, Modal, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Fragment, useState } from "react";
import { useConnection } from "../store/connectionStore";
import { useInterface } from "../store/interfaceStore";
import { usePanels } from "../store/panelsStore";
import { useWatchedPanels } from "./fields/useWatchedPanels";
import classes from "./HelpSheet.module.css";
import { findHelp, type HelpRow, helpSections } from "./helpRows";
import { Icon } from "./Icon";
import { useViewer } from "./viewerContext";

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
      size="60rem"
      fullScreen={narrow}
      radius={narrow ? 0 : "lg"}
      centered
      lockScroll={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <HelpContent />
      {version && <p className={classes.note}>Server version {version}</p>}
    </Modal>
  );
}

function HelpContent() {
  const [query, setQuery] = useState("");
  // The flags and their keys are the scene's own.
  useWatchedPanels(["rendering"]);
  const rendering = usePanels(({ panels }) => panels.rendering);
  const sections = findHelp(helpSections(rendering), query);
  return (
    <>
      <TextInput
        data-autofocus
        type="search"
        aria-label="Search the help"
        placeholder="Search"
        leftSection={<Icon name="search" size="1rem" />}
        value={query}
        onChange={(event) => { setQuery(event.currentTarget.value); }}
      />
      <p className={classes.note}>
        Keys act while the picture has the focus: click it, or press Escape in the panels. Tab goes on
        to the next part of the page, and what is pressed with Alt or ⌘ is the browser's.
      </p>
      {sections.length === 0 && <p role="status">Nothing matches.</p>}
      <div className={classes.columns}>
        {sections.map(({ title, rows }) => (
          <section key={title} className={classes.section} data-topic={title}>
            <h3 className={classes.heading}>{title}</h3>
            <dl className={classes.list}>
              {rows.map((row) => <Row key={row.what} row={row} />)}
            </dl>
          </section>
        ))}
      </div>
    </>
  );
}

function Row({ row: { keys, how, what } }: { row: HelpRow }) {
  return (
    <>
      <dt>
        {how}
        {keys?.map((combination) => (
          <Fragment key={combination}><Keys combination={combination} />{" "}</Fragment>
        ))}
      </dt>
      <dd>{what}</dd>
    </>
  );
}

function Keys({ combination }: { combination: string }) {
  // A plus is a key as well.
  const keys = combination.length === 1 ? [combination] : combination.split("+");
  return (
    <span className={classes.keys}>
      {keys.map((key, index) => (
        <Fragment key={key}>
          {index > 0 && " + "}
          <Kbd>{key}</Kbd>
        </Fragment>
      ))}
    </span>
  );
}
