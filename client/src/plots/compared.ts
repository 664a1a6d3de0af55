/** Before the name of a series it means the second of two trajectories. */
export const COMPARED = "compare:";

/** The series of the second trajectory that stand for these of the first, but for those there are. */
export function comparedWith(names: readonly string[]): string[] {
  const own = names.filter((name) => !name.startsWith(COMPARED) && name !== "real_time_factor");
  return own.map((name) => `${COMPARED}${name}`).filter((name) => !names.includes(name));
}
