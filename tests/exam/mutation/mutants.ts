import ts from "typescript";

/** One small fault in one file. */
export interface Mutant {
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** What stood there. */
  readonly original: string;
}

const OPPOSITES: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, "!=="],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, "==="],
  [ts.SyntaxKind.LessThanToken, "<="],
  [ts.SyntaxKind.LessThanEqualsToken, "<"],
  [ts.SyntaxKind.GreaterThanToken, ">="],
  [ts.SyntaxKind.GreaterThanEqualsToken, ">"],
  [ts.SyntaxKind.AmpersandAmpersandToken, "||"],
  [ts.SyntaxKind.BarBarToken, "&&"],
  [ts.SyntaxKind.PlusToken, "-"],
  [ts.SyntaxKind.MinusToken, "+"],
  [ts.SyntaxKind.AsteriskToken, "/"],
]);

/** Every fault of a few kinds: another operator, a negated condition, the other boolean, another number, a call left out. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const mutants: Mutant[] = [];
  const add = (node: ts.Node, replacement: string) => {
    const start = node.getStart(source);
    const line = source.getLineAndCharacterOfPosition(start).line + 1;
    mutants.push({ file, line, start, end: node.end, text: replacement, original: node.getText(source) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    for (const [fault, replacement] of faultsOf(node, source)) add(fault, replacement);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return mutants;
}

/** What to put where, one at a time. */
function faultsOf(node: ts.Node, source: ts.SourceFile): (readonly [at: ts.Node, replacement: string])[] {
  const negated = (condition: ts.Expression) => [[condition, `!(${condition.getText(source)})`] as const];
  if (ts.isBinaryExpression(node)) {
    if (node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) {
      return [[node, node.left.getText(source)]];
    }
    const opposite = OPPOSITES.get(node.operatorToken.kind);
    // Texts are put together by the same sign as sums.
    return opposite === undefined || isText(node) ? [] : [[node.operatorToken, opposite]];
  }
  if (ts.isIfStatement(node)) return negated(node.expression);
  if (ts.isConditionalExpression(node)) return negated(node.condition);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [[node, "false"]];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [[node, "true"]];
  if (ts.isNumericLiteral(node)) return [[node, `(${node.text} + 1)`]];
  return ts.isExpressionStatement(node) && isCall(node.expression) ? [[node, ";"]] : [];
}

function isText({ left, right }: ts.BinaryExpression): boolean {
  return [left, right].some(
    (side) =>
      ts.isStringLiteralLike(side) ||
      ts.isTemplateExpression(side) ||
      (ts.isBinaryExpression(side) && isText(side)),
  );
}

function isCall(expression: ts.Expression): boolean {
  return ts.isCallExpression(ts.isAwaitExpression(expression) ? expression.expression : expression);
}
