/** Names for a program, made of names that people gave in AEP: free text in any script. */

const LONGEST = 60;
/** Letters that no decomposition takes apart. */
const TRANSLITERATIONS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  Æ: "Ae",
  ø: "o",
  Ø: "O",
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
};

/** `Bestellungen für "Österreich" 🚀` → `["Bestellungen", "fur", "Osterreich"]`. Letters of other scripts stay. */
function wordsOf(text: string): string[] {
  const plain = text
    .replace(/[ßæÆøØłŁđĐ]/g, (letter) => TRANSLITERATIONS[letter] ?? letter)
    .normalize("NFKD")
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, "")
    .normalize("NFC")
    .replace(/['’]/g, "");
  return plain.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

/** Gives every text a name that no other one has got from it. */
export class Names {
  private readonly taken = new Set<string>();

  /** `orders-from-the-shop`, and `orders-from-the-shop-2` the next time. `fallback` stands for what has no letters. */
  resource(text: string, fallback: string): string {
    const words = wordsOf(text).map((word) => word.toLowerCase());
    const name = [...words.join("-")].slice(0, LONGEST).join("").replace(/-+$/, "");
    return this.unique(name === "" ? fallback : name, "-");
  }

  /** `ordersFromTheShopFlow`; the suffix, a capitalised word, keeps reserved words away. */
  variable(text: string, suffix: string): string {
    const letters = wordsOf(text).map((word) => word.replace(/[^\p{ID_Continue}]/gu, ""));
    const words = letters.filter((word) => word !== "");
    const camel = words.map((word, index) => (index === 0 ? lowered(word) : capitalised(word))).join("");
    const stem = [...camel].slice(0, LONGEST).join("");
    const isNamed = stem.toLowerCase().endsWith(suffix.toLowerCase()) && stem.length > suffix.length;
    const named = isNamed ? `${stem.slice(0, -suffix.length)}${suffix}` : `${stem}${suffix}`;
    const name = /^\p{ID_Start}/u.test(stem) ? named : `${lowered(suffix)}${stem}`;
    return this.unique(name, "");
  }

  private unique(name: string, separator: string): string {
    for (let number = 1; ; number++) {
      const candidate = number === 1 ? name : `${name}${separator}${number}`;
      if (this.taken.has(candidate)) continue;
      this.taken.add(candidate);
      return candidate;
    }
  }
}

/** `CRM` → `crm`, `Orders` → `orders`, `iPad` → `iPad`. */
function lowered(word: string): string {
  return word === word.toUpperCase() ? word.toLowerCase() : word.charAt(0).toLowerCase() + word.slice(1);
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
