import { Loader } from "@mantine/core";
import classes from "./Sidebar.module.css";

/** In place of what is not there yet. */
export function Waiting() {
  return (
    <p className={classes.waiting} role="status">
      <Loader size="sm" aria-hidden="true" />
      One moment.
    </p>
  );
}
