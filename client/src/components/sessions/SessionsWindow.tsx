import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { lazy, Suspense } from "react";
import { useInterface } from "../../store/interfaceStore";
import { useViewer } from "../viewerContext";

const SessionsPanel = lazy(() => import("./SessionsPanel"));
const NARROW = "(max-width: 40em)";

/** A window with the sessions of the server. */
export function SessionsWindow() {
  const viewer = useViewer();
  const opened = useInterface((state) => state.sessionsOpen);
  const narrow = useMediaQuery(NARROW);
  return (
    <Modal
      opened={opened}
      onClose={() => { useInterface.setState({ sessionsOpen: false }); }}
      returnFocus={false}
      onExitTransitionEnd={() => { viewer.focusPicture(); }}
      title="Sessions on this server"
      size="36rem"
      fullScreen={narrow}
      radius={narrow ? 0 : "lg"}
      centered
      lockScroll={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Suspense fallback={null}>
        <SessionsPanel />
      </Suspense>
    </Modal>
  );
}
