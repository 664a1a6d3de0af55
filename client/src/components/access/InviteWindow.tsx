import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { lazy, Suspense } from "react";

const InvitePanel = lazy(() => import("./InvitePanel"));
const NARROW = "(max-width: 40em)";

/** A window with the links that let others in. */
export function InviteWindow({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const narrow = useMediaQuery(NARROW);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Invite others"
      size="36rem"
      fullScreen={narrow}
      radius={narrow ? 0 : "lg"}
      centered
      lockScroll={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Suspense fallback={null}>
        <InvitePanel />
      </Suspense>
    </Modal>
  );
}
