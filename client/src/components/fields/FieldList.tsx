import { UnstyledButton } from "@mantine/core";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { useRef, useState } from "react";
import type { ListItem } from "../../fields/items";
import { Icon } from "../Icon";
import classes from "./Field.module.css";
import { FieldRow } from "./FieldRow";

interface FieldListProps {
  items: readonly ListItem[];
  /** Null where headings cannot be collapsed. */
  onToggle: ((key: string) => void) | null;
}

const HEIGHTS = { section: 40, toggle: 40, choice: 44, number: 68, integer: 68, vector: 76, color: 84 };
const OVERSCAN = 6;

/** Fields under their headings; only those that are seen, and the one with the focus, are there. */
export function FieldList({ items, onToggle }: FieldListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string | null>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- its results go to no memoised part
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => items[index]?.key ?? index,
    estimateSize: (index) => estimate(items[index]),
    overscan: OVERSCAN,
    useFlushSync: false,
    rangeExtractor: (range) => {
      const seen = defaultRangeExtractor(range);
      // What has the focus stays, so that keys do not end nowhere.
      const kept = items.findIndex(({ key }) => key === focused);
      return kept < 0 || seen.includes(kept) ? seen : [...seen, kept].sort((a, b) => a - b);
    },
  });
  return (
    <div ref={scroller} className={classes.scroller}>
      <div
        className={classes.space}
        style={{ height: virtual.getTotalSize() }}
        onFocus={(event) => { setFocused(keyOf(event.target)); }}
        onBlur={() => { setFocused(null); }}
      >
        {virtual.getVirtualItems().map(({ index, key, start }) => (
          <div
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            data-key={key}
            className={classes.item}
            style={{ transform: `translateY(${start}px)` }}
          >
            <Line item={items[index]} onToggle={onToggle} />
          </div>
        ))}
      </div>
    </div>
  );
}

function Line({ item, onToggle }: { item: ListItem | undefined; onToggle: FieldListProps["onToggle"] }) {
  if (!item) return null;
  if (item.kind === "field") return <FieldRow panel={item.panel} field={item.field} />;
  const { key, title, count, collapsed } = item;
  if (!onToggle) return <h3 className={classes.heading}>{title}</h3>;
  return (
    <h3 className={classes.heading}>
      <UnstyledButton
        className={classes.folder}
        aria-expanded={!collapsed}
        onClick={() => { onToggle(key); }}
      >
        <Icon name="chevron" size="1rem" />
        {title}
        <span className={classes.count} aria-hidden="true">{count}</span>
      </UnstyledButton>
    </h3>
  );
}

function keyOf(target: Element): string | null {
  return target.closest<HTMLElement>("[data-key]")?.dataset.key ?? null;
}

function estimate(item: ListItem | undefined): number {
  if (item?.kind !== "field") return HEIGHTS.section;
  return HEIGHTS[item.field.kind ?? "number"];
}
