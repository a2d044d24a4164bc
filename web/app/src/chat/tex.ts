// Formulas of models, read into signs of MathML. Models are strangers: whatever is not known here makes no formula at all, and
// is shown as it was written. Everything is bounded by the length of the text and by DEEPEST.

/** An element of MathML: a leaf with a text, or one with children. */
export interface Sign {
  tag: string;
  text?: string;
  children?: Sign[];
  wide?: boolean; // limits stand above and below
}

const DEEPEST = 16;
const LONGEST = 4_000; // characters

const greek =
  "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω infty ∞ partial ∂ nabla ∇ ell ℓ hbar ℏ emptyset ∅ Re ℜ Im ℑ";
const signs =
  "times × cdot ⋅ div ÷ pm ± mp ∓ le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ equiv ≡ sim ∼ propto ∝ in ∈ notin ∉ subset ⊂ subseteq ⊆ cup ∪ cap ∩ to → rightarrow → leftarrow ← Rightarrow ⇒ Leftarrow ⇐ leftrightarrow ↔ Leftrightarrow ⇔ implies ⟹ iff ⟺ mapsto ↦ forall ∀ exists ∃ neg ¬ land ∧ wedge ∧ lor ∨ vee ∨ oplus ⊕ otimes ⊗ circ ∘ ast ∗ star ⋆ bullet ∙ ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ mid ∣ parallel ∥ perp ⊥ angle ∠ ll ≪ gg ≫ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ prime ′ vert | Vert ‖ setminus ∖ therefore ∴ because ∵";
const large = "sum ∑ prod ∏ int ∫ iint ∬ oint ∮ bigcup ⋃ bigcap ⋂ lim lim max max min min sup sup inf inf argmax argmax argmin argmin";
const named = "sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan log ln lg exp det dim ker gcd deg arg Pr";
const accents = "hat ^ bar ¯ overline ¯ vec → dot ˙ ddot ¨ tilde ~";
const texts = ["text", "mathrm", "textbf", "textit", "operatorname", "mathbf", "mathit", "mathcal", "mathbb", "boldsymbol"];
const silent = ["displaystyle", "textstyle", "limits", "nolimits", "left", "right", "big", "Big", "bigg", "Bigg", "middle"];
const gaps: Record<string, string> = { ",": " ", ";": " ", ":": " ", "!": "", " ": " ", quad: " ", qquad: "  " };

const pairs = (text: string): Map<string, string> => {
  const words = text.split(" ");
  return new Map(words.flatMap((w, i) => (i % 2 === 0 ? [[w, words[i + 1] ?? ""] as const] : [])));
};
const letters = pairs(greek);
const operators = pairs(signs);
const larges = pairs(large);
const over = pairs(accents);
const functions = new Set(named.split(" "));

const leaf = (tag: string, text: string): Sign => ({ tag, text });
const row = (children: Sign[]): Sign => (children.length === 1 && children[0] ? children[0] : { tag: "mrow", children });

/** Thrown at what is not known here. */
class Unknown extends Error {}

/** Reads a formula; null when it has something in it that is not known here. */
export function tex(source: string): Sign | null {
  if (source.length > LONGEST) return null;
  try {
    const reader = new Reader(source.match(/\\[a-zA-Z]+|\\.|\d+(?:\.\d+)?|\s+|./gsu) ?? []);
    const all = reader.until(() => false, 0);
    return row(all);
  } catch (err) {
    if (err instanceof Unknown) return null;
    throw err;
  }
}

class Reader {
  private at = 0;
  constructor(private readonly tokens: readonly string[]) {}

  /** The next token that is not a blank. */
  private peek(): string | undefined {
    while (/^\s+$/.test(this.tokens[this.at] ?? "")) this.at++;
    return this.tokens[this.at];
  }

  private take(): string {
    const token = this.peek();
    if (token === undefined) throw new Unknown();
    this.at++;
    return token;
  }

  /** Signs up to a token that ends them, or to the end. */
  until(ends: (token: string) => boolean, depth: number): Sign[] {
    if (depth > DEEPEST) throw new Unknown();
    const out: Sign[] = [];
    for (let token = this.peek(); token !== undefined && !ends(token); token = this.peek()) {
      const sign = this.one(depth);
      if (sign) out.push(this.scripts(sign, depth));
    }
    return out;
  }

  /** What stands in braces, or the next sign. */
  private group(depth: number): Sign {
    if (this.peek() !== "{") return this.one(depth + 1) ?? leaf("mrow", "");
    this.at++;
    const all = this.until((t) => t === "}", depth + 1);
    if (this.take() !== "}") throw new Unknown();
    return { tag: "mrow", children: all };
  }

