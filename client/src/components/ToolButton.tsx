import { Tooltip, type TooltipProps, UnstyledButton } from "@mantine/core";
import type { ComponentPropsWithRef, ReactNode } from "react";
import { Icon, type IconName } from "./Icon";
import classes from "./ToolButton.module.css";

interface ToolButtonProps extends Omit<ComponentPropsWithRef<"button">, "style"> {
  /** The accessible name. */
  label: string;
  /** What the tooltip says, if more than the name. */
  hint?: string;
  tooltip?: Pick<TooltipProps, "position" | "disabled">;
  icon?: IconName;
  primary?: boolean;
  children?: ReactNode;
}

/** A button of a bar: a picture, an accessible name, a tooltip. */
export function ToolButton({
  label,
  hint,
  tooltip = {},
  icon,
  primary = false,
  children,
  ...others
}: ToolButtonProps) {
  const className = [classes.button, primary ? classes.primary : "", others.className ?? ""].join(" ");
  return (
    <Tooltip
      label={hint ?? label}
      {...tooltip}
      openDelay={500}
      events={{ hover: true, focus: true, touch: false }}
    >
      <UnstyledButton {...others} className={className} aria-label={label}>
        {icon && <Icon name={icon} />}
        {children}
      </UnstyledButton>
    </Tooltip>
  );
}
