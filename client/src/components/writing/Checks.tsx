import type { Check } from "../../protocol/generated";
import { checksPassed } from "../../writing/wording";
import { Icon } from "../Icon";
import classes from "./Versions.module.css";

/** What was checked and found; folded away where there is nothing to look into. */
export function Checks({ checks }: { checks: readonly Check[] }) {
  const passed = checks.every((check) => check.passed);
  return (
    <details className={classes.checks} data-passed={passed} open={!passed}>
      <summary>
        <Icon name={passed ? "check" : "warning"} size="1rem" /> {checksPassed(checks)}
      </summary>
      <ul className={classes.checkList} aria-label="Checks">
        {checks.map((check, index) => <Checked key={index} check={check} />)}
      </ul>
    </details>
  );
}

function Checked({ check: { sentence, passed, found = "" } }: { check: Check }) {
  return (
    <li className={classes.check} data-passed={passed}>
      <span className={classes.checkMark} role="img" aria-label={passed ? "Passed:" : "Failed:"}>
        <Icon name={passed ? "check" : "close"} size="0.875rem" />
      </span>
      <span>
        <span className={classes.sentence}>{sentence}</span>
        {found !== "" && <span className={classes.found}>Found: {found}</span>}
      </span>
    </li>
  );
}
