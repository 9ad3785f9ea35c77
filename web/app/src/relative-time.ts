// <time datetime="…"><relative-time>20 Nov 2026</relative-time></time>: recent times in words.

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** Beyond this, the date says more than a count of days. */
const DAYS_MAX = 30;

class RelativeTime extends HTMLElement {
  connectedCallback(): void {
    const iso = this.closest("time")?.dateTime;
    const text = iso && inWords(new Date(iso), new Date());
    if (text) this.textContent = text;
  }
}

/** Such as `3 days ago` or `in 3 days`; nothing for times that are better shown as a date.
 *
 * What was is told by whole units, as people tell ages. What is to come is rounded: an access of 30 days
 * ends in 30 days, also a moment after it was given. */
export function inWords(time: Date, now: Date): string | undefined {
  const seconds = Math.round((time.getTime() - now.getTime()) / 1000);
  if (Number.isNaN(seconds) || Math.abs(seconds) > DAYS_MAX * 86_400) return undefined;
  const whole = seconds < 0 ? Math.trunc : Math.round;
  const format = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return format.format(whole(seconds / length), unit);
  }
  return "just now";
}

customElements.define("relative-time", RelativeTime);
