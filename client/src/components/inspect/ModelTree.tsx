import { TextInput, UnstyledButton } from "@mantine/core";
import { useMemo, useState } from "react";
import { Icon } from "../Icon";
import { useViewer } from "../viewerContext";
import classes from "./Inspect.module.css";
import { foundRows, openRows, type TreeRow } from "./tree";
import { useModelTree } from "./useModelTree";

/** More lines than this nobody reads; the search finds the others. */
const MOST_ROWS = 300;

/** All bodies of the model, to be searched and selected. */
export function ModelTree({ selected }: { selected: number | null }) {
  const tree = useModelTree();
  const [text, setText] = useState("");
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const rows = useMemo(() => {
    if (tree === null) return [];
    return text.trim() ? foundRows(tree, text) : openRows(tree, folded);
  }, [tree, text, folded]);
  const toggle = (body: number): void => {
    const next = new Set(folded);
    if (!next.delete(body)) next.add(body);
    setFolded(next);
  };
  return (
    <section className={classes.tree} aria-label="Model">
      <TextInput
        className={classes.search}
        type="search"
        aria-label="Search bodies, geoms, joints, sites"
        placeholder="Search bodies, geoms, joints, sites"
        leftSection={<Icon name="search" size="1rem" />}
        value={text}
        onChange={(event) => { setText(event.currentTarget.value); }}
      />
      <ul className={classes.rows}>
        {rows.slice(0, MOST_ROWS).map((row) => (
          <Row
            key={row.body}
            row={row}
            folded={folded.has(row.body)}
            selected={row.body === selected}
            onToggle={text.trim() ? null : toggle}
          />
        ))}
      </ul>
      {rows.length > MOST_ROWS && (
        <p className={classes.dim}>And {rows.length - MOST_ROWS} more: search for them.</p>
      )}
      {tree !== null && rows.length === 0 && <p className={classes.dim}>Nothing of that name.</p>}
    </section>
  );
}

interface RowProps {
  row: TreeRow;
  folded: boolean;
  selected: boolean;
  onToggle: ((body: number) => void) | null;
}

function Row({ row, folded, selected, onToggle }: RowProps) {
  const { commands } = useViewer();
  const foldable = onToggle !== null && row.children > 0;
  return (
    <li className={classes.row} data-depth={Math.min(row.depth, 12)}>
      {foldable ? (
        <UnstyledButton
          className={classes.fold}
          aria-expanded={!folded}
          aria-label={`What hangs on ${row.name}`}
          onClick={() => { onToggle(row.body); }}
        >
          <Icon name="chevron" size="0.875rem" />
        </UnstyledButton>
      ) : (
        <span className={classes.fold} />
      )}
      <UnstyledButton
        className={classes.body}
        aria-current={selected || undefined}
        onClick={() => { commands.select(row.body); }}
      >
        <span className={classes.bodyName}>{row.name}</span>
        {row.found && <span className={classes.dim}>{row.found}</span>}
      </UnstyledButton>
    </li>
  );
}
