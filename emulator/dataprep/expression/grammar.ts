/**
 * The expression language of Data Prep (guide "Data Prep mapping functions"; GET languages/el/operators): operators
 * and names as in Apache Commons JEXL, whose method names the list of operators shows, without its statements.
 * Every node carries `at`, the offset of what it stands for.
 */
export const grammar = String.raw`
{{
  const leftToRight = (head, tail) =>
    tail.reduce((left, [at, operator, right]) => ({ kind: "binary", operator, left, right, at }), head);
}}

Start = _ expression:Or _ { return expression; }

Or = head:And tail:(_ @At @OrSign _ @And)* { return leftToRight(head, tail); }
And = head:Equality tail:(_ @At @AndSign _ @Equality)* { return leftToRight(head, tail); }
Equality = head:Relation tail:(_ @At @EqualitySign _ @Relation)* { return leftToRight(head, tail); }
Relation = head:Sum tail:(_ @At @RelationSign _ @Sum)* { return leftToRight(head, tail); }
Sum = head:Product tail:(_ @At @SumSign _ @Product)* { return leftToRight(head, tail); }
Product = head:Unary tail:(_ @At @ProductSign _ @Unary)* { return leftToRight(head, tail); }
Unary = at:At operator:UnarySign _ operand:Unary { return { kind: "unary", operator, operand, at }; } / Postfix

At = "" { return offset(); }
OrSign "an operator" = ("||" / "or" End) { return "||"; }
AndSign "an operator" = ("&&" / "and" End) { return "&&"; }
EqualitySign "an operator" = ("==" / "eq" End) { return "=="; } / ("!=" / "ne" End) { return "!="; }
RelationSign "an operator"
  = ("<=" / "le" End) { return "<="; } / (">=" / "ge" End) { return ">="; }
  / ("<" / "lt" End) { return "<"; } / (">" / "gt" End) { return ">"; }
SumSign "an operator" = "+" / "-"
ProductSign "an operator" = "*" / ("/" / "div" End) { return "/"; } / "mod" End { return "mod"; }
UnarySign "an operator" = "-" / "~" / ("!" !"=" / "not" End) { return "!"; }

Postfix = head:Primary tail:(_ @Step)* {
    return tail.reduce((target, { at, method, step }) => {
      if (method !== undefined) {
        return { kind: "method", target, ...method, at };
      }
      return target.kind === "path" || target.kind === "access"
        ? { ...target, steps: [...target.steps, step] }
        : { kind: "access", target, steps: [step], at };
    }, head);
  }

Step
  = "." _ at:At name:CalledName _ parameters:Arguments { return { at, method: { name, parameters } }; }
  / "." _ at:At name:Name { return { at, step: { kind: "member", name } }; }
  / at:At "[" _ index:Index _ "]" { return { at, step: index }; }

Index "an index"
  = "*" { return { kind: "every" }; }
  / digits:$[0-9]+ { return { kind: "element", index: Number(digits) }; }
  / name:Text { return { kind: "member", name }; }

Primary
  = at:At value:Number { return { kind: "literal", value: Number(value), fractional: /[.eE]/.test(value), at }; }
  / at:At value:Text { return { kind: "literal", value, fractional: false, at }; }
  / at:At "null" End { return { kind: "literal", value: null, fractional: false, at }; }
  / at:At "true" End { return { kind: "literal", value: true, fractional: false, at }; }
  / at:At "false" End { return { kind: "literal", value: false, fractional: false, at }; }
  / at:At name:CalledName _ parameters:Arguments { return { kind: "call", name, parameters, at }; }
  / at:At name:Name { return { kind: "path", steps: [{ kind: "member", name }], at }; }
  / at:At "[" _ elements:List _ "]" { return { kind: "array", elements, at }; }
  / at:At "{" _ entries:Entries _ "}" { return { kind: "map", entries, at }; }
  / "(" _ @Or _ ")"

Arguments = "(" _ @List _ ")"
List = head:Or tail:(_ "," _ @Or)* { return [head, ...tail]; } / "" { return []; }
Entries = head:Entry tail:(_ "," _ @Entry)* { return [head, ...tail]; } / ":" { return []; } / "" { return []; }
Entry = key:Or _ ":" _ value:Or { return { key, value }; }

Name "a name"
  = "\${" characters:(Escape / [^}\\])+ "}" { return characters.join(""); }
  / !(Reserved End) first:First rest:(Escape / Rest)* { return [first, ...rest].join(""); }
CalledName "a function" = !(Reserved End) @$(First Rest*) &(_ "(")
First = [\p{L}$_]u / Escape
Rest = [\p{L}\p{Mn}\p{Mc}\p{Nd}\p{Pc}$]u
End = !Rest
Escape = "\\" @.
Reserved
  = "new" / "mod" / "or" / "break" / "var" / "lt" / "for" / "false" / "while" / "eq" / "gt" / "div" / "not" / "null"
  / "continue" / "else" / "and" / "ne" / "true" / "le" / "if" / "ge" / "return" / "_errors" / "do" / "function"
  / "empty" / "size"

Number "a number" = @$([0-9]+ ("." [0-9]+)? ([eE] [+-]? [0-9]+)?) !First
Text "a text"
  = "\"" characters:(TextEscape / [^"\\])* "\"" { return characters.join(""); }
  / "'" characters:(TextEscape / [^'\\])* "'" { return characters.join(""); }
TextEscape
  = "\\" @["'\\]
  / "\\u" digits:$([0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F]) { return String.fromCharCode(parseInt(digits, 16)); }
  / $("\\" .)

_ = [ \t\r\n]*
`;
