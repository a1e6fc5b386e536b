// @ts-check
// Renews the page from the server's own rendering, and sends test events.
(() => {
  const pollMilliseconds = 1_000;
  const answerMilliseconds = 5_000;
  const connection = elementOf("connection");
  let etag = "";

  /**
   * The element of the page with an id that it always has.
   * @param {string} id
   * @param {Document} page
   */
  function elementOf(id, page = document) {
    const found = page.getElementById(id);
    if (found === null) throw new Error(`The page has no element ${id}.`);
    return found;
  }

  /**
   * Brings an element to what the server shows now; what a person opened, typed or selected stays.
   * @param {Element} current
   * @param {Element} wanted
   */
  function renew(current, wanted) {
    if (current.hasAttribute("data-kept")) return;
    for (const { name } of [...current.attributes]) {
      const opened = name === "open" && current instanceof HTMLDetailsElement;
      if (!opened && !wanted.hasAttribute(name)) current.removeAttribute(name);
    }
    for (const { name, value } of wanted.attributes) {
      if (current.getAttribute(name) !== value) current.setAttribute(name, value);
    }
    renewChildren(current, wanted);
  }

  /**
   * @param {Element} current
   * @param {Element} wanted
   */
  function renewChildren(current, wanted) {
    let next = current.firstChild;
    for (const child of [...wanted.childNodes]) {
      const own = counterpart(current, next, child);
      if (own === undefined) {
        current.insertBefore(child, next);
        continue;
      }
      if (own === next) next = next.nextSibling;
      else current.insertBefore(own, next);
      if (own instanceof Element && child instanceof Element) renew(own, child);
      else if (own.nodeValue !== child.nodeValue) own.nodeValue = child.nodeValue;
    }
    while (next !== null) {
      const gone = next;
      next = next.nextSibling;
      gone.remove();
    }
  }

  /**
   * The child that shows the same thing already: by its id, or the next one of its kind.
   * @param {Element} parent
   * @param {ChildNode | null} next
   * @param {ChildNode} wanted
   * @returns {ChildNode | undefined}
   */
  function counterpart(parent, next, wanted) {
    const id = idOf(wanted);
    if (id !== "") return [...parent.children].find((child) => child.id === id);
    return next !== null && next.nodeName === wanted.nodeName && idOf(next) === "" ? next : undefined;
  }

  /** @param {Node} node */
  function idOf(node) {
    return node instanceof Element ? node.id : "";
  }

  async function refresh() {
    try {
      const response = await fetch("/", {
        headers: etag === "" ? {} : { "if-none-match": etag },
        cache: "no-store",
        signal: AbortSignal.timeout(answerMilliseconds),
      });
      if (response.status === 200) {
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        renew(elementOf("main"), elementOf("main", page));
        etag = response.headers.get("etag") ?? "";
      }
      say(response.status === 200 || response.status === 304 ? "live" : `answered ${response.status}`);
    } catch {
      say("no answer: is the emulator running?");
    }
  }

  /** @param {string} text */
  function say(text) {
    if (connection.textContent !== text) connection.textContent = text;
    connection.dataset.live = String(text === "live");
  }

  async function poll() {
    if (!document.hidden) await refresh();
    setTimeout(poll, pollMilliseconds);
  }

  document.addEventListener("visibilitychange", refresh);

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    const { entry, flow = "" } = form.dataset;
    const answer = form.querySelector("output");
    if (entry === undefined || answer === null) return;
    event.preventDefault();
    try {
      const response = await fetch(entry, {
        method: "POST",
        headers: { "content-type": "application/json", "x-adobe-flow-id": flow },
        body: String(new FormData(form).get("content") ?? ""),
        signal: AbortSignal.timeout(answerMilliseconds),
      });
      const { report, detail, title } = response.ok ? {} : await response.json().catch(() => ({}));
      answer.textContent = response.ok
        ? `${response.status} accepted`
        : `${response.status} ${report?.message ?? detail ?? title ?? "refused"}`;
      answer.dataset.ok = String(response.ok);
    } catch {
      answer.textContent = "no answer";
      answer.dataset.ok = "false";
    }
    await refresh();
  });

  poll();
})();
