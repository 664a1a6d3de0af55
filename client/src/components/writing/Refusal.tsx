import { Button } from "@mantine/core";
import { suggest, useWriting } from "../../store/writingStore";
import classes from "./Create.module.css";
import { useBroughtIntoView } from "./useBroughtIntoView";

/** Why the last request was not met, and what can be done about that. */
export function Refusal() {
  const refusal = useWriting((state) => state.refusal);
  const block = useBroughtIntoView<HTMLDivElement>(refusal !== null, "nearest");
  if (!refusal) return null;
  const { title, detail, nearest = "", version = null } = refusal;
  return (
    <div ref={block} className={classes.refusal} role="alert">
      <p className={classes.refusalTitle}>{title}</p>
      <p className={classes.reason}>{detail}</p>
      {nearest !== "" && (
        <p className={classes.nearest}>
          <span>This would work:</span>
          <button type="button" className={classes.chip} onClick={() => { suggest(nearest); }}>{nearest}</button>
        </p>
      )}
      {version !== null && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => { useWriting.setState({ made: version, opened: version }); }}
        >
          Look at the last attempt
        </Button>
      )}
    </div>
  );
}
