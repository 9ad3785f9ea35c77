// Pressing a button takes the focus from the field that was typed in. What is drawn then may move
// the button before it is released, and the click would be lost: so drawing waits for it.

let isPressing = false;
const waiting = new Set<() => void>();

addEventListener("pointerdown", () => (isPressing = true), { capture: true });
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, () => {
    isPressing = false;
    // The click comes right behind; a task later it has been heard.
    setTimeout(() => {
      for (const work of waiting) work();
      waiting.clear();
    });
  });
}

/** Does `work` now, or when the pointer has been released. */
export function afterPress(work: () => void): void {
  if (isPressing) waiting.add(work);
  else work();
}
