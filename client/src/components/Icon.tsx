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
  close: "M6 6l12 12M18 6L6 18",
  panels: "M4 4.500h16v15H4zM14.500 4.500v15M17 8.500h.5M17 12h.5",
  sliders: "M5 20v-6M5 10V4M12 20v-8M12 8V4M19 20v-4M19 12V4M2.500 14h5M9.500 8h5M16.500 16h5",
  joint: "M5 16.500a2.500 2.500 0 1 0 0 5a2.500 2.500 0 1 0 0-5M19 2.500a2.500 2.500 0 1 0 0 5a2.500 2.500 0 1 0 0-5M6.500 17L10 8.500L16.600 5.500",
  link: "M10 14a4 4 0 0 0 5.700 0l3-3a4 4 0 0 0-5.700-5.700l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3a4 4 0 0 0 5.700 5.700l1-1",
  physics: "M12 10.800a1.200 1.200 0 1 0 0 2.400a1.200 1.200 0 1 0 0-2.400M12 8c5.500 0 9.500 1.800 9.500 4s-4 4-9.500 4s-9.500-1.800-9.500-4s4-4 9.500-4M8.500 14c-2.700-4.800-3.200-9.200-1.200-10.300s5.500 1.500 8.200 6.300s3.200 9.200 1.200 10.300s-5.500-1.500-8.200-6.300",
  eye: "M2.500 12S6 5.500 12 5.500S21.500 12 21.500 12S18 18.500 12 18.500S2.500 12 2.500 12M12 9a3 3 0 1 0 0 6a3 3 0 1 0 0-6",
  layers: "M12 3.500l9 5l-9 5l-9-5zM3.500 12.500l8.500 4.700l8.500-4.700M3.500 16.500l8.500 4.700l8.500-4.700",
  sun: "M12 8a4 4 0 1 0 0 8a4 4 0 1 0 0-8M12 2v2.500M12 19.500V22M2 12h2.500M19.500 12H22M5 5l1.700 1.700M17.300 17.300L19 19M5 19l1.700-1.700M17.300 6.700L19 5",
  list: "M8.500 6H20M8.500 12H20M8.500 18H20M4.500 6v.1M4.500 12v.1M4.500 18v.1",
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
