import { useEffect, useMemo, useRef } from "react";
import { formatShown, type SliderScale, sliderScale } from "../../fields/sliders";
import type { Field } from "../../protocol/generated";
import { useViewer } from "../viewerContext";
import type { ControlProps } from "./controls";
import classes from "./Field.module.css";
import { NumberInput } from "./NumberInput";
import { useField } from "./useField";

/** A number: a slider where one is of use, and an exact input. */
export function NumberControl({ panel, field, id, describedBy }: ControlProps) {
  const { fields } = useViewer();
  const { value, problem } = useField(field.path);
  const scale = useMemo(() => sliderScale(field), [field]);
  const number = typeof value === "number" ? value : undefined;
  const writable = field.writable ?? true;
  const edit = (edited: number): void => { fields.edit(panel, { [field.path]: edited }); };
  return (
    <>
      <NumberInput
        id={id}
        field={field}
        describedBy={describedBy}
        value={number}
        disabled={!writable}
        invalid={problem !== null}
        onCommit={edit}
        onNonsense={(text) => { fields.complain(field.path, `“${text}” is not a number.`); }}
      />
      {scale && writable && (
        <Slider field={field} scale={scale} value={number} onEdit={edit} />
      )}
    </>
  );
}

interface SliderProps {
  field: Field;
  scale: SliderScale;
  value: number | undefined;
  onEdit: (value: number) => void;
}

function Slider({ field, scale, value, onEdit }: SliderProps) {
  const hold = useHold(field.path);
  return (
    <input
      className={classes.slider}
      type="range"
      aria-label={`${field.label} slider`}
      aria-valuetext={value === undefined ? undefined : formatShown(field, value)}
      min={scale.low}
      max={scale.high}
      step={scale.step}
      disabled={value === undefined}
      value={value === undefined ? scale.low : scale.toSlider(value)}
      onPointerDown={hold}
      onChange={(event) => { onEdit(scale.fromSlider(event.currentTarget.valueAsNumber)); }}
    />
  );
}

/** From the pointer going down until it goes up, wherever that is. */
function useHold(path: string): () => void {
  const { fields } = useViewer();
  const release = useRef<(() => void) | null>(null);
  useEffect(() => () => { release.current?.(); }, [path]);
  return () => {
    release.current?.();
    const listeners = new AbortController();
    release.current = () => {
      listeners.abort();
      release.current = null;
      fields.release(path);
    };
    fields.hold(path);
    for (const type of ["pointerup", "pointercancel"]) {
      window.addEventListener(type, () => { release.current?.(); }, { signal: listeners.signal });
    }
  };
}
