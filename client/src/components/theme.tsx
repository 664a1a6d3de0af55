import { createTheme, Menu, Popover } from "@mantine/core";
import { Icon } from "./Icon";

/** What opens over the page keeps this far from its edges, and scrolls inside if it must. */
const FITTING = { flip: true, shift: { padding: 8 }, size: { padding: 8 } };

/** Mantine's components as this page uses them; the colours are in the style sheets. */
export const THEME = createTheme({
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    Menu: Menu.extend({
      defaultProps: {
        middlewares: FITTING,
        checkIcon: <Icon name="check" size="1rem" />,
      },
    }),
    Popover: Popover.extend({ defaultProps: { middlewares: FITTING } }),
  },
});
