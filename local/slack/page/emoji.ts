/** The names that our messages use, and a few more; any other stays as it is written, as Slack does with unknown ones. */
export const emoji: Readonly<Record<string, string>> = {
  arrow_right: '➡️',
  arrows_counterclockwise: '🔄',
  bell: '🔔',
  busts_in_silhouette: '👥',
  checkered_flag: '🏁',
  double_vertical_bar: '⏸️',
  eyes: '👀',
  fast_forward: '⏩',
  gear: '⚙️',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  information_source: 'ℹ️',
  large_green_circle: '🟢',
  leftwards_arrow_with_hook: '↩️',
  link: '🔗',
  mag: '🔍',
  no_bell: '🔕',
  page_facing_up: '📄',
  no_entry: '⛔',
  octagonal_sign: '🛑',
  question: '❓',
  raised_hand: '✋',
  red_circle: '🔴',
  repeat: '🔁',
  rewind: '⏪',
  rotating_light: '🚨',
  vertical_traffic_light: '🚦',
  warning: '⚠️',
  scales: '⚖️',
  white_check_mark: '✅',
  white_circle: '⚪',
  x: '❌',
};

/** `:bell:` as the character. The text is HTML already: a name has no character that means something in it. */
export const withEmoji = (html: string): string =>
  html.replace(/:([a-z0-9_+-]+):/g, (whole, name: string) =>
    Object.hasOwn(emoji, name) ? (emoji[name] as string) : whole,
  );
