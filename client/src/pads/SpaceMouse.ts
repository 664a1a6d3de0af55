import { puckAxes } from "./gamepads";
import { AXES_AT_REST, type PadReading } from "./readings";

/** What of WebHID is needed; browsers have it only on https and localhost, Firefox and Safari not. */
export interface Hid extends EventTarget {
  getDevices(): Promise<HidDevice[]>;
  requestDevice(options: { filters: readonly object[] }): Promise<HidDevice[]>;
}

export interface HidDevice extends EventTarget {
  readonly opened: boolean;
  readonly vendorId: number;
  readonly productId: number;
  readonly productName: string;
  open(): Promise<void>;
  close(): Promise<void>;
}

interface InputReport extends Event {
  reportId: number;
  data: DataView;
}

/** Multi-axis controllers of the two makers. */
const FILTERS = [0x256f, 0x046d].map((vendorId) => ({ vendorId, usagePage: 0x01, usage: 0x08 }));
/** The puck at its end. */
const LARGEST = 350;
const MOVED = 1;
const TURNED = 2;
const BUTTONS = 3;

export function browserHid(): Hid | null {
  return (navigator as Navigator & { hid?: Hid }).hid ?? null;
}

/** The SpaceMice that a person let this page use, by WebHID. */
export class SpaceMice {
  private readonly mice = new Map<HidDevice, Mouse>();

  constructor(private readonly hid: Hid | null, private readonly changed: () => void) {}

  get supported(): boolean {
    return this.hid !== null;
  }

  get readings(): PadReading[] {
    return [...this.mice.values()].map((mouse) => mouse.reading);
  }

  /** Use those that were allowed before, now and when they are plugged in. */
  async start(): Promise<void> {
    const { hid } = this;
    if (!hid) return;
    hid.addEventListener("connect", (event) => { void this.use((event as Event & { device: HidDevice }).device); });
    hid.addEventListener("disconnect", (event) => { this.lose((event as Event & { device: HidDevice }).device); });
    for (const device of await hid.getDevices()) await this.use(device);
  }

  /** Ask the person for one; needs a click. True where one is used now. */
  async ask(): Promise<boolean> {
    const chosen = await this.hid?.requestDevice({ filters: FILTERS }) ?? [];
    for (const device of chosen) await this.use(device);
    return chosen.length > 0;
  }

  private async use(device: HidDevice): Promise<void> {
    const ours = FILTERS.some(({ vendorId }) => vendorId === device.vendorId);
    if (!ours || this.mice.has(device)) return;
    const mouse = new Mouse(device);
    this.mice.set(device, mouse);
    try {
      if (!device.opened) await device.open();
    } catch {
      // Another program has it: it can be asked for again.
      this.lose(device);
      return;
    }
    device.addEventListener("inputreport", (event) => { mouse.take(event as InputReport); });
    this.changed();
  }

  private lose(device: HidDevice): void {
    if (this.mice.delete(device)) this.changed();
  }
}

class Mouse {
  private readonly raw = [0, 0, 0, 0, 0, 0];
  private held = false;

  constructor(private readonly device: HidDevice) {}

  get reading(): PadReading {
    const { vendorId, productId, productName } = this.device;
    return {
      id: `hid-${vendorId}-${productId}`,
      name: productName || "SpaceMouse",
      kind: "spacemouse",
      held: this.held,
      axes: this.held ? puckAxes(this.raw.map((value) => value / LARGEST)) : AXES_AT_REST,
    };
  }

  /** Older ones tell moves and turns apart, newer ones in one report; short ones are not theirs. */
  take({ reportId, data }: InputReport): void {
    if (reportId === BUTTONS) {
      this.held = Array.from({ length: data.byteLength }, (_, at) => data.getUint8(at)).some(Boolean);
      return;
    }
    const first = reportId === MOVED ? 0 : reportId === TURNED ? 3 : null;
    if (first === null) return;
    const count = Math.min(Math.floor(data.byteLength / 2), 6 - first);
    for (let at = 0; at < count; at += 1) this.raw[first + at] = data.getInt16(2 * at, true);
  }
}
