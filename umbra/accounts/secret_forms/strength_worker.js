// Rates a password by the number of guesses it would take (zxcvbn), in a worker, because the word
// lists are large and the rating is slow. The password is neither stored nor sent.
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";
import words from "@zxcvbn-ts/language-en/dist/commonWords.json.mjs";
import firstNames from "@zxcvbn-ts/language-en/dist/firstnames.json.mjs";
import sequences from "@zxcvbn-ts/language-en/dist/wordSequences.json.mjs";

const MAX_LENGTH = 64;

const zxcvbn = new ZxcvbnFactory({
  dictionary: { ...dictionary, words, firstNames, ...sequences },
  graphs: adjacencyGraphs,
  maxLength: MAX_LENGTH,
});

/** Returns the kind of a part of the password, under which the hints are listed. */
const kindOf = ({ pattern, dictionaryName }) =>
  dictionaryName === "userInputs" ? "name" : pattern;

/** Returns the kind of the longest part that is easy to guess, or "". */
const weakest = (parts) => {
  const easy = parts.filter((part) => part.pattern !== "bruteforce" && part.pattern !== "separator");
  const longest = easy.sort((a, b) => b.token.length - a.token.length)[0];
  return longest ? kindOf(longest) : "";
};

self.onmessage = ({ data: { round, password, names } }) => {
  const { score, sequence } = zxcvbn.check(password, names);
  self.postMessage({ round, score, weakest: weakest(sequence) });
};
