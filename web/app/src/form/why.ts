// Each issue leads to the page about its rule, as where the server draws it.

export function linkRules(form: HTMLFormElement): void {
  for (const issue of form.querySelectorAll<HTMLElement>(".wharfinger-issue")) {
    const { code } = issue.dataset;
    if (!code || issue.querySelector(".why")) continue;
    const link = document.createElement("a");
    link.className = "why";
    link.href = `/codes/${code}`;
    // What is filled in must not be lost by asking.
    link.target = "_blank";
    const rule = document.createElement("span");
    rule.className = "unseen";
    rule.textContent = ` ${code}, opens in a new tab`;
    link.append("Why?", rule);
    issue.append(link);
  }
}
