// Judges a password by how many guesses it would take, in a worker of its own: the word
// lists are large and the judging is slow. What is judged is neither kept nor sent on.
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";
import words from "@zxcvbn-ts/language-en/dist/commonWords.json.mjs";
import firstNames from "@zxcvbn-ts/language-en/dist/firstnames.json.mjs";
import sequences from "@zxcvbn-ts/language-en/dist/wordSequences.json.mjs";

const LONGEST_JUDGED = 64;

const zxcvbn = new ZxcvbnFactory({
  dictionary: { ...dictionary, words, firstNames, ...sequences },
  graphs: adjacencyGraphs,
  maxLength: LONGEST_JUDGED,
});

/** What a part of the password is, by the name that words for it go by. */
const kindOf = ({ pattern, dictionaryName }) =>
  dictionaryName === "userInputs" ? "name" : pattern;

/** The kind of the longest part that is easy to guess. */
const weakest = (parts) => {
  const easy = parts.filter((part) => part.pattern !== "bruteforce" && part.pattern !== "separator");
  const longest = easy.sort((a, b) => b.token.length - a.token.length)[0];
  return longest ? kindOf(longest) : "";
};

self.onmessage = ({ data: { round, password, names } }) => {
  const { score, sequence } = zxcvbn.check(password, names);
  self.postMessage({ round, score, weakest: weakest(sequence) });
};
