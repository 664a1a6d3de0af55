/** What is done with a mouse and with fingers, for the help sheet: how, and what happens. */
type Gesture = readonly [how: string, what: string];

export const MOUSE_GESTURES: readonly Gesture[] = [
  ["Left drag", "Turn the camera"],
  ["Right drag", "Move the camera (or Shift and left drag)"],
  ["Wheel", "Come closer, go away"],
  ["Double click", "Look at that place"],
];

export const TOUCH_GESTURES: readonly Gesture[] = [
  ["One finger", "Turn the camera"],
  ["Two fingers", "Move; pinch to come closer"],
  ["Double tap", "Look at that place"],
];
