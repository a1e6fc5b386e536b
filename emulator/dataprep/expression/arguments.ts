import { DateTime } from "luxon";
import { recognizeDate } from "../dates/recognize";
import { dateText, isDate, isList, isValueObject, type Value, type ValueObject } from "../value";
import { type Evaluation, EvaluationError, shown } from "./evaluation";

/** Readers turn what an argument is into what a function works on. */
export type Reader<Result> = (value: Value, evaluation: Evaluation) => Result;

export const readText: Reader<string> = (value, { assume }) => {
  if (typeof value === "string") {
    return value;
  }
  if (typeof value === "number" || typeof value === "boolean") {
    return String(value);
  }
  if (value !== null && isDate(value)) {
    return dateText(value, assume);
  }
  throw new EvaluationError(`${shown(value)} is not a text.`);
};

export const readNumber: Reader<number> = (value) => {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number)) {
    return number;
  }
  throw new EvaluationError(`${shown(value)} is not a number.`);
};

export const readWhole: Reader<number> = (value, evaluation) => {
  const number = readNumber(value, evaluation);
  if (Number.isSafeInteger(number)) {
    return number;
  }
  throw new EvaluationError(`${shown(value)} is not a whole number.`);
};

/** Truth of what is no boolean follows Apache Commons JEXL, unless the ledger says otherwise. */
export const readTruth: Reader<boolean> = (value, { assume }) => {
  if (typeof value === "boolean") {
    return value;
  }
  if (assume("operandConversion") === "refuse") {
    throw new EvaluationError(`${shown(value)} is neither true nor false.`);
  }
  return typeof value === "number"
    ? value !== 0
    : typeof value === "string" && value.toLowerCase() === "true";
};

export const readDate: Reader<DateTime> = (value, { assume }) => {
  if (DateTime.isDateTime(value)) {
    return value;
  }
  const read =
    typeof value === "string" && assume("dateArguments") === "recognize"
      ? recognizeDate(value, assume)
      : undefined;
  if (read === undefined) {
    throw new EvaluationError(`${shown(value)} is not a date; date() makes one of a text.`);
  }
  return read;
};

export const readList: Reader<readonly Value[]> = (value) => {
  if (isList(value)) {
    return value;
  }
  throw new EvaluationError(`${shown(value)} is not an array.`);
};

export const readObject: Reader<ValueObject> = (value) => {
  if (isValueObject(value)) {
    return value;
  }
  throw new EvaluationError(`${shown(value)} is not an object.`);
};

export const readAny: Reader<Value> = (value) => value;
