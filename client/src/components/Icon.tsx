/** Line drawings on a 24 x 24 grid. */
const PATHS = {
  play: "M8 5.5v13l10.5-6.5z",
  pause: "M8.5 5.5v13M15.5 5.5v13",
  step: "M6 5.5v13l9-6.5zM18.5 5.5v13",
  reset: "M5 12a7 7 0 1 0 2.2-5.1M5 4.5v4.2h4.2",
  target: "M12 7.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9M12 3v4M12 17v4M3 12h4M17 12h4",
  expand: "M4.5 9V4.5H9M15 4.5h4.5V9M19.5 15v4.5H15M9 19.5H4.5V15",
  shrink: "M9 4.5V9H4.5M19.5 9H15V4.5M15 19.5V15h4.5M4.5 15H9v4.5",
  help: "M9.2 9.2a2.9 2.9 0 1 1 4.3 2.5c-1 .6-1.5 1.1-1.5 2.3M12 17.4v.1M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18",
  settings: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.8a2.2 2.2 0 1 0 0 4.4a2.2 2.2 0 1 0 0-4.4M9 14.8a2.2 2.2 0 1 0 0 4.4a2.2 2.2 0 1 0 0-4.4",
  people: "M9 5a3.2 3.2 0 1 0 0 6.4A3.2 3.2 0 1 0 9 5M3 19c.4-3 2.7-4.8 6-4.800s5.6 1.8 6 4.800M15.5 5.300a3.2 3.2 0 0 1 0 5.800M17.5 14.600c2 .7 3.2 2.2 3.5 4.4",
  chevron: "M7 10l5 5l5-5",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M15.5 15.500L20 20",
  warning: "M12 4L2.8 19.500h18.400zM12 10v4.500M12 17v.1",
  info: "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 11v5.500M12 7.600v.1",
  check: "M5 12.500l4.5 4.500L19 7.5",
  cube: "M12 3l8 4.500v9L12 21l-8-4.500v-9zM4 7.500l8 4.500l8-4.500M12 12v9",
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside a word or inside a named button, so it is hidden from screen readers. */
export function Icon({ name, size = "1.25rem" }: { name: IconName; size?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
