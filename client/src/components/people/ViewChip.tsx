import { Button } from "@mantine/core";
import panel from "../panel.module.css";
import { useViewer } from "../viewerContext";
import { nameOfPerson } from "../wording";
import { Dot } from "./ControlChip";
import { useLooking } from "./looking";
import classes from "./People.module.css";

/** Whose view is seen, where it is not what all share, and the way back. */
export function ViewChip() {
  const { commands } = useViewer();
  const { self, looking } = useLooking();
  if (self?.presents) {
    return (
      <Chip text="You present to all" color={self.color}>
        <Button size="compact-sm" onClick={() => { commands.people({ type: "present", on: false }); }}>End</Button>
      </Chip>
    );
  }
  switch (looking.kind) {
    case "shared":
      return null;
    case "own":
      return (
        <Chip text="Your own view" color={self?.color}>
          <Button size="compact-sm" variant="default" onClick={() => { commands.people({ type: "share_view" }); }}>
            Share again
          </Button>
        </Chip>
      );
    case "follows": {
      const name = nameOfPerson(looking.whom);
      return (
        <Chip text={looking.whom.presents ? `${name} presents` : `You follow ${name}`} color={looking.whom.color}>
          <Button size="compact-sm" onClick={() => { commands.people({ type: "take_view" }); }}>Look by yourself</Button>
        </Chip>
      );
    }
  }
}

function Chip({ text, color, children }: { text: string; color: string | undefined; children: React.ReactNode }) {
  return (
    <div className={`${classes.chip ?? ""} ${panel.panel ?? ""}`} role="status" aria-label="View">
      <Dot color={color} />
      <span className={classes.chipText}>{text}</span>
      {children}
    </div>
  );
}
