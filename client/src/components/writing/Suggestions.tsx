import { useState } from "react";
import { suggest, useWriting } from "../../store/writingStore";
import classes from "./Create.module.css";
import { useWritingRights } from "./rights";

/** So many are seen at first. */
const A_HANDFUL = 5;

interface SuggestionsProps {
  examples: readonly string[];
  robots: readonly string[];
}

/** What could be asked for: seen while nothing was, folded away afterwards. */
export function Suggestions({ examples, robots }: SuggestionsProps) {
  const edit = useWriting((state) => state.edit);
  const first = useWriting((state) => state.versions.length === 0 && state.atWork === null);
  const { mayWrite } = useWritingRights();
  return (
    <div className={classes.suggestions}>
      {!edit && examples.length > 0 && (
        <details open={first}>
          <summary>Examples</summary>
          <Examples examples={examples} disabled={!mayWrite} />
        </details>
      )}
      {robots.length > 0 && (
        <details>
          <summary>Robots that can be in it</summary>
          <Robots robots={robots} disabled={!mayWrite} />
        </details>
      )}
    </div>
  );
}

/** Requests that work, to begin with. */
function Examples({ examples, disabled }: { examples: readonly string[]; disabled: boolean }) {
  const [all, setAll] = useState(false);
  const shown = all ? examples : examples.slice(0, A_HANDFUL);
  return (
    <div className={classes.chips}>
      {shown.map((example) => (
        <Chip key={example} words={example} disabled={disabled} onClick={() => { suggest(example, false); }} />
      ))}
      {examples.length > A_HANDFUL && (
        <button type="button" className={classes.textButton} aria-expanded={all} onClick={() => { setAll(!all); }}>
          {all ? "Fewer" : `${examples.length - A_HANDFUL} more`}
        </button>
      )}
    </div>
  );
}

/** One that is chosen joins the words in the box. */
function Robots({ robots, disabled }: { robots: readonly string[]; disabled: boolean }) {
  return (
    <div className={classes.chips}>
      {robots.map((robot) => (
        <Chip
          key={robot}
          words={robot}
          disabled={disabled}
          onClick={() => { suggest(withRobot(useWriting.getState().prompt, robot)); }}
        />
      ))}
    </div>
  );
}

function Chip({ words, disabled, onClick }: { words: string; disabled: boolean; onClick: () => void }) {
  return <button type="button" className={classes.chip} disabled={disabled} onClick={onClick}>{words}</button>;
}

function withRobot(prompt: string, robot: string): string {
  const words = prompt.trimEnd();
  return words === "" ? `a ${robot}` : `${words} and a ${robot}`;
}
