import { Button } from "@mantine/core";
import { usePeople } from "../../store/peopleStore";
import { useSession } from "../../store/sessionStore";
import panel from "../panel.module.css";
import { useViewer } from "../viewerContext";
import { nameOfPerson } from "../wording";
import { useOwnControl } from "./control";
import classes from "./People.module.css";

/** Who has control, where that is not plain, and the way to get it or to hand it on. */
export function ControlChip() {
  const { commands } = useViewer();
  const { self, holder, mayAct, asking, label } = useOwnControl();
  const askers = usePeople((state) => state.control?.asking);
  const people = useSession((state) => state.participants);
  const locked = usePeople((state) => state.control?.locked ?? false);
  if (label === null) return null;
  const own = holder !== null && holder.id === self?.id;
  const first = own ? people.find(({ id }) => id === askers?.[0]) : undefined;
  return (
    <div className={`${classes.chip ?? ""} ${panel.panel ?? ""}`} role="status" aria-label="Control">
      <Dot color={holder?.color} />
      <span className={classes.chipText}>{first ? `${nameOfPerson(first)} asks for control` : label}</span>
      {first && (
        <Button size="compact-sm" onClick={() => { commands.people({ type: "give_control", to: first.id }); }}>Give</Button>
      )}
      {own && !first && (
        <Button size="compact-sm" variant="default" onClick={() => { commands.people({ type: "release_control" }); }}>
          Release
        </Button>
      )}
      {!own && !mayAct && self?.role === "operator" && !locked && (
        <Button
          size="compact-sm"
          variant={asking ? "default" : "filled"}
          onClick={() => { commands.people({ type: asking ? "release_control" : "request_control" }); }}
        >
          {asking ? "Ask no more" : "Ask"}
        </Button>
      )}
      {!own && self?.role === "admin" && holder !== null && (
        <Button size="compact-sm" onClick={() => { commands.people({ type: "take_control" }); }}>Take</Button>
      )}
    </div>
  );
}

export function Dot({ color }: { color: string | undefined }) {
  return (
    <svg className={classes.dot} viewBox="0 0 10 10" aria-hidden="true">
      <circle cx="5" cy="5" r="5" fill={color ?? "currentColor"} />
    </svg>
  );
}