  /** The letters in braces, as they are. */
  private words(): string {
    if (this.take() !== "{") throw new Unknown();
    const end = this.tokens.indexOf("}", this.at);
    if (end < 0) throw new Unknown();
    const text = this.tokens.slice(this.at, end).join("");
    if (/[\\{]/.test(text)) throw new Unknown();
    this.at = end + 1;
    return text;
  }

  /** Adds what is raised and lowered. */
  private scripts(base: Sign, depth: number): Sign {
    let up: Sign | null = null;
    let down: Sign | null = null;
    for (;;) {
      const token = this.peek();
      if (token === "'") {
        this.at++;
        up = leaf("mo", `${up?.text ?? ""}′`);
      } else if (token === "^" || token === "_") {
        if (token === "^" ? up : down) throw new Unknown();
        this.at++;
        if (token === "^") up = this.group(depth);
        else down = this.group(depth);
      } else break;
    }
    const [both, below, above] = base.wide ? ["munderover", "munder", "mover"] : ["msubsup", "msub", "msup"];
    if (up && down) return { tag: both ?? "", children: [base, down, up] };
    if (down) return { tag: below ?? "", children: [base, down] };
    return up ? { tag: above ?? "", children: [base, up] } : base;
  }

  private one(depth: number): Sign | null {
    if (this.peek() === "{") return this.group(depth);
    const token = this.take();
    if (token.startsWith("\\")) return this.command(token.slice(1), depth);
    if (/^[&}^_#%]$/.test(token)) throw new Unknown();
    if (/^\d/.test(token)) return leaf("mn", token);
    return leaf(/^\p{L}$/u.test(token) ? "mi" : "mo", token === "-" ? "−" : token);
  }

  private command(name: string, depth: number): Sign | null {
    const known = letters.get(name);
    if (known) return leaf("mi", known);
    const operator = operators.get(name) ?? (/^[{}|%#&_$]$/.test(name) ? name : undefined);
    if (operator) return leaf("mo", operator);
    const wide = larges.get(name);
    if (wide) return { ...leaf("mo", wide), wide: !/[∫∬∮]/.test(wide) };
    if (functions.has(name)) return leaf("mi", name);
    if (texts.includes(name)) return leaf(name === "text" ? "mtext" : "mi", this.words());
    if (silent.includes(name)) return this.side(name);
    const gap = gaps[name];
    if (gap !== undefined) return gap === "" ? null : leaf("mtext", gap);
    const accent = over.get(name);
    if (accent) return { tag: "mover", children: [this.group(depth), leaf("mo", accent)] };
    if (name === "frac" || name === "dfrac" || name === "tfrac") return { tag: "mfrac", children: [this.group(depth), this.group(depth)] };
    if (name === "binom") return this.binom(depth);
    if (name === "sqrt") return this.root(depth);
    if (name === "begin") return this.table(depth);
    throw new Unknown();
  }

  /** \left. and \right. stand for nothing; other sides are signs that follow. */
  private side(name: string): null {
    if ((name === "left" || name === "right") && this.peek() === ".") this.at++;
    return null;
  }

  private binom(depth: number): Sign {
    const parts = [this.group(depth), this.group(depth)].map((p) => ({ tag: "mtr", children: [{ tag: "mtd", children: [p] }] }));
    return { tag: "mrow", children: [leaf("mo", "("), { tag: "mtable", children: parts }, leaf("mo", ")")] };
  }

  private root(depth: number): Sign {
    if (this.peek() !== "[") return { tag: "msqrt", children: [this.group(depth)] };
    this.at++;
    const index = row(this.until((t) => t === "]", depth + 1));
    this.take();
    return { tag: "mroot", children: [this.group(depth), index] };
  }

  /** Matrices, cases and lines that are aligned. */
  private table(depth: number): Sign {
    const name = this.words().replace(/\*$/, "");
    const sides: Record<string, [string, string]> = {
      matrix: ["", ""],
      pmatrix: ["(", ")"],
      bmatrix: ["[", "]"],
      vmatrix: ["|", "|"],
      cases: ["{", ""],
      aligned: ["", ""],
      align: ["", ""],
    };
    const side = sides[name];
    if (!side) throw new Unknown();
    const rows: Sign[][] = [[]];
    for (;;) {
      const cell = this.until((t) => t === "&" || t === "\\\\" || t === "\\end", depth + 1);
      rows.at(-1)?.push({ tag: "mtd", children: cell });
      const end = this.take();
      if (end === "\\\\") rows.push([]);
      if (end === "\\end") break;
    }
    if (this.words().replace(/\*$/, "") !== name) throw new Unknown();
    const table = { tag: "mtable", children: rows.map((cells) => ({ tag: "mtr", children: cells })) };
    const [open, close] = side.map((s) => (s === "" ? [] : [leaf("mo", s)]));
    return row([...(open ?? []), table, ...(close ?? [])]);
  }
}
