/** What is done with a mouse and with fingers, for the help sheet: how, and what happens. */
type Gesture = readonly [how: string, what: string];

export const MOUSE_GESTURES: readonly Gesture[] = [
  ["Left drag", "Turn the camera"],
  ["Right drag", "Move the camera (or Shift and left drag)"],
  ["Wheel", "Come closer, go away"],
  ["Double click", "Select a body"],
  ["Right double click", "Look at that place; with Ctrl, follow that body"],
  ["Ctrl and right drag", "Pull a body while running, place it while paused; with Shift over the ground"],
  ["Alt and move", "Point at things, for all to see"],
  ["Ctrl and left drag", "Turn a body, with a torque while running"],
];

export const TOUCH_GESTURES: readonly Gesture[] = [
  ["One finger", "Turn the camera"],
  ["Two fingers", "Move; pinch to come closer"],
  ["Tap", "Select a body"],
  ["Double tap", "Look at that place"],
  ["Press, wait, drag", "Pull a body"],
];
