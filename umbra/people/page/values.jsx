// A list of e-mails, phones, addresses or dates. In the form it is one hidden input with JSON.
import { useEffect, useRef, useState } from "react";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";
import { keepInside, useHiddenField } from "$/public/external/umbra/ui/local/draft_form/drafts.js";
import { DateParts } from "$/public/external/umbra/people/page/values/yearly.jsx";

const PLACES = { home: "Home", work: "Work" };
const PHONES = {
  cell: "Mobile",
  ...PLACES,
  voice: "Voice",
  text: "Text",
  fax: "Fax",
  pager: "Pager",
  video: "Video",
  textphone: "Textphone",
};

const telephone = (value) => {
  const [number] = value.split(/[a-z,;]/i);
  const digits = number.trim().startsWith("+") ? number.replace("(0)", "") : number;
  return digits.replace(/[^+\d]/g, "");
};
const lines = ({ street, locality, region, postal_code, country }) =>
  [street, locality, region, postal_code, country].filter(Boolean).join(", ");

// `keys` in the order in which the server writes them: the same values are the same text.
const KINDS = {
  phone: {
    word: "phone",
    keys: ["type", "value"],
    types: PHONES,
    link: ({ value }) => telephone(value) && ["phone", `tel:${telephone(value)}`, `Call ${value}`],
    inputs: [["value", "", { type: "tel" }]],
  },
  email: {
    word: "e-mail",
    keys: ["type", "value"],
    types: PLACES,
    link: ({ value }) =>
      value.includes("@") && [
        "mail",
        `mailto:${encodeURIComponent(value).replaceAll("%40", "@")}`,
        `Write to ${value}`,
      ],
    inputs: [["value", "", { type: "email" }]],
  },
  address: {
    word: "address",
    keys: ["type", "street", "locality", "region", "postal_code", "country"],
    types: PLACES,
    link: (row) =>
      lines(row) && [
        "map",
        `geo:0,0?q=${encodeURIComponent(lines(row).replace(/\s+/g, " "))}`,
        `Show on the map: ${lines(row)}`,
      ],
    inputs: [
      ["street", "Street", { rows: 2 }],
      ["postal_code", "Postal code"],
      ["locality", "Town"],
      ["region", "Region"],
      ["country", "Country"],
    ],
  },
  date: { word: "date", keys: ["label", "date"], inputs: [["label", "Name day, anniversary"]] },
};

const read = (text) => {
  try {
    return JSON.parse(text || "[]");
  } catch {
    return [];
  }
};

const isEmpty = (row) => Object.entries(row).every(([key, value]) => key === "type" || !value);

export function Values({ id, name, kind, defaultValue = "", most }) {
  const { word, keys, types, link, inputs } = KINDS[kind];
  const { field, text, set } = useHiddenField(defaultValue);
  const box = useRef(null);
  const count = useRef(0);
  const [rows, setRows] = useState([]);
  const [focus, setFocus] = useState(null);

  const written = (list) => {
    const filled = list.map(({ row }) => row).filter((row) => !isEmpty(row));
    const ordered = filled.map((row) => Object.fromEntries(keys.map((key) => [key, row[key]])));
    return ordered.length ? JSON.stringify(ordered) : "";
  };
  // Rows that are still empty are no part of the text, and stay when other fields are filled.
  const several = kind === "date" || inputs.length > 1;
  const known = written(rows) === text ? rows : read(text).map((row, at) => ({ key: `s${at}`, row }));

  useEffect(() => {
    if (focus) box.current.querySelector(focus)?.focus();
    setFocus(null);
  }, [focus]);

  const change = (next) => {
    setRows(next);
    set(written(next));
  };
  const edit = (at, part) =>
    change(known.map((one, other) => (other === at ? { ...one, row: { ...one.row, ...part } } : one)));
  const add = () => {
    const row = Object.fromEntries(keys.map((key) => [key, key === "type" ? null : ""]));
    const key = `n${(count.current += 1)}`;
    change([...known, { key, row }]);
    setFocus(`[data-value="${key}"] .value-text`);
  };
  const remove = (at) => {
    change(known.filter((_, other) => other !== at));
    setFocus(".values-add");
  };

  return (
    <div id={id} ref={box} className="values" onInput={keepInside(field)}>
      <input ref={field} type="hidden" name={name} />
      {known.map(({ key, row }, at) => {
        const named = `${word} ${at + 1}`;
        const target = link?.(row);
        return (
          <div
            key={key}
            data-value={key}
            data-kind={kind}
            {...(several && { role: "group", "aria-label": named })}
            className="value"
          >
            {types && (
              <select
                value={row.type ?? ""}
                onChange={({ target: { value } }) => edit(at, { type: value || null })}
                aria-label={`Type of ${named}`}
                className="input input--md value-type"
              >
                <option value="">Type</option>
                {Object.entries(types).map(([type, words]) => (
                  <option key={type} value={type}>
                    {words}
                  </option>
                ))}
              </select>
            )}
            <span className="value-parts">
              {inputs.map(([part, words, { rows: height, ...more } = {}]) => {
                const Input = height ? "textarea" : "input";
                return (
                  <Input
                    key={part}
                    {...more}
                    rows={height}
                    value={row[part]}
                    onChange={({ target: { value } }) => edit(at, { [part]: value })}
                    aria-label={part === "value" ? named : `${words || part} of ${named}`}
                    placeholder={words}
                    autoComplete="off"
                    dir="auto"
                    data-part={part}
                    className="input input--md value-text"
                  />
                );
              })}
              {kind === "date" && (
                <DateParts value={row.date} label={named} onChange={(date) => edit(at, { date })} />
              )}
            </span>
            <span className="value-acts">
              {target && (
                <a href={target[1]} aria-label={target[2]} className="btn btn--icon btn--ghost btn--md">
                  <Icon name={target[0]} size={16} />
                </a>
              )}
              <button
                type="button"
                aria-label={`Remove ${named}`}
                onClick={() => remove(at)}
                className="btn btn--icon btn--ghost btn--md"
              >
                <Icon name="x" size={16} />
              </button>
            </span>
          </div>
        );
      })}
      {known.length < most && (
        <button type="button" onClick={add} className="btn btn--ghost btn--sm values-add">
          <Icon name="plus" size={16} />
          <span>Add {word}</span>
        </button>
      )}
    </div>
  );
}
