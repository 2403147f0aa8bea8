/** The names that our messages use, and a few more; any other stays as it is written, as Slack does with unknown ones. */
export const emoji: Readonly<Record<string, string>> = {
  arrows_counterclockwise: '🔄',
  bell: '🔔',
  checkered_flag: '🏁',
  eyes: '👀',
  fast_forward: '⏩',
  gear: '⚙️',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  large_green_circle: '🟢',
  leftwards_arrow_with_hook: '↩️',
  mag: '🔍',
  no_entry: '⛔',
  raised_hand: '✋',
  red_circle: '🔴',
  rewind: '⏪',
  rotating_light: '🚨',
  vertical_traffic_light: '🚦',
  warning: '⚠️',
  white_check_mark: '✅',
  white_circle: '⚪',
};

/** `:bell:` as the character. The text is HTML already: a name has no character that means something in it. */
export const withEmoji = (html: string): string =>
  html.replace(/:([a-z0-9_+-]+):/g, (whole, name: string) =>
    Object.hasOwn(emoji, name) ? (emoji[name] as string) : whole,
  );
