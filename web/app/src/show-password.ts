// <show-password><input type="password"></show-password>: a password that can be looked at.

class ShowPassword extends HTMLElement {
  connectedCallback(): void {
    const input = this.querySelector("input");
    if (!input || this.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    const label = this.closest(".field")?.querySelector("label")?.textContent ?? "Password";
    button.setAttribute("aria-controls", input.id);
    const show = (isShown: boolean): void => {
      input.type = isShown ? "text" : "password";
      button.textContent = isShown ? "Hide" : "Show";
      const what = document.createElement("span");
      what.className = "unseen";
      what.textContent = `: ${label}`;
      button.append(what);
    };
    show(false);
    button.addEventListener("click", () => show(input.type === "password"));
    // Browsers keep what is typed into a text for the next time; a password is none by then.
    input.form?.addEventListener("submit", () => show(false));
    this.append(button);
  }
}

customElements.define("show-password", ShowPassword);
