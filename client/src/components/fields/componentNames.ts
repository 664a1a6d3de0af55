import type { Field } from "../../protocol/generated";

const NAMES: Readonly<Record<string, readonly string[]>> = {
  color3: ["R", "G", "B"],
  color4: ["R", "G", "B", "A"],
  vector3: ["x", "y", "z"],
  // MuJoCo's order of a quaternion, and of the pose of a free joint.
  vector4: ["w", "x", "y", "z"],
  vector7: ["x", "y", "z", "qw", "qx", "qy", "qz"],
};

/** What the numbers of a vector or a colour are called. */
export function componentNames({ kind, size = 1 }: Field): readonly string[] {
  const known = NAMES[`${kind ?? ""}${size}`];
  return known ?? Array.from({ length: size }, (_, index) => `${index + 1}`);
}
