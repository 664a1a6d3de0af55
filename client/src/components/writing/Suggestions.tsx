import { useState } from "react";
import { suggest, useWriting } from "../../store/writingStore";
import classes from "./Create.module.css";

/** So many are seen at first. */
const A_HANDFUL = 4;

/** Requests that work, to begin with. */
export function Examples({ examples, disabled }: { examples: readonly string[]; disabled: boolean }) {
  const [all, setAll] = useState(false);
  if (examples.length === 0) return null;
  const shown = all ? examples : examples.slice(0, A_HANDFUL);
  return (
    <div className={classes.examples} role="group" aria-label="Examples">
      {shown.map((example) => (
        <button
          key={example}
          type="button"
          className={classes.chip}
          disabled={disabled}
          title={example}
          onClick={() => { suggest(example, false); }}
        >
          {example}
        </button>
      ))}
      {examples.length > A_HANDFUL && (
        <button type="button" className={classes.textButton} aria-expanded={all} onClick={() => { setAll(!all); }}>
          {all ? "Fewer" : `${examples.length - A_HANDFUL} more`}
        </button>
      )}
    </div>
  );
}

/** Robots that may stand in a scene; one that is chosen joins the words in the box. */
export function Robots({ robots, disabled }: { robots: readonly string[]; disabled: boolean }) {
  return (
    <details className={classes.robots}>
      <summary>Robots that can be in it</summary>
      <div className={classes.examples}>
        {robots.map((robot) => (
          <button
            key={robot}
            type="button"
            className={classes.chip}
            disabled={disabled}
            onClick={() => { suggest(withRobot(useWriting.getState().prompt, robot)); }}
          >
            {robot}
          </button>
        ))}
      </div>
    </details>
  );
}

function withRobot(prompt: string, robot: string): string {
  const words = prompt.trimEnd();
  return words === "" ? `a ${robot}` : `${words} and a ${robot}`;
}
