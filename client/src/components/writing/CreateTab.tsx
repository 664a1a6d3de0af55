import classes from "./Create.module.css";
import { Progress } from "./Progress";
import { PromptForm } from "./PromptForm";
import { Refusal } from "./Refusal";
import { useWritingRights } from "./rights";
import { Suggestions } from "./Suggestions";
import { useWriters } from "./useWriters";
import { Versions } from "./Versions";

/** Scenes from words: ask for one, see how it is written, look at all that were. */
export default function CreateTab() {
  const { why } = useWritingRights();
  const reading = useWriters();
  const { writers } = reading;
  return (
    <div className={classes.tab}>
      {why !== "" && <p className={classes.watching}>{why}</p>}
      <PromptForm reading={reading} />
      <Progress />
      <Refusal />
      {writers && <Suggestions examples={writers.template.examples} robots={writers.robots} />}
      <Versions />
    </div>
  );
}
